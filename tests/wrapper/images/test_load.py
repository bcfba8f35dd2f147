"""Any source is read and validated before it is sent, and refused in one line."""

from __future__ import annotations

import base64
import gzip
import io
import os
import struct
import tempfile
import threading
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from huawei_ocr_api.catalog import OPERATIONS
from PIL import Image

from ocr_wrapper import errors
from ocr_wrapper.images.load import load_image

PASSPORT = OPERATIONS["recognize_passport"]
TEXT = OPERATIONS["recognize_general_text"]
WEB = OPERATIONS["recognize_web_image"]


def png(size: tuple[int, int] = (120, 80), mode: str = "RGB", **options) -> bytes:
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


# --- accepted input ------------------------------------------------------------


@pytest.mark.parametrize("convert", [bytes, bytearray, memoryview, io.BytesIO])
def test_bytes_and_files_in_memory(convert):
    """Bytes of any type are loaded unchanged."""
    source = load_image(convert(PNG), operation=PASSPORT)
    assert (source.kind, source.data, source.format, source.size) == (
        "inline",
        PNG,
        "PNG",
        (120, 80),
    )


@pytest.mark.parametrize("convert", [str, Path])
def test_paths(tmp_path: Path, convert):
    """A path may be str or Path, and its name does not determine the format."""
    path = tmp_path / "scan äöü.jpeg"
    path.write_bytes(PNG)
    source = load_image(convert(path), operation=PASSPORT)
    assert (source.data, source.format) == (PNG, "PNG")


def test_open_file_keeps_its_position(tmp_path: Path):
    """A caller's file is read from its position, which is restored, and not closed."""
    path = tmp_path / "archive.bin"
    path.write_bytes(b"header" + PNG)
    with path.open("rb") as file:
        file.seek(6)
        assert load_image(file, operation=PASSPORT).data == PNG
        assert (file.closed, file.tell()) == (False, 6)
        assert load_image(file, operation=PASSPORT).data == PNG


def test_pipe():
    """A file that is not seekable is read as a stream."""
    reading, writing = os.pipe()
    writer = threading.Thread(target=lambda: (os.write(writing, PNG), os.close(writing)))
    writer.start()
    with os.fdopen(reading, "rb") as file:
        assert load_image(file, operation=PASSPORT).data == PNG
        assert not file.closed
    writer.join()


def test_unbuffered_file(tmp_path: Path):
    """A raw file, which may return less than requested, is read to its end."""
    path = tmp_path / "scan"
    path.write_bytes(PNG)
    with path.open("rb", buffering=0) as file:
        assert load_image(file, operation=PASSPORT).data == PNG


def test_compressed_files(tmp_path: Path):
    """A file inside an archive is read as a stream; its end is not searched first."""
    packed = gzip.compress(PNG)
    with gzip.open(io.BytesIO(packed)) as file:
        assert load_image(file, operation=PASSPORT).data == PNG
        assert load_image(file, operation=PASSPORT).data == PNG
    archive = tmp_path / "scans.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("scan.png", PNG)
        made.writestr("bomb.png", bytes(60_000_000))
    with zipfile.ZipFile(archive) as made:
        with made.open("scan.png") as file:
            assert load_image(file, operation=PASSPORT).data == PNG
        with made.open("bomb.png") as file:
            assert "more than" in refusal(errors.ImageTooLargeError, file)


def test_temporary_files():
    """Both kinds of temporary files are read."""
    for kind in (tempfile.NamedTemporaryFile, tempfile.SpooledTemporaryFile):
        with kind() as file:
            file.write(PNG)
            assert "seek(0)" in refusal(errors.InvalidImageError, file)
            file.seek(0)
            assert load_image(file, operation=PASSPORT).data == PNG


def test_files_without_bytes_are_refused():
    """A file whose read returns a coroutine or text is not a binary file."""

    class Odd:
        def __init__(self, value: object) -> None:
            self.value = value

        def read(self, count: int) -> object:
            return self.value

    for value, word in ((["x"], "list"), ("x", "rb"), (None, "wait")):
        assert word in refusal(errors.InputError, Odd(value))


