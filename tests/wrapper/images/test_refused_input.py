"""Unusable input is refused in one line, with cause and remedy."""

from __future__ import annotations

import base64
import io
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from huawei_ocr_api.catalog import OPERATIONS
from PIL import Image

from ocr_wrapper import errors
from ocr_wrapper.images.load import load_image
from tests.wrapper.images.inputs import PASSPORT, PNG, TEXT, png, png_header, refusal


def test_both_and_neither() -> None:
    """Exactly one source is required."""
    both = refusal(errors.ImageSourceError, PNG, url="https://host/a.png")
    neither = refusal(errors.ImageSourceError, None)
    assert "not both" in both
    assert "neither" in neither


@pytest.mark.parametrize(
    "given", [{"image": PNG}, {"url": "https://a.example/b.png"}, {"fit": True}]
)
def test_operation_without_an_image_takes_none(given: dict[str, Any]) -> None:
    """Its call is built from options alone, and an image would be dropped silently."""
    operation = replace(PASSPORT, input_field=None)
    assert repr(load_image(None, operation=operation)) == "<LoadedImage none>"
    given = {"image": None, **given}
    line = refusal(errors.ImageSourceError, given.pop("image"), operation, **given)
    assert "takes no image" in line


def test_url_that_is_no_text() -> None:
    """The type is named, and the object is not quoted."""
    assert "url is a bytes:" in refusal(errors.ImageSourceError, None, url=b"https://a.example/b")


def test_pillow_image_beyond_the_limits() -> None:
    """It is refused before it is encoded, as a file of that size is."""
    image = Image.new("1", (9000, 20))
    line = refusal(errors.ImageTooLargeError, image)
    assert "808 over the longest side of 8,192" in line
    assert "fit=True" in line


def test_missing_file() -> None:
    """The error for a missing file contains its path."""
    assert "nowhere/scan.png does not exist" in refusal(
        errors.InvalidImageError, "nowhere/scan.png"
    )


def test_directory(tmp_path: Path) -> None:
    """The error for a directory explains what to do."""
    line = refusal(errors.InvalidImageError, tmp_path)
    assert "is a directory" in line
    assert "give the files in it" in line


def test_text_named_png(tmp_path: Path) -> None:
    """A text file named .png is refused as text."""
    path = tmp_path / "scan.png"
    path.write_text("Dear Sir or Madam,\n")
    line = refusal(errors.InvalidImageError, path)
    assert "is text, not an image" in line
    assert "PNG, JPG, JPEG, BMP, TIFF" in line


@pytest.mark.parametrize("text", ["BM", "BMW is a company in Munich, and this is a letter."])
def test_text_that_begins_like_a_bitmap(text: str) -> None:
    """A text that begins with BM is text, not a damaged bitmap."""
    assert "is text" in refusal(errors.InvalidImageError, text.encode())


@pytest.mark.parametrize("empty", [b"", io.BytesIO(), ""])
def test_empty_input(empty: object) -> None:
    """Empty input is refused as empty."""
    assert "empty" in refusal(errors.InputError, empty)


def test_file_at_its_end() -> None:
    """The error for a file positioned at its end explains how to rewind it."""
    buffer = io.BytesIO()
    Image.new("RGB", (50, 50)).save(buffer, "PNG")
    assert "seek(0)" in refusal(errors.InvalidImageError, buffer)


def test_closed_and_text_files(tmp_path: Path) -> None:
    """A closed file and a file in text mode are refused as such."""
    closed = io.BytesIO(PNG)
    closed.close()
    assert "closed" in refusal(errors.InvalidImageError, closed)
    path = tmp_path / "scan.txt"
    path.write_text("x")
    with path.open() as file:
        assert '"rb"' in refusal(errors.ImageSourceError, file)


def test_image_too_small() -> None:
    """The error for an image that is too small contains both sizes."""
    line = refusal(errors.ImageTooSmallError, png((10, 10)))
    assert "10 x 10 pixels" in line
    assert "at least 15" in line
    assert refusal(errors.ImageTooSmallError, png((10, 10)), fit=True) == line


def test_limits_depend_on_the_operation() -> None:
    """ID documents need 100 pixels per side, passports need 15."""
    data = png((99, 99))
    assert load_image(data, operation=PASSPORT).size == (99, 99)
    assert "at least 100" in refusal(
        errors.ImageTooSmallError, data, operation=OPERATIONS["recognize_id_document"]
    )


@pytest.mark.parametrize("size", [(8193, 100), (100, 8193)])
def test_side_too_long(size: tuple[int, int]) -> None:
    """The error for a long side contains the excess and the option to fit."""
    line = refusal(errors.ImageTooLargeError, png_header(*size))
    assert "1 over the longest side of 8,192" in line
    assert "fit=True" in line


def test_too_many_pixels() -> None:
    """General text also has a limit on pixels, and the error contains the excess."""
    line = refusal(errors.ImageTooLargeError, png_header(16_001, 10_000), operation=TEXT)
    assert "10,000 over the 160,000,000" in line
    assert load_image(png_header(16_000, 10_000), operation=TEXT).size == (16_000, 10_000)


def test_eleven_megabytes(tmp_path: Path) -> None:
    """A file over 10 MB as Base64 is refused with the excess, for every kind of input."""
    data = PNG + bytes(11 * 1024 * 1024 - len(PNG))
    path = tmp_path / "scan.png"
    path.write_bytes(data)
    for source in (data, path, io.BytesIO(data)):
        line = refusal(errors.ImageTooLargeError, source)
        assert (
            "as Base64 15,379,116, which is 4,893,356 (47 %) over the limit of 10,485,760" in line
        )
        assert "fit=True" in line


