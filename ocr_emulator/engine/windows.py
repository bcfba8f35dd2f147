"""Sliding windows over a tall image, so that a long receipt is not reduced beyond legibility.

A detector takes a limited number of pixels a side. An image much taller than wide is searched
in windows that overlap; areas found in two windows are merged.
"""

from __future__ import annotations

from collections.abc import Sequence

from ocr_emulator.engine.base import Polygon

# An image this many times taller than wide is cut.
_TALL = 2.2
_WINDOW = 1.5


def windows(size: tuple[int, int], side: int) -> list[tuple[int, int]]:
    """Return the upper and lower edge of each window; one window when none is needed.

    `side` is the longest side that the detector takes without reducing.
    """
    w, h = size
    if h <= side or h < _TALL * w:
        return [(0, h)]
    tall = max(side, round(_WINDOW * w))
    step = tall - tall // 5
    count = max(1, -(-(h - tall) // step) + 1)
    return [(top, min(top + tall, h)) for top in (min(i * step, h - tall) for i in range(count))]


def merged(found: Sequence[tuple[tuple[int, int], Sequence[Polygon]]], h: int) -> list[Polygon]:
    """Merge the areas of overlapping windows, given in the coordinates of the whole image.

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
    """Return whether the bounding boxes of two areas share most of the smaller one."""
    shared = area = 1.0
    smaller = []
    for axis in (0, 1):
        a, b = [p[axis] for p in one], [p[axis] for p in other]
        shared *= max(0.0, min(max(a), max(b)) - max(min(a), min(b)))
        smaller.append((max(a) - min(a), max(b) - min(b)))
    area = min(smaller[0][0] * smaller[1][0], smaller[0][1] * smaller[1][1])
    return shared > 0.6 * max(area, 1.0)
