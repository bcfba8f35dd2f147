"""RetryAfterTracker: until when a client was told to stay away, and whether it did."""

from __future__ import annotations

import threading

__all__ = ["RetryAfterTracker"]

# A clock that is read twice is never quite the same: 10 ms early is not early.
_TOLERANCE = 0.01


class RetryAfterTracker:
    """Remember the Retry-After of the last answer by account and operation."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until: dict[tuple[str | None, str | None], float] = {}

    def __repr__(self) -> str:
        return f"<RetryAfterTracker {len(self._until)}>"

    def make(self, account: str | None, operation: str | None, until: float) -> None:
        """Tell a client to come back at a moment."""
        with self._lock:
            self._until[(account, operation)] = until

    def early(self, account: str | None, operation: str | None, now: float) -> float | None:
        """Return how many seconds too early a call came, None if it did not; forgets it."""
        with self._lock:
            until = self._until.pop((account, operation), None)
        return None if until is None or now >= until - _TOLERANCE else until - now

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._until.clear()