def test_limit_is_exact() -> None:
    """The last byte within the limit is sent, one more is refused."""
    most = PASSPORT.max_encoded_bytes // 4 * 3
    assert load_image(PNG + bytes(most - len(PNG)), operation=PASSPORT).size == (120, 80)
    line = refusal(errors.ImageTooLargeError, PNG + bytes(most - len(PNG) + 1))
    assert "4 (less than 1 %) over" in line


def test_huge_file_is_not_read(tmp_path: Path) -> None:
    """A sparse file of 50 GB is refused by its size alone."""
    path = tmp_path / "huge.png"
    with path.open("wb") as file:
        file.truncate(50 * 1024**3)
    assert "over the limit" in refusal(errors.ImageTooLargeError, path)
    assert "fit=True reads at most" in refusal(errors.ImageTooLargeError, path, fit=True)
    with path.open("rb") as file:
        refusal(errors.ImageTooLargeError, file)
        assert file.tell() == 0


def test_endless_stream_is_read_to_the_limit() -> None:
    """A stream that never ends is read no further than the limit."""

    class Endless:
        count = 0

        def read(self, count: int) -> bytes:
            self.count += count
            return bytes(count)

    stream = Endless()
    assert "more than" in refusal(errors.ImageTooLargeError, stream)
    assert stream.count == PASSPORT.max_encoded_bytes // 4 * 3 + 1


def test_long_base64_is_not_decoded() -> None:
    """Base64 over the limit is refused by its length."""
    assert "over the limit" in refusal(errors.ImageTooLargeError, "A" * 11_000_000)


def test_unsupported_format_of_operation() -> None:
    """The error for another format names it, the accepted formats and the remedy."""
    buffer = io.BytesIO()
    Image.new("RGB", (50, 50)).save(buffer, "GIF")
    line = refusal(errors.UnsupportedFormatError, buffer.getvalue())
    assert "is a GIF; recognize_passport accepts PNG, JPG, JPEG, BMP, TIFF: convert it" in line
    assert load_image(buffer.getvalue(), operation=TEXT).format == "GIF"
    assert "render the page as an image" in refusal(errors.UnsupportedFormatError, b"%PDF-1.4")
    heic = b"\0\0\0\x18ftypheic" + bytes(99)
    assert "HEIC" in refusal(errors.UnsupportedFormatError, heic)


def test_damaged_header() -> None:
    """A truncated image is refused as damaged."""
    assert "damaged" in refusal(errors.InvalidImageError, PNG[:14])


@pytest.mark.parametrize("text", ["data:image/png,abc", "data:;base64,!!!!", "A" * 2001 + "!"])
def test_invalid_base64_is_not_quoted(text: str) -> None:
    """The error for text that is neither a path nor Base64 does not quote the text."""
    line = refusal(errors.InvalidImageError, text)
    assert "AAAA" not in line
    assert "!!!!" not in line


@pytest.mark.parametrize(
    "address",
    [
        "https://",
        "http://host:port/",
        "https://ho st\n/a",
        "https://[::1/a",
        "https://" + "ü" * 99 + ".example/",
    ],
)
def test_unusable_urls(address: str) -> None:
    """A URL that cannot be downloaded is refused."""
    assert "URL" in refusal(errors.ImageSourceError, None, url=address)


def test_url_error_shows_no_query() -> None:
    """The error for a URL does not contain its query."""
    line = refusal(errors.ImageSourceError, "https://host:port/a.png?Signature=abc")
    assert "port" in line
    assert "Signature" not in line


@pytest.mark.parametrize("address", ["obs://bucket/a.png", "ftp://host/a.png", "file:///a.png"])
def test_other_url_schemes(address: str) -> None:
    """A URL that the service cannot download is refused."""
    assert "http" in refusal(errors.ImageSourceError, address)
    assert "http" in refusal(errors.ImageSourceError, None, url=address)


@pytest.mark.parametrize(
    "address",
    ["https://host/a.png?AWSAccessKeyId=k&Signature=s3cr3t", "HTTP://user:s3cr3t@host/a.png"],
)
def test_url_as_a_path_is_not_shown(address: str) -> None:
    """A URL in a `Path` is refused as what it is, without a key that it may contain."""
    line = refusal(errors.ImageSourceError, Path(address))
    assert "is a URL" in line
    assert "s3cr3t" not in line
    assert "s3cr3t" not in refusal(errors.InvalidImageError, f"{Path(address)}.png")


@pytest.mark.parametrize("prefix", [b"", b"data:image/png;base64,"])
def test_base64_as_bytes_is_named(prefix: bytes) -> None:
    """What `base64.b64encode` returns is bytes, and no file of an image."""
    line = refusal(errors.InvalidImageError, prefix + base64.b64encode(PNG))
    assert "Base64 as bytes" in line
    assert base64.b64encode(PNG)[:20].decode() not in line


@pytest.mark.parametrize("thing", [17, 3.5, True, ["a"], {"a": 1}, object()])
def test_unsupported_type(thing: object) -> None:
    """The error for an unsupported type names the type and the supported ones."""
    assert type(thing).__name__ in refusal(errors.ImageSourceError, thing)


def test_null_byte_and_very_long_names() -> None:
    """Names that no file system accepts are refused like others."""
    refusal(errors.InvalidImageError, "a\0b.png")
    refusal(errors.InvalidImageError, "x " * 400 + ".png")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file(tmp_path: Path) -> None:
    """The error for an unreadable file mentions its permissions."""
    path = tmp_path / "scan.png"
    path.write_bytes(PNG)
    path.chmod(0)
    assert "permissions" in refusal(errors.InvalidImageError, path)
