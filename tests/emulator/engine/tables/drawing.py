"""Drawn grids and words, without an engine."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from ocr_emulator.engine.base import Character, Line, Page, Polygon
from tests.emulator.engine.fakes import FakeEngine, line

UNIT = 32.0


def paper(width: int = 800, height: int = 600) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """Return a white page and its pen."""
    image = Image.new("RGB", (width, height), "white")
    return image, ImageDraw.Draw(image)


def grid(
    pen: ImageDraw.ImageDraw,
    xs: Sequence[float],
    ys: Sequence[float],
    *,
    ink: str | tuple[int, ...] = "black",
    width: int = 2,
) -> None:
    """Draw all rules of a grid."""
    for x in xs:
        pen.line((x, ys[0], x, ys[-1]), fill=ink, width=width)
    for y in ys:
        pen.line((xs[0], y, xs[-1], y), fill=ink, width=width)


def dashed_grid(
    pen: ImageDraw.ImageDraw,
    xs: Sequence[int],
    ys: Sequence[int],
    *,
    dash: int,
    gap: int,
    width: int = 2,
) -> None:
    """Draw all rules of a grid in dots or dashes."""
    for x in xs:
        for y in range(ys[0], ys[-1], dash + gap):
            pen.line((x, y, x, min(y + dash - 1, ys[-1])), fill="black", width=width)
    for y in ys:
        for x in range(xs[0], xs[-1], dash + gap):
            pen.line((x, y, min(x + dash - 1, xs[-1]), y), fill="black", width=width)


def gray(image: Image.Image) -> npt.NDArray[np.uint8]:
    return np.asarray(image.convert("L"), dtype=np.uint8)


def text(
    pen: ImageDraw.ImageDraw,
    x: float,
    y: float,
    words: str,
    wide: float = 14.0,
    tall: float = 24.0,
) -> Line:
    """Draw each letter as a block where the line says it is; blanks stay blank."""
    found = line(words, x, y, wide=wide, tall=tall)
    for character in found.characters:
        (left, top), _, (right, bottom), _ = character.polygon
        pen.rectangle((left + 2, top + 5, right - 2, bottom - 5), fill="black")
    return found


def form(
    *rows: tuple[str, str, str, str],
) -> tuple[Image.Image, ImageDraw.ImageDraw, list[Line]]:
    """Draw a ruled form of two labels and values a row; returns page, pen and the texts."""
    image, pen = paper()
    xs, ys = (50, 220, 400, 560, 760), range(50, 51 + 60 * len(rows), 60)
    grid(pen, xs, ys)
    lines = [
        text(pen, xs[c] + 10, ys[r] + 15, words, wide=12)
        for r, row in enumerate(rows)
        for c, words in enumerate(row)
        if words
    ]
    return image, pen, lines


def page_of(image: Image.Image, lines: Sequence[Line], angle: float = 0.0) -> Page:
    return Page(*image.size, angle, tuple((one,) for one in lines))


class Reader(FakeEngine):
    """Recognize every area as the drawn characters inside it."""

    def __init__(self, lines: Iterable[Line]) -> None:
        super().__init__(rows=[[one] for one in lines])

    def recognize(
        self,
        image: Image.Image,
        polygons: Sequence[Polygon],
        *,
        characters: bool = False,
        alphabet: Collection[str] | None = None,
    ) -> tuple[Line, ...]:
        return tuple(self._inside(polygon) for polygon in polygons)

    def _inside(self, polygon: Polygon) -> Line:
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
