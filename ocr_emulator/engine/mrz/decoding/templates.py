"""Template matching of confusable characters against samples from the same zone.

A zone is printed in one type, and in most of its places only a digit or only a letter can
stand. So it brings its own samples of 0 and O, of 1 and I: a doubtful character of the number
is compared with both, and no font needs to be known.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping, Sequence
from functools import cached_property

from PIL import Image

from ocr_emulator.engine.geometry import centre
from ocr_emulator.engine.mrz.decoding.align import Row
from ocr_emulator.engine.mrz.formats import Format
from ocr_emulator.engine.mrz.zone import FILLER

CONFUSABLE_PAIRS = ("0O", "1I", "1L", "2Z", "5S", "8B", "6G")
"""Pairs of a digit and a letter that recognizers confuse even on good print.

L and 1, G and 6 are also equal modulo 10, so that no check digit distinguishes them."""

TemplateCosts = Mapping[int, Mapping[str, float]]
"""For places of the data, how badly each character of a pair fits: a natural logarithm."""

_WIDE, _TALL, _EDGE = 20, 28, 2
# Correlations below this come from badly cut cells; whole characters on drawn pages had more.
_LEAST_CORRELATION = 0.8
# What a difference of one in correlation is worth: 0.05, the usual one between O and 0 in
# OCR-B, becomes a factor of twenty.
_WEIGHT = 60.0
_MAX_SAMPLES = 5  # of one character; more hardly change the best match
_NEIGHBOURS = 4  # cells on each side that a cell's place is fitted to
_HALF_WIDTH = 0.55  # of a cell, in pitches: a tenth wider than the cell


class _Template:
    """One character, its ink centred, normalized for correlation."""

    def __init__(self, ink: list[float]) -> None:
        mean = sum(ink) / len(ink)
        level = [value - mean for value in ink]
        norm = math.sqrt(sum(value * value for value in level)) or 1.0
        self.values = [value / norm for value in level]

    @cached_property
    def shifted(self) -> list[list[float]]:
        """The values moved by up to one pixel each way."""
        steps = (dy * _WIDE + dx for dy in (-1, 0, 1) for dx in (-1, 0, 1))
        return [self.values[step:] + self.values[:step] for step in steps]

    def correlation(self, other: _Template) -> float:
        """Return the correlation with another template at the best shift, -1 to 1."""
        products = (map(operator.mul, moved, other.values) for moved in self.shifted)
        return max(float(sum(product)) for product in products)


def match_pairs(
    image: Image.Image, kind: Format, rows: Sequence[Row], texts: Sequence[str]
) -> TemplateCosts:
    """Compare doubtful characters of number and optional fields with samples of the zone.

    `rows` are the glyphs behind the lines `texts`. Returns only places of the data where both
    characters of a pair have samples and one of them fits well.
    """
    data = "".join(texts[i] for i in kind.data_lines)
    wanted = [p for p in kind.free_places if any(data[p] in pair for pair in CONFUSABLE_PAIRS)]
    if not wanted or any(g.area is None for row in rows for g in row):
        return {}
    grey = image.convert("L")
    names = texts[kind.names_line]
    sure = [(kind.names_line, i) for i, c in enumerate(names) if c != FILLER]
    sure += [kind.line_of(place) for place in sorted(kind.digit_places | kind.letter_places)]
    samples: dict[str, list[_Template]] = {}
    for line, column in sure:
        character = texts[line][column]
        known = samples.setdefault(character, [])
        if len(known) < _MAX_SAMPLES and any(character in pair for pair in CONFUSABLE_PAIRS):
            known.append(_cut(grey, rows[line], column))
    found: dict[int, dict[str, float]] = {}
    for place in wanted:
        line, column = kind.line_of(place)
        costs = _compared(_cut(grey, rows[line], column), data[place], samples)
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


def _cut(grey: Image.Image, row: Row, place: int) -> _Template:
    """Cut the cell of a character at the place that its neighbours predict."""
    around = range(max(0, place - _NEIGHBOURS), min(len(row), place + _NEIGHBOURS + 1))
    middles = [centre(area) for i in around if (area := row[i].area) is not None]
    x, dx = _fitted([m[0] for m in middles], place - around.start)
    y, dy = _fitted([m[1] for m in middles], place - around.start)
    # Measured by the pitch, which both lines share, and not by areas of any height.
    half, ratio = _HALF_WIDTH, _HALF_WIDTH * _TALL / _WIDE
    down = (-dy * ratio, dx * ratio)
    # Each cut shows how far the character still is from the middle of its cell.
    for last in (False, False, True):
        left, right = (x - dx * half, y - dy * half), (x + dx * half, y + dy * half)
        quad = (
            (left[0] - down[0], left[1] - down[1]),
            (left[0] + down[0], left[1] + down[1]),
            (right[0] + down[0], right[1] + down[1]),
            (right[0] - down[0], right[1] - down[1]),
        )
        cell = grey.transform(
            (_WIDE, _TALL),
            Image.Transform.QUAD,
            [value for point in quad for value in point],
            Image.Resampling.BICUBIC,
        )
        ink = _ink(cell.tobytes())
        if not last:
            across, along = _off(ink)
            x += dx * across * 2 * half / _WIDE + down[0] * along * 2 / _TALL
            y += dy * across * 2 * half / _WIDE + down[1] * along * 2 / _TALL
    return _Template(ink)


def _fitted(values: Sequence[float], at: int) -> tuple[float, float]:
    """Fit a straight line to values at 0, 1, 2 …; return its value at a place and its slope."""
    middle = (len(values) - 1) / 2
    mean = sum(values) / len(values)
    spread = sum((i - middle) ** 2 for i in range(len(values)))
    rise = sum((i - middle) * (value - mean) for i, value in enumerate(values)) / spread
    return mean + rise * (at - middle), rise


def _ink(pixels: bytes) -> list[float]:
    """Convert pixels to ink: dark becomes high, paper becomes 0."""
    paper = sorted(pixels)[len(pixels) * 4 // 5]
    return [float(max(0, paper - value)) for value in pixels]


def _off(ink: Sequence[float]) -> tuple[float, float]:
    """Return how many pixels the centre of the ink is right of and below that of the cell.

    The outer columns are left out: a neighbour may reach into them.
    """
    inner = [
        (value, i % _WIDE, i // _WIDE)
        for i, value in enumerate(ink)
        if _EDGE <= i % _WIDE < _WIDE - _EDGE
    ]
    total = sum(value for value, _, _ in inner) or 1.0
    across = sum(value * column for value, column, _ in inner) / total
    along = sum(value * line for value, _, line in inner) / total
    return across - (_WIDE - 1) / 2, along - (_TALL - 1) / 2
