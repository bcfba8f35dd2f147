"""Any source is read, checked before it is sent, and refused in one line with cause and cure."""

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


# --- what is taken ------------------------------------------------------------


@pytest.mark.parametrize("convert", [bytes, bytearray, memoryview, io.BytesIO])
def test_bytes_and_files_in_memory(convert):
    """Bytes in any wrapping come through as they are."""
    source = load_image(convert(PNG), operation=PASSPORT)
    assert (source.kind, source.data, source.format, source.size) == (
        "inline",
        PNG,
        "PNG",
        (120, 80),
    )


@pytest.mark.parametrize("convert", [str, Path])
def test_paths(tmp_path: Path, convert):
    """A path may be text or a Path, and its name says nothing about the format."""
    path = tmp_path / "scan äöü.jpeg"
    path.write_bytes(PNG)
    source = load_image(convert(path), operation=PASSPORT)
    assert (source.data, source.format) == (PNG, "PNG")


def test_open_file_stays_open_and_where_it_was(tmp_path: Path):
    """A caller's file is read from where it stands, put back there and not closed."""
    path = tmp_path / "archive.bin"
    path.write_bytes(b"header" + PNG)
    with path.open("rb") as file:
        file.seek(6)
        assert load_image(file, operation=PASSPORT).data == PNG
        assert (file.closed, file.tell()) == (False, 6)
        assert load_image(file, operation=PASSPORT).data == PNG


def test_pipe():
    """A file that cannot be rewound is read as a stream."""
    reading, writing = os.pipe()
    writer = threading.Thread(target=lambda: (os.write(writing, PNG), os.close(writing)))
    writer.start()
    with os.fdopen(reading, "rb") as file:
        assert load_image(file, operation=PASSPORT).data == PNG
        assert not file.closed
    writer.join()


def test_unbuffered_file(tmp_path: Path):
    """A raw file, which may give less than it is asked for, is read to its end."""
    path = tmp_path / "scan"
    path.write_bytes(PNG)
    with path.open("rb", buffering=0) as file:
        assert load_image(file, operation=PASSPORT).data == PNG


def test_compressed_files(tmp_path: Path):
    """A file inside an archive is read as it comes; its end is not sought beforehand."""
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
    """Temporary files of both kinds are read."""
    for kind in (tempfile.NamedTemporaryFile, tempfile.SpooledTemporaryFile):
        with kind() as file:
            file.write(PNG)
            assert "seek(0)" in refusal(errors.InvalidImageError, file)
            file.seek(0)
            assert load_image(file, operation=PASSPORT).data == PNG


def test_files_that_give_no_bytes():
    """A file whose read is to be awaited, or gives text, is no binary file."""

    class Odd:
        def __init__(self, value: object) -> None:
            self.value = value

        def read(self, count: int) -> object:
            return self.value

    for value, word in ((["x"], "list"), ("x", "rb"), (None, "wait")):
        assert word in refusal(errors.InputError, Odd(value))


def test_own_file_object():
    """Anything with a read method that gives bytes will do."""

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
    """Base64 is taken short or long, with a data: prefix, in lines, unpadded, or for URLs."""
    buffer = io.BytesIO()
    noise(size).save(buffer, "PNG")
    text = base64.b64encode(buffer.getvalue()).decode()
    assert load_image(wrap(text), operation=PASSPORT).data == buffer.getvalue()


def test_short_base64():
    """A picture of a few bytes is still told from a path."""
    text = base64.b64encode(PNG).decode()
    assert len(text) < 1024
    assert load_image(text, operation=PASSPORT).data == PNG


def test_pillow_picture_is_encoded_without_loss():
    """A Pillow picture comes as PNG, pixel for pixel, with its EXIF block."""
    picture = noise((60, 40))
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.info["exif"] = exif.tobytes()
    source = load_image(picture, operation=PASSPORT)
    again = Image.open(io.BytesIO(source.data or b""))
    assert (source.format, source.size, again.tobytes()) == ("PNG", (60, 40), picture.tobytes())
    assert again.getexif()[0x0112] == 6


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I;16", "F"])
def test_pillow_modes(mode: str):
    """Every mode of a Pillow picture can be sent."""
    source = load_image(Image.new(mode, (30, 20)), operation=PASSPORT)
    assert (source.format, source.size) == ("PNG", (30, 20))


def test_exif_is_left_alone():
    """A turned phone photo is sent as it is: the service sees what the camera wrote."""
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    Image.new("RGB", (120, 80)).save(buffer, "JPEG", exif=exif)
    source = load_image(buffer.getvalue(), operation=PASSPORT)
    assert (source.data, source.size) == (buffer.getvalue(), (120, 80))


