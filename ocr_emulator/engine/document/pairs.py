"""Key-value extraction: labels and their values, by punctuation, words and position.

A value stands after its label on the line, to the right of it, or below. A label without a value is
returned with an empty one: the form has the field, and nobody filled it in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from ocr_emulator.engine.document.labels import can_be, is_known
from ocr_emulator.engine.reading_order import rows as text_rows
from ocr_emulator.engine.tables.columns import Spacing
from ocr_emulator.engine.tables.fragments import Fragment, fragments, piece
from ocr_emulator.engine.tables.model import Box, Cell, Piece, Table
from ocr_emulator.engine.tables.plane import Sheet

_COLONS = ":："
# Heights of a line.
_BELOW = 1.0
_ALIGNED = 1.2
_CONTINUED = 0.45
_FARTHEST = 16.0
_MOST_LINES = 4
_EMPTY_WORDS = 3
_HEADING = 1.35  # a label without a colon is not set in larger type
FORM = 0.25
"""Part of the cells that are labels, from which a ruled table is a form."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value, each with the pieces of text that it is made of."""

    key: str = field(repr=False)
    value: str = field(repr=False)
    key_pieces: tuple[Piece, ...] = field(repr=False)
    value_pieces: tuple[Piece, ...] = field(repr=False)


def find_pairs(sheet: Sheet, tables: Sequence[Table], outside: Iterable[int]) -> list[Pair]:
    """Return the pairs of a page: those in cells, and those among the lines outside tables."""
    found = [pair for table in tables for pair in _in_table(sheet, table)]
    found += _Reader(sheet, outside).pairs()
    found.sort(key=lambda pair: _order(pair, sheet.plane.unit))
    return found


def _order(pair: Pair, unit: float) -> tuple[int, float]:
    box = pair.key_pieces[0].box
    return round(box.centre[1] / unit), box.left


# --- text outside tables ---------------------------------------------------------------


class _Reader:
    """Read pairs among lines of text."""

    def __init__(self, sheet: Sheet, lines: Iterable[int]) -> None:
        self._sheet, self._unit = sheet, sheet.plane.unit
        words = [word for index in lines for word in fragments(sheet, index)]
        rows = [[words[i] for i in row] for row in text_rows([w.box.corners for w in words])]
        spacing = Spacing.of(rows, self._unit)
        self._rows = [[_phrase(sheet, phrase) for phrase in spacing.phrases(row)] for row in rows]
        self._taken: set[int] = set()

    def pairs(self) -> list[Pair]:
        """Return all pairs, from top to bottom."""
        found: list[Pair] = []
        for number, row in enumerate(self._rows):
            for place, phrase in enumerate(row):
                if id(phrase) not in self._taken:
                    pair = self._pair(number, place, phrase)
                    if pair is not None:
                        found.append(pair)
        return found

    def _pair(self, number: int, place: int, phrase: Piece) -> Pair | None:
        key, value = split(self._sheet, phrase)
        if key is None or (key is phrase and phrase.box.height > _HEADING * self._unit):
            return None
        if value is not None:
            lines = [value, *self._continuation(number, value)]
            return _made(key, lines)
        beside = self._beside(number, place, key)
        if beside is not None:
            self._taken.add(id(beside))
            return _made(key, [beside, *self._continuation(number, beside)])
        below = self._below(number, key)
        if below is not None:
            self._taken.add(id(below))
            return _made(key, [below, *self._continuation(number + 1, below)])
        # Only a colon tells that a field was left empty; after more words it ends a sentence.
        short = len(key.text.split()) <= _EMPTY_WORDS and phrase.text.rstrip()[-1:] in _COLONS
        return _made(key, []) if short else None

    def _beside(self, number: int, place: int, key: Piece) -> Piece | None:
        row = self._rows[number]
        if place + 1 >= len(row):
            return None
        other = row[place + 1]
        near = other.box.left - key.box.right <= _FARTHEST * self._unit
        return other if near and self._is_value(other) else None

    def _below(self, number: int, key: Piece) -> Piece | None:
        if number + 1 >= len(self._rows):
            return None
        for other in self._rows[number + 1]:
            gap = other.box.top - key.box.bottom
            aligned = abs(other.box.left - key.box.left) <= _ALIGNED * self._unit
            if aligned and gap <= _BELOW * self._unit and self._is_value(other):
                return other
        return None

    def _continuation(self, number: int, value: Piece) -> list[Piece]:
        """Return the further lines of a value: close below, and aligned with it."""
        found: list[Piece] = []
        last = value
        for row in self._rows[number + 1 : number + _MOST_LINES]:
            following = next((p for p in row if self._goes_on(last, p)), None)
            labels = any(split(self._sheet, other)[0] is not None for other in row)
            if following is None or labels:
                break
            self._taken.add(id(following))
            found.append(following)
            last = following
        return found

    def _goes_on(self, last: Piece, other: Piece) -> bool:
        gap = other.box.top - last.box.bottom
        close = gap <= _CONTINUED * self._unit
        aligned = abs(other.box.left - last.box.left) <= 0.5 * self._unit
        return close and aligned and id(other) not in self._taken and self._is_value(other)

    def _is_value(self, other: Piece) -> bool:
        return id(other) not in self._taken and split(self._sheet, other)[0] is None


