"""What the flow hands to a driver and gets back: plain values, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from ocr_wrapper.attempts.body import EMPTY, Body
from ocr_wrapper.concurrency import Waiter


@dataclass(frozen=True, slots=True)
class Request:
    """Hold one HTTP request, signed already if it has to be; its repr shows no header."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: Body = EMPTY


@dataclass(frozen=True, slots=True)
class Response:
    """Hold one HTTP answer; names of headers are in lower case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    broken: str | None = None
    """Why the body is not whole (cut, wrong length, too large, undecodable); None if it is."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Tell that no status line came, and how far the request had got."""

    kind: Literal["tls", "connect", "write", "lost", "timeout"]
    """``tls``: the certificate is not trusted. ``connect``: nothing left. ``write``: a part of
    the request left. ``lost``: all of it may have left. ``timeout``: as ``lost``, because waiting
    for the answer took too long."""

    reason: str
    """Name of the cause, such as ``ReadError``; no text of the transport's, which may quote."""


@dataclass(frozen=True, slots=True)
class Send:
    """Ask the driver to send a request, and to give up at ``deadline`` on the monotonic clock."""

    request: Request
    deadline: float | None


@dataclass(frozen=True, slots=True)
class Sleep:
    """Ask the driver to wait so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Wait:
    """Ask the driver to wait until woken, and no longer than ``seconds``."""

    waiter: Waiter
    seconds: float | None


Command: TypeAlias = Send | Sleep | Wait
Reply: TypeAlias = Response | Failure | None
