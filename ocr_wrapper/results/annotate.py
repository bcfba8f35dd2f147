"""Draw what was recognized onto the picture that it was recognized in.

Boxes are coloured by confidence and numbered like the lines of `ocr_wrapper.cli`'s table. The
recognized text itself is not written onto the picture: no font that can be relied on has all
scripts, and the text stands there already.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, BinaryIO

from ocr_wrapper.results import geometry
from ocr_wrapper.results import lines as line_module
from ocr_wrapper.results.geometry import Point, Polygon
from ocr_wrapper.results.lines import Line
from ocr_wrapper.results.locate import locate

if TYPE_CHECKING:
    from PIL import Image

    from ocr_wrapper.results.recognition import Recognition

_SMOOTH = 3000
"""Longest side in pixels of a picture that is drawn on smoothly."""

GOOD, FAIR = 0.9, 0.7
"""Confidences from which a box is green, and from which amber; under that it is red."""

_COLOURS = {"good": (22, 140, 70), "fair": (200, 125, 0), "poor": (205, 35, 40)}
_QUIET = (130, 140, 155)
_PLAIN = (30, 95, 200)
"""Colour of what has a place and no confidence: tables, portraits, plates."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Name one area to draw."""

    polygon: Polygon
    label: str
    """Number or field name; ASCII, as the drawing font has no more."""

    confidence: float | None = None
    kind: str = "line"
    """``line`` is filled, ``area`` is an outline, ``text`` a faint one for other print."""


def grade(confidence: float) -> str:
    """Return ``good``, ``fair`` or ``poor``."""
    return "good" if confidence >= GOOD else "fair" if confidence >= FAIR else "poor"


def marks(recognition: Recognition[Any], text: Recognition[Any] | None = None) -> list[Mark]:
    """Return what can be drawn of an answer; empty where it gives no places at all.

    With ``text``, a reading of the same picture as free text, fields are also drawn where their
    values were found in it.
    """
    found = list(_areas(recognition))
    if text is not None:
        found.extend(_located(recognition, text))
    for number, row in enumerate(line_module.rows(recognition.lines), 1):
        for index, block in enumerate(row):
            if block.polygon is not None:
                label = "" if index else str(number)
                found.append(Mark(block.polygon, label, block.confidence))
    return found


def _located(recognition: Recognition[Any], text: Recognition[Any]) -> Iterator[Mark]:
    """Draw the lines of the text thinly, and those in which a field was found with its name."""
    places = locate(recognition.fields.values(), text.lines)
    names: dict[Line, list[str]] = {}
    for name, line in places.items():
        names.setdefault(line, []).append(name)
    for line in text.lines:
        if line.polygon is not None and line not in names:
            yield Mark(line.polygon, "", None, "text")
    for line, fields in names.items():
        known = [recognition.fields[name].confidence for name in fields]
        scores = [score for score in known if score is not None]
        assert line.polygon is not None
        yield Mark(line.polygon, ", ".join(fields), min(scores) if scores else line.confidence)


def _areas(recognition: Recognition[Any]) -> Iterator[Mark]:
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
            place = geometry.polygon(value) if name.endswith("location") else None
            if place is not None and place not in seen:
                seen.add(place)
                label = name.removesuffix("location").strip("_") or "document"
                yield Mark(place, label, None, "area")


