from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.token_domain import TokenDomain
    from ..payloads import TokenUser as Payload


@define(kw_only=True, repr=False)
class TokenUser(Model):
    """The IAM user."""

    name: str | None = None
    """Name of the IAM user."""
    password: str | None = None
    """Password of the IAM user."""
    domain: TokenDomain | None = None
    """The account that the user belongs to."""

    _names: ClassVar[Mapping[str, str]] = {
        "name": "name",
        "password": "password",
        "domain": "domain",
    }

    _nested = frozenset(("domain",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.token_domain import TokenDomain

        return {
            "domain": model(TokenDomain),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
