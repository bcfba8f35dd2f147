"""Exit codes and error messages of the command line."""

from __future__ import annotations

import re
from collections.abc import Collection

from ocr_wrapper import errors
from ocr_wrapper.batch.errors import InDoubtError, InProgressError
from ocr_wrapper.images.read import describe_path
from ocr_wrapper.images.urls import is_url, without_secrets
from ocr_wrapper.parallel.items import ResultNotSavedError

_REGION_ARGUMENT = re.compile(r"\bregions?=")
"""The library's name for the option `--region` in error messages."""

UNEXPECTED = 1
USAGE = 2
CONFIGURATION = 3
REFUSED = 4
TRANSPORT = 5
INVALID_RESPONSE = 6
EXAMPLE = 7
OUTPUT = 8
PARTIAL = 9
INTERRUPTED = 130
READER_EXITED = 141
TERMINATED = 143

MEANINGS = {
    0: "all inputs were processed",
    UNEXPECTED: "unexpected internal error; -v shows the traceback",
    USAGE: "invalid command line or input; nothing was sent for it",
    CONFIGURATION: "configuration: credentials, region, or an extra that is not installed",
    REFUSED: "the service refused the request",
    TRANSPORT: "no response: the connection failed or the time-out expired",
    INVALID_RESPONSE: "the response is not a complete, well-formed result",
    EXAMPLE: "an emulator returned an example; --allow-examples accepts it",
    OUTPUT: "a result could not be written; it was printed, and the run was stopped",
    PARTIAL: "some inputs were processed and others were not: failed, not tried, or in doubt",
    INTERRUPTED: "interrupted from the keyboard",
    READER_EXITED: "the reader of standard output has exited, as head does; the run was stopped",
    TERMINATED: "ended by another process, such as the system or a container",
}
"""Meaning of each exit code, as shown by `hwocr --help` and in docs/reference/cli.md."""


class ExampleError(errors.OcrError):
    """Raised when an emulator returned an example and not a recognition of the image."""


class OutputError(ResultNotSavedError):
    """Raised when a result cannot be written, after it was billed."""


class Terminated(KeyboardInterrupt):
    """Raised when the system asks the process to end; handled like Ctrl-C."""


_BY_ERROR = (
    (ExampleError, EXAMPLE),
    (OutputError, OUTPUT),
    (InDoubtError, PARTIAL),
    (InProgressError, PARTIAL),
    (errors.InputError, USAGE),
    (errors.ConfigurationError, CONFIGURATION),
    (errors.StatusError, REFUSED),
    (errors.TransportError, TRANSPORT),
    (errors.InvalidResponseError, INVALID_RESPONSE),
    (BrokenPipeError, READER_EXITED),
    (Terminated, TERMINATED),
    (KeyboardInterrupt, INTERRUPTED),
)


def exit_code(error: BaseException) -> int:
    """Return the exit code for an error."""
    for kind, code in _BY_ERROR:
        if isinstance(error, kind):
            return code
    return UNEXPECTED


def of_run(codes: Collection[int], *, complete: bool) -> int:
    """Return the exit code of a run over several inputs.

    Args:
        codes: Those of the inputs that were tried, each once.
        complete: Whether all inputs were tried.
    """
    failures = set(codes) - {0}
    for code in (UNEXPECTED, OUTPUT, CONFIGURATION):
        if code in failures:
            return code
    if (0 in codes and failures) or not (failures or complete):
        return PARTIAL
    return max(failures, default=0)


def error_line(error: BaseException, subject: str = "") -> str:
    """Return one line that explains an error, beginning with the request id if there is one.

    Args:
        error: The error.
        subject: The input that it belongs to, a path or URL.
    """
    subject = describe_source(subject)
    if not isinstance(error, errors.OcrError):
        text = " ".join(str(error).split()) or "no message"
        text = f"{type(error).__name__}: {text} (unexpected internal error; -v shows the traceback)"
        return f"{subject}: {text}" if subject else text
    text = " ".join(error.message.split())
    if isinstance(error, errors.ConfigurationError) and _REGION_ARGUMENT.search(text):
        text += " On the command line use --region."
    if subject and subject not in text:
        text = f"{subject}: {text}"
    # The vendor's support asks for the request id first.
    return f"[{error.request_id}] {text}" if error.request_id else text


def describe_source(source: str) -> str:
    """Return an input for a message or heading: on one line, without image data and keys."""
    return without_secrets(source) if is_url(source) else describe_path(source)
