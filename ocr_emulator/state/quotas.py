"""Quotas: calls per minute and calls at once, as the gateway limits them."""

from __future__ import annotations

import threading
from collections import deque

__all__ = ["Quotas"]

WINDOW_SECONDS = 60.0


class Quotas:
    """Count calls against limits; no limit stands until one is set.

    `per_minute` is APIG.0308 (`limit:N,time:1 minute`), `concurrency` ModelArts.4401.
    Both can be set for one operation, or for every operation on its own (None).
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._per_minute: dict[str | None, int] = {}
        self._concurrency: dict[str | None, int] = {}
        self._calls: dict[tuple[str, str], deque[float]] = {}
        self._running: dict[tuple[str, str], int] = {}

    def __repr__(self) -> str:
        return f"<Quotas per_minute={self._per_minute} concurrency={self._concurrency}>"

    def per_minute(self, limit: int | None, operation: str | None = None) -> None:
        """Allow so many calls a minute and account; None takes the limit away."""
        self._set(self._per_minute, limit, operation)

    def concurrency(self, limit: int | None, operation: str | None = None) -> None:
        """Allow so many calls at once and account; None takes the limit away."""
        self._set(self._concurrency, limit, operation)

    def _set(self, table: dict[str | None, int], limit: int | None, operation: str | None) -> None:
        if limit is not None and limit < 0:
            raise ValueError(
                f"a quota of {limit} is negative; give 0 or more, or None for no limit"
            )
        with self._lock:
            if limit is None:
                table.pop(operation, None)
            else:
                table[operation] = limit

    def over_rate(self, account: str, operation: str, now: float) -> int | None:
        """Count a call; returns the limit that it broke, None when it may pass."""
        with self._lock:
            limit = self._per_minute.get(operation, self._per_minute.get(None))
            if limit is None:
                return None
            calls = self._calls.setdefault((account, operation), deque())
            while calls and calls[0] <= now - WINDOW_SECONDS:
                calls.popleft()
            if len(calls) >= limit:
                return limit
            calls.append(now)
            return None

    def enter(self, account: str, operation: str) -> bool:
        """Begin a call; False when too many are running already."""
        with self._lock:
            limit = self._concurrency.get(operation, self._concurrency.get(None))
            running = self._running.get((account, operation), 0)
            if limit is not None and running >= limit:
                return False
            self._running[(account, operation)] = running + 1
            return True

    def leave(self, account: str, operation: str) -> None:
        """End a call that `enter` let in."""
        with self._lock:
            running = self._running.get((account, operation), 0)
            if running > 1:
                self._running[(account, operation)] = running - 1
            else:
                self._running.pop((account, operation), None)

    def to_dict(self) -> dict[str, dict[str, int]]:
        """Return the limits that stand, `*` for every operation."""
        with self._lock:
            return {
                "per_minute": {key or "*": n for key, n in self._per_minute.items()},
                "concurrency": {key or "*": n for key, n in self._concurrency.items()},
            }

    def reset(self) -> None:
        """Take all limits and counts away; running calls go on being counted."""
        with self._lock:
            self._per_minute.clear()
            self._concurrency.clear()
            self._calls.clear()
