"""Any source is read and validated before it is sent."""

from __future__ import annotations

import base64
import gzip
import io
import mmap
import os
import tarfile
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest
from PIL import Image

from ocr_wrapper import errors
from ocr_wrapper.images.load import ImageInput, load_image
from ocr_wrapper.images.read import may_block
from tests.wrapper.images.inputs import PASSPORT, PNG, TEXT, noise, refusal


@pytest.mark.parametrize("convert", [bytes, bytearray, memoryview, io.BytesIO])
def test_bytes_and_files_in_memory(convert: Callable[[bytes], ImageInput]) -> None:
    """Bytes of any type are loaded unchanged."""
    source = load_image(convert(PNG), operation=PASSPORT)
    assert (source.kind, source.data, source.format, source.size) == (
        "inline",
        PNG,
        "PNG",
        (120, 80),
    )


@pytest.mark.parametrize("convert", [str, Path])
def test_paths(tmp_path: Path, convert: Callable[[Path], str | Path]) -> None:
    """A path may be str or Path, and its name does not determine the format."""
    path = tmp_path / "scan äöü.jpeg"
    path.write_bytes(PNG)
    source = load_image(convert(path), operation=PASSPORT)
    assert (source.data, source.format) == (PNG, "PNG")


def test_open_file_keeps_its_position(tmp_path: Path) -> None:
    """A caller's file is read from its position, which is restored, and not closed."""
    path = tmp_path / "archive.bin"
    path.write_bytes(b"header" + PNG)
    with path.open("rb") as file:
        file.seek(6)
        assert load_image(file, operation=PASSPORT).data == PNG
        assert (file.closed, file.tell()) == (False, 6)
        assert load_image(file, operation=PASSPORT).data == PNG


def test_mapped_file_is_read_again(tmp_path: Path) -> None:
    """A mapped file can be sought, although Python before 3.13 does not say so."""
    path = tmp_path / "scan.png"
    path.write_bytes(PNG)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        for _ in range(2):
            assert load_image(mapped, operation=PASSPORT).data == PNG


def test_pipe() -> None:
    """A file that is not seekable is read as a stream."""
    reading, writing = os.pipe()

    def write() -> None:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(PNG)

    writer = threading.Thread(target=write)
    writer.start()
    with os.fdopen(reading, "rb") as file:
        assert load_image(file, operation=PASSPORT).data == PNG
        assert not file.closed
    writer.join()


def test_unbuffered_file(tmp_path: Path) -> None:
    """A raw file, which may return less than requested, is read to its end."""
    path = tmp_path / "scan"
    path.write_bytes(PNG)
    with path.open("rb", buffering=0) as file:
        assert load_image(file, operation=PASSPORT).data == PNG


def test_compressed_files(tmp_path: Path) -> None:
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


