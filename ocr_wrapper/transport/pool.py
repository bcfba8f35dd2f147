"""Connection pool, last in first out: the rules that threads and tasks share (no I/O).

httpcore's own pool looks at every connection for every request, which costs more than the
request itself when a hundred are open. Here a request takes the connection that was released
last, without a search. A pool belongs to one process and, for tasks, to one loop.
"""

from __future__ import annotations

import contextlib
import os
import re
import select
import socket
import sys
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from typing import Generic, Protocol, TypeVar

from ocr_wrapper.concurrency import Waiter

KEEP_ALIVE = 5.0
"""Seconds that an idle connection is used again; shorter than gateways keep theirs, because a
request sent into a closing connection is a lost response."""

LONGEST_POLL = 1e6
"""Seconds that a socket is waited for at once: the system takes milliseconds of 31 bits, which are
24 days, and a deadline may be later."""

_MOST_AT_ONCE = 1 << 18
"""Bytes of a response that the parser is given at a time."""

_ESTABLISHED = b"\x01"
"""First byte of Linux's `TCP_INFO` while neither side has closed the connection."""

_SO_MEMINFO = 55
"""Number of an option for which Python has no name, on the processors below: the first integer is
the memory of what was received and not read."""

_HAS_MEMINFO = sys.platform == "linux" and os.uname().machine in ("x86_64", "aarch64")


_BLANK_LINE = re.compile(rb"\n\r?\n")
"""Where the headers of a response end, and where a chunked body ends."""

_FINAL_STATUS = re.compile(rb"\nHTTP/1\.\d [2-9]")
"""First line of a response that ends an exchange, behind the end of the line before."""


class Poolable(Protocol):
    """Connection as the pool sees it."""

    def is_reusable(self) -> bool:
        """Return whether the server has neither closed it nor sent unrequested data."""
        ...

    def discard(self) -> None:
        """Close the connection at once, without waiting for anything."""
        ...


class SocketLike(Protocol):
    """Socket, with or without TLS: what of it the streams use."""

    def fileno(self) -> int:
        """Return the file number, to wait for it."""
        ...

    def recv(self, most: int, /) -> bytes:
        """Return what has been received, at most so many bytes; empty at the end."""
        ...

    def send(self, data: memoryview, /) -> int:
        """Send the beginning of the data and return how many bytes that were."""
        ...


C = TypeVar("C", bound=Poolable)


class Slot(Generic[C]):
    """The right to one connection, held by one exchange or idle in the pool."""

    __slots__ = ("connection", "epoch", "idle_since", "route")

    def __init__(self, route: str, epoch: int) -> None:
        self.route = route
        self.epoch = epoch
        self.idle_since = 0.0
        self.connection: C | None = None
        """None until a connection has been opened for the slot."""


class Place(Waiter, Generic[C]):
    """A place in the queue for a slot; it is woken when its slot is there."""

    __slots__ = ("route", "slot")

    def __init__(self, route: str) -> None:
        super().__init__()
        self.route = route
        self.slot: Slot[C] | None = None


