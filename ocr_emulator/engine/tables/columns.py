"""Column detection by whitespace: gutters that almost no row of text crosses."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ocr_emulator.engine.tables.model import Box, Piece

Row = Sequence[Piece]
Interval = tuple[float, float]

_GUTTER = 0.4  # least width, in heights of a line
_CROSSED = 0.15  # part of the rows that may have a merged cell in one place
_SLACK = 0.2
# Running text, not the cells of a column (heights of a line; part of the column's width).
_PROSE_LENGTH = 8.0
_PROSE_FILL = 0.7


def is_multiple(row: Row) -> bool:
    """Return whether a row has several pieces side by side."""
    return len(row) > 1


def columns_of(rows: Sequence[Row], unit: float) -> list[Interval]:
    """Return the columns of some rows, from left to right: the intervals between gutters."""
    rows = [row for row in rows if is_multiple(row)]
    allowed = int(_CROSSED * len(rows)) if len(rows) > 3 else 0
    events: list[tuple[float, int]] = []
    for row in rows:
        for piece in row:
            # Boxes of text are padded; a gutter begins a little inside them.
            events += [(piece.box.left, 1), (piece.box.right, -1)]
    if not events:
        return []
    events.sort()
    first, last = events[0][0], max(place for place, _ in events)
    gutters: list[Interval] = []
    depth, start = 0, None
    for (place, change), following in zip(events, [*events[1:], (last, 0)], strict=True):
        depth += change
        if depth <= allowed:
            start = place if start is None else start
            if following[0] >= last:
                break
        elif start is not None:
            gutters.append((start, place))
            start = None
    wide = [(a, b) for a, b in gutters if b - a >= _GUTTER * unit and a > first]
    edges = [first, *(edge for gutter in wide for edge in gutter), last]
    columns = [(edges[i], edges[i + 1]) for i in range(0, len(edges), 2)]
    return [c for c in columns if any(_inside(piece, c, unit) for row in rows for piece in row)]


def _inside(piece: Piece, column: Interval, unit: float) -> bool:
    slack = _SLACK * unit
    return column[0] - slack <= piece.box.left and piece.box.right <= column[1] + slack


def covered(box: Box, columns: Sequence[Interval], unit: float) -> list[int]:
    """Return the columns that a box covers; the nearest one when it lies in a gutter."""
    slack = _SLACK * unit
    found = [
        index
        for index, (left, right) in enumerate(columns)
        if min(box.right, right) - max(box.left, left) > min(slack, 0.5 * box.width)
    ]
    if found:
        return list(range(found[0], found[-1] + 1))
    middle = box.centre[0]
    return [min(range(len(columns)), key=lambda i: abs(sum(columns[i]) / 2 - middle))]


def is_prose(rows: Sequence[Row], columns: Sequence[Interval], unit: float) -> bool:
    """Return whether the columns are those of a page of running text."""
    for left, right in columns:
        pieces = [p for row in rows for p in row if left <= p.box.centre[0] <= right]
        if not pieces:
            return False
        wide = median(piece.box.width for piece in pieces)
        if wide < _PROSE_LENGTH * unit or wide < _PROSE_FILL * (right - left):
            return False
    return True


def boundaries(columns: Sequence[Interval], first: float, last: float) -> list[float]:
    """Return the edges of the cells: the outer ones, and the middle of each gutter."""
    inner = [(one[1] + other[0]) / 2 for one, other in pairwise(columns)]
    return [first, *inner, last]
