"""Network stream of a task: the socket of one connection, on asyncio's own transport.

httpcore's stream goes through anyio, whose time limits and locks take more time than the rest of
a request, and it awaits when it closes, which a cancelled task may not finish.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Iterator
from typing import Any, cast

import httpcore

from ocr_wrapper.attempts.body import Body
from ocr_wrapper.transport.pool import ReceiveBuffer, is_readable
from ocr_wrapper.transport.replies import MAX_RESPONSE_BYTES
from ocr_wrapper.transport.routes import AwaitedStream
from ocr_wrapper.transport.settings import CONNECT_TIMEOUT
from ocr_wrapper.transport.streams.event_loops import (
    is_asyncios,
    let_receive,
    may_pause_reading,
)

_SMALL = 1 << 16
"""Bytes that are joined with the headers, so that one system call sends both."""
_MOST_HELD = 1 << 18
"""Bytes of a response that are buffered for the parser before reading from the socket pauses."""
_TAKEN_AT_ONCE = 256
"""Pieces that the parser gets before other tasks and timers have their turn."""


class LoopStream(asyncio.Protocol, AwaitedStream):
    """The socket of one connection, for httpcore: asyncio's transport without a layer between.

    Closing does not wait: a server that stops reading an image would delay an orderly end for
    ever.
    """

    def __init__(self) -> None:
        self.received = ReceiveBuffer()
        self.started = False
        """Whether httpcore has begun to take the request's body, with its headers taken."""
        self.finished = False
        """Whether all of the request may have left: none of it waits here."""
        self._transport: asyncio.Transport | None = None
        self._parts: Iterator[bytes] = iter(())
        self._untaken = 0
        """How many parts of the body httpcore has not taken yet."""
        self._begun = False
        """Whether a part of the request was written."""
        self._may_pause = True
        self._unsent = b""
        self._taken = 0
        """How many pieces the parser has got."""
        self._ended = False
        """Whether the server has sent its last byte."""
        self._lost = False
        self._error: Exception | None = None
        self._paused = False
        self._reading: asyncio.Future[None] | None = None
        self._writing: asyncio.Future[None] | None = None
        self._closed: asyncio.Future[None] | None = None

    # --- one exchange ---------------------------------------------------------------------------

    def begin(self, body: Body) -> LoopStream:
        """Begin an exchange and return the body for httpcore to take, which is this object."""
        self.received.begin()
        self.started = self.finished = False
        # httpcore accepts any buffer, so that a view need not be copied first.
        self._parts = iter(cast("tuple[bytes, ...]", body.parts))
        self._untaken, self._begun = len(body.parts), False
        return self

    def __aiter__(self) -> AsyncIterator[bytes]:
        self.started = True
        return self

    async def __anext__(self) -> bytes:
        for part in self._parts:
            self._untaken -= 1
            return part
        raise StopAsyncIteration

    # --- asyncio's protocol ---------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport without write buffering, so that the written bytes are known."""
        # Not checked: those of other event loops have the methods and not the class.
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(1, 0)
        self._may_pause = may_pause_reading()
        self._closed = asyncio.get_running_loop().create_future()

    def data_received(self, data: bytes) -> None:
        """Keep what came until it is read."""
        self.received.add(data)
        held = len(self.received)
        if held > MAX_RESPONSE_BYTES:
            self.abort()
        elif held > _MOST_HELD and self._may_pause and self._transport is not None:
            self._transport.pause_reading()
        _wake(self._reading)
        _wake(self._writing)

    def eof_received(self) -> bool:
        """Note that nothing more comes; the transport closes itself."""
        self._ended = True
        _wake(self._reading)
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Wake everything that waits for the connection."""
        self._ended = self._lost = True
        self._error = exc
        for waiting in (self._reading, self._writing, self._closed):
            _wake(waiting)

    def pause_writing(self) -> None:
        """Wait with writing until the system has taken what was written."""
        self._paused = True

    def resume_writing(self) -> None:
        """Go on writing."""
        self._paused = False
        _wake(self._writing)

    # --- httpcore's stream ----------------------------------------------------------------------

    async def connect(self, host: str, port: int) -> None:
        """Open the connection."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT):
                await loop.create_connection(lambda: self, host, port, **_by_turns(loop, host))
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error
        except OSError as error:
            raise httpcore.ConnectError from error

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - the deadline holds
    ) -> httpcore.AsyncNetworkStream:
        """Put TLS on the connection, or on the tunnel that a proxy has made."""
        assert self._transport is not None
        # What a proxy has sent behind its response is not the service's.
        self.received = ReceiveBuffer()
        # No certificate names an IPv6 address in brackets.
        host = None if server_hostname is None else server_hostname.strip("[]")
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT):
                secured = await asyncio.get_running_loop().start_tls(
                    self._transport, self, ssl_context, server_hostname=host
                )
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error
        except OSError as error:
            raise httpcore.ConnectError from error
        if secured is None:
            raise httpcore.ConnectError
        secured.set_write_buffer_limits(1, 0)
        self._transport = secured
        return self

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, ASYNC109
        """Return the next piece of the response; empty at its end."""
        if self._unsent:
            await self.write(b"")
        if not self.received and not self._ended:
            await self._wait_for_data()
        if self.received:
            self._taken += 1
            if self._taken % _TAKEN_AT_ONCE == 0:
                # Many small pieces may be there; without a pause no deadline would be noticed.
                await asyncio.sleep(0)
            # Where the response of a proxy ends, httpcore knows; it drops what comes behind.
            piece = self.received.take() if self.started else self.received.take_all()
            if not self.received and self._may_pause and self._transport is not None:
                self._transport.resume_reading()
            return piece
        if self._error is not None:
            raise httpcore.ReadError from self._error
        return b""

    async def _wait_for_data(self) -> None:
        try:
            # Before the body is taken, what is read belongs to a proxy.
            async with asyncio.timeout(None if self.started else CONNECT_TIMEOUT):
                while not self.received and not self._ended:
                    self._reading = asyncio.get_running_loop().create_future()
                    await self._reading
        except TimeoutError as error:
            raise httpcore.ReadTimeout from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109
        """Send bytes; what is small waits for what comes next, so that both leave together."""
        if buffer and not self._unsent and len(buffer) < _SMALL and not self.started:
            self._unsent = buffer
            return
        unsent, self._unsent = self._unsent, b""
        if unsent and len(buffer) <= _SMALL:
            unsent, buffer = b"", unsent + buffer
        await self._send(unsent)
        await self._send(buffer)

    async def _send(self, data: bytes) -> None:
        if not data:
            return
        transport = self._transport
        assert transport is not None
        if self.started and self._begun and is_readable(transport.get_extra_info("socket")):
            # The transport throws away what it has not read when a write fails: it reads first.
            await let_receive()
        if self.received.has_response():
            raise httpcore.WriteError  # what is left need not be sent
        self._begun, self.finished = self.started, False
        transport.write(data)
        refused = self._is_refused(transport)
        try:
            while self._paused and not self._lost and not self.received.has_response():
                self._writing = asyncio.get_running_loop().create_future()
                await self._writing
        except BaseException:
            if self._paused:
                self.abort()  # what still waits here must not leave later
            raise
        finally:
            # A task may be cancelled in the very turn of the loop in which the rest leaves.
            complete = self.started and self._untaken == 0
            self.finished = complete and not refused and not self._paused
        if self._paused or self._is_refused(transport):
            raise httpcore.WriteError

    def _is_refused(self, transport: asyncio.Transport) -> bool:
        """Return whether what is written does not leave any more.

        A server that has sent its last byte may still read; one that reset does not.
        """
        return self._lost or (transport.is_closing() and not self._ended)

    async def aclose(self) -> None:
        """Close the connection at once."""
        self.abort()

    def abort(self) -> None:
        """Close the connection at once; what was not sent is thrown away."""
        self._unsent = b""
        if self._transport is not None and not self._lost:
            # The loop may have ended, and with it everything that can be done.
            with contextlib.suppress(RuntimeError):
                self._transport.abort()

    async def wait_closed(self) -> None:
        """Wait until the socket is gone."""
        if self._closed is not None:
            await self._closed

    def get_extra_info(self, info: str) -> Any:
        """Return what httpcore asks of a stream."""
        if info == "is_readable":
            return self.is_readable()
        return None if self._transport is None else self._transport.get_extra_info(info)

    def is_readable(self) -> bool:
        """Return whether something came or the server closed; True when closed here."""
        transport = self._transport
        if transport is None or self.received or self._ended or transport.is_closing():
            return True
        # The loop may not have looked at the socket since.
        return is_readable(transport.get_extra_info("socket"))


def _by_turns(loop: asyncio.AbstractEventLoop, host: str) -> dict[str, Any]:
    """Return the options with which a loop tries the addresses of a name (Happy Eyeballs).

    Other loops than asyncio's own, such as uvloop, have no option for it: they try the addresses
    one after another.
    """
    literal = ":" in host or host.replace(".", "").isdigit()
    known = is_asyncios(loop) and not literal
    return {"happy_eyeballs_delay": 0.25} if known else {}


def _wake(waiting: asyncio.Future[None] | None) -> None:
    if waiting is not None and not waiting.done():
        waiting.set_result(None)
