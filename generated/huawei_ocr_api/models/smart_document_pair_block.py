from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import SmartDocumentPairBlock as Payload


@define(kw_only=True, repr=False)
class SmartDocumentPairBlock(Model):
    """One block of text of a pair."""

    words: str | None = None
    """Text of the block."""
    location: list[list[float]] | None = None
    """Corners of an area in pixels of the image as sent, clockwise from the upper left corner of
    the text."""
    type_: str | None = None
    """Part of the pair, `key` for the label or `value`."""

    _names: ClassVar[Mapping[str, str]] = {
        "words": "words",
        "location": "location",
        "type": "type_",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
