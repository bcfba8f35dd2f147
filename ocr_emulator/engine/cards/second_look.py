"""Second look: read doubtful values again on their own, and places where a value was missed.

A detector joins a value with its neighbours and loses single letters, and a pattern behind the text
becomes an accent. Other crops of the same print are read alike where it is clear, and differently
where it is doubtful.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from dataclasses import field as member
from statistics import median

from PIL import Image

from ocr_emulator.engine.base import Engine, Line, Polygon
from ocr_emulator.engine.cards.card import Field, Place
from ocr_emulator.engine.cards.kinds import plain
from ocr_emulator.engine.cards.places.assign import Assignment, Found
from ocr_emulator.engine.cards.places.captions import Caption
from ocr_emulator.engine.cards.places.printed import Glyph, Print, around
from ocr_emulator.engine.geometry import height, stretched
from ocr_emulator.engine.tables.model import Box

DOUBTFUL = 0.9
"""Confidence of the weakest character, below which a value is read again."""
_MARGINS = ((0.3, 0.0), (0.15, 0.12), (0.45, -0.08))
"""Sideways and across, in heights of the value: each gives the recognizer another crop."""
_LEAST_SURE = 0.8
"""Confidence that a value has to have where nothing was detected."""
_WIDEST = 9.0
"""Heights of a label that a missed value is looked for beside it."""
_EXCHANGED = 0.8
_CUT = 0.12
"""Heights of a crop from its end, within which a character may be a part of one."""
_BLANK = 0.4
"""Heights of a value that its crop is widened by."""


@dataclass(frozen=True)
class Value:
    """What was read in the place of a field."""

    text: str = member(repr=False)
    confidence: float
    box: Box


@dataclass(frozen=True)
class _Look:
    """One crop to be read."""

    field: Field
    box: Box
    polygon: Polygon
    may_cut: bool = False
    """Whether it can end inside a word, because nothing was detected there."""

    def cuts(self, line: Line) -> bool:
        """Return whether its reading reaches to one of its ends."""
        if not self.may_cut or not line.characters:
            return False
        first, last = line.characters[0].polygon, line.characters[-1].polygon
        near = _CUT * height(self.polygon)
        return min(math.dist(first[0], self.polygon[0]), math.dist(last[1], self.polygon[1])) < near


class SecondLook:
    """Read the doubtful and the missing values of a card once more."""

    def __init__(
        self, engine: Engine, image: Image.Image, text: Print, *, mixed: bool = False
    ) -> None:
        """Prepare; in `mixed` text another engine read words of two scripts."""
        self._engine, self._image, self._print, self._mixed = engine, image, text, mixed

    def values(
        self, fields: Sequence[Field], assignment: Assignment, found: dict[str, Found]
    ) -> dict[str, Value]:
        """Return the values of the fields by name; those that stay unread are left out."""
        looks = [look for one in found.values() for look in self._doubtful(one)]
        if self._mixed:
            looks += [self._whole(one, assignment) for one in found.values() if _is_latin(one)]
        for f in fields:
            if f.name not in found:
                looks += self._missed(f, assignment, found)
        areas = [look.polygon for look in looks]
        lines = self._engine.recognize(self._image, areas, characters=True) if looks else ()
        again: dict[str, list[Value]] = defaultdict(list)
        for look, line in zip(looks, lines, strict=True):
            others = [f for f in fields if f.labels == look.field.labels and f.name in found]
            value = _value(look, line, [f for f in others if f is not look.field])
            if value is not None:
                again[look.field.name].append(value)
        values: dict[str, Value] = {}
        for f in fields:
            first = found.get(f.name)
            sure = [value for value in again[f.name] if value.confidence >= _LEAST_SURE]
            if first is not None:
                start = Value(first.match.value, _confidence(first), around(first.glyphs))
                voted = _voted(start, again[f.name])
                values[f.name] = _longer(f, voted, again[f.name]) if self._mixed else voted
            elif sure:
                values[f.name] = max(sure, key=lambda value: value.confidence)
        return values

    def _doubtful(self, one: Found) -> list[_Look]:
        """Return crops of a value of one line that is doubtful."""
        rows = rows_of(one.glyphs)
        if one.wanted.script or _confidence(one) >= DOUBTFUL or len(rows) > 1:
            return []
        polygon = self._print.plane.polygon(rows[0])
        return [_Look(one.wanted, rows[0], stretched(polygon, *margin)) for margin in _MARGINS]

    def _whole(self, one: Found, assignment: Assignment) -> _Look:
        """Return the crop of a value from the end of its label on: words may have been missed."""
        box = around(one.glyphs)
        left = box.left - _BLANK * box.height
        if one.place is Place.RIGHT:
            ends = [caption.box.right for caption in assignment.captions(one.wanted.name)]
            before = [end for end in ends if end <= box.centre[0]]
            left = max(before, default=left)
        whole = Box(min(left, box.left), box.top, box.right + _BLANK * box.height, box.bottom)
        return _Look(one.wanted, whole, self._print.plane.polygon(whole))

    def _missed(self, f: Field, assignment: Assignment, found: dict[str, Found]) -> list[_Look]:
        """Return where a value can stand whose label was found."""
        if f.line is not None or f.script or f.optional:
            return []
        boxes = self.expected(f, assignment, found)
        return [_Look(f, box, self._print.plane.polygon(box), may_cut=True) for box in boxes]

    def expected(self, f: Field, assignment: Assignment, found: dict[str, Found]) -> list[Box]:
        """Return the places beside the label of a field where no other value stands."""
        others = [one for one in found.values() if one.wanted.labels != f.labels]
        taken = [glyph.box for one in others for glyph in one.glyphs]
        boxes = [
            self._expected(caption, place, assignment, found)
            for caption in assignment.captions(f.name)
            for place in f.places
        ]
        return [box for box in boxes if not any(box.contains(*one.centre) for one in taken)]

    def _expected(
        self,
        caption: Caption,
        place: Place,
        assignment: Assignment,
        found: dict[str, Found],
    ) -> Box:
        """Return where a value stands, judged by the other values of the card."""
        label = caption.box
        end = assignment.end_of_column(caption)
        if place is Place.RIGHT:
            right = min(end, label.right + _WIDEST * label.height)
            return Box(label.right, label.top - 0.1 * label.height, right,
                       label.bottom + 0.1 * label.height)  # fmt: skip
        offset, tall = _habit(place, assignment, found)
        tall *= label.height
        right = min(end, label.left + _WIDEST * label.height)
        left = label.left - 0.4 * label.height
        middle = label.centre[1] + offset * label.height
        return Box(left, middle - tall / 2, right, middle + tall / 2)


def _habit(place: Place, assignment: Assignment, found: dict[str, Found]) -> tuple[float, float]:
    """Return how far values stand from their labels, and how tall they are, in heights of these."""
    offsets: list[float] = []
    heights: list[float] = []
    for name, one in found.items():
        captions = assignment.captions(name)
        if one.place is not place or not captions:
            continue
        label, value = captions[0].box, around(one.glyphs)
        if value.height < 2 * label.height:
            offsets.append((value.centre[1] - label.centre[1]) / label.height)
            heights.append(value.height / label.height)
    if not offsets:
        return (1.15 if place is Place.BELOW else -1.15), 1.2
    return median(offsets), median(heights)


def _voted(first: Value, others: Sequence[Value]) -> Value:
    """Return the value that most readings agree on, weighted by their confidence."""
    if not others:
        return first
    weights: dict[str, float] = defaultdict(float)
    for value in (first, *others):
        weights[value.text] += value.confidence
    text = max(weights, key=lambda key: weights[key])
    share = weights[text] / sum(weights.values())
    best = max(v.confidence for v in (first, *others) if v.text == text)
    return Value(text, best * share, first.box)


def _longer(f: Field, value: Value, others: Sequence[Value]) -> Value:
    """Return the reading of which a value is a part: another script hides words from a reader."""
    labels = {plain(word) for label in f.labels for word in label.split()}
    for other in others:
        words = [w for w in other.text.split() if plain(w) and plain(w) not in labels]
        known = value.text.split()
        if len(words) > len(known) and set(known) <= set(words) and other.confidence >= _LEAST_SURE:
            return replace(other, text=" ".join(words), box=value.box)
    return value


def _is_latin(one: Found) -> bool:
    return not one.wanted.script and len(rows_of(one.glyphs)) == 1


def _confidence(found: Found) -> float:
    rate = min(glyph.confidence for glyph in found.glyphs)
    return rate * _EXCHANGED if found.match.exchanged else rate


def _value(look: _Look, line: Line, others: Sequence[Field]) -> Value | None:
    """Return the value in a crop, rated by its weakest character.

    `others` are the fields that share its label: their values are not this one's.
    """
    text = line.text
    for other in others:
        theirs = other.kind.find(text)
        if theirs is not None:
            text = text[: theirs.start] + " " * (theirs.end - theirs.start) + text[theirs.end :]
    match = look.field.kind.find(text)
    if match is None or look.cuts(line):
        return None
    before = sum(not c.isspace() for c in line.text[: match.start])
    count = sum(not c.isspace() for c in line.text[match.start : match.end])
    characters = line.characters[before : before + count]
    rate = min((c.confidence for c in characters), default=line.confidence)
    return Value(match.value, rate * _EXCHANGED if match.exchanged else rate, look.box)


def rows_of(glyphs: Sequence[Glyph]) -> list[Box]:
    """Return the boxes of the lines that a value stands in."""
    rows: list[list[Glyph]] = []
    for glyph in glyphs:
        if rows and abs(glyph.box.centre[1] - rows[-1][-1].box.centre[1]) < 0.5 * glyph.box.height:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [around(row) for row in rows]
