"""Voting between readings of a value in another script (ROVER): the most common text wins.

A reader of small print errs in one preparation of a crop and not in the next. Readings that agree
are right far more often than a confidence tells, and where all differ none is certain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as member
from itertools import chain, pairwise
from typing import Protocol

from PIL import Image
from rapidfuzz.distance import Indel

from ocr_emulator.engine.base import Line, Polygon
from ocr_emulator.engine.cards.kinds import Kind, Text
from ocr_emulator.engine.cards.places.assign import Found
from ocr_emulator.engine.cards.places.printed import Glyph, Print, around
from ocr_emulator.engine.cards.second_look import rows_of
from ocr_emulator.engine.tables.model import Box

SURE = 0.9
"""Confidence from which two readings that agree are enough."""
_CLEAR = 0.6
"""Part of the votes that such a text needs."""
_BLANK = 0.45
"""Heights of a value that its crop is widened by at both ends, where nothing stands there."""
_FIRST = 1.25
"""Weight of the text of the image, in which two engines agree about words and numbers."""
_ALIKE = 0.3
"""Part of the weight of texts that are alike, which a text gets too."""
_LEAST_SURE = 0.6
"""Confidence that a value has to have that was missed at first."""
_MARGIN = 0.15
"""Heights of a value that a reader adds at both ends."""
_CUT = 0.8
"""Part of the confidence of a value that a sign follows without a blank."""
_SIGNS = ("=", "-", "_", "~", "/", "|")
_MOST = 8
"""Most readings of a line; the first ones are the best preparations."""


class LineReadings(Protocol):
    """Read one line in several ways."""

    def readings(self, image: Image.Image, polygon: Polygon) -> Iterator[Line]:
        """Yield what each preparation of a line is read as, the best preparation first."""
        ...


@dataclass(frozen=True, slots=True)
class Vote:
    """A text and the confidence of one reading."""

    text: str = member(repr=False)
    confidence: float
    weight: float = 1.0


def elected(votes: Iterable[Vote]) -> Vote | None:
    """Return the text that most readings agree on, weighted by their confidence.

    Blanks do not count, because readers see them where letters stand apart. Stops as soon as two
    sure readings agree and no other text has as much. The confidence is that of the best reading
    by the share of those that agree with it.
    """
    weights: dict[str, float] = defaultdict(float)
    best: dict[str, Vote] = {}
    surest: dict[str, float] = defaultdict(float)
    sure: dict[str, int] = defaultdict(int)
    for count, vote in enumerate(vote for vote in votes if vote.text and vote.confidence > 0):
        key = "".join(vote.text.split())
        weights[key] += vote.weight * vote.confidence
        sure[key] += vote.confidence >= SURE
        if key not in best or _rank(vote) > _rank(best[key]):
            best[key] = vote
        surest[key] = max(surest[key], vote.confidence)
        leader = max(weights, key=lambda text: weights[text])
        share = weights[leader] / sum(weights.values())
        if (sure[leader] >= 2 and share >= _CLEAR) or count + 1 == _MOST:
            break
    if not weights:
        return None
    key = max(weights, key=lambda text: _support(text, weights))
    share = weights[key] / sum(weights.values())
    return Vote(best[key].text, surest[key] * share)


def _rank(vote: Vote) -> tuple[int, float]:
    """Rate the spelling of a text: readers see blanks in words whose letters stand apart."""
    return -sum(len(word) == 1 for word in vote.text.split()), vote.confidence


def _support(text: str, weights: dict[str, float]) -> float:
    """Rate a text by the readings that agree with it, and a little by those that are alike."""
    alike = sum(
        weight * Indel.normalized_similarity(text, other)
        for other, weight in weights.items()
        if other != text
    )
    return weights[text] + _ALIKE * alike


class ScriptLook:
    """Read the values of one script again, each as often as it takes."""

    def __init__(self, readings: LineReadings, image: Image.Image, text: Print) -> None:
        self._readings, self._image, self._print = readings, image, text

    def value(self, found: Found) -> Vote | None:
        """Return the value of a field, elected line by line; None where nothing has its form."""
        rows, kind = self._rows(found), found.wanted.kind
        if len(rows) == 1:
            rate = _mean(found.glyphs) * (_CUT if self._is_cut(rows[0]) else 1.0)
            first = Vote(found.match.value, rate, _FIRST)
            return elected(chain([first], self._votes(rows[0], found, kind)))
        lines: list[Vote] = []
        for row in rows:
            first = Vote(self._text(row), _mean(row), _FIRST)
            line = elected(chain([first], self._votes(row, found, Text())))
            lines += [line] if line is not None else []
        match = kind.find(" ".join(line.text for line in lines))
        if match is None:
            return None
        # Rows below the end of the value are no part of it.
        used = [line for line in lines if line.text.split()[0] in match.value] or lines
        return Vote(match.value, min(line.confidence for line in used))

    def crops(self, found: Found) -> list[Polygon]:
        """Return the areas of a value, line by line, as they are read again."""
        rows = self._rows(found)
        return [self._print.plane.polygon(self._framed(around(row), found)) for row in rows]

    def missed(self, kind: Kind, box: Box) -> Vote | None:
        """Return the value in a place where nothing of its form was read at first."""
        polygon = self._print.plane.polygon(box)
        vote = elected(self._found(polygon, kind))
        return vote if vote is not None and vote.confidence >= _LEAST_SURE else None

    def _rows(self, found: Found) -> list[list[Glyph]]:
        boxes = rows_of(found.glyphs)
        return [
            [g for g in found.glyphs if box.top <= g.box.centre[1] <= box.bottom] for box in boxes
        ]

    def _is_cut(self, row: Sequence[Glyph]) -> bool:
        """Return whether a sign follows a value without a blank: its last letter, misread."""
        for run in self._print.runs:
            for glyph, after in pairwise(run.glyphs):
                if glyph is not None and glyph.number == row[-1].number and after is not None:
                    return after.text in _SIGNS
        return False

    def _text(self, row: Sequence[Glyph]) -> str:
        """Return the text of a row with its blanks."""
        numbers = {glyph.number for glyph in row}
        for run in self._print.runs:
            places = [i for i, g in enumerate(run.glyphs) if g is not None and g.number in numbers]
            if places:
                return run.text[places[0] : places[-1] + 1]
        return ""

    def _votes(self, row: Sequence[Glyph], found: Found, kind: Kind) -> Iterator[Vote]:
        yield from self._found(self._print.plane.polygon(self._framed(around(row), found)), kind)

    def _found(self, polygon: Polygon, kind: Kind) -> Iterator[Vote]:
        for line in self._readings.readings(self._image, polygon):
            match = kind.find(line.text)
            if match is not None:
                cut = line.text[match.end : match.end + 1].strip()
                yield Vote(match.value, line.confidence * (_CUT if cut in _SIGNS else 1.0))

    def _framed(self, row: Box, found: Found) -> Box:
        """Widen a row by what lies blank at its ends: places of symbols are inexact."""
        own = {glyph.number for glyph in found.glyphs}
        others = [
            glyph.box
            for run in self._print.runs
            for glyph in run.glyphs
            # A sign beside a value may be what was read for its last letter.
            if glyph is not None
            and glyph.text.isalnum()
            and glyph.number not in own
            and abs(glyph.box.centre[1] - row.centre[1]) < 0.5 * row.height
        ]
        reach = _BLANK * row.height
        before = max((b.right for b in others if b.centre[0] < row.left), default=row.left - reach)
        after = min((b.left for b in others if b.centre[0] > row.right), default=row.right + reach)
        # A reader adds a margin of its own, which may not reach into a neighbour.
        own_margin = _MARGIN * row.height
        left = max(row.left - reach, min((before + row.left) / 2 + own_margin, row.left))
        right = min(row.right + reach, max((after + row.right) / 2 - own_margin, row.right))
        return Box(left, row.top, right, row.bottom)


def _mean(glyphs: Sequence[Glyph]) -> float:
    return sum(glyph.confidence for glyph in glyphs) / len(glyphs)
