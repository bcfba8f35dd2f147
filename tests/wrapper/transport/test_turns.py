"""Turns of the event loop that an exchange takes."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import pytest

from ocr_wrapper.attempts.body import Body
from ocr_wrapper.attempts.messages import Request, Response
from ocr_wrapper.transport.asynchronous import AsyncSession, PooledSender
from ocr_wrapper.transport.settings import TransportSettings
from tests.wrapper.transport.raw_server import OK


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[PooledSender, Request, socket.socket]]:
    """Yield a sender that has an open connection, a request, and the server's end."""
    loop = asyncio.get_running_loop()
    session = AsyncSession(TransportSettings(trust_env=False))
    sender = session.sender()
    assert isinstance(sender, PooledSender)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        host = f"127.0.0.1:{listener.getsockname()[1]}"
        headers = {"host": host, "content-length": "2"}
        request = Request("POST", f"http://{host}/v2/ocr", headers, Body((b"{}",), 2))
        first = asyncio.create_task(sender.send(request, None))
        near, _ = await loop.sock_accept(listener)
        with near:
            near.setblocking(False)
            await loop.sock_recv(near, 1000)
            near.send(OK)
            assert isinstance(await first, Response)
            yield sender, request, near
            await session.close()


async def test_request_leaves_in_the_turn_in_which_its_task_begins() -> None:
    """Else all requests of calls that begin together are signed before the first one is sent."""
    async with connected() as (sender, request, near):
        call = asyncio.create_task(sender.send(request, None))
        await asyncio.sleep(0)
        assert near.recv(1000).startswith(b"POST /v2/ocr")
        near.send(OK)
        assert isinstance(await call, Response)


async def test_response_is_returned_in_the_turn_in_which_its_task_wakes() -> None:
    """A cancellation between the two would throw a response away that was paid for."""
    async with connected() as (sender, request, near):
        call = asyncio.create_task(sender.send(request, None))
        await asyncio.sleep(0)
        near.send(OK)
        # The loop reads the response in the first turn and wakes the task in the second one, each
        # time after this task.
        for _ in range(3):
            await asyncio.sleep(0)
        assert call.done()
        assert isinstance(call.result(), Response)


@pytest.mark.parametrize("turns", range(4))
async def test_cancelled_scope_of_anyio_ends_a_call(turns: int) -> None:
    """In a scope that was cancelled, anyio pauses until the cancellation arrives."""
    async with connected() as (sender, request, _near):
        with anyio.CancelScope() as scope:
            async with anyio.create_task_group() as group:
                group.start_soon(sender.send, request, None)
                for _ in range(turns):
                    await asyncio.sleep(0)
                scope.cancel()
        assert scope.cancelled_caught


async def test_call_in_a_scope_that_is_cancelled_already_ends() -> None:
    """Its first pause never ends by itself."""
    async with connected() as (sender, request, _near):
        with anyio.CancelScope() as scope:
            scope.cancel()
            await sender.send(request, None)
        assert scope.cancelled_caught
