"""Places of values: which words stand right of a label, below it, or above it.

All lengths are heights of the label, so that neither the size of the card nor its place in the
image matters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ocr_emulator.engine.cards.card import Place
from ocr_emulator.engine.cards.places.captions import Caption
from ocr_emulator.engine.cards.places.printed import Glyph, Run, around
from ocr_emulator.engine.tables.model import Box

_FARTHEST_BESIDE = 18.0
_FARTHEST_BELOW = 2.6
_INDENT = 2.5  # left of the label's own left edge
_ALIGNED = 0.7
_GAP = 0.55  # of a word's height: wider is no blank between two words
_WIDE_GAP = 2.5  # of a word's height: ends a value beside its label
_CONTINUED = 0.9  # of a line's height: the next line of the same value
_SAME_ROW = 0.45  # shared part of the lower one's height


@dataclass(frozen=True)
class Word:
    """A run of characters without a blank, outside all labels."""

    glyphs: tuple[Glyph, ...] = field(repr=False)
    run: int
    """Index of the row that it stands in."""

    @cached_property
    def box(self) -> Box:
        """Where it is printed."""
        return around(self.glyphs)


@dataclass(frozen=True)
class Piece:
    """Neighbouring words of one row."""

    words: tuple[Word, ...] = field(repr=False)

    @cached_property
    def box(self) -> Box:
        """Where they are printed."""
        return around(glyph for word in self.words for glyph in word.glyphs)


@dataclass(frozen=True)
class Block:
    """The text at one place beside a label, line by line, and how likely the place is."""

    pieces: tuple[Piece, ...] = field(repr=False)
    place: Place
    cost: float


def free_words(runs: Sequence[Run], captions: Iterable[Caption]) -> list[Word]:
    """Return the words that belong to no label, title or machine-readable zone."""
    covered = {glyph.number for caption in captions for glyph in caption.glyphs}
    found: list[Word] = []
    for number, run in enumerate(runs):
        if run.is_zone:
            continue
        word: list[Glyph] = []
        for glyph in (*run.glyphs, None):
            if glyph is not None and glyph.number not in covered:
                word.append(glyph)
            elif word:
                found.append(Word(tuple(word), number))
                word = []
    return found


class Layout:
    """The labels and the other words of a card, and their places."""

    def __init__(self, words: Sequence[Word], captions: Sequence[Caption]) -> None:
        self._words = words
        self._captions = [caption.box for caption in captions]

    @cached_property
    def rows(self) -> tuple[Piece, ...]:
        """The words outside labels, row by row."""
        rows: list[list[Word]] = []
        for word in self._words:
            last = rows[-1][-1] if rows else None
            if last is not None and last.run == word.run:
                rows[-1].append(word)
            else:
                rows.append([word])
        return tuple(Piece(tuple(row)) for row in rows)

    def block(self, caption: Caption, place: Place, lines: int, *, wide: bool) -> Block | None:
        """Return the text at a place beside a label; None when there is none.

        `wide` joins what stands on one row with wide blanks between, as several values do.
        """
        if place is Place.RIGHT:
            return self._beside(caption.box, lines)
        return self._stacked(caption.box, place, lines, wide=wide)

    # --- right of the label -------------------------------------------------------------

    def _beside(self, label: Box, lines: int) -> Block | None:
        end = min(
            (b.left for b in self._captions if b.left >= label.right and _same_row(b, label)),
            default=float("inf"),
        )
        row = [w for w in self._words if _same_row(w.box, label) and w.box.centre[0] < end]
        row = sorted((w for w in row if w.box.centre[0] > label.right), key=_left)
        if not row or row[0].box.left - label.right > _FARTHEST_BESIDE * label.height:
            return None
        first = _until_gap(row, _WIDE_GAP)
        gap = max(first.box.left - label.right, 0.0) / label.height
        pieces = [first]
        while len(pieces) < lines:
            following = self._continuation(pieces[-1].box, min(label.left, first.box.left))
            if following is None:
                break
            pieces.append(following)
        return Block(tuple(pieces), Place.RIGHT, 0.1 * gap)

    def _continuation(self, last: Box, left: float) -> Piece | None:
        """Return the next line of a value that begins right of its label."""
        row = self._next_row(last, (left - last.height, last.right + 12 * last.height), down=True)
        if not row or self._label_between(last, row[0].box, (left, last.right)):
            return None
        piece = _until_gap(row, _WIDE_GAP)
        aligned = min(abs(piece.box.left - x) for x in (left, last.left)) <= last.height
        own = aligned and _near(last, piece.box) and not self._has_label(piece.box)
        return piece if own else None

    def _has_label(self, box: Box) -> bool:
        """Return whether a label stands directly left of a text, which is its value then."""
        return any(
            _same_row(label, box) and -0.5 <= (box.left - label.right) / box.height <= _WIDE_GAP
            for label in self._captions
        )

    # --- below or above the label -------------------------------------------------------

    def _stacked(self, label: Box, place: Place, lines: int, *, wide: bool) -> Block | None:
        down = place is Place.BELOW
        pieces: list[Piece] = []
        last = label
        while len(pieces) < lines:
            piece = self._next_piece(label, last, down=down, wide=wide)
            if piece is None or (pieces and not _near(last, piece.box)):
                break
            pieces.append(piece)
            last = piece.box
        if not pieces:
            return None
        first = pieces[0].box
        gap = (first.top - label.bottom) if down else (label.top - first.bottom)
        if gap > _FARTHEST_BELOW * label.height:
            return None
        off = min(abs(first.left - label.left), abs(first.centre[0] - label.centre[0]))
        cost = (0.5 * max(gap, 0.0) + 0.12 * off) / label.height
        return Block(tuple(pieces if down else pieces[::-1]), place, cost)

    def _next_piece(self, label: Box, last: Box, *, down: bool, wide: bool) -> Piece | None:
        """Return the words in the label's column on the next row."""
        start = label.left - _INDENT * label.height
        row = self._next_row(last, (start, float("inf")), down=down)
        if not row:
            return None
        level = around(glyph for word in row for glyph in word.glyphs)
        end = self.end_of_column(label, level)
        if row[0].box.left >= end:
            return None
        words = _in_column(row, label, end, wide=wide)
        if not words:
            return None
        piece = Piece(tuple(words))
        if self._label_between(last, piece.box, (label.left, max(label.right, piece.box.right))):
            return None
        return piece

    def end_of_column(self, label: Box, level: Box) -> float:
        """Return where the next column begins: at a label beside this one, or beside the value."""
        beside = [
            box.left
            for box in self._captions
            if box.left > label.left + label.height
            and (_same_row(box, label) or _same_row(box, level))
            and box.left > label.right - label.height
        ]
        return min(beside, default=float("inf"))

    def _next_row(self, last: Box, span: tuple[float, float], *, down: bool) -> list[Word]:
        """Return the nearest row of words below or above a box, from left to right."""

        def beyond(box: Box) -> bool:
            middle = box.centre[1]
            slack = 0.35 * min(box.height, last.height)
            return (
                middle > last.bottom - slack + 0.15 * box.height
                if down
                else middle < last.top + slack - 0.15 * box.height
            )

        inside = [w for w in self._words if span[0] <= w.box.left < span[1] and beyond(w.box)]
        if not inside:
            return []
        sign = 1 if down else -1
        # A column is as wide as what stands in it: the nearest row is the one under the label.
        nearest = min(inside, key=lambda w: sign * w.box.centre[1] + 0.15 * _off(w.box, last))
        row = sorted((w for w in inside if _same_row(w.box, nearest.box)), key=_left)
        return [*self._begin(row[0], beyond), *row]

    def _begin(self, first: Word, beyond: Callable[[Box], bool]) -> list[Word]:
        """Return the words of a phrase before the first one that stands below its label."""
        begin: list[Word] = []
        while True:
            known = begin[0] if begin else first
            before = [
                w
                for w in self._words
                if w.box.left < known.box.left
                and 0 <= known.box.left - w.box.right <= _GAP * known.box.height
                and _same_row(w.box, known.box)
                and beyond(w.box)
            ]
            if not before:
                return begin
            begin.insert(0, max(before, key=lambda w: w.box.right))

    def _label_between(self, one: Box, other: Box, span: tuple[float, float]) -> bool:
        """Return whether a label separates two boxes that stand one above the other."""
        upper, lower = (one, other) if one.centre[1] < other.centre[1] else (other, one)
        return any(
            upper.centre[1] < box.centre[1] < lower.centre[1]
            and box.left < span[1]
            and box.right > span[0]
            and box != one
            and not _same_row(box, upper)
            and not _same_row(box, lower)
            for box in self._captions
        )


