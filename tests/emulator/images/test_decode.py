"""Decoding of large images: what is reduced, what is refused, and with which message."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from ocr_emulator.contract.bundle import load
from ocr_emulator.emulator import Emulator
from ocr_emulator.engine import geometry
from ocr_emulator.images.decode import decode
from ocr_emulator.images.inspect import EmulatorLimitError, inspect
from ocr_emulator.recognizers.general_text import recognize_general_text
from tests.emulator.conftest import call, encoded
from tests.emulator.contract.test_validation import bomb
from tests.emulator.engine.fakes import FakeEngine, line
from tests.emulator.images.hostile import document

TEXT = load().operations["recognize_general_text"]
MEGABYTE = 1024 * 1024


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


def decoded(data: bytes) -> Image.Image:
    return decode(data, inspect(data, TEXT))


@pytest.mark.parametrize(("form", "options"), [("PNG", {}), ("TIFF", {"compression": "group4"})])
def test_black_and_white_scan_at_600_dpi_is_read(form: str, options: dict[str, str]) -> None:
    """A4 at 600 dpi is a small file of 35 million pixels; it is reduced to 24 million."""
    page = Image.new("1", (4960, 7016), 1)
    page.paste(0, (400, 700, 2400, 800))
    image = decoded(saved(page, form, **options))
    assert image.width * image.height < 24_200_000
    factor = image.info["reduced_by"]
    assert factor == pytest.approx(4960 / image.width)
    assert image.getpixel((round(1000 / factor), round(750 / factor))) == (0, 0, 0)
    assert image.getpixel((10, 10)) == (255, 255, 255)


def test_blank_jpeg_of_63_megapixels_is_read() -> None:
    """A JPEG is reduced while it is decoded, so that its full size is never in memory."""
    image = decoded(saved(Image.new("RGB", (7937, 7937), "white"), "JPEG"))
    assert image.width * image.height < 24_200_000
    assert image.info["reduced_by"] == pytest.approx(7937 / image.width)


@pytest.mark.parametrize(("mode", "shade"), [("P", (255, 0, 0)), ("L", (90, 90, 90))])
def test_large_image_of_other_modes_is_reduced(
    monkeypatch: pytest.MonkeyPatch, mode: str, shade: tuple[int, int, int]
) -> None:
    """Colours of a palette are mixed as colours and not as their numbers."""
    monkeypatch.setattr(geometry, "MAX_PIXELS", 10_000)
    monkeypatch.setattr(geometry, "LEAST_SIDE", 20)
    page = Image.new(mode, (400, 300), 1 if mode == "P" else 90)
    if mode == "P":
        page.putpalette([255, 255, 255, 255, 0, 0])
    image = decoded(saved(page, "PNG"))
    assert image.width * image.height < 10_200
    assert image.convert("RGB").getpixel((50, 50)) == shade


@pytest.mark.parametrize("form", ["TIFF", "JPEG", "PNG"])
@pytest.mark.parametrize("turned", range(1, 9))
def test_pixels_are_those_that_are_stored(form: str, turned: int) -> None:
    """A response refers to the image as it was sent, however it is to be held."""
    image = Image.new("RGB", (80, 40), "white")
    image.paste("black", (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = turned
    found = decoded(saved(image, form, exif=exif))
    assert found.size == (80, 40)
    assert geometry.REDUCED_BY not in found.info
    assert found.convert("L").getpixel((5, 5)) == 0
    assert found.convert("L").getpixel((70, 30)) == 255


def test_image_of_ordinary_size_is_not_reduced() -> None:
    """A photograph of 12 million pixels keeps them."""
    image = decoded(saved(Image.new("RGB", (4000, 3000), "white"), "JPEG"))
    assert (image.size, image.info.get("reduced_by")) == ((4000, 3000), None)


def test_coordinates_are_those_of_file() -> None:
    """Places in a reduced image are given in pixels of the image as it was sent."""
    image = Image.new("RGB", (600, 400), "white")
    image.info["reduced_by"] = 2.5
    engine = FakeEngine(rows=[[line("Total", 10, 20)]])
    result: Any = recognize_general_text(image, {"character_mode": True}, engine)
    block = result["words_block_list"][0]
    assert block["location"] == [[25, 50], [150, 50], [150, 100], [25, 100]]
    assert block["char_list"][0]["char_location"] == [[25, 50], [50, 50], [50, 100], [25, 100]]


def _with_text_chunk(png: bytes) -> bytes:
    note = b"Comment\0" + bytes(5 * MEGABYTE)
    chunk = struct.pack(">I", len(note)) + b"tEXt" + note
    chunk += struct.pack(">I", zlib.crc32(b"tEXt" + note))
    return png[:33] + chunk + png[33:]


@pytest.mark.parametrize(
    "padded",
    [lambda data: data, lambda data: data + bytes(5 * MEGABYTE), _with_text_chunk],
    ids=["plain", "trailing bytes", "text chunk"],
)
def test_padding_does_not_lift_bound(padded: Any) -> None:
    """Only compressed pixels count, and not other content of the file."""
    with pytest.raises(EmulatorLimitError, match="emulator's limit"):
        decoded(padded(bomb(8_000, 8_000)))


@pytest.mark.parametrize("form", ["TIFF", "WEBP", "GIF"])
def test_padding_of_other_formats_does_not_lift_bound(form: str) -> None:
    """The same for formats that compress a blank page to almost nothing."""
    size = (4_000, 4_000) if form == "WEBP" else (9_900, 9_900)
    image = Image.new("RGB" if form == "WEBP" else "L", size)
    options = {"compression": "tiff_lzw"} if form == "TIFF" else {}
    data = saved(image, form, **options) + bytes(5 * MEGABYTE)
    with pytest.raises(EmulatorLimitError):
        decoded(data)


def test_fill_bytes_of_a_jpeg_do_not_lower_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """An image with bytes of 0xFF before its markers is read in its full size, as without them."""
    monkeypatch.setattr("ocr_emulator.images.decode.ALWAYS_DECODED", 4096)
    data = saved(Image.effect_noise((64, 64), 60).convert("RGB"), "JPEG")
    filled = data[:2] + data[2:].replace(b"\xff\xdb", b"\xff\xff\xff\xdb", 1)
    assert decoded(filled).size == decoded(data).size == (64, 64)


def test_error_for_the_emulators_own_limit_says_so() -> None:
    """The message says that the service may accept the image, and whose limit it is."""
    with Emulator(engine=FakeEngine()) as emu:
        answer = call(emu, TEXT.name, {"image": encoded(bomb(8_000, 8_000))})
    assert (answer.status, answer.code) == (400, "AIS.0103")
    assert "emulator's own limit" in answer.json["error_msg"]
    assert "The service may accept it" in answer.json["error_msg"]


def test_poster_in_pdf_is_rendered_smaller() -> None:
    """A page of A0 has 35 million pixels at 150 dpi; coordinates stay those of the page."""
    data = document(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 2384 3370] >>",
    )
    info = inspect(data, TEXT)
    image = decode(data, info)
    assert (info.width, info.height) == (4967, 7021)
    assert image.width * image.height < 24_200_000
    assert image.info["reduced_by"] == pytest.approx(4967 / image.width, rel=1e-3)
