"""Page model: size, lines and words of one result, for hOCR, ALTO and PDF.

Coordinates of a response may be missing, and a hostile response may have them anywhere. Here they
become finite numbers near the page, once for all formats.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ocr_wrapper.exports.exporter import Entry
from ocr_wrapper.images import headers
from ocr_wrapper.results import geometry
from ocr_wrapper.results.escaping import encodable
from ocr_wrapper.results.geometry import Box, Polygon, Size
from ocr_wrapper.results.recognition import Recognition
from ocr_wrapper.results.views.words import Word, frame

_MAX_SIDE = 100_000
"""Longest side of a page whose size is not known; the service accepts 30,000 pixels."""


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line of text with its words."""

    words: tuple[Word, ...]
    text: str
    polygon: Polygon | None
    """Four corners, the first two along the reading direction; None if it has no position."""

    @property
    def angle(self) -> float:
        """Degrees, counterclockwise, by which the text is turned; 0 if it has no position."""
        if self.polygon is None:
            return 0.0
        (x1, y1), (x2, y2) = self.polygon[:2]
        return math.degrees(math.atan2(y1 - y2, x2 - x1))


@dataclass(frozen=True, slots=True)
class Page:
    """The text of one image at its positions."""

    width: float
    height: float
    """Size in pixels: that of the image, or of the area around the text if there is no image."""

    lines: tuple[PageLine, ...]

    @property
    def turn(self) -> int:
        """Degrees, counterclockwise, by which the whole page is turned: 0, 90, 180 or 270.

        Most of the text decides. The angle of the response is not used: the vendor's page counts
        it counterclockwise and its example clockwise (D-200), and polygons have no such doubt.
        """
        weights = dict.fromkeys((0, 90, 180, 270), 0)
        for line in self.lines:
            if line.polygon is not None:
                weights[round(line.angle / 90) % 4 * 90] += len(line.text)
        return max(weights, key=lambda angle: weights[angle])


def page(entry: Entry) -> Page:
    """Return the page of one result."""
    sent = entry.recognition.sent_size
    size = (image_size(entry.image) if entry.image is not None else entry.size) or sent
    lines = list(_lines(entry.recognition))
    if size is None:
        boxes = [geometry.bounds(line.polygon) for line in lines if line.polygon is not None]
        width = max((min(_MAX_SIDE, math.ceil(box[2])) for box in boxes), default=1)
        height = max((min(_MAX_SIDE, math.ceil(box[3])) for box in boxes), default=1)
        size = max(1, width), max(1, height)
    return Page(size[0], size[1], tuple(_placed(line, sent, size) for line in lines))


def image_size(image: bytes) -> tuple[int, int] | None:
    """Return width and height of an image file from its header; None if it is not an image."""
    try:
        found = headers.sniff(image)
    except ValueError:
        return None
    return None if found is None else found.size


def box(polygon: Polygon, page: Page) -> Box:
    """Return the upright rectangle around a polygon within the page."""
    left, top, right, bottom = geometry.bounds(polygon)
    return (
        min(max(left, 0.0), page.width),
        min(max(top, 0.0), page.height),
        min(max(right, 0.0), page.width),
        min(max(bottom, 0.0), page.height),
    )


def _lines(recognition: Recognition[object]) -> Iterator[PageLine]:
    """Yield the lines; without free text, one line for each field."""
    if recognition.lines:
        groups: dict[int, list[Word]] = {}
        for word in recognition.words:
            groups.setdefault(word.line, []).append(word)
        for number, line in enumerate(recognition.lines):
            yield _line(groups.get(number, []), line.text, line.polygon)
        return
    for field in recognition.fields.values():
        if field.text and not field.is_image:
            word = Word(field.text, field.polygon, field.confidence, 0, estimated=False)
            yield _line([word], field.text, field.polygon)


def _line(words: Sequence[Word], text: str, polygon: Polygon | None) -> PageLine:
    clean = tuple(replace(word, text=encodable(word.text)) for word in words)
    return PageLine(clean, encodable(text), None if polygon is None else frame(text, polygon))


def _placed(line: PageLine, sent: Size | None, size: Size) -> PageLine:
    """Return a line in pixels of the page, with coordinates at most a page away from the page."""
    if line.polygon is None:
        return line

    def place(polygon: Polygon) -> Polygon:
        return geometry.clipped(geometry.scaled(polygon, sent, size), 2 * max(size))

    words = tuple(
        replace(word, polygon=None if word.polygon is None else place(word.polygon))
        for word in line.words
    )
    return PageLine(words, line.text, place(line.polygon))
