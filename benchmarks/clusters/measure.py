"""Benchmark of recognition on Ray and Spark: `make bench-cluster`.

Everything runs on this machine in one run: the emulator in a process of its own, which responds
after a fixed time like the service, and the same rows once through each way. A worker keeps eight
calls in progress, so the rate is limited by waiting and not by computing, as it is against the
service; the ratio to that limit is what counts.
"""

from __future__ import annotations

import argparse
import functools
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Unpack

import pyarrow as pa
from PIL import Image

from ocr_emulator import Emulator
from ocr_wrapper import AkSk, Environment, OcrClient
from ocr_wrapper.batch import read_results, recognize_parts
from ocr_wrapper.batch.cluster.worker import JobKeywords

OPERATION = "recognize_general_text"
REGION = "ap-southeast-1"
LATENCY = 1.0
"""Seconds until the emulator responds; long, so that the machine's speed matters little."""

CONCURRENCY = 8
BATCH = 32
WORKERS = (1, 2)


@dataclass(frozen=True)
class Way:
    """One way to recognize the rows, and how long it took."""

    name: str
    workers: int
    rows: int
    start: float
    """Seconds until the first call: the workers start."""

    seconds: float
    """Seconds from the first call to the end of the last, by the service's clock."""

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.rows / self.seconds

    @property
    def limit(self) -> float:
        """Rows a second if nothing but the service took time."""
        return self.workers * CONCURRENCY / LATENCY


def serve() -> None:
    """Run the emulator until standard input is closed.

    The first line of output is how to reach it. Each line of input is answered with the times of
    the first and the last call, which are then forgotten.
    """
    with Emulator(engine=None, journal_size=100_000) as emulator:
        emulator.faults.latency(LATENCY)
        print(json.dumps(emulator.connection_info()), flush=True)
        for _ in sys.stdin:
            times = [entry.at for entry in emulator.journal.entries(operation=OPERATION)]
            print(json.dumps([min(times), max(times)]), flush=True)
            emulator.journal.clear()


@dataclass(frozen=True)
class Service:
    """The emulator in another process."""

    settings: dict[str, Any]
    process: subprocess.Popen[str]

    def measure(self, name: str, workers: int, rows: int, work: Callable[[str], object]) -> Way:
        """Return how long one way takes, as the service saw it."""
        with tempfile.TemporaryDirectory() as folder:
            began = time.time()
            work(str(Path(folder) / "out"))
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(file=self.process.stdin, flush=True)
        first, last = json.loads(self.process.stdout.readline())
        way = Way(name, workers, rows, first - began, last - first + LATENCY)
        print(f"{name}, {workers}: {way.rate:.1f} rows/s of {way.limit:.0f}", flush=True)
        return way


@contextmanager
def service() -> Iterator[Service]:
    """Start the emulator, and end it with the block."""
    command = [sys.executable, "-m", "benchmarks.clusters.measure", "--serve"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        info = json.loads(process.stdout.readline())
        settings = {
            "region": REGION,
            "credentials": AkSk(info["ak"], info["sk"]),
            "endpoint": info["url"],
            "project_id": info["projects"][REGION],
            "environment": Environment(),
            "trust_env": False,
        }
        yield Service(settings, process)
        process.stdin.close()


def pages(count: int) -> pa.Table:
    """Return a table of images of about 100 KB, as a page of text has at least."""
    file = io.BytesIO()
    Image.frombytes("L", (320, 320), os.urandom(320 * 320)).save(file, "PNG")
    ids = [f"page-{number:06}" for number in range(count)]
    return pa.table({"id": ids, "image": [file.getvalue()] * count})


def plain_loop(table: pa.Table, settings: dict[str, Any], _output: str) -> None:
    """Call the client from as many threads, without tables and files."""
    with OcrClient(**settings) as client, ThreadPoolExecutor(CONCURRENCY) as pool:

        def recognize(number: int) -> str:
            image = table["image"][number].as_py()
            return client.call(OPERATION, image).to_json()

        assert len(list(pool.map(recognize, range(table.num_rows)))) == table.num_rows


def parts(table: pa.Table, settings: dict[str, Any], output: str) -> None:
    """Use the same worker as the engines do, in this process."""
    for _ in recognize_parts(
        [table], OPERATION, output, client=settings, concurrency=CONCURRENCY, batch_size=BATCH
    ):
        pass
    assert read_results(output).num_rows == table.num_rows


class Adapter(Protocol):
    """`recognize` of an engine: rows of its own kind in, rows of that kind out."""

    def __call__(
        self, rows: Any, operation: str, output: str, /, **settings: Unpack[JobKeywords]
    ) -> Any:
        """Return the rows, which are recognized when they are used."""


def with_engine(
    recognize: Adapter, rows: Any, count: int, service: Service, workers: int, output: str
) -> None:
    """Recognize rows with the adapter of an engine, and check that each has a result."""
    found = recognize(
        rows, OPERATION, output, workers=workers, concurrency=CONCURRENCY, batch_size=BATCH,
        client=service.settings,
    )  # fmt: skip
    assert found.count() == count


def on_ray(table: pa.Table, service: Service) -> Iterator[Way]:
    """Measure Ray with each number of actors."""
    import ray
    import ray.data

    from ocr_wrapper.batch.ray import recognize

    ray.init(address="local", num_cpus=8, include_dashboard=False, log_to_driver=False)
    for workers in WORKERS:
        # Blocks of a few parts: a block is what Ray gives to an actor at a time.
        dataset = ray.data.from_arrow(table).repartition(table.num_rows // (2 * BATCH))
        work = functools.partial(with_engine, recognize, dataset, table.num_rows, service, workers)
        yield service.measure("Ray", workers, table.num_rows, work)
    ray.shutdown()


def on_spark(table: pa.Table, service: Service) -> Iterator[Way]:
    """Measure Spark with each number of tasks."""
    from pyspark.sql import SparkSession

    from ocr_wrapper.batch.spark import recognize

    session = (
        SparkSession.builder.master(f"local[{max(WORKERS)}]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.log.level", "OFF")
        .getOrCreate()
    )
    frame = session.createDataFrame(table)
    for workers in WORKERS:
        work = functools.partial(with_engine, recognize, frame, table.num_rows, service, workers)
        yield service.measure("Spark", workers, table.num_rows, work)
    session.stop()


def report(ways: list[Way]) -> str:
    """Return the measurements as a table of Markdown."""
    lines = [
        "| way | workers | rows/s | of what the service allows | seconds to the first call |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {way.name} | {way.workers} | {way.rate:.1f} | {way.rate / way.limit:.0%} | "
        f"{way.start:.0f} |"
        for way in ways
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure every way and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", action="store_true", help="run the emulator")
    parser.add_argument("--rows", type=int, default=256)
    given = parser.parse_args()
    if given.serve:
        serve()
        return
    table = pages(given.rows)
    with service() as served:
        threads = functools.partial(plain_loop, table, served.settings)
        files = functools.partial(parts, table, served.settings)
        ways = [
            served.measure("threads, without files", 1, given.rows, threads),
            served.measure("`recognize_parts`", 1, given.rows, files),
            *on_ray(table, served),
            *on_spark(table, served),
        ]
    print(f"\n{given.rows} rows, {LATENCY} s a call, {CONCURRENCY} calls at a time in a worker\n")
    print(report(ways))


if __name__ == "__main__":
    main()
