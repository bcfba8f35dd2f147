"""Template matching of confusable characters against samples from the same zone.

A zone is printed in one type, and in most of its places only a digit or only a letter can
stand. So it brings its own samples of 0 and O, of 1 and I: a doubtful character of the number
is compared with both, and no font needs to be known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import cv2
import numpy as np
from PIL import Image

from ocr_emulator.engine.mrz.formats import Format
from ocr_emulator.engine.mrz.glyphs.cells import Areas, Ink, cut
from ocr_emulator.engine.mrz.zone import FILLER

CONFUSABLE_PAIRS = ("0O", "1I", "1L", "2Z", "5S", "8B", "6G")
"""Pairs of a digit and a letter that recognizers confuse even on good print.

L and 1, G and 6 are also equal modulo 10, so that no check digit distinguishes them."""

UNTOLD = "0O"
"""The pair that the recognizer does not tell apart: among digits it reads both as zero, surely."""

TemplateCosts = Mapping[int, Mapping[str, float]]
"""For places of the data, how badly each character of a pair fits: a natural logarithm."""

# Correlations below this come from badly cut cells; whole characters on drawn pages had more.
_LEAST_CORRELATION = 0.8
# What a difference of one in correlation is worth: 0.05, the usual one between O and 0 in
# OCR-B, becomes a factor of twenty.
_WEIGHT = 60.0
# By how much less than its own samples another character fits: on drawn pages, a letter O was at
# least 0.06 less like zeros than these were like one another, and a zero at most 0.01.
_DIFFERENCE = 0.03
_MAX_SAMPLES = 5  # of one character; more hardly change the best match


class _Template:
    """One character, normalized for correlation."""

    def __init__(self, ink: Ink) -> None:
        level = ink - ink.mean()
        self._values = level / (float(np.linalg.norm(level)) or 1.0)

    def correlation(self, other: _Template) -> float:
        """Return the correlation with another template at the best shift by a pixel, -1 to 1."""
        return float(cv2.matchTemplate(self._framed, other._values, cv2.TM_CCORR).max())

    @cached_property
    def _framed(self) -> Ink:
        return np.pad(self._values, 1)


def match_pairs(
    image: Image.Image, kind: Format, rows: Sequence[Areas], texts: Sequence[str]
) -> TemplateCosts:
    """Compare doubtful characters of number and optional fields with samples of the zone.

    Args:
        image: The image.
        kind: Format of the zone.
        rows: Areas of the characters of its lines.
        texts: Its lines as they were read.

    Returns:
        Places of the data with a character of a pair, and how badly each of the pair fits; only
        those that can be compared.
    """
    data = "".join(texts[i] for i in kind.data_lines)
    wanted = [p for p in kind.free_places if any(data[p] in pair for pair in CONFUSABLE_PAIRS)]
    if not wanted:
        return {}
    grey = image.convert("L")
    cells = [[_Template(ink) for ink in cut(grey, row)] for row in rows]
    if not all(cells):
        return {}
    names = texts[kind.names_line]
    sure = [(kind.names_line, i) for i, c in enumerate(names) if c != FILLER]
    sure += [kind.line_of(place) for place in sorted(kind.digit_places | kind.letter_places)]
    samples = _Samples()
    for line, column in sure:
        samples.add(texts[line][column], cells[line][column])
    found: dict[int, dict[str, float]] = {}
    for place in wanted:
        line, column = kind.line_of(place)
        costs = samples.costs(data[place], cells[line][column])
        if costs:
            found[place] = costs
    return found


class _Samples:
    """Characters of the zone that are known for certain, and what others are like beside them."""

    def __init__(self) -> None:
        self._known: dict[str, list[_Template]] = {}
        self._alike: dict[str, float | None] = {}

    def add(self, character: str, template: _Template) -> None:
        """Add a sample of a character that has a look-alike."""
        known = self._known.setdefault(character, [])
        if len(known) < _MAX_SAMPLES and any(character in pair for pair in CONFUSABLE_PAIRS):
            known.append(template)

    def costs(self, character: str, template: _Template) -> dict[str, float]:
        """Return how badly a character and its partners in pairs fit; empty if nothing tells.

        Of zero and O with samples of one alone, the other one fits where the first does worse than
        its own samples fit one another.
        """
        like: dict[str, float] = {}
        for pair in CONFUSABLE_PAIRS:
            if character in pair:
                like |= self._like(pair, template)
        best = max(like.values(), default=0.0)
        if best < _LEAST_CORRELATION:
            return {}
        return {c: _WEIGHT * (best - value) for c, value in like.items()}

    def _like(self, pair: str, template: _Template) -> dict[str, float]:
        sampled = [c for c in pair if self._known.get(c)]
        like = {c: max(map(template.correlation, self._known[c])) for c in sampled}
        if len(sampled) == 1 and pair == UNTOLD:
            other = pair.replace(sampled[0], "")
            alike = self._own(sampled[0])
            return like | {other: alike - _DIFFERENCE} if alike is not None else {}
        return like

    def _own(self, character: str) -> float | None:
        """Return how well the samples of a character fit one another at worst."""
        if character not in self._alike:
            known = self._known[character]
            others = [[o for o in known if o is not one] for one in known]
            best = [
                max(map(one.correlation, rest))
                for one, rest in zip(known, others, strict=True)
                if rest
            ]
            self._alike[character] = min(best, default=None)
        return self._alike[character]
