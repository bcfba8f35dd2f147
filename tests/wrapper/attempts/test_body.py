"""The request body: JSON around Base64 that is never held as text."""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from collections.abc import Iterator

import pybase64
import pytest

from ocr_wrapper.attempts.body import EMPTY, encoder, image_body, json_body


@pytest.mark.parametrize("size", [0, 1, 2, 3, 196_608, 196_609, 300_000, 1_000_001])
@pytest.mark.parametrize("options", [{}, {"side": "front", "list": ["a", 'b"'], "flag": False}])
def test_parts_are_one_json_document(size: int, options: dict[str, object]) -> None:
    """The joined parts contain the image as Base64 and the options."""
    data = bytes(range(256)) * (size // 256 + 1)
    body = image_body("data", data[:size], options)
    whole = b"".join(body.parts)
    assert json.loads(whole) == {"data": base64.b64encode(data[:size]).decode(), **options}
    assert body.length == len(whole)
    assert body.sha256() == hashlib.sha256(whole).hexdigest()


def test_parts_fit_a_socket_buffer() -> None:
    """A small body is one part."""
    sizes = [len(part) for part in image_body("image", b"x" * 2_000_000, {}).parts]
    assert max(sizes) <= (1 << 18) + 100
    assert min(sizes[:-1]) >= 1 << 18
    assert len(image_body("image", b"x" * 1000, {"side": "front"}).parts) == 1


class InPieces:
    """An image that is read in pieces."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size = len(data)

    def pieces(self, size: int, /) -> Iterator[bytes]:
        """Return the content in pieces."""
        return (self._data[start : start + size] for start in range(0, self.size, size))


@pytest.fixture
def without_pybase64(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make the import of pybase64 fail, as on a system without a wheel of it."""
    monkeypatch.setitem(sys.modules, "pybase64", None)
    encoder.cache_clear()
    yield
    encoder.cache_clear()


def test_installation_encodes_with_pybase64() -> None:
    """It is a dependency, so that no installation encodes slowly without a reason."""
    assert encoder() is pybase64.b64encode


@pytest.mark.parametrize("size", [0, 1, 2, 3, 49_151, 49_152, 49_153, 300_001])
def test_image_is_encoded_without_pybase64(size: int, without_pybase64: None) -> None:
    """The standard library gives the same Base64, of an image in memory and of one in pieces."""
    data = (bytes(range(256)) * (size // 256 + 1))[:size]
    expected = b'{"image":"' + base64.b64encode(data) + b'"}'
    assert encoder() is None
    for image in (data, InPieces(data)):
        assert b"".join(image_body("image", image, {}).parts) == expected


@pytest.mark.parametrize("size", [0, 49_153, 300_001])
def test_image_in_pieces_is_encoded_as_one_in_memory(size: int) -> None:
    """Nothing is lost or padded between the pieces."""
    data = (bytes(range(256)) * (size // 256 + 1))[:size]
    in_memory, in_pieces = image_body("image", data, {}), image_body("image", InPieces(data), {})
    assert b"".join(in_pieces.parts) == b"".join(in_memory.parts)


def test_body_of_an_address_is_plain_json() -> None:
    """An image address is sent as JSON, and a GET request has no body."""
    assert json_body({"url": "https://example.com/é"}).parts == (
        b'{"url":"https://example.com/\\u00e9"}',
    )
    assert EMPTY.parts == ()


def test_body_repr_shows_no_image() -> None:
    """The repr contains only the length."""
    assert repr(image_body("image", b"secret image", {})) == "Body(length=28)"
