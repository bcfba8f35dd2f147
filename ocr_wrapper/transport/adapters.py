"""Translate between the flow's messages and httpx: requests out, answers and failures back."""

from __future__ import annotations

import contextlib
import functools
import logging
import ssl
from collections.abc import AsyncIterator, Iterator
from contextvars import ContextVar
from types import TracebackType
from typing import TYPE_CHECKING, Any

from ocr_wrapper.attempts.body import Body
from ocr_wrapper.attempts.messages import Failure, Request, Response
from ocr_wrapper.transport.decoding import MAX_ANSWER_BYTES, decode_body
from ocr_wrapper.transport.pool import set_deadline

if TYPE_CHECKING:
    import httpx

CONNECT_TIMEOUT = 10.0
"""Seconds for one connection; a host that does not answer by then is tried anew."""

_ours: ContextVar[bool] = ContextVar("ocr_wrapper_sending", default=False)


@functools.cache
def _be_discreet() -> None:
    """Keep our headers out of other people's logs; once for the process.

    At DEBUG httpcore writes out every header of an answer, and the identity service's hold a
    token.
    """
    for name in ("connection", "http11", "http2", "proxy", "socks"):
        logging.getLogger(f"httpcore.{name}").addFilter(lambda _record: not _ours.get())


class Sending:
    """Mark what happens in the block as ours for the log, and bound the thread's I/O."""

    __slots__ = ("_mark", "_until")

    def __init__(self, until: float | None = None) -> None:
        self._until = until

    def __enter__(self) -> None:
        _be_discreet()
        self._mark = _ours.set(True)
        set_deadline(self._until)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        set_deadline(None)
        # A task that is thrown away with its loop is ended in another context than its own.
        with contextlib.suppress(ValueError):
            _ours.reset(self._mark)


def content(body: Body) -> Any:
    """Return a request's content that knows how much of it was taken by the transport."""
    return _content_class()(body)


@functools.cache
def _content_class() -> type[Any]:
    """Return the class of `content`; made late, because its bases are httpx's."""
    import httpx

    class Content(httpx.SyncByteStream, httpx.AsyncByteStream):
        """Send a body in its parts."""

        def __init__(self, body: Body) -> None:
            self._body = body
            self.started = False
            self.finished = False

        def __iter__(self) -> Iterator[bytes]:
            self.started, self.finished = True, False
            for part in self._body.parts:
                yield bytes(part)
            self.finished = True

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for part in self:
                yield part

    return Content


@functools.lru_cache(maxsize=64)
def _url(address: str) -> httpx.URL:
    """Return an address taken apart; a client has few of them and calls them often."""
    import httpx

    return httpx.URL(address)


def make_request(request: Request, stream: Any, left: float | None) -> httpx.Request:
    """Return an httpx request with exactly these headers and this content."""
    import httpx

    connect = CONNECT_TIMEOUT if left is None else min(CONNECT_TIMEOUT, left)
    timeouts = {"connect": connect, "read": left, "write": left, "pool": left}
    return httpx.Request(
        request.method,
        _url(request.url),
        headers=list(request.headers.items()),
        stream=stream,
        extensions={"timeout": timeouts},
    )


def failure(error: Exception, sent: Any) -> Failure:
    """Return what an exception of the transport's says about how far the request had got.

    ``sent`` is the request's content. A server cannot have carried out a request of which the
    end was never written, even if it was reading that failed.
    """
    import httpx

    name = type(error).__name__
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Failure("tls", cause.verify_message or name)
        cause = cause.__cause__ or cause.__context__
    before = (
        httpx.ConnectError,
        httpx.ConnectTimeout,
        httpx.PoolTimeout,
        httpx.ProxyError,
        httpx.UnsupportedProtocol,
        httpx.LocalProtocolError,
    )
    if isinstance(error, before):
        return Failure("connect", name)
    if sent.started and not sent.finished:
        return Failure("write", name)
    if isinstance(error, (httpx.WriteError, httpx.WriteTimeout)):
        return Failure("write", name)
    return Failure("timeout" if isinstance(error, httpx.ReadTimeout) else "lost", name)


class Received:
    """Collect an answer as it arrives."""

    __slots__ = ("_headers", "_length", "_parts", "_status")

    def __init__(self, response: httpx.Response) -> None:
        self._status = response.status_code
        self._headers: dict[str, str] = {}
        for raw_name, raw_value in response.headers.raw:
            name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
            before = self._headers.get(name)
            self._headers[name] = value if before is None else f"{before}, {value}"
        self._parts: list[bytes] = []
        self._length = 0

    def add(self, part: bytes) -> bool:
        """Keep a part; False when the answer is longer than any may be."""
        self._parts.append(part)
        self._length += len(part)
        return self._length <= MAX_ANSWER_BYTES

    def response(self, broken: str | None = None) -> Response:
        """Return the answer as far as it came."""
        if self._length > MAX_ANSWER_BYTES:
            broken = f"it is longer than {MAX_ANSWER_BYTES >> 20} MiB"
            return Response(self._status, self._headers, b"", broken)
        raw = b"".join(self._parts)
        if broken is None:
            raw, broken = decode_body(self._headers, raw)
        return Response(self._status, self._headers, raw, broken)
