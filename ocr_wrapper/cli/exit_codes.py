"""Turn failures into one line for people and one number for scripts."""

from __future__ import annotations

import re

from ocr_wrapper import errors

_REGION_ARGUMENT = re.compile(r"\bregions?=")
"""How the library's messages name what is an option here."""

UNEXPECTED = 1
USAGE = 2
CONFIGURATION = 3
REFUSED = 4
TRANSPORT = 5
UNREADABLE = 6
INTERRUPTED = 130

MEANINGS = {
    0: "everything was read",
    UNEXPECTED: "an error that should not happen; -v shows where",
    USAGE: "the command line or the input is wrong; nothing was sent for it",
    CONFIGURATION: "set-up: credentials, region, or an extra that is not installed",
    REFUSED: "the service answered and refused",
    TRANSPORT: "no answer came: no connection, or time ran out",
    UNREADABLE: "an answer came that is not a whole, well-formed result",
    INTERRUPTED: "interrupted from the keyboard",
}
"""What each exit code means; shown by ``hwocr --help`` and in docs/cli.md."""


def exit_code(error: BaseException) -> int:
    """Return the exit code that a failure stands for."""
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    for kind, code in (
        (errors.InputError, USAGE),
        (errors.ConfigurationError, CONFIGURATION),
        (errors.StatusError, REFUSED),
        (errors.TransportError, TRANSPORT),
        (errors.InvalidResponseError, UNREADABLE),
    ):
        if isinstance(error, kind):
            return code
    return UNEXPECTED


def worst(codes: list[int]) -> int:
    """Return the code of a run over several files: the unexpected first, then the highest."""
    if UNEXPECTED in codes:
        return UNEXPECTED
    return max(codes, default=0)


def line(error: BaseException, subject: str = "") -> str:
    """Return one line that says what failed, the request id first where there is one."""
    if not isinstance(error, errors.OcrError):
        text = " ".join(str(error).split()) or "no message"
        text = f"{type(error).__name__}: {text} (unexpected; -v shows where)"
        return f"{subject}: {text}" if subject else text
    text = " ".join(error.message.split())
    if isinstance(error, errors.ConfigurationError) and _REGION_ARGUMENT.search(text):
        text += " On the command line that is --region."
    if subject and subject not in text:
        text = f"{subject}: {text}"
    # The vendor's support asks for the request id first, so it is the first thing here too.
    return f"[{error.request_id}] {text}" if error.request_id else text


def printable(text: str) -> str:
    """Return text without control characters: an answer must not drive the terminal."""
    return "".join(
        character if character.isprintable() or character in "\n\t" else "\N{REPLACEMENT CHARACTER}"
        for character in text
    )
