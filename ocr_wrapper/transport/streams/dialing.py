"""Dialing: open a TCP connection to the first address of a name that accepts one.

A name may have an address that never answers, IPv6 without a way out for example. As in RFC 8305
(Happy Eyeballs), the next address is tried after a quarter of a second, while the ones before are
still being waited for. The system looks names up without a limit of time, so a thread waits for it.
"""

from __future__ import annotations

import os
import selectors
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from itertools import chain, zip_longest
from typing import Any, TypeAlias

from ocr_wrapper.concurrency import one_wait

Address: TypeAlias = tuple[int, int, int, str, Any]
"""Family, type, protocol, canonical name and address, as `socket.getaddrinfo` returns them."""

_STAGGER = 0.25
"""Seconds until the next address is tried as well (RFC 8305, section 5)."""


def dial(host: str, port: int, left: Callable[[], float | None]) -> socket.socket:
    """Return a connected socket that does not block.

    Args:
        host: Name or address of the server.
        port: Its port.
        left: Returns the seconds that are left, None without a limit; raises when there are none.

    Raises:
        OSError: The name is unknown, or no address accepts a connection.
    """
    found = _by_turns(_look_up(host, port, left))
    with ExitStack() as attempts, selectors.DefaultSelector() as waiting:
        failure = OSError(f"{host} has no address")
        while found or waiting.get_map():
            seconds = left()
            if found:
                try:
                    _begin(found.pop(0), attempts, waiting)
                except OSError as error:
                    failure = error
                    continue
                if found:
                    seconds = _STAGGER if seconds is None else min(seconds, _STAGGER)
            for key, _ in waiting.select(seconds):
                sock = key.fileobj
                assert isinstance(sock, socket.socket)
                number = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                if number == 0:
                    return _take(sock)
                waiting.unregister(sock)
                failure = OSError(number, os.strerror(number))
        raise failure


def _look_up(host: str, port: int, left: Callable[[], float | None]) -> Sequence[Address]:
    """Return the addresses of a name; raise what `left` raises when there are none in time.

    A name server that does not respond costs half a minute, whatever the deadline is.
    """
    answers: list[Sequence[Address] | Exception] = []
    answered = threading.Event()

    def ask(flags: int = 0) -> None:
        try:
            answers.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags))
        except Exception as error:
            answers.append(error)
        answered.set()

    ask(socket.AI_NUMERICHOST)  # an address is known at once
    if isinstance(answers[0], Exception):
        answers.clear()
        answered.clear()
        try:
            threading.Thread(target=ask, name=f"look up {host}", daemon=True).start()
        except RuntimeError:
            ask()  # no thread can be started any more
        while not answered.wait(one_wait(left())):
            pass
    (answer,) = answers
    if isinstance(answer, Exception):
        raise answer
    return answer


def _by_turns(found: Sequence[Address]) -> list[Address]:
    """Return the addresses with the families in turns, the system's first choice first."""
    first = [address for address in found if address[0] == found[0][0]]
    others = [address for address in found if address[0] != found[0][0]]
    return [address for address in chain(*zip_longest(first, others)) if address is not None]


def _begin(address: Address, attempts: ExitStack, waiting: selectors.BaseSelector) -> None:
    """Begin to connect to an address; the socket is closed with the others that were tried."""
    family, kind, protocol, _, target = address
    sock = attempts.enter_context(socket.socket(family, kind, protocol))
    sock.setblocking(False)
    with suppress(BlockingIOError):  # it goes on by itself
        sock.connect(target)
    waiting.register(sock, selectors.EVENT_WRITE)


def _take(sock: socket.socket) -> socket.socket:
    """Return the connection in an object of its own, which outlives the attempts."""
    taken = socket.socket(fileno=sock.detach())
    taken.setblocking(False)
    taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return taken
