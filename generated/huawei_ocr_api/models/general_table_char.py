from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import GeneralTableChar as Payload


@define(kw_only=True, repr=False)
class GeneralTableChar(Model):
    """One character with its place."""

    char: str | None = None
    """The character."""
    char_confidence: float | None = None
    """Confidence of the character, 0 to 1."""
    char_location: list[list[float]] | None = None
    """Corners of an area in pixels of the image as sent, clockwise from the upper left corner of
    the text."""

    _names: ClassVar[Mapping[str, str]] = {
        "char": "char",
        "char_confidence": "char_confidence",
        "char_location": "char_location",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
