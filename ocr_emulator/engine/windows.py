"""Windows down a tall picture, so that a long receipt or screenshot is not shrunk to dust.

A detector sees a limited number of pixels a side. A picture much taller than wide is
looked at in windows that overlap, and what two windows both found is kept once.
"""

from __future__ import annotations

from collections.abc import Sequence

from ocr_emulator.engine.base import Polygon

# A picture this many times taller than wide is cut.
_TALL = 2.2
_WINDOW = 1.5


def windows(size: tuple[int, int], side: int) -> list[tuple[int, int]]:
    """Give the upper and lower edge of each window of a picture; one when none is needed.

    `side` is what the detector can see without shrinking.
    """
    w, h = size
    if h <= side or h < _TALL * w:
        return [(0, h)]
    tall = max(side, round(_WINDOW * w))
    step = tall - tall // 5
    count = max(1, -(-(h - tall) // step) + 1)
    return [(top, min(top + tall, h)) for top in (min(i * step, h - tall) for i in range(count))]


def merged(found: Sequence[tuple[tuple[int, int], Sequence[Polygon]]], h: int) -> list[Polygon]:
    """Join the areas of overlapping windows, given in the whole picture's coordinates.

    An area that touches an inner edge is cut there, and whole in the next window.
    """
    kept: list[Polygon] = []
    for (top, bottom), polygons in found:
        for polygon in polygons:
            upper, lower = _reach(polygon)
            cut = (top > 0 and upper <= top + 2) or (bottom < h and lower >= bottom - 3)
            if not cut and not any(_same(polygon, other) for other in kept):
                kept.append(polygon)
    return kept


def _reach(polygon: Polygon) -> tuple[float, float]:
    ys = [y for _, y in polygon]
    return min(ys), max(ys)


def _same(one: Polygon, other: Polygon) -> bool:
    """Tell whether two upright boxes around the areas share most of the smaller one."""
    shared = area = 1.0
    smaller = []
    for axis in (0, 1):
        a, b = [p[axis] for p in one], [p[axis] for p in other]
        shared *= max(0.0, min(max(a), max(b)) - max(min(a), min(b)))
        smaller.append((max(a) - min(a), max(b) - min(b)))
    area = min(smaller[0][0] * smaller[1][0], smaller[0][1] * smaller[1][1])
    return shared > 0.6 * max(area, 1.0)
