"""Crop measurement: how much of a card lies beyond the edges of the image.

The proportions of cards are standardized. Where a side of the card lies on the edge of the image,
they show how much is missing.
"""

from __future__ import annotations

from collections.abc import Sequence

from ocr_emulator.engine.base import Polygon
from ocr_emulator.engine.outline import Outline, Source
from ocr_emulator.engine.outline.rectify import ID1_ASPECT, side_lengths

_HALF = 0.05
"""Missing part of the width or height at which the fault is 0.5."""
_TOLERANCE = 0.02
"""Difference of proportions that perspective and margins explain."""
_AT_EDGE = 0.003  # of the longer side of the image


def cropping_of(
    size: tuple[int, int],
    outline: Outline | None,
    areas: Sequence[Polygon],
    aspect: float = ID1_ASPECT,
) -> float:
    """Return how much of a card is cut off, 0 to 1.

    Args:
        size: Width and height of the image.
        outline: Where the card lies; None if it was not found.
        areas: Areas of text: one at the edge of the image is cut off.
        aspect: Width by height of a whole card.
    """
    missing = 0.0
    if outline is not None and outline.cut_sides and outline.source is not Source.TEXT:
        missing = max(_missing(outline, aspect) - _TOLERANCE, 0.0)
    fault = missing / (missing + _HALF)
    return max(fault, _cut_text(size, areas))


def _missing(outline: Outline, whole: float) -> float:
    """Return the part of the width or of the height that the proportions lack."""
    wide, high = side_lengths(outline.corners)
    aspect = max(wide, 1.0) / max(high, 1.0)
    lacks_width = any(side % 2 for side in outline.cut_sides)
    lacks_height = any(side % 2 == 0 for side in outline.cut_sides)
    if lacks_width and (aspect < whole or not lacks_height):
        return max(1 - aspect / whole, 0.0)
    return max(1 - whole / aspect, 0.0)


def _cut_text(size: tuple[int, int], areas: Sequence[Polygon]) -> float:
    """Return 0 to 0.9 by how many areas of text lie on the edge of the image."""
    slack = _AT_EDGE * max(size)
    width, height = size
    cut = sum(
        any(x <= slack or y <= slack or x >= width - slack or y >= height - slack for x, y in area)
        for area in areas
    )
    return 0.9 * cut / (cut + 1.5)
