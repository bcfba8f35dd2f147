"""Adapter for Ray Data: recognize the rows of a dataset with a pool of actors.

Each actor has one client for all its batches. Ray replaces an actor that dies and gives its batches
to others; what they find in the output folder they do not call again.
"""

from __future__ import annotations

import os
from typing import Unpack

try:
    import ray.data
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        f"This adapter needs {(error.name or '').split('.')[0]}, which is not installed: "
        'run pip install "ocr-wrapper[ray]".',
        name=error.name,
    ) from None
import pyarrow as pa

from ocr_wrapper.batch.cluster.parts import PartsFolder
from ocr_wrapper.batch.cluster.worker import Job, JobKeywords, prepare
from ocr_wrapper.batch.table import SCHEMA, ids_of


def recognize(
    dataset: ray.data.Dataset,
    operation: str,
    output: str | os.PathLike[str],
    *,
    num_cpus: float = 0.25,
    **settings: Unpack[JobKeywords],
) -> ray.data.Dataset:
    """Return a dataset with the results of the rows that the output folder does not hold yet.

    As every dataset it is lazy: calls are made when it is consumed, for example with `count()`.
    Consuming it twice makes no call twice, because the parts in the folder are found.
    `read_results(output)` returns the results of all runs.

    Args:
        dataset: Rows with `id` and `image` or `url`, as in `recognize_batch`.
        operation: The operation of all rows.
        output: The folder of the results, which all machines can write: a shared path, or a URI of
            pyarrow such as `s3://bucket/results`.
        num_cpus: CPUs that Ray reserves for an actor, which mostly waits for responses.
        **settings: `workers` (actors; 1 if not given), `calls_per_minute`, `concurrency`,
            `batch_size`, `client` and `options`, as in `ocr_wrapper.batch.cluster.worker.Job`.

    Raises:
        InputError: Operation or options that cannot be used.
        ConfigurationError: Settings that cannot work, or a folder with results of something else.
    """
    job = prepare(operation, output, settings)
    done = PartsFolder(job.output).ids().combine_chunks()
    return dataset.map_batches(
        RecognizeActor,
        fn_constructor_args=(job, done),
        batch_format="pyarrow",
        batch_size=job.batch_size,
        zero_copy_batch=True,
        compute=ray.data.ActorPoolStrategy(size=job.workers),
        num_cpus=num_cpus,
    )


class RecognizeActor:
    """Recognize batches in one actor, with one client."""

    def __init__(self, job: Job, done: pa.Array) -> None:
        """Open the client; credentials that are not given come from this machine."""
        self._worker = job.open()
        # A set is built once; Arrow would build a table of all ids for every batch.
        self._done = frozenset(done.to_pylist())

    def __call__(self, batch: pa.Table) -> pa.Table:
        """Return the results of a batch, without the rows that were done before this run."""
        if not batch.num_columns:
            return SCHEMA.empty_table()
        if self._done:
            ids = ids_of(batch).to_pylist()
            batch = batch.filter(pa.array([one not in self._done for one in ids], pa.bool_()))
        return self._worker.process(batch)

    def __del__(self) -> None:
        worker = getattr(self, "_worker", None)
        if worker is not None:
            worker.close()