def test_pdf_where_it_is_taken():
    """A PDF goes to operations that read one; it has no sides to check."""
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
def test_addresses(address: str, sent: str, keyword: bool):
    """An address is percent-encoded outside ASCII and otherwise left byte for byte."""
    if keyword:
        source = load_image(None, url=address, operation=PASSPORT)
    else:
        source = load_image(address, operation=PASSPORT)
    assert (source.kind, source.url, source.data) == ("url", sent, None)


def test_repr_shows_no_content_and_no_key():
    """Neither bytes, nor the query of an address, is in the repr."""
    inline = load_image(PNG, operation=PASSPORT)
    address = load_image("https://user:pw@host/secret.png?Signature=abc", operation=PASSPORT)
    assert repr(inline) == f"<LoadedImage PNG 120 x 80 px, {len(PNG)} bytes>"
    assert repr(address) == "<LoadedImage url https://host/…>"


# --- what is refused ----------------------------------------------------------


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
    """Exactly one source is needed."""
    both = refusal(errors.ImageSourceError, PNG, url="https://host/a.png")
    neither = refusal(errors.ImageSourceError, None)
    assert "not both" in both
    assert "neither" in neither


def test_missing_file():
    """A missing file is called missing, with its path."""
    assert "nowhere/scan.png does not exist" in refusal(
        errors.InvalidImageError, "nowhere/scan.png"
    )


def test_directory(tmp_path: Path):
    """A directory is called one, with what to do."""
    line = refusal(errors.InvalidImageError, tmp_path)
    assert "is a directory" in line
    assert "give the files in it" in line


def test_text_named_png(tmp_path: Path):
    """The name does not make a picture of a text."""
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
def test_empty(empty):
    """Nothing is called nothing."""
    assert "empty" in refusal(errors.InputError, empty)


def test_file_at_its_end():
    """A file that was just written stands at its end: say so, and how to rewind it."""
    buffer = io.BytesIO()
    Image.new("RGB", (50, 50)).save(buffer, "PNG")
    assert "seek(0)" in refusal(errors.InvalidImageError, buffer)


def test_closed_and_text_files(tmp_path: Path):
    """A closed file and one open as text say what they are."""
    closed = io.BytesIO(PNG)
    closed.close()
    assert "closed" in refusal(errors.InvalidImageError, closed)
    path = tmp_path / "scan.txt"
    path.write_text("x")
    with path.open() as file:
        assert '"rb"' in refusal(errors.ImageSourceError, file)


def test_ten_pixels():
    """A picture under the smallest side says both sizes."""
    line = refusal(errors.ImageTooSmallError, png((10, 10)))
    assert "10 x 10 pixels" in line
    assert "at least 15" in line
    assert refusal(errors.ImageTooSmallError, png((10, 10)), fit=True) == line


def test_limits_are_the_operations_own():
    """100 pixels a side are asked for ID documents, 15 for passports."""
    data = png((99, 99))
    assert load_image(data, operation=PASSPORT).size == (99, 99)
    assert "at least 100" in refusal(
        errors.ImageTooSmallError, data, operation=OPERATIONS["recognize_id_document"]
    )


@pytest.mark.parametrize("size", [(8193, 100), (100, 8193)])
def test_too_long_a_side(size: tuple[int, int]):
    """Too long a side says by how much, and that it can be made to fit."""
    line = refusal(errors.ImageTooLargeError, png_header(*size))
    assert "1 over the longest side of 8,192" in line
    assert "fit=True" in line


def test_too_many_pixels():
    """General text has a limit on pixels too, and says how far over it a picture is."""
    line = refusal(errors.ImageTooLargeError, png_header(16_001, 10_000), operation=TEXT)
    assert "10,000 over the 160,000,000" in line
    assert load_image(png_header(16_000, 10_000), operation=TEXT).size == (16_000, 10_000)


def test_eleven_megabytes(tmp_path: Path):
    """A file over 10 MB as Base64 says how far over it is, whichever way it comes."""
    data = PNG + bytes(11 * 1024 * 1024 - len(PNG))
    path = tmp_path / "scan.png"
    path.write_bytes(data)
    for source in (data, path, io.BytesIO(data)):
        line = refusal(errors.ImageTooLargeError, source)
        assert (
            "as Base64 15,379,116, which is 4,893,356 (47 %) over the limit of 10,485,760" in line
        )
        assert "fit=True" in line


def test_the_limit_is_exact():
    """The last byte that fits is sent, one more is refused."""
    most = PASSPORT.max_encoded_bytes // 4 * 3
    assert load_image(PNG + bytes(most - len(PNG)), operation=PASSPORT).size == (120, 80)
    line = refusal(errors.ImageTooLargeError, PNG + bytes(most - len(PNG) + 1))
    assert "4 (less than 1 %) over" in line


