"""Malicious or unusual input is loaded or refused in one line, in time, without being quoted."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import lzma
import os
import tarfile
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from huawei_ocr_api.catalog import OPERATIONS
from PIL import Image

from ocr_wrapper import errors
from ocr_wrapper.images import resize
from ocr_wrapper.images.load import load_image
from tests.pixels import extremes

PASSPORT = OPERATIONS["recognize_passport"]


def png(size: tuple[int, int] = (120, 80)) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise(size, 50).save(buffer, "PNG")
    return buffer.getvalue()


def refusal(image: Any, **options: Any) -> str:
    with pytest.raises(errors.InputError) as caught:
        load_image(image, operation=PASSPORT, **options)
    line = str(caught.value)
    assert "\n" not in line
    assert len(line) < 400
    return line


TEXT = base64.b64encode(png()).decode()
SHORT = base64.b64encode(png((16, 16))).decode()


@pytest.mark.parametrize(
    "damaged",
    [
        TEXT[:900] + "!" + TEXT[901:1000],
        TEXT[5:700],
        SHORT[:-7],
        SHORT[1:41],
        SHORT[:200].replace("A", "?"),
        SHORT[10:],
        TEXT[:600] + ".png",
        "data:image/png;base64" + TEXT[:500],
        TEXT[:150] + "\\" + TEXT[150:300],
    ],
)
def test_damaged_base64_is_not_quoted(damaged: str) -> None:
    """Damaged Base64 is refused without a part of it in the message."""
    sources: list[object] = [damaged]
    if len(damaged) > 64:  # a shorter path object may be a path
        sources.append(Path(damaged))
    body = damaged.removeprefix("data:image/png;base64")
    for source in sources:
        line = refusal(source)
        assert not [at for at in range(len(body) - 16) if body[at : at + 16] in line]


def test_damaged_base64_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Damaged Base64 is not taken for a path."""

    def refuse(*_: object) -> None:
        raise AssertionError("a file was opened")

    monkeypatch.setattr(Path, "open", refuse)
    assert "Base64" in refusal(SHORT[:-7])


@pytest.mark.parametrize(
    "name", ["nowhere/scan.png", "scan", "C:\\scans\\a b.jpeg", "a/b-c_d/2024/scan.0001.tiff"]
)
def test_mistyped_paths_are_quoted(name: str) -> None:
    """The error for a mistyped path contains the path."""
    assert name in refusal(name)


@pytest.mark.parametrize("name", ["scan\ud800.png", "a\x1b[2J.png", "a\u202e.png"])
@pytest.mark.parametrize("convert", [str, Path])
def test_unusual_file_names(name: str, convert: Callable[[str], str | Path]) -> None:
    """A name that is not valid Unicode, or controls a terminal, is refused in printable text."""
    assert refusal(convert(name)).isprintable()


