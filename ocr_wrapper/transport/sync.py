"""Blocking driver: performs a flow in a thread, over a pool of httpcore connections.

httpcore is loaded when the first request is sent, so that importing the package stays cheap.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, TypeVar, cast

from ocr_wrapper.attempts.messages import Command, Failure, Reply, Request, Response, Send, Sleep
from ocr_wrapper.concurrency import leave_to_parent, register_at_fork, wait_in_thread
from ocr_wrapper.transport import log_filter, replies
from ocr_wrapper.transport.pool import (
    Place,
    Pool,
    ReceiveBuffer,
    Slot,
    SocketLike,
    is_readable,
    receive_arrived,
    wait_ready,
)
from ocr_wrapper.transport.settings import CONNECT_TIMEOUT, TransportSettings
from ocr_wrapper.transport.streams.opening import OpeningStream

if TYPE_CHECKING:
    import httpcore

    from ocr_wrapper.attempts.body import Body
    from ocr_wrapper.transport.httpx_adapter import HttpxSender
    from ocr_wrapper.transport.routes import Route, Routes

T = TypeVar("T")

_SMALL = 1 << 16
"""Bytes that are joined with the headers, so that one system call sends both."""
_MOST_EARLY = 1 << 18
"""Bytes that are held of what comes during an upload without being a response."""


def run(session: SyncSession, steps: Generator[Command, Reply, T]) -> T:
    """Perform the steps of a flow and return what it returns; raise what it raises.

    The flow is closed in every case, so that it releases what it holds.
    """
    reply: Reply = None
    try:
        while True:
            command = steps.send(reply)
            reply = None
            if isinstance(command, Send):
                reply = session.send(command.request, command.deadline)
            elif isinstance(command, Sleep):
                time.sleep(command.seconds)
            else:
                wait_in_thread(command.waiter, command.seconds)
    except StopIteration as stop:
        return cast("T", stop.value)
    finally:
        steps.close()


class SyncSession:
    """The connections of a blocking client, opened when first needed."""

    def __init__(self, settings: TransportSettings) -> None:
        self._settings = settings
        self._open()
        register_at_fork(self)

    def _open(self) -> None:
        self._sender: PooledSender | HttpxSender
        if self._settings.transport is None:
            self._sender = PooledSender(self._settings)
        else:
            from ocr_wrapper.transport.httpx_adapter import HttpxSender

            self._sender = HttpxSender(self._settings)
        self.send = self._sender.send

    def after_fork(self) -> None:
        """Leave the connections to the parent and open others when needed."""
        leave_to_parent(self._sender)
        self._open()

    @property
    def is_open(self) -> bool:
        """Whether there may be connections to close."""
        return self._sender.is_open

    def close(self) -> None:
        """Close the connections; the next request opens new ones."""
        self._sender.close()


class PooledSender:
    """Sends over a pool of connections."""

    def __init__(self, settings: TransportSettings) -> None:
        self._settings = settings
        self._maker: Routes | None = None
        self.pool: Pool[Connection] = Pool(settings.max_connections, time.monotonic)
        self._routes: dict[str, Route] = {}

    @property
    def is_open(self) -> bool:
        """Whether there are connections."""
        return self.pool.size > 0

    def close(self) -> None:
        """Close idle connections; those in use are closed when their exchange ends."""
        for connection in self.pool.close():
            connection.discard()

    def send(self, request: Request, deadline: float | None) -> Response | Failure:
        """Send one request and receive its complete response, by a deadline (monotonic clock)."""
        if deadline is not None and deadline <= time.monotonic():
            return Failure("connect", "deadline")
        scheme, _, rest = request.url.partition("://")
        host, _, path = rest.partition("/")
        key = f"{scheme}://{host}"
        route = self._routes.get(key) or self._find_route(key)
        slot = self.pool.acquire(key)
        if isinstance(slot, Place):
            found = self._claim(slot, deadline)
            if found is None:
                return Failure("connect", "PoolTimeout")
            slot = found
        reusable = False
        try:
            connection = slot.connection
            if connection is None:
                connection = slot.connection = Connection(route)
            reply = connection.exchange(request, f"/{path}", deadline)
            reusable = connection.is_whole
            return reply
        finally:
            self.pool.release(slot, reusable=reusable)

    def _find_route(self, key: str) -> Route:
        from ocr_wrapper.transport.routes import Routes

        self._maker = self._maker or Routes(self._settings)
        route = self._routes[key] = self._maker.make(key)
        return route

    def _claim(self, place: Place[Connection], deadline: float | None) -> Slot[Connection] | None:
        """Wait for a slot; return None if there is none in time."""
        try:
            seconds = None if deadline is None else max(deadline - time.monotonic(), 0.0)
            wait_in_thread(place, seconds)
            return self.pool.claim(place)
        except BaseException:
            self.pool.leave(place)
            raise


class Connection:
    """One connection of the pool, and the exchanges over it, one after another."""

    def __init__(self, route: Route) -> None:
        self._route = route
        self._stream = DeadlineStream()
        self._http: httpcore.ConnectionInterface | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the last exchange ended with its response, and nothing came behind it."""
        return self._http is not None and self._http.is_idle() and not self._stream.received

    def is_reusable(self) -> bool:
        """Return whether the server has neither closed it nor sent unrequested data."""
        return not self._stream.is_readable()

    def discard(self) -> None:
        """Close the connection at once."""
        self._stream.close()

    def exchange(self, request: Request, target: str, deadline: float | None) -> Response | Failure:
        """Send a request and receive its response; a failure says how far the request got."""
        import httpcore

        stream = self._stream
        upload = stream.begin(request.body, deadline)
        origin = self._route.origin
        url = httpcore.URL(scheme=origin.scheme, host=origin.host, port=origin.port, target=target)
        headers = [(name.encode(), value.encode()) for name, value in request.headers.items()]
        received: dict[str, str] | None = None
        status, broken = 0, None
        parts: list[bytes] = []
        mark = log_filter.sending.set(True)
        try:
            if self._http is None:
                self._http = self._route.open(stream)
            sent = httpcore.Request(request.method, url, content=upload)
            sent.headers = headers  # the constructor would check and copy them, as the parser does
            response = self._http.handle_request(sent)
            status, received = response.status, stream.received.begin_body(response.headers)
            if _receive(response, parts):
                response.close()
            else:
                broken, parts = replies.TOO_LONG, []
        except Exception as error:
            if not replies.is_of_transport(error):
                raise  # from a signal handler of the caller: a time limit, for example
            late = isinstance(error, httpcore.ReadTimeout)
            failure = replies.failure(error, stream.started, stream.finished, late=late)
            if received is None or failure.kind == "timeout":
                return failure
            broken = f"it broke off ({failure.reason})"
        finally:
            log_filter.sending.reset(mark)
        body = b"".join(parts)
        if broken is None and "content-encoding" in received:
            body, broken = replies.decode_body(received, body)
        return Response(status, received, body, broken)


