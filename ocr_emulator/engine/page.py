"""Reading of a whole picture with any engine that can find and read areas of text.

Areas are found on the page turned upright, where finding works best, and read from the
picture as it came, so that turning blurs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from PIL import Image

from ocr_emulator.engine.base import Engine, Line, Page, Polygon
from ocr_emulator.engine.geometry import Turn, direction, height, mapped, scaled, shifted, width
from ocr_emulator.engine.orientation import axis, between, certainty, starting
from ocr_emulator.engine.reading_order import rows

# Within this many degrees areas are found as well as on a level page.
_LEVEL = 2.0
# What the reader is less sure of than this is mostly not text.
_LEGIBLE = 0.5
# A line read less surely than this is read the other way round too.
_DOUBTFUL = 0.8
_WITNESSES = 6
# Above so many pixels, and with sides longer than that, a smaller copy is read.
_PIXELS = 24_000_000
_LEAST_SIDE = 3_000
# Text upside down was never read more surely than 0.86; so much surely read is upright.
_CLEAR = 0.95
_ENOUGH = 30


def turned(image: Image.Image, turn: Turn) -> Image.Image:
    """Draw the picture as `turn` maps it; new corners take the picture's mean colour."""
    quarter = round(turn.angle / 90)
    if abs(turn.angle - quarter * 90) < 1e-9:
        step = (
            None,
            Image.Transpose.ROTATE_270,
            Image.Transpose.ROTATE_180,
            Image.Transpose.ROTATE_90,
        )
        method = step[quarter % 4]
        return image if method is None else image.transpose(method)
    return image.transform(
        turn.canvas,
        Image.Transform.AFFINE,
        turn.coefficients(),
        resample=Image.Resampling.BICUBIC,
        fillcolor=image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)),
    )


def read_page(
    engine: Engine, image: Image.Image, *, orient: bool, characters: bool, mixed: bool
) -> Page:
    """Find, read and order the lines of a picture; see `Engine.read` for the options.

    A very large picture is read from a smaller copy: print that is legible at all is so
    at a fraction of 160 million pixels, and every copy of those would take half a gigabyte.
    """
    small, factor = _reduced(image)
    page = _read(engine, small, orient=orient, characters=characters, mixed=mixed)
    if small is image:
        return page
    rows = tuple(tuple(_enlarged(line, factor) for line in row) for row in page.rows)
    return Page(*image.size, page.angle, rows)


def _reduced(image: Image.Image) -> tuple[Image.Image, float]:
    w, h = image.size
    factor = max(math.sqrt(w * h / _PIXELS), 1.0)
    factor = min(factor, max(min(w, h) / _LEAST_SIDE, 1.0))
    if factor < 1.1:
        return image, 1.0
    size = (max(1, round(w / factor)), max(1, round(h / factor)))
    return image.resize(size, Image.Resampling.BOX), factor


def _enlarged(line: Line, factor: float) -> Line:
    return replace(
        line,
        polygon=scaled(line.polygon, factor),
        characters=tuple(replace(c, polygon=scaled(c.polygon, factor)) for c in line.characters),
        words=tuple(replace(w, polygon=scaled(w.polygon, factor)) for w in line.words),
    )


def _read(
    engine: Engine, image: Image.Image, *, orient: bool, characters: bool, mixed: bool
) -> Page:
    polygons = list(engine.detect(image))
    slant = axis(polygons)
    angle = 0.0
    # Lines that may run any way are at least begun the way that most of them run.
    if (orient or mixed) and slant is not None:
        if orient and abs(slant) > _LEVEL:
            turn = Turn(slant, *image.size)
            found = [mapped(p, turn, back=True) for p in engine.detect(turned(image, turn))]
            again = axis(found)
            if found and again is not None:
                polygons, slant = found, again
        angle = slant
    polygons = [starting(p, angle) for p in polygons]
    if orient or mixed:
        lines, over = _right_way_up(engine, image, polygons, characters=characters)
        angle += 180 * over
    else:
        lines = list(engine.recognize(image, polygons, characters=characters))
    if mixed:
        lines = _second_looks(engine, image, lines, angle, characters=characters)
    lines = [line for line in lines if line.text.strip() and line.confidence >= _LEGIBLE]
    level = slant if not (orient or mixed) and slant is not None and abs(slant) <= 45 else angle
    return Page(*image.size, angle % 360 if orient else 0.0, ordered(lines, image.size, level))


def ordered(
    lines: Sequence[Line], size: tuple[int, int], angle: float
) -> tuple[tuple[Line, ...], ...]:
    """Put lines into rows and reading order on a page turned by `angle`."""
    turn = Turn(angle % 360, *size)
    upright = [mapped(line.polygon, turn, back=False) for line in lines]
    return tuple(tuple(lines[i] for i in row) for row in rows(upright))


def _right_way_up(
    engine: Engine, image: Image.Image, polygons: Sequence[Polygon], *, characters: bool
) -> tuple[list[Line], bool]:
    """Read areas of which nobody knows yet which end is up; tell whether they were turned over.

    A few long lines are asked first: a short one can look like a word either way up, and
    to read all of a page both ways would take twice the time.
    """
    order = sorted(range(len(polygons)), key=lambda i: -width(polygons[i]))
    asked, rest = order[:_WITNESSES], order[_WITNESSES:]

    def read(places: Sequence[int], corners: int) -> tuple[Line, ...]:
        areas = [shifted(polygons[i], corners) for i in places]
        return engine.recognize(image, areas, characters=characters)

    witnesses, over = read(asked, 0), False
    letters = sum(len(line.text) for line in witnesses)
    if certainty(witnesses) < _CLEAR or letters < _ENOUGH:
        turned_over = read(asked, 2)
        if certainty(turned_over) > certainty(witnesses):
            witnesses, over = turned_over, True
    found = dict(zip(asked, witnesses, strict=True))
    found |= zip(rest, read(rest, 2 if over else 0), strict=True)
    return [found[i] for i in range(len(polygons))], over


def _second_looks(
    engine: Engine, image: Image.Image, lines: list[Line], angle: float, *, characters: bool
) -> list[Line]:
    doubtful = [
        i
        for i, line in enumerate(lines)
        if line.confidence < _DOUBTFUL or abs(between(direction(line.polygon), angle)) > 45
    ]
    areas: list[tuple[int, Polygon]] = []
    for i in doubtful:
        polygon = lines[i].polygon
        areas.append((i, shifted(polygon, 2)))
        if max(width(polygon), height(polygon)) < 1.6 * min(width(polygon), height(polygon)):
            areas += [(i, shifted(polygon, 1)), (i, shifted(polygon, 3))]
    readings = engine.recognize(image, [polygon for _, polygon in areas], characters=characters)
    for (i, _), reading in zip(areas, readings, strict=True):
        # The page's own direction has the benefit of the doubt.
        if reading.text.strip() and reading.confidence > lines[i].confidence + 0.05:
            lines[i] = reading
    return lines
