"""Stream tables: tables without rules, found by the alignment of their text.

Rows of text that keep the same gutters free are a table, unless they are columns of running text or
a list of labels and values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ocr_emulator.engine.reading_order import rows as text_rows
from ocr_emulator.engine.tables.columns import (
    Interval,
    Row,
    boundaries,
    columns_of,
    covered,
    is_multiple,
    is_prose,
)
from ocr_emulator.engine.tables.logical_rows import group_rows
from ocr_emulator.engine.tables.model import Box, Cell, Piece, Rule, Span, Table
from ocr_emulator.engine.tables.plane import Plane

_FAR = 1.8  # heights of a line between two rows of a table
_FARTHER = 2.2  # times the usual gap
_CLOSE = 1.4  # the same, for a row that crosses the columns
_MOST_SINGLE = 4  # rows with text in one column alone, one after another
_LEAST_FILLED = 0.4
_LABELLED = 0.6
_LABEL = re.compile(r"^[^:：]{1,40}[:：]")


@dataclass
class _Block:
    """Rows that may be a table, and rows that belong to it if another one follows."""

    rows: list[Row]
    columns: list[Interval]
    pending: list[Row]


def find_streams(pieces: Sequence[Piece], rules: Sequence[Rule], plane: Plane) -> list[Table]:
    """Return the tables without walls among the text that is in no ruled table."""
    rows = [[pieces[i] for i in row] for row in text_rows([p.box.corners for p in pieces])]
    found: list[Table] = []
    for block in _blocks(rows, plane.unit):
        if _is_table(block, plane.unit):
            found.append(_table(block, rules, plane))
    return found


# --- blocks of rows --------------------------------------------------------------------


def _blocks(rows: Iterable[Row], unit: float) -> Iterable[_Block]:
    block: _Block | None = None
    for row in rows:
        if block is not None and _grown(block, row, unit):
            continue
        if block is not None:
            yield block
        block = _Block([row], columns_of([row], unit), []) if is_multiple(row) else None
    if block is not None:
        yield block


def _grown(block: _Block, row: Row, unit: float) -> bool:
    """Add a row to a block, or return False if it does not fit."""
    last = (block.rows + block.pending)[-1]
    gaps = [_white(one, other) for one, other in pairwise(block.rows)]
    limit = max(_FAR * unit, _FARTHER * median(gaps)) if gaps else 2 * _FAR * unit
    if _white(last, row) > limit:
        return False
    if not is_multiple(row):
        return _waits(block, row, unit)
    columns = columns_of([*block.rows, row], unit)
    least = 2 if len(block.rows) < 3 else max(2, round(0.67 * len(block.columns)))
    if len(columns) < least:
        return False
    block.rows += [*block.pending, row]
    block.pending, block.columns = [], columns
    return True


def _waits(block: _Block, row: Row, unit: float) -> bool:
    """Keep a row with one piece until the next row shows whether the table goes on."""
    crossing = len(covered(row[0].box, block.columns, unit)) > 1
    most = 1 if crossing else _MOST_SINGLE
    if len(block.pending) >= most:
        return False
    gaps = [_white(one, other) for one, other in pairwise(block.rows)]
    last = (block.rows + block.pending)[-1]
    if crossing and gaps and _white(last, row) > max(_CLOSE * median(gaps), 0.3 * unit):
        return False
    block.pending.append(row)
    return True


def _white(above: Row, below: Row) -> float:
    return min(p.box.top for p in below) - max(p.box.bottom for p in above)


def _is_table(block: _Block, unit: float) -> bool:
    multiple = [row for row in block.rows if is_multiple(row)]
    wide = len(block.columns)
    if wide < 2 or len(multiple) < (3 if wide == 2 else 2):
        return False
    filled = sum(
        len({c for piece in row for c in covered(piece.box, block.columns, unit)})
        for row in multiple
    )
    if filled < _LEAST_FILLED * wide * len(multiple):
        return False
    return not (is_prose(multiple, block.columns, unit) or _is_list_of_labels(multiple))


def _is_list_of_labels(rows: Sequence[Row]) -> bool:
    """Return whether rows are labels with values: `Name: …` is a form, not a table."""
    labelled = sum(bool(_LABEL.match(row[0].text)) for row in rows)
    return labelled >= _LABELLED * len(rows)


# --- cells -----------------------------------------------------------------------------


def _table(block: _Block, rules: Sequence[Rule], plane: Plane) -> Table:
    unit, columns = plane.unit, block.columns
    rows = [*block.rows, *_tail(block, unit)]
    groups = group_rows(rows, columns, rules, unit)
    extents = [_extent(piece for i in group for piece in rows[i]) for group in groups]
    first, last = min(e.left for e in extents), max(e.right for e in extents)
    xs = boundaries(columns, first, last)
    middles = [(one.bottom + other.top) / 2 for one, other in pairwise(extents)]
    ys = [extents[0].top, *middles, extents[-1].bottom]
    cells: list[Cell] = []
    for index, group in enumerate(groups):
        cells += _cells_of_row(index, [rows[i] for i in group], xs, ys, block, plane)
    box = Box(xs[0], ys[0], xs[-1], ys[-1])
    return Table(tuple(cells), box, plane.polygon(box), ruled=False)


def _tail(block: _Block, unit: float) -> list[Row]:
    """Return the rows after the last full one that continue its cells."""
    kept: list[Row] = []
    last = block.rows[-1]
    for row in block.pending:
        columns = covered(row[0].box, block.columns, unit)
        if len(columns) > 1 or columns == [0] or _white(last, row) > 0.35 * unit:
            break
        kept.append(row)
        last = row
    return kept


def _extent(pieces: Iterable[Piece]) -> Box:
    box: Box | None = None
    for piece in pieces:
        box = piece.box if box is None else box.joined(piece.box)
    if box is None:
        raise ValueError("a row without text")
    return box


def _cells_of_row(
    index: int,
    lines: Sequence[Row],
    xs: Sequence[float],
    ys: Sequence[float],
    block: _Block,
    plane: Plane,
) -> list[Cell]:
    """Return the cells of one row of the table; one without text where a column has none."""
    spans = _merged_spans(lines, block.columns, plane.unit)
    cells: list[Cell] = []
    for left, right in spans:
        members = [
            [p for p in line if left <= covered(p.box, block.columns, plane.unit)[0] <= right]
            for line in lines
        ]
        box = Box(xs[left], ys[index], xs[right + 1], ys[index + 1])
        texts = tuple(tuple(row) for row in members if row)
        cells.append(Cell(Span(index, left, index, right), box, plane.polygon(box), texts))
    return cells


def _merged_spans(
    lines: Sequence[Row], columns: Sequence[Interval], unit: float
) -> list[tuple[int, int]]:
    """Return the first and last column of each cell: pieces that cross a gutter merge columns."""
    joined = [False] * (len(columns) - 1)
    for line in lines:
        for piece in line:
            over = covered(piece.box, columns, unit)
            for column in over[:-1]:
                joined[column] = True
    spans: list[tuple[int, int]] = []
    for column in range(len(columns)):
        if column and joined[column - 1]:
            spans[-1] = (spans[-1][0], column)
        else:
            spans.append((column, column))
    return spans
