"""Circuit breaker for authentication failures.

More than five failed checks in a row lock a key pair for five minutes, for every program that
uses it (API Reference, APIG.0301). The client therefore stops after three, and until a key has
worked once it allows no more requests in flight than may still fail.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Literal

from ocr_wrapper.attempts.deadlines import time_left
from ocr_wrapper.attempts.messages import Steps, Wait
from ocr_wrapper.concurrency import Waiter, register_at_fork
from ocr_wrapper.errors import AuthenticationPausedError

THRESHOLD = 3
"""Failures in a row before the client stops; the vendor locks after the fifth."""

PAUSE = 300.0
"""Seconds without requests: as long as the vendor's lock, which counts over the same time."""

Verdict = Literal["accepted", "refused", "unknown"]
"""What a response shows about the key; most errors show nothing."""


class Permit:
    """Permission to send one request; its verdict counts when the permit is given back."""

    verdict: Verdict = "unknown"


class AuthCircuitBreaker:
    """Count authentication failures in a row, over all threads and tasks of a client."""

    def __init__(self, threshold: int = THRESHOLD, pause: float = PAUSE) -> None:
        self._threshold = threshold
        self._pause = pause
        self._lock = threading.Lock()
        self._failures = 0
        self._paused_until: float | None = None
        self._queue: deque[Waiter] = deque()
        self.closed = False
        """Whether the key has worked and has not failed since. No request has to wait then: a
        `Permit` that is added to `in_flight` is enough."""
        self.in_flight: set[Permit] = set()
        """Permits of requests under way; `add` and `discard` are atomic."""
        register_at_fork(self)

    def after_fork(self) -> None:
        """Forget requests of the parent process, but not what is known about the key."""
        self._lock = threading.Lock()
        self.in_flight = set()
        self._queue.clear()

    def wait_for_permit(
        self, monotonic: Callable[[], float], deadline: float | None, host: str
    ) -> Steps[Permit]:
        """Wait until a request may be sent, and return the permit for it.

        Raises:
            AuthenticationPausedError: The key failed several times in a row.
            DeadlineExceededError: The deadline passed before.
        """
        waiter: Waiter | None = None
        try:
            while True:
                now = monotonic()
                left = time_left(deadline, now, f"waiting to send the request to {host}")
                allowed = self.try_permit(now, waiter)
                if isinstance(allowed, Permit):
                    return allowed
                waiter = allowed
                yield Wait(waiter, left)
        except BaseException:
            if waiter is not None:
                self.leave_queue(waiter)
            raise

    def try_permit(self, now: float, waiter: Waiter | None = None) -> Permit | Waiter:
        """Return a permit, or a waiter that is woken when it is worth trying again.

        Pass the waiter of the last try, so that its place in the queue is kept.

        Raises:
            AuthenticationPausedError: The key failed several times in a row.
        """
        with self._lock:
            if self._paused_until is not None:
                if now < self._paused_until:
                    raise _paused_error(self._paused_until - now)
                # A single failure starts the next pause: this is a probe, not a new run of three.
                self._paused_until = None
                self._failures = self._threshold - 1
            first = bool(self._queue) and self._queue[0] is waiter
            if not self.closed and not (self._has_room() and (first or not self._queue)):
                fresh = Waiter()
                if first:
                    self._queue[0] = fresh
                else:
                    self._queue.append(fresh)
                return fresh
            if first:
                self._queue.popleft()
            permit = Permit()
            self.in_flight.add(permit)
            woken = self._take_woken()
        for other in woken:
            other.wake()
        return permit

    def leave_queue(self, waiter: Waiter) -> None:
        """Stop waiting; if it was this waiter's turn, the next one is woken."""
        with self._lock:
            if waiter in self._queue:
                self._queue.remove(waiter)
            woken = self._take_woken()
        for other in woken:
            other.wake()

    def _has_room(self) -> bool:
        return len(self.in_flight) + self._failures < self._threshold

    def _take_woken(self) -> list[Waiter]:
        """Return the waiters to wake: all if none has to wait any more, else the next.

        Waking all of them for one free place would cost a wake-up for every other waiter and
        request.
        """
        if self.closed or self._paused_until is not None:
            woken, self._queue = list(self._queue), deque()
            return woken
        return [self._queue[0]] if self._queue and self._has_room() else []

    def give_back(self, permit: Permit, now: float) -> None:
        """Count the verdict of a request that has ended, and let others try."""
        with self._lock:
            self.in_flight.discard(permit)
            if permit.verdict == "accepted":
                self.closed = True
                self._failures = 0
                self._paused_until = None
            elif permit.verdict == "refused":
                self.closed = False
                self._failures += 1
                if self._failures >= self._threshold:
                    self._paused_until = now + self._pause
            woken = self._take_woken()
        for waiter in woken:
            waiter.wake()


def _paused_error(seconds: float) -> AuthenticationPausedError:
    return AuthenticationPausedError(
        "The key, token or password was refused several times in a row. Nothing is sent for "
        f"{seconds:.0f} s, so that the service does not lock it: check the credentials.",
        category="authentication",
        retry_safe=False,
        retry_after=seconds,
    )
