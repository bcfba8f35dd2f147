"""Connected components that may be dots or dashes of a rule.

Letters and dirt leave such marks as well; whether marks belong to a rule is decided by their
distances.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from ocr_emulator.engine.tables.model import Box
from ocr_emulator.engine.tables.plane import Gray

# Lengths in heights of a line of text.
_EDGES = 0.12  # of a line's height: padding of its box above and below
_THICKEST = 0.25  # of a dot or a dash, across its rule
_LONGEST = 0.85  # longer ones are found as drawn rules, and may be letters
_SPECK = 4  # pixels of the faintest ink; less is noise of the compression
_DARKER = 20  # levels of gray
_NEAR = 2  # pixels around a place, in which its ink lies


@dataclass(frozen=True, slots=True)
class Mark:
    """A dot or a dash."""

    box: Box
    inside: bool
    """Whether it lies in the box of a text."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of a page from left to right, and where the page has ink."""

    marks: tuple[Mark, ...] = field(repr=False)
    dark: Gray = field(repr=False)
    """1 or 0 a pixel."""

    def inked(self, x: float, y: float) -> bool:
        """Return whether there is ink at a place: of a mark, or of what hides it."""
        top, left = max(round(y) - _NEAR, 0), max(round(x) - _NEAR, 0)
        return bool(self.dark[top : round(y) + _NEAR + 1, left : round(x) + _NEAR + 1].any())


def find_marks(page: Gray, unit: float, texts: Sequence[Box]) -> Marks:
    """Return what may be dots and dashes of rules from left to right."""
    ground = cv2.medianBlur(page, max(5, round(0.6 * unit)) | 1)
    depth = cv2.absdiff(page, ground)
    dark = (depth > _DARKER).astype(np.uint8)
    inside = np.zeros_like(dark)
    for box in texts:
        edge = _EDGES * min(box.width, box.height)
        top, bottom = max(round(box.top + edge), 0), max(round(box.bottom - edge), 0)
        inside[top:bottom, max(round(box.left), 0) : max(round(box.right), 0)] = 1
    thickest = max(3, round(_THICKEST * unit))
    # Dashes of the other direction are taken away where they cross these.
    strokes = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((thickest + 1, 1), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(
        cv2.subtract(dark, strokes), connectivity=8
    )
    # A sharp dot of a thin pen covers two pixels; a faint speck may cover more.
    ink = np.bincount(labels.ravel(), weights=depth.ravel(), minlength=len(stats))
    # The first component is the ground.
    found = [
        Box(float(x), float(y), float(x + w), float(y + h))
        for (x, y, w, h, _), mass in zip(stats[1:], ink[1:], strict=True)
        if mass >= _SPECK * _DARKER and h <= thickest and w <= _LONGEST * unit
    ]
    marks = [Mark(box, bool(inside[int(box.centre[1]), int(box.centre[0])])) for box in found]
    return Marks(tuple(sorted(marks, key=lambda mark: mark.box.left)), np.asarray(dark))
