"""Adapter for a caller's own httpx transport: requests out, responses and failures back.

Imported when such a transport is used. The transports are used without httpx's client: there is
no cookie jar, no netrc, no redirect and no default header to turn off.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from typing import cast

import httpx

from ocr_wrapper.attempts.body import Body
from ocr_wrapper.attempts.messages import Failure, Request, Response
from ocr_wrapper.transport import log_filter, replies
from ocr_wrapper.transport.settings import CONNECT_TIMEOUT, TransportSettings

_BEFORE_SENDING = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)
_ERRORS = (httpx.HTTPError, httpx.StreamError, OSError)


class Upload(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A request's body in its parts, which knows how far it was taken by the transport."""

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


class _Adapter:
    """What both kinds of transports have in common."""

    def __init__(self, settings: TransportSettings) -> None:
        log_filter.install()
        self._transport = settings.transport
        self._used = False

    @property
    def is_open(self) -> bool:
        """Whether there may be connections to close."""
        return self._used


class HttpxSender(_Adapter):
    """Sends over an httpx transport, in threads."""

    def send(self, request: Request, deadline: float | None) -> Response | Failure:
        """Send one request and receive its complete response, by a deadline (monotonic clock)."""
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            return Failure("connect", "deadline")
        self._used = True
        upload, response = Upload(request.body), None
        parts: list[bytes] = []
        length = 0
        mark = log_filter.sending.set(True)
        try:
            transport = cast("httpx.BaseTransport", self._transport)
            response = transport.handle_request(_request(request, upload, left))
            try:
                for part in cast("httpx.SyncByteStream", response.stream):
                    parts.append(part)
                    length += len(part)
                    if length > replies.MAX_RESPONSE_BYTES:
                        break
                    if deadline is not None and time.monotonic() >= deadline:
                        raise httpx.ReadTimeout("deadline")
            finally:
                response.close()
        except _ERRORS as error:
            return _ended(error, upload, response, parts)
        finally:
            log_filter.sending.reset(mark)
        return replies.build_response(response.status_code, response.headers.raw, parts)

    def close(self) -> None:
        """Close the transport."""
        self._used = False
        cast("httpx.BaseTransport", self._transport).close()


class AsyncHttpxSender(_Adapter):
    """Sends over an httpx transport, in tasks."""

    async def send(self, request: Request, deadline: float | None) -> Response | Failure:
        """Send one request and receive its complete response, by a deadline (monotonic clock)."""
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            return Failure("connect", "deadline")
        self._used = True
        upload, response = Upload(request.body), None
        parts: list[bytes] = []
        length = 0
        try:
            with log_filter.Sending():
                async with asyncio.timeout(left):
                    transport = cast("httpx.AsyncBaseTransport", self._transport)
                    response = await transport.handle_async_request(_request(request, upload, left))
                    try:
                        async for part in cast("httpx.AsyncByteStream", response.stream):
                            parts.append(part)
                            length += len(part)
                            if length > replies.MAX_RESPONSE_BYTES:
                                break
                    finally:
                        await response.aclose()
        except TimeoutError as error:
            return replies.failure(
                error, started=upload.started, finished=upload.finished, late=True
            )
        except _ERRORS as error:
            return _ended(error, upload, response, parts)
        return replies.build_response(response.status_code, response.headers.raw, parts)

    async def close(self) -> None:
        """Close the transport."""
        self._used = False
        await cast("httpx.AsyncBaseTransport", self._transport).aclose()


def _request(request: Request, upload: Upload, left: float | None) -> httpx.Request:
    """Return an httpx request with exactly these headers and this content."""
    connect = CONNECT_TIMEOUT if left is None else min(CONNECT_TIMEOUT, left)
    return httpx.Request(
        request.method,
        request.url,
        headers=list(request.headers.items()),
        stream=upload,
        extensions={"timeout": {"connect": connect, "read": left, "write": left, "pool": left}},
    )


def _ended(
    error: Exception, upload: Upload, response: httpx.Response | None, parts: list[bytes]
) -> Response | Failure:
    """Return the failure, or the response as far as it came."""
    before = isinstance(error, _BEFORE_SENDING)
    written = not isinstance(error, (httpx.WriteError, httpx.WriteTimeout))
    found = replies.failure(
        error,
        # A transport that never takes the body, as a test's may not, has nevertheless sent it.
        started=not before,
        finished=written and (upload.finished or not upload.started),
        late=isinstance(error, httpx.ReadTimeout),
    )
    if response is None or found.kind == "timeout":
        return found
    broken = f"it broke off ({found.reason})"
    return replies.build_response(response.status_code, response.headers.raw, parts, broken)
