"""HTTP server: one event loop in a thread with aiohttp's low-level server.

The low-level server gives access to the transport, which faults need, and starts in a
millisecond. A timer closes connections that never finish the head of their first request;
aiohttp's own timer does so for later requests.
"""

from __future__ import annotations

import asyncio
import logging
import re
import ssl
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import Any

from aiohttp import web

from ocr_emulator.contract import checks

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]

_LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
_HOST = re.compile(r"[0-9A-Za-z._:%-]{1,253}")
# aiohttp logs malformed requests with their content, keys and images included. Its logger is
# silent; the pipeline logs the emulator's own defects, without values.
_silent_logger = logging.Logger("ocr_emulator.http", logging.CRITICAL + 1)


def check_host(host: object) -> None:
    """Raise `ValueError` for a host that nothing can listen on."""
    if not isinstance(host, str) or not _HOST.fullmatch(host):
        raise ValueError(f"host {host!r} is not an address or a name to listen on")


class Server:
    """Serve a handler on a host and a port until it is stopped.

    `on_stop` is called in the event loop when the server begins to stop.
    """

    def __init__(
        self,
        handler: Handler,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        idle_timeout: float = 10.0,
        stop_timeout: float = 1.0,
        on_stop: Callable[[], object] | None = None,
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
            # A client that leaves ends its request; the worker process is free again.
            "handler_cancellation": True,
            "keepalive_timeout": self._idle_timeout,
            "lingering_time": 2.0,
            # The digest is of the bytes received; nothing is unpacked before it is measured.
            "auto_decompress": False,
            "logger": _silent_logger,
        }
        server = self._web = web.Server(self._handle, **options)

        def accept() -> web.RequestHandler:
            connection = server()
            self._idle[connection] = loop.call_later(self._idle_timeout, self._hang_up, connection)
            return connection

        try:
            # The backlog lets five hundred connect at once without one being refused.
            listener = await loop.create_server(
                accept,
                self.host,
                self.port,
                ssl=self._tls,
                ssl_handshake_timeout=self._idle_timeout if self._tls else None,
                backlog=1024,
            )
        except BaseException as error:
            ready.set_exception(error)
            return
        ready.set_result(listener.sockets[0].getsockname()[1])
        try:
            await self._stopping.wait()
        finally:
            listener.close()
            if self._on_stop is not None:
                # Responses without an end have to end before connections are waited for.
                self._on_stop()
            for timer in self._idle.values():
                timer.cancel()
            self._idle.clear()
            await server.shutdown(self._stop_timeout)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        timer = self._idle.pop(request.protocol, None)
        if timer is not None:
            timer.cancel()
        return await self._handler(request)

    def _hang_up(self, connection: web.RequestHandler) -> None:
        if self._idle.pop(connection, None) is not None:
            connection.force_close()
