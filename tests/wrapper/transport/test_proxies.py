"""Tunnels through a proxy over TLS and through a SOCKS proxy."""

from __future__ import annotations

import asyncio
import contextlib
import select
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from ocr_emulator import Emulator
from ocr_wrapper import AkSk, AsyncOcrClient, ConnectError, OcrClient, Recognition
from tests.wrapper.conftest import NOWHERE
from tests.wrapper.transport.raw_server import in_thread


def _has_ipv6() -> bool:
    with contextlib.suppress(OSError), socket.create_server(("::1", 0), family=socket.AF_INET6):
        return True
    return False


NEEDS_IPV6 = pytest.mark.skipif(not _has_ipv6(), reason="this machine has no IPv6")


@pytest.fixture
def secure() -> Iterator[Emulator]:
    """Run an emulator behind HTTPS with an authority of its own."""
    with Emulator(engine=None, tls=True) as running:
        yield running


def recognize(
    driver: str, emulator: Emulator, proxy: str, image: bytes, times: int
) -> list[Recognition[Any]]:
    """Make calls through a proxy, one after another, with one client."""
    settings: dict[str, Any] = {
        "endpoint": emulator.url,
        "environment": NOWHERE,
        "verify": emulator.ca_file,
        "proxy": proxy,
        "project_id": emulator.projects,
    }
    keys = AkSk(emulator.ak, emulator.sk)
    if driver == "threads":
        with OcrClient("ap-southeast-1", keys, **settings) as ocr:
            return [ocr.recognize_passport(image) for _ in range(times)]

    async def run() -> list[Recognition[Any]]:
        if driver == "aiohttp":
            settings["transport"] = "aiohttp"
        async with AsyncOcrClient("ap-southeast-1", keys, **settings) as ocr:
            return [await ocr.recognize_passport(image) for _ in range(times)]

    return asyncio.run(run())


def call(driver: str, emulator: Emulator, proxy: str, image: bytes) -> int:
    """Make two calls through a proxy and return the attempts of both."""
    return sum(found.attempts for found in recognize(driver, emulator, proxy, image, 2))


def relay(near: socket.socket, far: socket.socket) -> None:
    """Pass bytes on in both directions, in one thread, until one side ends."""
    while True:
        if not (isinstance(near, ssl.SSLSocket) and near.pending()):
            ready, _, _ = select.select([near, far], [], [])
        else:
            ready = [near]
        for source, target in ((near, far), (far, near)):
            if source in ready:
                data = source.recv(65536)
                if not data:
                    return
                target.sendall(data)


@contextlib.contextmanager
def proxying(
    greet: Callable[[socket.socket], tuple[str, int]], context: ssl.SSLContext | None = None
) -> Iterator[int]:
    """Accept one connection; the function reads where it shall lead and says that it does."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            plain, _ = listener.accept()
            with (
                context.wrap_socket(plain, server_side=True) if context else plain as near,
                socket.create_connection(greet(near)) as far,
            ):
                relay(near, far)

    with in_thread(listener, serve) as port:
        yield port


@pytest.mark.parametrize("driver", ["threads", "tasks"])
def test_tunnel_through_a_proxy_over_tls(
    driver: str,
    secure: Emulator,
    image: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """TLS to the service runs inside TLS to the proxy, which the system's authorities verify."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    asked: list[bytes] = []

    def greet(near: socket.socket) -> tuple[str, int]:
        head = b""
        while b"\r\n\r\n" not in head:
            head += near.recv(4096)
        asked.append(head)
        near.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        return "127.0.0.1", secure.port

    with proxying(greet, context) as port:
        assert call(driver, secure, f"https://127.0.0.1:{port}", image) == 2
    assert [head.split()[0] for head in asked] == [b"CONNECT"]


