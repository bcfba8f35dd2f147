"""Request bodies as byte parts: JSON around Base64.

An image of 7 MiB becomes 9.3 MiB of Base64. A JSON encoder would copy it four times; here it is
encoded once, JSON is written around it, and one digest runs over the parts.
"""

from __future__ import annotations

import binascii
import functools
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

_ENCODED_AT_ONCE = 3 << 14
"""Bytes that are read of a large file, or encoded by the standard library, at a time; a multiple of
three, so that the encoded pieces can be joined."""

_SHORT = 1 << 13
"""Bytes up to which the standard library encodes: it keeps the interpreter's lock, which pybase64
hands to another thread, and to wait for it takes longer than to encode so little."""

_PART_SIZE = 1 << 18
"""Bytes handed to the transport at a time. A transport copies the rest of a larger
buffer each time the socket takes only a part of it."""


class Pieces(Protocol):
    """An image that is read while it is encoded."""

    @property
    def size(self) -> int:
        """Bytes in all."""

    def pieces(self, size: int, /) -> Iterable[bytes]:
        """Return the content in pieces of `size` bytes, of which the last may be shorter."""


@functools.cache
def encoder() -> Callable[[bytes | memoryview], bytes] | None:
    """Return the encoder of pybase64, thirteen times as fast as the standard library's.

    None where it cannot be imported: it is compiled, and there are systems without a wheel.
    """
    try:
        from pybase64 import b64encode
    except ImportError:
        return None
    return b64encode


def encode(data: bytes) -> bytes | bytearray:
    """Return the Base64 of an image in memory, in one buffer.

    The next call uses the memory of this buffer again. `base64.b64encode` asks for twice the size
    and returns half of it to the system, so that thousands of pages are cleared for every image,
    which takes a third of the time; the standard library therefore encodes pieces.
    """
    if len(data) <= _SHORT:
        return binascii.b2a_base64(data, newline=False)
    fast = encoder()
    if fast is not None:
        return fast(data)
    view = memoryview(data)
    starts = range(0, len(data), _ENCODED_AT_ONCE)
    return _joined(len(data), (view[start : start + _ENCODED_AT_ONCE] for start in starts))


def _joined(size: int, pieces: Iterable[bytes | memoryview]) -> bytearray:
    """Return the Base64 of an image in pieces, in one buffer."""
    encode_piece = encoder() or functools.partial(binascii.b2a_base64, newline=False)
    encoded, end = bytearray((size + 2) // 3 * 4), 0
    for piece in pieces:
        part = encode_piece(piece)
        encoded[end : end + len(part)] = part
        end += len(part)
    return encoded


@dataclass(frozen=True, slots=True)
class Body:
    """A request body in parts; it can be sent any number of times."""

    parts: tuple[bytes | memoryview, ...] = field(repr=False)
    """Handed to the transport one by one; each fits a socket's buffer."""

    length: int

    whole: tuple[bytes, ...] = field(default=(), repr=False)
    """The same content with the image in one piece, where that needs no copy; for a transport that
    sends a long buffer without copying its rest."""

    def sha256(self) -> str:
        """Return the digest of the whole body in hexadecimal."""
        digest = hashlib.sha256()
        for part in self.parts:
            digest.update(part)
        return digest.hexdigest()


EMPTY = Body((), 0)


def json_body(value: Mapping[str, Any]) -> Body:
    """Return a small JSON document as a body."""
    encoded = json.dumps(value, separators=(",", ":")).encode()
    return Body((encoded,), len(encoded))


def image_body(name: str, data: bytes | Pieces, options: Mapping[str, Any]) -> Body:
    """Return `{"<name>": "<Base64>", …options}` with the image encoded once.

    `name` is the operation's input field, `image` or `data`. What the pieces raise is passed on.
    """
    if isinstance(data, bytes):
        encoded = encode(data)
    else:
        encoded = _joined(data.size, data.pieces(_ENCODED_AT_ONCE))
    view = memoryview(encoded)
    pieces = [view[start : start + _PART_SIZE] for start in range(0, len(view), _PART_SIZE)]
    # The JSON before and after joins the first and last piece: a separate write for each would
    # cost more than copying them.
    rest = json.dumps(options, separators=(",", ":")) if options else "{}"
    head, tail = f'{{{json.dumps(name)}:"'.encode(), (f'",{rest[1:]}' if options else '"}').encode()
    length = len(head) + len(view) + len(tail)
    if len(pieces) < 2:
        return Body((b"".join((head, *pieces, tail)),), length)
    first, last = b"".join((head, pieces[0])), b"".join((pieces[-1], tail))
    whole = (head, encoded, tail) if isinstance(encoded, bytes) else ()
    return Body((first, *pieces[1:-1], last), length, whole)
