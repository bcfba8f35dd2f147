"""Dialing: the first address of a name that accepts a connection is used."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ocr_wrapper.transport.streams import dialing

V4, V6 = socket.AF_INET, socket.AF_INET6


def addresses(*ports: int) -> list[dialing.Address]:
    """Return addresses as a name server's answer has them."""
    return [(V4, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)) for port in ports]


@contextlib.contextmanager
def listening() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@contextlib.contextmanager
def silent() -> Iterator[int]:
    """Answer no attempt to connect: Linux drops what comes while a queue is full."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        port: int = server.getsockname()[1]
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(("127.0.0.1", port))
        yield port


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that sets the addresses of every name."""

    def give(found: list[dialing.Address]) -> None:
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    return give


def seconds() -> float:
    return 30.0


def test_connection_does_not_block_and_sends_at_once(answer: Callable[..., None]) -> None:
    """A small request does not wait for the packet before it to arrive."""
    with listening() as port:
        answer(addresses(port))
        with dialing.dial("host", port, seconds) as sock:
            assert sock.getpeername() == ("127.0.0.1", port)
            assert not sock.getblocking()
            assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_refused_address_gives_way_to_the_next(answer: Callable[..., None]) -> None:
    """Nothing listens on the first one."""
    with listening() as closed:
        pass
    with listening() as port:
        answer(addresses(closed, port))
        with dialing.dial("host", port, seconds) as sock:
            assert sock.getpeername()[1] == port


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a full queue refuses")
def test_silent_address_gives_way_to_the_next(
    answer: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address without a way to it does not take the time of the others."""
    monkeypatch.setattr(dialing, "_STAGGER", 0.0)
    with silent() as dead, listening() as port:
        answer(addresses(dead, dead, port))
        with dialing.dial("host", port, seconds) as sock:
            assert sock.getpeername()[1] == port


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a full queue refuses")
def test_time_that_is_over_ends_the_attempts(answer: Callable[..., None]) -> None:
    """What the caller raises when no time is left is passed on."""
    left: list[Any] = [0.0]

    def shrinking() -> float:
        if not left:
            raise TimeoutError
        found: float = left.pop()
        return found

    with silent() as dead:
        answer(addresses(dead))
        with pytest.raises(TimeoutError):
            dialing.dial("host", dead, shrinking)


def test_name_server_that_does_not_respond_costs_no_more_than_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The system itself would wait much longer."""
    asked, ended = threading.Event(), threading.Event()

    def silent(*_: Any, flags: int, **__: Any) -> list[dialing.Address]:
        if flags == 0:
            asked.set()
            ended.wait(60)
        raise socket.gaierror

    def left() -> float:
        if asked.is_set():
            raise TimeoutError
        return 0.001

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    with pytest.raises(TimeoutError):
        dialing.dial("ocr.example.com", 443, left)
    assert not ended.is_set()
    ended.set()


@pytest.mark.parametrize("threads", [True, False])
def test_unknown_name_is_an_error(monkeypatch: pytest.MonkeyPatch, threads: bool) -> None:
    """It is the system's, also when the interpreter is about to end and starts no thread."""

    def unknown(*_: Any, **__: Any) -> list[dialing.Address]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    def refuse(_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    if not threads:
        monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(socket.gaierror, match="unknown"):
        dialing.dial("ocr.example.com", 443, seconds)


def test_refusal_of_every_address_is_the_error(answer: Callable[..., None]) -> None:
    """The last one is reported."""
    with listening() as closed:
        pass
    answer(addresses(closed, closed))
    with pytest.raises(ConnectionRefusedError):
        dialing.dial("host", closed, seconds)


def test_families_take_turns() -> None:
    """The system's first choice begins; a broken IPv6 delays no IPv4 by more than one step."""
    found: list[dialing.Address] = [
        (family, socket.SOCK_STREAM, 6, "", name)
        for family, name in ((V6, "a"), (V6, "b"), (V6, "c"), (V4, "d"))
    ]
    assert [address[4] for address in dialing._by_turns(found)] == ["a", "d", "b", "c"]
    assert dialing._by_turns([]) == []
