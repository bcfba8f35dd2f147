from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.token_user import TokenUser
    from ..payloads import TokenPassword as Payload


@define(kw_only=True, repr=False)
class TokenPassword(Model):
    """Proof by password."""

    user: TokenUser | None = None
    """The IAM user."""

    _names: ClassVar[Mapping[str, str]] = {
        "user": "user",
    }

    _nested = frozenset(("user",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.token_user import TokenUser

        return {
            "user": model(TokenUser),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
