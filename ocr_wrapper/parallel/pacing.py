"""Adaptive concurrency: additive increase, multiplicative decrease (AIMD).

A call that is refused because of a limit was not billed, and its image is as good as before. A
batch therefore waits and sends it again, with fewer calls at a time. The limit of calls per
minute, which a refusal may name, is kept by the client's `RateLimiter`.
"""

from __future__ import annotations

from ocr_wrapper.errors import DeadlineExceededError, OcrError, RateLimitError

FIRST_PAUSE = 1.0
"""Seconds after the first refusal that names no time; each further one doubles them."""

LONGEST_PAUSE = 60.0
"""Seconds; the vendor counts calls per minute, so that a longer pause gains nothing."""

MAX_REFUSALS = 12
"""Refusals in a row, without a success of any call, after which a quota counts as exhausted."""


def is_refused(error: Exception) -> bool:
    """Return whether a call was refused, or not sent, because of a limit."""
    if isinstance(error, RateLimitError):
        return error.attempts > 0
    # Its turn under the known limit comes after the deadline of the call.
    turn = isinstance(error, DeadlineExceededError) and error.attempts == 0
    return turn and isinstance(error, OcrError) and error.retry_after is not None


class Pacer:
    """Decides when a worker may make its next call; the caller provides lock and clock."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._allowed = float(jobs)
        self._running = 0
        self._resume_at = 0.0
        self._pause = FIRST_PAUSE
        self._refusals = 0

    @property
    def allowed(self) -> int:
        """Number of calls that may be made at a time."""
        return max(1, int(self._allowed))

    @property
    def exhausted(self) -> bool:
        """Whether so many calls were refused in a row that no further one makes sense."""
        return self._refusals >= MAX_REFUSALS

    def try_start(self, now: float) -> float | None:
        """Count a call and return None, or return for how many seconds to wait.

        The wait also ends when another call ends; it is infinite if only that can end it.
        """
        if now < self._resume_at:
            return self._resume_at - now
        if self._running >= self.allowed:
            return float("inf")
        self._running += 1
        return None

    def succeeded(self) -> None:
        """Count the end of a call that was not refused."""
        self._running -= 1
        self._refusals = 0
        self._pause = FIRST_PAUSE
        self._allowed = min(float(self._jobs), self._allowed + 1.0 / self.allowed)

    def refused(self, error: OcrError, now: float) -> None:
        """Count the end of a call that was refused, and pause all calls."""
        self._running -= 1
        if now >= self._resume_at:
            # Calls that were refused together are one refusal.
            self._refusals += 1
            self._allowed = max(1.0, self._allowed / 2)
            pause = self._pause if error.retry_after is None else error.retry_after
            self._resume_at = now + min(pause, LONGEST_PAUSE)
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
