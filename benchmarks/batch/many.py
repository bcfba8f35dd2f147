"""Memory and rate of `recognize_many` over many inputs, and what its journal costs.

`python -m benchmarks.batch.many` prints a table; `--inputs` sets how many. The server responds at
once, so that the rates are those of the client alone.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import images
from benchmarks.clients.measure import memory
from benchmarks.run import sink
from benchmarks.sink import PROJECT
from ocr_wrapper import AkSk, AsyncOcrClient, Environment, OcrClient
from ocr_wrapper.batch import JournalCheckpoint

OPERATION = "recognize_passport"
JOBS = 8
JOURNALED = 2_000
"""Inputs of the measurement with a journal, which writes to the disk for each."""


@dataclass
class Row:
    """Figures after a part of the inputs."""

    done: int
    resident: int
    """Bytes."""
    outstanding: int
    """Most inputs in progress at a time."""
    seconds: float


class Meter:
    """Collects a row after each tenth of the inputs."""

    def __init__(self, inputs: int) -> None:
        self._step = max(1, inputs // 10)
        self._started = time.perf_counter()
        self._done = self._most = 0
        self.rows: list[Row] = []

    def count(self, batch: Any) -> None:
        """Count one item."""
        self._done += 1
        self._most = max(self._most, batch.outstanding)
        if self._done % self._step == 0:
            seconds = time.perf_counter() - self._started
            self.rows.append(Row(self._done, memory()[0], self._most, seconds))


def copies(image: bytes, count: int) -> Iterator[bytes]:
    """Yield so many inputs, each an object of its own that the window has to release."""
    for number in range(count):
        yield image + number.to_bytes(4, "big")


def _settings(url: str) -> dict[str, Any]:
    return {
        "region": "ap-southeast-1",
        "endpoint": url,
        "credentials": AkSk("ak", "sk"),
        "project_id": PROJECT,
        "environment": Environment(),
    }


def threads(url: str, image: bytes, count: int, checkpoint: Any = None) -> list[Row]:
    """Measure the blocking client."""
    meter = Meter(count)
    with OcrClient(**_settings(url)) as client:
        inputs = copies(image, count)
        many = client.recognize_many(OPERATION, inputs, jobs=JOBS, checkpoint=checkpoint)
        with many as batch:
            for item in batch:
                item.unwrap()
                meter.count(batch)
    return meter.rows


def tasks(url: str, image: bytes, count: int) -> list[Row]:
    """Measure the asynchronous client."""
    meter = Meter(count)

    async def run() -> None:
        async with AsyncOcrClient(**_settings(url)) as client:
            many = client.recognize_many(OPERATION, copies(image, count), jobs=JOBS)
            async with many as batch:
                async for item in batch:
                    item.unwrap()
                    meter.count(batch)

    asyncio.run(run())
    return meter.rows


def _print(name: str, rows: list[Row]) -> None:
    print(f"\n{name}\n{'inputs':>10} {'resident MiB':>13} {'in progress':>12} {'a second':>9}")
    for row in rows:
        rate = row.done / row.seconds
        mebibytes = row.resident / 2**20
        print(f"{row.done:>10,} {mebibytes:>13.1f} {row.outstanding:>12} {rate:>9.0f}")
    growth = rows[-1].resident - rows[len(rows) // 5].resident
    print(f"growth from {rows[len(rows) // 5].done:,} on: {growth / 2**20:+.1f} MiB")


def _journal_cost(url: str, image: bytes, folder: Path) -> None:
    plain = threads(url, image, JOURNALED)[-1].seconds / JOURNALED
    with JournalCheckpoint(folder / "journal", _discard) as checkpoint:
        journaled = threads(url, image, JOURNALED, checkpoint)[-1].seconds / JOURNALED
    size = sum(path.stat().st_size for path in folder.glob("journal*")) / JOURNALED
    print(f"\nwithout a journal {plain * 1e3:.2f} ms a call, with it {journaled * 1e3:.2f} ms;")
    print(f"the journal has {size:.0f} bytes for each call")


def _discard(item: object) -> None:
    """Save nothing: only the journal is measured."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    count = parser.parse_args().inputs
    with tempfile.TemporaryDirectory() as name, sink(dict(os.environ)) as addresses:  # noqa: TID251
        folder = Path(name)
        images.write(folder / "small.jpg", images.SMALL)
        image = (folder / "small.jpg").read_bytes()
        measured: dict[str, Callable[[str, bytes, int], list[Row]]] = {
            "OcrClient.recognize_many": threads,
            "AsyncOcrClient.recognize_many": tasks,
        }
        for title, measure in measured.items():
            _print(f"{title}, {JOBS} calls at a time", measure(addresses["plain"], image, count))
        _journal_cost(addresses["plain"], image, folder)


if __name__ == "__main__":
    main()
