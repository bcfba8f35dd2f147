"""Progress of measurements that take minutes: a bar on a terminal, or messages to a listener."""

from __future__ import annotations

import sys
import time
from typing import Protocol


class Listener(Protocol):
    """What is told how far a measurement is."""

    def __call__(self, title: str, done: int, total: int, /) -> object:
        """Take the number of images that are done."""


_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Tell this function about all further progress of the process, instead of the terminal."""
    _listeners[:] = [listener]


class Progress:
    """Show how many of the pages are done, and how long the rest may take."""

    def __init__(self, name: str, total: int) -> None:
        self._name, self._total = name, total
        self._done = 0
        self._start = time.monotonic()
        self._shown = sys.stderr.isatty() and not _listeners

    def __enter__(self) -> Progress:
        return self

    def step(self) -> None:
        """Count one page."""
        self._done += 1
        for listener in _listeners:
            listener(self._name, self._done, self._total)
        if self._shown:
            left = (time.monotonic() - self._start) / self._done * (self._total - self._done)
            text = f"{self._name}: {self._done} of {self._total}, about {left:.0f} s left"
            print(f"\r{text:<70}", end="", file=sys.stderr, flush=True)

    def __exit__(self, *exception: object) -> None:
        if self._shown:
            print(f"\r{'':<70}\r", end="", file=sys.stderr, flush=True)
