from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.token_auth import TokenAuth
    from ..payloads import TokenRequest as Payload


@define(kw_only=True, repr=False)
class TokenRequest(Model):
    """Body of a request."""

    auth: TokenAuth | None = None
    """Who signs in, and for which project."""

    _names: ClassVar[Mapping[str, str]] = {
        "auth": "auth",
    }

    _nested = frozenset(("auth",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.token_auth import TokenAuth

        return {
            "auth": model(TokenAuth),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
