"""Log filter: keep our headers out of the log of httpcore.

At DEBUG httpcore logs every header of a response, and a header of the identity service is a token.
What others send with httpcore in the same program is logged as ever.
"""

from __future__ import annotations

import contextlib
import functools
import logging
from contextvars import ContextVar

sending: ContextVar[bool] = ContextVar("ocr_wrapper_sending", default=False)
"""Whether the running thread or task is sending a request of ours."""


@functools.cache
def install() -> None:
    """Add the filter to the loggers of httpcore; once for the process."""
    for name in ("connection", "http11", "http2", "proxy", "socks"):
        logging.getLogger(f"httpcore.{name}").addFilter(lambda _record: not sending.get())


class Sending:
    """Mark what happens in the block as ours."""

    __slots__ = ("_mark",)

    def __enter__(self) -> None:
        self._mark = sending.set(True)

    def __exit__(self, *exception: object) -> None:
        # A task that is thrown away with its loop is ended in another context than its own.
        with contextlib.suppress(ValueError):
            sending.reset(self._mark)
