from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.token_info_name import TokenInfoName
    from ..payloads import TokenInfoUser as Payload


@define(kw_only=True, repr=False)
class TokenInfoUser(Model):
    """The user that signed in."""

    id: str | None = None
    """Id of the user."""
    name: str | None = None
    """Name of the user."""
    password_expires_at: str | None = None
    """When the user's password ends; empty when it does not."""
    domain: TokenInfoName | None = None
    """Something with an id and a name."""

    _names: ClassVar[Mapping[str, str]] = {
        "id": "id",
        "name": "name",
        "password_expires_at": "password_expires_at",
        "domain": "domain",
    }

    _nested = frozenset(("domain",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.token_info_name import TokenInfoName

        return {
            "domain": model(TokenInfoName),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
