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
        self.epoch: int = 0
        """How often all was forgotten; a plain attribute, read for every request."""

    def __repr__(self) -> str:
        return f"<RetryAfterTracker {len(self._not_before)}>"

    def record(
        self, account: str | None, operation: str | None, not_before: float, epoch: int
    ) -> None:
        """Remember the moment before which a client must not send its next request.

        `epoch` is the tracker's when the request came; nothing is remembered if all was
        forgotten since then.
        """
        with self._lock:
            if epoch == self.epoch:
                self._not_before[(account, operation)] = not_before
                self.active = True

    def early(self, account: str | None, operation: str | None, now: float) -> float | None:
        """Return how many seconds too early a request came, None if it did not."""
        with self._lock:
            moment = self._not_before.get((account, operation))
            if moment is None:
                return None
            if now < moment - _TOLERANCE_SECONDS:
                return moment - now
            self._forget(account, operation)
            return None

    def forget(self, account: str | None, operation: str | None) -> None:
        """Forget the moment, because a request was served although it came too early."""
        with self._lock:
            self._forget(account, operation)

    def _forget(self, account: str | None, operation: str | None) -> None:
        self._not_before.pop((account, operation), None)
        self.active = bool(self._not_before)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._not_before.clear()
            self.active = False
            self.epoch += 1
