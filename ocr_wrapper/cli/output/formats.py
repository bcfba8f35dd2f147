"""Output formats: a result as JSON, text, Markdown or CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from ocr_wrapper.cli.exit_codes import printable
from ocr_wrapper.results.recognition import Recognition

FORMATS = ("table", "json", "text", "markdown", "csv")
"""Values of `--format`; `table` is drawn by `ocr_wrapper.cli.output.terminal`."""


def render(form: str, source: str, recognition: Recognition[Any], *, several: bool) -> str:
    """Return one result in one format, with a line break at the end.

    The results of several inputs can be concatenated: JSON has one line each, text and Markdown
    have a heading, and CSV has a first column with the name of the input.
    """
    if form == "json":
        return as_json(source, recognition) + "\n"
    if form == "text":
        heading = f"==> {source} <==\n" if several else ""
        return f"{heading}{printable(recognition.text)}\n"
    if form == "markdown":
        heading = f"# {source}\n\n" if several else ""
        return f"{heading}{printable(recognition.to_markdown())}" + ("\n" if several else "")
    return as_csv(source, recognition)


def as_json(source: str, recognition: Recognition[Any]) -> str:
    """Return everything on one line (JSON Lines); `Recognition.from_json` can load it."""
    return json.dumps({"file": source, **recognition.to_dict()}, ensure_ascii=False)


def as_csv(source: str, recognition: Recognition[Any], *, header: bool = True) -> str:
    """Return the tables, else one field per row, else one line of text per row."""
    if recognition.tables:
        return "\n".join(printable(table.to_csv()) for table in recognition.tables)
    rows: list[Sequence[object]] = []
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
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    if header:
        writer.writerow(columns)
    writer.writerows(rows)
    return printable(buffer.getvalue())


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
