"""Cancelled calls free their connection and slot at every await."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import random
import ssl
from pathlib import Path

import pytest
import trustme

from ocr_wrapper.attempts.body import Body
from ocr_wrapper.attempts.messages import Failure, Request, Response
from ocr_wrapper.transport.asynchronous import AsyncSession, PooledSender
from ocr_wrapper.transport.settings import TransportSettings

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
LIMIT = 8
CROWD = 40
FILES = Path("/proc/self/fd")


class Server:
    """A server in the same event loop, so that each step of both is one turn of it."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self._context = context
        self.writers: set[asyncio.StreamWriter] = set()
        self.port = 0

    async def __aenter__(self) -> Server:
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", 0, ssl=self._context, backlog=1000
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exception: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.add(writer)
        try:
            while True:
                await reader.readuntil(b"\r\n\r\n")
                await reader.readexactly(2)
                writer.write(OK[:20])
                await asyncio.sleep(0)
                writer.write(OK[20:])
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
            self.writers.discard(writer)

    async def all_closed(self) -> None:
        """Wait until the server has seen every connection end."""
        while self.writers:  # noqa: ASYNC110 - there is no event
            await asyncio.sleep(0.001)


def request(server: Server, scheme: str = "http") -> Request:
    host = f"127.0.0.1:{server.port}"
    headers = {"host": host, "content-length": "2"}
    return Request("POST", f"{scheme}://{host}/v2/ocr", headers, Body((b"{}",), 2))


async def cancelled(
    sender: PooledSender, request: Request, turns: int
) -> Response | Failure | None:
    """Send a request and cancel it after so many turns of the loop."""
    task = asyncio.create_task(sender.send(request, None))
    for _ in range(turns):
        await asyncio.sleep(0)
    # A second cancellation hits what is still awaited after the first one.
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()
    try:
        return await task
    except asyncio.CancelledError:
        return None


def open_files() -> int:
    gc.collect()
    return sum(1 for _ in FILES.iterdir())


async def storm(
    server: Server,
    sender: PooledSender,
    request: Request,
    rng: random.Random,
    rounds: int,
    most: int,
) -> tuple[int, int]:
    """Cancel a crowd of calls at a time, after up to so many turns; return how they ended."""
    ended = cut = 0
    for _ in range(rounds):
        replies = await asyncio.gather(
            *(cancelled(sender, request, rng.randrange(most)) for _ in range(CROWD))
        )
        for reply in replies:
            assert reply is None or isinstance(reply, Response), reply
        ended += sum(reply is not None for reply in replies)
        cut += sum(reply is None for reply in replies)
        assert sender.pool.size == sender.pool.idle <= LIMIT
        assert sender.pool.waiting == 0
    return ended, cut


@pytest.mark.skipif(not FILES.is_dir(), reason="open files cannot be counted")
async def test_ten_thousand_cancellations_leave_no_socket_and_no_slot() -> None:
    """At any await: in the queue, connecting, writing, reading headers or body."""
    before = open_files()
    async with Server() as server:
        session = AsyncSession(TransportSettings(trust_env=False, max_connections=LIMIT))
        sender = session.sender()
        assert isinstance(sender, PooledSender)
        ended, cut = await storm(
            server, sender, request(server), random.Random(7), rounds=340, most=20
        )
        # Some were too late, so that every step of a call was struck.
        assert cut > 10_000
        assert ended > 500
        assert isinstance(await sender.send(request(server), None), Response)
        await session.close()
        assert (sender.pool.size, session.is_open) == (0, False)
        await server.all_closed()
    assert open_files() <= before


@pytest.mark.skipif(not FILES.is_dir(), reason="open files cannot be counted")
async def test_cancellations_over_tls_leave_no_socket_and_no_slot() -> None:
    """A TLS handshake has many more awaits."""
    authority = trustme.CA()
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(server_side)
    client_side = ssl.create_default_context()
    authority.configure_trust(client_side)
    before = open_files()
    async with Server(server_side) as server:
        session = AsyncSession(
            TransportSettings(trust_env=False, max_connections=LIMIT, verify=client_side)
        )
        sender = session.sender()
        assert isinstance(sender, PooledSender)
        ended, cut = await storm(
            server, sender, request(server, "https"), random.Random(7), rounds=25, most=120
        )
        assert min(ended, cut) > 50
        await session.close()
        await server.all_closed()
    assert open_files() <= before
