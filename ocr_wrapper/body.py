"""Build the JSON body of a call without ever holding the picture as text.

A picture of 7 MiB becomes 9.3 MiB of Base64. Put through a JSON encoder it would be copied
four times; here it is encoded once to bytes, JSON is written around it, and one digest runs over
the parts.
"""

from __future__ import annotations

import binascii
import functools
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

_RAW = 3 << 16
"""Bytes of a picture that are encoded at a time, a multiple of three, so that the pieces join.

Each piece becomes 256 KiB of Base64 and is handed to the transport as it is. A single buffer of
many MB is half as slow again to encode, because the system has to find and clear its pages; and
what a socket does not take of a large buffer is copied by the transport, again and again."""


@functools.cache
def encoder() -> Callable[[memoryview], bytes]:
    """Return the fastest Base64 encoder that is installed; looked for once."""
    try:
        from pybase64 import b64encode
    except ImportError:
        return lambda data: binascii.b2a_base64(data, newline=False)
    encode: Callable[[memoryview], bytes] = b64encode
    return encode


@dataclass(frozen=True, slots=True)
class Body:
    """Hold a request body as parts; it can be sent any number of times."""

    parts: tuple[bytes, ...] = field(repr=False)
    """What is handed to the transport one by one; each fits a socket's buffer."""

    length: int

    def sha256(self) -> str:
        """Return the digest of the whole in hexadecimal."""
        digest = hashlib.sha256()
        for part in self.parts:
            digest.update(part)
        return digest.hexdigest()


EMPTY = Body((), 0)


def json_body(value: Any) -> Body:
    """Return a small JSON document as a body."""
    encoded = json.dumps(value, separators=(",", ":")).encode()
    return Body((encoded,), len(encoded))


def image_body(name: str, data: bytes, options: Mapping[str, Any]) -> Body:
    """Return ``{"<name>": "<Base64>", …options}`` with the picture encoded once.

    ``name`` is the operation's input field, ``image`` or ``data``.
    """
    encode = encoder()
    view = memoryview(data)
    pieces = [encode(view[start : start + _RAW]) for start in range(0, len(view), _RAW)]
    # What stands before and after joins the first and last piece: a write for each would cost
    # more than copying them.
    rest = json.dumps(options, separators=(",", ":")) if options else "{}"
    head, tail = f'{{"{name}":"'.encode(), (f'",{rest[1:]}' if options else '"}').encode()
    if len(pieces) < 2:
        parts: tuple[bytes, ...] = (b"".join((head, *pieces, tail)),)
    else:
        parts = (head + pieces[0], *pieces[1:-1], pieces[-1] + tail)
    return Body(parts, sum(map(len, parts)))
