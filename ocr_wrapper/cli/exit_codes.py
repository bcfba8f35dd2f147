"""Exit codes and error messages of the command line."""

from __future__ import annotations

import re

from ocr_wrapper import errors

_REGION_ARGUMENT = re.compile(r"\bregions?=")
"""The library's name for the option `--region` in error messages."""

UNEXPECTED = 1
USAGE = 2
CONFIGURATION = 3
REFUSED = 4
TRANSPORT = 5
INVALID_RESPONSE = 6
INTERRUPTED = 130

MEANINGS = {
    0: "all inputs were processed",
    UNEXPECTED: "unexpected internal error; -v shows the traceback",
    USAGE: "invalid command line or input; nothing was sent for it",
    CONFIGURATION: "configuration: credentials, region, or an extra that is not installed",
    REFUSED: "the service refused the request",
    TRANSPORT: "no response: the connection failed or the time-out expired",
    INVALID_RESPONSE: "the response is not a complete, well-formed result",
    INTERRUPTED: "interrupted from the keyboard",
}
"""Meaning of each exit code, as shown by `hwocr --help` and in docs/cli.md."""

_BY_ERROR = (
    (errors.InputError, USAGE),
    (errors.ConfigurationError, CONFIGURATION),
    (errors.StatusError, REFUSED),
    (errors.TransportError, TRANSPORT),
    (errors.InvalidResponseError, INVALID_RESPONSE),
    (KeyboardInterrupt, INTERRUPTED),
)


def exit_code(error: BaseException) -> int:
    """Return the exit code for an error."""
    for kind, code in _BY_ERROR:
        if isinstance(error, kind):
            return code
    return UNEXPECTED


def worst(codes: list[int]) -> int:
    """Return the exit code of a run over several inputs: 1 if present, else the highest."""
    if UNEXPECTED in codes:
        return UNEXPECTED
    return max(codes, default=0)


def error_line(error: BaseException, subject: str = "") -> str:
    """Return one line that explains an error, beginning with the request id if there is one."""
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


def printable(text: str) -> str:
    """Replace control characters, so that a response cannot control the terminal."""
    return "".join(
        character if character.isprintable() or character in "\n\t" else "\N{REPLACEMENT CHARACTER}"
        for character in text
    )
