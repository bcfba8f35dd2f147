"""Valid images of exact sizes, the same in every run."""

from __future__ import annotations

import random
from pathlib import Path

from PIL import Image

MIB = 1 << 20
LARGE = 7 * MIB
SMALL = 1000
_SEGMENT = 65_533
"""The most that a JPEG comment carries besides its own two bytes of length."""


def write_large(path: Path) -> None:
    """Write a JPEG of exactly 7 MiB: noise, and a comment for the rest.

    As in a photo, what says its size in pixels is near the beginning.
    """
    width, height = 2880, 2160
    pixels = random.Random(7).randbytes(width * height * 3)
    Image.frombytes("RGB", (width, height), pixels).save(path, "JPEG", quality=95)
    _pad(path, LARGE)


def write_small(path: Path) -> None:
    """Write a JPEG of exactly 1,000 bytes, 16 pixels a side."""
    write(path, SMALL)


def write(path: Path, size: int) -> None:
    """Write a JPEG of exactly so many bytes, 16 pixels a side, with comments for the rest."""
    Image.new("RGB", (16, 16), "white").save(path, "JPEG", quality=50)
    _pad(path, size)


def _pad(path: Path, size: int) -> None:
    """Bring a JPEG to a size with comment segments after its first marker."""
    data = path.read_bytes()
    missing = size - len(data)
    if missing < 4:
        raise ValueError(f"{path.name} has {len(data)} bytes and cannot be padded to {size}")
    comments = bytearray()
    while missing:
        take = min(missing, _SEGMENT + 4)
        # What is left for the next comment must hold its four bytes of marker and length.
        if 0 < missing - take < 4:
            take -= 4
        comments += b"\xff\xfe" + (take - 2).to_bytes(2, "big") + bytes(take - 4)
        missing -= take
    path.write_bytes(data[:2] + bytes(comments) + data[2:])
