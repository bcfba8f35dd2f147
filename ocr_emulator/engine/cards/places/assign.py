"""Assignment of printed values to the fields of a card: the cheapest reading of the whole layout.

Beside most labels stand several texts, and a text stands beside several labels. Patterns decide
where they can; distances and the habit of the card (values below, above or right of all labels) do
the rest. No character belongs to two fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ocr_emulator.engine.cards.card import Field, Place
from ocr_emulator.engine.cards.kinds import Match, Text
from ocr_emulator.engine.cards.places.beside import Block, Layout, Piece, Word
from ocr_emulator.engine.cards.places.captions import Caption
from ocr_emulator.engine.cards.places.printed import Glyph

_MISSING = 6.0
"""Cost of a field without a value: more than any place that is likely at all."""
_UNUSUAL = 1.2
"""Cost of a place that is not where the other values of the card stand."""
_LATER = 0.25
"""Cost of each step in a field's own list of places."""
_SECOND_LINE = 0.8
"""Cost of a line between label and value that is not the value."""
_STRICT_LINES = 2
_EXCHANGED = 0.3
_NO_LABEL = 3.0
_LEAST_FORM = 6
"""Characters of a value that is found by its form alone though it has a label."""


@dataclass(frozen=True)
class Found:
    """The value of a field."""

    wanted: Field
    match: Match
    glyphs: tuple[Glyph, ...] = field(repr=False)
    cost: float
    place: Place | None
    """Where it stands; None for one that was found by its pattern alone."""


class Assignment:
    """Find the values of the fields of one face."""

    def __init__(
        self, words: Sequence[Word], captions: Sequence[Caption], fields: Sequence[Field]
    ) -> None:
        self._fields = fields
        self._layout = Layout(words, captions)
        self._captions = {
            f.name: [caption for caption in captions if caption.text in f.labels] for f in fields
        }
        self._blocks: dict[tuple[int, Place, int, bool], Block | None] = {}

    def solve(self) -> dict[str, Found]:
        """Return the values by the names of their fields, those of the likeliest layout."""
        habits = dict.fromkeys(place for f in self._fields for place in f.places)
        solutions = [self._solve(habit) for habit in habits]
        return min(solutions, key=self._total, default={})

    def captions(self, name: str) -> list[Caption]:
        """Return where the label of a field is printed."""
        return self._captions[name]

    def end_of_column(self, caption: Caption) -> float:
        """Return where the next label right of a label begins."""
        return self._layout.end_of_column(caption.box, caption.box)

    def _total(self, found: dict[str, Found]) -> float:
        missing = sum(not f.optional for f in self._fields) - len(found)
        return sum(one.cost for one in found.values()) + _MISSING * missing

    def _solve(self, habit: Place) -> dict[str, Found]:
        found: dict[str, Found] = {}
        taken: set[int] = set()
        for free in (False, True):
            if free:
                taken |= self._stamped()
            waiting = [f for f in self._fields if (f.kind.free or f.is_foreign) is free]
            while waiting:
                likely = [one for f in waiting for one in self._candidates(f, habit, taken)]
                if not likely:
                    break
                best = min(likely, key=lambda one: one.cost)
                found[best.wanted.name] = best
                taken.update(glyph.number for glyph in best.glyphs)
                waiting.remove(best.wanted)
            for f in waiting:
                alone = self._anywhere(f, taken) if f.anywhere else None
                if alone is not None:
                    found[f.name] = alone
                    taken.update(glyph.number for glyph in alone.glyphs)
        return found

    def _stamped(self) -> set[int]:
        """Return the characters above labels whose value stands nowhere else.

        Text of any form, such as an address above them, does not go on there, even where the value
        of the label was misread.
        """
        stamped: set[int] = set()
        for f in self._fields:
            if f.places != (Place.ABOVE,) or f.kind.free:
                continue
            for caption in self._captions[f.name]:
                block = self._block(caption, Place.ABOVE, 1, wide=False)
                if block is not None:
                    words = [word for piece in block.pieces for word in piece.words]
                    stamped.update(glyph.number for word in words for glyph in word.glyphs)
        return stamped

    def _candidates(self, f: Field, habit: Place, taken: set[int]) -> Iterable[Found]:
        lines = max(f.lines, 1 + (f.line or 0), 1 if f.kind.free or f.is_foreign else _STRICT_LINES)
        shared = sum(other.labels == f.labels for other in self._fields) > 1
        wide = shared or not (f.kind.free or f.is_foreign)
        for caption in self._captions[f.name]:
            for step, place in enumerate(f.places):
                block = self._block(caption, place, lines, wide=wide)
                if block is None:
                    continue
                base = block.cost + _LATER * step + _UNUSUAL * (place is not habit)
                for extra, pieces in _readings(f, block):
                    one = _matched(f, pieces, taken, base + extra, place)
                    if one is not None:
                        yield one
                        break

    def _block(self, caption: Caption, place: Place, lines: int, *, wide: bool) -> Block | None:
        key = (caption.glyphs[0].number, place, lines, wide)
        if key not in self._blocks:
            self._blocks[key] = self._layout.block(caption, place, lines, wide=wide)
        return self._blocks[key]

    def _anywhere(self, f: Field, taken: set[int]) -> Found | None:
        """Find a value by its form alone, in any row of the card."""
        least = _LEAST_FORM if f.labels else 1
        for piece in self._layout.rows:
            one = _matched(f, [piece], taken, _NO_LABEL, None)
            if one is not None and not one.match.exchanged and len(one.glyphs) >= least:
                return one
        return None


def _readings(f: Field, block: Block) -> Iterable[tuple[float, Sequence[Piece]]]:
    """Yield the texts of a block that can be the value, the likeliest first, and their cost."""
    pieces = block.pieces
    if f.line is not None:
        if f.line < len(pieces):
            yield 0.0, pieces[f.line : f.line + 1]
        return
    if f.kind.free or f.is_foreign:
        yield 0.0, pieces[: f.lines]
        return
    nearest = pieces if block.place is not Place.ABOVE else pieces[::-1]
    for i, piece in enumerate(nearest):
        yield i * _SECOND_LINE, [piece]
    if len(pieces) > 1:
        yield _SECOND_LINE, pieces


def _matched(
    f: Field, pieces: Sequence[Piece], taken: set[int], cost: float, place: Place | None
) -> Found | None:
    text, glyphs = _joined(pieces, taken)
    # What the engine makes of another script has no pattern: its reader decides.
    kind = Text() if f.is_foreign else f.kind
    match = kind.find(text) if text else None
    if match is None:
        return None
    chosen = tuple(g for g in glyphs[match.start : match.end] if g is not None)
    cost += _EXCHANGED * match.exchanged
    return Found(f, match, chosen, cost, place) if chosen else None


def _joined(pieces: Sequence[Piece], taken: set[int]) -> tuple[str, list[Glyph | None]]:
    """Return the text of some pieces without the characters that other fields have."""
    glyphs: list[Glyph | None] = []
    for piece in pieces:
        for word in piece.words:
            left = [glyph for glyph in word.glyphs if glyph.number not in taken]
            if left:
                glyphs += [None, *left] if glyphs else left
    return "".join(" " if glyph is None else glyph.text for glyph in glyphs), glyphs