def tar_member() -> IO[bytes]:
    """Open a file in a tar archive, which looks like a file on disk and is none."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        entry = tarfile.TarInfo("scan.png")
        entry.size = len(PNG)
        archive.addfile(entry, io.BytesIO(PNG))
    packed.seek(0)
    member = tarfile.open(fileobj=packed).extractfile("scan.png")  # noqa: SIM115 - in memory
    assert member is not None
    return member


@pytest.mark.parametrize(
    "opened", [tar_member, lambda: io.BufferedReader(io.BytesIO(PNG))], ids=["tar", "buffer"]
)
@pytest.mark.parametrize("limited", [False, True], ids=["no deadline", "deadline"])
def test_buffered_files_that_are_not_on_disk(
    opened: Callable[[], IO[bytes]], limited: bool
) -> None:
    """They have no file descriptor to ask, are read as streams and keep their position."""
    deadline = time.monotonic() + 60 if limited else None
    with opened() as file:
        assert may_block(file)
        for _ in range(2):
            assert load_image(file, operation=PASSPORT, deadline=deadline).data == PNG


def test_temporary_files() -> None:
    """Both kinds of temporary files are read."""
    for kind in (tempfile.NamedTemporaryFile, tempfile.SpooledTemporaryFile):
        with kind() as file:
            file.write(PNG)
            assert "seek(0)" in refusal(errors.InvalidImageError, file)
            file.seek(0)
            assert load_image(file, operation=PASSPORT).data == PNG


def test_files_without_bytes_are_refused() -> None:
    """A file whose read returns a coroutine or text is not a binary file."""

    class Odd:
        def __init__(self, value: object) -> None:
            self.value = value

        def read(self, count: int) -> object:
            return self.value

    for value, word in ((["x"], "list"), ("x", "rb"), (None, "wait")):
        assert word in refusal(errors.InputError, Odd(value))


def test_custom_file_object() -> None:
    """Any object whose read method returns bytes is accepted."""

    class Trickle:
        def __init__(self) -> None:
            self.rest = PNG

        def read(self, count: int) -> bytes:
            part, self.rest = self.rest[: min(count, 7)], self.rest[7:]
            return part

    assert load_image(Trickle(), operation=PASSPORT).data == PNG


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
def test_base64(wrap: Callable[[str], str], size: tuple[int, int]) -> None:
    """Base64 is accepted short or long, with a data: prefix, in lines, unpadded, or URL-safe."""
    buffer = io.BytesIO()
    noise(size).save(buffer, "PNG")
    text = base64.b64encode(buffer.getvalue()).decode()
    assert load_image(wrap(text), operation=PASSPORT).data == buffer.getvalue()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_breaks_of_base64_are_not_counted(end: str) -> None:
    """The largest file that can be sent can be given in lines too, one more byte cannot."""
    most = PASSPORT.max_encoded_bytes // 4 * 3
    data = PNG + bytes(most - len(PNG))
    lines = base64.encodebytes(data).decode().replace("\n", end)
    assert load_image(lines, operation=PASSPORT).data == data
    lines = base64.encodebytes(data + b"\0").decode().replace("\n", end)
    assert "4 (less than 1 %) over" in refusal(errors.ImageTooLargeError, lines)


def test_short_base64() -> None:
    """An image of a few bytes is distinguished from a path."""
    text = base64.b64encode(PNG).decode()
    assert len(text) < 1024
    assert load_image(text, operation=PASSPORT).data == PNG


def test_pillow_image_is_encoded_lossless() -> None:
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
def test_pillow_modes(mode: str) -> None:
    """Every mode of a Pillow image can be sent."""
    source = load_image(Image.new(mode, (30, 20)), operation=PASSPORT)
    assert (source.format, source.size) == ("PNG", (30, 20))


def test_exif_rotation_is_not_applied() -> None:
    """A rotated phone photo is sent unchanged: the service gets what the camera wrote."""
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    Image.new("RGB", (120, 80)).save(buffer, "JPEG", exif=exif)
    source = load_image(buffer.getvalue(), operation=PASSPORT)
    assert (source.data, source.size) == (buffer.getvalue(), (120, 80))


def test_pdf_for_operations_that_accept_it() -> None:
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
def test_urls(address: str, sent: str, keyword: bool) -> None:
    """A URL is percent-encoded outside ASCII and otherwise unchanged."""
    if keyword:
        source = load_image(None, url=address, operation=PASSPORT)
    else:
        source = load_image(address, operation=PASSPORT)
    assert (source.kind, source.url, source.data) == ("url", sent, None)


def test_repr_shows_no_content_and_no_key() -> None:
    """Neither the bytes nor the query of a URL is in the repr."""
    inline = load_image(PNG, operation=PASSPORT)
    address = load_image("https://user:pw@host/secret.png?Signature=abc", operation=PASSPORT)
    assert repr(inline) == f"<LoadedImage PNG 120 x 80 px, {len(PNG)} bytes>"
    assert repr(address) == "<LoadedImage url https://host/…>"


def test_long_urls_are_accepted() -> None:
    """A temporary URL with a token may have several thousand characters (D-206)."""
    address = "https://bucket.example/a.png?token=" + "a" * 5000
    assert load_image(address, operation=PASSPORT).url == address
