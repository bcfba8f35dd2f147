"""Rate and concurrency quotas, as the gateway limits them.

A client's throttling can be tested only against a server that throttles.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Collection

from ocr_emulator.contract import checks

WINDOW_SECONDS = 60.0
_MAX_LIMIT = 1_000_000


class Quotas:
    """Count requests against limits; there is no limit until one is set.

    `per_minute` is APIG.0308 (`limit:N,time:1 minute`), `concurrency` ModelArts.4401.
    Both can be set for one operation, or for each operation separately (None).
    """

    def __init__(self, operations: Collection[str]) -> None:
        self._operations = operations
        self._lock = threading.Lock()
        self._per_minute: dict[str | None, int] = {}
        self._concurrency: dict[str | None, int] = {}
        self._calls: dict[tuple[str, str], deque[float]] = {}
        self._running: dict[tuple[str, str], int] = {}
        self.active: bool = False
        """Whether any limit is set; a plain attribute, read for every request."""

    def __repr__(self) -> str:
        return f"<Quotas per_minute={self._per_minute} concurrency={self._concurrency}>"

    def per_minute(self, limit: int | None, operation: str | None = None) -> None:
        """Allow so many requests per minute and account; None removes the limit."""
        self._set(self._per_minute, limit, operation)

    def concurrency(self, limit: int | None, operation: str | None = None) -> None:
        """Allow so many simultaneous requests per account; None removes the limit."""
        self._set(self._concurrency, limit, operation)

    def check(self, limit: object, operation: object = None) -> None:
        """Raise `ValueError` for a limit or an operation that cannot be set."""
        if limit is not None:
            checks.integer("a quota", limit, 0, _MAX_LIMIT)
        if operation is not None:
            checks.name_of("operation", operation, self._operations)

    def _set(self, table: dict[str | None, int], limit: int | None, operation: str | None) -> None:
        self.check(limit, operation)
        with self._lock:
            if limit is None:
                table.pop(operation, None)
            else:
                table[operation] = limit
            self.active = bool(self._per_minute or self._concurrency)

    def over_rate(self, account: str, operation: str, now: float) -> int | None:
        """Count a request; returns the limit that it exceeded, None when it may pass."""
        with self._lock:
            limit = self._per_minute.get(operation, self._per_minute.get(None))
            if limit is None:
                return None
            calls = self._calls.setdefault((account, operation), deque())
            # A call counts for a minute, also if the clock was put back to before it came.
            while calls and abs(now - calls[0]) >= WINDOW_SECONDS:
                calls.popleft()
            if len(calls) >= limit:
                return limit
            calls.append(now)
            return None

    def enter(self, account: str, operation: str) -> bool:
        """Begin a request; False when too many are running already."""
        with self._lock:
            limit = self._concurrency.get(operation, self._concurrency.get(None))
            running = self._running.get((account, operation), 0)
            if limit is not None and running >= limit:
                return False
            self._running[(account, operation)] = running + 1
            return True

    def leave(self, account: str, operation: str) -> None:
        """End a request that `enter` admitted."""
        with self._lock:
            running = self._running.get((account, operation), 0)
            if running > 1:
                self._running[(account, operation)] = running - 1
            else:
                self._running.pop((account, operation), None)

    def to_dict(self) -> dict[str, dict[str, int]]:
        """Return the limits that are set, `*` for every operation."""
        with self._lock:
            return {
                "per_minute": {key or "*": n for key, n in self._per_minute.items()},
                "concurrency": {key or "*": n for key, n in self._concurrency.items()},
            }

    def reset(self) -> None:
        """Remove all limits and counts; running requests are still counted."""
        with self._lock:
            self._per_minute.clear()
            self._concurrency.clear()
            self._calls.clear()
            self.active = False
