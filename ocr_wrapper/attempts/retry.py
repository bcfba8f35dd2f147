"""Retry policy and retry budget.

The policy reads what an error says about itself (`retry_safe`, `retry_after`, its class) and
never a status code. Time and randomness are arguments.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from ocr_wrapper.concurrency import register_at_fork
from ocr_wrapper.errors import (
    InvalidResponseError,
    OcrError,
    RateLimitError,
    ServerError,
    TransportError,
)

MAY_BE_CARRIED_OUT = (TransportError, InvalidResponseError, ServerError)
"""Errors that mean a lost response if `retry_safe` is None: the call may have been carried out."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Rules of retries: how many, and how long the pauses are."""

    max_attempts: int = 3
    """Requests; 1 turns retries off. Those that the loop corrects and sends again do not count."""

    base: float = 0.25
    """Seconds; the first pause is a random part of it, each next pause may be twice as long."""

    throttled_base: float = 1.0
    """The same after throttling; the vendor's advice is 2 to 5 seconds (APIG.0308)."""

    cap: float = 20.0
    """Seconds; no pause is longer, unless the server asks for it."""

    retry_lost_responses: bool = False
    """Whether to retry a call that may have been carried out and billed."""

    def delay(self, error: OcrError, attempt: int, jitter: float) -> float | None:
        """Return the seconds to wait before the next attempt, None to give up.

        Args:
            error: What the attempt ended with.
            attempt: Number of the attempt that failed, from 1.
            jitter: A random number in [0, 1).
        """
        if attempt >= self.max_attempts or not self._may_retry(error):
            return None
        base = self.throttled_base if isinstance(error, RateLimitError) else self.base
        # A power of more than a thousand attempts is too large for a float.
        random_part: float = jitter * min(self.cap, base * 2.0 ** min(attempt - 1, 100))
        # Never before the time that the server named, and not all callers at that very moment.
        return (error.retry_after or 0.0) + random_part

    def _may_retry(self, error: OcrError) -> bool:
        if error.retry_safe is not None:
            return error.retry_safe
        return self.retry_lost_responses and isinstance(error, MAY_BE_CARRIED_OUT)


class RetryBudget:
    """Limit retries over all calls of a client, so that an outage does not cause a retry storm.

    A retry costs 1. A call that succeeds at once earns 0.2; one that succeeds after retries earns
    its last retry back.
    """

    def __init__(self, capacity: float = 100.0) -> None:
        self._capacity = capacity
        self._left = capacity
        self._lock = threading.Lock()
        self.full = True
        """Whether the budget is full."""
        register_at_fork(self)

    def after_fork(self) -> None:
        """Replace the lock; what was spent stays spent."""
        self._lock = threading.Lock()

    def spend(self) -> bool:
        """Take one retry from the budget; False if it is used up."""
        with self._lock:
            if self._left < 1.0:
                return False
            self._left -= 1.0
            self.full = False
            return True

    def earn(self, *, retried: bool) -> None:
        """Count a success."""
        with self._lock:
            self._left = min(self._capacity, self._left + (1.0 if retried else 0.2))
            self.full = self._left >= self._capacity
