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
_SEAM = 4.0  # pixels between the pieces of one area


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

    An area that touches an inner edge is cut there, and usually whole in the next window.
    Pieces of an area that is taller than the overlap are joined.
    """
    kept: list[Polygon] = []
    pieces: list[Polygon] = []
    for (top, bottom), polygons in found:
        for polygon in polygons:
            upper, lower = _reach(polygon)
            cut = (top > 0 and upper <= top + 2) or (bottom < h and lower >= bottom - 3)
            if cut:
                pieces.append(polygon)
            elif not any(_same(polygon, other) for other in kept):
                kept.append(polygon)
    lost = [piece for piece in pieces if not any(_same(piece, whole) for whole in kept)]
    return kept + _joined(lost)


def _joined(pieces: Sequence[Polygon]) -> list[Polygon]:
    """Join pieces of areas that continue one another down the image."""
    boxes: list[Polygon] = []
    for piece in sorted(pieces, key=lambda polygon: _reach(polygon)[0]):
        for i, box in enumerate(boxes):
            if _continues(box, piece):
                boxes[i] = _around(box, piece)
                break
        else:
            boxes.append(piece)
    return boxes


def _continues(box: Polygon, piece: Polygon) -> bool:
    """Return whether a piece begins within a box or at its end, at the same place across."""
    (_, bottom), (top, _) = _reach(box), _reach(piece)
    (a, b), (c, d) = _across(box), _across(piece)
    shared = min(b, d) - max(a, c)
    return top <= bottom + _SEAM and shared >= 0.6 * max(min(b - a, d - c), 1.0)


def _around(one: Polygon, other: Polygon) -> Polygon:
    xs = [x for polygon in (one, other) for x, _ in polygon]
    ys = [y for polygon in (one, other) for _, y in polygon]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def _across(polygon: Polygon) -> tuple[float, float]:
    xs = [x for x, _ in polygon]
    return min(xs), max(xs)


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
