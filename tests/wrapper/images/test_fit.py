"""With fit=True an image is converted, compressed and scaled until it is within the limits."""

from __future__ import annotations

import base64
import io
from dataclasses import replace

import pytest
from huawei_ocr_api.catalog import Operation
from PIL import Image

from ocr_wrapper import errors
from ocr_wrapper.images.load import LoadedImage, load_image
from tests.pixels import extremes
from tests.wrapper.images.inputs import PASSPORT, PNG, TEXT, WEB, noise, png, png_header, refusal


def fitted(
    source_image: bytes | Image.Image, operation: Operation = PASSPORT
) -> tuple[LoadedImage, Image.Image]:
    source = load_image(source_image, operation=operation, fit=True)
    assert source.data is not None
    assert source.fitted
    image = Image.open(io.BytesIO(source.data))
    image.load()
    assert image.size == source.size
    assert len(base64.b64encode(source.data)) <= operation.max_encoded_bytes
    return source, image


def test_image_within_limits_is_unchanged() -> None:
    """fit=True does not change an image within the limits."""
    source = load_image(PNG, operation=PASSPORT, fit=True)
    assert (source.data, source.fitted) == (PNG, False)


def test_long_side_is_scaled() -> None:
    """Scaling goes exactly to the limit and keeps the aspect ratio."""
    _, image = fitted(png((9000, 3000), "1"))
    assert image.size == (8192, 2730)


def test_large_file_is_compressed_first() -> None:
    """A large file keeps its pixels if JPEG is small enough."""
    heavy = noise((1800, 1500))
    small = replace(PASSPORT, max_encoded_bytes=6_000_000)
    buffer = io.BytesIO()
    heavy.save(buffer, "PNG")
    source, image = fitted(buffer.getvalue(), small)
    assert (source.format, image.size) == ("JPEG", (1800, 1500))


def test_large_file_is_scaled_if_necessary() -> None:
    """If compression is not enough, the image is scaled and keeps its aspect ratio."""
    heavy = noise((900, 600))
    small = replace(PASSPORT, max_encoded_bytes=200_000)
    source, image = fitted(heavy, small)
    assert source.size is not None
    assert image.size < (900, 600)
    assert image.width / image.height == pytest.approx(1.5, rel=0.02)


def test_too_many_pixels_are_scaled() -> None:
    """The limit on pixels is kept as well as that on sides."""
    few = replace(PASSPORT, max_pixels=10_000)
    _, image = fitted(png((400, 100)), few)
    assert image.size == (200, 50)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "TGA", "PCX"])
def test_unsupported_formats_are_converted(form: str) -> None:
    """With fit=True an unsupported format is converted, lossless."""
    image = Image.effect_noise((64, 48), 60).convert("RGB")
    buffer = io.BytesIO()
    image.save(buffer, form, **({"lossless": True} if form == "WEBP" else {}))
    before = Image.open(io.BytesIO(buffer.getvalue())).convert("RGB")
    if form == "TGA":  # detected by its header, because TGA has no signature
        assert load_image(buffer.getvalue(), operation=WEB).format == "TGA"
    source, after = fitted(buffer.getvalue())
    assert source.format == "PNG"
    assert after.convert("RGB").tobytes() == before.tobytes()


def test_exif_survives_scaling() -> None:
    """A scaled photo keeps its EXIF rotation."""
    exif = Image.Exif()
    exif[0x0112] = 8
    buffer = io.BytesIO()
    Image.new("RGB", (9000, 900)).save(buffer, "JPEG", exif=exif)
    source, image = fitted(buffer.getvalue())
    assert (source.format, image.getexif()[0x0112]) == ("JPEG", 8)


def test_transparent_parts_become_white() -> None:
    """Transparent parts are white in a JPEG, as on paper, and not black."""
    image = noise((700, 700), "RGBA")
    image.putalpha(0)
    small = replace(PASSPORT, max_encoded_bytes=100_000)
    source, after = fitted(image, small)
    assert source.format == "JPEG"
    assert after.convert("L").getextrema() == (255, 255)


def test_sixteen_bit_values_are_scaled() -> None:
    """A 16-bit grey scan keeps its shades when it is scaled."""
    wide = Image.new("I;16", (9000, 90), 32768)
    _, after = fitted(wide)
    low, high = extremes(after.convert("L"))
    assert 126 <= low <= high <= 129


def test_side_never_below_minimum() -> None:
    """A strip that would become too thin is refused."""
    assert "split it into parts" in refusal(
        errors.ImageTooLargeError, png((30_000, 20), "1"), fit=True
    )


def test_impossible_size_limit_is_refused() -> None:
    """A limit on bytes that cannot be met is an error and not an endless loop."""
    tiny = replace(PASSPORT, max_encoded_bytes=400)
    line = refusal(errors.ImageTooLargeError, noise((40, 40)), operation=tiny, fit=True)
    assert "cannot be made to fit" in line


def test_bomb_is_refused_by_its_header() -> None:
    """A header that claims billions of pixels is refused without decoding."""
    line = refusal(errors.ImageTooLargeError, png_header(60_000, 60_000), fit=True)
    assert "decodes at most" in line


def test_damaged_pixels_are_reported() -> None:
    """An image with a valid header and damaged pixels is refused as damaged."""
    assert "cannot be decoded" in refusal(errors.InvalidImageError, png_header(9000, 90), fit=True)


def test_pdf_cannot_be_fitted() -> None:
    """A PDF cannot be converted for an operation that accepts none."""
    refusal(errors.UnsupportedFormatError, b"%PDF-1.4", fit=True)
    big = b"%PDF-1.4" + bytes(9_000_000)
    assert "split it" in refusal(errors.ImageTooLargeError, big, operation=TEXT, fit=True)


def test_pillow_image_over_the_limit_as_png() -> None:
    """A Pillow image that is too large as PNG is refused, and encoded as JPEG with fit=True."""
    heavy = noise((1800, 1500))
    small = replace(PASSPORT, max_encoded_bytes=6_000_000)
    assert "as PNG" in refusal(errors.ImageTooLargeError, heavy, operation=small)
    source, _ = fitted(heavy, small)
    assert source.format == "JPEG"
