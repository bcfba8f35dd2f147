"""Movable clock: real time plus a shift, or frozen.

Signatures, tokens, quotas and lock-outs depend on time. No test can wait five
minutes for a lock-out to end; a test that moves the clock takes no time at all.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime
from email.utils import formatdate

from ocr_emulator.contract import checks

LATEST = 221_845_392_000.0
"""Start of the year 9000: every date that follows from a moment before it can be written."""


def check_moment(moment: object) -> float:
    """Return a moment from 1970 to the year 9000; raises `ValueError` for anything else."""
    return checks.number("the time", moment, 0.0, LATEST)


def http_date(moment: float) -> str:
    """Format a moment (seconds since 1970) for the HTTP headers `Date` and `Retry-After`."""
    return formatdate(moment, usegmt=True)


class Clock:
    """Read the time, and let a test move it.

    All moments are seconds since 1970 (UTC). Safe to move from one thread while the
    server reads it in another.
    """

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._shift = 0.0
        self._frozen: float | None = None

    def __repr__(self) -> str:
        return f"<Clock {http_date(self.now())}{' frozen' if self.frozen else ''}>"

    @property
    def frozen(self) -> bool:
        """Whether the clock is frozen."""
        return self._frozen is not None

    @property
    def shift(self) -> float:
        """Seconds that the clock is ahead of real time (negative: behind)."""
        with self._lock:
            if self._frozen is not None:
                return self._frozen - self._source()
            return self._shift

    def now(self) -> float:
        """Return the emulator's time."""
        with self._lock:
            if self._frozen is not None:
                return self._frozen
            return self._source() + self._shift

    def advance(self, seconds: float) -> float:
        """Move the clock by so many seconds (negative: back) and return the new time.

        Raises `ValueError` for a time outside the years 1970 to 9000.
        """
        with self._lock:
            if self._frozen is not None:
                self._frozen = check_moment(self._frozen + seconds)
                return self._frozen
            moment = check_moment(self._source() + self._shift + seconds)
            self._shift += seconds
            return moment

    def set(self, moment: float | datetime) -> float:
        """Set the clock to a moment; it continues from there unless it is frozen.

        Raises `ValueError` for a time outside the years 1970 to 9000.
        """
        if isinstance(moment, datetime):
            if moment.tzinfo is None:
                raise ValueError("the moment has no time zone; give datetime(…, tzinfo=UTC)")
            moment = moment.timestamp()
        moment = check_moment(moment)
        with self._lock:
            if self._frozen is not None:
                self._frozen = moment
            else:
                self._shift = moment - self._source()
        return moment

    def freeze(self) -> float:
        """Stop the clock at its present time and return it."""
        with self._lock:
            if self._frozen is None:
                self._frozen = self._source() + self._shift
            return self._frozen

    def resume(self) -> None:
        """Let a frozen clock continue from the time it shows."""
        with self._lock:
            if self._frozen is not None:
                self._shift = self._frozen - self._source()
                self._frozen = None

    def reset(self) -> None:
        """Go back to real time."""
        with self._lock:
            self._shift = 0.0
            self._frozen = None
