"""Errors of runs that are continued: calls in doubt, work of another run, a broken journal."""

from __future__ import annotations

from ocr_wrapper.errors import (
    ConfigurationError,
    InvalidResponseError,
    OcrError,
    StatusError,
    TransportError,
)

_OF_A_REQUEST = (TransportError, StatusError, InvalidResponseError)
"""Errors after something was sent; every one says by `retry_safe` what is known of the bill."""


class JournalError(ConfigurationError):
    """Raised when a journal cannot be opened, read or written; nothing was sent."""


class InDoubtError(OcrError):
    """Raised when an earlier call of an input may have been billed, and is not to be made again."""


class InProgressError(OcrError):
    """Raised when another run is working on an input."""


def in_doubt(request_id: str | None, remedy: str) -> InDoubtError:
    """Return the error for a call without a known outcome."""
    return InDoubtError(
        "An earlier run sent this input and got no result, because it was killed or the response "
        f"was lost. The call may have been billed: {remedy} makes it again.",
        request_id=request_id,
    )


def in_progress() -> InProgressError:
    """Return the error for an input of another run."""
    return InProgressError("Another run is working on this input: nothing was sent.")


def may_be_billed(error: BaseException) -> bool:
    """Return whether a call that ended with an error may have been carried out, in any attempt."""
    if isinstance(error, OcrError):
        return error.retry_safe is None and isinstance(error, _OF_A_REQUEST)
    return True  # an error of our own, after the call was begun
