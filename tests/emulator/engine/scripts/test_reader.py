"""Line readers: text of four scripts, a bounded pool, and advice where one is missing."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from PIL import Image

from ocr_emulator.engine.geometry import frame
from ocr_emulator.engine.scripts import reader, tessdata
from ocr_emulator.engine.scripts.catalog import BUNDLED, LANGUAGES, Language
from ocr_emulator.engine.scripts.engine import ScriptEngine, read_line
from ocr_emulator.engine.scripts.reader import (
    LineReader,
    ReaderUnavailableError,
    available,
    line_reader,
)
from tests.emulator.engine.fakes import FakeEngine

LINES = Path(__file__).parent / "lines"
TEXTS = {
    "th": "นาย สมชาย ใจดี 14 ต.ค. 2533",
    "vi": "Nguyễn Thị Thủy, Quảng Ngãi",
    "km": "ឈ្មោះ សុខា ដារ៉ា",
    "my": "အမည် မောင်လှထွန်း",
}


def pixels(name: str) -> np.ndarray:
    with Image.open(LINES / f"{name}.png") as image:
        return np.asarray(image.convert("RGB"))


@pytest.mark.parametrize("language", BUNDLED)
def test_line_of_each_bundled_language_is_read(language: str) -> None:
    """The language files that come with us read a clean line without a mistake."""
    pytest.importorskip("tesserocr")
    image = pixels(language)
    line = read_line(line_reader(language), image, frame((image.shape[1], image.shape[0])))
    assert line.text.replace(" ", "") == TEXTS[language].replace(" ", "")
    assert line.confidence > 0.7


def test_characters_stand_in_order_within_the_line() -> None:
    """Each code point has a place, and the places go from left to right."""
    pytest.importorskip("tesserocr")
    image = pixels("th")
    line = read_line(line_reader("th"), image, frame((image.shape[1], image.shape[0])))
    assert "".join(c.text for c in line.characters) == line.text.replace(" ", "")
    starts = [c.polygon[0][0] for c in line.characters]
    assert all(-20 <= x <= image.shape[1] for x in starts)
    assert starts[0] < image.shape[1] / 4 < starts[-1]


def test_pool_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten threads share the objects of the pool, however they overlap."""
    made: list[object] = []
    busy = threading.BoundedSemaphore(reader._OBJECTS)

    def load(_: LineReader) -> object:
        made.append(object())
        return made[-1]

    monkeypatch.setattr(LineReader, "_load", load)
    shared = LineReader(LANGUAGES["th"], Path())

    def borrow() -> None:
        with shared._borrowed():
            assert busy.acquire(blocking=False)
            busy.release()

    threads = [threading.Thread(target=borrow) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 <= len(made) <= reader._OBJECTS


def test_object_returns_to_the_pool_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure takes no object out of the pool for good."""
    monkeypatch.setattr(LineReader, "_load", lambda _: object())
    shared = LineReader(LANGUAGES["th"], Path())
    for _ in range(reader._OBJECTS + 1):
        with pytest.raises(ValueError, match="broken"), shared._borrowed():
            raise ValueError("broken")
    assert shared._objects.qsize() == reader._OBJECTS


@dataclass
class Preparations:
    """A reader that returns the next of given texts for each preparation."""

    texts: list[tuple[str, float]]
    language: Language = LANGUAGES["my"]

    def read(self, _: np.ndarray, *, raw: bool = False) -> tuple[reader.Word, ...]:
        text, confidence = self.texts.pop(0)
        symbols = tuple(reader.Symbol(c, 0.0, 1.0, confidence) for c in text)
        return (reader.Word(text, confidence, symbols),) if text else ()


def voted(*texts: tuple[str, float]) -> tuple[str, float, int]:
    """Return the text and the confidence of a line, and how many preparations were left."""
    one = Preparations(list(texts))
    image = np.full((30, 90, 3), 250, dtype=np.uint8)
    line = read_line(cast("LineReader", one), image, frame((90, 30)))
    return line.text, round(line.confidence, 2), len(one.texts)


def test_preparations_vote_where_none_is_sure() -> None:
    """A text that several have is right more often than their confidence tells."""
    assert voted(("က", 0.7), ("ခ", 0.3), ("ခ", 0.2), ("ခ", 0.3)) == ("ခ", 0.8, 0)
    assert voted(("က", 0.4), ("ခ", 0.3), ("", 0.0), ("ဂ", 0.2)) == ("က", 0.4, 0)
    assert voted(("", 0.0), ("", 0.0), ("", 0.0), ("", 0.0)) == ("", 0.0, 0)


def test_sure_preparation_ends_the_vote() -> None:
    """A clear line is read once."""
    assert voted(("က", 0.95), ("ခ", 0.9), ("ခ", 0.9), ("ခ", 0.9)) == ("က", 0.95, 3)


def test_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Tesseract no language is available, and the error says what to install."""
    monkeypatch.setattr(tessdata, "is_installed", lambda: False)
    line_reader.cache_clear()
    try:
        assert available() == frozenset()
        with pytest.raises(ReaderUnavailableError, match=r"ocr-wrapper\[scripts\]") as caught:
            ScriptEngine(FakeEngine(), "th")
        assert caught.value.requirement == "ocr-wrapper[scripts]"
    finally:
        line_reader.cache_clear()


def test_data_of_the_user_come_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder that the user chose, then ours, then the system's newest."""
    monkeypatch.delenv("TESSDATA_PREFIX", raising=False)
    for version in ("4", "5"):
        folder = tmp_path / "share" / version / "tessdata"
        folder.mkdir(parents=True)
        (folder / "rus.traineddata").touch()
        (folder / "tha.traineddata").touch()
    monkeypatch.setattr(tessdata, "_SYSTEM", (f"{tmp_path}/share/*/tessdata",))
    assert tessdata.folder_of("rus") == tmp_path / "share" / "5" / "tessdata"
    assert tessdata.folder_of("tha") not in (None, tmp_path / "share" / "5" / "tessdata")
    chosen = tmp_path / "share" / "4" / "tessdata"
    monkeypatch.setenv("TESSDATA_PREFIX", str(chosen))
    assert tessdata.folder_of("tha") == chosen
    assert tessdata.folder_of("xyz") is None


def test_data_in_the_working_directory_are_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A file that lies among the images of a run is no language of the engine."""
    monkeypatch.delenv("TESSDATA_PREFIX", raising=False)
    (tmp_path / "tha.traineddata").touch()
    (tmp_path / "xyz.traineddata").touch()
    monkeypatch.chdir(tmp_path)
    assert tessdata.folder_of("xyz") is None
    found = tessdata.folder_of("tha")
    assert found is None or found.resolve() != tmp_path
