"""What is known of an upload that ended early: whether all may have left, and what came back."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpcore
import pytest

from ocr_wrapper.attempts.body import Body
from ocr_wrapper.attempts.messages import Failure, Request, Response
from ocr_wrapper.transport import sync
from ocr_wrapper.transport.asynchronous import AsyncSession
from ocr_wrapper.transport.settings import TransportSettings
from ocr_wrapper.transport.streams.loop import LoopStream
from ocr_wrapper.transport.sync import SyncSession
from tests.wrapper.transport.drivers import DRIVERS, runner_for, transport_of

PART = b"x" * (1 << 18)
LARGE = Body((PART,) * 64, 64 * len(PART))
REFUSAL = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}"


class Transport(asyncio.Transport):
    """A transport whose buffer is emptied by the test."""

    def __init__(self, stream: LoopStream) -> None:
        super().__init__({"socket": None})
        self.stream = stream
        self.full = self.aborted = False
        self.waiting = asyncio.Event()

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        pass

    def write(self, data: Any) -> None:
        if self.full:
            self.stream.pause_writing()
            self.waiting.set()

    def is_closing(self) -> bool:
        return self.aborted

    def abort(self) -> None:
        self.aborted = True


async def last_part(act: Callable[[Transport, asyncio.Task[None]], None]) -> LoopStream:
    """Write a body whose last part waits, and let the test act in one turn of the loop."""
    stream = LoopStream()
    transport = Transport(stream)
    stream.connection_made(transport)
    upload = stream.begin(Body((PART, PART), 2 * len(PART))).__aiter__()
    await stream.write(await upload.__anext__())
    transport.full = True
    writing = asyncio.get_running_loop().create_task(stream.write(await upload.__anext__()))
    await transport.waiting.wait()
    assert not stream.finished
    act(transport, writing)
    with contextlib.suppress(asyncio.CancelledError, httpcore.WriteError):
        await writing
    return stream


async def test_cancellation_in_the_turn_in_which_the_rest_leaves() -> None:
    """All may have left, and may be billed, although the task did not get to know it."""

    def act(transport: Transport, writing: asyncio.Task[None]) -> None:
        transport.stream.resume_writing()
        writing.cancel()

    stream = await last_part(act)
    assert stream.finished


async def test_cancellation_while_a_part_waits_throws_it_away() -> None:
    """What still waits here cannot leave later, so that the request was not complete."""
    transports: list[Transport] = []

    def act(transport: Transport, writing: asyncio.Task[None]) -> None:
        transports.append(transport)
        writing.cancel()

    stream = await last_part(act)
    assert not stream.finished
    assert transports[0].aborted


async def test_connection_that_breaks_while_a_part_waits() -> None:
    """The part was not accepted whole."""

    def act(transport: Transport, writing: asyncio.Task[None]) -> None:
        transport.aborted = True
        transport.stream.connection_lost(ConnectionResetError())

    assert not (await last_part(act)).finished


async def test_response_ends_an_upload_that_waits() -> None:
    """The connection stays open, so that the rest of the response can be read."""
    transports: list[Transport] = []

    def act(transport: Transport, writing: asyncio.Task[None]) -> None:
        transports.append(transport)
        transport.stream.data_received(REFUSAL)

    stream = await last_part(act)
    assert not stream.finished
    assert not transports[0].aborted
    assert await stream.read(1 << 16) == REFUSAL[:-2]


async def test_interim_response_does_not_end_an_upload() -> None:
    """100 and 103 come before the response."""
    writings: list[asyncio.Task[None]] = []

    def act(transport: Transport, writing: asyncio.Task[None]) -> None:
        transport.stream.data_received(b"HTTP/1.1 100 Continue\r\n\r\n")
        writings.append(writing)
        asyncio.get_running_loop().call_soon(transport.stream.resume_writing)

    assert (await last_part(act)).finished
    assert writings[0].exception() is None


@contextlib.contextmanager
def refusing(*, closes: bool = False) -> Iterator[int]:
    """Respond after the headers, and read no more."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    ended = threading.Event()

    def serve() -> None:
        with contextlib.suppress(OSError):
            near, _ = listener.accept()
            with near:
                seen = b""
                while b"\r\n\r\n" not in seen:
                    seen += near.recv(4096)
                near.sendall(REFUSAL)
                assert closes or ended.wait(60)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        ended.set()
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def send(driver: str, port: int, body: Body) -> Response | Failure:
    """Send one request, and close the session."""
    headers = {"host": f"127.0.0.1:{port}", "content-length": str(body.length)}
    request = Request("POST", f"http://127.0.0.1:{port}/v2/ocr", headers, body)
    settings = TransportSettings(trust_env=False, transport=transport_of(driver))
    if driver == "threads":
        session = SyncSession(settings)
        try:
            return session.send(request, None)
        finally:
            session.close()

    async def run() -> Response | Failure:
        session = AsyncSession(settings)
        try:
            return await session.sender().send(request, None)
        finally:
            await session.close()

    with runner_for(driver) as runner:
        return runner.run(run())


@DRIVERS
def test_response_of_a_server_that_reads_no_more_is_taken(driver: str) -> None:
    """A refusal that is there is not waited for, and the session can be closed."""
    with refusing() as port:
        reply = send(driver, port, LARGE)
    assert isinstance(reply, Response)
    assert (reply.status, reply.body, reply.broken) == (401, b"{}", None)


class TimeLimitError(Exception):
    """As a task queue raises it from a signal handler."""


def test_exception_of_a_signal_handler_reaches_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no failure of the connection, which would be tried again."""

    def interrupted(*_: object, **__: object) -> bool:
        raise TimeLimitError

    monkeypatch.setattr(sync, "wait_ready", interrupted)
    with refusing() as port, pytest.raises(TimeLimitError):
        send("threads", port, Body((b"{}",), 2))


@DRIVERS
@pytest.mark.parametrize("detail", [True, False])
def test_error_that_the_caller_is_handling_is_not_the_cause(driver: str, detail: bool) -> None:
    """A refused connection is no untrusted certificate, wherever the call is made."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    other = ssl.SSLCertVerificationError("other")
    if detail:
        other.verify_message = "self-signed"
    try:
        raise other
    except ssl.SSLCertVerificationError:
        reply = send(driver, port, Body((b"{}",), 2))
    assert isinstance(reply, Failure)
    assert reply.kind == "connect"
