"""Damaged and forged image files: the client and the emulator refuse them with their own errors."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Iterator

import pytest
from huawei_ocr_api.catalog import OPERATIONS
from PIL import Image

from ocr_emulator import Emulator
from ocr_wrapper import InputError
from ocr_wrapper.images.load import LoadedImage, load_image
from tests.emulator.conftest import call, encoded
from tests.hostile.depth import FULL

OPERATION = OPERATIONS["recognize_general_text"]
FORMATS = ("PNG", "JPEG", "BMP", "TIFF", "GIF", "WEBP", "ICO", "PCX", "TGA")
DAMAGES = 300 if FULL else 25
VENDOR_CODES = ("AIS.", "ModelArts.")


def valid(kind: str) -> bytes:
    """Return a small image of a format."""
    buffer = io.BytesIO()
    image = Image.effect_noise((64, 48), 60).convert("RGB")
    image.save(buffer, kind)
    return buffer.getvalue()


def damaged(data: bytes, rng: random.Random) -> bytes:
    """Return a file cut off, with bytes overwritten, or with a number blown up."""
    changed = bytearray(data)
    kind = rng.choice(("cut", "bytes", "bytes", "number", "repeat"))
    if kind == "cut":
        return data[: rng.randrange(len(data))]
    if kind == "bytes":
        # The head says what the rest is; damage there goes deepest.
        for _ in range(rng.randrange(1, 8)):
            place = rng.randrange(len(data) if rng.random() < 0.5 else min(100, len(data)))
            changed[place] = rng.randrange(256)
    elif kind == "number":
        place = rng.randrange(min(200, len(data) - 4))
        changed[place : place + 4] = rng.choice((b"\xff" * 4, b"\x7f\xff\xff\xff", bytes(4)))
    else:
        place = rng.randrange(len(data))
        changed[place:place] = data[: rng.randrange(1, 1000)]
    return bytes(changed)


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG."""
    checked = kind + data
    return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))


def png_bomb(width: int, height: int) -> bytes:
    """Return a small PNG that unpacks to width x height grey pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width + 1) * height), 9)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


FORGED = {
    "nothing": b"",
    "one byte": b"\xff",
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "HTML": b"<html><img src=x onerror=alert(1)></html>",
    "SVG with an address": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc"/></svg>',
    "EPS": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n(x) run\n",
    "ZIP": b"PK\x03\x04" + bytes(100),
    "ELF": b"\x7fELF" + bytes(100),
    "two formats in one": b"GIF89a" + valid("PNG"),
    "PNG without pixels": b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 48, 8, 0, 0, 0, 0)),
    "PNG of no width": png_bomb(0, 48)[:60],
    "PNG that says 2^31": b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 8, 0, 0, 0, 0)),
    "PNG with a text of 4 MB": valid("PNG")[:33]
    + chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(4 << 20)))
    + valid("PNG")[33:],
    "GIF of no frames": b"GIF89a" + struct.pack("<HHBBB", 64, 48, 0, 0, 0) + b";",
    "TIFF with a loop": b"II*\0\x08\0\0\0"
    + struct.pack("<H", 1)
    + struct.pack("<HHII", 256, 4, 1, 64)
    + struct.pack("<I", 8),
    "TIFF behind its end": b"II*\0\xff\xff\xff\x7f" + bytes(100),
    "BMP of negative sides": b"BM"
    + struct.pack("<IHHI", 54, 0, 0, 54)
    + struct.pack("<IiiHHIIiiII", 40, -64, -48, 1, 24, 0, 0, 0, 0, 0, 0),
    "PDF that is none": b"%PDF-1.7\n" + b"0 0 obj" * 100,
    "PDF that points at itself": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]"
    b"/Count 1>>endobj\ntrailer<</Root 1 0 R>>",
    "PDF with a password": b"%PDF-1.4\ntrailer<</Encrypt 1 0 R/Root 2 0 R>>",
}


@pytest.fixture(scope="module")
def emu() -> Iterator[Emulator]:
    with Emulator(engine=None, journal_size=10) as running:
        yield running


def check_client(data: bytes) -> None:
    """Fail unless the client loads the file or refuses it with a clear error of ours."""
    try:
        loaded = load_image(data, operation=OPERATION)
    except InputError as error:
        refused = str(error)
    else:
        assert isinstance(loaded, LoadedImage)
        return
    assert "\n" not in refused


def check_emulator(emu: Emulator, data: bytes) -> None:
    """Fail unless the emulator responds as the service does: 200, or a code of the vendor."""
    found = call(emu, "recognize_general_text", {"image": encoded(data)})
    assert found.status in (200, 400, 413), (found.status, found.body[:200])
    assert found.status == 200 or found.code.startswith(VENDOR_CODES), found.body[:200]


@pytest.mark.parametrize("kind", FORMATS)
def test_damaged_image_is_refused_or_read(kind: str, emu: Emulator) -> None:
    """No damage of a file ends in a foreign exception or a failure of the emulator."""
    rng = random.Random(kind)
    data = valid(kind)
    check_client(data)
    for _ in range(DAMAGES):
        broken = damaged(data, rng)
        check_client(broken)
        check_emulator(emu, broken)


@pytest.mark.parametrize("name", FORGED)
def test_forged_file_is_refused(name: str, emu: Emulator) -> None:
    """A file that is not what it says is refused, by name where the client can tell."""
    check_client(FORGED[name])
    check_emulator(emu, FORGED[name])


@pytest.mark.parametrize("size", [(16_000, 10_000), (30_000, 5_300), (65_000, 65_000)])
def test_image_bomb_is_refused_without_unpacking_it(size: tuple[int, int], emu: Emulator) -> None:
    """Few bytes that would unpack to very many pixels are refused by their header."""
    width, height = size
    small = png_bomb(width, 2)
    # The header says all rows, the data holds two: a decoder that trusts the header fails.
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    data = small[:8] + head + small[8 + len(head) :]
    check_client(data)
    check_emulator(emu, data)