def _phrase(sheet: Sheet, words: Sequence[Fragment]) -> Piece:
    """Return a phrase as one piece; parts of several lines are joined with blanks."""
    parts = [
        piece(sheet, list(members)) for _, members in groupby(words, key=lambda word: word.line)
    ]
    first, *others = parts
    for other in others:
        box = first.box.joined(other.box)
        total = max(len(first.text) + len(other.text), 1)
        confidence = (
            first.confidence * len(first.text) + other.confidence * len(other.text)
        ) / total
        first = Piece(
            f"{first.text} {other.text}",
            sheet.plane.polygon(box),
            confidence,
            box,
            first.line,
            first.characters + other.characters,
        )
    return first


def split(sheet: Sheet, phrase: Piece) -> tuple[Piece | None, Piece | None]:
    """Divide a phrase into label and value: None for the label when it has none."""
    text = phrase.text
    place = min((i for i in (text.find(c) for c in _COLONS) if i >= 0), default=-1)
    if place < 0:
        return (phrase, None) if is_known(text) else (None, None)
    label, rest = text[:place], text[place + 1 :]
    digits = label[-1:].isdigit() and rest[:1].isdigit()
    if not can_be(label) or rest.startswith("//") or digits:
        return None, None
    if not rest.strip():
        return _part(sheet, phrase, 0, place), None
    return _part(sheet, phrase, 0, place), _part(sheet, phrase, place + 1, len(text))


def _part(sheet: Sheet, whole: Piece, start: int, end: int) -> Piece:
    """Return a part of a piece, between two places of its text."""
    text = whole.text[start:end]
    first = sum(not c.isspace() for c in whole.text[:start])
    count = sum(not c.isspace() for c in text)
    characters = whole.characters[first : first + count]
    if not characters or len(whole.characters) < first + count:
        return Piece(text.strip(), whole.polygon, whole.confidence, whole.box, whole.line)
    boxes = [sheet.plane.box(character.polygon) for character in characters]
    box = Box(
        max(min(b.left for b in boxes), whole.box.left),
        whole.box.top,
        min(max(b.right for b in boxes), whole.box.right),
        whole.box.bottom,
    )
    confidence = sum(c.confidence for c in characters) / len(characters)
    polygon = sheet.plane.polygon(box)
    return Piece(text.strip(), polygon, confidence, box, whole.line, characters)


def _made(key: Piece, values: Sequence[Piece]) -> Pair:
    value = "\n".join(part.text for part in values)
    return Pair(key.text.strip(), value, (key,), tuple(values))


# --- cells -----------------------------------------------------------------------------


def _in_table(sheet: Sheet, table: Table) -> list[Pair]:
    """Return the pairs of a ruled form: in one cell, or in two beside each other."""
    if not table.ruled:
        return []
    # In a plain table the word `Name` heads a column; in a form it is a label.
    is_form = label_share(sheet, table) >= FORM
    found: list[Pair] = []
    used: set[int] = set()
    for cell in table.cells:
        if not cell.pieces or id(cell) in used:
            continue
        key, value = split(sheet, cell.pieces[0])
        if key is None or not (is_form or cell.pieces[0].text.strip()[-1:] in _COLONS or value):
            continue
        if value is not None or len(cell.pieces) > 1:
            values = [*([value] if value else []), *cell.pieces[1:]]
            found.append(_made(key, values))
            continue
        neighbour = _right_of(table, cell)
        if neighbour is None or _is_label(sheet, neighbour):
            continue
        used.add(id(neighbour))
        found.append(_made(key, neighbour.pieces))
    return found


def _right_of(table: Table, cell: Cell) -> Cell | None:
    return next(
        (
            other
            for other in table.cells
            if other.span.left == cell.span.right + 1
            and other.span.top <= cell.span.top <= other.span.bottom
        ),
        None,
    )


def _is_label(sheet: Sheet, cell: Cell) -> bool:
    return bool(cell.pieces) and split(sheet, cell.pieces[0])[0] is not None


def label_share(sheet: Sheet, table: Table) -> float:
    """Return the part of a table's cells with text that hold a label."""
    filled = [cell for cell in table.cells if cell.pieces]
    labels = sum(_is_label(sheet, cell) for cell in filled)
    return labels / len(filled) if filled else 0.0
