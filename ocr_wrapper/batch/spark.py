"""Adapter for Spark: recognize the rows of a DataFrame with `mapInArrow`.

Each task has one client for all its rows. Spark starts a failed task again from its first row; rows
whose results are in the output folder by then are not called again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, Unpack

try:
    from pyspark.sql import DataFrame
    from pyspark.sql.functions import broadcast, col
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        f"This adapter needs {(error.name or '').split('.')[0]}, which is not installed: "
        'run pip install "ocr-wrapper[spark]".',
        name=error.name,
    ) from None
import pyarrow as pa

from ocr_wrapper.batch.cluster.worker import Job, JobKeywords, prepare
from ocr_wrapper.errors import ConfigurationError

SCHEMA = (
    "id string, status string, result string, error_class string, code string, request_id string, "
    "attempts int"
)
"""Columns of the results, as Spark writes a schema."""


def recognize(
    frame: DataFrame,
    operation: str,
    output: str | os.PathLike[str],
    **settings: Unpack[JobKeywords],
) -> DataFrame:
    """Return a frame with the results of the rows that the output folder does not hold yet.

    As every frame it is lazy: calls are made by an action, for example `count()`. A second action
    makes no call twice, because the parts in the folder are found. `read_results(output)` returns
    the results of all runs.

    Args:
        frame: Rows with `id` and `image` or `url`, as in `recognize_batch`.
        operation: The operation of all rows.
        output: The folder of the results, which all machines can write: a shared path, or a URI
            that pyarrow and Spark both know.
        **settings: `workers` (tasks at the same time, 1 if not given; the frame is coalesced to so
            many partitions), `calls_per_minute`, `concurrency`, `batch_size`, `client` and
            `options`, as in `ocr_wrapper.batch.cluster.worker.Job`.

    Raises:
        InputError: Operation or options that cannot be used.
        ConfigurationError: Settings that cannot work, speculative execution among them, or a folder
            with results of something else.
    """
    session = frame.sparkSession
    if str(session.conf.get("spark.speculation", "false")).lower() == "true":
        raise ConfigurationError(
            "spark.speculation is on: Spark would run slow tasks twice at the same time, and every "
            "call of them would be billed twice. Turn it off for this job."
        )
    job = prepare(operation, output, settings)
    done = session.read.schema(SCHEMA).parquet(job.output).select("id")
    columns = [name for name in ("id", "image", "url") if name in frame.columns]
    # Broadcast, so that no image is sent to another machine for the comparison of ids.
    left = frame.select(*columns).withColumn("id", col("id").cast("string"))
    left = left.join(broadcast(done), "id", "left_anti").coalesce(job.workers)
    return left.mapInArrow(_task(job), SCHEMA)


def _task(job: Job) -> Any:
    """Return the function of one task, which gets the rows of a partition in Arrow batches."""

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        with job.open() as worker:
            for batch in batches:
                yield from worker.process(pa.Table.from_batches([batch])).to_batches()

    return run
