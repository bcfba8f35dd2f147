"""Driver for tasks: performs a flow on an event loop, over a pool of httpcore connections.

It does the same as the blocking driver. Connections and slots are released without
awaiting, so that a task that is cancelled twice loses neither a socket nor a slot.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncGenerator, AsyncIterable, Coroutine, Generator
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

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
from ocr_wrapper.concurrency import leave_to_parent, register_at_fork
from ocr_wrapper.errors import ConfigurationError
from ocr_wrapper.transport import log_filter, replies
from ocr_wrapper.transport.pool import Place, Pool, Slot
from ocr_wrapper.transport.settings import TransportSettings

if TYPE_CHECKING:
    import httpcore

    from ocr_wrapper.transport.aiohttp_adapter import AiohttpSender
    from ocr_wrapper.transport.httpx_adapter import AsyncHttpxSender
    from ocr_wrapper.transport.routes import Route, Routes

    AnySender: TypeAlias = "PooledSender | AsyncHttpxSender | AiohttpSender"

T = TypeVar("T")


async def run(session: AsyncSession, steps: Generator[Command, Reply, T]) -> T:
    """Perform the steps of a flow and return what it returns; raise what it raises.

    The flow is closed in every case, also after a cancellation, so that it releases what it holds.
    """
    reply: Reply = None
    try:
        while True:
            command = steps.send(reply)
            reply = None
            if isinstance(command, Send):
                reply = await session.sender().send(command.request, command.deadline)
            elif isinstance(command, Sleep):
                await asyncio.sleep(command.seconds)
            else:
                await _wait(command)
    except StopIteration as stop:
        return cast("T", stop.value)
    finally:
        steps.close()


async def _wait(command: Wait) -> None:
    """Wait until woken, from any thread, or until the time is over."""
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


class AsyncSession:
    """The connections of an asynchronous client, apart for each event loop."""

    def __init__(self, settings: TransportSettings) -> None:
        self._settings = settings
        self._senders: dict[asyncio.AbstractEventLoop, AnySender] = {}
        self._ends: dict[asyncio.AbstractEventLoop, AsyncGenerator[None, None]] = {}
        """What closes the connections of a loop when it ends."""
        register_at_fork(self)

    def after_fork(self) -> None:
        """Leave the connections to the parent and open others when needed."""
        leave_to_parent((self._senders, self._ends))
        self._senders, self._ends = {}, {}

    @property
    def is_open(self) -> bool:
        """Whether there may be connections to close."""
        senders = list(self._senders.items())
        return any(sender.is_open and not loop.is_closed() for loop, sender in senders)

    def sender(self) -> AnySender:
        """Return what sends in the running loop."""
        loop = asyncio.get_running_loop()
        found = self._senders.get(loop)
        if found is None:
            self._forget_ended_loops()
            found = self._senders[loop] = self._make()
            # Another transport is the caller's, and some loops end no generators.
            ours = self._settings.transport in (None, "aiohttp")
            if ours and sys.get_asyncgen_hooks().firstiter is not None:
                self._ends[loop] = _close_at_end(found)
        return found

    def _forget_ended_loops(self) -> None:
        """Drop what belongs to closed loops, which a program may have one after another."""
        for loop in list(self._senders):
            if loop.is_closed():
                self._senders.pop(loop, None)
                self._ends.pop(loop, None)

    def _make(self) -> AnySender:
        if self._settings.transport is None:
            return PooledSender(self._settings)
        if self._settings.transport == "aiohttp":
            return _aiohttp(self._settings)
        from ocr_wrapper.transport.httpx_adapter import AsyncHttpxSender

        return AsyncHttpxSender(self._settings)

    async def close(self) -> None:
        """Close the connections of the running loop; the next request opens new ones."""
        found = self._senders.get(asyncio.get_running_loop())
        if found is not None:
            await found.close()


def _close_at_end(sender: AnySender) -> AsyncGenerator[None, None]:
    """Close the connections of the running loop when it ends; the caller keeps what is returned.

    `asyncio.run` ends generators that were begun, after it has cancelled the tasks. What is open
    then could not be closed later, and every further loop would leave some connections.
    """

    async def wait() -> AsyncGenerator[None, None]:
        try:
            yield
        finally:
            await sender.close()

    end = wait()
    with contextlib.suppress(StopIteration):
        end.__anext__().send(None)
    return end


def _aiohttp(settings: TransportSettings) -> AiohttpSender:
    try:
        from ocr_wrapper.transport.aiohttp_adapter import AiohttpSender
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f'transport="aiohttp" needs {error.name}, which is not installed: '
            'run pip install "ocr-wrapper[fast]".'
        ) from None
    return AiohttpSender(settings)


class PooledSender:
    """Sends over a pool of connections."""

    def __init__(self, settings: TransportSettings) -> None:
        self._settings = settings
        self.pool: Pool[Connection] = Pool(settings.max_connections, time.monotonic)
        self._maker: Routes | None = None
        self._routes: dict[str, Route] = {}

    @property
    def is_open(self) -> bool:
        """Whether there are connections."""
        return self.pool.size > 0

    async def close(self) -> None:
        """Close idle connections; those in use are closed when their exchange ends."""
        connections = self.pool.close()
        for connection in connections:
            connection.discard()
        for connection in connections:
            await connection.wait_closed()

    async def send(self, request: Request, deadline: float | None) -> Response | Failure:
        """Send one request and receive its complete response, by a deadline (monotonic clock)."""
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            return Failure("connect", "deadline")
        scheme, _, rest = request.url.partition("://")
        host, _, path = rest.partition("/")
        key = f"{scheme}://{host}"
        route = self._routes.get(key) or self._find_route(key)
        connection: Connection | None = None
        try:
            async with asyncio.timeout(left):
                slot = self.pool.acquire(key)
                if isinstance(slot, Place):
                    slot = await self._claim(slot)
                reusable = False
                try:
                    connection = slot.connection
                    if connection is None:
                        connection = slot.connection = Connection(route)
                    reply = await connection.exchange(request, f"/{path}")
                    reusable = connection.is_whole
                    return reply
                finally:
                    self.pool.release(slot, reusable=reusable)
        except TimeoutError as error:
            if connection is None:
                return Failure("connect", "PoolTimeout")
            return connection.failure(error, late=True)

    def _find_route(self, key: str) -> Route:
        from ocr_wrapper.transport.routes import Routes

        self._maker = self._maker or Routes(self._settings)
        route = self._routes[key] = self._maker.make(key)
        return route

    async def _claim(self, place: Place[Connection]) -> Slot[Connection]:
        """Wait for a slot; the pool belongs to this loop, so that waking needs no lock."""
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        place.attach(lambda: None if woken.done() else woken.set_result(None))
        try:
            await woken
        except BaseException:
            self.pool.leave(place)
            raise
        slot = self.pool.claim(place)
        assert slot is not None
        return slot


class Connection:
    """One connection of the pool, and the exchanges over it, one after another."""

    def __init__(self, route: Route) -> None:
        from ocr_wrapper.transport.streams.loop import LoopStream

        self._route = route
        self._stream = LoopStream()
        self._http: httpcore.AsyncConnectionInterface | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the last exchange ended with its response, and nothing came behind it."""
        return self._http is not None and self._http.is_idle() and not self._stream.received

    def is_reusable(self) -> bool:
        """Return whether the server has neither closed it nor sent unrequested data."""
        return not self._stream.is_readable()

    def discard(self) -> None:
        """Close the connection at once."""
        self._stream.abort()

    async def wait_closed(self) -> None:
        """Wait until the socket of a connection that was discarded is gone."""
        await self._stream.wait_closed()

    async def exchange(self, request: Request, target: str) -> Response | Failure:
        """Send a request and receive its response; a failure says how far the request got."""
        import httpcore

        stream = self._stream
        origin = self._route.origin
        url = httpcore.URL(scheme=origin.scheme, host=origin.host, port=origin.port, target=target)
        headers = [(name.encode(), value.encode()) for name, value in request.headers.items()]
        upload = stream.begin(request.body)
        received: dict[str, str] | None = None
        status, broken = 0, None
        parts: list[bytes] = []
        mark = log_filter.sending.set(True)
        try:
            if self._http is None:
                self._http = await self._route.open_async(stream)
            sent = httpcore.Request(request.method, url, content=upload)
            sent.headers = headers  # the constructor would check and copy them, as the parser does
            response = await _WithoutPause(self._http.handle_async_request(sent))
            status, received = response.status, stream.received.begin_body(response.headers)
            if await _receive(response, parts):
                await _WithoutPause(response.aclose())
            else:
                broken, parts = replies.TOO_LONG, []
        except Exception as error:
            failure = self.failure(error, late=False)
            if received is None:
                return failure
            broken = f"it broke off ({failure.reason})"
        finally:
            # A task that is thrown away with its loop is ended in another context than its own.
            with contextlib.suppress(ValueError):
                log_filter.sending.reset(mark)
        body = b"".join(parts)
        if broken is None and "content-encoding" in received:
            body, broken = replies.decode_body(received, body)
        return Response(status, received, body, broken)

    def failure(self, error: Exception, *, late: bool) -> Failure:
        """Return how far the request got that an error ended."""
        stream = self._stream
        return replies.failure(error, started=stream.started, finished=stream.finished, late=late)