def _receive(response: httpcore.Response, parts: list[bytes]) -> bool:
    """Receive a body; False when it is longer than the limit."""
    length = 0
    assert isinstance(response.stream, Iterable)
    for part in response.stream:
        parts.append(part)
        length += len(part)
        if length > replies.MAX_RESPONSE_BYTES:
            return False
    return True


class DeadlineStream(OpeningStream):
    """The socket of one connection, for httpcore: every read and write ends at the deadline.

    httpcore has timeouts for one read, so a server that sends a byte a second would hold a
    thread for ever.
    """

    def __init__(self) -> None:
        super().__init__()
        self.received = ReceiveBuffer()
        # Whether httpcore has begun to take the request's body, and whether all was written.
        self.started = self.finished = False
        self._unsent = b""
        self._deadline: float | None = None
        self._connect_deadline = 0.0

    def begin(self, body: Body, deadline: float | None) -> Iterator[bytes]:
        """Begin an exchange and return the body for httpcore to take."""
        self.received.begin()
        self.started = self.finished = False
        self._deadline = deadline
        if self._plain is None:
            soon = time.monotonic() + CONNECT_TIMEOUT
            self._connect_deadline = soon if deadline is None else min(soon, deadline)
        return self._upload(body)

    def _upload(self, body: Body) -> Iterator[bytes]:
        self.started = True
        yield from body.whole or cast("tuple[bytes, ...]", body.parts)  # a view does as well
        self.finished = True

    def _left(self, late: type[Exception]) -> float | None:
        """Return the seconds that are left; raise the error given when there are none."""
        # Before the body is taken, what is read and written belongs to a proxy.
        deadline = self._deadline if self.started else self._connect_deadline
        if deadline is None:
            return None
        left = deadline - time.monotonic()
        if left <= 0:
            raise late
        return left

    def _wait(self, late: type[Exception], *, to_write: bool = False) -> None:
        """Wait for the socket; raise the error given at the deadline.

        During an upload a response is taken that comes early, from a server that reads no more.
        """
        sock, upload = self._socket, to_write and self.started
        assert sock is not None
        to_read = upload or not to_write
        while not wait_ready(sock, self._left(late), to_write=to_write, to_read=to_read):
            pass  # `_left` raises when no time is left
        if upload and not wait_ready(sock, to_write=True, to_read=False):
            self._take_early(sock)

    def _take_early(self, sock: SocketLike) -> None:
        """Read what comes before all is sent; end the upload if it is the response, or the end.

        Or if it is endless: a server that sends and does not read will not take the rest.
        """
        import httpcore

        try:
            piece = sock.recv(_SMALL)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return
        self.received.add(piece)
        if not piece or self.received.has_response() or len(self.received) > _MOST_EARLY:
            raise httpcore.WriteError

    def _repeat(
        self,
        act: Callable[[], T],
        late: type[Exception],
        *,
        to_write: bool = False,
        ready: bool = True,
    ) -> T:
        """Return what a function returns; repeat it when the socket that it waits for is ready.

        TLS says what it waits for; of other sockets it is known. One that is not ready yet is
        waited for before the first try.
        """
        if not ready:
            self._wait(late, to_write=to_write)
        while True:
            try:
                return act()
            except ssl.SSLWantReadError:
                self._wait(late)
            except ssl.SSLWantWriteError:
                self._wait(late, to_write=True)
            except BlockingIOError:
                self._wait(late, to_write=to_write)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        """Return the next piece of the response; empty at its end."""
        if self._unsent:
            self._flush(b"")
        if self.started and not self.received:
            self.received.add(self._receive(max_bytes))
        # httpcore knows where a proxy's response ends, and drops what comes behind it.
        return self.received.take() if self.started else self._receive(max_bytes)

    def _receive(self, max_bytes: int) -> bytes:
        import httpcore

        sock, late = self._socket, httpcore.ReadTimeout
        assert sock is not None
        try:
            # A response never is there at once, unless TLS holds it.
            held = self._pending is not None and self._pending() > 0
            piece = self._repeat(partial(sock.recv, max_bytes), late, ready=held)
        except OSError as error:
            raise httpcore.ReadError from error
        more = self.received.missing - len(piece)
        return receive_arrived(sock, piece, more) if more > 0 else piece

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        """Send bytes; what is small waits for what comes next, so that both leave together."""
        if buffer and not self._unsent and len(buffer) < _SMALL and not self.started:
            self._unsent = buffer
        elif buffer or self._unsent:
            self._flush(buffer)

    def _flush(self, buffer: bytes) -> None:
        unsent, self._unsent = self._unsent, b""
        try:
            if unsent and len(buffer) <= _SMALL:
                self._send_all(memoryview(unsent + buffer))
            else:
                self._send_all(memoryview(unsent))
                self._send_all(memoryview(buffer))
        except BaseException:
            self.finished = False
            raise

    def _send_all(self, view: memoryview) -> None:
        import httpcore

        sock = self._socket
        assert sock is not None
        try:
            while view:
                sent = self._repeat(partial(sock.send, view), httpcore.WriteTimeout, to_write=True)
                view = view[sent:]
        except OSError as error:
            raise httpcore.WriteError from error

    def is_readable(self) -> bool:
        """Return whether something came or the server closed; True when closed here."""
        if self.received:
            return True
        if self._pending and self._pending():
            return True
        return is_readable(self._plain)
