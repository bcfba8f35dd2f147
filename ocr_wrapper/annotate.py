"""Draw what was recognized onto the picture that it was recognized in.

Boxes are coloured by confidence and numbered like the lines of `ocr_wrapper.cli`'s table. The
recognized text itself is not written onto the picture: no font that can be relied on has all
scripts, and the text stands there already.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

from ocr_wrapper import geometry
from ocr_wrapper import lines as line_module
from ocr_wrapper.geometry import Polygon
from ocr_wrapper.lines import Line
from ocr_wrapper.locating import locate

if TYPE_CHECKING:
    from PIL import Image

    from ocr_wrapper.recognition import Recognition

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom."""

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

    from ocr_wrapper.fitting import flat

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
    taken = [_box(area.polygon) for area in scaled]
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


def _box(polygon: Polygon) -> Box:
    xs, ys = [x for x, _ in polygon], [y for _, y in polygon]
    return min(xs), min(ys), max(xs), max(ys)


def _tag(pen: Any, area: Mark, font: Any, size: tuple[int, int], taken: list[Box]) -> Box:
    """Write a label on a filled tag where it hides least, and return where that was."""
    label = area.label.encode("ascii", "replace").decode("ascii")
    left, top, right, bottom = font.getbbox(label)
    pad = max(2, round((bottom - top) / 5))
    wide, high = right - left + 2 * pad, bottom - top + 2 * pad
    x1, y1, x2, y2 = _box(area.polygon)
    middle = (y1 + y2 - high) / 2
    # Beside the area, so that the print above it stays readable; numbers go into the margin.
    places = [(x2 + pad, middle), (x1, y2 + pad), (x1, y1 - high), (x1 - wide - pad, middle)]
    if label.isdigit():
        places = [(x1 - wide - pad, y1), (x1 - wide - pad, middle), *places]
    free = [
        (x, y)
        for x, y in places
        if 0 <= x <= size[0] - wide
        and 0 <= y <= size[1] - high
        and not any(_overlap((x, y, x + wide, y + high), other) for other in taken)
    ]
    x, y = (free or places)[0]
    x = min(max(0, x), max(0, size[0] - wide))
    y = min(max(0, y), max(0, size[1] - high))
    pen.rectangle((x, y, x + wide, y + high), fill=(*_colour(area), 225))
    pen.text((x + pad - left, y + pad - top), label, font=font, fill=(255, 255, 255, 255))
    return x, y, x + wide, y + high


def _overlap(first: Box, second: Box) -> bool:
    return (
        first[0] < second[2]
        and second[0] < first[2]
        and first[1] < second[3]
        and second[1] < first[3]
    )


def save(drawn: Image.Image, file: BinaryIO, suffix: str) -> None:
    """Write a drawn picture as JPEG if ``suffix`` is one of a JPEG, else as PNG."""
    options: dict[str, Any] = {}
    if isinstance(drawn.info.get("exif"), bytes):
        options["exif"] = drawn.info["exif"]
    drawn.save(file, "JPEG" if suffix.lower() in {".jpg", ".jpeg"} else "PNG", **options)