def test_custom_file_object():
    """Any object whose read method returns bytes is accepted."""

    class Trickle:
        def __init__(self) -> None:
            self.rest = PNG

        def read(self, count: int) -> bytes:
            part, self.rest = self.rest[: min(count, 7)], self.rest[7:]
            return part

    assert load_image(Trickle(), operation=PASSPORT).data == PNG  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrap",
    [
        lambda text: text,
        lambda text: f"data:image/png;base64,{text}",
        lambda text: f"DATA:;base64,{text}",
        lambda text: "\n".join(text[start : start + 76] for start in range(0, len(text), 76)),
        lambda text: text.rstrip("="),
        lambda text: text.replace("+", "-").replace("/", "_"),
    ],
)
@pytest.mark.parametrize("size", [(16, 16), (400, 300)])
def test_base64(wrap, size: tuple[int, int]):
    """Base64 is accepted short or long, with a data: prefix, in lines, unpadded, or URL-safe."""
    buffer = io.BytesIO()
    noise(size).save(buffer, "PNG")
    text = base64.b64encode(buffer.getvalue()).decode()
    assert load_image(wrap(text), operation=PASSPORT).data == buffer.getvalue()


def test_short_base64():
    """An image of a few bytes is distinguished from a path."""
    text = base64.b64encode(PNG).decode()
    assert len(text) < 1024
    assert load_image(text, operation=PASSPORT).data == PNG


def test_pillow_image_is_encoded_lossless():
    """A Pillow image becomes PNG with equal pixels and its EXIF block."""
    image = noise((60, 40))
    exif = Image.Exif()
    exif[0x0112] = 6
    image.info["exif"] = exif.tobytes()
    source = load_image(image, operation=PASSPORT)
    again = Image.open(io.BytesIO(source.data or b""))
    assert (source.format, source.size, again.tobytes()) == ("PNG", (60, 40), image.tobytes())
    assert again.getexif()[0x0112] == 6


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I;16", "F"])
def test_pillow_modes(mode: str):
    """Every mode of a Pillow image can be sent."""
    source = load_image(Image.new(mode, (30, 20)), operation=PASSPORT)
    assert (source.format, source.size) == ("PNG", (30, 20))


def test_exif_rotation_is_not_applied():
    """A rotated phone photo is sent unchanged: the service gets what the camera wrote."""
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    Image.new("RGB", (120, 80)).save(buffer, "JPEG", exif=exif)
    source = load_image(buffer.getvalue(), operation=PASSPORT)
    assert (source.data, source.size) == (buffer.getvalue(), (120, 80))


def test_pdf_for_operations_that_accept_it():
    """A PDF is sent to operations that accept one; it has no size to check."""
    source = load_image(b"%PDF-1.7\n%...", operation=TEXT)
    assert (source.format, source.size) == ("PDF", None)


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("https://host/a.png", "https://host/a.png"),
        ("  HTTP://Host/a.png ", "http://Host/a.png"),
        ("https://host/扫描.png?名=1", "https://host/%E6%89%AB%E6%8F%8F.png?%E5%90%8D=1"),
        ("https://host/a%20b c.png", "https://host/a%20b%20c.png"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        (
            "https://b.obs.example/o?Signature=a%2Bb%3D&Expires=1",
            "https://b.obs.example/o?Signature=a%2Bb%3D&Expires=1",
        ),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
    ],
)
@pytest.mark.parametrize("keyword", [True, False])
def test_urls(address: str, sent: str, keyword: bool):
    """A URL is percent-encoded outside ASCII and otherwise unchanged."""
    if keyword:
        source = load_image(None, url=address, operation=PASSPORT)
    else:
        source = load_image(address, operation=PASSPORT)
    assert (source.kind, source.url, source.data) == ("url", sent, None)


def test_repr_shows_no_content_and_no_key():
    """Neither the bytes nor the query of a URL is in the repr."""
    inline = load_image(PNG, operation=PASSPORT)
    address = load_image("https://user:pw@host/secret.png?Signature=abc", operation=PASSPORT)
    assert repr(inline) == f"<LoadedImage PNG 120 x 80 px, {len(PNG)} bytes>"
    assert repr(address) == "<LoadedImage url https://host/…>"


# --- refused input -------------------------------------------------------------


def refusal(kind: type[errors.InputError], image, operation=PASSPORT, **options) -> str:
    """Load, expect the error, and return its one line."""
    with pytest.raises(kind) as caught:
        load_image(image, operation=operation, **options)
    line = str(caught.value)
    assert "\n" not in line
    assert len(line) < 400
    assert isinstance(caught.value, ValueError)
    assert caught.value.operation == operation.name
    return line


