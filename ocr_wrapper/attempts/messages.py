"""Commands and replies between a flow and its driver (sans-I/O).

A flow is a generator that yields a command and is sent the reply. Both are plain values, so that
the same flow runs in a thread, in a task, and in a test without a network.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypeVar

from ocr_wrapper.attempts.body import EMPTY, Body
from ocr_wrapper.concurrency import Waiter

T = TypeVar("T")

LOGIN_REFUSED = frozenset({"ProxyError 407", "ProxyError login"})
"""Reasons of a failure: the proxy wants another user or password; SOCKS has no number for it."""


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, signed already if it has to be; its repr shows no header."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: Body = EMPTY
    signed_at: float | None = None
    """The time in the signature, in seconds since the epoch; None if nothing is signed."""


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response; names of headers are in lower case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    broken: str | None = None
    """Why the body is incomplete (cut, wrong length, too large, undecodable); None if it is
    complete."""


@dataclass(frozen=True, slots=True)
class Failure:
    """The reason why no status line came, and how far the request had got."""

    kind: Literal["tls", "connect", "write", "lost", "timeout"]
    """`tls`: the certificate is not trusted. `connect`: nothing was sent. `write`: a part of the
    request was sent. `lost`: the whole request may have been sent. `timeout`: as `lost`, because
    waiting for the response took too long."""

    reason: str
    """Name of the cause, such as `ReadError`; never the transport's own text, which may quote
    the request."""


@dataclass(frozen=True, slots=True)
class Send:
    """Command: send a request, and give up at `deadline` on the monotonic clock."""

    request: Request
    deadline: float | None


@dataclass(frozen=True, slots=True)
class Sleep:
    """Command: wait so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Wait:
    """Command: wait until woken, and no longer than `seconds`."""

    waiter: Waiter
    seconds: float | None


Command: TypeAlias = Send | Sleep | Wait
Reply: TypeAlias = Response | Failure | None
Steps: TypeAlias = Generator[Command, Reply, T]
"""A flow that returns a `T` at its end."""
