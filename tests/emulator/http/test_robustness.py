"""Robustness: half-open connections, bombs, malformed HTTP."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import pytest

from ocr_emulator.emulator import Emulator
from tests.emulator.conftest import call, encoded
from tests.emulator.signer import send, signed, stamp
from tests.paths import ROOT


@contextmanager
def half_open(emu: Emulator, count: int) -> Iterator[list[socket.socket]]:
    """Hold so many connections that send nothing, or the beginning of a request."""
    with ExitStack() as stack:
        socks = []
        for index in range(count):
            sock = socket.create_connection(("127.0.0.1", emu.port), timeout=60)
            stack.enter_context(sock)
            if index % 2:
                # On a slow machine the first ones are closed before the last ones are opened.
                with suppress(ConnectionError):
                    sock.sendall(b"POST /v2/x/ocr/passport HTTP/1.1\r\nHost: a\r\nX-Slow: ")
            socks.append(sock)
        yield socks


def test_half_open_connections_do_not_hold_up_other_clients() -> None:
    """Valid requests are served while 500 others are unfinished."""
    with Emulator(engine=None, idle_timeout=60.0) as emu, half_open(emu, 500):
        for _ in range(20):
            assert call(emu).status == 200
        assert emu.connections >= 500


def test_half_open_connections_are_closed() -> None:
    """A connection that sends no whole request head is closed after idle_timeout."""
    with Emulator(engine=None, idle_timeout=2.0) as emu, half_open(emu, 500) as socks:
        for sock in socks:
            assert is_closed(sock)
        assert call(emu).status == 200


def is_closed(sock: socket.socket) -> bool:
    """Wait until the server closes a connection; a reset is its answer to bytes after that."""
    try:
        return sock.recv(1) == b""
    except ConnectionResetError:
        return True


def test_incomplete_body_times_out() -> None:
    """A client that stops in the middle of its body is disconnected after body_timeout."""
    with Emulator(engine=None, body_timeout=0.2) as emu:
        head = "POST /v2/x/ocr/passport HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"
        with socket.create_connection(("127.0.0.1", emu.port), timeout=60) as sock:
            sock.sendall(head.encode())
            assert sock.recv(100) == b""
        entry = emu.journal.wait_for(1)[0]
        assert (entry.status, entry.notes) == (None, ("the body did not arrive within 0.2 s",))


def test_disconnect_during_the_body_is_recorded(emu: Emulator) -> None:
    """The journal has an entry, and the next request is served."""
    head = "POST /v2/x/ocr/passport HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"
    with socket.create_connection(("127.0.0.1", emu.port), timeout=60) as sock:
        sock.sendall(head.encode())
    assert emu.journal.wait_for(1)[0].status is None
    assert call(emu).status == 200


@pytest.mark.parametrize(
    "request_text",
    [
        "NONSENSE\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"
        "0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: " + "y" * 100_000 + "\r\n\r\n",
        "GET /" + "y" * 100_000 + " HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n" + "".join(f"X{i}: y\r\n" for i in range(2000)) + "\r\n",
    ],
    ids=["line", "version", "length", "two-lengths", "smuggled", "header", "path", "headers"],
)
def test_malformed_http_is_refused(
    emu: Emulator, request_text: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The response is an error or a closed connection, and nothing is logged."""
    with socket.create_connection(("127.0.0.1", emu.port), timeout=60) as sock:
        try:
            sock.sendall(request_text.encode())
            first = sock.recv(65536)
        except ConnectionError:
            first = b""
    assert first[8:12] in (b"", b" 400", b" 431")
    assert call(emu).status == 200
    assert [record for record in caplog.records if record.name != "asyncio"] == []


def test_expect_100_continue_is_answered(emu: Emulator) -> None:
    """Expect: 100-continue is answered before the body is read."""
    url = f"{emu.url}/v2/{emu.projects['ap-southeast-1']}/ocr/passport"
    body = b'{"image": "' + encoded().encode() + b'"}'
    headers = signed("POST", url, body, emu.ak, emu.sk, stamp(emu.clock.now()))
    head = f"POST {url.removeprefix(emu.url)} HTTP/1.1\r\nContent-Length: {len(body)}\r\n"
    head += "Expect: 100-continue\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items())
    with socket.create_connection(("127.0.0.1", emu.port), timeout=60) as sock:
        sock.sendall(head.encode() + b"\r\n")
        assert sock.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        sock.sendall(body)
        assert sock.recv(100).startswith(b"HTTP/1.1 200 ")


def test_chunked_body_is_served(emu: Emulator) -> None:
    """A body without a length is read and checked like any other."""
    url = f"{emu.url}/v2/{emu.projects['ap-southeast-1']}/ocr/passport"
    body = b'{"image": "' + encoded().encode() + b'"}'
    headers = signed("POST", url, body, emu.ak, emu.sk, stamp(emu.clock.now()))
    headers["transfer-encoding"] = "chunked"
    chunks = b"%x\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (9, body[:9], len(body) - 9, body[9:])
    answer = send("POST", url, headers, chunks)
    assert answer.status == 200


BOMB = """
import resource, sys
sys.path.insert(0, {root!r})
from tests.emulator.conftest import call, encoded
from tests.emulator.contract.test_validation import bomb
from ocr_emulator.contract.bundle import load
from ocr_emulator.images.decode import decode
from ocr_emulator.images.inspect import inspect
from ocr_emulator.contract.errors import ImageError
operation = load().operations[{operation!r}]
data = bomb({side}, {side})
from PIL import PngImagePlugin
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    decode(data, inspect(data, operation))
except ImageError:
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the unit of the memory differs")
@pytest.mark.parametrize(
    ("operation", "side"), [("recognize_smart_document", 12_000), ("recognize_passport", 8_000)]
)
def test_decompression_bomb_uses_less_than_64_mb(operation: str, side: int) -> None:
    """An image that would decode to hundreds of megabytes is refused by its header."""
    root = str(ROOT)
    program = BOMB.format(root=root, operation=operation, side=side)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 64


async def test_concurrent_clients_are_served(emu: Emulator) -> None:
    """Sixty calls at once are all answered."""
    answers = await asyncio.gather(*(asyncio.to_thread(call, emu) for _ in range(60)))
    assert {answer.status for answer in answers} == {200}


def test_connections_are_counted(emu: Emulator) -> None:
    """The number of open connections is available, so that a leak of a client shows."""
    with socket.create_connection(("127.0.0.1", emu.port)) as sock:
        sock.sendall(b"GET /_emulator/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        sock.recv(10)
        assert emu.connections == 1


def test_non_utf8_header_is_refused(emu: Emulator) -> None:
    """An access key of broken UTF-8 is an unknown key like any other."""
    head = (
        b"POST /v2/x/ocr/passport HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n"
        b"Authorization: SDK-HMAC-SHA256 Access=\xff\xfe, SignedHeaders=host, Signature=0\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", emu.port), timeout=60) as sock:
        sock.sendall(head)
        answer = b""
        while chunk := sock.recv(65536):
            answer += chunk
    assert b"ak ?? not exist" in answer


def test_memory_of_all_bodies_is_bounded() -> None:
    """A request beyond the memory budget gets 503, and the budget is released."""
    with Emulator(engine=None, body_room=100_000) as emu:
        big = {"image": "A" * 120_000}
        for _ in range(3):
            answer = call(emu, body=big)
            assert (answer.status, answer.code) == (503, "ModelArts.4403")
        for _ in range(40):
            assert call(emu, body={"image": "A" * 40_000}).code == "AIS.0102"
