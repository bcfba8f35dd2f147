"""hOCR: recognized text with positions as XHTML (hOCR 1.2).

Read by ocrmypdf, hocr-tools and most programs around Tesseract. Pages are written when they are
added, so that one file can have any number of them.
"""

from __future__ import annotations

import math
import re
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from ocr_wrapper.exports.exporter import Entry, Exporter
from ocr_wrapper.exports.page import Page, PageLine, box, page
from ocr_wrapper.exports.text import EXAMPLE, title
from ocr_wrapper.redaction import printable
from ocr_wrapper.results.geometry import Polygon
from ocr_wrapper.results.views.words import Word, is_right_to_left
from ocr_wrapper.version import __version__

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot contain."""

_STRAIGHT = 0.5
"""Degrees of rotation that are not worth a property."""

_HEAD = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" \
"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<title></title>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8"/>
<meta name="ocr-system" content="ocr-wrapper {__version__}"/>
<meta name="ocr-capabilities" content="ocr_page ocr_par ocr_line ocrx_word ocrp_wconf"/>
</head>
<body>
"""


class Hocr(Exporter):
    """One hOCR file with a page for each result."""

    def __init__(self, file: BinaryIO, *, several: bool) -> None:  # noqa: ARG002
        self._file = file
        self._pages = 0
        self._write(_HEAD)

    def add(self, entry: Entry) -> None:
        """Write one page."""
        self._write("".join(_page(entry, page(entry), self._pages)))
        self._pages += 1

    def close(self) -> None:
        """Write the end of the document."""
        self._write("</body>\n</html>\n")

    def _write(self, text: str) -> None:
        self._file.write(text.encode())


def xml_text(text: str) -> str:
    """Return a text without characters that XML cannot contain; not yet escaped."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", printable(text))


def _page(entry: Entry, content: Page, number: int) -> list[str]:
    name = xml_text(title(entry)).replace('"', "'")
    properties = (
        f'image "{name}"; bbox 0 0 {math.ceil(content.width)} {math.ceil(content.height)}; '
        f"ppageno {number}"
    )
    parts = [f'<div class="ocr_page" id="page_{number + 1}" title={quoteattr(properties)}>\n']
    if entry.recognition.is_example:
        parts.append(f"<!-- {EXAMPLE} -->\n")
    for index, line in enumerate(content.lines, 1):
        parts.extend(_line(line, content, f"{number + 1}_{index}"))
    parts.append("</div>\n")
    return parts


def _line(line: PageLine, content: Page, number: str) -> list[str]:
    """Return one line, which is a paragraph too: the service does not group lines."""
    direction = ' dir="rtl"' if is_right_to_left(line.text) else ""
    position = _position(line.polygon, content)
    properties = position
    if position and abs(line.angle) >= _STRAIGHT:
        properties += f"; textangle {line.angle % 360:.2f}"
    parts = [
        f'<p class="ocr_par" id="par_{number}"{direction}{_title(position)}>'
        f'<span class="ocr_line" id="line_{number}"{_title(properties)}>\n'
    ]
    parts.extend(
        _word(word, content, f"{number}_{index}") for index, word in enumerate(line.words, 1)
    )
    parts.append("</span></p>\n")
    return parts


def _word(word: Word, content: Page, number: str) -> str:
    properties = _position(word.polygon, content)
    if word.confidence is not None:
        score = round(100 * max(0.0, min(1.0, word.confidence)))
        properties += f"{'; ' if properties else ''}x_wconf {score}"
    text = escape(xml_text(word.text))
    return f'<span class="ocrx_word" id="word_{number}"{_title(properties)}>{text}</span>\n'


def _position(polygon: Polygon | None, content: Page) -> str:
    """Return the rectangle around a polygon in whole pixels; empty if there is none."""
    if polygon is None:
        return ""
    left, top, right, bottom = box(polygon, content)
    numbers = math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom)
    return "bbox " + " ".join(map(str, numbers))


def _title(properties: str) -> str:
    return f" title={quoteattr(properties)}" if properties else ""
