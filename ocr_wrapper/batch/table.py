"""Table function: rows with images in, rows with results out (pyarrow).

Engines that spread tables over machines (Ray, Spark and others) need one function that keeps no
state, can be pickled, and returns the same columns for every table. A row that fails becomes a row
that says so; it stops no other row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

try:
    import pyarrow as pa
    import pyarrow.compute as pc
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        f"Tables need {(error.name or '').split('.')[0]}, which is not installed: "
        'run pip install "ocr-wrapper[parquet]", or [ray] or [spark].',
        name=error.name,
    ) from None

from ocr_wrapper.batch.errors import may_be_billed
from ocr_wrapper.call import CallOptions
from ocr_wrapper.client.blocking import OcrClient
from ocr_wrapper.errors import (
    AuthenticationPausedError,
    ConnectError,
    InputError,
    OcrError,
    OptionError,
    ServiceUnavailableError,
)
from ocr_wrapper.parallel.items import CONCERNS_EVERY_INPUT
from ocr_wrapper.service.options import check_options
from ocr_wrapper.service.regions import find_operation

Status: TypeAlias = Literal["ok", "failed", "lost", "retry"]

OK: Final = "ok"
"""There is a result."""

FAILED: Final = "failed"
"""The input was refused, here or by the service, and would be again; not billed."""

LOST: Final = "lost"
"""A request was sent and no usable response came: the call may have been billed."""

RETRY: Final = "retry"
"""Nothing was billed, and another run may succeed: throttled, not connected, not tried."""

SCHEMA: Final = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("status", pa.string(), nullable=False),
        pa.field("result", pa.string()),
        pa.field("error_class", pa.string()),
        pa.field("code", pa.string()),
        pa.field("request_id", pa.string()),
        pa.field("attempts", pa.int32(), nullable=False),
    ]
)
"""Columns of every result, whatever the input."""

ClientSettings: TypeAlias = Mapping[str, Any]
"""Keywords of `OcrClient`, from which a worker makes its own client."""

_ROWS_OF_A_CHUNK = 64
"""Rows that are converted at a time: a column of text in one piece holds at most 2 GiB."""


def recognize_batch(
    table: pa.Table,
    operation: str,
    *,
    client: OcrClient | ClientSettings | None = None,
    concurrency: int = 8,
    **options: Any,
) -> pa.Table:
    """Recognize each row of a table and return one row for each, in the same order.

    Columns of the input, others are ignored: `id` (text or integers, without nulls, each once), and
    `image` (binary) or `url` (text), or both. A row with neither or both of them fails with
    `ImageSourceError`; nothing is sent for it.

    Columns of the result, also of an empty table (`SCHEMA`): `id` as text; `status`; `result`, the
    JSON that `Recognition.from_json` loads; `error_class`, `code` and `request_id`; and `attempts`,
    the requests that were sent. The status is `ok`; `failed` (refused, and would be again);
    `lost` (sent, no usable response: may have been billed); or `retry` (not billed, worth
    another try).

    Args:
        table: The rows.
        operation: The operation, such as `recognize_general_text`.
        client: A client, which stays open; or keywords of `OcrClient` for one that is closed at the
            end. None takes everything from the environment of the process that runs this.
        concurrency: Rows in progress at a time.
        **options: Those of the operation, and `enterprise_project_id`, `timeout`, `region` and
            `fit`.

    Raises:
        InputError: Columns, ids, operation or options that cannot be used; nothing was sent.
        OcrError: An error that concerns every row, such as a key that was refused. It is raised
            only if no row of the table may have been billed; otherwise the rows that were not tried
            have the status `retry`.
    """
    rows, fatal = recognize_rows(table, operation, client, concurrency, options)
    if fatal is not None and not pc.any(pc.is_in(rows["status"], pa.array([OK, LOST]))).as_py():
        raise fatal
    return rows


def recognize_rows(
    table: pa.Table,
    operation: str,
    client: OcrClient | ClientSettings | None,
    concurrency: int,
    options: Mapping[str, Any],
) -> tuple[pa.Table, OcrError | None]:
    """Return the row of each row, and the error that concerns every row, if there was one."""
    ids = ids_of(table)
    check_sources(table)
    check_call(operation, concurrency, options)
    if not table.num_rows:
        return SCHEMA.empty_table(), None
    with _opened(client) as used:
        run = _Run(table, ids, operation, used, options)
        return _to_table(run.rows(concurrency)), run.fatal


def ids_of(table: pa.Table) -> pa.ChunkedArray:
    """Return the ids of a table as text.

    Raises:
        InputError: There is no such column, or it has another type, a null, or an id twice.
    """
    kind = _column_type(table, "id")
    if kind is None:
        raise InputError(f"The table has no column id: add one. It has {_names(table)}.")
    if not (_is_text(kind) or pa.types.is_integer(kind)):
        raise InputError(f"The column id is {kind}: give text or integers.")
    ids = table["id"].cast(pa.string())
    if ids.null_count:
        raise InputError("The column id has nulls: give each row an id.")
    if pc.count_distinct(ids).as_py() != table.num_rows:
        raise InputError(
            "The column id has an id twice: give each row its own, or the results of the two could "
            "not be told apart."
        )
    return ids


def check_sources(table: pa.Table) -> None:
    """Raise `InputError` for a table without a usable column of images or addresses."""
    image, url = _column_type(table, "image"), _column_type(table, "url")
    if image is None and url is None:
        raise InputError(
            f"The table has neither a column image nor a column url: add one. It has "
            f"{_names(table)}."
        )
    if image is not None and not (
        pa.types.is_binary(image) or pa.types.is_large_binary(image) or pa.types.is_null(image)
    ):
        raise InputError(f"The column image is {image}: give the bytes of files (binary).")
    if url is not None and not (_is_text(url) or pa.types.is_null(url)):
        raise InputError(f"The column url is {url}: give addresses as text.")


def check_call(operation: str, concurrency: int, options: Mapping[str, Any]) -> None:
    """Raise `InputError` for an operation or options that no row could be sent with."""
    if concurrency < 1:
        raise OptionError(f"concurrency is {concurrency}: give 1 or more.", option="concurrency")
    if "url" in options:
        raise OptionError("url is a column of the table: leave the option out.", option="url")
    given = CallOptions.from_keywords(dict(options))
    check_options(find_operation(operation), given.operation)


@dataclass(slots=True)
class _Run:
    """The rows of one table on their way to the service."""

    table: pa.Table = field(repr=False)
    ids: pa.ChunkedArray = field(repr=False)
    operation: str
    client: OcrClient
    options: Mapping[str, Any] = field(repr=False)
    fatal: OcrError | None = None
    """The first error that concerns every row; no further row is started after it."""

    def rows(self, concurrency: int) -> list[dict[str, Any]]:
        """Recognize all rows, some at a time, and return them in order."""
        count = self.table.num_rows
        if min(concurrency, count) == 1:
            return [self._row(number) for number in range(count)]
        pool = ThreadPoolExecutor(min(concurrency, count), thread_name_prefix="ocr-batch")
        try:
            return list(pool.map(self._row, range(count)))
        finally:
            pool.shutdown(cancel_futures=True)

    def _row(self, number: int) -> dict[str, Any]:
        row: dict[str, Any] = {"id": self.ids[number].as_py(), "attempts": 0}
        if self.fatal is not None:
            return {**row, "status": RETRY, "error_class": type(self.fatal).__name__}
        try:
            found = self.client.call(
                self.operation,
                self._value("image", number),
                url=self._value("url", number),
                **self.options,
            )
        except OcrError as error:
            # The pause after refusals says less than a refusal does.
            if concerns_all(error) and isinstance(self.fatal, AuthenticationPausedError | None):
                self.fatal = error
            return {**row, **_failure(error)}
        except Exception as error:
            # Not foreseen, so it is unknown how far the call came.
            return {**row, "status": LOST, "error_class": type(error).__name__}
        return {
            **row,
            "status": OK,
            "result": found.to_json(),
            "request_id": found.request_id,
            "attempts": found.attempts,
        }

    def _value(self, column: str, number: int) -> Any:
        """Return image or address of a row; only rows in progress are in memory twice."""
        if column not in self.table.column_names:
            return None
        return self.table[column][number].as_py()


def concerns_all(error: OcrError) -> bool:
    """Return whether every other row would get the error as well."""
    untrusted = isinstance(error, ConnectError) and error.retry_safe is False
    return untrusted or isinstance(error, CONCERNS_EVERY_INPUT)


def status_of(error: OcrError) -> Status:
    """Return what an error means for another run: whether to call again, and what it costs."""
    if may_be_billed(error):
        return LOST
    if isinstance(error, ServiceUnavailableError) or concerns_all(error):
        return RETRY
    return RETRY if error.retry_safe else FAILED


def _failure(error: OcrError) -> dict[str, Any]:
    return {
        "status": status_of(error),
        "error_class": type(error).__name__,
        "code": error.code,
        "request_id": error.request_id,
        "attempts": error.attempts,
    }


@contextmanager
def _opened(client: OcrClient | ClientSettings | None) -> Iterator[OcrClient]:
    """Give the client that the caller keeps open, or one of its own."""
    if isinstance(client, OcrClient):
        yield client
        return
    with OcrClient(**(client or {})) as own:
        yield own


def _to_table(rows: list[dict[str, Any]]) -> pa.Table:
    chunks = [
        pa.Table.from_pylist(rows[start : start + _ROWS_OF_A_CHUNK], schema=SCHEMA)
        for start in range(0, len(rows), _ROWS_OF_A_CHUNK)
    ]
    return pa.concat_tables(chunks)


def _column_type(table: pa.Table, name: str) -> pa.DataType | None:
    """Return the type of a column, None if there is none of that name."""
    return table.schema.field(name).type if name in table.column_names else None


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _names(table: pa.Table) -> str:
    return ", ".join(table.column_names) or "no columns"
