"""Rate limiter of one worker: its share of the account's calls per minute.

The vendor counts the calls of an account, and workers on several machines do not see each other's.
So each keeps to an equal share, takes less after a refusal (additive increase, multiplicative
decrease), and comes back to its share step by step while there is none.
"""

from __future__ import annotations

from typing import Any

from ocr_wrapper.attempts.rate_limiter import WINDOW, RateLimiter, Turn, named_limit
from ocr_wrapper.errors import ConfigurationError, OcrError, RateLimitError

_STEPS = 8
"""Minutes without a refusal after which a worker has its whole share again."""


class RateShare(RateLimiter):
    """Limit one of several workers to its part of the account's calls per minute.

    Without `calls_per_minute` there is no limit before the first refusal. A refusal that names the
    account's limit sets the share; one that names none, or that comes although the share is kept,
    halves the rate, at most once a minute. If fewer calls per minute are learned than there are
    workers, each has one call in several minutes; such a limit cannot be given, because the first
    calls of all workers together would exceed it.
    """

    def __init__(self, calls_per_minute: int | None, workers: int) -> None:
        """Raise `ConfigurationError` for a number below 1, or more workers than calls."""
        if workers < 1:
            raise ConfigurationError(f"workers is {workers}: give 1 or more.")
        super().__init__(calls_per_minute)
        if calls_per_minute is not None and calls_per_minute < workers:
            raise ConfigurationError(
                f"{workers} workers cannot share {calls_per_minute} calls per minute: give at most "
                "as many workers as calls."
            )
        self._workers = workers
        self._account = calls_per_minute
        self._share: int | None = None
        self._changed_at: float | None = None
        if calls_per_minute is not None:
            self._take_share(calls_per_minute)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what was given or learned of the account; another process has its own calls."""
        return _restore, (self._account, self._workers)

    def _take_share(self, account: int) -> None:
        """Set the limit to this worker's part of the account's."""
        self._account = account
        self._share = self._per_minute = max(1, account // self._workers)
        self._window = WINDOW * max(1.0, self._workers / account)
        self.unlimited = False

    def sent(self, turn: Turn, now: float) -> None:
        """Count a call, and raise the rate by a step after a minute without a refusal."""
        with self._lock:
            share, limit, changed = self._share, self._per_minute, self._changed_at
            reduced = share is not None and limit is not None and limit < share
            if reduced and changed is not None and now - changed >= self._window:
                self._per_minute = min(share, limit + max(1, share // _STEPS))  # type: ignore[operator,type-var]
                self._changed_at = now
        super().sent(turn, now)

    def learn(self, error: OcrError) -> None:
        """Take the share of a named limit, or halve the rate."""
        if not isinstance(error, RateLimitError):
            return
        named = named_limit(error)
        with self._lock:
            # The last call that was sent is the clock: a refusal follows it closely.
            now = self.starts[-1] if self.starts else 0.0
            if named is not None and (self._account is None or named < self._account):
                self._take_share(named)
                self._changed_at = now
            elif self._changed_at is None or now - self._changed_at >= self._window:
                # Others were refused for calls of the same minute; one reduction is enough.
                self._halve(now)

    def _halve(self, now: float) -> None:
        """Halve the rate; without a limit, that of the last minute."""
        limit = self._per_minute
        if limit is None:
            recent = [start for start in self.starts if start > now - WINDOW]
            # A worker that has just begun is judged by its pace: its first calls are no minute's.
            pace = len(recent) * WINDOW / max(1.0, now - recent[0]) if recent else 1.0
            limit = self._share = max(1, int(pace))
        self._per_minute = max(1, limit // 2)
        self._changed_at = now
        self.unlimited = False


def _restore(account: int | None, workers: int) -> RateShare:
    """Return a share again from what was known of the account."""
    share = RateShare(None, workers)
    if account is not None:
        share._take_share(account)
    return share
