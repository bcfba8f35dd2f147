"""Work items: one input of a batch with its result or error, and what a batch does with it.

Threads and tasks share these types, so that both drivers behave the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from ocr_wrapper.errors import (
    AuthenticationError,
    ConfigurationError,
    NotFoundError,
    OcrError,
    OptionError,
    PermissionDeniedError,
    ResponseLostError,
    ServiceUnavailableError,
)

if TYPE_CHECKING:
    from ocr_wrapper.images.load import ImageInput
    from ocr_wrapper.results.recognition import Recognition

I = TypeVar("I")  # noqa: E741 - input


class ResultNotSavedError(OcrError):
    """Raised when a result, which was billed, cannot be saved; the item still has it."""


CONCERNS_EVERY_INPUT: tuple[type[Exception], ...] = (
    ConfigurationError,
    OptionError,
    AuthenticationError,
    PermissionDeniedError,
    NotFoundError,
)
"""Errors that depend on settings or account and not on the image: every further input would fail
the same way, so that 100,000 inputs would cause 100,000 equal failures."""

STOPPING_ERRORS: tuple[type[Exception], ...] = (
    *CONCERNS_EVERY_INPUT,
    ServiceUnavailableError,
    ResultNotSavedError,
)
"""Errors that end a batch: those that concern every input, a service that is away for hours, and
a disk that takes no result, so that further results would be paid for and lost."""

READ_AHEAD = 2
"""Inputs that are taken in advance for each concurrent call."""

MAX_JOBS = 1024
"""Most concurrent calls that make sense on one machine."""

INTERRUPT_TIMEOUT = 1.0
"""Seconds to wait for calls in flight when a batch is left by Ctrl-C or a cancellation."""


@dataclass(eq=False, slots=True)
class BatchItem(Generic[I]):
    """One input of a batch, with its result or its error."""

    index: int
    """Position among the inputs (or pages), from 0."""

    input: I = field(repr=False)
    """The object that was given."""

    page: int | None = None
    """The page of the document, from 1; None if `pages` was not given."""

    key: str | None = None
    """With a checkpoint: a digest of everything that determines the result, such as for the name
    of a file. Two equal images of one run have different keys."""

    result: Recognition[Any] | None = None
    """The result; also set if it was received and could not be kept (see `error`)."""

    error: Exception | None = None
    """Why there is no result, or why it could not be kept."""

    skipped: bool = False
    """Whether no call was made because the result exists already."""

    begun: bool = field(default=False, repr=False)
    """Whether a checkpoint has noted the call."""

    @property
    def ok(self) -> bool:
        """Whether there is a result and no error."""
        return self.error is None and self.result is not None

    def unwrap(self) -> Recognition[Any]:
        """Return the result, or raise the error."""
        if self.error is not None:
            raise self.error
        if self.result is None:
            raise LookupError("The input was skipped: its result exists already.")
        return self.result


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a call sends: an image that was checked, and the options of the call."""

    image: ImageInput | None = field(repr=False)
    options: Mapping[str, Any] = field(repr=False)


class Handler(Protocol):
    """Prepares the call of an item and keeps its outcome; called in the worker of the item."""

    def prepare(self, item: BatchItem[Any]) -> Prepared | None:
        """Return what to send; None if the item is skipped. An error becomes that of the item."""

    def finish(self, item: BatchItem[Any]) -> None:
        """Keep the outcome of an item that was prepared; an error becomes that of the item."""


class Stop(Exception):  # noqa: N818 - an instruction, not an error
    """Raised by a handler to end a batch: the item was not tried."""


def abandoned(item: BatchItem[I]) -> BatchItem[I]:
    """Return the item of a call that was given up while it was in flight.

    One whose result has come is returned as it is: the result was paid for.
    """
    if item.result is not None:
        return item
    error = ResponseLostError(
        "The call was in flight when the batch was closed and may have been billed: look for its "
        "result before it is sent again."
    )
    return BatchItem(item.index, item.input, item.page, item.key, error=error)


def close_timeout(kind: type[BaseException] | None) -> float | None:
    """Return how long a batch waits for its calls when its block is left, None for all of them.

    Ctrl-C and a cancellation do not wait long. A generator that is closed is no interruption.
    """
    interrupted = kind is not None and not issubclass(kind, (Exception, GeneratorExit))
    return INTERRUPT_TIMEOUT if interrupted else None


def check_jobs(jobs: int) -> int:
    """Return the number of concurrent calls.

    Raises:
        ConfigurationError: It is not a number of calls that can be made at a time.
    """
    if isinstance(jobs, bool) or not isinstance(jobs, int) or not 1 <= jobs <= MAX_JOBS:
        raise ConfigurationError(f"jobs is {jobs!r}: give a whole number from 1 to {MAX_JOBS}.")
    return jobs
