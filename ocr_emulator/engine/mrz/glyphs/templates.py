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

TemplateCosts = Mapping[int, Mapping[str, float]]
"""For places of the data, how badly each character of a pair fits: a natural logarithm."""

# Correlations below this come from badly cut cells; whole characters on drawn pages had more.
_LEAST_CORRELATION = 0.8
# What a difference of one in correlation is worth: 0.05, the usual one between O and 0 in
# OCR-B, becomes a factor of twenty.
_WEIGHT = 60.0
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

    `rows` are the areas of the characters of the lines `texts`. Returns only places of the data
    where both
    characters of a pair have samples and one of them fits well.
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
    samples: dict[str, list[_Template]] = {}
    for line, column in sure:
        character = texts[line][column]
        known = samples.setdefault(character, [])
        if len(known) < _MAX_SAMPLES and any(character in pair for pair in CONFUSABLE_PAIRS):
            known.append(cells[line][column])
    found: dict[int, dict[str, float]] = {}
    for place in wanted:
        line, column = kind.line_of(place)
        costs = _compared(cells[line][column], data[place], samples)
        if costs:
            found[place] = costs
    return found


def _compared(
    template: _Template, character: str, samples: Mapping[str, Sequence[_Template]]
) -> dict[str, float]:
    """Return how badly a character and its partners in pairs fit; empty without samples."""
    pairs = [pair for pair in CONFUSABLE_PAIRS if character in pair]
    known = {c for pair in pairs if all(samples.get(c) for c in pair) for c in pair}
    like = {c: max(map(template.correlation, samples[c])) for c in sorted(known)}
    best = max(like.values(), default=0.0)
    if best < _LEAST_CORRELATION:
        return {}
    return {c: _WEIGHT * (best - value) for c, value in like.items()}
