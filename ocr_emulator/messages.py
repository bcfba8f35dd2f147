"""Request context and response of one exchange with the emulator."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ocr_emulator.contract.errors import Violation

if TYPE_CHECKING:
    from ocr_emulator.contract.bundle import Operation
    from ocr_emulator.state.accounts import Account
    from ocr_emulator.state.namespace import Namespace

__all__ = ["Reply", "RequestContext"]


@dataclass
class RequestContext:
    """Gather what is known about a request; the journal keeps a copy of it in the end."""

    method: str
    raw_target: str
    headers: Sequence[tuple[str, str]] = field(repr=False)
    namespace: Namespace
    at: float
    """Arrival by the emulator's clock, seconds since 1970."""
    early_by: float | None = None
    """Seconds it came before the Retry-After of the answer before; None: not too early."""
    request_id: str = field(default_factory=lambda: uuid4().hex)
    body: bytes = field(default=b"", repr=False)
    digest: str = ""
    reserved: int = 0
    """Bytes of the room for bodies that this call holds."""
    operation: Operation | None = None
    service: str = ""
    """`ocr`, `iam` or empty for a path that nothing serves."""
    account: Account | None = None
    credential: str = ""
    """`aksk`, `temporary` or `token`; empty until the caller is known."""
    project_id: str = ""
    region: str = ""
    answer: str = ""
    """Where the answer came from: `example default`, `engine …`, `fault …`, `refusal`."""
    violation: Violation | None = None
    notes: list[str] = field(default_factory=list)

    def header(self, name: str) -> str:
        """Return a header's value, stripped; empty when it is absent."""
        for key, value in self.headers:
            if key.lower() == name:
                return value.strip()
        return ""

    @property
    def path(self) -> str:
        """The path as it stood in the request line, without the query."""
        return self.raw_target.partition("?")[0]

    def take_body(self, body: bytes) -> None:
        """Keep the body that was read, and its digest as received."""
        self.body = body
        self.digest = sha256(body).hexdigest()


@dataclass
class Reply:
    """Status, headers and body of an answer."""

    status: int
    body: bytes = field(default=b"", repr=False)
    headers: dict[str, str] = field(default_factory=dict)
    close: bool = False

    @classmethod
    def json(
        cls,
        status: int,
        value: Any,
        headers: Mapping[str, str] | None = None,
        *,
        close: bool = False,
    ) -> Reply:
        """Make a JSON answer, UTF-8 without escapes as the service sends it."""
        # A refusal may quote header bytes that are no UTF-8; they become question marks.
        body = json.dumps(value, ensure_ascii=False).encode(errors="replace")
        return cls(status, body, {"Content-Type": "application/json", **(headers or {})}, close)
