"""What is known of an upload that ended early: whether all may have left, and what came back."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpcore
import pytest
import trustme

from ocr_wrapper.attempts.body import Body
from ocr_wrapper.attempts.messages import Failure, Request, Response
from ocr_wrapper.transport import sync
from ocr_wrapper.transport.asynchronous import AsyncSession
from ocr_wrapper.transport.pool import wait_ready
from ocr_wrapper.transport.settings import TransportSettings
from ocr_wrapper.transport.streams.loop import LoopStream
from ocr_wrapper.transport.sync import SyncSession
from tests.wrapper.transport.drivers import DRIVERS, ON_UVLOOP, runner_for, transport_of
from tests.wrapper.transport.raw_server import in_thread

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

    def resume_reading(self) -> None:
        pass

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


def send(driver: str, port: int, body: Body, *, verify: Path | None = None) -> Response | Failure:
    """Send one request, over TLS if an authority is given, and close the session."""
    headers = {"host": f"127.0.0.1:{port}", "content-length": str(body.length)}
    scheme = "http" if verify is None else "https"
    request = Request("POST", f"{scheme}://127.0.0.1:{port}/v2/ocr", headers, body)
    settings = TransportSettings(
        trust_env=False, verify=verify or True, transport=transport_of(driver)
    )
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


def test_server_that_sends_without_reading_does_not_fill_the_memory() -> None:
    """What comes during an upload and is no response ends it, as nobody will take the rest."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    sent: list[int] = []

    def serve() -> None:
        near, _ = listener.accept()
        with near, contextlib.suppress(OSError):
            near.recv(4096)
            while sum(sent) < 256 << 20:
                sent.append(near.send(bytes(1 << 16)))

    thread = threading.Thread(target=serve)
    thread.start()
    with listener:
        reply = send("threads", listener.getsockname()[1], LARGE)
        thread.join()
    assert isinstance(reply, Failure)
    assert reply.kind == "write"
    assert sum(sent) < 256 << 20


async def test_deadline_is_noticed_while_small_pieces_are_taken() -> None:
    """Other tasks and timers have their turn, however many pieces are there at once."""
    stream = LoopStream()
    stream.connection_made(Transport(stream))
    aiter(stream.begin(Body((), 0)))
    stream.data_received(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1000)
    left: list[int] = []
    asyncio.get_running_loop().call_soon(lambda: left.append(len(stream.received)))
    while stream.received:
        await stream.read(1 << 16)
    assert left[0] > 0


@contextlib.contextmanager
def resetting(context: ssl.SSLContext) -> Iterator[int]:
    """Reset a connection in the middle of an upload."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)

    def serve() -> None:
        with contextlib.suppress(OSError):
            near, _ = listener.accept()
            with context.wrap_socket(near, server_side=True) as secure:
                secure.recv(4096)

    with in_thread(listener, serve) as port:
        yield port


@DRIVERS
def test_connection_that_is_reset_during_an_upload(driver: str, tmp_path: Path) -> None:
    """The request was not complete, so that it is not billed and can be repeated."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with resetting(context) as port:
        reply = send(driver, port, LARGE, verify=tmp_path / "ca.pem")
    assert isinstance(reply, Failure)
    assert reply.kind == "write"


@pytest.mark.skipif(sys.platform != "linux", reason="a reset takes back what has come")
@pytest.mark.parametrize("driver", ["tasks", *ON_UVLOOP[:1]])
def test_response_that_has_come_survives_a_reset(driver: str) -> None:
    """It is read before a further part is written, which would throw it away."""
    part = PART[: 1 << 16]

    async def upload() -> bytes:
        stream = LoopStream()
        with socket.create_server(("127.0.0.1", 0)) as server:
            await stream.connect("127.0.0.1", server.getsockname()[1])
            near, _ = server.accept()
        parts = aiter(stream.begin(Body((part, part, part), 3 * len(part))))
        await stream.write(await anext(parts))
        with near:
            near.recv(1)
            near.sendall(REFUSAL)
        sock = stream.get_extra_info("socket")
        assert wait_ready(sock, 30)
        while not sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            pass  # the reset comes behind the response
        with pytest.raises(httpcore.WriteError):
            await stream.write(await anext(parts))
        found = await stream.read(1 << 16)
        stream.abort()
        return found

    with runner_for(driver) as runner:
        assert runner.run(upload()) == REFUSAL[:-2]


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
