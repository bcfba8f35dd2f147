"""Perform a flow in a task: the same as the blocking driver, awaiting instead."""

from __future__ import annotations

import asyncio
import contextlib
import time
import weakref
from collections.abc import Generator
from typing import Any, Literal, TypeVar

from ocr_wrapper.attempts.messages import (
    Command,
    Failure,
    Reply,
    Request,
    Response,
    Send,
    Sleep,
    Wait,
)
from ocr_wrapper.concurrency import register_at_fork
from ocr_wrapper.transport import adapters
from ocr_wrapper.transport.pool import Connections, TransportSettings

T = TypeVar("T")

_left_to_parent: list[Any] = []
"""Connections of the parent process: kept, because closing them would end the parent's."""


class AsyncSession:
    """Hold the connections of an asynchronous client, apart for each event loop."""

    def __init__(self, settings: TransportSettings) -> None:
        self._settings = settings
        self._connections: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Connections]
        self._connections = weakref.WeakKeyDictionary()
        register_at_fork(self)

    def after_fork(self) -> None:
        """Leave the connections to the parent and open others when needed."""
        _left_to_parent.append(self._connections)
        self._connections = weakref.WeakKeyDictionary()

    @property
    def is_open(self) -> bool:
        """Whether there may be connections to close."""
        return any(not loop.is_closed() for loop in self._connections)

    def _here(self) -> Connections:
        """Return the connections of the running loop."""
        loop = asyncio.get_running_loop()
        found = self._connections.get(loop)
        if found is None:
            found = self._connections[loop] = Connections(self._settings, awaited=True)
        return found

    async def close(self) -> None:
        """Close the connections of the running loop; the next request opens new ones."""
        found = self._connections.pop(asyncio.get_running_loop(), None)
        if found is not None:
            for way in found.take():
                await way.aclose()

    async def send(self, request: Request, until: float | None) -> Response | Failure:
        """Send one request and receive its answer whole, by ``until`` on the monotonic clock."""
        import httpx

        left = None if until is None else until - time.monotonic()
        if left is not None and left <= 0:
            return Failure("connect", "deadline")
        scheme = request.url.partition(":")[0]
        way = self._here().way(scheme, request.headers["host"])
        received: adapters.Received | None = None
        content = adapters.content(request.body)
        try:
            with adapters.Sending():
                async with asyncio.timeout(left):
                    response = await way.handle_async_request(
                        adapters.make_request(request, content, left)
                    )
                    try:
                        received = adapters.Received(response)
                        async for part in response.stream:
                            if not received.add(part):
                                break
                    finally:
                        await response.aclose()
        except TimeoutError:
            kind: Literal["connect", "write", "timeout"]
            kind = "timeout" if content.finished else "write" if content.started else "connect"
            return Failure(kind, "deadline")
        except (httpx.HTTPError, httpx.StreamError, OSError) as error:
            found = adapters.failure(error, content)
            if received is None or found.kind == "timeout":
                return found
            return received.response(f"it broke off ({found.reason})")
        return received.response()


async def run(session: AsyncSession, flow: Generator[Command, Reply, T]) -> T:
    """Perform a flow and return what it returns; raise what it raises.

    Whatever ends it early, cancellation too, the flow is closed, so that it gives back what it
    holds.
    """
    reply: Reply = None
    try:
        while True:
            command = flow.send(reply)
            reply = None
            if isinstance(command, Send):
                reply = await session.send(command.request, command.deadline)
            elif isinstance(command, Sleep):
                await asyncio.sleep(command.seconds)
            else:
                await _park(command)
    except StopIteration as stop:
        value: T = stop.value
        return value
    finally:
        flow.close()


async def _park(command: Wait) -> None:
    """Wait until woken, from whatever thread, or until the time is over."""
    loop = asyncio.get_running_loop()
    woken = asyncio.Event()

    def notify() -> None:
        # The loop may have ended while the waiter was still queued somewhere.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(woken.set)

    command.waiter.attach(notify)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(command.seconds):
            await woken.wait()
