"""Row grouping: which lines of text are one row of a table without rules.

A cell may have several lines. The next line continues a row when it lacks the columns that begin a
row and stands closer than rows do; rules and shades between rows decide where they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ocr_emulator.engine.tables.columns import Interval, Row, covered
from ocr_emulator.engine.tables.model import Box, Rule

_CLOSER = 0.75  # of the usual gap between rows
_TIGHT = 0.35  # heights of a line: the gap within a paragraph, where no other is known
_FULL = 0.7
_WIDE_RULE = 0.6
_LEAST_BANDS = 3


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of text across the table."""

    columns: frozenset[int]
    top: float
    bottom: float
    boxes: dict[int, Box]


def group_rows(
    rows: Sequence[Row], columns: Sequence[Interval], rules: Sequence[Rule], unit: float
) -> list[list[int]]:
    """Group lines of text, given from top to bottom, into rows of the table."""
    lines = [_line(row, columns, unit) for row in rows]
    bands = _bands(lines, columns, rules)
    if bands is not None:
        return bands
    usual = _usual_gap(lines, len(columns))
    groups: list[list[int]] = [[0]]
    for index in range(1, len(lines)):
        above = [lines[i] for i in groups[-1]]
        if _separated(above[-1], lines[index], columns, rules):
            groups.append([index])
        elif _continues(above, lines[index], len(columns), usual, unit):
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _line(row: Row, columns: Sequence[Interval], unit: float) -> _Line:
    boxes: dict[int, Box] = {}
    for piece in row:
        for column in covered(piece.box, columns, unit):
            boxes[column] = piece.box.joined(boxes.get(column, piece.box))
    top = median(piece.box.top for piece in row)
    return _Line(frozenset(boxes), top, median(piece.box.bottom for piece in row), boxes)


def _gap(above: _Line, below: _Line) -> float:
    """Return the white space between two lines, in the columns that both have."""
    shared = above.columns & below.columns
    if not shared:
        return below.top - above.bottom
    return min(below.boxes[c].top - above.boxes[c].bottom for c in shared)


def _usual_gap(lines: Sequence[_Line], columns: int) -> float | None:
    """Return the gap between lines that both begin a row; None when there is no such pair."""
    gaps = [
        _gap(above, below)
        for above, below in pairwise(lines)
        if _is_full(above, columns) and _is_full(below, columns)
    ]
    return median(gaps) if gaps else None


def _is_full(line: _Line, columns: int) -> bool:
    return 0 in line.columns and len(line.columns) >= _FULL * columns


def _continues(
    above: Sequence[_Line], line: _Line, columns: int, usual: float | None, unit: float
) -> bool:
    present = frozenset[int]().union(*(one.columns for one in above))
    gap = max(_gap(one, line) for one in above[-1:])
    if not present & line.columns:
        # Cells beside each other whose text is centred on different heights.
        return line.top < max(one.bottom for one in above) - 0.1 * unit
    lesser = 0 not in line.columns and len(line.columns) <= columns / 2
    starts_late = 0 not in present and len(present) <= columns / 2
    if not lesser and not starts_late:
        return False
    if usual is not None and usual > _TIGHT * unit:
        return gap <= _CLOSER * usual
    return lesser and gap <= _TIGHT * unit


def _separated(
    above: _Line, below: _Line, columns: Sequence[Interval], rules: Sequence[Rule]
) -> bool:
    first, last = (above.top + above.bottom) / 2, (below.top + below.bottom) / 2
    return any(first < rule.at < last for rule in _across(rules, columns))


def _across(rules: Sequence[Rule], columns: Sequence[Interval]) -> list[Rule]:
    """Return the rules that run across the table."""
    left, right = columns[0][0], columns[-1][1]
    return [
        rule
        for rule in rules
        if min(rule.end, right) - max(rule.start, left) >= _WIDE_RULE * (right - left)
    ]


def _bands(
    lines: Sequence[_Line], columns: Sequence[Interval], rules: Sequence[Rule]
) -> list[list[int]] | None:
    """Return the lines between rules, where each row has one; None where they mark sections."""
    places = sorted(rule.at for rule in _across(rules, columns))
    groups: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        middle = (line.top + line.bottom) / 2
        groups.setdefault(sum(place < middle for place in places), []).append(index)
    bands = list(groups.values())
    if len(bands) < _LEAST_BANDS:
        return None
    for band in bands:
        if sum(_is_full(lines[index], len(columns)) for index in band) > 1:
            return None
    return bands
