"""Formats and sizes are told by content, out of headers alone."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from ocr_wrapper.images.headers import DamagedHeaderError, Format, is_text, sniff


def encoded(form: str, size: tuple[int, int] = (37, 23), mode: str = "RGB", **options) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size, 1).save(buffer, form, **options)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("PNG", "PNG"),
        ("JPEG", "JPEG"),
        ("BMP", "BMP"),
        ("GIF", "GIF"),
        ("TIFF", "TIFF"),
        ("PCX", "PCX"),
        ("TGA", "TGA"),
        ("WEBP", "WebP"),
    ],
)
def test_format_and_size_of_what_pillow_writes(form: str, name: str):
    """Each format that the service takes is known, with the sides that Pillow wrote."""
    assert sniff(encoded(form)) == Format(name, (37, 23))


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA"])
@pytest.mark.parametrize("form", ["PNG", "TIFF", "TGA", "WEBP"])
def test_modes(form: str, mode: str):
    """Depth and palette make no difference."""
    if form == "WEBP" and mode in {"1", "P"}:
        mode = "RGB"
    found = sniff(encoded(form, mode=mode))
    assert found is not None
    assert found.size == (37, 23)


@pytest.mark.parametrize("options", [{"lossless": True}, {"exif": b"Exif\0\0II*\0\x08\0\0\0\0\0"}])
def test_webp_layouts(options: dict):
    """Lossless and extended WebP files keep their size in other places."""
    assert sniff(encoded("WEBP", **options)) == Format("WebP", (37, 23))


def test_progressive_jpeg_and_long_exif():
    """The frame is found behind other segments and in progressive files."""
    exif = b"Exif\0\0" + b"x" * 60_000
    assert sniff(encoded("JPEG", progressive=True, exif=exif)) == Format("JPEG", (37, 23))


def test_ico_gives_the_largest_picture():
    """An icon is as large as its largest picture; a byte of 0 stands for 256."""
    data = encoded("ICO", (256, 256), sizes=[(16, 16), (256, 256)])
    assert sniff(data) == Format("ICO", (256, 256))


def test_psd():
    """Photoshop files, which Pillow cannot write, have rows before columns."""
    header = b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, 23, 37, 8, 3)
    assert sniff(header + bytes(20)) == Format("PSD", (37, 23))


def test_bmp_of_os2_and_from_the_top():
    """The oldest header has 16-bit sides, and a negative height means top-down rows."""
    old = b"BM" + struct.pack("<IHHI", 26, 0, 0, 26) + struct.pack("<IHHHH", 12, 37, 23, 1, 24)
    turned = b"BM" + bytes(12) + struct.pack("<Iii", 40, 37, -23) + bytes(28)
    assert sniff(old) == Format("BMP", (37, 23))
    assert sniff(turned) == Format("BMP", (37, 23))


@pytest.mark.parametrize("order", ["<", ">"])
def test_big_tiff_and_both_byte_orders(order: str):
    """BigTIFF has wider counts; either byte order is read."""
    mark = b"II" if order == "<" else b"MM"
    entries = [
        struct.pack(order + "HHQQ", 256, 16, 1, 37),
        struct.pack(order + "HHQQ", 257, 16, 1, 23),
    ]
    data = mark + struct.pack(order + "HHHQ", 43, 8, 0, 16) + struct.pack(order + "Q", 2)
    assert sniff(data + b"".join(entries)) == Format("TIFF", (37, 23))


def test_pdf_also_behind_other_bytes():
    """A PDF may begin within the first kilobyte."""
    assert sniff(b"%PDF-1.7\n...") == Format("PDF")
    assert sniff(b"\xef\xbb\xbf garbage " * 20 + b"%PDF-1.4") == Format("PDF")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\0\0\0\x18ftypheic" + bytes(40), "HEIC"),
        (b"\0\0\0\x1cftypavif" + bytes(40), "AVIF"),
        (b"\0\0\0\x1cftypisom" + bytes(40), "ISO media"),
        (b"PK\x03\x04" + bytes(40), "ZIP or Office document"),
        (b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(40), "JPEG 2000"),
    ],
)
def test_what_no_operation_takes_has_a_name(data: bytes, name: str):
    """A phone's HEIC is called by its name, so that the cure is plain."""
    assert sniff(data) == Format(name)


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"hello, world\n" * 9, bytes(range(256)) * 4])
def test_nothing_known(data: bytes):
    """Text and noise are no picture, TGA's missing signature notwithstanding."""
    assert sniff(data) is None


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"])
def test_cut_header(form: str):
    """A header that is cut off is damage, and never an exception of another kind."""
    data = encoded(form)
    start = {"PNG": 8, "JPEG": 3, "GIF": 6, "BMP": 2, "TIFF": 4, "WEBP": 13}[form]
    for length in (start, start + 2):
        with pytest.raises(DamagedHeaderError):
            sniff(data[:length])


def test_no_size_is_damage():
    """A picture without width is damaged."""
    png = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 0, 5)
    with pytest.raises(DamagedHeaderError, match="0 x 5"):
        sniff(png)


def test_a_bomb_costs_nothing():
    """The size of a bomb is read from its header without decoding it."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = (
        struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    )
    assert sniff(b"\x89PNG\r\n\x1a\n" + chunk) == Format("PNG", (60_000, 60_000))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"Dear Sir or Madam,\n", True),
        ("给您的信".encode(), True),
        (("é" * 3000).encode(), True),
        (b"\x89PNG", False),
        (b"a\0b", False),
        (b"", False),
        (b"\x1b[31m", False),
    ],
)
def test_text(data: bytes, expected: bool):
    """Text is told from binary, in any language and cut anywhere."""
    assert is_text(data) is expected
