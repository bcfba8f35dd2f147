"""Hold back calls before the service has to.

The vendor throttles per account and minute (``limit:N,time:1 minute`` in APIG.0308). One limiter
may be shared by any number of clients, threads and tasks; it learns N from the first refusal.
"""

from __future__ import annotations

import re
import threading
from collections import deque

from ocr_wrapper.concurrency import Waiter, register_at_fork
from ocr_wrapper.errors import ConfigurationError, OcrError, RateLimitError

WINDOW = 60.0
"""Seconds over which the vendor counts."""

_LIMIT = re.compile(r"limit\s*:\s*(\d{1,7})\s*,\s*time\s*:\s*1\s*minute", re.IGNORECASE)


class RateLimiter:
    """Limit calls per minute and calls at a time; None is no limit.

    Any 60 seconds hold at most ``calls_per_minute`` calls, and a pause does not add up to more
    later. With ``learn`` a refusal that names the limit sets it, if it is lower than the one set.
    """

    def __init__(
        self,
        calls_per_minute: int | None = None,
        concurrency: int | None = None,
        *,
        learn: bool = True,
    ) -> None:
        """Raise `ConfigurationError` for a limit below 1."""
        for name, limit in (("calls_per_minute", calls_per_minute), ("concurrency", concurrency)):
            if limit is not None and limit < 1:
                raise ConfigurationError(f"{name} is {limit}: give 1 or more, or None.")
        self._per_minute = calls_per_minute
        self._concurrency = concurrency
        self._learn = learn
        self._lock = threading.Lock()
        self._running = 0
        self._queue: deque[Waiter] = deque()
        self._granted: deque[float] = deque()
        register_at_fork(self)

    def after_fork(self) -> None:
        """Forget the calls that run in the parent, but not those that it has made."""
        self._lock = threading.Lock()
        self._running = 0
        self._queue.clear()

    @property
    def calls_per_minute(self) -> int | None:
        """The limit in force, given or learned."""
        return self._per_minute

    def enter(self, waiter: Waiter | None = None) -> Waiter | None:
        """Take a place among the running calls, or get a waiter that is woken for the next try.

        Pass the waiter of the last try, so that its place in the queue is not lost.
        """
        with self._lock:
            first = not self._queue or self._queue[0] is waiter
            if self._concurrency is None or (self._running < self._concurrency and first):
                self._running += 1
                if waiter is not None:
                    self._discard(waiter)
                following = self._next()
            else:
                fresh = Waiter()
                if waiter is not None and waiter in self._queue:
                    self._queue[self._queue.index(waiter)] = fresh
                else:
                    self._queue.append(fresh)
                return fresh
        if following is not None:
            following.wake()
        return None

    def _next(self) -> Waiter | None:
        """Return who may try next."""
        if self._concurrency is None or self._running >= self._concurrency:
            return None
        return self._queue[0] if self._queue else None

    def _discard(self, waiter: Waiter) -> None:
        if waiter in self._queue:
            self._queue.remove(waiter)

    def leave(self, waiter: Waiter | None = None) -> None:
        """Give the place back; with a waiter, give up waiting for one instead."""
        with self._lock:
            if waiter is None:
                self._running = max(0, self._running - 1)
            else:
                self._discard(waiter)
            following = self._next()
        if following is not None:
            following.wake()

    def reserve(self, now: float) -> float:
        """Book the next moment at which a call may start and return the seconds until then."""
        with self._lock:
            if self._per_minute is None:
                if self._learn:
                    self._note(now)
                return 0.0
            while self._granted and self._granted[0] <= now - WINDOW:
                self._granted.popleft()
            at = now
            if len(self._granted) >= self._per_minute:
                at = max(now, self._granted[-self._per_minute] + WINDOW)
            self._granted.append(at)
            return at - now

    def release(self, at: float) -> None:
        """Give back a booked moment that is not going to be used."""
        with self._lock:
            for index in range(len(self._granted) - 1, -1, -1):
                if abs(self._granted[index] - at) < 1e-6:
                    del self._granted[index]
                    return

    def _note(self, now: float) -> None:
        """Remember a start, so that a limit learned later knows what was used up already."""
        self._granted.append(now)
        while self._granted[0] <= now - WINDOW or len(self._granted) > 10_000:
            self._granted.popleft()

    def learn(self, error: OcrError) -> None:
        """Take the limit from a refusal that names it."""
        if not self._learn or not isinstance(error, RateLimitError) or not error.detail:
            return
        found = _LIMIT.search(error.detail)
        limit = int(found[1]) if found else 0
        if limit < 1:
            return
        with self._lock:
            if self._per_minute is None or limit < self._per_minute:
                self._per_minute = limit
