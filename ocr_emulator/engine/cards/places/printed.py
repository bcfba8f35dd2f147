"""Printed words: the text of a card on its rectified plane, row by row, with a box a character.

Labels and values are compared by place. A detector joins and divides lines as it likes, so rows are
made of words here, whatever the lines were.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from statistics import median

from PIL import Image

from ocr_emulator.engine.base import Line, Page, Polygon
from ocr_emulator.engine.geometry import along, frame
from ocr_emulator.engine.reading_order import rows as height_rows
from ocr_emulator.engine.tables.model import Box
from ocr_emulator.engine.tables.plane import Gray, Plane, rectify

_FILLER = "<"
_ZONE_FILLERS = 4
_ZONE_LENGTH = 18
_WIDE = 1.0
"""Heights of a line between the middles of two characters, from which a blank is between them."""
# Usual distances between two letters of a line. Of 10,000 pairs in words on drawn cards one in a
# thousand has more than 1.56, and of 1,150 with a blank between them nine in ten have.
_BLANK = 1.9
_DOUBTFUL = 1.55
_UNSURE = 0.85
_FEW = 4  # distances, below which none is usual


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed character."""

    text: str = field(repr=False)
    box: Box
    confidence: float
    number: int
    """Its index among all characters of the print."""


@dataclass(frozen=True)
class Run:
    """The text of one row: characters, and a blank between words."""

    text: str = field(repr=False)
    glyphs: tuple[Glyph | None, ...] = field(repr=False)
    """The character at each place of the text; None for a blank."""

    @cached_property
    def is_zone(self) -> bool:
        """Whether it is a row of a machine-readable zone."""
        dense = self.text.replace(" ", "")
        return len(dense) >= _ZONE_LENGTH and dense.count(_FILLER) >= _ZONE_FILLERS

    def between(self, start: int, end: int) -> list[Glyph]:
        """Return the characters between two places of the text."""
        return [glyph for glyph in self.glyphs[start:end] if glyph is not None]


@dataclass(frozen=True)
class Print:
    """All text of an image on the rectified plane."""

    page: Page
    plane: Plane
    runs: tuple[Run, ...] = field(repr=False)
    gray: Gray = field(repr=False)
    """The rectified image in shades of gray."""

    @property
    def area(self) -> Polygon:
        """The area of the image that has text."""
        glyphs = [g for run in self.runs for g in run.glyphs if g is not None]
        size = (self.page.width, self.page.height)
        return self.plane.polygon(around(glyphs)) if glyphs else frame(size)


def printed(image: Image.Image, page: Page) -> Print:
    """Arrange the text of a page that was read with characters."""
    plane = rectify(image, page)
    lines = [line for line in page.lines if line.text.strip()]
    boxes = [plane.box(line.polygon) for line in lines]
    numbers = iter(range(1_000_000))
    runs = [
        _run([lines[i] for i in row], plane, numbers)
        for row in height_rows([box.corners for box in boxes])
    ]
    return Print(page, plane, tuple(runs), plane.shades(image))


def _run(lines: Sequence[Line], plane: Plane, numbers: Iterator[int]) -> Run:
    text, glyphs = "", list[Glyph | None]()
    for line in lines:
        if text:
            text += " "
            glyphs.append(None)
        spaced = _with_blanks(list(_glyphs(line, plane, numbers)))
        text += "".join(" " if glyph is None else glyph.text for glyph in spaced)
        glyphs += spaced
    return Run(text, tuple(glyphs))


def _with_blanks(glyphs: Sequence[Glyph | None]) -> list[Glyph | None]:
    """Insert blanks that were not recognized, where characters stand far apart.

    A gap that is wide for two letters and narrow for a blank lowers the confidence of the second.
    """
    usual = _usual_distance(glyphs)
    found: list[Glyph | None] = []
    for read in glyphs:
        glyph, last = read, found[-1] if found else None
        if glyph is not None and last is not None:
            apart = glyph.box.centre[0] - last.box.centre[0]
            share = apart / usual if usual and _is_latin(last) and _is_latin(glyph) else 0.0
            if apart > _WIDE * glyph.box.height or share > _BLANK:
                found.append(None)
            elif share > _DOUBTFUL:
                glyph = replace(glyph, confidence=min(glyph.confidence, _UNSURE))
        found.append(glyph)
    return found


def _usual_distance(glyphs: Sequence[Glyph | None]) -> float:
    """Return the median distance between the middles of neighbouring letters; 0 for few."""
    apart = [
        other.box.centre[0] - one.box.centre[0]
        for one, other in pairwise(glyphs)
        if one is not None and other is not None and _is_latin(one) and _is_latin(other)
    ]
    return median(apart) if len(apart) >= _FEW else 0.0


def _is_latin(glyph: Glyph) -> bool:
    return glyph.text.isalpha() and "LATIN" in unicodedata.name(glyph.text[0], "")


def _glyphs(line: Line, plane: Plane, numbers: Iterator[int]) -> Iterator[Glyph | None]:
    """Yield a character for each place of a line's text."""
    whole = plane.box(line.polygon)
    places = [i for i, c in enumerate(line.text) if not c.isspace()]
    known = len(line.characters) == len(places)
    count, printed_before = len(line.text), 0
    for i, c in enumerate(line.text):
        if c.isspace():
            yield None
            continue
        if known:
            character = line.characters[printed_before]
            area, confidence = character.polygon, character.confidence
        else:
            area, confidence = along(line.polygon, i / count, (i + 1) / count), line.confidence
        printed_before += 1
        box = plane.box(area)
        yield Glyph(c, Box(box.left, whole.top, box.right, whole.bottom), confidence, next(numbers))


def around(glyphs: Iterable[Glyph]) -> Box:
    """Return the box around some characters."""
    first, *others = [glyph.box for glyph in glyphs]
    for other in others:
        first = first.joined(other)
    return first
