"""Drawn grids and words, without an engine."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from ocr_emulator.engine.base import Character, Line, Page
from tests.emulator.engine.fakes import FakeEngine, line

UNIT = 32.0


def paper(width=800, height=600):
    """Return a white page and its pen."""
    image = Image.new("RGB", (width, height), "white")
    return image, ImageDraw.Draw(image)


def grid(pen, xs, ys, *, ink="black", width=2):
    """Draw all rules of a grid."""
    for x in xs:
        pen.line((x, ys[0], x, ys[-1]), fill=ink, width=width)
    for y in ys:
        pen.line((xs[0], y, xs[-1], y), fill=ink, width=width)


def dashed_grid(pen, xs, ys, *, dash, gap, width=2):
    """Draw all rules of a grid in dots or dashes."""
    for x in xs:
        for y in range(ys[0], ys[-1], dash + gap):
            pen.line((x, y, x, min(y + dash - 1, ys[-1])), fill="black", width=width)
    for y in ys:
        for x in range(xs[0], xs[-1], dash + gap):
            pen.line((x, y, min(x + dash - 1, xs[-1]), y), fill="black", width=width)


def gray(image):
    return np.asarray(image.convert("L"), dtype=np.uint8)


def text(pen, x, y, words, wide=14.0, tall=24.0):
    """Draw each letter as a block where the line says it is; blanks stay blank."""
    found = line(words, x, y, wide=wide, tall=tall)
    for character in found.characters:
        (left, top), _, (right, bottom), _ = character.polygon
        pen.rectangle((left + 2, top + 5, right - 2, bottom - 5), fill="black")
    return found


def page_of(image, lines, angle=0.0):
    return Page(*image.size, angle, tuple((one,) for one in lines))


class Reader(FakeEngine):
    """Recognize every area as the drawn characters inside it."""

    def __init__(self, lines):
        super().__init__(rows=[[one] for one in lines])

    def recognize(self, image, polygons, *, characters=False, alphabet=None):
        return tuple(self._inside(polygon) for polygon in polygons)

    def _inside(self, polygon):
        left, right = polygon[0][0], polygon[1][0]
        top, bottom = polygon[0][1], polygon[3][1]
        kept: list[Character] = []
        for row in self.rows:
            for character in row[0].characters:
                x = (character.polygon[0][0] + character.polygon[1][0]) / 2
                y = (character.polygon[0][1] + character.polygon[3][1]) / 2
                if left <= x <= right and top <= y <= bottom:
                    kept.append(character)
        words = "".join(character.text for character in kept)
        return Line(words, polygon, 1.0 if words else 0.0, tuple(kept))
