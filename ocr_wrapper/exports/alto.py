"""ALTO 4.4: recognized text with positions as XML, the format of libraries and archives.

The order of elements and attributes follows the schema of the Library of Congress, version 4.4.
"""

from __future__ import annotations

import math
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from ocr_wrapper.exports.exporter import Entry, Exporter
from ocr_wrapper.exports.hocr import xml_text
from ocr_wrapper.exports.page import Page, PageLine, box, page
from ocr_wrapper.exports.text import EXAMPLE, title
from ocr_wrapper.results.geometry import Polygon
from ocr_wrapper.results.views.words import Word, is_right_to_left
from ocr_wrapper.version import __version__

_NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
_STRAIGHT = 0.5
"""Degrees of rotation that are not worth an attribute."""


class Alto(Exporter):
    """One ALTO file; a second result becomes a second page."""

    def __init__(self, file: BinaryIO, *, several: bool) -> None:  # noqa: ARG002
        self._file = file
        self._pages = 0

    def add(self, entry: Entry) -> None:
        """Write one page."""
        if not self._pages:
            self._write(_description(entry))
        self._pages += 1
        self._write("".join(_page(page(entry), self._pages)))

    def close(self) -> None:
        """Write the end of the document."""
        if self._pages:
            self._write("</Layout>\n</alto>\n")

    def _write(self, text: str) -> None:
        self._file.write(text.encode())


def _description(entry: Entry) -> str:
    """Return the beginning of a file, with the name of the image and what created the text."""
    note = f"<processingStepDescription>{EXAMPLE}</processingStepDescription>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<alto xmlns="{_NAMESPACE}" SCHEMAVERSION="4.4">\n'
        "<Description>\n<MeasurementUnit>pixel</MeasurementUnit>\n"
        "<sourceImageInformation>"
        f"<fileName>{escape(xml_text(title(entry)))}</fileName>"
        "</sourceImageInformation>\n"
        '<Processing ID="processing_1">'
        "<processingCategory>contentGeneration</processingCategory>"
        f"{note if entry.recognition.is_example else ''}"
        "<processingSoftware>"
        "<softwareName>ocr-wrapper</softwareName>"
        f"<softwareVersion>{__version__}</softwareVersion>"
        "</processingSoftware></Processing>\n"
        "</Description>\n<Layout>\n"
    )


def _page(content: Page, number: int) -> list[str]:
    size = f'HEIGHT="{math.ceil(content.height)}" WIDTH="{math.ceil(content.width)}"'
    parts = [
        f'<Page ID="page_{number}" {size} PHYSICAL_IMG_NR="{number}" '
        'PROCESSINGREFS="processing_1">\n'
        f'<PrintSpace ID="space_{number}" {size} HPOS="0" VPOS="0">\n'
    ]
    for index, line in enumerate(content.lines, 1):
        if line.words:  # the schema requires a word in each line
            parts.extend(_block(line, content, f"{number}_{index}"))
    parts.append("</PrintSpace>\n</Page>\n")
    return parts


def _block(line: PageLine, content: Page, number: str) -> list[str]:
    """Return one line as a block of its own: the service does not group lines."""
    rotation = f' ROTATION="{line.angle % 360:.2f}"' if abs(line.angle) >= _STRAIGHT else ""
    place = _place(line.polygon, content)
    shape = _shape(line.polygon)
    right_to_left = ' BASEDIRECTION="rtl"' if is_right_to_left(line.text) else ""
    baseline = ""
    if line.polygon is not None:
        (x1, y1), (x2, y2) = line.polygon[3], line.polygon[2]
        baseline = f' BASELINE="{x1:g},{y1:g} {x2:g},{y2:g}"'
    parts = [
        f'<TextBlock ID="block_{number}"{place}{rotation}>{shape}\n'
        f'<TextLine ID="line_{number}"{place}{baseline}{right_to_left}>{shape}\n'
    ]
    for index, word in enumerate(line.words, 1):
        if index > 1:
            parts.append("<SP/>\n")
        parts.append(_string(word, content, f"{number}_{index}"))
    parts.append("</TextLine>\n</TextBlock>\n")
    return parts


def _string(word: Word, content: Page, number: str) -> str:
    score = ""
    if word.confidence is not None:
        score = f' WC="{max(0.0, min(1.0, word.confidence)):.4f}"'
    text = quoteattr(xml_text(word.text))
    return (
        f'<String ID="word_{number}"{_place(word.polygon, content)} CONTENT={text}{score}>'
        f"{_shape(word.polygon)}</String>\n"
    )


def _place(polygon: Polygon | None, content: Page) -> str:
    if polygon is None:
        return ""
    left, top, right, bottom = box(polygon, content)
    return (
        f' HEIGHT="{bottom - top:.2f}" WIDTH="{right - left:.2f}" '
        f'HPOS="{left:.2f}" VPOS="{top:.2f}"'
    )


def _shape(polygon: Polygon | None) -> str:
    if polygon is None:
        return ""
    points = " ".join(f"{x:g},{y:g}" for x, y in polygon)
    return f'<Shape><Polygon POINTS="{points}"/></Shape>'
