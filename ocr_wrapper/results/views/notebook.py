"""HTML of a result for notebooks: fields, tables, text, and the image with an overlay.

Recognized text comes from outside: everything is escaped, so that text that is HTML stays text, and
the size is bounded, because a notebook stores what it shows.
"""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from ocr_wrapper.redaction import printable, printable_line
from ocr_wrapper.results import annotate
from ocr_wrapper.results.annotate import Mark, Views

if TYPE_CHECKING:
    from PIL import Image

_MAX_ROWS, _MAX_COLUMNS = 200, 40
"""Most rows and columns of a table that are shown."""

_MAX_TABLES = 20
_MAX_TEXT = 500
"""Most characters of a text that are shown."""

_MAX_AREAS = 1000
"""Most areas of the overlay."""

_MAX_SIDE = 1200
"""Longest side in pixels of the image that is shown."""

_COLOURS = {"good": "#168c46", "fair": "#c87d00", "poor": "#cd2328", "": "#1e5fc8"}
"""The same colours as in an annotated image."""


class Shown(Views, Protocol):
    """What is shown of a result; `Recognition` has it all."""

    operation: str
    request_id: str | None
    is_example: bool


class ResultWithImage:
    """A result together with its image, to be shown in a notebook.

    The image is kept here and not in the result, so that a result never contains a document; it is
    left out of the repr and of pickles.
    """

    def __init__(
        self, result: Shown, image: Image.Image | bytes | None, text: Views | None = None
    ) -> None:
        self._result, self._image, self._text = result, image, text

    def __repr__(self) -> str:
        return repr(self._result)

    def __getstate__(self) -> dict[str, Any]:
        return {"_result": self._result, "_image": None, "_text": self._text}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self.__dict__.update(state)

    def _repr_html_(self) -> str:
        return as_html(self._result, self._image, self._text)


def as_html(
    result: Shown, image: Image.Image | bytes | None = None, text: Views | None = None
) -> str:
    """Return a result as HTML, with an overlay if the image is given.

    Args:
        result: The result.
        image: The image that was sent, or the original of one that `fit=True` changed, as bytes of
            the file or as a Pillow image.
        text: Free text of the same image, in which the values of fields are found.
    """
    parts = [_heading(result)]
    if image is not None:
        parts.append(_overlay(image, annotate.marks(result, text)))
    fields = [item for item in result.fields.values() if not item.is_image]
    if fields:
        rows = ((item.name, item.text, _percent(item.confidence)) for item in fields)
        parts.append(_table(["Field", "Value", "Confidence"], rows, len(fields)))
    for table in result.tables[:_MAX_TABLES]:
        height, width = table.shape
        if height * width <= _MAX_ROWS * _MAX_COLUMNS:
            parts.append(_table([], table.to_rows(), height))
        else:
            parts.append(_note(f"A table of {height:,} rows and {width:,} columns is not shown."))
    free = [line for line in result.lines if not line.in_table]
    if free:
        texts = ((line.text, _percent(line.confidence)) for line in free)
        parts.append(_table(["Text", "Confidence"], texts, len(free)))
    return f'<div style="font-family:sans-serif">{"".join(parts)}</div>'


def _heading(result: Shown) -> str:
    name = _escaped(printable_line(result.operation))
    identifier = f" · {_escaped(printable_line(result.request_id))}" if result.request_id else ""
    mark = ""
    if result.is_example:
        mark = _note("EXAMPLE, not the content of the image")
    return f'<p><b>{name}</b><span style="opacity:.6">{identifier}</span></p>{mark}'


def _note(text: str) -> str:
    return f"<p><i>{_escaped(text)}</i></p>"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], count: int) -> str:
    """Return rows as a table, with a note if there are more than are shown."""
    parts = ["<table>"]
    if head:
        parts.append("<tr>" + "".join(f"<th>{_escaped(cell)}</th>" for cell in head) + "</tr>")
    for number, row in enumerate(rows):
        if number == _MAX_ROWS:
            break
        cells = "".join(
            f'<td style="text-align:left;white-space:pre-wrap">{_escaped(cell)}</td>'
            for cell in row[:_MAX_COLUMNS]
        )
        parts.append(f"<tr>{cells}</tr>")
    parts.append("</table>")
    if count > _MAX_ROWS:
        parts.append(_note(f"… and {count - _MAX_ROWS:,} more rows"))
    return "".join(parts)


def _overlay(image: Image.Image | bytes, marks: Sequence[Mark]) -> str:
    """Return the image as SVG with the areas above it; the label appears under the pointer."""
    width, height, data = _encoded(image)
    shapes = "".join(_shapes(marks[:_MAX_AREAS], (width, height)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'style="max-width:100%;max-height:80vh" width="{min(width, _MAX_SIDE)}">'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{data}"/>'
        f"{shapes}</svg>"
    )


def _shapes(marks: Sequence[Mark], size: tuple[int, int]) -> Iterator[str]:
    stroke = max(1.0, max(size) / 700)
    for mark in marks:
        colour = _COLOURS["" if mark.confidence is None else annotate.grade(mark.confidence)]
        points = " ".join(f"{x:g},{y:g}" for x, y in annotate.placed(mark, size))
        label = " ".join(part for part in (mark.label, _percent(mark.confidence)) if part)
        yield (
            f'<polygon points="{points}" fill="{colour}" fill-opacity=".12" stroke="{colour}" '
            f'stroke-width="{stroke:.1f}"><title>{_escaped(label)}</title></polygon>'
        )


def _encoded(image: Image.Image | bytes) -> tuple[int, int, str]:
    """Return the size of the image as sent, and a smaller copy as Base64 of a JPEG."""
    from PIL import Image

    from ocr_wrapper.images.metadata import pixels
    from ocr_wrapper.images.resize import flatten

    source = pixels(image)
    width, height = source.size
    copy = flatten(source).convert("RGB")
    copy.thumbnail((_MAX_SIDE, _MAX_SIDE))
    clean = Image.new("RGB", copy.size)  # without the metadata, such as where it was taken
    clean.paste(copy)
    buffer = io.BytesIO()
    clean.save(buffer, "JPEG", quality=80)
    return width, height, base64.b64encode(buffer.getvalue()).decode()


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"


def _escaped(text: str) -> str:
    shown = text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}…"
    return html.escape(printable(shown))
