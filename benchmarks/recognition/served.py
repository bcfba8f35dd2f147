"""Images a second: the emulator beside bare loops of the engine, as many at once as cores.

    python -m benchmarks.recognition.served [--rounds 5] [--images 8]

Both sides read the same receipts by turns, so that what else the machine does hits both. CPU
seconds an image hardly depend on it at all.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from PIL import Image

from benchmarks.accuracy.compare.readers import TUNING
from benchmarks.recognition.pages import receipts
from benchmarks.recognition.server import Server, running

_reader: Callable[[Image.Image], Any] | None = None


@dataclass
class Side:
    """Figures of one side, a value for each round."""

    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def row(self, name: str, ideal: Side) -> str:
        """Return a row of the table."""
        ratio = median(a / b for a, b in zip(self.rates, ideal.rates, strict=True))
        spent = median(a / b for a, b in zip(self.cpu, ideal.cpu, strict=True))
        return (
            f"| {name} | {median(self.rates):.2f} | {ratio:.2f} "
            f"| {median(self.cpu):.2f} | {spent:.2f} |"
        )


def _load(raw: bool) -> None:
    """Load an engine with one thread in a process of a loop."""
    global _reader  # noqa: PLW0603 - the only state that a process of an executor can keep
    if raw:
        import numpy as np

        from benchmarks.accuracy.compare.readers import raw_engine

        engine = raw_engine(TUNING)
        _reader = lambda image: engine(np.asarray(image)[:, :, ::-1])  # noqa: E731
    else:
        from ocr_emulator.engine.rapid import RapidEngine

        reading = RapidEngine(threads=1)
        _reader = lambda image: reading.read(image, orient=False, mixed=True)  # noqa: E731


def _read(data: bytes) -> float:
    """Read an image; returns the CPU seconds."""
    start = time.process_time()
    if _reader is None:
        raise RuntimeError("the process has no engine")
    _reader(Image.open(io.BytesIO(data)).convert("RGB"))
    return time.process_time() - start


def _loop(pool: ProcessPoolExecutor, side: Side, images: Sequence[bytes]) -> None:
    start = time.monotonic()
    spent = list(pool.map(_read, images))
    side.rates.append(len(images) / (time.monotonic() - start))
    side.cpu.append(sum(spent) / len(images))


def _served(server: Server, pool: ThreadPoolExecutor, side: Side, images: Sequence[bytes]) -> None:
    with server.client() as client:
        before, start = server.cpu(), time.monotonic()
        for done in [pool.submit(client.recognize_general_text, data) for data in images]:
            done.result()
        side.rates.append(len(images) / (time.monotonic() - start))
        side.cpu.append((server.cpu() - before) / len(images))


def measure(rounds: int, count: int, seed: int) -> None:
    """Print images a second and CPU seconds an image of each side."""
    cores, images = os.cpu_count() or 1, receipts(count, seed)
    context = multiprocessing.get_context("spawn")
    raw, bare, served = Side(), Side(), Side()
    with (
        ProcessPoolExecutor(cores, context, _load, (True,)) as raws,
        ProcessPoolExecutor(cores, context, _load, (False,)) as bares,
        running() as server,
        ThreadPoolExecutor(2 * cores) as callers,
    ):
        for pool in (raws, bares):
            list(pool.map(_read, images[:cores]))
        _served(server, callers, Side(), images[:cores])
        for number in range(rounds):
            _loop(raws, raw, images)
            _loop(bares, bare, images)
            _served(server, callers, served, images)
            print(f"round {number + 1} of {rounds} done", file=sys.stderr, flush=True)
    print(f"{rounds} rounds of {count} receipts, {cores} at a time, one engine thread each.\n")
    print("| | images a second | ratio | CPU s an image | ratio |\n|---|---|---|---|---|")
    print(bare.row("loop over the emulator's reading, no server", bare))
    print(raw.row("loop over RapidOCR with tuned settings", bare))
    print(served.row("served by the emulator", bare))


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description="Measure images a second, served and in a loop.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--images", type=int, default=8, help="receipts a round and side")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    measure(chosen.rounds, chosen.images, chosen.seed)


if __name__ == "__main__":
    main()
