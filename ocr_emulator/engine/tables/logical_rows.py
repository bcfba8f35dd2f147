"""Row grouping: which lines of text are one row of a table without rules.

A cell may have several lines. The next line continues a row when it lacks the columns that begin a
row and stands closer than rows do; rules and shades between rows decide where they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ocr_emulator.engine.tables.columns import Interval, covered
from ocr_emulator.engine.tables.model import Box, Rule

_CLOSER = 0.75  # of the usual gap between rows
_TIGHT = 0.35  # heights of a line: the gap within a paragraph, where no other is known
_FULL = 0.7
_WIDE_RULE = 0.6
_LEAST_BANDS = 3
_LINE_PITCH = 1.2  # heights of a line: no paragraph in a cell is set wider
_LEAP = 1.15
_BLANK_CELL = 1.85


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of text across the table."""

    columns: frozenset[int]
    top: float
    bottom: float
    boxes: dict[int, Box]


def group_rows(
    rows: Sequence[Sequence[Box]], columns: Sequence[Interval], rules: Sequence[Rule], unit: float
) -> list[list[int]]:
    """Group lines of text, given from top to bottom, into rows of the table."""
    lines = [_line(row, columns, unit) for row in rows]
    bands = _bands(lines, columns, rules)
    if bands is not None:
        return bands
    blocks = _blocks(lines, len(columns), unit)
    if blocks is not None:
        return blocks
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


def _line(row: Sequence[Box], columns: Sequence[Interval], unit: float) -> _Line:
    boxes: dict[int, Box] = {}
    for box in row:
        for column in covered(box, columns, unit):
            boxes[column] = box.joined(boxes.get(column, box))
    top, bottom = median(box.top for box in row), median(box.bottom for box in row)
    return _Line(frozenset(boxes), top, bottom, boxes)


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


# --- cells of several lines ------------------------------------------------------------


def _blocks(lines: Sequence[_Line], columns: int, unit: float) -> list[list[int]] | None:
    """Group lines by the cells that stand closer in a column than rows do.

    None where the distances show no difference, or where whole rows stand close: those are
    sections of a table.
    """
    pitches = sorted(pitch for _, _, pitch in _pitches(lines, columns))
    limit = _between_lines_and_rows(pitches, unit)
    if limit is None:
        return None
    parent = list(range(len(lines)))

    def root(index: int) -> int:
        while parent[index] != index:
            index = parent[index]
        return index

    for above, below, pitch in _pitches(lines, columns):
        if pitch < limit:
            # What lies between two lines of a cell belongs to its row.
            for index in range(above + 1, below + 1):
                parent[root(index)] = root(above)
    groups: dict[int, list[int]] = {}
    for index in range(len(lines)):
        groups.setdefault(root(index), []).append(index)
    several = [group for group in groups.values() if len(group) > 1]
    even = sum(_is_section([lines[i] for i in group]) for group in several)
    if 2 * even > len(several):
        return None
    return sorted(groups.values())


def _pitches(lines: Sequence[_Line], columns: int) -> list[tuple[int, int, float]]:
    """Return the distance of each pair of lines that are neighbours in a column."""
    found: list[tuple[int, int, float]] = []
    for column in range(columns):
        members = [i for i, line in enumerate(lines) if column in line.boxes]
        for above, below in pairwise(members):
            pitch = lines[below].boxes[column].centre[1] - lines[above].boxes[column].centre[1]
            found.append((above, below, pitch))
    return found


def _between_lines_and_rows(pitches: Sequence[float], unit: float) -> float | None:
    """Return a distance between that of lines in a cell and that of rows."""
    for one, other in pairwise(pitches):
        if 0 < one <= _LINE_PITCH * unit and other >= _LEAP * one:
            # Twice the distance is that over an empty cell.
            return (one + other) / 2 if other < _BLANK_CELL * one else None
    return None


def _is_section(group: Sequence[_Line]) -> bool:
    """Return whether most columns have several lines: rows that stand close, not tall cells."""
    present = frozenset[int]().union(*(line.columns for line in group))
    several = [c for c in present if sum(c in line.columns for line in group) > 1]
    return len(several) >= _FULL * len(present) and len(present) > 1
