"""Worker: one client and one share of the rate, for all tables of a process.

An engine creates it where the work is done, so that connections are reused and keys may come from
the environment of that machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self, TypedDict, Unpack

import pyarrow as pa
import pyarrow.compute as pc

from ocr_wrapper.batch.cluster.parts import PartsFolder
from ocr_wrapper.batch.cluster.rate_share import RateShare
from ocr_wrapper.batch.table import (
    RETRY,
    SCHEMA,
    ClientSettings,
    check_call,
    check_sources,
    ids_of,
    recognize_rows,
)
from ocr_wrapper.client.blocking import OcrClient
from ocr_wrapper.errors import ConfigurationError

_SETTINGS: ClientSettings = {"deadline": None, "attempt_timeout": 60.0, "max_attempts": 5}
"""A row waits for its turn as long as the rate demands; only a request is limited in time."""


class JobKeywords(TypedDict, total=False):
    """Keywords of `recognize_parts` and of the adapters; `Job` says what each means."""

    workers: int
    calls_per_minute: int | None
    concurrency: int
    batch_size: int
    client: ClientSettings
    options: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Job:
    """Everything that a worker needs to know, picklable; given credentials go with it.

    Raises:
        InputError: Operation or options that cannot be used.
        ConfigurationError: A setting that cannot work.
    """

    operation: str
    output: str
    """The folder of parts, which all workers can write."""

    workers: int = 1
    """Workers that run at the same time and share the account's rate."""

    calls_per_minute: int | None = None
    """The account's limit; None learns it from the first refusal."""

    concurrency: int = 8
    """Rows in progress at a time in one worker."""

    batch_size: int = 32
    """Rows of one part: at most so many may be billed again when a worker dies."""

    client: ClientSettings = field(default_factory=dict, repr=False)
    """Keywords of `OcrClient`. They are pickled, so better leave credentials out: each worker then
    takes those of its own machine."""

    options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Options of each call, as in `recognize_batch`."""

    def __post_init__(self) -> None:
        check_call(self.operation, self.concurrency, self.options)
        if self.batch_size < 1:
            raise ConfigurationError(f"batch_size is {self.batch_size}: give 1 or more.")
        if not isinstance(self.client, Mapping):
            raise ConfigurationError(
                "client is not a mapping: give keywords of OcrClient, from which each worker makes "
                "its own client."
            )
        if "rate_limiter" in self.client:
            raise ConfigurationError(
                "client has a rate_limiter, which would not be divided among the workers: give "
                "calls_per_minute."
            )
        RateShare(self.calls_per_minute, self.workers)

    def open(self) -> Worker:
        """Return a worker with a client of its own."""
        return Worker(self)


def prepare(operation: str, output: str | os.PathLike[str], settings: JobKeywords) -> Job:
    """Return a job after its settings were checked and its output folder was created.

    Raises:
        InputError: Operation or options that cannot be used.
        ConfigurationError: Settings that cannot work, or a folder with results of something else.
    """
    folder = PartsFolder(output)
    job = Job(operation, folder.location, **settings)
    folder.prepare(operation, job.options)
    return job


class Worker:
    """Recognize tables one after the other and write their parts; close it at the end."""

    def __init__(self, job: Job) -> None:
        """Raise `ConfigurationError` for settings of the client that cannot work."""
        self._job = job
        self._folder = PartsFolder(job.output)
        share = RateShare(job.calls_per_minute, job.workers)
        self._client = OcrClient(**{**_SETTINGS, **job.client, "rate_limiter": share})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def process(self, table: pa.Table) -> pa.Table:
        """Return the results of a table, of which those that are settled have been written.

        Raises:
            InputError: Columns that cannot be used; nothing was sent.
            OcrError: An error that concerns every row; what was settled before has been written.
        """
        ids_of(table)
        check_sources(table)
        size = self._job.batch_size
        parts = [self._part(table.slice(start, size)) for start in range(0, table.num_rows, size)]
        return pa.concat_tables([SCHEMA.empty_table(), *parts])

    def _part(self, table: pa.Table) -> pa.Table:
        """Return the results of a few rows, from their part if another worker has written it."""
        found = []
        while table.num_rows:
            ids = ids_of(table)
            known = self._folder.read(ids)
            if known is None or not known.num_rows:
                found.append(self._recognize(table, ids))
                break
            found.append(known)
            table = table.filter(pc.invert(pc.is_in(ids, value_set=known["id"])))
        return pa.concat_tables(found)

    def _recognize(self, table: pa.Table, ids: pa.ChunkedArray) -> pa.Table:
        job = self._job
        rows, fatal = recognize_rows(
            table, job.operation, self._client, job.concurrency, job.options
        )
        settled = rows.filter(pc.not_equal(rows["status"], RETRY))
        if settled.num_rows:
            self._folder.write(settled, ids)
        if fatal is not None:
            raise fatal
        return rows


def recognize_parts(
    tables: Iterable[pa.Table],
    operation: str,
    output: str | os.PathLike[str],
    **settings: Unpack[JobKeywords],
) -> Iterator[pa.Table]:
    """Recognize tables in this process, and write each part to the output folder.

    The plain loop, for engines without an adapter and for one machine. Rows that the folder holds
    already are not called again.

    Args:
        tables: Tables as in `recognize_batch`; ids are unique over all of them.
        operation: The operation of all rows.
        output: The folder of the results, or a URI of pyarrow.
        **settings: `workers`, `calls_per_minute`, `concurrency`, `batch_size`, `client` and
            `options`, as in `Job`.

    Yields:
        The results of each table, as `recognize_batch` returns them.

    Raises:
        InputError: Operation, options or columns that cannot be used.
        ConfigurationError: Settings that cannot work, or a folder with results of something else.
        OcrError: An error that concerns every row, such as a key that was refused.
    """
    job = prepare(operation, output, settings)
    done = PartsFolder(job.output).ids()
    with job.open() as worker:
        for table in tables:
            left = table.filter(pc.invert(pc.is_in(ids_of(table), value_set=done)))
            yield worker.process(left)
