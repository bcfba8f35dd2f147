"""Build the JSON body of a call without ever holding the picture as text.

A picture of 7 MiB becomes 9.3 MiB of Base64. Put through a JSON encoder it would be copied
four times; here it is encoded once to bytes, JSON is written around it, and one digest runs over
the parts.
"""

from __future__ import annotations

import binascii
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_SLICE = 1 << 18
"""Bytes handed to the transport at a time. Sockets take part of a buffer and the transport keeps
the rest by copying it, so a slice far larger than a socket's buffer is copied many times."""


def _encoder() -> Callable[[bytes], bytes]:
    """Return the fastest Base64 encoder that is installed."""
    try:
        from pybase64 import b64encode
    except ImportError:
        return lambda data: binascii.b2a_base64(data, newline=False)
    encode: Callable[[bytes], bytes] = b64encode
    return encode


@dataclass(frozen=True, slots=True)
class Body:
    """Hold a request body as parts; it can be sent any number of times."""

    parts: tuple[bytes, ...] = field(repr=False)
    length: int

    def sha256(self) -> str:
        """Return the digest of the whole in hexadecimal."""
        digest = hashlib.sha256()
        for part in self.parts:
            digest.update(part)
        return digest.hexdigest()

    def slices(self) -> Iterator[bytes]:
        """Yield the body in slices that a socket takes at once."""
        for part in self.parts:
            if len(part) <= _SLICE:
                yield part
                continue
            view = memoryview(part)
            for start in range(0, len(part), _SLICE):
                yield bytes(view[start : start + _SLICE])


EMPTY = Body((), 0)


def json_body(value: Any) -> Body:
    """Return a small JSON document as a body."""
    encoded = json.dumps(value, separators=(",", ":")).encode()
    return Body((encoded,), len(encoded))


def image_body(name: str, data: bytes, options: Mapping[str, Any]) -> Body:
    """Return ``{"<name>": "<Base64>", …options}`` with the picture encoded once.

    ``name`` is the operation's input field, ``image`` or ``data``.
    """
    encoded = _encoder()(data)
    rest = json.dumps(options, separators=(",", ":")) if options else "{}"
    tail = f'",{rest[1:]}' if options else '"}'
    parts = (f'{{"{name}":"'.encode(), encoded, tail.encode())
    return Body(parts, sum(map(len, parts)))
