"""A raw-socket HTTP server that sends exactly the bytes of a script.

No HTTP library stands between a script and the wire, so a script can send what no correct
server would. It counts the requests that arrived whole: each of them could have been billed.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal, Self

PATIENCE = 10.0
"""Seconds after which a connection that says nothing more is given up, so no run hangs."""


@dataclass(frozen=True, slots=True)
class Script:
    """What the server does with one request."""

    data: bytes = b""
    """Bytes to send after the request arrived."""

    then: Literal["keep", "close", "reset", "hold"] = "close"
    """`keep`: read the next request. `close`: FIN. `reset`: RST. `hold`: send nothing more and
    keep the connection open until the client closes it."""

    read: Literal["all", "head", "none"] = "all"
    """How much of the request is read before the bytes are sent."""


@dataclass
class RawServer:
    """Play a script for every request on a loopback port."""

    script: Script = field(default_factory=Script)
    requests: int = 0
    """Requests that arrived whole."""

    connections: int = 0
    open: int = 0
    """Connections that neither side has closed."""

    def __post_init__(self) -> None:
        self._changed = threading.Condition()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._threads: list[threading.Thread] = []
        self._stopping = False
        self._accepting = threading.Thread(target=self._accept, daemon=True)

    @property
    def url(self) -> str:
        """Address of the server."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def play(self, script: Script) -> None:
        """Use this script from now on and count from nought."""
        with self._changed:
            self.script = script
            self.requests = self.connections = 0

    def all_closed(self, timeout: float = PATIENCE) -> bool:
        """Wait until the client has closed every connection."""
        with self._changed:
            return self._changed.wait_for(lambda: self.open == 0, timeout)

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping = True
        # Closing a listener does not wake `accept` everywhere; a connection does.
        with contextlib.suppress(OSError):
            socket.create_connection(self._listener.getsockname(), timeout=1).close()
        self._accepting.join(PATIENCE)
        self._listener.close()
        for thread in self._threads:
            thread.join(PATIENCE)

    def _accept(self) -> None:
        while not self._stopping:
            connection, _ = self._listener.accept()
            if self._stopping:
                connection.close()
                return
            with self._changed:
                self.connections += 1
                self.open += 1
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(PATIENCE)
        try:
            with connection, contextlib.suppress(OSError):
                while self._exchange(connection):
                    pass
        finally:
            with self._changed:
                self.open -= 1
                self._changed.notify_all()

    def _exchange(self, connection: socket.socket) -> bool:
        """Serve one request; return whether another one may follow."""
        if self.script.read == "none":
            connection.recv(1)
        elif not self._receive(connection, body=self.script.read == "all"):
            return False
        script = self.script
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(script.data)
        if script.then == "reset":
            # Linger of zero seconds: closing sends RST instead of FIN.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        if script.then == "hold":
            while connection.recv(65536):
                pass
            return False
        return script.then == "keep"

    def _receive(self, connection: socket.socket, *, body: bool) -> bool:
        """Read one request and count it when it is whole; False when the client left."""
        received = bytearray()
        while b"\r\n\r\n" not in received:
            if not (part := connection.recv(65536)):
                return False
            received += part
        if not body:
            return True
        head, _, rest = bytes(received).partition(b"\r\n\r\n")
        left = _content_length(head) - len(rest)
        while left > 0:
            if not (part := connection.recv(65536)):
                return False
            left -= len(part)
        with self._changed:
            self.requests += 1
        return True


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0


@contextlib.contextmanager
def playing(script: Script) -> Iterator[RawServer]:
    """Run a server that plays one script."""
    with RawServer(script) as server:
        yield server
