"""Output folder of Parquet parts: each is written once and completely (atomic commit).

A worker writes the results of a few rows as soon as it has them, so that its death costs no more
than those in progress. The name of a part follows from the ids of its rows: a worker that gets the
same rows again finds the part and sends nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset
import pyarrow.parquet as pq
from pyarrow.fs import FileSystem, FileType, LocalFileSystem

from ocr_wrapper.batch.table import SCHEMA, ids_of
from ocr_wrapper.errors import ConfigurationError
from ocr_wrapper.files.atomic import PRIVATE, replacing

_ABOUT = "_about.json"
"""What the folder holds; readers of datasets ignore names that begin with an underscore."""


class PartsFolder:
    """A folder of parts: a path that all workers share, or a URI such as `s3://bucket/results`."""

    def __init__(self, location: str | os.PathLike[str]) -> None:
        self.location = os.fspath(location)
        if "://" in self.location:
            self._files, self._path = FileSystem.from_uri(self.location)
        else:
            # Resolved here: a worker may have another working directory.
            self.location = self._path = str(Path(self.location).absolute())
            self._files = LocalFileSystem()
        self._local = isinstance(self._files, LocalFileSystem)

    def __repr__(self) -> str:
        return f"<PartsFolder of {type(self._files).__name__}>"

    def prepare(self, operation: str, options: Mapping[str, Any]) -> None:
        """Create the folder for one operation with its options, or check that it is for them.

        Raises:
            ConfigurationError: It holds results of another operation or of other options.
        """
        self._make_folder()
        about = {"operation": operation, "options": _digest(json.dumps(options, sort_keys=True))}
        known = self._read(_ABOUT)
        if known is None:
            self._commit(_ABOUT, json.dumps(about).encode())
        elif json.loads(known) != about:
            raise ConfigurationError(
                f"The output folder holds results of {json.loads(known).get('operation')} with "
                f"other settings than this run of {operation}: choose another folder."
            )

    def write(self, results: pa.Table, ids: pa.ChunkedArray) -> None:
        """Write the results of rows with these ids as one part, replacing the part of the same."""
        sink = pa.BufferOutputStream()
        pq.write_table(results, sink, compression="zstd")
        self._commit(_part_name(ids), sink.getvalue())

    def read(self, ids: pa.ChunkedArray) -> pa.Table | None:
        """Return the part of rows with exactly these ids, None if it was not written."""
        found = self._read(_part_name(ids))
        return None if found is None else pq.read_table(pa.BufferReader(found), schema=SCHEMA)

    def ids(self) -> pa.ChunkedArray:
        """Return the ids of all rows in the folder; empty if there is no folder."""
        return self._read_all(["id"])["id"]

    def results(self) -> pa.Table:
        """Return all rows, each id once.

        Two workers that recognized the same row each wrote a part if the engine had cut the input
        differently for them. A result is then preferred.
        """
        rows = self._read_all(SCHEMA.names)
        if pc.count_distinct(rows["id"]).as_py() == rows.num_rows:
            return rows
        better = pc.if_else(pc.equal(rows["status"], "ok"), 0, 1)
        numbers = pa.array(range(rows.num_rows))
        order = pc.sort_indices(
            pa.table({"better": better, "number": numbers}),
            sort_keys=[("better", "ascending"), ("number", "ascending")],
        )
        rows = rows.take(order).append_column("number", numbers)
        first = rows.group_by("id").aggregate([("number", "min")])["number_min"]
        return rows.take(first.combine_chunks().sort()).drop_columns("number")

    def _read_all(self, columns: list[str]) -> pa.Table:
        kind = self._files.get_file_info(self._path).type
        if kind == FileType.NotFound:
            return SCHEMA.empty_table().select(columns)
        dataset = pyarrow.dataset.dataset(
            self._path, schema=SCHEMA, format="parquet", filesystem=self._files
        )
        return dataset.to_table(columns=columns)

    def _read(self, name: str) -> Any:
        try:
            with self._files.open_input_stream(f"{self._path}/{name}") as stream:
                return stream.readall()
        except FileNotFoundError:
            return None

    def _make_folder(self) -> None:
        if self._local:
            # The results are texts of documents: for their owner alone.
            Path(self._path).mkdir(mode=0o700, parents=True, exist_ok=True)
        else:
            self._files.create_dir(self._path, recursive=True)

    def _commit(self, name: str, data: Any) -> None:
        """Write a file under another name and rename it, so that it is complete or absent."""
        final = f"{self._path}/{name}"
        if self._local:
            with replacing(Path(final), PRIVATE) as file:
                file.write(data)
            return
        waiting = f"{self._path}/_{secrets.token_hex(8)}.tmp"
        try:
            with self._files.open_output_stream(waiting) as stream:
                stream.write(data)
            self._files.move(waiting, final)
        except BaseException:
            with contextlib.suppress(OSError):
                self._files.delete_file(waiting)
            raise


def _part_name(ids: pa.ChunkedArray) -> str:
    return f"part-{_digest(json.dumps(ids.to_pylist()))}.parquet"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def pending(table: pa.Table, output: str | os.PathLike[str]) -> pa.Table:
    """Return the rows that the output folder does not hold yet (anti-join by id).

    Only the column `id` is needed: a listing of ten million files fits in memory, their contents do
    not. Rows with the status `retry` are never written, so they are pending.

    Raises:
        InputError: The column `id` cannot be used.
    """
    done = PartsFolder(output).ids()
    if not len(done):
        ids_of(table)
        return table
    return table.filter(pc.invert(pc.is_in(ids_of(table), value_set=done)))


def read_results(output: str | os.PathLike[str]) -> pa.Table:
    """Return all results of an output folder, each id once."""
    return PartsFolder(output).results()
