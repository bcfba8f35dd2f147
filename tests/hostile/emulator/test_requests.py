"""Malformed HTTP to the emulator: each is refused or dropped, and the emulator goes on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ocr_emulator import Emulator
from tests.emulator.conftest import call
from tests.hostile.emulator.test_forgeries import exchange

HOST = b"Host: 127.0.0.1\r\n"
PATH = b"/v2/0123456789abcdef0123456789abcdef/ocr/passport"
POST = b"POST " + PATH + b" HTTP/1.1\r\n" + HOST
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"

REQUESTS = {
    "nothing but line breaks": b"\r\n" * 100,
    "null bytes": bytes(1000),
    "random text": b"hello world\r\n\r\n",
    "TLS hello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
    "HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/0.9": b"GET /\r\n\r\n",
    "HTTP/9.9": b"GET / HTTP/9.9\r\n" + HOST + b"\r\n",
    "method of 10 kB": b"A" * 10_000 + b" / HTTP/1.1\r\n" + HOST + b"\r\n",
    "method with odd bytes": b"G\xc3\x8bT / HTTP/1.1\r\n" + HOST + b"\r\n",
    "path of 100 kB": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "path with a null": b"GET /a%00b HTTP/1.1\r\n" + HOST + b"\r\n",
    "path with half an escape": b"GET /a%2 HTTP/1.1\r\n" + HOST + b"\r\n",
    "path that is no UTF-8": b"GET /%ff%fe HTTP/1.1\r\n" + HOST + b"\r\n",
    "path upwards": b"GET /../../etc/passwd HTTP/1.1\r\n" + HOST + b"\r\n",
    "files upwards": b"GET /_emulator/files/default/..%2f..%2fetc%2fpasswd HTTP/1.1\r\n"
    + HOST
    + b"\r\n",
    "another host": b"GET /_emulator/health HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "no host": b"GET /_emulator/health HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /_emulator/health HTTP/1.1\r\nHost: evil.example\r\n" + HOST + b"\r\n",
    "another origin": b"GET /_emulator/journal HTTP/1.1\r\n"
    + HOST
    + b"Origin: http://evil.example\r\n\r\n",
    "CONNECT": b"CONNECT 169.254.169.254:80 HTTP/1.1\r\n" + HOST + b"\r\n",
    "absolute address": b"GET http://169.254.169.254/ HTTP/1.1\r\n" + HOST + b"\r\n",
    "OPTIONS of all": b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n",
    "TRACE": b"TRACE / HTTP/1.1\r\n" + HOST + b"\r\n",
    "a thousand headers": POST + b"".join(b"X-%d: y\r\n" % n for n in range(1000)) + b"\r\n",
    "header of 1 MiB": POST + b"X: " + b"a" * (1 << 20) + b"\r\n\r\n",
    "header without a colon": POST + b"nonsense\r\n\r\n",
    "header with a null": POST + b"X: a\0b\r\n\r\n",
    "folded header": POST + b"X: a\r\n b\r\n\r\n",
    "negative length": POST + b"Content-Length: -1\r\n\r\n",
    "length in words": POST + b"Content-Length: many\r\n\r\n",
    "length of 2^64": POST + b"Content-Length: 18446744073709551616\r\n\r\n",
    "two lengths": POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "length and chunks": POST
    + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    + b"GET /smuggled HTTP/1.1\r\n\r\n",
    "unknown transfer encoding": POST + b"Transfer-Encoding: klingon\r\n\r\n",
    "bad chunk size": CHUNKED + b"zz\r\nabc\r\n0\r\n\r\n",
    "negative chunk size": CHUNKED + b"-1\r\nabc\r\n0\r\n\r\n",
    "huge chunk": CHUNKED + b"ffffffffffffffff\r\nabc",
    "endless chunk extension": CHUNKED + b"1;" + b"a" * 100_000 + b"\r\n",
    "body shorter than its length": POST + b"Content-Length: 100\r\n\r\nabc",
    "head without an end": POST,
    "expect something": POST + b"Expect: a miracle\r\nContent-Length: 0\r\n\r\n",
    "upgrade": POST + b"Upgrade: websocket\r\nConnection: upgrade\r\nContent-Length: 0\r\n\r\n",
    "authorization of 7 kB": POST
    + b"Authorization: "
    + b"a" * 7000
    + b"\r\nContent-Length: 0\r\n\r\n",
    "authorization in other digits": POST
    + "Authorization: SDK-HMAC-SHA256 Access=²³".encode()
    + b"\r\nContent-Length: 0\r\n\r\n",
    "preference in other digits": POST
    + "Prefer: code=²".encode()
    + b"\r\nContent-Length: 0\r\n\r\n",
}


@pytest.fixture(scope="module")
def emu() -> Iterator[Emulator]:
    with Emulator(engine=None, journal_size=10, idle_timeout=1.0, body_timeout=1.0) as running:
        yield running


@pytest.mark.parametrize("name", REQUESTS)
def test_malformed_request_is_refused_or_dropped(name: str, emu: Emulator) -> None:
    """No 2xx, no 5xx, and the next good request is served."""
    status = exchange(emu, REQUESTS[name])
    assert status is None or 400 <= status < 500 or status in (100, 101, 505), status
    assert call(emu).status == 200
