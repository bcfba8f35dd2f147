from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import TokenInfoName as Payload


@define(kw_only=True, repr=False)
class TokenInfoName(Model):
    """Something with an id and a name."""

    id: str | None = None
    """The id."""
    name: str | None = None
    """The name."""

    _names: ClassVar[Mapping[str, str]] = {
        "id": "id",
        "name": "name",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
