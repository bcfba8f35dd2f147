"""Deadline checks: the time that is left, and the error when none is left.

A deadline is a moment on the monotonic clock, or None. The error is built here alone, so that it
is the same for every call that runs out of time.
"""

from __future__ import annotations

from ocr_wrapper.errors import DeadlineExceededError

EARLY = 0.002
"""Seconds by which a timer may end before its time: an event loop counts whole milliseconds."""


def time_left(deadline: float | None, now: float, doing: str) -> float | None:
    """Return the seconds until the deadline, None without a deadline.

    Args:
        deadline: When the call ends.
        now: The current monotonic time.
        doing: What the call waits for, for the message: "waiting for its turn".

    Raises:
        DeadlineExceededError: The deadline has passed; nothing was sent.
    """
    if deadline is None:
        return None
    if now >= deadline:
        raise deadline_error(f"The deadline passed while {doing}: allow more time.")
    return deadline - now


def deadline_error(
    message: str,
    *,
    maybe_billed: bool = False,
    retry_after: float | None = None,
    operation: str | None = None,
) -> DeadlineExceededError:
    """Return the error for a call that ran out of time.

    Args:
        message: What happened and what to change.
        maybe_billed: Whether a request was sent, so that a retry may be billed again.
        retry_after: Seconds until a retry could be sent, if that is known.
        operation: The operation, where it is not added later.
    """
    return DeadlineExceededError(
        message,
        retry_safe=None if maybe_billed else True,
        retry_after=retry_after,
        operation=operation,
    )
