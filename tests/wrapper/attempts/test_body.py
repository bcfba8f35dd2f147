"""The request body: JSON around Base64 that is never held as text."""

from __future__ import annotations

import base64
import hashlib
import json
import sys

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


def test_standard_and_fast_encoder_give_the_same_body(monkeypatch: pytest.MonkeyPatch) -> None:
    """The optional encoder changes the speed alone."""
    images = [bytes(range(256)) * 1000 + b"x" * odd for odd in range(3)]
    with_it = [image_body("image", image, {}) for image in images]
    monkeypatch.setitem(sys.modules, "pybase64", None)
    encoder.cache_clear()
    try:
        assert [image_body("image", image, {}) for image in images] == with_it
        assert isinstance(encoder()(b"x"), bytearray)
    finally:
        encoder.cache_clear()


def test_body_of_an_address_is_plain_json() -> None:
    """An image address is sent as JSON, and a GET request has no body."""
    assert json_body({"url": "https://example.com/é"}).parts == (
        b'{"url":"https://example.com/\\u00e9"}',
    )
    assert EMPTY.parts == ()


def test_body_repr_shows_no_image() -> None:
    """The repr contains only the length."""
    assert repr(image_body("image", b"secret image", {})) == "Body(length=28)"
