"""Pages of known text at known places, turned by any angle, for the tests of PDF."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image

from ocr_wrapper import exports
from ocr_wrapper.exports.exporter import Entry
from ocr_wrapper.results.recognition import Recognition

WIDTH, HEIGHT = 1000, 700
DPI = 144
SCALE = 72 / DPI
"""Points per pixel of the image."""


@dataclass(frozen=True)
class Box:
    """Bounds in points from the lower left corner of the page as it is stored."""

    left: float
    bottom: float
    right: float
    top: float

    def differs(self, other: Box) -> float:
        """Return the largest distance between the sides of two boxes."""
        pairs = zip(
            (self.left, self.bottom, self.right, self.top),
            (other.left, other.bottom, other.right, other.top),
            strict=True,
        )
        return max(abs(one - two) for one, two in pairs)


def turned(x: float, y: float, degrees: float) -> list[float]:
    """Turn a point around the middle of the image, counterclockwise as one sees it."""
    angle = math.radians(degrees)
    dx, dy = x - WIDTH / 2, y - HEIGHT / 2
    return [
        WIDTH / 2 + dx * math.cos(angle) + dy * math.sin(angle),
        HEIGHT / 2 - dx * math.sin(angle) + dy * math.cos(angle),
    ]


def block(text: str, place: tuple[int, int, int, int], degrees: float = 0) -> dict[str, Any]:
    """Return a block of text at left, top, width and height, turned around the page."""
    x, y, wide, high = place
    corners = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]
    return {"words": text, "location": [turned(*corner, degrees) for corner in corners]}


def bounds(corners: list[list[float]]) -> Box:
    """Return the box in the PDF that corners in pixels should have."""
    xs = [x * SCALE for x, _ in corners]
    ys = [(HEIGHT - y) * SCALE for _, y in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))


def result(*blocks: dict[str, Any], **values: Any) -> Recognition[Any]:
    """Return a result of general text."""
    raw = {"result": {"direction": -1, "words_block_list": list(blocks)}}
    return Recognition("recognize_general_text", raw, **values)


def picture(kind: str = "JPEG", **options: Any) -> bytes:
    """Return a white image as a file."""
    buffer = io.BytesIO()
    Image.new("RGB", (WIDTH, HEIGHT), "white").save(buffer, kind, dpi=(DPI, DPI), **options)
    return buffer.getvalue()


def saved(path: Path, *blocks: dict[str, Any], image: bytes | None = None) -> Path:
    """Write one page."""
    return exports.save(Entry(result(*blocks), "a.jpg", image or picture()), path)


def text_of(path: Path, number: int = 0) -> str:
    """Return the text of a page as pdfium reads it."""
    with pypdfium2.PdfDocument(path) as document:
        return str(document[number].get_textpage().get_text_range())


def box_of(path: Path, word: str) -> Box:
    """Return the box around a word as pdfium selects it."""
    with pypdfium2.PdfDocument(path) as document:
        page = document[0].get_textpage()
        start, count = page.search(word).get_next()
        boxes = [Box(*page.get_charbox(index)) for index in range(start, start + count)]
    return Box(
        min(box.left for box in boxes),
        min(box.bottom for box in boxes),
        max(box.right for box in boxes),
        max(box.top for box in boxes),
    )