def test_both_and_neither():
    """Exactly one source is required."""
    both = refusal(errors.ImageSourceError, PNG, url="https://host/a.png")
    neither = refusal(errors.ImageSourceError, None)
    assert "not both" in both
    assert "neither" in neither


def test_missing_file():
    """The error for a missing file contains its path."""
    assert "nowhere/scan.png does not exist" in refusal(
        errors.InvalidImageError, "nowhere/scan.png"
    )


def test_directory(tmp_path: Path):
    """The error for a directory explains what to do."""
    line = refusal(errors.InvalidImageError, tmp_path)
    assert "is a directory" in line
    assert "give the files in it" in line


def test_text_named_png(tmp_path: Path):
    """A text file named .png is refused as text."""
    path = tmp_path / "scan.png"
    path.write_text("Dear Sir or Madam,\n")
    line = refusal(errors.InvalidImageError, path)
    assert "is text, not an image" in line
    assert "PNG, JPG, JPEG, BMP, TIFF" in line


@pytest.mark.parametrize("text", ["BM", "BMW is a company in Munich, and this is a letter."])
def test_text_that_begins_like_a_bitmap(text: str):
    """A text that begins with BM is text, not a damaged bitmap."""
    assert "is text" in refusal(errors.InvalidImageError, text.encode())


@pytest.mark.parametrize("empty", [b"", io.BytesIO(), ""])
def test_empty_input(empty):
    """Empty input is refused as empty."""
    assert "empty" in refusal(errors.InputError, empty)


def test_file_at_its_end():
    """The error for a file positioned at its end explains how to rewind it."""
    buffer = io.BytesIO()
    Image.new("RGB", (50, 50)).save(buffer, "PNG")
    assert "seek(0)" in refusal(errors.InvalidImageError, buffer)


def test_closed_and_text_files(tmp_path: Path):
    """A closed file and a file in text mode are refused as such."""
    closed = io.BytesIO(PNG)
    closed.close()
    assert "closed" in refusal(errors.InvalidImageError, closed)
    path = tmp_path / "scan.txt"
    path.write_text("x")
    with path.open() as file:
        assert '"rb"' in refusal(errors.ImageSourceError, file)


def test_image_too_small():
    """The error for an image that is too small contains both sizes."""
    line = refusal(errors.ImageTooSmallError, png((10, 10)))
    assert "10 x 10 pixels" in line
    assert "at least 15" in line
    assert refusal(errors.ImageTooSmallError, png((10, 10)), fit=True) == line


def test_limits_depend_on_the_operation():
    """ID documents need 100 pixels per side, passports need 15."""
    data = png((99, 99))
    assert load_image(data, operation=PASSPORT).size == (99, 99)
    assert "at least 100" in refusal(
        errors.ImageTooSmallError, data, operation=OPERATIONS["recognize_id_document"]
    )


@pytest.mark.parametrize("size", [(8193, 100), (100, 8193)])
def test_side_too_long(size: tuple[int, int]):
    """The error for a long side contains the excess and the option to fit."""
    line = refusal(errors.ImageTooLargeError, png_header(*size))
    assert "1 over the longest side of 8,192" in line
    assert "fit=True" in line


def test_too_many_pixels():
    """General text also has a limit on pixels, and the error contains the excess."""
    line = refusal(errors.ImageTooLargeError, png_header(16_001, 10_000), operation=TEXT)
    assert "10,000 over the 160,000,000" in line
    assert load_image(png_header(16_000, 10_000), operation=TEXT).size == (16_000, 10_000)


def test_eleven_megabytes(tmp_path: Path):
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


def test_limit_is_exact():
    """The last byte within the limit is sent, one more is refused."""
    most = PASSPORT.max_encoded_bytes // 4 * 3
    assert load_image(PNG + bytes(most - len(PNG)), operation=PASSPORT).size == (120, 80)
    line = refusal(errors.ImageTooLargeError, PNG + bytes(most - len(PNG) + 1))
    assert "4 (less than 1 %) over" in line