def test_names_that_are_not_utf_8(tmp_path: Path) -> None:
    """A file whose name is not UTF-8 can be loaded."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/scan\xff.png"))
    path.write_bytes(png())
    assert load_image(path, operation=PASSPORT).format == "PNG"


@pytest.mark.parametrize(
    "url",
    [
        "https://host/\ud800.png",
        "https://host/a?b=\udfff",
        "https://\ud800/a",
        "https://a\ud800@h/",
    ],
)
def test_surrogates_in_urls(url: str) -> None:
    """A URL that is not valid Unicode is refused."""
    assert "URL" in refusal(None, url=url)
    assert "URL" in refusal(url)


@pytest.mark.parametrize("url", ["\ud800http://host/a", "a\x1b[2J://host/a", "\u202eftp://host/a"])
def test_unusual_schemes(url: str) -> None:
    """A scheme that is not valid Unicode, or controls a terminal, is quoted in printable text."""
    assert refusal(url).isprintable()


MODES = [
    *(
        "1",
        "L",
        "LA",
        "La",
        "P",
        "PA",
        "RGB",
        "RGBA",
        "RGBa",
        "RGBX",
        "CMYK",
        "YCbCr",
        "LAB",
        "HSV",
    ),
    *("I", "F", "I;16", "I;16B", "I;16L", "I;16N"),
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("fit", [False, True])
def test_every_pillow_mode(mode: str, fit: bool) -> None:
    """Every mode of a Pillow image can be sent, also scaled, and annotated."""
    image = Image.new(mode, (9000, 20) if fit else (30, 20))
    source = load_image(image, operation=PASSPORT, fit=fit)
    assert source.size is not None
    assert source.size[0] == (8192 if fit else 30)
    assert resize.flatten(image).mode in {"L", "RGB"}


def levels(image: Image.Image) -> tuple[int, int]:
    """Return the darkest and brightest value of what is sent for an image, in 8 bits."""
    data = load_image(image, operation=PASSPORT).data or b""
    sent = Image.open(io.BytesIO(data))
    low, high = extremes(sent)
    divisor = 257 if sent.mode.startswith("I") else 1
    return round(low / divisor), round(high / divisor)


@pytest.mark.parametrize(
    ("mode", "dark", "bright"),
    [
        ("I", 0, 255),
        ("I", 0, 65535),
        ("I", 0, 2**31 - 1),
        ("I", -1000, 1000),
        ("I;16", 0, 65535),
        ("F", 0.0, 255.0),
        ("F", 0.0, 1.0),
        ("F", 0.0, 65535.0),
        ("F", -5.0, 5.0),
        ("F", 0.0, 1e30),
    ],
)
def test_value_ranges_of_wide_modes(mode: str, dark: float, bright: float) -> None:
    """Black stays black and white stays white, in any usual range of values."""
    image = Image.new(mode, (40, 30), bright)
    image.paste(dark, (0, 0, 20, 30))
    assert levels(image) == (0, 255)


@pytest.mark.parametrize(("mode", "brightest"), [("I", 2**31 - 1), ("F", 1e30), ("F", 1.0)])
def test_shades_of_wide_modes(mode: str, brightest: float) -> None:
    """A value in the middle of the range becomes a middle grey."""
    image = Image.new(mode, (40, 30), brightest)
    image.paste(0, (0, 0, 20, 10))
    image.paste(brightest / 2 if mode == "F" else int(brightest) // 2, (0, 10, 40, 30))
    data = load_image(image, operation=PASSPORT).data or b""
    shade = Image.open(io.BytesIO(data)).getpixel((5, 20))
    assert shade in {127, 128}


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_values_that_are_not_numbers(value: float) -> None:
    """An image of NaN or infinite values is loaded and not an internal error."""
    assert load_image(Image.new("F", (30, 20), value), operation=PASSPORT).format == "PNG"


def test_lab_keeps_its_lightness() -> None:
    """An image in the LAB color space keeps black and white."""
    image = Image.new("LAB", (40, 30), (255, 128, 128))
    image.paste((0, 128, 128), (0, 0, 20, 30))
    sent = Image.open(io.BytesIO(load_image(image, operation=PASSPORT).data or b""))
    low, high = sent.convert("L").getextrema()
    assert (low, high) == (0, 255)


class Stuck:
    """A file object whose read waits until it is released."""

    def __init__(self) -> None:
        self.released = threading.Event()

    def read(self, count: int) -> bytes:
        self.released.wait(30)
        return b""


def test_deadline_covers_a_slow_file_object() -> None:
    """Reading a file object ends at the deadline, and the error says that nothing was sent."""
    file = Stuck()
    try:
        with pytest.raises(errors.DeadlineExceededError, match="nothing was sent") as caught:
            load_image(file, operation=PASSPORT, deadline=time.monotonic() + 0.05)
    finally:
        file.released.set()
    assert caught.value.operation == "recognize_passport"
    assert caught.value.retry_safe is True


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_deadline_covers_a_named_pipe(tmp_path: Path) -> None:
    """Opening a named pipe without a writer ends at the deadline."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(errors.DeadlineExceededError):
        load_image(path, operation=PASSPORT, deadline=time.monotonic() + 0.05)
    # Lets the waiting thread end.
    descriptor = os.open(path, os.O_WRONLY)
    os.close(descriptor)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_named_pipe_is_read_in_time(tmp_path: Path) -> None:
    """A named pipe with a writer is read before the deadline."""
    path, data = tmp_path / "pipe", png()
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(data,))
    writer.start()
    assert load_image(path, operation=PASSPORT, deadline=time.monotonic() + 20).data == data
    writer.join()


def test_errors_of_a_file_object_keep_their_kind() -> None:
    """An error of a file object is the same with and without a deadline."""

    class Broken:
        def read(self, count: int) -> bytes:
            raise OSError(5, "Input/output error")

    for deadline in (None, time.monotonic() + 20):
        assert "cannot be read" in refusal(Broken(), deadline=deadline)


def damaged_member(kind: str) -> Any:
    """Return an open file of an archive that ends too early or has a wrong byte."""
    data, target = png(), io.BytesIO()
    match kind:
        case "gzip that ends":
            return gzip.open(io.BytesIO(gzip.compress(data)[:-200]))
        case "gzip with a wrong sum":
            return gzip.open(io.BytesIO(gzip.compress(data)[:-8] + bytes(8)))
        case "bz2":
            return bz2.open(io.BytesIO(bz2.compress(data)[:-200]))
        case "xz":
            return lzma.open(io.BytesIO(lzma.compress(data)[:-200]))
        case "zip":
            with zipfile.ZipFile(target, "w") as archive:
                archive.writestr("a.png", data)
            content = bytearray(target.getvalue())
            content[60] ^= 255
            return zipfile.ZipFile(io.BytesIO(content)).open("a.png")
        case _:
            with tarfile.open(fileobj=target, mode="w") as members:
                entry = tarfile.TarInfo("a.png")
                entry.size = len(data)
                members.addfile(entry, io.BytesIO(data))
            cut = tarfile.open(fileobj=io.BytesIO(target.getvalue()[:2000]))  # noqa: SIM115
            first = cut.next()
            assert first is not None
            return cut.extractfile(first)


@pytest.mark.parametrize(
    "kind", ["gzip that ends", "gzip with a wrong sum", "bz2", "xz", "zip", "tar"]
)
def test_damaged_archive_is_an_unreadable_image(kind: str) -> None:
    """The errors of the standard library's archives are those of a file that cannot be read."""
    with damaged_member(kind) as file:
        line = refusal(file)
    assert "cannot be read (its compressed data is damaged or incomplete)" in line


def test_time_limit_of_a_task_queue_passes_through() -> None:
    """An exception that is not about the data, such as one of a signal handler, stays as it is."""

    class TimeLimitError(Exception):
        pass

    class Interrupted:
        def read(self, count: int) -> bytes:
            raise TimeLimitError

    with pytest.raises(TimeLimitError):
        load_image(Interrupted(), operation=PASSPORT)


def test_passed_deadline_reads_nothing() -> None:
    """With a passed deadline nothing is read."""
    file = Stuck()
    with pytest.raises(errors.DeadlineExceededError):
        load_image(file, operation=PASSPORT, deadline=time.monotonic() - 1)
    assert not file.released.is_set()