async def _receive(response: httpcore.Response, parts: list[bytes]) -> bool:
    """Receive a body; False when it is longer than the limit."""
    length = 0
    assert isinstance(response.stream, AsyncIterable)
    async with contextlib.aclosing(response.stream.__aiter__()) as stream:  # type: ignore[type-var]
        async for part in stream:
            parts.append(part)
            length += len(part)
            if length > replies.MAX_RESPONSE_BYTES:
                return False
    return True


class _WithoutPause(Generator[Any, Any, T]):
    """Await a coroutine of httpcore, without the first pause that waits for nothing.

    anyio's lock lets all other tasks run each time it is taken, also when it is free. When many
    calls begin together, all requests would be signed before the first one is sent. Only the first
    pause is left out: in a cancelled scope anyio pauses until the cancellation arrives.
    """

    def __init__(self, steps: Coroutine[Any, Any, T]) -> None:
        self._steps = steps
        self._skipped = False

    def __await__(self) -> Generator[Any, Any, T]:
        return self

    def send(self, value: Any) -> Any:
        """Go on to the next future that is waited for."""
        waited_for = self._steps.send(value)
        if waited_for is None and not self._skipped:
            self._skipped = True
            waited_for = self._steps.send(None)
        return waited_for

    def throw(self, *error: Any) -> Any:
        """Raise an exception in the coroutine, such as a cancellation."""
        return self._steps.throw(*error)
