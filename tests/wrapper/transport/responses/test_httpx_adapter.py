"""A caller's own httpx transport: each of its failures says how far the request got."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator

import httpx
import pytest

from ocr_wrapper.attempts.body import json_body
from ocr_wrapper.attempts.messages import Failure, Request, Response
from ocr_wrapper.transport import replies
from ocr_wrapper.transport.httpx_adapter import AsyncHttpxSender, HttpxSender
from ocr_wrapper.transport.settings import TransportSettings

REQUEST = Request(
    "POST", "https://ocr.example.com/v2/p1/ocr/passport", {}, json_body({"image": ""})
)
PARTS = (b'{"result"', b": {}}")


class Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of a response, which ends with an error or, when `endless`, never."""

    def __init__(self, error: Exception | None = None, *, endless: bytes | None = None) -> None:
        self.error = error
        self.endless = endless
        self.closed = False
        self.taken = 0

    def __iter__(self) -> Iterator[bytes]:
        yield from PARTS
        while self.endless is not None:
            self.taken += 1
            yield self.endless
        if self.error is not None:
            raise self.error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self:
            yield part
            await asyncio.sleep(0)

    def close(self) -> None:
        self.closed = True

    async def aclose(self) -> None:
        self.closed = True


class Transport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Take some of the request's body, then raise an error or return a response."""

    def __init__(self, outcome: Exception | Stream, *, takes: bool = True) -> None:
        self.outcome = outcome
        self.takes = takes
        self.asked = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        if self.takes:
            request.read()
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return httpx.Response(200, stream=self.outcome)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)


def in_a_thread(transport: Transport, deadline: float | None = None) -> Response | Failure:
    """Send the request with the blocking adapter."""
    return HttpxSender(TransportSettings(transport=transport)).send(REQUEST, deadline)


def in_a_task(transport: Transport, deadline: float | None = None) -> Response | Failure:
    """Send the request with the asynchronous adapter."""
    sender = AsyncHttpxSender(TransportSettings(transport=transport))
    return asyncio.run(sender.send(REQUEST, deadline))


Sending = Callable[..., Response | Failure]
both = pytest.mark.parametrize("send", [in_a_thread, in_a_task])


@both
@pytest.mark.parametrize(
    ("error", "takes", "kind"),
    [
        (httpx.ConnectError("x"), False, "connect"),
        (httpx.ConnectTimeout("x"), False, "connect"),
        (httpx.PoolTimeout("x"), False, "connect"),
        (httpx.ProxyError("x"), False, "connect"),
        (httpx.WriteError("x"), True, "write"),
        (httpx.WriteTimeout("x"), True, "write"),
        (httpx.ReadError("x"), True, "lost"),
        (httpx.RemoteProtocolError("x"), True, "lost"),
        (ConnectionResetError("x"), True, "lost"),
        (httpx.ReadTimeout("x"), True, "timeout"),
        (httpx.ReadError("x"), False, "lost"),
        (httpx.ReadTimeout("x"), False, "timeout"),
    ],
)
def test_failure_says_how_far_the_request_got(
    send: Sending, error: Exception, takes: bool, kind: str
) -> None:
    """What may have been sent whole may be billed; a transport may have sent what it never read."""
    assert send(Transport(error, takes=takes)) == Failure(kind, type(error).__name__)  # type: ignore[arg-type]


@both
@pytest.mark.parametrize("error", [httpx.ReadError("x"), httpx.StreamClosed(), OSError("x")])
def test_response_that_breaks_off_is_kept_as_far_as_it_came(
    send: Sending, error: Exception
) -> None:
    """Its status shows that the request was carried out; the stream is closed."""
    stream = Stream(error)
    found = send(Transport(stream))
    assert isinstance(found, Response)
    assert (found.status, found.body) == (200, b"".join(PARTS))
    assert found.broken == f"it broke off ({type(error).__name__})"
    assert stream.closed


@both
def test_response_is_not_waited_for_beyond_the_deadline(send: Sending) -> None:
    """A transport's own timeouts are for one read, and a server may send a byte a second."""
    stream = Stream(endless=b"")
    found = send(Transport(stream), time.monotonic() + 0.05)
    assert isinstance(found, Failure)
    assert found.kind == "timeout"
    assert stream.closed


@both
def test_nothing_is_sent_after_the_deadline(send: Sending) -> None:
    """The transport is not asked."""
    transport = Transport(Stream())
    assert send(transport, time.monotonic() - 1) == Failure("connect", "deadline")
    assert transport.asked == 0


@both
def test_endless_response_is_read_to_the_limit(
    send: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No more is kept in memory than the longest allowed response."""
    monkeypatch.setattr(replies, "MAX_RESPONSE_BYTES", 1000)
    stream = Stream(endless=b" " * 100)
    found = send(Transport(stream), time.monotonic() + 60)
    assert isinstance(found, Response)
    assert (found.body, found.broken) == (b"", replies.TOO_LONG)
    assert (stream.taken, stream.closed) == (10, True)
