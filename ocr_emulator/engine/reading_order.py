"""Reading order of text areas: columns by an XY-cut, then rows from top to bottom.

Columns are cut only where both sides are running text. The items and prices of a receipt, or the
cells of a table, stand in columns too, and are read row by row.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from statistics import median

from ocr_emulator.engine.base import Polygon
from ocr_emulator.engine.geometry import centre

# Two areas are on one row when they share this part of the lower one's height.
_SHARED = 0.5
_ROWS_BACK = 8  # rows that an area is compared with: those above it on the page
_GUTTER = 0.7  # least width of the gap between columns, in heights of a line
_LEAST_LINES = 3  # in a column
_LEAST_LENGTH = 6.0  # median width of a column's lines in heights: about a dozen characters
_LEAST_FILL = 0.6  # median width of a column's lines by the width of the column
_HEADING = 1.25  # least height of a heading by the usual height of a line
_HEADING_ROOM = 0.2  # of its height: blank above and below it in other columns
_LEAST_OVERLAP = 0.4  # of the lower column's height that its neighbour shares

Interval = tuple[float, float]


def reading_order(upright: Sequence[Polygon]) -> list[list[int]]:
    """Group areas into rows in reading order; the polygons must be those of the upright page.

    Returns indexes into `upright`. Rows of different columns are different rows.
    """
    found: list[list[int]] = []
    remaining = rows(upright)
    while remaining:
        block = _first_block(upright, remaining)
        if block is None:
            return found + remaining
        start, end, columns = block
        found += remaining[:start]
        for column in columns:
            inside = rows([upright[i] for i in column])
            found += [[column[i] for i in row] for row in inside]
        remaining = remaining[end:]
    return found


def alignment(upright: Sequence[Polygon]) -> float:
    """Return how well areas beside one another are on one height, to compare angles of a page."""
    order = sorted(upright, key=lambda polygon: centre(polygon)[1])
    total = 0.0
    for index, one in enumerate(order):
        best, (_, bottom) = 0.0, _span(one)
        for other in order[index + 1 :]:
            if centre(other)[1] > bottom:
                break
            if _gap(one, other) > 0:
                best = max(best, _shared(one, other))
        total += best * best
    return total


# --- columns ---------------------------------------------------------------------------


def _first_block(
    upright: Sequence[Polygon], found: Sequence[Sequence[int]]
) -> tuple[int, int, list[list[int]]] | None:
    """Return the first rows that are set in columns: start, end, and the areas of each."""
    if not _has_neighbours(upright, [i for row in found for i in row]):
        return None
    tall = _tall_rows(upright, found)
    for start in range(len(found) - _LEAST_LINES + 1):
        groups: list[Interval] = []
        end = start
        for row in found[start:]:
            heading = len(groups) > 1 and end in tall
            grown = _grown(groups, upright, row)
            if grown is None or (heading and _is_heading(upright, found, end, groups)):
                break
            groups, end = grown, end + 1
        columns = _columns(upright, found[start:end], groups)
        if columns is not None:
            return start, end, columns
    return None


def _grown(
    groups: Sequence[Interval], upright: Sequence[Polygon], row: Sequence[int]
) -> list[Interval] | None:
    """Return the columns with one more row; None when a headline or a caption crosses a gutter."""
    across = [_across(upright[i]) for i in row]
    merged = _merged([*groups, *across], upright, row)
    if len(groups) < 2 or len(merged) >= len(groups):
        return merged
    return None if _crosses(across, groups, _tall(upright[row[0]])) else _extended(groups, across)


def _crosses(areas: Sequence[Interval], groups: Sequence[Interval], tall: float) -> bool:
    """Return whether an area reaches into two columns, as a headline or a caption does."""
    return any(
        sum(min(right, b) - max(left, a) > tall for a, b in groups) > 1 for left, right in areas
    )


def _extended(groups: Sequence[Interval], areas: Sequence[Interval]) -> list[Interval]:
    """Extend each column by the areas in it, as far as the gutter; other areas begin a column."""
    found = list(groups)
    for left, right in areas:
        shared = [min(right, b) - max(left, a) for a, b in found]
        place = max(range(len(found)), key=lambda i: shared[i])
        if shared[place] <= 0:
            found = sorted([*found, (left, right)])
            continue
        a, b = found[place]
        least = found[place - 1][1] + 1 if place else left
        most = found[place + 1][0] - 1 if place + 1 < len(found) else right
        found[place] = (min(a, max(left, least)), max(b, min(right, most)))
    return found


def _tall_rows(upright: Sequence[Polygon], found: Sequence[Sequence[int]]) -> frozenset[int]:
    """Return the rows of one area in taller type than most of the page has."""
    usual = median(_tall(upright[i]) for row in found for i in row)
    return frozenset(
        place
        for place, row in enumerate(found)
        if len(row) == 1 and _tall(upright[row[0]]) >= _HEADING * usual
    )


def _is_heading(
    upright: Sequence[Polygon],
    found: Sequence[Sequence[int]],
    place: int,
    groups: Sequence[Interval],
) -> bool:
    """Return whether a tall row stands between two parts of a page.

    It need not be as long as the page is wide: then all columns are blank beside it, and go on
    below it.
    """
    area = upright[found[place][0]]
    (left, right), (top, bottom) = _across(area), _span(area)
    room = _HEADING_ROOM * _tall(area)
    for a, b in groups:
        if min(b, right) > max(a, left):
            continue
        column = [upright[i] for row in found for i in row if a <= centre(upright[i])[0] <= b]
        spans = [_span(polygon) for polygon in column]
        if any(low < bottom + room and high > top - room for low, high in spans):
            return False
        if not any(low > bottom for low, _ in spans):
            return False
    return True


def _has_neighbours(upright: Sequence[Polygon], areas: Sequence[int]) -> bool:
    """Return whether several areas stand beside each other, a quick test for columns."""
    beside = 0
    for one, other in itertools.pairwise(sorted(areas, key=lambda i: centre(upright[i])[1])):
        (_, bottom), (top, _) = _span(upright[one]), _span(upright[other])
        beside += top < bottom and _gap(upright[one], upright[other]) > 0
    return beside >= _LEAST_LINES


def _merged(
    intervals: Sequence[Interval], upright: Sequence[Polygon], row: Sequence[int]
) -> list[Interval]:
    """Join intervals that are closer than a gutter."""
    gutter = _GUTTER * median(_tall(upright[i]) for i in row)
    joined: list[Interval] = []
    for left, right in sorted(intervals):
        if joined and left - joined[-1][1] < gutter:
            joined[-1] = (joined[-1][0], max(joined[-1][1], right))
        else:
            joined.append((left, right))
    return joined


def _columns(
    upright: Sequence[Polygon], found: Sequence[Sequence[int]], groups: Sequence[Interval]
) -> list[list[int]] | None:
    """Return the areas of each column; None when one of them is no running text."""
    if len(groups) < 2:
        return None
    areas = [i for row in found for i in row]
    columns = [
        [i for i in areas if left <= centre(upright[i])[0] <= right] for left, right in groups
    ]
    for column, (left, right) in zip(columns, groups, strict=True):
        if len(column) < _LEAST_LINES:
            return None
        wide = median(b - a for a, b in (_across(upright[i]) for i in column))
        tall = median(_tall(upright[i]) for i in column)
        if wide < _LEAST_LENGTH * tall or wide < _LEAST_FILL * (right - left):
            return None
    spans = [_down([upright[i] for i in column]) for column in columns]
    side_by_side = all(
        min(a[1], b[1]) - max(a[0], b[0]) >= _LEAST_OVERLAP * min(a[1] - a[0], b[1] - b[0])
        for a, b in itertools.pairwise(spans)
    )
    return columns if side_by_side else None


def _across(polygon: Polygon) -> Interval:
    xs = [p[0] for p in polygon]
    return min(xs), max(xs)


def _down(polygons: Sequence[Polygon]) -> Interval:
    ys = [p[1] for polygon in polygons for p in polygon]
    return min(ys), max(ys)


def _tall(polygon: Polygon) -> float:
    low, high = _span(polygon)
    return max(high - low, 1.0)


# --- rows ------------------------------------------------------------------------------


def rows(upright: Sequence[Polygon]) -> list[list[int]]:
    """Group areas into rows and order both; the polygons must be those of the upright page.

    Returns indexes into `upright`. An area is compared with its nearest neighbour in each
    row and not with the whole row, so that a row may climb a little from end to end.
    """
    found: list[list[int]] = []
    for index in sorted(range(len(upright)), key=lambda i: centre(upright[i])[1]):
        best: tuple[float, list[int]] | None = None
        for row in found[-_ROWS_BACK:]:
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
