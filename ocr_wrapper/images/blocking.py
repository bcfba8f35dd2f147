"""Deadline for blocking calls: run one in a thread and give it up in time.

Python cannot interrupt a read from a pipe or from a caller's file object.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from ocr_wrapper.attempts.deadlines import deadline_error
from ocr_wrapper.concurrency import one_wait

T = TypeVar("T")


class _Call(Generic[T]):
    """A call in a thread, with its result or error."""

    def __init__(self, function: Callable[[], T]) -> None:
        self._function = function
        self._result: list[T] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        """Call the function and keep what it returns or raises."""
        try:
            self._result.append(self._function())
        except BaseException as error:
            self._error = error

    def result(self) -> T:
        """Return the result, or raise the error."""
        if self._error is not None:
            raise self._error
        return self._result[0]


def run_before(deadline: float, function: Callable[[], T]) -> T:
    """Return the result of a blocking function that reads an input.

    After the deadline the function goes on in its thread, which does not keep the process alive,
    and its result is dropped.

    Args:
        deadline: Time of `time.monotonic`.
        function: The blocking call.

    Raises:
        DeadlineExceededError: The deadline passed first; nothing has been sent.
    """
    call = _Call(function)
    remaining = deadline - time.monotonic()
    if remaining > 0:
        thread = threading.Thread(target=call.run, name="ocr-wrapper-read", daemon=True)
        thread.start()
        while thread.is_alive() and remaining > 0:
            thread.join(one_wait(remaining))
            remaining = deadline - time.monotonic()
        if not thread.is_alive():
            return call.result()
    raise deadline_error(
        "The image was not read before the deadline, nothing was sent: check the pipe or the file "
        "object, or give the call more time."
    )
