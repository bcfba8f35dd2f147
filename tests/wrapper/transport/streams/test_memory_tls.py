"""TLS over memory buffers, between two ends in this process: no socket, nothing waits."""

from __future__ import annotations

import ssl

import pytest
import trustme

from ocr_wrapper.transport.streams.memory_tls import MemoryTls


class Wire:
    """What is below TLS: the server's end, and how much the wire takes at a time."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.server = context.wrap_bio(self.incoming, self.outgoing, server_side=True)
        self.room = 1 << 30
        self.sends = 0
        self.closed = False

    def fileno(self) -> int:
        return 5

    def send(self, data: memoryview) -> int:
        self.sends += 1
        if not self.room:
            raise BlockingIOError
        taken = min(len(data), self.room)
        self.room -= taken
        return self.incoming.write(data[:taken])

    def recv(self, most: int) -> bytes:
        if not self.outgoing.pending and not self.closed:
            raise BlockingIOError
        return self.outgoing.read(most)

    def read(self) -> bytes:
        """Return all that the server has received."""
        received = b""
        while True:
            try:
                received += self.server.read(1 << 20)
            except ssl.SSLWantReadError:
                return received


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def wire(authority: trustme.CA) -> Wire:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("ocr.example.com").configure_cert(context)
    return Wire(context)


def client(wire: Wire, authority: trustme.CA, host: str = "ocr.example.com") -> MemoryTls:
    """Return the client's end, before the handshake."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return MemoryTls(wire, context, host)


def shake_hands(wire: Wire, tls: MemoryTls) -> None:
    """Repeat the handshake until both ends are done."""
    for _ in range(10):
        try:
            tls.do_handshake()
        except ssl.SSLWantReadError:
            try:
                wire.server.do_handshake()
            except ssl.SSLWantReadError:
                continue
        else:
            break
    wire.server.do_handshake()


@pytest.fixture
def tls(wire: Wire, authority: trustme.CA) -> MemoryTls:
    """Both ends, connected; what the server sends behind the handshake was read."""
    found = client(wire, authority)
    shake_hands(wire, found)
    with pytest.raises(ssl.SSLWantReadError):
        found.recv(1)
    return found


def test_data_arrives_whole(wire: Wire, tls: MemoryTls) -> None:
    """A long piece is encrypted in pieces, each of which leaves in one call."""
    data, wire.sends = bytes(range(256)) * 4096, 0
    view = memoryview(data)
    while view:
        view = view[tls.send(view) :]
    assert wire.read() == data
    assert wire.sends <= 4


def test_call_is_repeated_where_the_wire_takes_no_more(wire: Wire, tls: MemoryTls) -> None:
    """Nothing is sent twice, and a call returns only when all its records were accepted."""
    data = b"a passport " * 1000
    wire.room = 5000
    with pytest.raises(ssl.SSLWantWriteError):
        tls.send(memoryview(data))
    wire.room = 1000
    with pytest.raises(ssl.SSLWantWriteError):
        tls.send(memoryview(data))
    wire.room = 1 << 30
    assert tls.send(memoryview(data)) == len(data)
    assert wire.read() == data


def test_what_follows_in_the_same_packet_is_pending(wire: Wire, tls: MemoryTls) -> None:
    """A connection on which something waits is not used for the next request."""
    assert tls.pending() == 0
    wire.server.write(b"response")
    wire.server.write(b"forged")
    assert tls.recv(100) == b"response"
    assert tls.pending() > 0
    assert tls.recv(100) == b"forged"
    assert tls.pending() == 0


def test_end_without_a_farewell_is_the_end(wire: Wire, tls: MemoryTls) -> None:
    """HTTP knows whether a response is whole."""
    wire.server.write(b"rest")
    wire.closed = True
    assert tls.recv(100) == b"rest"
    assert tls.recv(100) == b""


@pytest.mark.parametrize("host", ["other.example.com", "127.0.0.1"])
def test_certificate_of_another_host_is_refused(
    wire: Wire, authority: trustme.CA, host: str
) -> None:
    """And the server is told so."""
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(wire, client(wire, authority, host))
    with pytest.raises(ssl.SSLError, match=r"(?i)alert"):
        wire.server.do_handshake()


def test_unknown_authority_is_refused(wire: Wire) -> None:
    """As with a TLS socket, the context decides."""
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(wire, MemoryTls(wire, ssl.create_default_context(), "ocr.example.com"))


def test_end_within_the_handshake_is_an_error(wire: Wire, authority: trustme.CA) -> None:
    """It is no untrusted certificate."""
    tls = client(wire, authority)
    wire.closed = True
    with pytest.raises(ssl.SSLEOFError):
        tls.do_handshake()