def test_a_huge_file_is_not_read(tmp_path: Path):
    """A sparse file of 50 GB is refused by its size alone."""
    path = tmp_path / "huge.png"
    with path.open("wb") as file:
        file.truncate(50 * 1024**3)
    assert "over the limit" in refusal(errors.ImageTooLargeError, path)
    assert "fit=True reads at most" in refusal(errors.ImageTooLargeError, path, fit=True)
    with path.open("rb") as file:
        refusal(errors.ImageTooLargeError, file)
        assert file.tell() == 0


def test_an_endless_stream_is_read_to_the_limit():
    """A stream that never ends costs no more than the limit."""

    class Endless:
        count = 0

        def read(self, count: int) -> bytes:
            self.count += count
            return bytes(count)

    stream = Endless()
    assert "more than" in refusal(errors.ImageTooLargeError, stream)
    assert stream.count == PASSPORT.max_encoded_bytes // 4 * 3 + 1


def test_long_base64_is_not_decoded():
    """Text over the limit is refused by its length."""
    assert "over the limit" in refusal(errors.ImageTooLargeError, "A" * 11_000_000)


def test_formats_that_the_operation_does_not_take():
    """A picture of another format is named, with what is taken and what to do."""
    buffer = io.BytesIO()
    Image.new("RGB", (50, 50)).save(buffer, "GIF")
    line = refusal(errors.UnsupportedFormatError, buffer.getvalue())
    assert "is a GIF; recognize_passport accepts PNG, JPG, JPEG, BMP, TIFF: convert it" in line
    assert load_image(buffer.getvalue(), operation=TEXT).format == "GIF"
    assert "render the page as an image" in refusal(errors.UnsupportedFormatError, b"%PDF-1.4")
    heic = b"\0\0\0\x18ftypheic" + bytes(99)
    assert "HEIC" in refusal(errors.UnsupportedFormatError, heic)


def test_damaged_header():
    """A cut picture is called damaged."""
    assert "damaged" in refusal(errors.InvalidImageError, PNG[:14])


@pytest.mark.parametrize("text", ["data:image/png,abc", "data:;base64,!!!!", "A" * 2001 + "!"])
def test_broken_base64(text: str):
    """Text that is neither a path nor Base64 says so without showing itself."""
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
def test_unusable_addresses(address: str):
    """An address that cannot be fetched is refused."""
    assert "URL" in refusal(errors.ImageSourceError, None, url=address)


def test_address_refusals_keep_the_key():
    """A refused address is shown by its host alone."""
    line = refusal(errors.ImageSourceError, "https://host:port/a.png?Signature=abc")
    assert "port" in line
    assert "Signature" not in line


def test_long_addresses_pass():
    """A temporary address with a token in it may be several thousand characters long (D-206)."""
    address = "https://bucket.example/a.png?token=" + "a" * 5000
    assert load_image(address, operation=PASSPORT).url == address


@pytest.mark.parametrize("address", ["obs://bucket/a.png", "ftp://host/a.png", "file:///a.png"])
def test_other_schemes(address: str):
    """What only this machine or another program can fetch is refused."""
    assert "http" in refusal(errors.ImageSourceError, address)
    assert "http" in refusal(errors.ImageSourceError, None, url=address)


@pytest.mark.parametrize("thing", [17, 3.5, True, ["a"], {"a": 1}, object()])
def test_no_source_at_all(thing):
    """An object that is no source says its type and what would do."""
    assert type(thing).__name__ in refusal(errors.ImageSourceError, thing)


def test_null_byte_and_very_long_names():
    """Names that no file system takes are refused like others."""
    refusal(errors.InvalidImageError, "a\0b.png")
    refusal(errors.InvalidImageError, "x " * 400 + ".png")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file(tmp_path: Path):
    """A file that this user may not read says so."""
    path = tmp_path / "scan.png"
    path.write_bytes(PNG)
    path.chmod(0)
    assert "permissions" in refusal(errors.InvalidImageError, path)


# --- making it fit ------------------------------------------------------------


def fitted(image, operation=PASSPORT):
    source = load_image(image, operation=operation, fit=True)
    assert source.data is not None
    assert source.fitted
    picture = Image.open(io.BytesIO(source.data))
    picture.load()
    assert picture.size == source.size
    assert len(base64.b64encode(source.data)) <= operation.max_encoded_bytes
    return source, picture


def test_what_fits_is_not_touched():
    """fit changes nothing of a picture within the limits."""
    source = load_image(PNG, operation=PASSPORT, fit=True)
    assert (source.data, source.fitted) == (PNG, False)


def test_long_side_is_scaled_and_keeps_its_aspect():
    """Scaling goes exactly to the limit and keeps the aspect."""
    _, picture = fitted(png((9000, 3000), "1"))
    assert picture.size == (8192, 2730)