def draw(picture: Image.Image | bytes, areas: list[Mark]) -> Image.Image:
    """Return a copy of the picture with the areas drawn on it; the original stays as it is.

    ``picture`` is what was sent, since places refer to its pixels as stored: it is not turned by
    its EXIF block here either, and keeps that block.
    """
    from PIL import Image, ImageDraw, ImageFont

    from ocr_wrapper.images.resize import flat

    source = Image.open(io.BytesIO(picture)) if isinstance(picture, bytes) else picture
    canvas = flat(source).convert("RGB")
    longest = max(canvas.size)
    # Drawn twice as large and scaled down, slanted edges come out smooth; a very large picture
    # is not worth the memory, and its pixels are small anyway.
    scale = 2 if longest <= _SMOOTH else 1
    layer = Image.new("RGBA", (canvas.width * scale, canvas.height * scale), (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    font = ImageFont.load_default(max(10.0, longest / 75) * scale)
    scaled = [_scaled(area, scale) for area in areas]
    for area in scaled:
        # Thin enough for small print, visible on a scan of 3,000 pixels.
        width = max(scale, round(longest * scale / (700 if area.kind == "line" else 1400)))
        colour = _colour(area)
        if area.kind == "line":
            pen.polygon(area.polygon, fill=(*colour, 28))
        pen.line([*area.polygon, area.polygon[0]], fill=(*colour, 235), width=width, joint="curve")
    taken = [area.polygon for area in scaled]
    for area in scaled:
        if area.label.strip():
            taken.append(_tag(pen, area, font, layer.size, taken))
    if scale > 1:
        layer = layer.resize(canvas.size, Image.Resampling.BOX)
    if canvas is source:
        canvas = source.copy()
    canvas.paste(layer, mask=layer.getchannel("A"))
    if isinstance(source.info.get("exif"), bytes):
        canvas.info["exif"] = source.info["exif"]
    return canvas


def _scaled(area: Mark, scale: int) -> Mark:
    return replace(area, polygon=tuple((x * scale, y * scale) for x, y in area.polygon))


def _colour(area: Mark) -> tuple[int, int, int]:
    if area.kind == "text":
        return _QUIET
    return _PLAIN if area.confidence is None else _COLOURS[grade(area.confidence)]


def _tag(
    pen: Any, area: Mark, font: Any, size: tuple[int, int], taken: Sequence[Polygon]
) -> Polygon:
    """Write a label on a filled tag where it hides least, and return where that was."""
    label = area.label.encode("ascii", "replace").decode("ascii")
    left, top, right, bottom = font.getbbox(label)
    pad = max(2, round((bottom - top) / 5))
    wide, high = right - left + 2 * pad, bottom - top + 2 * pad
    places = [
        (
            min(max(0.0, x - wide / 2), max(0.0, size[0] - wide)),
            min(max(0.0, y - high / 2), max(0.0, size[1] - high)),
        )
        for x, y in _beside(area, wide, high, pad)
    ]
    corners = [_rectangle(x, y, wide, high) for x, y in places]
    free = [tag for tag in corners if not any(_hits(tag, other) for other in taken)]
    tag = (free or corners)[0]
    x, y = tag[0]
    pen.rectangle((x, y, x + wide, y + high), fill=(*_colour(area), 225))
    pen.text((x + pad - left, y + pad - top), label, font=font, fill=(255, 255, 255, 255))
    return tag


def _beside(area: Mark, wide: float, high: float, pad: float) -> list[Point]:
    """Return middles for a tag around an area, along and across its own direction.

    Beside it first, so that the print above it stays readable; numbers go into the margin.
    """
    if len(area.polygon) != 4:
        (x, y), *_ = area.polygon
        return [(x, y - high / 2 - pad)]
    first, second, third, fourth = area.polygon
    along, across = _unit(first, second), _unit(first, fourth)
    # How far the tag's middle has to be away from an edge for the tag to clear it.
    reach = abs(along[0]) * wide / 2 + abs(along[1]) * high / 2 + pad
    depth = abs(across[0]) * wide / 2 + abs(across[1]) * high / 2 + pad
    after = _moved(_middle(second, third), along, reach)
    before = _moved(_middle(first, fourth), along, -reach)
    below = _moved(_moved(fourth, across, depth), along, reach - 2 * pad)
    above = _moved(_moved(first, across, -depth), along, reach - 2 * pad)
    if area.label.isdigit():
        return [before, after, above, below]
    return [after, below, above, before]


def _unit(start: Point, end: Point) -> Point:
    x, y = end[0] - start[0], end[1] - start[1]
    length = math.hypot(x, y)
    return (x / length, y / length) if length else (1.0, 0.0)


def _middle(first: Point, second: Point) -> Point:
    return (first[0] + second[0]) / 2, (first[1] + second[1]) / 2


def _moved(point: Point, direction: Point, distance: float) -> Point:
    return point[0] + direction[0] * distance, point[1] + direction[1] * distance


def _rectangle(x: float, y: float, wide: float, high: float) -> Polygon:
    return (x, y), (x + wide, y), (x + wide, y + high), (x, y + high)


def _hits(tag: Polygon, other: Polygon) -> bool:
    """Tell whether a tag covers part of an area; nine points of the tag stand for all of it."""
    (x1, y1), _, (x2, y2), _ = tag
    if any(x1 < x < x2 and y1 < y < y2 for x, y in other):
        return True
    xs, ys = (x1, (x1 + x2) / 2, x2), (y1, (y1 + y2) / 2, y2)
    return any(geometry.inside(((x, y),), other) for x in xs for y in ys)


def save(drawn: Image.Image, file: BinaryIO, suffix: str) -> None:
    """Write a drawn picture as JPEG if ``suffix`` is one of a JPEG, else as PNG."""
    options: dict[str, Any] = {}
    if isinstance(drawn.info.get("exif"), bytes):
        options["exif"] = drawn.info["exif"]
    drawn.save(file, "JPEG" if suffix.lower() in {".jpg", ".jpeg"} else "PNG", **options)
