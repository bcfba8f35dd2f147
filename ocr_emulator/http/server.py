"""HTTP server: one event loop in a thread with aiohttp's low-level server.

The low-level server gives access to the transport, which faults need, and starts in a
millisecond. A timer closes connections that never finish the head of their first request;
aiohttp's own timer does so for later requests.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import ssl
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import LineTooLong

from ocr_emulator.contract import checks
from ocr_emulator.contract.errors import ApiError
from ocr_emulator.messages import encode

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]

SERVER_NAME = "ocr-emulator"
"""Value of the header `Server`."""
MAX_PARSED_HEADERS = 1024
"""Headers that are read, so that a request with too many for the emulator is one of the journal."""

_FREE_PORTS_TRIED = 10
_LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
_HOST = re.compile(r"[0-9A-Za-z._:%-]{1,253}")
# aiohttp logs malformed requests with their content, keys and images included. Its logger is
# silent; the pipeline logs the emulator's own defects, without values.
_silent_logger = logging.Logger("ocr_emulator.http", logging.CRITICAL + 1)


class _Connection(web.RequestHandler):
    """A connection on which also what is no request gets an error in JSON, without what came."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Return the response to what the parser refused; the connection ends after it."""
        if status != 400:
            return super().handle_error(request, status, exc, message)
        found = ApiError(400, "EMULATOR", "The request is not valid HTTP.")
        if isinstance(exc, LineTooLong):
            found = ApiError(431, "EMULATOR", "A line of the request's head is too long.")
        elif exc is not None and "headers" in str(exc):
            found = ApiError(431, "EMULATOR", "The request has too many headers.")
        body = encode(found.body(os.urandom(16).hex()))
        headers = {"Server": SERVER_NAME, "Content-Type": "application/json"}
        response = web.Response(status=found.status, body=body, headers=headers)
        response.force_close()
        return response


class _Server(web.Server):
    """The low-level server with connections of that kind; `options` are theirs."""

    def __init__(self, handler: Handler, options: dict[str, Any]) -> None:
        # A client that leaves ends its request; the worker process is free again.
        super().__init__(handler, handler_cancellation=True)
        self._options = options

    def __call__(self) -> web.RequestHandler:
        """Return a connection."""
        return _Connection(self, loop=asyncio.get_running_loop(), **self._options)


def check_host(host: object) -> None:
    """Raise `ValueError` for a host that nothing can listen on."""
    if not isinstance(host, str) or not _HOST.fullmatch(host):
        raise ValueError(f"host {host!r} is not an address or a name to listen on")


class Server:
    """Serve a handler on a host and a port until it is stopped.

    `on_stop` is awaited in the event loop when the server begins to stop: no connection is accepted
    any more, and those that are open still work.
    """

    def __init__(
        self,
        handler: Handler,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        idle_timeout: float = 10.0,
        stop_timeout: float = 1.0,
        on_stop: Callable[[], Awaitable[object]] | None = None,
    ) -> None:
        checks.integer("port", port, 0, 65535)
        check_host(host)
        checks.number("idle_timeout", idle_timeout, 0.001)
        self._handler = handler
        self._tls: ssl.SSLContext | None = None
        self._idle_timeout = idle_timeout
        self._stop_timeout = stop_timeout
        self._on_stop = on_stop
        self.host = host
        self.port = port
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._web: web.Server | None = None
        self._idle: dict[web.RequestHandler, asyncio.TimerHandle] = {}

    def __repr__(self) -> str:
        return f"<Server {self.url} {'running' if self._thread else 'stopped'}>"

    @property
    def url(self) -> str:
        """Address of the server, without a slash at its end."""
        # A wildcard address cannot be called; a client on this machine uses loopback.
        name = _LOOPBACK.get(self.host, self.host)
        host = f"[{name}]" if ":" in name else name
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}"

    @property
    def connections(self) -> int:
        """How many connections are open now."""
        return 0 if self._web is None else len(self._web.connections)

    @property
    def running(self) -> bool:
        """Whether it was started and not stopped."""
        return self._thread is not None

    def start(self, tls: ssl.SSLContext | None = None) -> None:
        """Listen, with HTTPS when a context is given; returns when connections are accepted.

        Raises `OSError` when the address is not available.
        """
        self._tls = tls
        ready: Future[int] = Future()
        self._thread = threading.Thread(
            target=self._run, args=(ready,), name="ocr-emulator", daemon=True
        )
        self._thread.start()
        try:
            self.port = ready.result()
        except BaseException:
            self._thread.join()
            self._thread = None
            raise

    def stop(self) -> None:
        """Close all connections and the thread; does nothing when it is not running."""
        thread, loop, stopping = self._thread, self._loop, self._stopping
        if thread is None or loop is None or stopping is None:
            return
        loop.call_soon_threadsafe(stopping.set)
        thread.join()
        self._thread = None

    def _run(self, ready: Future[int]) -> None:
        # Runner and not asyncio.run: it leaves signal handlers to the main thread.
        with asyncio.Runner() as runner:
            self._loop = runner.get_loop()
            runner.run(self._serve(ready))

    async def _serve(self, ready: Future[int]) -> None:
        loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        options: dict[str, Any] = {
            "access_log": None,
            "keepalive_timeout": self._idle_timeout,
            "lingering_time": 2.0,
            # The digest is of the bytes received; nothing is unpacked before it is measured.
            "auto_decompress": False,
            "logger": _silent_logger,
            "max_headers": MAX_PARSED_HEADERS,
        }
        server = self._web = _Server(self._handle, options)

        def accept() -> web.RequestHandler:
            connection = server()
            self._idle[connection] = loop.call_later(self._idle_timeout, self._hang_up, connection)
            return connection

        try:
            listener = await self._listen(loop, accept)
        except BaseException as error:
            ready.set_exception(error)
            return
        ready.set_result(listener.sockets[0].getsockname()[1])
        try:
            await self._stopping.wait()
        finally:
            listener.close()
            if self._on_stop is not None:
                await self._on_stop()
            for timer in self._idle.values():
                timer.cancel()
            self._idle.clear()
            await server.shutdown(self._stop_timeout)

    async def _listen(
        self, loop: asyncio.AbstractEventLoop, accept: Callable[[], web.RequestHandler]
    ) -> asyncio.Server:
        """Listen on all addresses of the host, with the same port on each.

        A name such as `localhost` may have several, and a free port is chosen for each of them.
        """
        port, error = self.port, OSError("no port is free on all addresses of the host")
        for _ in range(_FREE_PORTS_TRIED):
            try:
                # The backlog lets five hundred connect at once without one being refused.
                listener = await loop.create_server(
                    accept,
                    self.host,
                    port,
                    ssl=self._tls,
                    ssl_handshake_timeout=self._idle_timeout if self._tls else None,
                    backlog=1024,
                )
            except OSError as found:
                if port == self.port:
                    raise
                port, error = self.port, found
                continue
            ports = [bound.getsockname()[1] for bound in listener.sockets]
            if len(set(ports)) == 1:
                return listener
            listener.close()
            port = ports[0]
        raise error

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        timer = self._idle.pop(request.protocol, None)
        if timer is not None:
            timer.cancel()
        return await self._handler(request)

    def _hang_up(self, connection: web.RequestHandler) -> None:
        if self._idle.pop(connection, None) is not None:
            connection.force_close()
