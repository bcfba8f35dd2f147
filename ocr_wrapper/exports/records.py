"""Rows of results for spreadsheets and data frames: one a result, field, line, word or cell.

A value of a document is text: a number of a passport with its leading zeros is no number. Only what
is counted or measured, such as confidences and coordinates, is a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias

from ocr_wrapper.exports.exporter import Entry
from ocr_wrapper.results import json_text
from ocr_wrapper.results.escaping import encodable
from ocr_wrapper.results.geometry import Polygon

Value: TypeAlias = str | float | int | bool | None
Row: TypeAlias = dict[str, Value]

ORIGIN = ("source", "page", "operation", "request_id", "is_example")
"""Columns that say where a row comes from; every row begins with them."""

CONFIDENCE = ".confidence"
"""End of the name of a column with confidences; all other columns of fields are text."""

_MAX_PLACE = 1 << 63
"""First number that a column of integers cannot hold; a response may state any."""

CORNERS = tuple(f"{axis}{corner}" for corner in range(1, 5) for axis in "xy")
"""Columns of the corners of an area, clockwise from the upper left corner of the text."""


def origin(entry: Entry) -> Row:
    """Return the values of the columns `ORIGIN`."""
    recognition = entry.recognition
    values: tuple[Value, ...] = (
        encodable(entry.source),
        entry.page,
        encodable(recognition.operation),
        None if recognition.request_id is None else encodable(recognition.request_id),
        recognition.is_example,
    )
    return dict(zip(ORIGIN, values, strict=True))


def results(entry: Entry) -> Iterator[Row]:
    """Yield one row: metadata of the call, the text, and everything as JSON."""
    recognition = entry.recognition
    yield {
        **origin(entry),
        "region": None if recognition.region is None else encodable(recognition.region),
        "attempts": recognition.attempts,
        "elapsed": recognition.elapsed,
        "text": recognition.text,
        "json": json_text.dumps(recognition.to_dict()),
    }


def records(entry: Entry) -> Iterator[Row]:
    """Yield one row with a column for each field and each confidence."""
    row = origin(entry)
    for field in entry.recognition.fields.values():
        if not field.is_image:
            name = encodable(field.name)
            # The field of a document may have the name of another column.
            while name in row or name.endswith(CONFIDENCE):
                name += "_"
            row[name] = encodable(field.text)
            if field.confidence is not None:
                row[name + CONFIDENCE] = field.confidence
    yield row


def fields(entry: Entry) -> Iterator[Row]:
    """Yield one row for each field."""
    start = origin(entry)
    for field in entry.recognition.fields.values():
        if not field.is_image:
            yield {
                **start,
                "field": encodable(field.name),
                "value": encodable(field.text),
                "confidence": field.confidence,
                **corners(field.polygon),
            }


def lines(entry: Entry) -> Iterator[Row]:
    """Yield one row for each line of text."""
    start = origin(entry)
    for number, line in enumerate(entry.recognition.lines, 1):
        yield {
            **start,
            "line": number,
            "text": encodable(line.text),
            "confidence": line.confidence,
            "in_table": line.in_table,
            **corners(line.polygon),
        }


def words(entry: Entry) -> Iterator[Row]:
    """Yield one row for each word."""
    start = origin(entry)
    for word in entry.recognition.words:
        yield {
            **start,
            "line": word.line + 1,
            "text": encodable(word.text),
            "confidence": word.confidence,
            "estimated": word.estimated,
            **corners(word.polygon),
        }


def cells(entry: Entry) -> Iterator[Row]:
    """Yield one row for each cell of a table."""
    start = origin(entry)
    for number, table in enumerate(entry.recognition.tables, 1):
        for cell in table.cells:
            yield {
                **start,
                "table": number,
                "kind": table.kind,
                "row": _place(cell.rows[0]),
                "column": _place(cell.columns[0]),
                "rows": len(cell.rows),
                "columns": len(cell.columns),
                "text": encodable(cell.text),
                "confidence": cell.confidence,
                **corners(cell.polygon),
            }


def _place(number: int) -> int | None:
    """Return the place of a cell; None for a number that a column cannot hold."""
    return number if abs(number) < _MAX_PLACE else None


def corners(polygon: Polygon | None) -> Row:
    """Return the first four corners as eight columns, empty where there is none."""
    numbers: list[Value] = [value for point in (polygon or ())[:4] for value in point]
    numbers += [None] * (len(CORNERS) - len(numbers))
    return dict(zip(CORNERS, numbers, strict=True))


VIEWS: Mapping[str, Callable[[Entry], Iterator[Row]]] = MappingProxyType(
    {
        "results": results,
        "records": records,
        "fields": fields,
        "lines": lines,
        "words": words,
        "cells": cells,
    }
)
"""What one row is, by name."""