@pytest.mark.parametrize("address", [b"\0\0\0\0", b"\n\n\r\n"])
@pytest.mark.parametrize("driver", ["threads", "tasks"])
def test_tunnel_through_a_socks_proxy(
    driver: str, address: bytes, secure: Emulator, image: bytes
) -> None:
    """The proxy gets user and password, and resolves the name of the host.

    The address that it reports, 10.10.13.10, is no blank line of HTTP.
    """
    received: list[bytes] = []

    def greet(near: socket.socket) -> tuple[str, int]:
        assert near.recv(100) == b"\x05\x01\x02"
        near.sendall(b"\x05\x02")
        received.append(near.recv(100))
        near.sendall(b"\x01\x00")
        near.recv(100)
        near.sendall(b"\x05\x00\x00\x01" + address + b"\x00\x00")
        return "127.0.0.1", secure.port

    with proxying(greet) as port:
        proxy = f"socks5://someone:hunter2@127.0.0.1:{port}"
        assert call(driver, secure, proxy, image) == 2
    assert received == [b"\x01\x07someone\x07hunter2"]


@pytest.mark.parametrize("driver", ["threads", "tasks"])
def test_refused_login_of_a_socks_proxy_is_not_tried_again(
    driver: str, secure: Emulator, image: bytes
) -> None:
    """Several wrong passwords could lock the account; the error says what to give."""

    def greet(near: socket.socket) -> tuple[str, int]:
        near.recv(100)
        near.sendall(b"\x05\x02")
        near.recv(100)
        near.sendall(b"\x01\x01")
        raise ConnectionAbortedError

    with proxying(greet) as port, pytest.raises(ConnectError, match="user and password") as caught:
        call(driver, secure, f"socks5://someone:hunter2@127.0.0.1:{port}", image)
    assert (caught.value.attempts, caught.value.retry_safe) == (1, False)


@NEEDS_IPV6
@pytest.mark.parametrize("driver", ["threads", "tasks", "aiohttp"])
def test_tunnel_to_an_ipv6_address(driver: str, image: bytes) -> None:
    """The proxy is asked for the address in brackets, and the certificate names it without."""
    asked: list[list[bytes]] = []

    def greet(near: socket.socket) -> tuple[str, int]:
        head = b""
        while b"\r\n\r\n" not in head:
            head += near.recv(4096)
        asked.append(head.split(b"\r\n")[:2])
        near.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        return "::1", running.port

    with Emulator(engine=None, tls=True, host="::1") as running, proxying(greet) as port:
        assert call(driver, running, f"http://127.0.0.1:{port}", image) == 2
    target = b"[::1]:%d" % running.port
    assert asked == [[b"CONNECT " + target + b" HTTP/1.1", b"Host: " + target]]


@NEEDS_IPV6
@pytest.mark.parametrize("driver", ["threads", "tasks"])
def test_socks_tunnel_to_an_ipv6_address(driver: str, image: bytes) -> None:
    """The proxy gets the address itself, and not a name to resolve."""
    asked: list[bytes] = []

    def greet(near: socket.socket) -> tuple[str, int]:
        near.recv(100)
        near.sendall(b"\x05\x00")
        asked.append(near.recv(100))
        near.sendall(b"\x05\x00\x00\x01" + bytes(6))
        return "::1", running.port

    with Emulator(engine=None, tls=True, host="::1") as running, proxying(greet) as port:
        assert call(driver, running, f"socks5://127.0.0.1:{port}", image) == 2
    address = socket.inet_pton(socket.AF_INET6, "::1")
    assert asked == [b"\x05\x01\x00\x04" + address + running.port.to_bytes(2, "big")]


@pytest.mark.parametrize("driver", ["threads", "tasks", "aiohttp"])
def test_proxy_cannot_respond_for_the_service(driver: str, secure: Emulator, image: bytes) -> None:
    """What it sends behind its own response, before TLS, is not read as the service's."""
    secure.answers.set("recognize_passport", {"surname": "GENUINE"})
    forged = b'{"result": {"surname": "FORGED"}}'
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(forged)

    def greet(near: socket.socket) -> tuple[str, int]:
        near.recv(4096)
        near.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + head + forged)
        return "127.0.0.1", secure.port

    with proxying(greet) as port:
        (found,) = recognize(driver, secure, f"http://127.0.0.1:{port}", image, 1)
    assert found.result.surname == "GENUINE"
