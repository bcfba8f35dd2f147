"""Display of a run: an estimate first, then how far each part is and about how long the rest takes.

The estimate is what the parts took where they were written, scaled by how long this machine takes
for one page, and then by how long the parts that ended took.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Mapping

from benchmarks.accuracy.runs.processes import Ended, Step

SAMPLE_SECONDS = 3.0
"""Seconds that the sample page took on the machine on which the parts were measured."""
_PAUSE = 60.0
"""Seconds between lines of progress in a file."""


def slowness() -> float:
    """Return how many times longer than there this machine takes for a page, as busy as it is."""
    from benchmarks.accuracy.drawn.layouts import letter
    from ocr_emulator.engine.rapid import RapidEngine

    engine, page = RapidEngine(threads=1), letter(random.Random(1)).image
    engine.read(page.crop((0, 0, 64, 64)), orient=False)
    start = time.monotonic()
    engine.read(page, orient=False)
    return (time.monotonic() - start) / SAMPLE_SECONDS


def duration(seconds: float) -> str:
    """Return a duration as people say it."""
    minutes = round(seconds / 60)
    if minutes < 2:
        return f"{max(round(seconds), 1)} s"
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02} min"


class Display:
    """Write the progress of parts to standard error.

    On a terminal it is one line that changes, else a new one every minute.
    """

    def __init__(self, seconds: Mapping[str, float], jobs: int) -> None:
        self._expected = dict(seconds)
        """Expected seconds of each part that has not ended."""
        self._parts, self._jobs = len(seconds), jobs
        self._spent = self._planned = 0.0
        self._started: dict[str, float] = {}
        self._latest: dict[str, Step] = {}
        self._changing = sys.stderr.isatty()
        self._written = time.monotonic()

    def left(self) -> float:
        """Return about how many seconds are left."""
        # What the parts that ended took says more than the estimate.
        factor = self._spent / self._planned if self._planned else 1.0
        now = time.monotonic()
        parts = [
            max(factor * seconds - (now - self._started.get(name, now)), 0.0)
            for name, seconds in self._expected.items()
        ]
        return max(max(parts, default=0.0), sum(parts) / self._jobs)

    def show(self, event: Step | Ended) -> None:
        """Show what happened."""
        if isinstance(event, Step):
            self._started.setdefault(event.part, time.monotonic())
            self._latest[event.part] = event
            if self._changing or time.monotonic() - self._written >= _PAUSE:
                steps = self._latest.values()
                parts = "; ".join(f"{s.part}: {s.name} {s.done}/{s.total}" for s in steps)
                self._write(f"{parts}; about {duration(self.left())} left", stays=False)
            return
        self._planned += self._expected.pop(event.part, 0.0)
        self._spent += event.seconds
        self._latest.pop(event.part, None)
        done = f"{self._parts - len(self._expected)} of {self._parts} parts"
        state = "failed" if event.error else "done"
        rest = f", about {duration(self.left())} left" if self._expected else ""
        self._write(f"{event.part} {state} after {duration(event.seconds)}; {done}{rest}")

    def _write(self, text: str, *, stays: bool = True) -> None:
        """Write a line; on a terminal the next one takes its place unless it stays."""
        self._written = time.monotonic()
        if self._changing:
            print(f"\r{text[:100]:<100}", end="\n" if stays else "", file=sys.stderr, flush=True)
        else:
            print(text, file=sys.stderr, flush=True)
