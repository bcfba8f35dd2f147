"""Stream tables: tables without rules, found by the alignment of their text.

Rows of text that keep the same gutters free are a table, unless they are columns of running text or
a list of labels and values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from ocr_emulator.engine.reading_order import rows as text_rows
from ocr_emulator.engine.tables.cells import second_looks
from ocr_emulator.engine.tables.columns import (
    Interval,
    Row,
    Spacing,
    boundaries,
    columns_of,
    covered,
    is_prose,
)
from ocr_emulator.engine.tables.fragments import fragments, piece
from ocr_emulator.engine.tables.logical_rows import group_rows
from ocr_emulator.engine.tables.model import Box, Cell, Piece, Rule, Span, Table
from ocr_emulator.engine.tables.plane import Sheet

_FAR = 1.8  # heights of a line between two rows of a table
_FARTHER = 2.2  # times the usual gap
_CLOSE = 1.4  # the same, for a row that crosses the columns
_MOST_SINGLE = 4  # rows with text in one column alone, one after another
_KEPT = 0.67  # part of the columns that a table keeps when a row is added
_RECENT = 60  # rows that a new one is compared with
_TIGHT = 0.35  # heights of a line: the gap within a paragraph
_ALIGNED = 0.25
_REGULAR = 0.12  # part of the usual distance between rows
_LEAST_FILLED = 0.4
_LABELLED = 0.3  # part of the phrases
_LABEL = re.compile(r"^[^:：]*[^\W\d_][^:：\d]{0,40}[:：]")


@dataclass
class _Block:
    """Rows that may be a table, and rows that belong to it if another one follows."""

    rows: list[Row]
    columns: list[Interval]
    pending: list[Row]


def find_streams(sheet: Sheet, lines: Iterable[int], rules: Sequence[Rule]) -> list[Table]:
    """Return the tables without walls among the lines that are in no ruled table."""
    words = [word for index in lines for word in fragments(sheet, index)]
    rows = [[words[i] for i in row] for row in text_rows([word.box.corners for word in words])]
    spacing = Spacing.of(rows, sheet.plane.unit)
    return [
        _Builder(sheet, block, spacing).table(rules)
        for block in _blocks(rows, spacing)
        if _is_table(sheet, block, spacing)
    ]


# --- blocks of rows --------------------------------------------------------------------


def _blocks(rows: Iterable[Row], spacing: Spacing) -> Iterator[_Block]:
    block: _Block | None = None
    for row in rows:
        if block is not None and _grown(block, row, spacing):
            continue
        if block is not None:
            yield _finished(block, spacing)
        several = spacing.is_multiple(row)
        block = _Block([row], columns_of([row], spacing), []) if several else None
    if block is not None:
        yield _finished(block, spacing)


def _finished(block: _Block, spacing: Spacing) -> _Block:
    """Return a block with the columns of all of its rows."""
    if len(block.rows) > _RECENT:
        block.columns = columns_of(block.rows, spacing) or block.columns
    return block


def _grown(block: _Block, row: Row, spacing: Spacing) -> bool:
    """Add a row to a block, or return False if it does not fit."""
    unit = spacing.unit
    last = (block.rows + block.pending)[-1]
    gaps = [_white(one, other) for one, other in pairwise(block.rows)]
    limit = max(_FAR * unit, _FARTHER * median(gaps)) if gaps else 2 * _FAR * unit
    if _white(last, row) > limit:
        return False
    if not spacing.is_multiple(row):
        return _waits(block, row, gaps, unit)
    columns = columns_of([*block.rows[-_RECENT:], row], spacing)
    least = 2 if len(block.rows) < 3 else max(2, round(_KEPT * len(block.columns)))
    if len(columns) < least:
        return False
    block.rows += [*block.pending, row]
    block.pending, block.columns = [], columns
    return True


def _waits(block: _Block, row: Row, gaps: Sequence[float], unit: float) -> bool:
    """Keep a row with one phrase until the next row shows whether the table goes on."""
    crossing = len(_covered(row, block.columns, unit)) > 1
    if len(block.pending) >= (1 if crossing else _MOST_SINGLE):
        return False
    last = (block.rows + block.pending)[-1]
    if crossing and gaps and _white(last, row) > max(_CLOSE * median(gaps), 0.3 * unit):
        return False
    block.pending.append(row)
    return True


def _covered(row: Row, columns: Sequence[Interval], unit: float) -> list[int]:
    return sorted({c for word in row for c in covered(word.box, columns, unit)})


def _white(above: Row, below: Row) -> float:
    return min(word.box.top for word in below) - max(word.box.bottom for word in above)


def _pitch(above: Row, below: Row) -> float:
    return median(word.box.centre[1] for word in below) - median(
        word.box.centre[1] for word in above
    )


def _is_table(sheet: Sheet, block: _Block, spacing: Spacing) -> bool:
    multiple = [row for row in block.rows if spacing.is_multiple(row)]
    wide = len(block.columns)
    if wide < 2 or len(multiple) < (3 if wide == 2 else 2):
        return False
    filled = sum(len(_covered(row, block.columns, spacing.unit)) for row in multiple)
    if filled < _LEAST_FILLED * wide * len(multiple):
        return False
    if is_prose(multiple, block.columns, spacing.unit):
        return False
    # `Name: …` in several rows is a form, not a table.
    phrases = [
        piece(sheet, [word for word in phrase if word.line == phrase[0].line]).text
        for row in multiple
        for phrase in spacing.phrases(row)
    ]
    return sum(bool(_LABEL.match(text)) for text in phrases) < _LABELLED * len(phrases)


# --- cells -----------------------------------------------------------------------------


class _Builder:
    """Build a table from a block of rows."""

    def __init__(self, sheet: Sheet, block: _Block, spacing: Spacing) -> None:
        self._sheet, self._spacing = sheet, spacing
        self._columns = block.columns
        self._rows = [*block.rows, *self._tail(block)]

    def table(self, rules: Sequence[Rule]) -> Table:
        """Return the table; `rules` are the horizontal ones of the page."""
        plane, rows = self._sheet.plane, self._rows
        boxes = [[word.box for word in row] for row in rows]
        groups = group_rows(boxes, self._columns, rules, self._spacing.unit)
        extents = [_extent(box for i in group for box in boxes[i]) for group in groups]
        first, last = min(e.left for e in extents), max(e.right for e in extents)
        xs = boundaries(self._columns, first, last)
        middles = [(one.bottom + other.top) / 2 for one, other in pairwise(extents)]
        ys = [extents[0].top, *middles, extents[-1].bottom]
        spans: list[Span] = []
        places: list[Box] = []
        contents: list[list[list[Piece]]] = []
        for index, group in enumerate(groups):
            for (left, right), texts in self._cells([rows[i] for i in group]):
                spans.append(Span(index, left, index, right))
                places.append(Box(xs[left], ys[index], xs[right + 1], ys[index + 1]))
                contents.append(texts)
        unread = self._look_again(places, contents)
        cells = [
            Cell(span, place, plane.polygon(place), tuple(map(tuple, texts)), i in unread)
            for i, (span, place, texts) in enumerate(zip(spans, places, contents, strict=True))
        ]
        box = Box(xs[0], ys[0], xs[-1], ys[-1])
        return Table(tuple(cells), box, plane.polygon(box), ruled=False)

    def _look_again(
        self, places: Sequence[Box], contents: Sequence[list[list[Piece]]]
    ) -> frozenset[int]:
        """Read cells in which no text was detected; return those that stay unread."""
        found = [[piece for row in rows for piece in row] for rows in contents]
        empty = [not pieces for pieces in found]
        unread = second_looks(self._sheet, places, found)
        for rows, pieces, was_empty in zip(contents, found, empty, strict=True):
            if was_empty and pieces:
                rows.append(pieces)
        return unread

    def _tail(self, block: _Block) -> list[Row]:
        """Return the rows with one phrase after the last full one that belong to the table."""
        unit = self._spacing.unit
        pitches = [_pitch(one, other) for one, other in pairwise(block.rows)]
        usual = median(pitches) if pitches else 0.0
        kept: list[Row] = []
        last = block.rows[-1]
        for row in block.pending:
            columns = _covered(row, block.columns, unit)
            if len(columns) > 1:
                break
            # A row of its own begins where rows do; the next line of a cell is close below.
            aligned = abs(row[0].box.left - block.columns[0][0]) <= _ALIGNED * unit
            regular = abs(_pitch(last, row) - usual) <= _REGULAR * usual
            if not (aligned and regular if columns == [0] else _white(last, row) <= _TIGHT * unit):
                break
            kept.append(row)
            last = row
        return kept

    def _cells(self, lines: Sequence[Row]) -> list[tuple[tuple[int, int], list[list[Piece]]]]:
        """Return first and last column, and text, of each cell of a row of the table."""
        joined = [False] * (len(self._columns) - 1)
        for line in lines:
            for column in self._crossed(line):
                joined[column] = True
        spans: list[tuple[int, int]] = []
        for column in range(len(self._columns)):
            if column and joined[column - 1]:
                spans[-1] = (spans[-1][0], column)
            else:
                spans.append((column, column))
        return [(span, self._text(lines, span)) for span in spans]

    def _crossed(self, line: Row) -> Iterator[int]:
        """Return the gutters that a word or a phrase crosses, by the column before them."""
        owners = [covered(word.box, self._columns, self._spacing.unit) for word in line]
        for owner in owners:
            yield from owner[:-1]
        for (one, other), (before, after) in zip(pairwise(line), pairwise(owners), strict=True):
            near = one.line == other.line and self._spacing.is_phrase(one, other)
            if near and before[-1] < after[0]:
                yield from range(before[-1], after[0])

    def _text(self, lines: Sequence[Row], span: tuple[int, int]) -> list[list[Piece]]:
        rows: list[list[Piece]] = []
        for line in lines:
            inside = [
                word
                for word in line
                if span[0] <= covered(word.box, self._columns, self._spacing.unit)[0] <= span[1]
            ]
            groups = [list(group) for _, group in groupby(inside, key=lambda word: word.line)]
            if groups:
                rows.append([piece(self._sheet, group) for group in groups])
        return rows


def _extent(boxes: Iterable[Box]) -> Box:
    first, *others = boxes
    for box in others:
        first = first.joined(box)
    return first
