"""Reading order of text areas: top to bottom, left to right in a row."""

from __future__ import annotations

from collections.abc import Sequence

from ocr_emulator.engine.base import Polygon
from ocr_emulator.engine.geometry import centre

# Two areas are on one row when they share this part of the lower one's height.
_SHARED = 0.5


def rows(upright: Sequence[Polygon]) -> list[list[int]]:
    """Group areas into rows and order both; the polygons must be those of the upright page.

    Returns indexes into `upright`. An area is compared with its nearest neighbour in each
    row and not with the whole row, so that a row may climb a little from end to end.
    """
    found: list[list[int]] = []
    for index in sorted(range(len(upright)), key=lambda i: centre(upright[i])[1]):
        best: tuple[float, list[int]] | None = None
        for row in found[-8:]:
            neighbour = min(row, key=lambda other: _gap(upright[index], upright[other]))
            share = _shared(upright[index], upright[neighbour])
            apart = _gap(upright[index], upright[neighbour]) > -0.5 * _low_width(
                upright[index], upright[neighbour]
            )
            if share >= _SHARED and apart and (best is None or share > best[0]):
                best = (share, row)
        if best is None:
            found.append([index])
        else:
            best[1].append(index)
    for row in found:
        row.sort(key=lambda i: min(p[0] for p in upright[i]))
    found.sort(key=lambda row: sum(centre(upright[i])[1] for i in row) / len(row))
    return found


def _gap(one: Polygon, other: Polygon) -> float:
    left = max(min(p[0] for p in one), min(p[0] for p in other))
    right = min(max(p[0] for p in one), max(p[0] for p in other))
    return left - right


def _low_width(one: Polygon, other: Polygon) -> float:
    return min(max(p[0] for p in q) - min(p[0] for p in q) for q in (one, other))


def _span(polygon: Polygon) -> tuple[float, float]:
    # Mean heights of the upper and the lower side: a slight slant must not widen the band.
    middle = centre(polygon)[1]
    ys = sorted(p[1] for p in polygon)
    low, high = (ys[0] + ys[1]) / 2, (ys[2] + ys[3]) / 2
    return (low, high) if high > low else (middle, middle)


def _shared(one: Polygon, other: Polygon) -> float:
    (a, b), (c, d) = _span(one), _span(other)
    lower = min(b - a, d - c)
    return (min(b, d) - max(a, c)) / lower if lower > 0 else 0.0
