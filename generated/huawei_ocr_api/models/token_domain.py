from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import TokenDomain as Payload


@define(kw_only=True, repr=False)
class TokenDomain(Model):
    """The account that the user belongs to."""

    name: str | None = None
    """Name of the account."""

    _names: ClassVar[Mapping[str, str]] = {
        "name": "name",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
