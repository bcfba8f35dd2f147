"""Large files are checked by their beginning and read in pieces while they are encoded."""

from __future__ import annotations

import base64
import io
import json
import os
import tracemalloc
from pathlib import Path

import pytest
from huawei_ocr_api.catalog import OPERATIONS
from PIL import Image

from ocr_wrapper.attempts.body import image_body
from ocr_wrapper.errors import ImageTooLargeError, InvalidImageError, UnsupportedFormatError
from ocr_wrapper.images.load import LoadedImage, load_image
from tests.wrapper.images.inputs import png_header

MIB = 1 << 20
PASSPORT = OPERATIONS["recognize_passport"]


def jpeg(comments: int = 0) -> bytes:
    """Return a small JPEG, with so many comments of 64 KiB before its size."""
    stored = io.BytesIO()
    Image.new("RGB", (32, 32), "white").save(stored, "JPEG")
    data = stored.getvalue()
    return data[:2] + (b"\xff\xfe\xff\xff" + bytes(0xFFFD)) * comments + data[2:]


def load(path: Path | str) -> LoadedImage:
    """Load a file as a call does."""
    return load_image(path, operation=PASSPORT, in_pieces=True)


@pytest.mark.parametrize("comments", [0, 20, 40])
@pytest.mark.parametrize("extra", [0, 1, 2])
def test_body_of_a_large_file_contains_all_of_it(tmp_path: Path, comments: int, extra: int) -> None:
    """Nothing is lost between the pieces, wherever the header ends."""
    data = jpeg(comments) + os.urandom(MIB + extra)
    path = tmp_path / "scan.jpg"
    path.write_bytes(data)
    found = load(path)
    assert found.file is not None
    assert (found.data, found.format, found.size) == (None, "JPEG", (32, 32))
    assert f"{len(data):,} bytes" in repr(found)
    body = image_body("image", found.file, {"side": "front"})
    whole = b"".join(body.parts)
    assert json.loads(whole) == {"image": base64.b64encode(data).decode(), "side": "front"}
    assert body.length == len(whole)


def test_file_and_its_encoding_are_not_in_memory_together(tmp_path: Path) -> None:
    """A file needs little more memory than its Base64."""
    path = tmp_path / "scan.jpg"
    path.write_bytes(jpeg() + bytes(6 * MIB))
    load(path)
    tracemalloc.start()
    try:
        found = load(path)
        assert found.file is not None
        body = image_body("image", found.file, {})
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < body.length + MIB


@pytest.mark.parametrize("change", ["longer", "shorter", "replaced", "removed"])
def test_file_that_changes_after_the_check_is_not_sent(tmp_path: Path, change: str) -> None:
    """A file that is still being written would be billed as half an image."""
    path = tmp_path / "scan.jpg"
    path.write_bytes(jpeg() + bytes(2 * MIB))
    file = load(path).file
    assert file is not None
    if change == "longer":
        with path.open("ab") as other:
            other.write(b"more")
    elif change == "shorter":
        os.truncate(path, MIB)
    elif change == "removed":
        path.unlink()
    else:
        other_path = tmp_path / "other.jpg"
        other_path.write_bytes(jpeg() + bytes(2 * MIB))
        other_path.replace(path)
    with pytest.raises(InvalidImageError, match="nothing was sent") as caught:
        image_body("image", file, {})
    assert caught.value.operation == "recognize_passport"


def test_file_that_changes_while_it_is_read_is_not_sent(tmp_path: Path) -> None:
    """The beginning of one version is never sent with the end of another."""
    path = tmp_path / "scan.jpg"
    path.write_bytes(jpeg() + bytes(2 * MIB))
    file = load(path).file
    assert file is not None
    pieces = file.pieces(MIB)
    next(pieces)
    os.truncate(path, MIB)
    with pytest.raises(InvalidImageError, match="changed or removed"):
        list(pieces)


def test_refused_files_have_the_errors_of_small_ones(tmp_path: Path) -> None:
    """A file that is not accepted is explained as if it had been read as a whole."""
    path = tmp_path / "scan"
    path.write_bytes(jpeg() + bytes(8 * MIB))
    with pytest.raises(ImageTooLargeError):
        load(path)
    path.write_bytes(b"GIF89a" + bytes((20, 0, 20, 0)) + bytes(MIB))
    with pytest.raises(UnsupportedFormatError):
        load(path)
    path.write_bytes(b"\xff\xd8\xff\xfe" + bytes(MIB))
    with pytest.raises(InvalidImageError, match="damaged"):
        load(path)


def test_large_file_with_a_side_too_long_is_refused(tmp_path: Path) -> None:
    """The sides are in its beginning, and the error is that of a small file."""
    path = tmp_path / "scan"
    path.write_bytes(png_header(9000, 100) + bytes(MIB))
    with pytest.raises(ImageTooLargeError, match="longest side"):
        load(path)


def test_long_base64_text_is_no_path() -> None:
    """A system would refuse to look for a file of that name."""
    data = base64.b64encode(jpeg() + bytes(MIB)).decode()
    assert load(data).data == jpeg() + bytes(MIB)


def test_other_sources_are_read_at_once(tmp_path: Path) -> None:
    """Bytes, small files and callers that need the content have it as before."""
    path = tmp_path / "scan.jpg"
    path.write_bytes(jpeg())
    assert load(path).data == jpeg()
    path.write_bytes(jpeg() + bytes(MIB))
    assert load_image(path, operation=PASSPORT).data == path.read_bytes()
    assert load_image(path.read_bytes(), operation=PASSPORT, in_pieces=True).file is None
