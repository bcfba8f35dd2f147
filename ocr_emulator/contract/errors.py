"""How the emulator says no: the vendor's code and message, and beside them the exact place.

The body on the wire has the vendor's shape and says no more than the vendor does. What a
developer needs beyond it (where in the body, what was expected, what came) travels in a
response header and in the journal, so that nobody comes to rely on it in the body.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ocr_emulator.contract.bundle import Contract

__all__ = ["ApiError", "ImageError", "Violation", "describe", "refuse"]

_SHOWN = 80


def describe(value: object, *, hidden: bool = False) -> str:
    """Describe a JSON value for a report, short and without picture bytes.

    `hidden` keeps the value itself out: for the picture, for passwords and tokens.
    """
    if isinstance(value, str) and (hidden or len(value) > _SHOWN):
        return f"string of {len(value)} characters"
    if hidden and not isinstance(value, dict | list):
        return f"a value of type {type(value).__name__}"
    if isinstance(value, dict | list):
        noun = "object" if isinstance(value, dict) else "array"
        return f"{noun} of {len(value)}"
    text = json.dumps(value, ensure_ascii=True, default=str)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


@dataclass(frozen=True, slots=True)
class Violation:
    """One place where a request leaves the contract."""

    pointer: str
    """JSON pointer into the body, or `header:Name`, `path`, `picture`."""
    expected: str
    got: str
    keyword: str = ""
    """The schema keyword that failed (`enum`, `type` …), empty for checks outside it."""

    def to_dict(self) -> dict[str, str]:
        """Return the violation as the journal and the response header show it."""
        return {"pointer": self.pointer, "expected": self.expected, "got": self.got}

    def header(self) -> str:
        """Return the violation as one ASCII line for a response header."""
        return json.dumps(self.to_dict(), ensure_ascii=True)[:2000]


class ImageError(Exception):
    """The picture is not one that the operation takes: error code and exact reason."""

    def __init__(self, code: str, expected: str, got: str) -> None:
        super().__init__(f"{code}: expected {expected}, got {got}")
        self.code = code
        self.violation = Violation("picture", expected, got)


@dataclass
class ApiError(Exception):
    """Refuse the request: carry status, code and message to the answer."""

    status: int
    code: str
    message: str
    violation: Violation | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    close: bool = False
    """Whether the connection is closed after the answer (the body was not read)."""
    iam: bool = False
    """Whether the identity service answers: without a code its body is an `error` object."""

    def __str__(self) -> str:
        return f"{self.status} {self.code}: {self.message}"

    def body(self, request_id: str) -> dict[str, Any]:
        """Return the JSON body of the answer."""
        if self.iam and not self.code:
            return {"error": {"code": self.status, "message": self.message, "title": self.title}}
        body: dict[str, Any] = {"error_code": self.code, "error_msg": self.message}
        # API Reference 6: the gateway names the request in its own failures; the
        # service behind it (AIS.…) does not.
        if not self.iam and not self.code.startswith("AIS."):
            body["request_id"] = request_id
        return body

    @property
    def title(self) -> str:
        """Return the reason phrase of the status."""
        from http import HTTPStatus

        try:
            return HTTPStatus(self.status).phrase
        except ValueError:
            return "Unknown"


def refuse(
    contract: Contract,
    code: str,
    *,
    message: str | None = None,
    status: int | None = None,
    violation: Violation | None = None,
    headers: Mapping[str, str] | None = None,
    close: bool = False,
) -> ApiError:
    """Build a refusal with the status and the message of the contract's error table."""
    entry = contract.error(code)
    return ApiError(
        status or entry.status,
        code,
        message if message is not None else entry.messages[0],
        violation,
        headers or {},
        close,
    )
