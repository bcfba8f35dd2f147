"""Watchdog timer: ends a worker process that works on one stage of a task for too long.

On a busy machine a process may get a core for a part of the time alone. Only the seconds in which
it computes count against a limit, so that sound images are not refused there; a process that
computes nothing at all is ended later, after some times the limit.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from ocr_emulator.workers.limits import Limits

_LEAST = 0.5
"""Seconds until the next look, at the least: no limit is exact to that."""


class WorkerError(Exception):
    """Raised when a worker process ended before its task was done."""


class TimeLimitError(WorkerError):
    """Raised when a stage of a task took more seconds than its limit."""

    def __init__(self, stage: str, seconds: float) -> None:
        super().__init__(f"{stage} took more than {seconds:g} s")
        self.stage = stage
        self.seconds = seconds


class Timer(Protocol):
    """What the watchdog needs of `threading.Timer`."""

    def start(self) -> None:
        """Begin to count."""

    def cancel(self) -> None:
        """Stop counting."""


TimerFactory = Callable[[float, Callable[[], None]], Timer]
ThreadSeconds = Mapping[int, float]
"""CPU seconds of each thread of a process, by its number."""


class Watched(Protocol):
    """A process that computes and can be ended."""

    def kill(self) -> None:
        """End it now."""

    def thread_seconds(self) -> ThreadSeconds | None:
        """Return the CPU seconds of its threads; None where the system does not tell."""


def thread_timer(seconds: float, expire: Callable[[], None]) -> Timer:
    """Return a timer that expires in a thread of its own."""
    timer = threading.Timer(seconds, expire)
    timer.daemon = True
    return timer


def thread_seconds(pid: int) -> ThreadSeconds | None:
    """Return the CPU seconds of the threads of a process; None where the system does not tell."""
    if sys.platform != "linux":
        return None
    ticks, found = os.sysconf("SC_CLK_TCK"), dict[int, float]()
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            # The name of a thread, in parentheses, may contain blanks.
            fields = (task / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            found[int(task.name)] = (int(fields[11]) + int(fields[12])) / ticks
    except (OSError, ValueError, IndexError):
        # The process, or one of its threads, ended meanwhile.
        return found or None
    return found


class Watchdog:
    """Kill a process when a stage exceeds its seconds."""

    def __init__(self, limits: Limits, process: Watched, timer: TimerFactory) -> None:
        self._limits = limits
        self._process = process
        self._make_timer = timer
        self._timer: Timer | None = None
        self._lock = threading.Lock()
        self.expired: TimeLimitError | None = None

    def begin(self, stage: str) -> None:
        """Start the seconds of a stage; those of the stage before end."""
        self._cancel()
        error = TimeLimitError(stage, self._limits.seconds(stage))
        before = self._process.thread_seconds()
        with self._lock:
            self._wait(error, before, error.seconds, 0.0)

    def _wait(
        self, error: TimeLimitError, before: ThreadSeconds | None, seconds: float, waited: float
    ) -> None:
        """Look after some seconds how much the process computed; the caller holds the lock."""
        timer: Timer

        def expire() -> None:
            passed = waited + seconds
            rest = self._rest(error.seconds, before, passed)
            with self._lock:
                if self._timer is not timer:
                    return
                if rest > 0:
                    self._wait(error, before, rest, passed)
                else:
                    self.expired = error
                    self._process.kill()

        timer = self._timer = self._make_timer(seconds, expire)
        timer.start()

    def _rest(self, limit: float, before: ThreadSeconds | None, passed: float) -> float:
        """Return how many seconds the process has left; 0 when its time is over."""
        now = self._process.thread_seconds()
        longest = limit * self._limits.patience
        if before is None or now is None or passed >= longest:
            return 0.0
        # The busiest thread, because two of them compute as much in half of the time.
        used = max((spent - before.get(thread, 0.0) for thread, spent in now.items()), default=0.0)
        rest = limit - used
        return min(max(rest, _LEAST), longest - passed) if rest > _LEAST / 2 else 0.0

    def _cancel(self) -> None:
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = None

    def __enter__(self) -> Watchdog:
        return self

    def __exit__(self, *exception: object) -> None:
        self._cancel()
