"""What the HTTP parser gets of the bytes that came, and what it costs to hold them."""

from __future__ import annotations

from typing import Any

import pytest

from ocr_wrapper.transport.pool import ReceiveBuffer


def split(data: bytes, size: int) -> list[bytes]:
    """Return the data in pieces."""
    return [data[start : start + size] for start in range(0, len(data), size)]


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
SIZED = [(b"Content-Length", b"5")]
CHUNKED = [(b"Transfer-Encoding", b"chunked"), (b"Content-Length", b"5")]


@pytest.mark.parametrize("at_once", [False, True])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize(
    ("head", "headers", "body"),
    [
        (HEAD, SIZED, b"hello"),
        (HEAD.replace(b"\r\n", b"\n"), SIZED, b"hello"),
        (HEAD, SIZED, b"\r\n\r\n\n"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            CHUNKED,
            b"5\r\nhello\r\n0\r\n\r\n",
        ),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", CHUNKED, b"0\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", CHUNKED, b"0\r\nA: b\r\n\r\n"),
    ],
)
@pytest.mark.parametrize("surplus", [b"", b"HTTP/1.1 200 OK\r\n\r\n", b"\n", b"0\r\n\r\n"])
def test_parser_never_gets_bytes_after_the_response(
    head: bytes,
    headers: list[tuple[bytes, bytes]],
    body: bytes,
    surplus: bytes,
    size: int,
    at_once: bool,
) -> None:
    """For any split of the bytes, surplus bytes stay in the buffer."""
    buffer = ReceiveBuffer()
    pieces = split(head + body + surplus, size)
    if at_once:
        while pieces:
            buffer.add(pieces.pop(0))

    def more(wanted: bytes) -> None:
        got = b""
        while got != wanted:
            while not buffer:
                buffer.add(pieces.pop(0))
            piece = buffer.take()
            assert piece
            got += piece
            assert wanted.startswith(got)

    buffer.begin()
    more(head)
    buffer.begin_body(headers)
    more(body)
    assert bool(buffer or pieces) == bool(surplus)


class Counted(bytes):
    """Bytes that count how many of them are copied."""

    copied = 0

    def __getitem__(self, key: Any) -> Any:
        found = super().__getitem__(key)
        if not isinstance(key, slice):
            return found
        Counted.copied += len(found)
        return Counted(found)


@pytest.mark.parametrize("size", [6, 60_000])
def test_blank_lines_cost_no_copy_of_what_follows(size: int) -> None:
    """A body of small chunks with a blank line each is copied once to take it, and not for each."""
    sent = b"1\r\n\n\r\n" * 10_000
    Counted.copied = 0
    buffer, taken = ReceiveBuffer(), []
    for piece in split(sent, size):
        buffer.add(Counted(piece))
    while buffer:
        taken.append(buffer.take())
    assert b"".join(taken) == sent
    assert len(taken) >= 10_000
    assert Counted.copied <= 2 * len(sent)


@pytest.mark.parametrize("size", [1, 2, 7, 11, 1000])
@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"HTTP/1.1 401 Unauthorized\r\n", True),
        (b"HTTP/1.1 103 Early Hints\r\nA: HTTP/1.1 200 OK\r\n\r\nHTTP/1.0 500 Error\r\n", True),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n", False),
        (b"HTTP/1.1 103 Early Hints\r\nA: HTTP/1.1 200 OK\r\n\r\n", False),
        (b"", False),
    ],
)
def test_response_is_noticed_in_any_pieces(data: bytes, found: bool, size: int) -> None:
    """Also when the server sends interim responses before, and its first line in parts."""
    buffer = ReceiveBuffer()
    buffer.begin()
    seen = [buffer.has_response()]
    for piece in split(data, size):
        buffer.add(piece)
        seen.append(buffer.has_response())
    assert seen[-1] is found
    assert seen == sorted(seen)
    assert buffer.take_all() == data
    assert not buffer
    buffer.begin()
    assert not buffer.has_response()