def test_huge_file_is_not_read(tmp_path: Path):
    """A sparse file of 50 GB is refused by its size alone."""
    path = tmp_path / "huge.png"
    with path.open("wb") as file:
        file.truncate(50 * 1024**3)
    assert "over the limit" in refusal(errors.ImageTooLargeError, path)
    assert "fit=True reads at most" in refusal(errors.ImageTooLargeError, path, fit=True)
    with path.open("rb") as file:
        refusal(errors.ImageTooLargeError, file)
        assert file.tell() == 0


def test_endless_stream_is_read_to_the_limit():
    """A stream that never ends is read no further than the limit."""

    class Endless:
        count = 0

        def read(self, count: int) -> bytes:
            self.count += count
            return bytes(count)

    stream = Endless()
    assert "more than" in refusal(errors.ImageTooLargeError, stream)
    assert stream.count == PASSPORT.max_encoded_bytes // 4 * 3 + 1


def test_long_base64_is_not_decoded():
    """Base64 over the limit is refused by its length."""
    assert "over the limit" in refusal(errors.ImageTooLargeError, "A" * 11_000_000)


def test_unsupported_format_of_operation():
    """The error for another format names it, the accepted formats and the remedy."""
    buffer = io.BytesIO()
    Image.new("RGB", (50, 50)).save(buffer, "GIF")
    line = refusal(errors.UnsupportedFormatError, buffer.getvalue())
    assert "is a GIF; recognize_passport accepts PNG, JPG, JPEG, BMP, TIFF: convert it" in line
    assert load_image(buffer.getvalue(), operation=TEXT).format == "GIF"
    assert "render the page as an image" in refusal(errors.UnsupportedFormatError, b"%PDF-1.4")
    heic = b"\0\0\0\x18ftypheic" + bytes(99)
    assert "HEIC" in refusal(errors.UnsupportedFormatError, heic)


def test_damaged_header():
    """A truncated image is refused as damaged."""
    assert "damaged" in refusal(errors.InvalidImageError, PNG[:14])


@pytest.mark.parametrize("text", ["data:image/png,abc", "data:;base64,!!!!", "A" * 2001 + "!"])
def test_invalid_base64_is_not_quoted(text: str):
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
def test_unusable_urls(address: str):
    """A URL that cannot be downloaded is refused."""
    assert "URL" in refusal(errors.ImageSourceError, None, url=address)


def test_url_error_shows_no_query():
    """The error for a URL does not contain its query."""
    line = refusal(errors.ImageSourceError, "https://host:port/a.png?Signature=abc")
    assert "port" in line
    assert "Signature" not in line


def test_long_urls_are_accepted():
    """A temporary URL with a token may have several thousand characters (D-206)."""
    address = "https://bucket.example/a.png?token=" + "a" * 5000
    assert load_image(address, operation=PASSPORT).url == address


@pytest.mark.parametrize("address", ["obs://bucket/a.png", "ftp://host/a.png", "file:///a.png"])
def test_other_url_schemes(address: str):
    """A URL that the service cannot download is refused."""
    assert "http" in refusal(errors.ImageSourceError, address)
    assert "http" in refusal(errors.ImageSourceError, None, url=address)


@pytest.mark.parametrize("thing", [17, 3.5, True, ["a"], {"a": 1}, object()])
def test_unsupported_type(thing):
    """The error for an unsupported type names the type and the supported ones."""
    assert type(thing).__name__ in refusal(errors.ImageSourceError, thing)


def test_null_byte_and_very_long_names():
    """Names that no file system accepts are refused like others."""
    refusal(errors.InvalidImageError, "a\0b.png")
    refusal(errors.InvalidImageError, "x " * 400 + ".png")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file(tmp_path: Path):
    """The error for an unreadable file mentions its permissions."""
    path = tmp_path / "scan.png"
    path.write_bytes(PNG)
    path.chmod(0)
    assert "permissions" in refusal(errors.InvalidImageError, path)


# --- fit=True ------------------------------------------------------------------


def fitted(source_image, operation=PASSPORT):
    source = load_image(source_image, operation=operation, fit=True)
    assert source.data is not None
    assert source.fitted
    image = Image.open(io.BytesIO(source.data))
    image.load()
    assert image.size == source.size
    assert len(base64.b64encode(source.data)) <= operation.max_encoded_bytes
    return source, image


def test_image_within_limits_is_unchanged():
    """fit=True does not change an image within the limits."""
    source = load_image(PNG, operation=PASSPORT, fit=True)
    assert (source.data, source.fitted) == (PNG, False)


