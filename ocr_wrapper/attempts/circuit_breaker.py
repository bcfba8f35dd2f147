"""Keep a wrong key from locking its owner out.

More than five failed checks in a row lock a key pair for five minutes, for every program that
uses it (API Reference, APIG.0301). So the client stops by itself after three, and while nobody
knows whether the key is good it lets no more calls go at a time than may fail.
"""

from __future__ import annotations

import threading
from collections import deque

from ocr_wrapper.concurrency import Waiter, register_at_fork

THRESHOLD = 3
"""Failures in a row before the client refuses; the vendor locks after the fifth."""

PAUSE = 300.0
"""Seconds of refusing: as long as the vendor's lock, which counts over the same time."""


class AuthCircuitBreaker:
    """Count authentication failures in a row, over all threads and tasks of a client."""

    def __init__(self, threshold: int = THRESHOLD, pause: float = PAUSE) -> None:
        self._threshold = threshold
        self._pause = pause
        self._lock = threading.Lock()
        self._proven = False
        self._failures = 0
        self._running = 0
        self._paused_until: float | None = None
        self._queue: deque[Waiter] = deque()
        register_at_fork(self)

    def after_fork(self) -> None:
        """Forget calls that run in the parent, but not what is known of the key."""
        self._lock = threading.Lock()
        self._running = 0
        self._queue.clear()

    def enter(self, now: float) -> Waiter | float | None:
        """Let a call go (None), make it wait for others, or refuse for so many seconds."""
        with self._lock:
            if self._paused_until is not None:
                if now < self._paused_until:
                    return self._paused_until - now
                # One failure more and it pauses again: a probe, not a new run of three.
                self._paused_until = None
                self._failures = self._threshold - 1
                self._proven = False
            if not self._proven and self._running + self._failures >= self._threshold:
                waiter = Waiter()
                self._queue.append(waiter)
                return waiter
            self._running += 1
            return None

    def leave(self, now: float, *, accepted: bool | None) -> None:
        """Tell how a call ended: the key was accepted, was not, or (None) nobody knows."""
        with self._lock:
            self._running = max(0, self._running - 1)
            if accepted:
                self._proven = True
                self._failures = 0
                self._paused_until = None
            elif accepted is False:
                self._proven = False
                self._failures += 1
                if self._failures >= self._threshold:
                    self._paused_until = now + self._pause
            woken, self._queue = self._queue, deque()
        for waiter in woken:
            waiter.wake()
