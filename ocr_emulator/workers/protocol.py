"""Pipe protocol between the emulator and a worker process: framed JSON with a binary part.

JSON and not pickle: a decoder that was taken over by a hostile file must not be able to run
code in the emulator.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

_LENGTHS = struct.Struct(">QQ")


@dataclass(frozen=True, slots=True)
class Message:
    """One frame: a JSON object and the bytes of an image, or none."""

    header: Mapping[str, Any] = field(repr=False)
    blob: bytes = field(default=b"", repr=False)


def send(stream: BinaryIO, message: Message) -> None:
    """Write a message; raises `OSError` when the other side is gone."""
    header = json.dumps(message.header).encode()
    stream.write(_LENGTHS.pack(len(header), len(message.blob)))
    stream.write(header)
    stream.write(message.blob)
    stream.flush()


def receive(stream: BinaryIO) -> Message:
    """Read a message; raises `EOFError` when the other side is gone."""
    lengths = _LENGTHS.unpack(_exactly(stream, _LENGTHS.size))
    header = json.loads(_exactly(stream, lengths[0]))
    return Message(header, _exactly(stream, lengths[1]))


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise EOFError("the other side closed the pipe")
    return data
