"""Column detection by whitespace: gutters that almost no row of text crosses.

A single blank proves nothing; blanks in the same place of many rows do. So the width that a gutter
needs falls with the number of rows that agree on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ocr_emulator.engine.tables.fragments import Fragment
from ocr_emulator.engine.tables.model import Box

Row = Sequence[Fragment]
Interval = tuple[float, float]

# Least width of a gutter in heights of a line, by the number of rows that keep it free.
_GUTTERS = ((6, 0.25), (4, 0.35), (3, 0.5), (2, 0.7), (1, 0.8))
_USUAL_GAP = 0.55  # median of the blanks at a gutter: wider than between words
_CROSSED = 0.2  # part of the rows that may have a merged cell in one place
_SLACK = 0.12
_WORD_GAP = (0.18, 0.25, 0.55)  # least, usual and widest blank between words
_WIDE = 0.5
_WIDER = 1.7  # times the usual blank between words
_PHRASE = 1.4
# Running text, not the cells of a column (heights of a line; part of the column's width).
_PROSE_LENGTH = 8.0
_PROSE_FILL = 0.7


@dataclass(frozen=True, slots=True)
class Spacing:
    """Lengths of a page: the height of a line of text, and the blank between two words."""

    unit: float
    word: float

    @classmethod
    def of(cls, rows: Iterable[Row], unit: float) -> Spacing:
        """Measure the blanks of a page: a quarter of them are no wider than those of words."""
        gaps = sorted(b.box.left - a.box.right for row in rows for a, b in pairwise(row))
        usual = gaps[len(gaps) // 4] / unit if len(gaps) > 3 else _WORD_GAP[1]
        return cls(unit, unit * min(max(usual, _WORD_GAP[0]), _WORD_GAP[2]))

    @property
    def wide(self) -> float:
        """The least blank that separates phrases."""
        return max(_WIDE * self.unit, _WIDER * self.word)

    def is_phrase(self, one: Fragment, other: Fragment) -> bool:
        """Return whether two words stand as close as those of one phrase."""
        return other.box.left - one.box.right <= _PHRASE * self.word

    def phrases(self, row: Row) -> list[list[Fragment]]:
        """Divide a row at wide blanks."""
        found: list[list[Fragment]] = [[row[0]]]
        for one, other in pairwise(row):
            # Large type has large blanks.
            tall = min(one.box.height, other.box.height)
            if other.box.left - one.box.right >= max(self.wide, _WIDE * tall):
                found.append([other])
            else:
                found[-1].append(other)
        return found

    def is_multiple(self, row: Row) -> bool:
        """Return whether a row has several phrases."""
        return len(self.phrases(row)) > 1


def columns_of(rows: Sequence[Row], spacing: Spacing) -> list[Interval]:
    """Return the columns of some rows, from left to right: the intervals between gutters."""
    rows = [row for row in rows if spacing.is_multiple(row)]
    allowed = max(1, int(_CROSSED * len(rows))) if len(rows) > 3 else 0
    if allowed:
        loose = _gutters(rows, allowed, spacing)
        crossing = [row for row in rows if _crosses(row, loose, spacing)]
        if len(crossing) <= allowed:
            rows = [row for row in rows if row not in crossing]
    if not rows:
        return []
    first = min(row[0].box.left for row in rows)
    last = max(fragment.box.right for row in rows for fragment in row)
    gutters = _gutters(rows, 0, spacing)
    edges = [first, *(edge for gutter in gutters for edge in gutter), last]
    return [(edges[i], edges[i + 1]) for i in range(0, len(edges), 2)]


def _gutters(rows: Sequence[Row], allowed: int, spacing: Spacing) -> list[Interval]:
    """Return the gutters that at most `allowed` rows cross."""
    least = next(width for count, width in _GUTTERS if len(rows) >= count)
    events = sorted(
        event
        for row in rows
        for fragment in row
        for event in ((fragment.box.left, 1), (fragment.box.right, -1))
    )
    found: list[Interval] = []
    depth = 0
    start: float | None = None
    for place, change in events:
        before, depth = depth, depth + change
        if before > allowed >= depth:
            start = place
        elif before <= allowed < depth and start is not None:
            wide = place - start >= least * spacing.unit
            if wide and _usual_gap(rows, (start + place) / 2) >= _USUAL_GAP * spacing.unit:
                found.append((start, place))
            start = None
    return found


def _usual_gap(rows: Sequence[Row], place: float) -> float:
    """Return the median blank of the rows that have text on both sides of a place."""
    gaps: list[float] = []
    for row in rows:
        left = [fragment.box.right for fragment in row if fragment.box.centre[0] < place]
        right = [fragment.box.left for fragment in row if fragment.box.centre[0] >= place]
        if left and right:
            gaps.append(min(right) - max(left))
    return median(gaps) if gaps else 0.0


def _crosses(row: Row, gutters: Sequence[Interval], spacing: Spacing) -> bool:
    return any(
        phrase[0].box.left < left and right < phrase[-1].box.right
        for phrase in spacing.phrases(row)
        for left, right in gutters
    )


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
        widths: list[float] = []
        for row in rows:
            inside = [f.box for f in row if left <= f.box.centre[0] <= right]
            if inside:
                widths.append(inside[-1].right - inside[0].left)
        if not widths:
            return False
        wide = median(widths)
        if wide < _PROSE_LENGTH * unit or wide < _PROSE_FILL * (right - left):
            return False
    return True


def boundaries(columns: Sequence[Interval], first: float, last: float) -> list[float]:
    """Return the edges of the cells: the outer ones, and the middle of each gutter."""
    inner = [(one[1] + other[0]) / 2 for one, other in pairwise(columns)]
    return [first, *inner, last]
