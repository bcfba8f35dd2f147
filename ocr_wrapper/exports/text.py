"""Text formats: JSON Lines, plain text, Markdown and CSV.

Each result is written when it is added, so that memory stays flat.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from ocr_wrapper.exports.exporter import Entry, Exporter
from ocr_wrapper.images.read import describe_path
from ocr_wrapper.images.urls import is_url, without_secrets
from ocr_wrapper.redaction import printable
from ocr_wrapper.results import json_text
from ocr_wrapper.results.escaping import escape_line
from ocr_wrapper.results.tables import csv_text

EXAMPLE = "EXAMPLE, not the content of the image"
"""Mark of a result that is an example of an emulator; JSON has a field for it."""


class _TextExporter(Exporter):
    """Writes what `render` returns for each entry."""

    def __init__(self, file: BinaryIO, *, several: bool) -> None:
        self._file, self._several = file, several

    def add(self, entry: Entry) -> None:
        """Write one result at once."""
        self._file.write(self.render(entry).encode(errors="backslashreplace"))

    def close(self) -> None:
        """Do nothing: each result is complete."""

    def render(self, entry: Entry) -> str:
        """Return one result, with a line break at the end."""
        raise NotImplementedError


class JsonLines(_TextExporter):
    """One JSON object a line; `Recognition.from_json` loads it."""

    def render(self, entry: Entry) -> str:
        """Return one line."""
        return as_json(entry) + "\n"


class PlainText(_TextExporter):
    """The text, with a heading for each of several inputs."""

    def render(self, entry: Entry) -> str:
        """Return the text of one result."""
        return as_text(entry, several=self._several)


class Markdown(_TextExporter):
    """Markdown, with a heading for each of several inputs."""

    def render(self, entry: Entry) -> str:
        """Return the Markdown of one result."""
        return as_markdown(entry, several=self._several)


class Csv(_TextExporter):
    """Tables, else one field a row, else one line of text a row."""

    def __init__(self, file: BinaryIO, *, several: bool) -> None:
        super().__init__(file, several=several)
        self._layouts: set[str] = set()

    def render(self, entry: Entry) -> str:
        """Return the rows of one result, with their header the first time."""
        layout = _layout(entry)
        header = layout not in self._layouts
        self._layouts.add(layout)
        return as_csv(entry, header=header, several=self._several)


def as_json(entry: Entry, *, ascii_only: bool = False) -> str:
    """Return everything on one line (JSON Lines); `Recognition.from_json` can load it."""
    known = {"page": entry.page, "image_size": entry.size}
    extra = {name: value for name, value in known.items() if value is not None}
    state = {"file": entry.source, **extra, **entry.recognition.to_dict()}
    return json_text.dumps(state, ascii_only=ascii_only)


def as_text(entry: Entry, *, several: bool) -> str:
    """Return the text, with the name of the input above it if there are several."""
    heading = f"==> {title(entry)} <==\n" if several else ""
    mark = f"[{EXAMPLE}]\n" if entry.recognition.is_example else ""
    return f"{heading}{mark}{printable(entry.recognition.text)}\n"


def as_markdown(entry: Entry, *, several: bool) -> str:
    """Return Markdown, with the name of the input as a heading if there are several."""
    heading = f"# {escape_line(title(entry))}\n\n" if several else ""
    mark = f"**{EXAMPLE}**\n\n" if entry.recognition.is_example else ""
    text = printable(entry.recognition.to_markdown())
    return f"{heading}{mark}{text}" + ("\n" if several else "")


def as_csv(entry: Entry, *, header: bool = True, several: bool = False) -> str:
    """Return the tables, else one field a row, else one line of text a row.

    A text that a spreadsheet would execute as a formula gets a leading apostrophe.

    Args:
        entry: The result.
        header: Whether the names of the columns come first; tables have none.
        several: Whether the first column of a table names the input, as fields and lines always do.
    """
    recognition = entry.recognition
    mark = [[EXAMPLE]] if recognition.is_example else []
    if recognition.tables:
        name = [entry.source] if several else []
        grids = [mark, *(table.to_rows() for table in recognition.tables)]
        texts = [csv_text([*name, *row] for row in grid) for grid in grids]
        return printable("\n".join(text for text in texts if text))
    rows: list[Sequence[str]] = []
    if recognition.fields:
        columns = ["file", "field", "value", "confidence"]
        rows.extend(
            (entry.source, field.name, field.text, _number(field.confidence))
            for field in recognition.fields.values()
            if not field.is_image
        )
    else:
        corners = [f"{axis}{corner}" for corner in range(1, 5) for axis in "xy"]
        columns = ["file", "text", "confidence", *corners]
        for line in recognition.lines:
            points = (line.polygon or ())[:4]
            coordinates = [_number(value) for point in points for value in point]
            rows.append((entry.source, line.text, _number(line.confidence), *coordinates))
    return printable(csv_text([*([columns] if header else []), *mark, *rows]))


def title(entry: Entry) -> str:
    """Return the name of an input as a heading: on one line, without image data and keys."""
    source = entry.source
    shown = without_secrets(source) if is_url(source) else describe_path(source)
    return shown if entry.page is None else f"{shown}, page {entry.page}"


def _layout(entry: Entry) -> str:
    """Return which rows `as_csv` writes for a result."""
    if entry.recognition.tables:
        return "tables"
    return "fields" if entry.recognition.fields else "lines"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
