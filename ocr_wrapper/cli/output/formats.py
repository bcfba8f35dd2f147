"""Output formats: a result as JSON, text, Markdown or CSV."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ocr_wrapper.cli.exit_codes import describe_source
from ocr_wrapper.redaction import printable
from ocr_wrapper.results import json_text
from ocr_wrapper.results.escaping import escape_line
from ocr_wrapper.results.recognition import Recognition
from ocr_wrapper.results.tables import csv_text

FORMATS = ("table", "json", "text", "markdown", "csv")
"""Values of `--format`; `table` is drawn by `ocr_wrapper.cli.output.terminal`."""

EXAMPLE = "EXAMPLE, not the content of the image"
"""Mark of a result that is an example of an emulator; JSON has a field for it."""


def render(form: str, source: str, recognition: Recognition[Any], *, several: bool) -> str:
    """Return one result in one format, with a line break at the end.

    The results of several inputs can be concatenated: JSON has one line each, text and Markdown
    have a heading, and CSV has a first column with the name of the input.
    """
    if form == "json":
        return as_json(source, recognition) + "\n"
    if form == "csv":
        return as_csv(source, recognition)
    name = describe_source(source)
    if form == "text":
        heading = f"==> {name} <==\n" if several else ""
        mark = f"[{EXAMPLE}]\n" if recognition.is_example else ""
        return f"{heading}{mark}{printable(recognition.text)}\n"
    heading = f"# {escape_line(name)}\n\n" if several else ""
    mark = f"**{EXAMPLE}**\n\n" if recognition.is_example else ""
    return f"{heading}{mark}{printable(recognition.to_markdown())}" + ("\n" if several else "")


def as_json(source: str, recognition: Recognition[Any], *, ascii_only: bool = False) -> str:
    """Return everything on one line (JSON Lines); `Recognition.from_json` can load it."""
    return json_text.dumps({"file": source, **recognition.to_dict()}, ascii_only=ascii_only)


def as_csv(source: str, recognition: Recognition[Any], *, header: bool = True) -> str:
    """Return the tables, else one field per row, else one line of text per row."""
    mark = [[EXAMPLE]] if recognition.is_example else []
    if recognition.tables:
        texts = [csv_text(mark), *(table.to_csv() for table in recognition.tables)]
        return printable("\n".join(text for text in texts if text))
    rows: list[Sequence[str]] = []
    if recognition.fields:
        columns = ["file", "field", "value", "confidence"]
        rows.extend(
            (source, field.name, field.text, _number(field.confidence))
            for field in recognition.fields.values()
            if not field.is_image
        )
    else:
        corners = [f"{axis}{corner}" for corner in range(1, 5) for axis in "xy"]
        columns = ["file", "text", "confidence", *corners]
        for line in recognition.lines:
            points = (line.polygon or ())[:4]
            coordinates = [_number(value) for point in points for value in point]
            rows.append((source, line.text, _number(line.confidence), *coordinates))
    return printable(csv_text([*([columns] if header else []), *mark, *rows]))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
