"""Memory of the emulator's processes while it reads many different images.

    python -m benchmarks.recognition.memory [--images 500]

Two callers send drawn pages of many sizes. The highest value between two images counts, not only
what is left after one. Writes `memory.svg` and needs Linux.
"""

from __future__ import annotations

import argparse
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

from benchmarks.accuracy.compare.plots import plot_lines
from benchmarks.accuracy.progress import Progress
from benchmarks.recognition.pages import mixture
from benchmarks.recognition.server import Server, running

_MB = 1 << 20
_INTERVAL = 0.1  # seconds between two samples
CALLERS = 2
POINTS = 20  # of the printed curve


class Sampler:
    """Sample the memory of a server in a thread; keeps the highest value."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._ended = threading.Event()
        self._highest = 0
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Sampler:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(_INTERVAL):
            self._highest = max(self._highest, self._server.memory())

    def take(self) -> int:
        """Return the highest value since the last time."""
        highest, self._highest = self._highest, 0
        return highest


def measure(count: int, seed: int, folder: Path) -> None:
    """Print and draw the curve."""
    highest: list[tuple[float, float]] = []
    resting: list[tuple[float, float]] = []
    with (
        running() as server,
        server.client() as client,
        Sampler(server) as sampler,
        ThreadPoolExecutor(CALLERS) as callers,
        Progress("images", count) as progress,
    ):
        start = server.memory()
        pages = mixture(count, seed)
        for number in range(0, count, CALLERS):
            pair = islice(pages, min(CALLERS, count - number))
            calls = [callers.submit(client.recognize_general_text, data) for data in pair]
            for call in calls:
                call.result()
                progress.step()
            done = float(number + len(calls))
            highest.append((done, max(sampler.take(), server.memory()) / _MB))
            resting.append((done, server.memory() / _MB))
    print("| images read | highest, MB | between images, MB |\n|---|---|---|")
    print(f"| 0 | {start / _MB:.0f} | {start / _MB:.0f} |")
    step = max(1, len(highest) // POINTS)
    for first in range(0, len(highest), step):
        part = highest[first : first + step]
        last = resting[min(first + step, len(resting)) - 1]
        print(f"| {last[0]:.0f} | {max(size for _, size in part):.0f} | {last[1]:.0f} |")
    print(f"\nHighest of all: {max(size for _, size in highest):.0f} MB.")
    lines = {"highest": highest, "between images": resting}
    axes = ("images read", "memory of all processes, MB")
    plot_lines(folder, "memory", "Memory of the emulator", axes, lines)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description="Measure the memory of the emulator.")
    parser.add_argument("--images", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, default=Path("out/recognition"))
    chosen = parser.parse_args()
    if not sys.platform.startswith("linux"):
        parser.error("memory of processes is read from /proc, which only Linux has")
    measure(chosen.images, chosen.seed, chosen.output)


if __name__ == "__main__":
    main()
