"""Page reading for documents with a zone: each line is recognized once, the zone by its alphabet.

A general reading is slower: it takes the two longest lines, which are those of the zone, to learn
which end of the page is up, and detects areas twice in full where the page is not level.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from ocr_emulator.engine.base import Engine, Line, Page, Polygon
from ocr_emulator.engine.geometry import (
    Rotation,
    height,
    mapped,
    moved,
    scaled,
    shifted,
    stretched,
    width,
)
from ocr_emulator.engine.mrz.zone import ALPHABET
from ocr_emulator.engine.orientation import axis, mean_confidence, starting
from ocr_emulator.engine.page import fitted, ordered, rotated, scaled_line

_COARSE = 640
"""Pixels of the longer side of the copy in which the axis and the place of the text are found."""
_FINE = 1000
"""Pixels of the longer side of images that are detected at once."""
_LEAST_AREAS = 4
"""Oblong areas of the coarse copy, below which the whole image is detected instead."""
_ROOM = 0.12
"""Room around what the coarse copy shows, by its longer side, for lines that it does not."""
_LEVEL = 2.0
"""Degrees within which areas are detected as well as on a level page."""
_OBLONG = 1.6

_ZONE_SHAPE = 14.0
"""Widths by heights of a line of a zone: 20 for TD1, 27 for TD3, less where it is cut or bent."""
_ZONE_LENGTH = 0.75
"""Part of the longest area that a line of a zone has."""
_MAX_ZONE_LINES = 4
"""With more such lines the page is a text, and none of them is taken for a zone."""
_ZONE_MARGIN = 0.25

_SAMPLES = 6
_LEAST_SAMPLES = 3
_SAMPLE_SHAPE = 10.0
"""Width by height of the areas that tell best which end is up, at little cost."""
_CLEAR = 0.95
_ENOUGH = 30
"""Letters of confidence `_CLEAR` that are read upright: those upside down have at most 0.86."""
_LEGIBLE = 0.5


@dataclass(frozen=True, slots=True)
class _Text:
    """Areas of text and the axis of most of them."""

    areas: list[Polygon]
    axis: float


def read_document(engine: Engine, image: Image.Image) -> Page:
    """Read all text of the image of a document, with characters, in any rotation."""
    resized, factor = fitted(image)
    found = _detected(engine, resized)
    areas = [starting(area, found.axis) for area in found.areas]
    zone = _zone_lines(areas)
    lines, over = _upright(engine, resized, areas, zone)
    lines = [line for line in lines if line.text.strip() and line.confidence >= _LEGIBLE]
    angle = (found.axis + 180 * over) % 360
    rows = ordered(lines, resized.size, angle)
    if resized is not image:
        rows = tuple(tuple(scaled_line(line, factor) for line in row) for row in rows)
    return Page(*image.size, angle, rows)


# --- areas -----------------------------------------------------------------------------


def _detected(engine: Engine, image: Image.Image) -> _Text:
    """Detect the areas of text: roughly, and then level and without what surrounds the text."""
    coarse = _coarse(engine, image)
    slant = axis(coarse)
    if slant is None:
        return _Text(coarse, 0.0)
    turn = Rotation(slant if abs(slant) > _LEVEL else 0.0, *image.size)
    if not turn.angle and max(image.size) <= _FINE:
        return _Text(coarse, slant)
    box = _around(coarse, turn)
    part, factor = _reduced(rotated(image, turn).crop(box), _FINE)
    found = [scaled(area, factor) for area in engine.detect(part)]
    fine = [mapped(moved(area, *box[:2]), turn, back=True) for area in found]
    again = axis(fine)
    return _Text(fine, again) if again is not None else _Text(coarse, slant)


def _coarse(engine: Engine, image: Image.Image) -> list[Polygon]:
    """Detect areas in a small copy of a large image, or in the image where it shows too few."""
    if max(image.size) > _FINE:
        small, factor = _reduced(image, _COARSE)
        found = [scaled(area, factor) for area in engine.detect(small)]
        if sum(_is_oblong(area) for area in found) >= _LEAST_AREAS:
            return found
    return list(engine.detect(image))


def _reduced(image: Image.Image, side: int) -> tuple[Image.Image, float]:
    """Return a copy whose longer side is at most `side`, and by what factor it shrank."""
    factor = max(image.size) / side
    if factor <= 1.0:
        return image, 1.0
    size = (max(1, round(image.width / factor)), max(1, round(image.height / factor)))
    return image.resize(size, Image.Resampling.BOX), factor


def _is_oblong(area: Polygon) -> bool:
    sides = sorted((width(area), height(area)))
    return sides[1] >= _OBLONG * max(sides[0], 1.0)


def _around(areas: Sequence[Polygon], turn: Rotation) -> tuple[int, int, int, int]:
    """Return the box around areas on the rotated copy, with room for what was missed."""
    points = [turn.forward(point) for area in areas for point in area]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    room = _ROOM * max(max(xs) - min(xs), max(ys) - min(ys))
    wide, tall = turn.canvas
    return (
        max(0, math.floor(min(xs) - room)),
        max(0, math.floor(min(ys) - room)),
        min(wide, math.ceil(max(xs) + room)),
        min(tall, math.ceil(max(ys) + room)),
    )


# --- lines -----------------------------------------------------------------------------


def _zone_lines(areas: Sequence[Polygon]) -> frozenset[int]:
    """Return which areas have the shape of lines of a zone."""
    longest = max((width(area) for area in areas), default=0.0)
    found = frozenset(
        i
        for i, area in enumerate(areas)
        if width(area) >= max(_ZONE_SHAPE * height(area), _ZONE_LENGTH * longest)
    )
    return found if len(found) <= _MAX_ZONE_LINES else frozenset()


def _upright(
    engine: Engine, image: Image.Image, areas: Sequence[Polygon], zone: frozenset[int]
) -> tuple[list[Line], bool]:
    """Recognize areas whose upper end is unknown; return whether they were turned over."""

    def read(places: Sequence[int], corners: int) -> dict[int, Line]:
        plain = [i for i in places if i not in zone]
        coded = [i for i in places if i in zone]
        lines = engine.recognize(
            image, [shifted(areas[i], corners) for i in plain], characters=True
        )
        found = dict(zip(plain, lines, strict=True))
        if coded:
            strips = [stretched(shifted(areas[i], corners), _ZONE_MARGIN, 0.0) for i in coded]
            lines = engine.recognize(image, strips, characters=True, alphabet=ALPHABET)
            found |= zip(coded, lines, strict=True)
        return found

    sampled = _samples(areas, zone)
    rest = [i for i in range(len(areas)) if i not in sampled]
    samples, over = read(sampled, 0), False
    letters = sum(len(line.text) for line in samples.values())
    if mean_confidence(samples.values()) < _CLEAR or letters < _ENOUGH:
        turned = read(sampled, 2)
        if mean_confidence(turned.values()) > mean_confidence(samples.values()):
            samples, over = turned, True
    found = samples | read(rest, 2 if over else 0)
    return [found[i] for i in range(len(areas))], over


def _samples(areas: Sequence[Polygon], zone: frozenset[int]) -> list[int]:
    """Return the areas that show which end is up; those of the zone only where there are few."""
    order = sorted(
        range(len(areas)),
        key=lambda i: (
            i in zone,
            abs(width(areas[i]) / max(height(areas[i]), 1.0) - _SAMPLE_SHAPE),
        ),
    )
    count = len(areas) - len(zone)
    return order[: min(_SAMPLES, count) if count >= _LEAST_SAMPLES else _SAMPLES]
