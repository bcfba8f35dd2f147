from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.token_info import TokenInfo
    from ..payloads import TokenResponse as Payload


@define(kw_only=True, repr=False)
class TokenResponse(Model):
    """What the token stands for; the token itself is in the header `X-Subject-Token`."""

    token: TokenInfo | None = None
    """The token's user, project and times."""

    _names: ClassVar[Mapping[str, str]] = {
        "token": "token",
    }

    _nested = frozenset(("token",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.token_info import TokenInfo

        return {
            "token": model(TokenInfo),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
