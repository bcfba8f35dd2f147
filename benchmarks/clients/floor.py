"""Lower bound of any client: encode, hash, send, receive; run by `benchmarks.run`.

Nothing is signed or checked, the framing is the minimum that the server needs, and the response is
read as JSON. The difference to this is the cost of a client.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from benchmarks.clients import measure

_PIECE = 1 << 18
_RAW = 3 << 14

Parts = tuple[bytes, ...]
"""A body: JSON, the Base64 of an image, JSON."""


class _Floor:
    """What threads and tasks share."""

    def __init__(self, options: measure.Options) -> None:
        scheme, _, rest = options.url.partition("://")
        host, _, port = rest.partition(":")
        self.address = (host, int(port))
        secure = scheme == "https"
        self.context = ssl.create_default_context(cafile=options.ca_file) if secure else None
        self.operation = "general-text" if options.view else "passport"

    def request(self, image: str | bytes) -> tuple[bytes, Parts]:
        """Return headers and body, encoded and hashed."""
        body = self.encode(image)
        headers = (
            f"POST /v2/p/ocr/{self.operation} HTTP/1.1\r\nHost: {self.address[0]}\r\n"
            f"X-Digest: {digest(body)}\r\nContent-Length: {sum(map(len, body))}\r\n\r\n"
        )
        return headers.encode(), body

    def encode(self, image: str | bytes) -> Parts:
        """Return JSON with the image as Base64."""
        from pybase64 import b64encode

        if isinstance(image, str):
            with open(image, "rb") as file:  # noqa: PTH123
                image = file.read()
        return b'{"image":"', b64encode(image), b'"}'

    def read(self, body: bytes) -> int:
        """Read JSON."""
        import json

        result = json.loads(body)["result"]
        return len(result["words_block_list" if "words_block_list" in result else "surname"])


def digest(body: Parts) -> str:
    """Return the SHA-256 of a body."""
    import hashlib

    found = hashlib.sha256()
    for part in body:
        found.update(part)
    return found.hexdigest()


def standard_base64(image: bytes) -> bytearray:
    """Encode with the standard library: in pieces that stay in the cache, into one buffer."""
    import binascii

    encoded, end = bytearray((len(image) + 2) // 3 * 4), 0
    view = memoryview(image)
    for start in range(0, len(image), _RAW):
        piece = binascii.b2a_base64(view[start : start + _RAW], newline=False)
        encoded[end : end + len(piece)] = piece
        end += len(piece)
    return encoded


class Memory:
    """TLS whose records are made in memory, so that many of them leave in one system call."""

    def __init__(self, plain: socket.socket, context: ssl.SSLContext, host: str) -> None:
        self._plain = plain
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                self._flush()
                self._incoming.write(plain.recv(65536))
            else:
                break

    def _flush(self) -> None:
        if self._outgoing.pending:
            self._plain.sendall(self._outgoing.read())

    def sendall(self, data: bytes | memoryview) -> None:
        """Encrypt, and send what was encrypted."""
        self._tls.write(data)
        self._flush()

    def recv(self, most: int) -> bytes:
        """Receive the content of one record."""
        while True:
            try:
                return self._tls.read(most)
            except ssl.SSLWantReadError:
                self._flush()
                self._incoming.write(self._plain.recv(65536))


def missing(received: bytearray) -> int:
    """Return how many bytes of a response are still to come, at least one until the headers."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return 1
    start = received.index(b"Content-Length: ") + 16
    length = int(received[start : received.index(b"\r\n", start)])
    return end + 4 + length - len(received)


def threads(options: measure.Options) -> measure.Call:
    """Open a socket in each thread."""
    floor = _Floor(options)
    local = threading.local()

    def connect() -> socket.socket | Memory:
        plain = socket.create_connection(floor.address)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if floor.context is None:
            return plain
        if options.variant == "send in memory":
            return Memory(plain, floor.context, floor.address[0])
        return floor.context.wrap_socket(plain, server_hostname=floor.address[0])

    def call(image: str | bytes) -> int:
        return exchange(*floor.request(image))

    def exchange(head: bytes, body: Parts) -> int:
        near: socket.socket | Memory | None = getattr(local, "near", None)
        if near is None:
            near = local.near = connect()
        if len(body[1]) < _PIECE:
            near.sendall(head + b"".join(body))
        else:
            before, image, after = body
            near.sendall(head + before)
            view = memoryview(image)
            for start in range(0, len(view), _PIECE):
                near.sendall(view[start : start + _PIECE])
            near.sendall(after)
        received = bytearray(near.recv(65536))
        while missing(received) > 0:
            received += near.recv(65536)
        return floor.read(bytes(received[received.index(b"\r\n\r\n") + 4 :]))

    return _part(options.variant, floor, exchange) if options.variant else call


def _part(name: str, floor: _Floor, exchange: Callable[[bytes, Parts], int]) -> measure.Call:
    """Return one part of a call, or another way of it, to find out what it takes."""
    import functools

    request = functools.lru_cache(maxsize=2)(floor.request)
    encoded = functools.lru_cache(maxsize=2)(floor.encode)

    def read(image: str | bytes) -> bytes:
        if isinstance(image, bytes):
            return image
        with open(image, "rb") as file:  # noqa: PTH123
            return file.read()

    parts: dict[str, measure.Call] = {
        "encode": lambda image: len(floor.encode(image)),
        "encode without pybase64": lambda image: len(standard_base64(read(image))),
        "hash": lambda image: len(digest(encoded(image))),
        "send": lambda image: exchange(*request(image)),
        "send in memory": lambda image: exchange(*request(image)),
    }
    return parts[name]


class _Connection(asyncio.Protocol):
    """One connection of the loop, which handles one call at a time."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.received = bytearray()

    def data_received(self, data: bytes) -> None:
        self.received += data
        if missing(self.received) <= 0:
            self.done.set_result(None)

    async def call(self, head: bytes, body: Parts) -> bytes:
        """Send and return the body of the response."""
        self.received.clear()
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport.write(head + b"".join(body))
        await self.done
        return bytes(self.received[self.received.index(b"\r\n\r\n") + 4 :])


@asynccontextmanager
async def tasks(options: measure.Options) -> AsyncIterator[measure.AsyncCall]:
    """Keep connections in a list, last in first out."""
    floor = _Floor(options)
    loop = asyncio.get_running_loop()
    idle: list[_Connection] = []

    async def call(image: str | bytes) -> int:
        if idle:
            connection = idle.pop()
        else:
            _, connection = await loop.create_connection(
                _Connection, *floor.address, ssl=floor.context
            )
        body = await connection.call(*floor.request(image))
        idle.append(connection)
        return floor.read(body)

    yield call
    for connection in idle:
        connection.transport.abort()


if __name__ == "__main__":
    measure.main(measure.Library(threads, tasks))
