"""A server that sends exactly the bytes that a test gives, and counts."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

OK = b'HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{"result": {}}'


class RawServer:
    """Answers each request by the bytes of a function, over connections that stay open."""

    def __init__(self, respond: Callable[[int], bytes | None]) -> None:
        self._respond = respond
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self.connections = 0
        self.open = 0
        self.requests: list[bytes] = []
        self.reads: list[int] = []
        """How many reads each request took."""
        self._near: list[socket.socket] = []

    def start(self) -> None:
        self._spawn(self._accept)

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for near in self._near:
            with contextlib.suppress(OSError):
                near.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def send(self, data: bytes) -> None:
        """Send unrequested bytes over the connection that was opened last."""
        self._near[-1].sendall(data)

    def close_connections(self) -> None:
        """End every open connection, as a server that restarts does."""
        for near in self._near:
            with contextlib.suppress(OSError):
                near.shutdown(socket.SHUT_RDWR)
        while self.open:
            threading.Event().wait(0.001)

    def _spawn(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._near.append(near)
                with self._lock:
                    self.connections += 1
                    self.open += 1
                self._spawn(self._serve, near)

    def _serve(self, near: socket.socket) -> None:
        with contextlib.suppress(OSError), near:
            while (found := _read(near)) is not None:
                with self._lock:
                    number = len(self.requests)
                    self.requests.append(found[0])
                    self.reads.append(found[1])
                reply = self._respond(number)
                if reply is None:
                    break
                near.sendall(reply)
        with self._lock:
            self.open -= 1


def _read(near: socket.socket) -> tuple[bytes, int] | None:
    """Read one request whole; return its headers and the reads it took, None at the end."""
    seen, reads = b"", 0
    while b"\r\n\r\n" not in seen:
        data = near.recv(65536)
        if not data:
            return None
        seen += data
        reads += 1
    head, _, body = seen.partition(b"\r\n\r\n")
    _, _, length = head.lower().partition(b"content-length:")
    missing = int(length.split(b"\r\n")[0] or 0) - len(body)
    while missing > 0:
        data = near.recv(65536)
        if not data:
            return None
        missing -= len(data)
        reads += 1
    return head, reads


@contextlib.contextmanager
def serving(respond: Callable[[int], bytes | None]) -> Iterator[RawServer]:
    """Run a server; the function gets the number of the request, and None closes."""
    server = RawServer(respond)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def in_thread(listener: socket.socket, serve: Callable[[], None]) -> Iterator[int]:
    """Run a function that accepts from a listener; yield its port, and close it at the end."""
    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
