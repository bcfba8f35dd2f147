"""Progress bar on a terminal, for measurements that take minutes."""

from __future__ import annotations

import sys
import time


class Progress:
    """Show how many of the pages are done, and how long the rest may take."""

    def __init__(self, name: str, total: int) -> None:
        self._name, self._total = name, total
        self._done = 0
        self._start = time.monotonic()
        self._shown = sys.stderr.isatty()

    def __enter__(self) -> Progress:
        return self

    def step(self) -> None:
        """Count one page."""
        self._done += 1
        if self._shown:
            left = (time.monotonic() - self._start) / self._done * (self._total - self._done)
            text = f"{self._name}: {self._done} of {self._total}, about {left:.0f} s left"
            print(f"\r{text:<70}", end="", file=sys.stderr, flush=True)

    def __exit__(self, *exception: object) -> None:
        if self._shown:
            print(f"\r{'':<70}\r", end="", file=sys.stderr, flush=True)
