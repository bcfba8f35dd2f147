from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import TokenProject as Payload


@define(kw_only=True, repr=False)
class TokenProject(Model):
    """The project that the token acts for."""

    name: str | None = None
    """Name of the project; that of a region's first project is the region's id."""

    _names: ClassVar[Mapping[str, str]] = {
        "name": "name",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
