"""Blocking stream, the part that opens and closes its socket: TCP, and TLS of either kind.

A connection does this once, and the rest of a stream is passed by every request. httpcore is
loaded when the first connection is opened.
"""

from __future__ import annotations

import ssl
from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from ocr_wrapper.transport.pool import SocketLike

if TYPE_CHECKING:
    import socket

    import httpcore

    from ocr_wrapper.transport.routes import BlockingStream
else:
    # An interface without behaviour: named for typing alone, so that nothing is loaded early.
    BlockingStream = object

T = TypeVar("T")


class OpeningStream(BlockingStream):
    """The socket of one connection, from its opening to its end."""

    def __init__(self) -> None:
        self._plain: socket.socket | None = None
        """The socket of the system, with TLS if that is the outer one."""
        self._socket: SocketLike | None = None
        """The same, or TLS inside it; it does not block."""
        self._pending: Callable[[], int] | None = None
        """Returns how many bytes TLS has received that were not read; None without TLS."""

    @abstractmethod
    def _left(self, late: type[Exception]) -> float | None:
        """Return the seconds that are left; raise the error given when there are none."""

    @abstractmethod
    def _repeat(self, act: Callable[[], T], late: type[Exception]) -> T:
        """Return what a function returns; repeat it when the socket that it waits for is ready."""

    def connect(self, host: str, port: int) -> None:
        """Open the connection."""
        import httpcore

        from ocr_wrapper.transport.streams.dialing import dial

        try:
            plain = dial(host, port, lambda: self._left(httpcore.ConnectTimeout))
        except OSError as error:
            raise httpcore.ConnectError from error
        self._plain = self._socket = plain

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - the deadline holds
    ) -> httpcore.NetworkStream:
        """Put TLS on the connection, or on the tunnel that a proxy has made."""
        import httpcore

        # No certificate names an IPv6 address in brackets.
        host = None if server_hostname is None else server_hostname.strip("[]")
        try:
            if self._pending is None:
                self._start_outer(ssl_context, host)
            else:
                self._start_inner(ssl_context, host)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error
        except OSError as error:
            raise httpcore.ConnectError from error
        return self

    def _start_outer(self, context: ssl.SSLContext, host: str | None) -> None:
        import httpcore

        assert self._plain is not None
        # The handshake is a part of this call: contexts exist that verify the server at its end.
        self._plain.settimeout(self._left(httpcore.ConnectTimeout))
        tls = context.wrap_socket(self._plain, server_hostname=host)
        # A time limit of the socket's own would cost two system calls for each of ours.
        tls.setblocking(False)
        self._plain = self._socket = tls
        self._pending = tls.pending

    def _start_inner(self, context: ssl.SSLContext, host: str | None) -> None:
        import httpcore

        from ocr_wrapper.transport.streams.memory_tls import MemoryTls

        assert self._socket is not None
        tls = MemoryTls(self._socket, context, host)
        self._repeat(tls.do_handshake, httpcore.ConnectTimeout)
        self._socket, self._pending = tls, tls.pending

    def get_extra_info(self, info: str) -> Any:
        """Return what httpcore asks of a stream; HTTP/2 was not offered to the server."""
        return self._socket if info == "socket" else None

    def close(self) -> None:
        """Close the socket."""
        if self._plain is not None:
            self._plain.close()
