"""Image formats and sizes are detected by content, from headers only."""

from __future__ import annotations

import io
import mmap
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from ocr_wrapper.images.headers import DamagedHeaderError, Format, is_text, sniff


def encoded(
    form: str, size: tuple[int, int] = (37, 23), mode: str = "RGB", **options: Any
) -> bytes:
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
def test_format_and_size_of_files_written_by_pillow(form: str, name: str) -> None:
    """Each format that the service accepts is detected, with the size that Pillow wrote."""
    assert sniff(encoded(form)) == Format(name, (37, 23))


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA"])
@pytest.mark.parametrize("form", ["PNG", "TIFF", "TGA", "WEBP"])
def test_color_mode_does_not_affect_size(form: str, mode: str) -> None:
    """Color depth and palette make no difference."""
    if form == "WEBP" and mode in {"1", "P"}:
        mode = "RGB"
    found = sniff(encoded(form, mode=mode))
    assert found is not None
    assert found.size == (37, 23)


@pytest.mark.parametrize("options", [{"lossless": True}, {"exif": b"Exif\0\0II*\0\x08\0\0\0\0\0"}])
def test_webp_layouts(options: dict[str, Any]) -> None:
    """Lossless and extended WebP files store their size at other offsets."""
    assert sniff(encoded("WEBP", **options)) == Format("WebP", (37, 23))


def test_progressive_jpeg_with_long_exif() -> None:
    """The frame is found behind other segments and in progressive files."""
    exif = b"Exif\0\0" + b"x" * 60_000
    assert sniff(encoded("JPEG", progressive=True, exif=exif)) == Format("JPEG", (37, 23))


def test_ico_has_size_of_largest_image() -> None:
    """An icon has the size of its largest image; a byte of 0 means 256."""
    data = encoded("ICO", (256, 256), sizes=[(16, 16), (256, 256)])
    assert sniff(data) == Format("ICO", (256, 256))


def icon(width: int, height: int, content: bytes) -> bytes:
    entry = struct.pack("<BBBBHHII", width, height, 0, 0, 1, 32, len(content), 22)
    return b"\0\0\1\0\1\0" + entry + content


def test_large_png_in_an_ico_states_its_size() -> None:
    """A byte of 0 says 256 and is all there is for more; a PNG in the icon says it exactly."""
    assert sniff(icon(0, 0, encoded("PNG", (512, 300)))) == Format("ICO", (512, 300))
    assert sniff(icon(0, 0, bytes(40))) == Format("ICO", (256, 256))
    assert sniff(icon(48, 32, bytes(40))) == Format("ICO", (48, 32))


def test_ico_without_its_large_image_is_damaged() -> None:
    """A beginning that ends before the image of an icon says nothing about its size."""
    data = icon(0, 0, encoded("PNG", (512, 300)))
    for length in (22, 40):
        with pytest.raises(DamagedHeaderError, match="truncated"):
            sniff(data[:length])


def test_psd() -> None:
    """A Photoshop file, which Pillow cannot write, stores the height before the width."""
    header = b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, 23, 37, 8, 3)
    assert sniff(header + bytes(20)) == Format("PSD", (37, 23))


def test_bmp_os2_and_top_down() -> None:
    """The oldest header has 16-bit sides, and a negative height means top-down rows."""
    old = b"BM" + struct.pack("<IHHI", 26, 0, 0, 26) + struct.pack("<IHHHH", 12, 37, 23, 1, 24)
    turned = b"BM" + bytes(12) + struct.pack("<Iii", 40, 37, -23) + bytes(28)
    assert sniff(old) == Format("BMP", (37, 23))
    assert sniff(turned) == Format("BMP", (37, 23))


@pytest.mark.parametrize("order", ["<", ">"])
def test_big_tiff_in_both_byte_orders(order: str) -> None:
    """BigTIFF has wider counts; both byte orders are read."""
    mark = b"II" if order == "<" else b"MM"
    entries = [
        struct.pack(order + "HHQQ", 256, 16, 1, 37),
        struct.pack(order + "HHQQ", 257, 16, 1, 23),
    ]
    data = mark + struct.pack(order + "HHHQ", 43, 8, 0, 16) + struct.pack(order + "Q", 2)
    assert sniff(data + b"".join(entries)) == Format("TIFF", (37, 23))


def test_pdf_behind_other_bytes() -> None:
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
def test_unsupported_formats_have_a_name(data: bytes, name: str) -> None:
    """A format that no operation accepts, such as HEIC, is named, so that the remedy is clear."""
    assert sniff(data) == Format(name)


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"hello, world\n" * 9, bytes(range(256)) * 4])
def test_unknown_content(data: bytes) -> None:
    """Text and noise are not an image, although TGA has no signature."""
    assert sniff(data) is None


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"])
def test_truncated_header(form: str) -> None:
    """A truncated header raises DamagedHeaderError and no other exception."""
    data = encoded(form)
    start = {"PNG": 8, "JPEG": 3, "GIF": 6, "BMP": 2, "TIFF": 4, "WEBP": 13}[form]
    for length in (start, start + 2):
        with pytest.raises(DamagedHeaderError):
            sniff(data[:length])