class Pool(Generic[C]):
    """Hand out slots, at most `limit` at a time, in the order of the requests.

    A slot that was acquired is always released, and a place that is not waited for any longer is
    left. Neither waits for anything, so both can be done in a `finally` block of a task that is
    being cancelled.
    """

    def __init__(
        self, limit: int, clock: Callable[[], float], *, keep_alive: float = KEEP_ALIVE
    ) -> None:
        self._limit = limit
        self._clock = clock
        self._keep_alive = keep_alive
        self._lock = threading.Lock()
        self._idle: dict[str, deque[Slot[C]]] = {}
        """By route, the one that was given back last at the right end."""
        self._queue: OrderedDict[Place[C], None] = OrderedDict()
        self._size = 0
        self._epoch = 0

    @property
    def size(self) -> int:
        """Slots that are held or idle."""
        return self._size

    @property
    def idle(self) -> int:
        """Connections that wait to be used again."""
        return sum(map(len, self._idle.values()))

    @property
    def waiting(self) -> int:
        """Places in the queue."""
        return len(self._queue)

    def acquire(self, route: str) -> Slot[C] | Place[C]:
        """Return a slot, with a connection to be used again or without one; else a place.

        Args:
            route: Where the connection leads; one that leads elsewhere is never handed out.
        """
        while True:
            with self._lock:
                slot = self._take(route)
            if isinstance(slot, Place):
                return slot
            connection = slot.connection
            if connection is None:
                return slot
            if slot.route != route:
                # The limit is reached and an idle connection leads elsewhere: replace it.
                connection.discard()
                slot.connection, slot.route = None, route
                return slot
            if self._clock() - slot.idle_since < self._keep_alive and connection.is_reusable():
                return slot
            self.release(slot, reusable=False)

    def release(self, slot: Slot[C], *, reusable: bool) -> None:
        """Give a slot back; its connection is kept if it can be used again, else closed."""
        stale: list[C] = []
        with self._lock:
            connection = slot.connection
            keep = reusable and connection is not None and slot.epoch == self._epoch
            place = self._queue.popitem(last=False)[0] if self._queue else None
            if connection is not None and not (keep and (not place or place.route == slot.route)):
                stale.append(connection)
                slot.connection = None
            if place is not None:
                slot.route, slot.epoch = place.route, self._epoch
                place.slot = slot
            elif keep:
                slot.idle_since = self._clock()
                self._idle.setdefault(slot.route, deque()).append(slot)
                self._remove_expired(slot.idle_since, stale)
            else:
                self._size -= 1
        for connection in stale:
            connection.discard()
        if place is not None:
            place.wake()

    def claim(self, place: Place[C]) -> Slot[C] | None:
        """Return the slot that a place has got, or leave the queue and return None."""
        with self._lock:
            self._queue.pop(place, None)
            slot, place.slot = place.slot, None
        if slot is not None and slot.connection is not None and not slot.connection.is_reusable():
            slot.connection.discard()
            slot.connection = None
        return slot

    def leave(self, place: Place[C]) -> None:
        """Give a place up; a slot that it had got already goes to the next one."""
        with self._lock:
            self._queue.pop(place, None)
            slot, place.slot = place.slot, None
        if slot is not None:
            self.release(slot, reusable=True)

    def close(self) -> list[C]:
        """Remove the idle connections and return them, for the caller to close.

        One that is in use is closed when its exchange ends: the response was paid for.
        """
        with self._lock:
            self._epoch += 1
            idle = [slot for slots in self._idle.values() for slot in slots]
            self._idle.clear()
            self._size -= len(idle)
        return [slot.connection for slot in idle if slot.connection is not None]

    def _take(self, route: str) -> Slot[C] | Place[C]:
        """Return an idle slot of the route, a new one, any idle one, or a place."""
        slots = self._idle.get(route)
        if slots:
            return slots.pop()
        if self._size < self._limit:
            self._size += 1
            return Slot(route, self._epoch)
        for others in self._idle.values():
            if others:
                return others.popleft()
        place: Place[C] = Place(route)
        self._queue[place] = None
        return place

    def _remove_expired(self, now: float, stale: list[C]) -> None:
        """Remove connections that have been idle for too long; the oldest are on the left."""
        for slots in self._idle.values():
            while slots and now - slots[0].idle_since >= self._keep_alive:
                slot = slots.popleft()
                self._size -= 1
                if slot.connection is not None:
                    stale.append(slot.connection)


def wait_ready(
    sock: SocketLike,
    seconds: float | None = 0.0,
    *,
    to_read: bool = True,
    to_write: bool = False,
) -> bool:
    """Wait until a socket can be read or written; return whether it can in that time.

    Longer times than `LONGEST_POLL` are cut to it, so that who waits longer asks again.
    """
    seconds = None if seconds is None else min(seconds, LONGEST_POLL)
    if sys.platform == "win32":
        return any(select.select([sock] * to_read, [sock] * to_write, [], seconds))
    # Unlike `select`, this takes any number of open files.
    poll = select.poll()
    poll.register(sock, select.POLLIN * to_read | select.POLLOUT * to_write)
    return bool(poll.poll(None if seconds is None else seconds * 1000))


def is_readable(sock: socket.socket | None) -> bool:
    """Return whether an idle connection has received data or its end; True without one."""
    if sock is None or sock.fileno() < 0:
        return True
    return not _is_surely_quiet(sock) and wait_ready(sock)


