"""Values of the outline search: an outline, and where it was taken from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ocr_emulator.engine.base import Polygon


class Source(Enum):
    """What an outline was taken from."""

    EDGES = "edges"
    """Straight edges between the card and what it lies on."""
    FRAME = "frame"
    """The edges of the image: the card fills it."""
    TEXT = "text"
    """The area of the text with a margin, because no edges were found."""


@dataclass(frozen=True, slots=True)
class Outline:
    """Where a card lies in an image."""

    corners: Polygon
    """From the card's own top left, clockwise, in pixels of the image."""
    confidence: float
    """How likely the corners are right, 0 to 1."""
    source: Source
    cut_sides: tuple[int, ...] = ()
    """Sides that lie on the edge of the image: 0 is the card's top, 1 its right side."""
