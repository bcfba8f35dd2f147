from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.token_identity import TokenIdentity
    from ..models.token_scope import TokenScope
    from ..payloads import TokenAuth as Payload


@define(kw_only=True, repr=False)
class TokenAuth(Model):
    """Who signs in, and for which project."""

    identity: TokenIdentity | None = None
    """How the user proves to be the one."""
    scope: TokenScope | None = None
    """What the token is good for; the recognizers want a project."""

    _names: ClassVar[Mapping[str, str]] = {
        "identity": "identity",
        "scope": "scope",
    }

    _nested = frozenset(
        (
            "identity",
            "scope",
        )
    )

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.token_identity import TokenIdentity
        from ..models.token_scope import TokenScope

        return {
            "identity": model(TokenIdentity),
            "scope": model(TokenScope),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
