"""Image annotation: draw boxes around recognized text, fields and tables.

Boxes are coloured by confidence and numbered like the text rows of a response. The recognized text
itself is not drawn: no font that is always available has all scripts, and the image shows the text
already.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from ocr_wrapper.results import geometry
from ocr_wrapper.results import lines as line_module
from ocr_wrapper.results.fields import Field
from ocr_wrapper.results.geometry import Point, Polygon
from ocr_wrapper.results.lines import Line
from ocr_wrapper.results.locate import locate
from ocr_wrapper.results.tables import Table

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

_MAX_SMOOTH_SIDE = 3000
"""Longest side in pixels of an image that is annotated with smooth edges."""

GOOD, FAIR = 0.9, 0.7
"""Smallest confidence of a green box, and of an amber one; below that a box is red."""

_MAX_TAGS = 1000
"""Most labels that are drawn; more would hide the image."""

_MAX_LABEL = 60
"""Most characters of a label that are drawn."""

_MAX_COMPARED_AREAS = 2000
"""Most areas that labels avoid to cover; the work grows with labels times areas."""

_MAX_DISTANCE = 10
"""Farthest corner that is drawn, in multiples of the longest side; a farther one is an error of the
service, and Pillow cannot draw coordinates of any size."""

_COLOURS = {"good": (22, 140, 70), "fair": (200, 125, 0), "poor": (205, 35, 40)}
_OTHER_TEXT_COLOUR = (130, 140, 155)
_AREA_COLOUR = (30, 95, 200)
"""Colour of areas without confidence: tables, portraits, plates."""


class Views(Protocol):
    """The views of a response that can be drawn; `Recognition` has them all."""

    raw: dict[str, Any]
    sent_size: tuple[int, int] | None

    @property
    def fields(self) -> Mapping[str, Field[Any]]:
        """Fields by name."""
        ...

    @property
    def lines(self) -> Sequence[Line]:
        """Blocks of text in reading order."""
        ...

    @property
    def tables(self) -> Sequence[Table]:
        """Tables and forms."""
        ...


@dataclass(frozen=True, slots=True)
class Mark:
    """One area to draw."""

    polygon: Polygon
    label: str
    """Row number or field name; drawn as ASCII, because the built-in font has no more."""

    confidence: float | None = None
    kind: str = "line"
    """`line` is filled, `area` is an outline, `text` a faint outline for other text."""

    sent_size: tuple[int, int] | None = None
    """Size of the image that the corners refer to; None for the image that is drawn on."""


def grade(confidence: float) -> str:
    """Return `good`, `fair` or `poor`."""
    return "good" if confidence >= GOOD else "fair" if confidence >= FAIR else "poor"


def marks(recognition: Views, text: Views | None = None) -> list[Mark]:
    """Return the areas of a response to draw; empty if it has no coordinates at all.

    With `text`, the free text of the same image, fields are also drawn where their values were
    found in it.
    """
    found = _sized(_area_marks(recognition), recognition)
    if text is not None:
        found += _sized(_located_marks(recognition, text), text)
    return found + _sized(_row_marks(recognition), recognition)


def placed(area: Mark, size: tuple[int, int]) -> Polygon:
    """Return the corners of an area in pixels of an image of this size, and not too far away."""
    corners = geometry.scaled(area.polygon, area.sent_size, size)
    return geometry.clipped(corners, _MAX_DISTANCE * max(size))


def _sized(areas: Iterator[Mark], views: Views) -> list[Mark]:
    """Note the size that the corners refer to, which may differ between the results of an image."""
    size = views.sent_size
    return list(areas) if size is None else [replace(area, sent_size=size) for area in areas]


def _row_marks(recognition: Views) -> Iterator[Mark]:
    """Mark the lines; the first one of each row has its number."""
    for number, row in enumerate(line_module.rows(recognition.lines), 1):
        for index, block in enumerate(row):
            if block.polygon is not None:
                label = "" if index else str(number)
                yield Mark(block.polygon, label, block.confidence)


def _located_marks(recognition: Views, text: Views) -> Iterator[Mark]:
    """Mark the lines that contain a field with its name, and all other lines faintly."""
    located = locate(recognition.fields.values(), text.lines)
    names: dict[Line, list[str]] = {}
    for name, line in located.items():
        names.setdefault(line, []).append(name)
    for line in text.lines:
        if line.polygon is not None and line not in names:
            yield Mark(line.polygon, "", None, "text")
    for line, fields in names.items():
        known = [recognition.fields[name].confidence for name in fields]
        scores = [score for score in known if score is not None]
        assert line.polygon is not None
        yield Mark(line.polygon, ", ".join(fields), min(scores) if scores else line.confidence)


def _area_marks(recognition: Views) -> Iterator[Mark]:
    """Mark tables, cells, fields, portraits and plates."""
    for number, table in enumerate(recognition.tables, 1):
        for cell in table.cells:
            if cell.polygon is not None:
                yield Mark(cell.polygon, "", None, "area")
        if table.polygon is not None:
            yield Mark(table.polygon, f"{table.kind} {number}", None, "area")
    seen: set[Polygon] = set()
    for field in recognition.fields.values():
        if field.polygon is not None and field.polygon not in seen:
            seen.add(field.polygon)
            yield Mark(field.polygon, field.name, field.confidence)
    result = recognition.raw.get("result")
    for entry in result if isinstance(result, list) else [result]:
        for name, value in entry.items() if isinstance(entry, dict) else ():
            corners = geometry.parse_polygon(value) if name.endswith("location") else None
            if corners is not None and corners not in seen:
                seen.add(corners)
                label = name.removesuffix("location").strip("_") or "document"
                yield Mark(corners, label, None, "area")


def draw(image: Image.Image | bytes, areas: list[Mark]) -> Image.Image:
    """Return a copy of the image with the areas drawn on it; the original is not changed.

    `image` is what was sent, because coordinates refer to its pixels as stored: it is not rotated
    by its EXIF block here either, and keeps that block. Areas of an image that was scaled before it
    was sent are scaled back.
    """
    from PIL import Image, ImageDraw, ImageFont

    from ocr_wrapper.images.metadata import pixels
    from ocr_wrapper.images.resize import flatten

    source = pixels(image)
    canvas = flatten(source).convert("RGB")
    longest = max(canvas.size)
    # Drawing at twice the size and scaling down makes slanted edges smooth; for a very large
    # image this is not worth the memory, and its pixels are small anyway.
    scale = 2 if longest <= _MAX_SMOOTH_SIDE else 1
    layer = Image.new("RGBA", (canvas.width * scale, canvas.height * scale), (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    font = ImageFont.load_default(max(10.0, longest / 75) * scale)
    scaled = [_scaled(area, scale, canvas.size) for area in areas]
    for area in scaled:
        # Thin enough for small print, and visible on a scan of 3,000 pixels.
        width = max(scale, round(longest * scale / (700 if area.kind == "line" else 1400)))
        colour = _colour(area)
        if area.kind == "line":
            pen.polygon(area.polygon, fill=(*colour, 28))
        pen.line([*area.polygon, area.polygon[0]], fill=(*colour, 235), width=width, joint="curve")
    taken = [_occupied(area.polygon) for area in scaled[:_MAX_COMPARED_AREAS]]
    for area in islice((area for area in scaled if area.label.strip()), _MAX_TAGS):
        taken.append(_occupied(_draw_tag(pen, area, font, layer.size, taken)))
    if scale > 1:
        layer = layer.resize(canvas.size, Image.Resampling.BOX)
    if canvas is source:
        canvas = source.copy()
    canvas.paste(layer, mask=layer.getchannel("A"))
    if isinstance(source.info.get("exif"), bytes):
        canvas.info["exif"] = source.info["exif"]
    return canvas


def _scaled(area: Mark, scale: int, size: tuple[int, int]) -> Mark:
    return replace(area, polygon=tuple((x * scale, y * scale) for x, y in placed(area, size)))


@dataclass(frozen=True, slots=True)
class _Occupied:
    """An area that a label should not cover, with its bounds for a quick comparison."""

    polygon: Polygon
    bounds: geometry.Box


def _occupied(polygon: Polygon) -> _Occupied:
    return _Occupied(polygon, geometry.bounds(polygon))


def _colour(area: Mark) -> tuple[int, int, int]:
    if area.kind == "text":
        return _OTHER_TEXT_COLOUR
    return _AREA_COLOUR if area.confidence is None else _COLOURS[grade(area.confidence)]


def _draw_tag(
    pen: ImageDraw.ImageDraw,
    area: Mark,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    size: tuple[int, int],
    taken: Sequence[_Occupied],
) -> Polygon:
    """Draw the label on a filled tag where it hides least, and return the area of the tag."""
    label = area.label[:_MAX_LABEL].encode("ascii", "replace").decode("ascii")
    left, top, right, bottom = font.getbbox(label)
    pad = max(2, round((bottom - top) / 5))
    wide, high = right - left + 2 * pad, bottom - top + 2 * pad
    positions = [
        (
            min(max(0.0, x - wide / 2), max(0.0, size[0] - wide)),
            min(max(0.0, y - high / 2), max(0.0, size[1] - high)),
        )
        for x, y in _tag_centers(area, wide, high, pad)
    ]
    candidates = [_rectangle(x, y, wide, high) for x, y in positions]
    free = [tag for tag in candidates if not any(_overlaps(tag, other) for other in taken)]
    tag = (free or candidates)[0]
    x, y = tag[0]
    pen.rectangle((x, y, x + wide, y + high), fill=(*_colour(area), 225))
    pen.text((x + pad - left, y + pad - top), label, font=font, fill=(255, 255, 255, 255))
    return tag


def _tag_centers(area: Mark, wide: float, high: float, pad: float) -> list[Point]:
    """Return center points for a tag around an area, along and across its own direction.

    Positions beside it come first, so that the text above stays readable; numbers are placed in
    the margin.
    """
    if len(area.polygon) != 4:
        (x, y), *_ = area.polygon
        return [(x, y - high / 2 - pad)]
    first, second, third, fourth = area.polygon
    along, across = _unit(first, second), _unit(first, fourth)
    # Distance of the tag's center from an edge at which the tag does not cover it.
    reach = abs(along[0]) * wide / 2 + abs(along[1]) * high / 2 + pad
    depth = abs(across[0]) * wide / 2 + abs(across[1]) * high / 2 + pad
    after = _moved(_midpoint(second, third), along, reach)
    before = _moved(_midpoint(first, fourth), along, -reach)
    below = _moved(_moved(fourth, across, depth), along, reach - 2 * pad)
    above = _moved(_moved(first, across, -depth), along, reach - 2 * pad)
    if area.label.isdigit():
        return [before, after, above, below]
    return [after, below, above, before]


def _unit(start: Point, end: Point) -> Point:
    x, y = end[0] - start[0], end[1] - start[1]
    length = math.hypot(x, y)
    return (x / length, y / length) if length else (1.0, 0.0)


def _midpoint(first: Point, second: Point) -> Point:
    return (first[0] + second[0]) / 2, (first[1] + second[1]) / 2


def _moved(point: Point, direction: Point, distance: float) -> Point:
    return point[0] + direction[0] * distance, point[1] + direction[1] * distance


def _rectangle(x: float, y: float, wide: float, high: float) -> Polygon:
    return (x, y), (x + wide, y), (x + wide, y + high), (x, y + high)


def _overlaps(tag: Polygon, other: _Occupied) -> bool:
    """Return whether a tag covers part of an area; nine points represent the whole tag."""
    (x1, y1), _, (x2, y2), _ = tag
    left, top, right, bottom = other.bounds
    if x2 < left or right < x1 or y2 < top or bottom < y1:
        return False
    if any(x1 < x < x2 and y1 < y < y2 for x, y in other.polygon):
        return True
    xs, ys = (x1, (x1 + x2) / 2, x2), (y1, (y1 + y2) / 2, y2)
    return any(geometry.contains(other.polygon, ((x, y),)) for x in xs for y in ys)


def save(drawn: Image.Image, file: BinaryIO, suffix: str) -> None:
    """Write an annotated image as JPEG if `suffix` is that of a JPEG file, else as PNG."""
    from ocr_wrapper.images.metadata import save_options

    form = "JPEG" if suffix.lower() in {".jpg", ".jpeg"} else "PNG"
    drawn.save(file, form, **save_options(drawn, form))