def test_too_many_bytes_are_compressed_first():
    """A heavy picture keeps its pixels if JPEG is enough."""
    heavy = noise((1800, 1500))
    small = replace(PASSPORT, max_encoded_bytes=6_000_000)
    buffer = io.BytesIO()
    heavy.save(buffer, "PNG")
    source, picture = fitted(buffer.getvalue(), small)
    assert (source.format, picture.size) == ("JPEG", (1800, 1500))


def test_still_too_many_bytes_are_scaled():
    """Where compression is not enough the picture is scaled, aspect kept."""
    heavy = noise((900, 600))
    small = replace(PASSPORT, max_encoded_bytes=200_000)
    source, picture = fitted(heavy, small)
    assert source.size is not None
    assert picture.size < (900, 600)
    assert picture.width / picture.height == pytest.approx(1.5, rel=0.02)


def test_pixels_are_scaled():
    """The limit on pixels is kept as well as that on sides."""
    few = replace(PASSPORT, max_pixels=10_000)
    _, picture = fitted(png((400, 100)), few)
    assert picture.size == (200, 50)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "TGA", "PCX"])
def test_other_formats_are_converted(form: str):
    """With fit a format that the operation does not take is converted, without loss."""
    picture = Image.effect_noise((64, 48), 60).convert("RGB")
    buffer = io.BytesIO()
    picture.save(buffer, form, **({"lossless": True} if form == "WEBP" else {}))
    before = Image.open(io.BytesIO(buffer.getvalue())).convert("RGB")
    if form == "TGA":  # told by its header only where the operation is asked about pictures
        assert load_image(buffer.getvalue(), operation=WEB).format == "TGA"
    source, after = fitted(buffer.getvalue())
    assert source.format == "PNG"
    assert after.convert("RGB").tobytes() == before.tobytes()


def test_exif_survives_scaling():
    """A scaled photo still says how the camera was held."""
    exif = Image.Exif()
    exif[0x0112] = 8
    buffer = io.BytesIO()
    Image.new("RGB", (9000, 900)).save(buffer, "JPEG", exif=exif)
    source, picture = fitted(buffer.getvalue())
    assert (source.format, picture.getexif()[0x0112]) == ("JPEG", 8)


def test_see_through_parts_become_paper():
    """What was see-through is white in a JPEG, as on paper, and not black."""
    picture = noise((700, 700), "RGBA")
    picture.putalpha(0)
    small = replace(PASSPORT, max_encoded_bytes=100_000)
    source, after = fitted(picture, small)
    assert source.format == "JPEG"
    assert after.convert("L").getextrema() == (255, 255)


def test_sixteen_bits_are_scaled_not_cut():
    """A 16-bit grey scan keeps its shades when it is scaled."""
    wide = Image.new("I;16", (9000, 90), 32768)
    _, after = fitted(wide)
    low, high = after.convert("L").getextrema()
    assert 126 <= low <= high <= 129


def test_never_below_the_smallest_side():
    """A strip that would get too thin is refused, not squeezed."""
    assert "split it into parts" in refusal(
        errors.ImageTooLargeError, png((30_000, 20), "1"), fit=True
    )


def test_never_below_the_smallest_side_for_bytes():
    """A limit in bytes that cannot be met says so and does not loop."""
    tiny = replace(PASSPORT, max_encoded_bytes=400)
    line = refusal(errors.ImageTooLargeError, noise((40, 40)), operation=tiny, fit=True)
    assert "cannot be made to fit" in line


def test_a_bomb_is_not_decoded():
    """A header that claims billions of pixels is refused by what it says."""
    line = refusal(errors.ImageTooLargeError, png_header(60_000, 60_000), fit=True)
    assert "decodes at most" in line


def test_damage_shows_when_fitting():
    """A picture whose header is whole and whose pixels are not is called damaged."""
    assert "cannot be decoded" in refusal(errors.InvalidImageError, png_header(9000, 90), fit=True)


def test_what_cannot_be_converted():
    """A PDF cannot be made to fit an operation that takes none."""
    refusal(errors.UnsupportedFormatError, b"%PDF-1.4", fit=True)
    big = b"%PDF-1.4" + bytes(9_000_000)
    assert "split it" in refusal(errors.ImageTooLargeError, big, operation=TEXT, fit=True)


def test_picture_over_the_limit_as_png():
    """A Pillow picture that is too heavy as PNG is refused, and encoded as JPEG with fit."""
    heavy = noise((1800, 1500))
    small = replace(PASSPORT, max_encoded_bytes=6_000_000)
    assert "as PNG" in refusal(errors.ImageTooLargeError, heavy, operation=small)
    source, _ = fitted(heavy, small)
    assert source.format == "JPEG"
