"""Page analysis: detect, orient, recognize and order the lines of an image with any engine.

Areas are detected on the upright page, where detection works best, and recognized in the
original image, so that rotation blurs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PIL import Image

from ocr_emulator.engine.base import Engine, Line, Page, Polygon
from ocr_emulator.engine.geometry import (
    Rotation,
    direction,
    height,
    mapped,
    reduction,
    scaled,
    shifted,
    width,
)
from ocr_emulator.engine.lines.vertical import is_vertical_page, right_to_left
from ocr_emulator.engine.orientation import axis, between, mean_confidence, starting
from ocr_emulator.engine.reading_order import alignment, reading_order

# Within this many degrees areas are detected as well as on a level page.
_LEVEL = 2.0
# Areas recognized with less confidence are mostly not text.
_LEGIBLE = 0.5
# A line of less confidence is recognized the other way round too.
_DOUBTFUL = 0.8
_LEAD = 0.15  # of confidence, by which another direction must be surer
_SAMPLE_LINES = 6
_SMALL = 640  # pixels of the longer side: twice that is what detectors see without reduction
_FINE = 16.0  # pixels of the height of a line, padding included
_PLENTY = 8  # areas
# Degrees by which lines of one page differ: on flat paper, and at most on paper that is bent.
_FLAT = 1.0
_BENT = 10.0
_LONG = 3.0  # heights of a line; the direction of a shorter one is not exact
_STEPS = 8
# Text upside down never had more than 0.86; this confidence over so many letters is upright.
_CLEAR = 0.95
_ENOUGH = 30


def rotated(image: Image.Image, rotation: Rotation) -> Image.Image:
    """Return a rotated copy; new corners take the mean colour of the image."""
    quarter = round(rotation.angle / 90)
    if abs(rotation.angle - quarter * 90) < 1e-9:
        step = (
            None,
            Image.Transpose.ROTATE_270,
            Image.Transpose.ROTATE_180,
            Image.Transpose.ROTATE_90,
        )
        method = step[quarter % 4]
        return image if method is None else image.transpose(method)
    return image.transform(
        rotation.canvas,
        Image.Transform.AFFINE,
        rotation.coefficients(),
        resample=Image.Resampling.BICUBIC,
        fillcolor=image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)),
    )


def read_page(
    engine: Engine, image: Image.Image, *, orient: bool, characters: bool, mixed: bool
) -> Page:
    """Detect, recognize and order the lines of an image; see `Engine.read` for the options.

    A small image is enlarged where its type is small, because detectors miss type of a few pixels;
    larger type gains nothing and costs four times the detection. A very large image is reduced:
    print that is legible at all is so at a fraction of 160 million pixels, and every copy of those
    would take half a gigabyte.
    """
    resized, factor = image, 1.0
    polygons = engine.detect(image) if max(image.size) <= _SMALL else ()
    if _is_fine(polygons):
        resized, factor = fitted(image)
        polygons = engine.detect(resized)
    page = _read(engine, resized, polygons, orient=orient, characters=characters, mixed=mixed)
    if resized is image:
        return page
    rows = tuple(tuple(scaled_line(line, factor) for line in row) for row in page.rows)
    return Page(*image.size, page.angle, rows)


def fitted(image: Image.Image) -> tuple[Image.Image, float]:
    """Return an image of a size that is read well, and by what factor coordinates shrank."""
    if max(image.size) <= _SMALL:
        size = (image.width * 2, image.height * 2)
        return image.resize(size, Image.Resampling.BICUBIC), 0.5
    factor = reduction(image.size)
    if factor == 1.0:
        return image, factor
    size = (max(1, round(image.width / factor)), max(1, round(image.height / factor)))
    return image.resize(size, Image.Resampling.BOX), factor


def _is_fine(polygons: Sequence[Polygon]) -> bool:
    """Return whether type is small, or so little is known that small type may have been missed."""
    sizes = sorted(min(width(polygon), height(polygon)) for polygon in polygons)
    return len(sizes) < _PLENTY or sizes[len(sizes) // 4] < _FINE


def scaled_line(line: Line, factor: float) -> Line:
    """Multiply all coordinates of a line."""
    return replace(
        line,
        polygon=scaled(line.polygon, factor),
        characters=tuple(replace(c, polygon=scaled(c.polygon, factor)) for c in line.characters),
        words=tuple(replace(w, polygon=scaled(w.polygon, factor)) for w in line.words),
    )


def _read(
    engine: Engine,
    image: Image.Image,
    found: Sequence[Polygon],
    *,
    orient: bool,
    characters: bool,
    mixed: bool,
) -> Page:
    polygons = list(found)
    slant = axis(polygons)
    angle = 0.0
    # Lines of mixed directions are tried first in the direction of most of them.
    if (orient or mixed) and slant is not None:
        if orient and abs(slant) > _LEVEL:
            upright = Rotation(slant, *image.size)
            detected = engine.detect(rotated(image, upright))
            mended = [mapped(p, upright, back=True) for p in detected]
            again = axis(mended)
            if mended and again is not None:
                polygons, slant = mended, again
        angle = slant
    polygons = [starting(p, angle) for p in polygons]
    along = angle
    if orient or mixed:
        lines, over = _right_way_up(engine, image, polygons, characters=characters)
        angle = along = angle + 180 * over
        # A page on its side is a page, too: only its characters tell it from vertical writing.
        if (orient or abs(between(angle, 0)) > 45) and is_vertical_page(engine, image, lines):
            angle += 90
    else:
        lines = list(engine.recognize(image, polygons, characters=characters))
    if mixed:
        lines = _second_looks(engine, image, lines, along, characters=characters)
    lines = [line for line in lines if line.text.strip() and line.confidence >= _LEGIBLE]
    level = slant if not (orient or mixed) and slant is not None and abs(slant) <= 45 else angle
    return Page(*image.size, angle % 360 if orient else 0.0, ordered(lines, image.size, level))


def ordered(
    lines: Sequence[Line], size: tuple[int, int], angle: float
) -> tuple[tuple[Line, ...], ...]:
    """Group lines into rows in reading order on a page rotated by `angle`."""
    upright = _upright([line.polygon for line in lines], size, angle)
    found = reading_order(upright)
    return tuple(tuple(right_to_left([lines[i] for i in row], angle)) for row in found)


def _upright(
    polygons: Sequence[Polygon], size: tuple[int, int], angle: float
) -> tuple[Polygon, ...]:
    """Map areas to the upright page.

    On paper that is not flat the long lines at one side do not show where the rows run: of the
    directions that lines have, the one is taken in which most areas stand on one height.
    """
    off = sorted(
        between(direction(polygon), angle)
        for polygon in polygons
        if width(polygon) > _LONG * height(polygon)
    )
    off = [turn for turn in off if abs(turn) < _BENT]
    low, high = (off[len(off) // 10], off[-1 - len(off) // 10]) if off else (0.0, 0.0)
    turns = [0.0]
    if high - low > _FLAT:
        turns += [low + (high - low) * step / _STEPS for step in range(_STEPS + 1)]
    pages = [_mapped(polygons, Rotation((angle + turn) % 360, *size)) for turn in turns]
    return pages[0] if len(pages) == 1 else max(pages, key=alignment)


def _mapped(polygons: Sequence[Polygon], rotation: Rotation) -> tuple[Polygon, ...]:
    return tuple(mapped(polygon, rotation, back=False) for polygon in polygons)


def _right_way_up(
    engine: Engine, image: Image.Image, polygons: Sequence[Polygon], *, characters: bool
) -> tuple[list[Line], bool]:
    """Recognize areas whose upper end is unknown; return whether they were turned over.

    A few long lines decide: a short one can look like a word either way up, and recognizing
    the whole page both ways would take twice the time.
    """
    order = sorted(range(len(polygons)), key=lambda i: -width(polygons[i]))
    sampled, rest = order[:_SAMPLE_LINES], order[_SAMPLE_LINES:]

    def read(places: Sequence[int], corners: int) -> tuple[Line, ...]:
        areas = [shifted(polygons[i], corners) for i in places]
        return engine.recognize(image, areas, characters=characters)

    samples, over = read(sampled, 0), False
    letters = sum(len(line.text) for line in samples)
    if mean_confidence(samples) < _CLEAR or letters < _ENOUGH:
        turned_over = read(sampled, 2)
        if mean_confidence(turned_over) > mean_confidence(samples):
            samples, over = turned_over, True
    found = dict(zip(sampled, samples, strict=True))
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
        # The direction of the page is preferred: another one must be sure, and clearly surer.
        clear = reading.confidence >= max(_DOUBTFUL, lines[i].confidence + _LEAD)
        if clear and 2 * len(reading.text.strip()) >= len(lines[i].text.strip()):
            lines[i] = reading
    return lines