def _is_surely_quiet(sock: socket.socket) -> bool:
    """Return whether Linux says that a connection is open and has nothing to be read.

    Unlike `poll`, reading an option of a socket keeps the interpreter's lock. With many threads,
    waiting to get it back takes longer than all else that is done here. False where it is unknown;
    the sockets of some event loops are not the standard library's and have no options.
    """
    if sys.platform != "linux" or not (_HAS_MEMINFO and isinstance(sock, socket.socket)):
        return False
    try:
        state = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)
        return state == _ESTABLISHED and sock.getsockopt(socket.SOL_SOCKET, _SO_MEMINFO) == 0
    except OSError:
        return False  # not TCP, or a kernel without these options


def receive_arrived(sock: SocketLike, piece: bytes, more: int) -> bytes:
    """Return a piece of a long body with what has arrived behind it, at most `more` bytes.

    TLS returns 16 KiB at a time, and to parse a piece costs more than to join it to others.
    """
    pieces, more = [piece], min(more, _MOST_AT_ONCE)
    # The end and an error come again with the next reading, after what was received before.
    with contextlib.suppress(OSError):
        while piece and more > 0:
            piece = sock.recv(more)
            pieces.append(piece)
            more -= len(piece)
    return b"".join(pieces)


def join_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers by their names in lower case; a repeated one is joined with a comma."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


class ReceiveBuffer:
    """Bytes received that the HTTP parser has not got yet: never more than one message.

    What a server sends behind a response would stay in the parser and be taken for the response
    to the next request, which may be another person's passport. So the parser gets a piece that
    ends where its message may end, and only asks for more if the message goes on. Surplus bytes
    are discarded, and the connection is not used again. No byte is copied more than twice.
    """

    def __init__(self) -> None:
        self._held, self._at = b"", 0
        """What is being taken, and how much of it was; to cut it off would copy the rest."""
        self._later: list[bytes] = []
        """What came since, joined when that is its turn."""
        self._length = 0
        self.begin()

    def __len__(self) -> int:
        return self._length

    def begin(self) -> None:
        """Begin with the headers of a message."""
        self._before, self._tail, self._responded, self._seen = b"", b"\n", False, 0
        self.missing = 0
        """Bytes of the body that have not been taken; 0 while that is unknown."""

    def begin_body(self, raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
        """Return the headers of the response, and note how many bytes follow if they tell."""
        headers = join_headers(raw)
        # Beside a transfer coding, which ends with a blank line, a length does not count.
        length = headers.get("content-length", "") if "transfer-encoding" not in headers else ""
        self.missing = int(length) if length.isdecimal() else 0
        return headers

    def add(self, data: bytes) -> None:
        """Keep what has been received."""
        if data:
            self._later.append(data)
            self._length += len(data)

    def take(self) -> bytes:
        """Return the next piece; it ends with the body, or after the first blank line."""
        if self._at == len(self._held):
            self._join()
        held, start = self._held, self._at
        if self.missing:
            end = min(len(held), start + self.missing)
            self.missing -= end - start
        else:
            end = self._after_blank_line(held, start)
        self._at = end
        self._length -= end - start
        if end < len(held):
            return held[start:end]
        self._held, self._at = b"", 0
        return held[start:] if start else held

    def has_response(self) -> bool:
        """Return whether a response has begun that is not an interim one, such as 100.

        Asked during an upload, while nothing is taken; only what is new is looked at.
        """
        while not self._responded and self._seen < len(self._later):
            text = self._tail + self._later[self._seen]
            self._responded = _FINAL_STATUS.search(text) is not None
            self._tail = text[-10:]  # where the next one may begin
            self._seen += 1
        return self._responded

    def take_all(self) -> bytes:
        """Take everything, wherever it ends."""
        rest = self._held[self._at :]
        self._join()
        rest, self._held, self._length = rest + self._held, b"", 0
        return rest

    def _join(self) -> None:
        """Begin with what came since."""
        later, self._later, self._seen = self._later, [], 0
        self._held, self._at = later[0] if len(later) == 1 else b"".join(later), 0

    def _after_blank_line(self, held: bytes, start: int) -> int:
        """Return where the first blank line ends, which may have begun in an earlier piece."""
        before = self._before
        found = _BLANK_LINE.search(before + held[start : start + 2]) if before else None
        end = start + found.end() - len(before) if found else len(held)
        if found is None and (found := _BLANK_LINE.search(held, start)):
            end = found.end()
        self._before = b"" if found else (before + held[max(start, len(held) - 2) :])[-2:]
        return end