def _in_column(row: Sequence[Word], label: Box, end: float, *, wide: bool) -> list[Word]:
    """Return the words of a row that belong to a label's column.

    A phrase stays whole unless one of its words begins where the next column does.
    """
    chosen: list[Word] = []
    for word in row:
        if not chosen:
            if word.box.left >= end - _ALIGNED * label.height:
                break
            chosen.append(word)
            continue
        gap = word.box.left - chosen[-1].box.right
        beyond = word.box.left >= end - _ALIGNED * label.height
        if beyond and (gap > _GAP * word.box.height or word.box.left < end + label.height):
            break
        if gap > _WIDE_GAP * word.box.height:
            # Another column, unless what came before lies left of the label.
            if chosen[-1].box.right <= label.left:
                chosen = []
            elif not wide:
                break
        chosen.append(word)
    return chosen


def _until_gap(row: Sequence[Word], widest: float) -> Piece:
    words = [row[0]]
    for word in row[1:]:
        if word.box.left - words[-1].box.right > widest * word.box.height:
            break
        words.append(word)
    return Piece(tuple(words))


def _near(last: Box, other: Box) -> bool:
    gap = max(other.top - last.bottom, last.top - other.bottom)
    return gap <= _CONTINUED * min(last.height, other.height)


def _same_row(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > _SAME_ROW * min(one.height, other.height)


def _off(one: Box, other: Box) -> float:
    """Return how far two boxes are apart from left to right."""
    return max(one.left - other.right, other.left - one.right, 0.0)


def _left(word: Word) -> float:
    return word.box.left
