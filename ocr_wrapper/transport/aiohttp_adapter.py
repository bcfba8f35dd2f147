"""Adapter for aiohttp, which has a compiled parser: `AsyncOcrClient(transport="aiohttp")`.

The extra `[fast]` installs it. Redirects, cookies, decompression and default headers are turned
off, so that requests and responses are the same as without it.
"""

from __future__ import annotations

import asyncio
import base64
import time
import weakref
from collections.abc import AsyncIterator
from contextvars import ContextVar
from typing import Any

import aiohttp
from yarl import URL

from ocr_wrapper.attempts.body import Body
from ocr_wrapper.attempts.messages import Failure, Request, Response
from ocr_wrapper.errors import ConfigurationError
from ocr_wrapper.transport import replies
from ocr_wrapper.transport.pool import KEEP_ALIVE, is_readable
from ocr_wrapper.transport.settings import CONNECT_TIMEOUT, Proxy, TransportSettings, parse_proxy
from ocr_wrapper.transport.streams.event_loops import let_receive, may_pause_reading

_MOST_HEADERS = 100 << 10
"""Most bytes of headers that are accepted, as in httpcore; a token alone may have 8 KiB."""

_taken: ContextVar[list[asyncio.Transport] | None] = ContextVar("ocr_wrapper_taken", default=None)
"""The connections that the running request has taken, tunnel and TLS included."""


class _Connector(aiohttp.TCPConnector):
    """Record which connections a request uses, and never reuse one that may be closed.

    aiohttp closes a connection only after everything in its buffer was sent. To a server that
    stops reading an image that never happens, so an abandoned request has to drop its
    connection itself. aiohttp also takes bytes received over an idle connection for the response
    to the next request.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        # Not the transports: those of uvloop cannot be referred to weakly.
        self._used: weakref.WeakSet[asyncio.Protocol] = weakref.WeakSet()

    async def connect(self, *args: Any, **kwargs: Any) -> aiohttp.connector.Connection:
        while True:
            connection = await super().connect(*args, **kwargs)
            transport, protocol = connection.transport, connection.protocol
            if transport is None or protocol is None:
                return connection
            if protocol not in self._used:
                self._used.add(protocol)
                break
            if not protocol.should_close and not is_readable(transport.get_extra_info("socket")):
                break
            connection.close()
        taken = _taken.get()
        if taken is not None:
            taken.append(transport)
        return connection


class _Upload:
    """A request's body in its parts, which knows whether all of it was taken."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self.finished = body.length == 0

    async def parts(self) -> AsyncIterator[bytes]:
        """Yield the parts as aiohttp takes them, and see between them what the server has sent.

        Otherwise all of them could be written to a connection that broke, as if they had left, and
        a response that is there would be thrown away.
        """
        for number, part in enumerate(self._body.parts):
            if number:
                await let_receive()
            yield bytes(part)
        self.finished = True


class _Session:
    """An aiohttp session that is closed when the last request over it has ended."""

    def __init__(self, settings: TransportSettings) -> None:
        self._users = 0
        self._closed = False
        self._closing: asyncio.Task[None] | None = None
        self.http = aiohttp.ClientSession(
            connector=_Connector(
                ssl=settings.context(),
                limit=settings.max_connections,
                keepalive_timeout=KEEP_ALIVE,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            skip_auto_headers=("accept", "accept-encoding", "user-agent", "content-type"),
            read_bufsize=1 << 16 if may_pause_reading() else replies.MAX_RESPONSE_BYTES,
            max_line_size=_MOST_HEADERS,
            max_field_size=_MOST_HEADERS,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_TIMEOUT),
        )

    def __enter__(self) -> aiohttp.ClientSession:
        self._users += 1
        return self.http

    def __exit__(self, *exception: object) -> None:
        self._users -= 1
        if self._closed and not self._users:
            self._closing = asyncio.get_running_loop().create_task(self.http.close())

    async def close(self) -> None:
        """Close idle connections now, and the others when their exchange has ended."""
        self._closed = True
        if not self._users:
            await self.http.close()
            # aiohttp closes its sockets in the loop's next turn.
            await asyncio.sleep(0)


class AiohttpSender:
    """Sends through aiohttp, in the event loop that it was first used in."""

    def __init__(self, settings: TransportSettings) -> None:
        self._settings = settings
        self._session: _Session | None = None
        self._proxies: dict[tuple[str, str], dict[str, Any]] = {}

    @property
    def is_open(self) -> bool:
        """Whether there may be connections to close."""
        return self._session is not None

    async def close(self) -> None:
        """Close idle connections; those in use are closed when their exchange ends."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def send(self, request: Request, deadline: float | None) -> Response | Failure:
        """Send one request and receive its complete response, by a deadline (monotonic clock)."""
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            return Failure("connect", "deadline")
        proxy = self._proxy(request)
        if self._session is None:
            self._session = _Session(self._settings)
        upload = _Upload(request.body)
        parts: list[bytes] = []
        response: aiohttp.ClientResponse | None = None
        taken: list[asyncio.Transport] = []
        mark, whole = _taken.set(taken), False
        try:
            with self._session as http:
                async with asyncio.timeout(left):
                    response = await http.request(
                        request.method,
                        URL(request.url, encoded=True),
                        headers=request.headers,
                        data=upload.parts() if request.body.length else None,
                        allow_redirects=False,
                        **proxy,
                    )
                    whole = await _receive(response, parts)
        except TimeoutError as error:
            late = not isinstance(error, aiohttp.ConnectionTimeoutError)
            return _failure(error, upload, taken, late=late)
        except (aiohttp.ClientError, OSError) as error:
            failure = _failure(error, upload, taken, late=False)
            if response is None:
                return failure
            broken = f"it broke off ({failure.reason})"
            return replies.build_response(response.status, response.raw_headers, parts, broken)
        finally:
            _taken.reset(mark)
            # A server that responds early may read no more, and what waits for it never leaves.
            if not (whole and upload.finished):
                for transport in taken:
                    transport.abort()
                if response is not None:
                    response.close()
        return replies.build_response(response.status, response.raw_headers, parts)

    def _proxy(self, request: Request) -> dict[str, Any]:
        """Return aiohttp's arguments for the proxy on the way to a host."""
        key = (request.url.partition(":")[0], request.headers["host"])
        found = self._proxies.get(key)
        if found is None:
            address = self._settings.proxy_for(*key)
            found = {} if address is None else _proxy_arguments(parse_proxy(address))
            self._proxies[key] = found
        return found


async def _receive(response: aiohttp.ClientResponse, parts: list[bytes]) -> bool:
    """Receive a body; False when it is longer than the limit."""
    length = 0
    async for part in response.content.iter_any():
        parts.append(part)
        length += len(part)
        if length > replies.MAX_RESPONSE_BYTES:
            return False
    return True


def _failure(
    error: Exception, upload: _Upload, taken: list[asyncio.Transport], *, late: bool
) -> Failure:
    """Return how far a request got: nothing is sent before it has a connection."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        error = error.certificate_error
    return replies.failure(error, started=bool(taken), finished=upload.finished, late=late)


def _proxy_arguments(proxy: Proxy) -> dict[str, Any]:
    if proxy.scheme not in ("http", "https"):
        raise ConfigurationError(
            'transport="aiohttp" does not support a SOCKS proxy: leave transport out.'
        )
    headers = {}
    if proxy.user is not None:
        login = base64.b64encode(f"{proxy.user}:{proxy.password}".encode()).decode()
        headers["Proxy-Authorization"] = f"Basic {login}"
    return {"proxy": URL(proxy.address), "proxy_headers": headers}
