"""Tracker of Retry-After headers: whether a client waited as long as required.

A client that retries too early is a defect that no status code shows.
"""

from __future__ import annotations

import threading

# Two readings of a clock never agree exactly: 10 ms early is not early.
_TOLERANCE_SECONDS = 0.01


class RetryAfterTracker:
    """Remember the Retry-After of the last response by account and operation."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._not_before: dict[tuple[str | None, str | None], float] = {}
        self.active: bool = False
        """Whether any Retry-After is remembered; a plain attribute, read for every request."""

    def __repr__(self) -> str:
        return f"<RetryAfterTracker {len(self._not_before)}>"

    def record(self, account: str | None, operation: str | None, not_before: float) -> None:
        """Remember the moment before which a client must not send its next request."""
        with self._lock:
            self._not_before[(account, operation)] = not_before
            self.active = True

    def take_early(self, account: str | None, operation: str | None, now: float) -> float | None:
        """Return how many seconds too early a request came, None if it did not; forgets it."""
        with self._lock:
            moment = self._not_before.pop((account, operation), None)
            self.active = bool(self._not_before)
        if moment is None or now >= moment - _TOLERANCE_SECONDS:
            return None
        return moment - now

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._not_before.clear()
            self.active = False
