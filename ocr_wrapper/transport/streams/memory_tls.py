"""TLS over memory buffers: TLS with the service inside TLS with a proxy.

A TLS socket needs a system's socket below it. Here records are made in memory and sent through
whatever is below; nothing blocks, so that the caller waits until its own deadline.
"""

from __future__ import annotations

import contextlib
import ssl

from ocr_wrapper.transport.pool import SocketLike

_ENCRYPTED_AT_ONCE = 1 << 18
"""Bytes that are encrypted before they are sent."""

_RECEIVED_AT_ONCE = 1 << 16

_NOTHING = memoryview(b"")


class MemoryTls:
    """TLS over a socket that does not block, itself such a socket.

    What cannot be done at once raises `ssl.SSLWantReadError` or `ssl.SSLWantWriteError`; when the
    socket is ready, the caller repeats the call with the same arguments.

    Args:
        below: The socket, or the TLS connection to a proxy.
        context: Verifies the server's certificate, as it does for `ssl.SSLSocket`.
        server_hostname: Host that the certificate has to name.
    """

    def __init__(
        self, below: SocketLike, context: ssl.SSLContext, server_hostname: str | None
    ) -> None:
        self._below = below
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(
            self._incoming, self._outgoing, server_hostname=server_hostname
        )
        self._unsent = _NOTHING
        """Records that the socket has not accepted yet."""
        self._encrypted = 0
        """Bytes of the caller's data in the records of a call of `send` that has to be repeated."""

    def fileno(self) -> int:
        """Return the file number, to wait for the socket."""
        return self._below.fileno()

    def pending(self) -> int:
        """Return how many bytes were received that no `recv` has returned, encrypted or not."""
        below = self._below
        held = self._tls.pending() + self._incoming.pending
        return held + (below.pending() if isinstance(below, (ssl.SSLSocket, MemoryTls)) else 0)

    def do_handshake(self) -> None:
        """Agree with the server on keys, and verify its certificate.

        Raises `ssl.SSLError` when it is not trusted; the server is told so.
        """
        try:
            while True:
                try:
                    self._tls.do_handshake()
                    break
                except ssl.SSLWantReadError:
                    self._exchange_records()
        except ssl.SSLCertVerificationError:
            with contextlib.suppress(OSError):
                self._flush()
            raise
        self._flush()

    def send(self, data: memoryview) -> int:
        """Encrypt the beginning of the data and send it; return how many bytes that were."""
        while not self._encrypted:
            try:
                self._encrypted = self._tls.write(data[:_ENCRYPTED_AT_ONCE])
            except ssl.SSLWantReadError:
                self._exchange_records()
        self._flush()
        sent, self._encrypted = self._encrypted, 0
        return sent

    def recv(self, most: int) -> bytes:
        """Return what has been received, at most so many bytes; empty at the end."""
        while True:
            try:
                return self._tls.read(most)
            except ssl.SSLWantReadError:
                self._exchange_records()
            except ssl.SSLEOFError:
                # Servers close without a farewell. HTTP knows whether a response is complete.
                return b""

    def _exchange_records(self) -> None:
        """Send what TLS itself has to say, and receive records."""
        self._flush()
        try:
            received = self._below.recv(_RECEIVED_AT_ONCE)
        except BlockingIOError:
            raise ssl.SSLWantReadError from None
        if received:
            self._incoming.write(received)
        else:
            self._incoming.write_eof()

    def _flush(self) -> None:
        """Send all records."""
        while self._unsent or self._outgoing.pending:
            self._unsent = self._unsent or memoryview(self._outgoing.read())
            try:
                sent = self._below.send(self._unsent)
            except BlockingIOError:
                raise ssl.SSLWantWriteError from None
            # An empty view would keep the records in memory.
            self._unsent = self._unsent[sent:] if sent < len(self._unsent) else _NOTHING
