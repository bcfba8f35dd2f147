"""API errors: the vendor's code and message, with the exact place of the violation.

The body on the wire has the vendor's shape and contains no more than the vendor's. What a
developer also needs (where in the body, what was expected, what came) is in a
response header and in the journal, so that no client relies on it in the body.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from ocr_emulator.contract.checks import shorten

if TYPE_CHECKING:
    from ocr_emulator.contract.bundle import Contract

_MAX_SHOWN = 80


def describe(value: object, *, hidden: bool = False) -> str:
    """Describe a JSON value for a report, short and without image data.

    `hidden` leaves the value itself out: for images, passwords and tokens.
    """
    if isinstance(value, str) and (hidden or len(value) > _MAX_SHOWN):
        return f"string of {len(value)} characters"
    if hidden and not isinstance(value, dict | list):
        return f"a value of type {type(value).__name__}"
    if isinstance(value, dict | list):
        noun = "object" if isinstance(value, dict) else "array"
        return f"{noun} of {len(value)}"
    text = json.dumps(value, ensure_ascii=True, default=str)
    return text if len(text) <= _MAX_SHOWN else text[:_MAX_SHOWN] + "…"


@dataclass(frozen=True, slots=True)
class Violation:
    """One place where a request violates the contract."""

    pointer: str
    """JSON pointer into the body, or `header:Name`, `path`, `image`."""
    expected: str
    got: str
    keyword: str = ""
    """The schema keyword that failed (`enum`, `type` …), empty for checks outside it."""

    def __post_init__(self) -> None:
        # Keys and values come from a request and may have megabytes.
        for name in ("pointer", "expected", "got"):
            object.__setattr__(self, name, shorten(getattr(self, name)))

    def to_dict(self) -> dict[str, str]:
        """Return the violation as the journal and the response header show it."""
        return {"pointer": self.pointer, "expected": self.expected, "got": self.got}

    def header(self) -> str:
        """Return the violation as one ASCII line for a response header."""
        return json.dumps(self.to_dict(), ensure_ascii=True)[:2000]


class ImageError(Exception):
    """Raised when an operation does not accept an image: error code and exact reason."""

    def __init__(self, code: str, expected: str, got: str) -> None:
        super().__init__(f"{code}: expected {expected}, got {got}")
        self.code = code
        self.violation: Violation = Violation("image", expected, got)


@dataclass
class ApiError(Exception):
    """Raised when a request is refused; holds status, code and message of the response."""

    status: int
    code: str
    message: str
    violation: Violation | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    close: bool = False
    """Whether the connection is closed after the response (the body was not read)."""
    iam: bool = False
    """Whether the identity service responds: without a code its body is an `error` object."""

    def __str__(self) -> str:
        return f"{self.status} {self.code}: {self.message}"

    def body(self, request_id: str) -> dict[str, Any]:
        """Return the JSON body of the response."""
        if self.iam and not self.code:
            return {"error": {"code": self.status, "message": self.message, "title": self.title}}
        body: dict[str, Any] = {"error_code": self.code, "error_msg": self.message}
        # API Reference 6: the gateway's own errors carry the request id; those of the
        # service behind it (AIS.…) do not.
        if not self.iam and not self.code.startswith("AIS."):
            body["request_id"] = request_id
        return body

    @property
    def title(self) -> str:
        """Return the reason phrase of the status."""
        try:
            return HTTPStatus(self.status).phrase
        except ValueError:
            return "Unknown"


def api_error(
    contract: Contract,
    code: str,
    *,
    message: str | None = None,
    status: int | None = None,
    violation: Violation | None = None,
    headers: Mapping[str, str] | None = None,
    close: bool = False,
) -> ApiError:
    """Build an error with the status and the message of the contract's error table."""
    entry = contract.error(code)
    return ApiError(
        status or entry.status,
        code,
        message if message is not None else entry.messages[0],
        violation,
        headers or {},
        close,
    )
