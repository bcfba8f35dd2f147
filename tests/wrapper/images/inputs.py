"""Images and refusals that the tests of loading share."""

from __future__ import annotations

import io
import os
import struct
import zlib
from typing import Any

import pytest
from huawei_ocr_api.catalog import OPERATIONS, Operation
from PIL import Image

from ocr_wrapper import errors
from ocr_wrapper.images.load import load_image

PASSPORT = OPERATIONS["recognize_passport"]
TEXT = OPERATIONS["recognize_general_text"]
WEB = OPERATIONS["recognize_web_image"]


def png(size: tuple[int, int] = (120, 80), mode: str = "RGB", **options: Any) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size, "white" if mode != "1" else 1).save(buffer, "PNG", **options)
    return buffer.getvalue()


def noise(size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    return Image.frombytes(mode, size, os.urandom(size[0] * size[1] * len(mode)))


def png_header(width: int, height: int) -> bytes:
    """Make the start of a PNG that claims any size; there are no pixels behind it."""
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))


PNG = png()


def refusal(
    kind: type[errors.InputError], image: Any, operation: Operation = PASSPORT, **options: Any
) -> str:
    """Load, expect the error, and return its one line."""
    with pytest.raises(kind) as caught:
        load_image(image, operation=operation, **options)
    line = str(caught.value)
    assert "\n" not in line
    assert len(line) < 400
    assert isinstance(caught.value, ValueError)
    assert caught.value.operation == operation.name
    return line
