"""Voting between readings of a value in another script (ROVER): the most common text wins.

A reader of small print errs in one preparation of a crop and not in the next. Readings that agree
are right far more often than a confidence tells, and where all differ none is certain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as member
from itertools import chain
from typing import Protocol

from PIL import Image
from rapidfuzz.distance import Indel

from ocr_emulator.engine.base import Line, Polygon
from ocr_emulator.engine.cards.kinds import Kind, Text
from ocr_emulator.engine.cards.places.assign import Found
from ocr_emulator.engine.cards.places.printed import Print
from ocr_emulator.engine.cards.second_look import rows_of
from ocr_emulator.engine.tables.model import Box

SURE = 0.9
"""Confidence from which two readings that agree are enough."""
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


def elected(votes: Iterable[Vote]) -> Vote | None:
    """Return the text that most readings agree on, weighted by their confidence.

    Stops as soon as two sure readings agree and no other text has as much. The confidence is that
    of the best reading by the share of those that agree with it.
    """
    weights: dict[str, float] = defaultdict(float)
    best: dict[str, float] = defaultdict(float)
    counts: dict[str, int] = defaultdict(int)
    for count, vote in enumerate(votes):
        weights[vote.text] += vote.confidence
        counts[vote.text] += 1
        best[vote.text] = max(best[vote.text], vote.confidence)
        leader = max(weights, key=lambda text: weights[text])
        share = weights[leader] / sum(weights.values())
        enough = counts[leader] >= 2 and best[leader] >= SURE and share >= _CLEAR
        if enough or count + 1 == _MOST:
            break
    if not weights:
        return None
    total = sum(weights.values())
    text = max(weights, key=lambda text: _support(text, weights))
    return Vote(text, best[text] * weights[text] / total)


_CLEAR = 0.6


def _support(text: str, weights: dict[str, float]) -> float:
    """Rate a text by the readings that agree with it, and a little by those that are alike."""
    alike = sum(
        weight * Indel.normalized_similarity(text, other)
        for other, weight in weights.items()
        if other != text
    )
    return weights[text] + 0.3 * alike


class ScriptLook:
    """Read the values of one script again, each as often as it takes."""

    def __init__(self, readings: LineReadings, image: Image.Image, text: Print) -> None:
        self._readings, self._image, self._print = readings, image, text

    def value(self, found: Found) -> Vote | None:
        """Return the value of a field, elected line by line; None where nothing has its form."""
        rows = rows_of(found.glyphs)
        kind = found.wanted.kind
        if len(rows) == 1:
            first = Vote(found.match.value, _mean(found))
            return elected(chain([first], self._votes(rows[0], kind)))
        lines = [elected(self._votes(row, Text())) for row in rows]
        read = [line for line in lines if line is not None]
        match = kind.find(" ".join(line.text for line in read))
        if match is None:
            return None
        return Vote(match.value, min(line.confidence for line in read))

    def _votes(self, row: Box, kind: Kind) -> Iterator[Vote]:
        polygon = self._print.plane.polygon(row)
        for line in self._readings.readings(self._image, polygon):
            match = kind.find(line.text)
            if match is not None:
                yield Vote(match.value, line.confidence)


def _mean(found: Found) -> float:
    return sum(glyph.confidence for glyph in found.glyphs) / len(found.glyphs)
