"""Carry httpx requests over aiohttp, which does several times as many at high concurrency.

Comes with the extra ``[fast]`` and is chosen with ``AsyncOcrClient(transport="aiohttp")``.
Redirects, cookies, decompression and headers of its own are all turned off: what goes out and
comes in is the same as without it.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Iterator
from contextvars import ContextVar
from typing import Any

import aiohttp
import httpx
from yarl import URL


@contextlib.contextmanager
def _as_httpx() -> Iterator[None]:
    """Raise aiohttp's errors as those of httpx that say how far a request had got."""
    try:
        yield
    except aiohttp.ConnectionTimeoutError as error:
        raise httpx.ConnectTimeout(type(error).__name__) from error
    except (aiohttp.ServerTimeoutError, TimeoutError) as error:
        raise httpx.ReadTimeout(type(error).__name__) from error
    except (aiohttp.ClientHttpProxyError, aiohttp.ClientProxyConnectionError) as error:
        raise httpx.ProxyError(type(error).__name__) from error
    except aiohttp.ClientConnectorCertificateError as error:
        raise httpx.ConnectError(type(error).__name__) from error.certificate_error
    except aiohttp.ClientConnectionError as error:
        before = isinstance(error, aiohttp.ClientConnectorError)
        kind = httpx.ConnectError if before else httpx.ReadError
        raise kind(type(error).__name__) from error
    except aiohttp.ClientError as error:
        raise httpx.RemoteProtocolError(type(error).__name__) from error


_taken: ContextVar[list[asyncio.Transport] | None] = ContextVar("ocr_wrapper_taken", default=None)
"""The connections that the request under way has taken, so that it can drop them."""


class _Connector(aiohttp.TCPConnector):
    """Tell each request which connection it got.

    aiohttp closes a connection only after everything in its buffer was sent. To a server that
    takes no more of a picture that is never, so a request that is given up has to drop its
    connection by itself.
    """

    async def connect(self, *args: Any, **kwargs: Any) -> aiohttp.connector.Connection:
        connection = await super().connect(*args, **kwargs)
        taken = _taken.get()
        if taken is not None and connection.transport is not None:
            taken.append(connection.transport)
        return connection


class _Body(httpx.AsyncByteStream):
    """Read an answer's body as it comes, packed as it is."""

    def __init__(self, response: aiohttp.ClientResponse, taken: list[asyncio.Transport]) -> None:
        self._response = response
        self._taken = taken

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx():
            async for part in self._response.content.iter_any():
                yield part

    async def aclose(self) -> None:
        if self._response.connection is None:
            # A body that was read whole has given its connection back already.
            return
        self._response.close()
        for connection in self._taken:
            connection.abort()


class AiohttpTransport(httpx.AsyncBaseTransport):
    """Send requests through an aiohttp session."""

    def __init__(
        self,
        *,
        context: ssl.SSLContext,
        proxy: str | None = None,
        max_connections: int = 100,
        keep_alive: float = 5.0,
    ) -> None:
        self._context = context
        self._proxy = proxy
        self._max_connections = max_connections
        self._keep_alive = keep_alive
        self._open: aiohttp.ClientSession | None = None

    def _session(self) -> aiohttp.ClientSession:
        """Return the session; made late, since it belongs to the running loop."""
        if self._open is None:
            self._open = aiohttp.ClientSession(
                connector=_Connector(
                    ssl=self._context,
                    limit=self._max_connections,
                    keepalive_timeout=self._keep_alive,
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
                skip_auto_headers=("accept", "accept-encoding", "user-agent", "content-type"),
            )
        return self._open

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; its body and its answer's are streamed."""
        timeouts = request.extensions.get("timeout", {})
        has_body = request.headers.get("content-length", "0") != "0"
        assert isinstance(request.stream, httpx.AsyncByteStream)
        if not has_body:
            # Taken all the same, so that whoever counts on it knows that all was sent.
            async for _ in request.stream:
                pass
        taken: list[asyncio.Transport] = []
        mark = _taken.set(taken)
        try:
            with _as_httpx():
                response = await self._session().request(
                    request.method,
                    URL(str(request.url), encoded=True),
                    headers=[(n.decode(), value.decode()) for n, value in request.headers.raw],
                    data=request.stream.__aiter__() if has_body else None,
                    allow_redirects=False,
                    proxy=self._proxy,
                    timeout=aiohttp.ClientTimeout(
                        total=None,
                        connect=timeouts.get("pool"),
                        sock_connect=timeouts.get("connect"),
                        sock_read=timeouts.get("read"),
                    ),
                )
        except BaseException:
            for connection in taken:
                connection.abort()
            raise
        finally:
            _taken.reset(mark)
        return httpx.Response(
            response.status, headers=list(response.raw_headers), stream=_Body(response, taken)
        )

    async def aclose(self) -> None:
        """Close every connection, and wait until the sockets are gone."""
        session, self._open = self._open, None
        if session is not None:
            await session.close()
        # aiohttp closes its sockets in the loop's next turn.
        await asyncio.sleep(0)
