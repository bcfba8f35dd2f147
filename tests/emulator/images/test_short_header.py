"""Which headers are parsed on the event loop: those that cannot hold it."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from ocr_emulator import Emulator
from ocr_emulator.images.inspect import has_short_header
from tests.emulator.conftest import call, encoded, image_bytes


def png_with_text() -> bytes:
    stream, info = io.BytesIO(), PngImagePlugin.PngInfo()
    info.add_text("Comment", "x" * 1000, zip=True)
    Image.new("RGB", (64, 32)).save(stream, "PNG", pnginfo=info)
    return stream.getvalue()


def png_with_profile() -> bytes:
    data = image_bytes()
    chunk = b"iCCP" + b"name\0\0" + zlib.compress(bytes(1000))
    return (
        data[:33]
        + struct.pack(">I", len(chunk) - 4)
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + data[33:]
    )


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_small_plain_images_have_a_short_header(kind: str) -> None:
    """What most tests of an application send."""
    assert has_short_header(image_bytes(kind=kind))


@pytest.mark.parametrize(
    "data",
    [
        png_with_text(),
        png_with_profile(),
        image_bytes(kind="TIFF"),
        image_bytes(kind="JPEG") + bytes(16 * 1024),
        b"",
    ],
    ids=["compressed text", "compressed profile", "TIFF", "16 kB", "empty"],
)
def test_other_files_are_parsed_in_a_thread(data: bytes) -> None:
    """Each of them could hold the event loop for longer than a thread takes to start."""
    assert not has_short_header(data)


def test_call_with_a_small_image_starts_no_thread(
    emu: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thread costs more than the rest of the call."""
    started: list[object] = []
    monkeypatch.setattr("threading.Thread", started.append)
    assert call(emu, body={"image": encoded()}).status == 200
    assert started == []