def test_long_side_is_scaled():
    """Scaling goes exactly to the limit and keeps the aspect ratio."""
    _, image = fitted(png((9000, 3000), "1"))
    assert image.size == (8192, 2730)


def test_large_file_is_compressed_first():
    """A large file keeps its pixels if JPEG is small enough."""
    heavy = noise((1800, 1500))
    small = replace(PASSPORT, max_encoded_bytes=6_000_000)
    buffer = io.BytesIO()
    heavy.save(buffer, "PNG")
    source, image = fitted(buffer.getvalue(), small)
    assert (source.format, image.size) == ("JPEG", (1800, 1500))


def test_large_file_is_scaled_if_necessary():
    """If compression is not enough, the image is scaled and keeps its aspect ratio."""
    heavy = noise((900, 600))
    small = replace(PASSPORT, max_encoded_bytes=200_000)
    source, image = fitted(heavy, small)
    assert source.size is not None
    assert image.size < (900, 600)
    assert image.width / image.height == pytest.approx(1.5, rel=0.02)


def test_too_many_pixels_are_scaled():
    """The limit on pixels is kept as well as that on sides."""
    few = replace(PASSPORT, max_pixels=10_000)
    _, image = fitted(png((400, 100)), few)
    assert image.size == (200, 50)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "TGA", "PCX"])
def test_unsupported_formats_are_converted(form: str):
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


def test_exif_survives_scaling():
    """A scaled photo keeps its EXIF rotation."""
    exif = Image.Exif()
    exif[0x0112] = 8
    buffer = io.BytesIO()
    Image.new("RGB", (9000, 900)).save(buffer, "JPEG", exif=exif)
    source, image = fitted(buffer.getvalue())
    assert (source.format, image.getexif()[0x0112]) == ("JPEG", 8)


def test_transparent_parts_become_white():
    """Transparent parts are white in a JPEG, as on paper, and not black."""
    image = noise((700, 700), "RGBA")
    image.putalpha(0)
    small = replace(PASSPORT, max_encoded_bytes=100_000)
    source, after = fitted(image, small)
    assert source.format == "JPEG"
    assert after.convert("L").getextrema() == (255, 255)


def test_sixteen_bit_values_are_scaled():
    """A 16-bit grey scan keeps its shades when it is scaled."""
    wide = Image.new("I;16", (9000, 90), 32768)
    _, after = fitted(wide)
    low, high = after.convert("L").getextrema()
    assert 126 <= low <= high <= 129


def test_side_never_below_minimum():
    """A strip that would become too thin is refused."""
    assert "split it into parts" in refusal(
        errors.ImageTooLargeError, png((30_000, 20), "1"), fit=True
    )


def test_impossible_size_limit_is_refused():
    """A limit on bytes that cannot be met is an error and not an endless loop."""
    tiny = replace(PASSPORT, max_encoded_bytes=400)
    line = refusal(errors.ImageTooLargeError, noise((40, 40)), operation=tiny, fit=True)
    assert "cannot be made to fit" in line


def test_bomb_is_refused_by_its_header():
    """A header that claims billions of pixels is refused without decoding."""
    line = refusal(errors.ImageTooLargeError, png_header(60_000, 60_000), fit=True)
    assert "decodes at most" in line


def test_damaged_pixels_are_reported():
    """An image with a valid header and damaged pixels is refused as damaged."""
    assert "cannot be decoded" in refusal(errors.InvalidImageError, png_header(9000, 90), fit=True)


def test_pdf_cannot_be_fitted():
    """A PDF cannot be converted for an operation that accepts none."""
    refusal(errors.UnsupportedFormatError, b"%PDF-1.4", fit=True)
    big = b"%PDF-1.4" + bytes(9_000_000)
    assert "split it" in refusal(errors.ImageTooLargeError, big, operation=TEXT, fit=True)


def test_pillow_image_over_the_limit_as_png():
    """A Pillow image that is too large as PNG is refused, and encoded as JPEG with fit=True."""
    heavy = noise((1800, 1500))
    small = replace(PASSPORT, max_encoded_bytes=6_000_000)
    assert "as PNG" in refusal(errors.ImageTooLargeError, heavy, operation=small)
    source, _ = fitted(heavy, small)
    assert source.format == "JPEG"
