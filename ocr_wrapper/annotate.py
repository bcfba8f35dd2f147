"""Draw what was recognized onto the picture that it was recognized in.

Boxes are coloured by confidence and numbered like the lines of `ocr_wrapper.cli`'s table. The
recognized text itself is not written onto the picture: no font that can be relied on has all
scripts, and the text stands there already.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from ocr_wrapper import geometry
from ocr_wrapper import lines as line_module
from ocr_wrapper.geometry import Polygon
from ocr_wrapper.lines import Line
from ocr_wrapper.locating import locate

if TYPE_CHECKING:
    from PIL import Image

    from ocr_wrapper.recognition import Recognition

GOOD, FAIR = 0.9, 0.7
"""Confidences from which a box is green, and from which amber; under that it is red."""

_COLOURS = {"good": (22, 140, 70), "fair": (200, 125, 0), "poor": (205, 35, 40)}
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
    """``line`` for text, ``area`` for what is drawn as an outline only."""


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
            yield Mark(line.polygon, "", None, "area")
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

    source = Image.open(io.BytesIO(picture)) if isinstance(picture, bytes) else picture
    canvas = source.convert("RGBA")
    layer = Image.new("RGBA", canvas.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    # Thin enough for small print, visible on a scan of 3,000 pixels.
    width = max(1, round(max(canvas.size) / 700))
    font = ImageFont.load_default(max(10.0, max(canvas.size) / 75))
    for area in areas:
        colour = _PLAIN if area.confidence is None else _COLOURS[grade(area.confidence)]
        fill = (*colour, 28) if area.kind == "line" else None
        pen.polygon(area.polygon, fill=fill)
        pen.line([*area.polygon, area.polygon[0]], fill=(*colour, 235), width=width, joint="curve")
    for area in areas:
        if area.label.strip():
            colour = _PLAIN if area.confidence is None else _COLOURS[grade(area.confidence)]
            _tag(pen, area, font, colour, canvas.size)
    drawn = Image.alpha_composite(canvas, layer).convert("RGB")
    if isinstance(source.info.get("exif"), bytes):
        drawn.info["exif"] = source.info["exif"]
    return drawn


def _tag(pen: Any, area: Mark, font: Any, colour: tuple[int, int, int], size: Any) -> None:
    """Write a label on a filled tag, left of the text's start or wherever it fits inside."""
    label = area.label.encode("ascii", "replace").decode("ascii")
    x, y = area.polygon[0]
    left, top, right, bottom = font.getbbox(label)
    pad = max(1, round((bottom - top) / 5))
    wide, high = right - left + 2 * pad, bottom - top + 2 * pad
    # Numbers go into the margin beside the line, names above the area.
    x, y = (x - wide - pad, y) if label.isdigit() else (x, y - high)
    x = min(max(0, x), max(0, size[0] - wide))
    y = min(max(0, y), max(0, size[1] - high))
    pen.rectangle((x, y, x + wide, y + high), fill=(*colour, 215))
    pen.text((x + pad - left, y + pad - top), label, font=font, fill=(255, 255, 255, 255))


def save(drawn: Image.Image, file: BinaryIO, suffix: str) -> None:
    """Write a drawn picture as JPEG if ``suffix`` is one of a JPEG, else as PNG."""
    options: dict[str, Any] = {}
    if isinstance(drawn.info.get("exif"), bytes):
        options["exif"] = drawn.info["exif"]
    drawn.save(file, "JPEG" if suffix.lower() in {".jpg", ".jpeg"} else "PNG", **options)
