"""Arrow tables, Parquet files and data frames of pandas and polars.

Rows are converted in batches, so that a Parquet file of a million results needs no more memory than
one of ten thousand.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from ocr_wrapper.errors import ConfigurationError, InputError
from ocr_wrapper.exports.exporter import Entry, Exporter
from ocr_wrapper.exports.records import CONFIDENCE, CORNERS, VIEWS, Row
from ocr_wrapper.results.recognition import Recognition

if TYPE_CHECKING:
    import pandas
    import polars

_BATCH_ROWS = 2000
_BATCH_CHARACTERS = 16_000_000
"""Size of a batch: so many rows, or so many characters of JSON."""

_ORIGIN = [
    ("source", pa.string()),
    ("page", pa.int32()),
    ("operation", pa.string()),
    ("request_id", pa.string()),
    ("is_example", pa.bool_()),
]
_CORNERS = [(name, pa.float64()) for name in CORNERS]
_TEXT = [("text", pa.string()), ("confidence", pa.float64())]

_SCHEMAS = {
    "results": pa.schema(
        [
            *_ORIGIN,
            ("region", pa.string()),
            ("attempts", pa.int32()),
            ("elapsed", pa.float64()),
            ("text", pa.large_string()),
            ("json", pa.large_string()),
        ]
    ),
    "fields": pa.schema(
        [
            *_ORIGIN,
            ("field", pa.string()),
            ("value", pa.string()),
            ("confidence", pa.float64()),
            *_CORNERS,
        ]
    ),
    "lines": pa.schema(
        [*_ORIGIN, ("line", pa.int32()), *_TEXT, ("in_table", pa.bool_()), *_CORNERS]
    ),
    "words": pa.schema(
        [*_ORIGIN, ("line", pa.int32()), *_TEXT, ("estimated", pa.bool_()), *_CORNERS]
    ),
    "cells": pa.schema(
        [
            *_ORIGIN,
            ("table", pa.int32()),
            ("kind", pa.string()),
            ("row", pa.int64()),
            ("column", pa.int64()),
            ("rows", pa.int32()),
            ("columns", pa.int32()),
            *_TEXT,
            *_CORNERS,
        ]
    ),
}


class Parquet(Exporter):
    """One Parquet file with a row for each result.

    The columns are the same for all operations: metadata, text, and everything as JSON, which
    `Recognition.from_json` loads. Fields and lines are nested columns.
    """

    def __init__(self, file: BinaryIO, *, several: bool) -> None:  # noqa: ARG002
        self._writer = pq.ParquetWriter(file, _NESTED, compression="zstd")
        self._rows: list[dict[str, Any]] = []
        self._characters = 0

    def add(self, entry: Entry) -> None:
        """Add one row; a full batch is written."""
        row = _nested(entry)
        self._rows.append(row)
        self._characters += len(row["json"])
        if len(self._rows) >= _BATCH_ROWS or self._characters >= _BATCH_CHARACTERS:
            self._flush()

    def close(self) -> None:
        """Write the rest and the index of the file."""
        self._flush()
        self._writer.close()

    def abort(self) -> None:
        """Close the writer; the file is not complete."""
        self._rows.clear()
        self._writer.close()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, schema=_NESTED))
        self._rows.clear()
        self._characters = 0


_POLYGON = pa.list_(pa.list_(pa.float64()))
_NESTED = pa.schema(
    [
        *_SCHEMAS["results"],
        pa.field(
            "fields",
            pa.list_(
                pa.struct(
                    [
                        ("name", pa.string()),
                        ("value", pa.string()),
                        ("confidence", pa.float64()),
                        ("polygon", _POLYGON),
                    ]
                )
            ),
        ),
        pa.field(
            "lines",
            pa.list_(pa.struct([*_TEXT, ("in_table", pa.bool_()), ("polygon", _POLYGON)])),
        ),
    ]
)


def to_arrow(
    results: Recognition[Any] | Entry | Iterable[Recognition[Any] | Entry], rows: str = "records"
) -> pa.Table:
    """Return results as an Arrow table.

    Args:
        results: One result or any number. An `Entry` adds the name of the input.
        rows: What one row is: `records` (a result, with a column for each field), `results` (a
            result, with its text and JSON), `fields`, `lines`, `words` or `cells` of tables.

    Raises:
        InputError: `rows` is none of these.
    """
    if rows not in VIEWS:
        raise InputError(f"rows={rows!r} is not known: choose one of {', '.join(VIEWS)}.")
    items = [results] if isinstance(results, Recognition | Entry) else results
    entries = (item if isinstance(item, Entry) else Entry(item) for item in items)
    found: Iterator[Row] = chain.from_iterable(VIEWS[rows](entry) for entry in entries)
    schema = _SCHEMAS.get(rows)
    if schema is None:
        collected = list(found)
        schema = _records_schema(collected)
        found = iter(collected)
    batches = (pa.RecordBatch.from_pylist(part, schema=schema) for part in _batches(found))
    return pa.Table.from_batches(batches, schema=schema)


def to_pandas(
    results: Recognition[Any] | Entry | Iterable[Recognition[Any] | Entry], rows: str = "records"
) -> pandas.DataFrame:
    """Return results as a DataFrame of pandas; arguments as for `to_arrow`.

    Raises:
        ConfigurationError: pandas is not installed.
    """
    _check("pandas")
    return to_arrow(results, rows).to_pandas()  # type: ignore[no-any-return]


def to_polars(
    results: Recognition[Any] | Entry | Iterable[Recognition[Any] | Entry], rows: str = "records"
) -> polars.DataFrame:
    """Return results as a DataFrame of polars; arguments as for `to_arrow`.

    Raises:
        ConfigurationError: polars is not installed.
    """
    _check("polars")
    module = importlib.import_module("polars")
    return module.DataFrame(to_arrow(results, rows))  # type: ignore[no-any-return]


def _check(library: str) -> None:
    if importlib.util.find_spec(library) is None:
        raise ConfigurationError(
            f'{library} is not installed: run pip install "ocr-wrapper[{library}]".'
        )


def _records_schema(rows: Iterable[Row]) -> pa.Schema:
    """Return the columns of all records: texts, and numbers for the confidences."""
    columns = dict(_ORIGIN)
    for row in rows:
        for name in row:
            if name not in columns:
                columns[name] = pa.float64() if name.endswith(CONFIDENCE) else pa.string()
    return pa.schema(list(columns.items()))


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH_ROWS:
            yield batch
            batch = []
    if batch:
        yield batch


def _nested(entry: Entry) -> dict[str, Any]:
    row: dict[str, Any] = next(VIEWS["results"](entry))
    row["fields"] = [
        {
            "name": field["field"],
            "value": field["value"],
            "confidence": field["confidence"],
            "polygon": _pairs(field),
        }
        for field in VIEWS["fields"](entry)
    ]
    row["lines"] = [
        {
            "text": line["text"],
            "confidence": line["confidence"],
            "in_table": line["in_table"],
            "polygon": _pairs(line),
        }
        for line in VIEWS["lines"](entry)
    ]
    return row


def _pairs(row: Row) -> list[list[Any]] | None:
    points = [[row[f"x{corner}"], row[f"y{corner}"]] for corner in range(1, 5)]
    return [point for point in points if point[0] is not None] or None
