"""A finished answer before it is put on the wire."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Reply"]


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
