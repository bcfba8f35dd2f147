"""Portraits and adjusted images of a response become Pillow images, with bounds."""

from __future__ import annotations

import base64
import io
import struct
import textwrap
import zlib

import pytest
from PIL import Image

from tests.wrapper.results.samples import recognition


def encoded(colour: str, kind: str = "JPEG", size: tuple[int, int] = (30, 40)) -> str:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, kind)
    return base64.b64encode(buffer.getvalue()).decode()


def bomb() -> str:
    """Return a PNG whose header promises 100,000 pixels on each side."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + chunk).decode()


def test_portrait_and_adjusted_image_are_decoded() -> None:
    """Both are images of their own size."""
    result = recognition(
        "recognize_cambodian_id_card",
        {"portrait_image": encoded("red"), "adjusted_image": encoded("blue", "PNG", (60, 20))},
    )
    assert result.portrait is not None
    assert result.portrait.size == (30, 40)
    assert result.adjusted_image is not None
    assert result.adjusted_image.size == (60, 20)
    assert list(result.images()) == ["portrait_image", "adjusted_image"]


def test_second_document_has_numbered_names() -> None:
    """The images of several cards in one response are kept apart."""
    card = {"portrait_image": encoded("red")}
    result = recognition("recognize_new_card", [card, card])
    assert list(result.images()) == ["portrait_image", "portrait_image#2"]


def test_base64_in_lines_is_decoded() -> None:
    """Encoders for mail break Base64 into lines, and the data is the same."""
    text = "\r\n".join(textwrap.wrap(encoded("red"), 76))
    result = recognition("recognize_myanmar_id_card", {"portrait_image": text})
    assert result.portrait is not None
    assert result.portrait.size == (30, 40)


@pytest.mark.parametrize("value", [None, "", 7])
def test_absent_portrait_is_none(value: object) -> None:
    """An image that was not requested is no error."""
    result = recognition("recognize_myanmar_id_card", {"portrait_image": value})
    assert result.portrait is None
    assert result.images() == {}


@pytest.mark.parametrize(
    "value", ["****", "QUJD", encoded("red")[:200], encoded("red")[:-300], "é", bomb()]
)
def test_damaged_portrait_is_an_error_without_its_data(value: str) -> None:
    """Not Base64, not an image, truncated or a bomb: one error that shows nothing of it."""
    result = recognition("recognize_myanmar_id_card", {"portrait_image": value})
    with pytest.raises(ValueError, match="portrait_image") as caught:
        _ = result.portrait
    assert value not in str(caught.value)


def test_spreadsheet_of_the_service_is_no_image() -> None:
    """`excel` is a file as Base64 too."""
    result = recognition("recognize_general_table", {"excel": encoded("red")})
    assert result.images() == {}
