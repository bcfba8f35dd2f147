"""Request context and response of one HTTP exchange.

Every stage of the pipeline adds to the context what it found out; the journal gets a copy.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ocr_emulator.contract.errors import Violation

if TYPE_CHECKING:
    from ocr_emulator.contract.bundle import Operation
    from ocr_emulator.scripting.faults import Fault
    from ocr_emulator.state.accounts import Account
    from ocr_emulator.state.namespace import Namespace


def headers_by_name(received: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the values of each header, stripped, by its name in lower case, as they came."""
    found: dict[str, list[str]] = {}
    for name, value in received:
        found.setdefault(name.lower(), []).append(value.strip())
    return found


@dataclass
class RequestContext:
    """All that is known about a request."""

    method: str
    raw_target: str
    path: str
    """Path as it stood in the request line, without the query."""
    headers: Mapping[str, Sequence[str]] = field(repr=False)
    """All headers; see `headers_by_name`."""
    header: Mapping[str, str] = field(repr=False)
    """First value of each header."""
    namespace: Namespace
    at: float = 0.0
    """Arrival by the emulator's clock, seconds since 1970."""
    epoch: str = ""
    """Which journal the namespace had when the request came."""
    retry_epoch: int = 0
    """How often the namespace had been reset when the request came."""
    skew: float = 0.0
    """Seconds that the server's clock is ahead for this request."""
    step_taken: bool = False
    """Whether the request got its step of a sequence on arrival."""
    fault: Fault | None = None
    """Fault that breaks the response on its way out."""
    early_by: float | None = None
    """Seconds it came before the previous Retry-After was over; None: not too early."""
    started: float = field(default_factory=time.perf_counter)
    """Arrival by the clock that measures durations."""
    request_id: str = field(default_factory=lambda: os.urandom(16).hex())
    body: bytes = field(default=b"", repr=False)
    digest: str = ""
    """Hex SHA-256 of the body as received."""
    reserved: int = 0
    """Bytes of the memory budget that this request holds."""
    operation: Operation | None = None
    service: str = ""
    """`ocr`, `iam` or empty for a path that is not served."""
    account: Account | None = None
    credential: str = ""
    """`aksk`, `temporary` or `token`; empty until the caller is authenticated."""
    project_id: str = ""
    region: str = ""
    source: str = ""
    """Where the response came from: `example default`, `engine …`, `fault …`, `refusal`."""
    violation: Violation | None = None
    notes: list[str] = field(default_factory=list)
    unread: list[dict[str, str]] = field(default_factory=list)
    """Parts of the response that could not be recognized, each with its reason."""


@dataclass
class ApiResponse:
    """Status, headers and body of a response."""

    status: int
    body: bytes = field(default=b"", repr=False)
    headers: dict[str, str] = field(default_factory=dict)
    close: bool = False
    """Whether the connection is closed after the response."""
    code: str | None = None
    """Error code in the body, for the journal."""

    @classmethod
    def json(
        cls,
        status: int,
        value: Any,
        headers: Mapping[str, str] | None = None,
        *,
        close: bool = False,
        code: str | None = None,
    ) -> ApiResponse:
        """Build a JSON response; a value of bytes is JSON already."""
        body = value if isinstance(value, bytes) else encode(value)
        all_headers = {"Content-Type": "application/json", **(headers or {})}
        return cls(status, body, all_headers, close, code)


def encode(value: Any) -> bytes:
    """Return JSON in UTF-8 without escapes, as the service sends it."""
    # An error may quote header bytes that are not UTF-8; they become question marks.
    return json.dumps(value, ensure_ascii=False).encode(errors="replace")
