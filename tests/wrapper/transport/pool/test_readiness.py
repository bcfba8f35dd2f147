"""What the pool finds out about an idle connection before it is used again."""

from __future__ import annotations

import select
import socket
import struct
from collections.abc import Callable, Iterator
from typing import cast

import pytest

from ocr_wrapper.transport import pool
from ocr_wrapper.transport.pool import is_readable, wait_ready

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture(params=["as the system tells", "poll alone"])
def pair(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pair]:
    """Both ends of a TCP connection, ours first."""
    if request.param == "poll alone":
        monkeypatch.setattr(pool, "_HAS_MEMINFO", False)
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname()) as ours,
    ):
        theirs, _ = listener.accept()
        with theirs:
            yield ours, theirs


def test_open_connection_without_data_can_be_used_again(pair: Pair) -> None:
    """Also after a response, of which nothing is left."""
    ours, theirs = pair
    assert not is_readable(ours)
    theirs.sendall(b"x" * 5000)
    left = 5000
    while left:
        assert wait_ready(ours, 30)
        left -= len(ours.recv(999))
    assert not is_readable(ours)


def _send(theirs: socket.socket) -> None:
    theirs.sendall(b"x")


def _finish(theirs: socket.socket) -> None:
    theirs.shutdown(socket.SHUT_WR)


def _reset(theirs: socket.socket) -> None:
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    theirs.close()


@pytest.mark.parametrize("act", [_send, _finish, _reset])
def test_data_and_the_end_are_seen(pair: Pair, act: Callable[[socket.socket], None]) -> None:
    """The next response would be taken for another one, or be lost."""
    ours, theirs = pair
    act(theirs)
    assert wait_ready(ours, 30)
    assert is_readable(ours)


def test_rest_of_data_is_seen(pair: Pair) -> None:
    """Of what came together, a part may have been read."""
    ours, theirs = pair
    theirs.sendall(b"xx")
    assert wait_ready(ours, 30)
    assert len(ours.recv(1)) == 1
    assert wait_ready(ours, 30)
    assert is_readable(ours)


def test_socket_that_is_closed_here_cannot_be_used(pair: Pair) -> None:
    """A connection that was discarded stays so."""
    ours, _ = pair
    ours.close()
    assert is_readable(ours)
    assert is_readable(None)


def test_socket_of_another_kind_is_asked_by_poll() -> None:
    """Options of TCP tell nothing about it."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert not is_readable(ours)
        theirs.sendall(b"x")
        assert wait_ready(ours, 30)
        assert is_readable(ours)


class Pretended:
    """A socket as some event loops make it: with a number, and without options."""

    def __init__(self, real: socket.socket) -> None:
        self.fileno = real.fileno


def test_socket_without_options_is_asked_by_poll(pair: Pair) -> None:
    """An event loop that is not the standard library's has sockets of its own."""
    ours, theirs = pair
    pretended = cast("socket.socket", Pretended(ours))
    assert not is_readable(pretended)
    theirs.sendall(b"x")
    assert wait_ready(ours, 30)
    assert is_readable(pretended)


@pytest.mark.skipif(not pool._HAS_MEMINFO, reason="the system does not tell what has arrived")
def test_quiet_connection_is_found_without_poll(monkeypatch: pytest.MonkeyPatch) -> None:
    """To poll is to give the interpreter's lock away, for which other threads wait."""
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname()) as ours,
    ):
        monkeypatch.delattr(select, "poll")
        assert not is_readable(ours)
