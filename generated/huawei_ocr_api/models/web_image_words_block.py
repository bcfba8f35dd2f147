from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import WebImageWordsBlock as Payload


@define(kw_only=True, repr=False)
class WebImageWordsBlock(Model):
    """A block of text."""

    words: str | None = None
    """Text of the block."""
    confidence: float | None = None
    """Confidence of the text, 0 to 1."""
    location: list[list[float]] | None = None
    """Corners of an area in pixels of the image as sent, clockwise from the upper left corner of
    the text."""
    font_list: list[str] | None = None
    """Names of the fonts that the lettering resembles, closest first. Only with `detect_font`."""
    font_scores: list[float] | None = None
    """How likely each font of `font_list` is, in the same order, 0 to 1."""

    _names: ClassVar[Mapping[str, str]] = {
        "words": "words",
        "confidence": "confidence",
        "location": "location",
        "font_list": "font_list",
        "font_scores": "font_scores",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
