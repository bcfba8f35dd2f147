"""The emulator's clock: real time plus a shift, or standing still.

Signatures, tokens, quotas and lock-outs are all about time. A test that had to wait five
minutes for a lock-out to end would not be written; a test that moves the clock is.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import formatdate

__all__ = ["Clock", "compact", "http_date", "parse_compact"]

_COMPACT = "%Y%m%dT%H%M%SZ"


def compact(moment: float) -> str:
    """Write a moment (seconds since 1970) as the signature's `yyyyMMddTHHmmssZ`."""
    return datetime.fromtimestamp(moment, UTC).strftime(_COMPACT)


def parse_compact(text: str) -> float | None:
    """Read `yyyyMMddTHHmmssZ`; None when the text is anything else."""
    # strptime takes one digit where two belong, so the length is checked first.
    if len(text) != 16:
        return None
    try:
        return datetime.strptime(text, _COMPACT).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None


def http_date(moment: float) -> str:
    """Write a moment as the HTTP `Date` and `Retry-After` headers want it."""
    return formatdate(moment, usegmt=True)


class Clock:
    """Tell the time, and let a test move it.

    All moments are seconds since 1970 (UTC). Safe to move from one thread while the
    server reads it in another.
    """

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._shift = 0.0
        self._frozen: float | None = None

    def __repr__(self) -> str:
        return f"<Clock {compact(self.now())}{' frozen' if self.frozen else ''}>"

    @property
    def frozen(self) -> bool:
        """Whether the clock stands still."""
        return self._frozen is not None

    @property
    def shift(self) -> float:
        """How many seconds the clock is ahead of real time (negative: behind)."""
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
        """Move the clock by so many seconds (negative: back) and return the new time."""
        with self._lock:
            if self._frozen is not None:
                self._frozen += seconds
                return self._frozen
            self._shift += seconds
            return self._source() + self._shift

    def set(self, moment: float | datetime) -> float:
        """Move the clock to a moment; it goes on from there unless it is frozen."""
        if isinstance(moment, datetime):
            if moment.tzinfo is None:
                raise ValueError("the moment has no time zone; give datetime(…, tzinfo=UTC)")
            moment = moment.timestamp()
        with self._lock:
            if self._frozen is not None:
                self._frozen = float(moment)
            else:
                self._shift = float(moment) - self._source()
        return float(moment)

    def freeze(self) -> float:
        """Stop the clock where it stands and return that moment."""
        with self._lock:
            if self._frozen is None:
                self._frozen = self._source() + self._shift
            return self._frozen

    def resume(self) -> None:
        """Let a frozen clock go on from where it stands."""
        with self._lock:
            if self._frozen is not None:
                self._shift = self._frozen - self._source()
                self._frozen = None

    def reset(self) -> None:
        """Go back to real time."""
        with self._lock:
            self._shift = 0.0
            self._frozen = None