def mapped(data: bytes) -> mmap.mmap:
    """Return content as a file is that was mapped into memory."""
    memory = mmap.mmap(-1, len(data))
    memory.write(data)
    return memory


def cut_out(data: bytes) -> memoryview:
    """Return content as a part of other bytes."""
    return memoryview(b"junk" + data)[4:]


def jpeg_with(*parts: bytes) -> bytes:
    """Return a JPEG whose header begins with these parts."""
    data = encoded("JPEG")
    return data[:2] + b"".join(parts) + data[2:]


@pytest.mark.parametrize(
    "data",
    [
        jpeg_with(b"\xff\xfe\0\4ab", b"\xff\xff\xff"),
        jpeg_with(b"\xff\xfe\0\4ab", b"\xff\x01", b"\xff\xd0"),
    ],
    ids=["fill bytes", "markers without a length"],
)
def test_jpeg_with_unusual_markers_has_its_size(data: bytes) -> None:
    """Cameras fill up a header; other readers show such files, so they are no damaged ones."""
    assert sniff(data) == Format("JPEG", (37, 23))


@pytest.mark.parametrize(
    "padding",
    [
        b"\0",
        bytes(5),
        b"junk",
        b"\xff\0",
        b"\0\xff\0\xff\xff\0\0",
        bytes(9_000_000),
        b"\xff\0" * 99,
    ],
    ids=["zero", "zeros", "text", "stuffed byte", "mixed", "megabytes", "many stuffed bytes"],
)
@pytest.mark.parametrize("wrap", [bytes, mapped, cut_out])
def test_jpeg_with_padding_between_segments_has_its_size(
    padding: bytes, wrap: Callable[[bytes], Any]
) -> None:
    """Readers of JPEG skip what is no marker, and so does the search for the size."""
    data = wrap(jpeg_with(b"\xff\xfe\0\4ab", padding))
    assert sniff(memoryview(data)) == Format("JPEG", (37, 23))


@pytest.mark.parametrize(
    "rest",
    [b"", b"\xff", bytes(99), b"\xff\0" * 99, b"\xff\xfe\xff\xffab", b"\xff\xc0\0\x11"],
    ids=["nothing", "fill byte", "zeros", "stuffed bytes", "segment", "frame"],
)
def test_jpeg_that_ends_in_its_header_is_truncated(rest: bytes) -> None:
    """The end of the file is reached in padding or in a segment."""
    with pytest.raises(DamagedHeaderError, match="truncated"):
        sniff(b"\xff\xd8\xff\xfe\0\4ab" + rest)


def test_endless_jpeg_header_is_given_up() -> None:
    """No camera writes a million empty segments, and they are not all looked at."""
    with pytest.raises(DamagedHeaderError, match="no frame header"):
        sniff(jpeg_with(b"\xff\xfe\0\2" * 1_000_000))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff\xd8\xff\xda\0\2", "no frame header"),
        (b"\xff\xd8\xff\xd9", "no frame header"),
        (b"\0\0\1\0\0\0", "0 x 0"),
        (b"II*\0\x08\0\0\0\1\0" + struct.pack("<HHII", 256, 2, 1, 37), "unsupported type"),
    ],
    ids=["JPEG without a frame", "JPEG that ends", "ICO without an image", "TIFF with a text"],
)
def test_header_without_a_size_is_damaged(data: bytes, reason: str) -> None:
    """The reason is named, and nothing is guessed."""
    with pytest.raises(DamagedHeaderError, match=reason):
        sniff(data)


def test_targa_image_with_a_palette_has_its_size() -> None:
    """Without the footer of version 2, its fields are consistent; other bytes are no image."""
    header = struct.pack("<BBBHHBHHHHBB", 0, 1, 1, 0, 256, 24, 0, 0, 37, 23, 8, 0)
    assert sniff(header + bytes(900)) == Format("TGA", (37, 23))
    assert sniff(header.replace(b"\x18", b"\x17", 1) + bytes(900)) is None


def test_zero_width_is_damaged() -> None:
    """An image without width is damaged."""
    png = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 0, 5)
    with pytest.raises(DamagedHeaderError, match="0 x 5"):
        sniff(png)


def test_decompression_bomb_is_not_decoded() -> None:
    """The size of a decompression bomb is read from its header without decoding it."""
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
        (("x" + "é" * 3000).encode(), True),
        (b"Grundst\xfcck, " * 9, False),
        (b"\x89PNG", False),
        (b"a\0b", False),
        (b"", False),
        (b"\x1b[31m", False),
    ],
)
def test_text_detection(data: bytes, expected: bool) -> None:
    """Text is distinguished from binary data, in any language and truncated anywhere."""
    assert is_text(data) is expected
