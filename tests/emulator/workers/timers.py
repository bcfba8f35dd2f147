"""A timer that expires when the test says so."""

from __future__ import annotations

import queue
from collections.abc import Callable


class ManualTimer:
    """Never expires by itself; `expire` is what a real timer calls."""

    def __init__(self, seconds: float, expire: Callable[[], None]) -> None:
        self.seconds = seconds
        self.expire = expire
        self.cancelled = False

    def start(self) -> None:
        """Begin to count, which means nothing here."""

    def cancel(self) -> None:
        self.cancelled = True


class Timers:
    """Make manual timers and hand them to the test in the order of the stages."""

    def __init__(self) -> None:
        self._made: queue.Queue[ManualTimer] = queue.Queue()

    def __call__(self, seconds: float, expire: Callable[[], None]) -> ManualTimer:
        timer = ManualTimer(seconds, expire)
        self._made.put(timer)
        return timer

    def of(self, seconds: float) -> ManualTimer:
        """Wait for the next timer of so many seconds; timers of other stages are skipped."""
        while True:
            timer = self._made.get(timeout=60)
            if timer.seconds == seconds:
                return timer
