"""Line recognition by Tesseract, with a bounded pool of its API objects a language.

An API object serves one thread at a time and takes a tenth of a second to load. Threads of the
emulator live as long as one image, so objects are kept here and not in the threads.
"""

from __future__ import annotations

import os
import queue
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image

from ocr_emulator.engine.crops import Pixels
from ocr_emulator.engine.scripts import tessdata
from ocr_emulator.engine.scripts.catalog import LANGUAGES, Language, file_name
from ocr_emulator.engine.scripts.normalize import normalized

if TYPE_CHECKING:
    from tesserocr import PyTessBaseAPI


_OBJECTS = min(4, os.cpu_count() or 1)
_BORDER = 10  # pixels: Tesseract loses letters at the edge of an image
_SPECKS = frozenset("~-_=|.,:;'\"`^*/()[]{}<>\u2018\u2019\u201c\u201d\u00ab\u00bb\u2014")
_MAX_WIDTH = 6000  # pixels of a line; the time of one is in proportion to them


class ReaderUnavailableError(RuntimeError):
    """Raised when a language cannot be read; `requirement` is what to install with pip."""

    def __init__(self, language: Language) -> None:
        self.requirement = tessdata.requirement(language)
        super().__init__(language.code, self.requirement)
        self.language = language

    def __str__(self) -> str:
        needs = f"{self.language.name} needs Tesseract and {file_name(self.language)}"
        return f"{needs}: pip install '{self.requirement}'" if self.requirement else needs


@dataclass(frozen=True, slots=True)
class Symbol:
    """A code point, and where it is printed, in fractions of the line's width."""

    text: str = field(repr=False)
    start: float
    end: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Word:
    """A run of symbols without a blank."""

    text: str = field(repr=False)
    confidence: float
    symbols: tuple[Symbol, ...] = field(repr=False)

    @property
    def start(self) -> float:
        """Where it begins, in fractions of the line's width."""
        return min(symbol.start for symbol in self.symbols)

    @property
    def end(self) -> float:
        """Where it ends."""
        return max(symbol.end for symbol in self.symbols)


class LineReader:
    """Recognize lines of one language; serves any number of threads."""

    def __init__(self, language: Language, folder: Path) -> None:
        self.language = language
        self.folder = folder
        self._objects: queue.LifoQueue[PyTessBaseAPI | None] = queue.LifoQueue()
        for _ in range(_OBJECTS):
            self._objects.put(None)

    def __repr__(self) -> str:
        return f"<LineReader {self.language.code}>"

    def read(self, line: Pixels, *, raw: bool = False) -> tuple[Word, ...]:
        """Recognize an image of one level line, red, green, blue; its margins belong to it.

        With `raw` no words are looked for: marks far from their letters are kept, and specks
        at the ends become signs, which are dropped here.
        """
        from tesserocr import PSM

        if line.shape[1] > _MAX_WIDTH:
            line = np.asarray(cv2.resize(line, (_MAX_WIDTH, line.shape[0])), dtype=np.uint8)
        framed = cv2.copyMakeBorder(line, *(_BORDER,) * 4, cv2.BORDER_REPLICATE)
        with self._borrowed() as api:
            api.SetPageSegMode(PSM.RAW_LINE if raw else PSM.SINGLE_LINE)
            api.SetImage(Image.fromarray(np.asarray(framed, dtype=np.uint8)))
            found = tuple(_words(api, line.shape[1])) if api.Recognize() else ()
            api.Clear()
        return _without_specks(found) if raw else found

    @contextmanager
    def _borrowed(self) -> Iterator[PyTessBaseAPI]:
        """Take an API object out of the pool, or wait for one."""
        api = self._objects.get()
        try:
            if api is None:
                api = self._load()
            yield api
        finally:
            self._objects.put(api)

    def _load(self) -> PyTessBaseAPI:
        from tesserocr import OEM, PyTessBaseAPI

        api = PyTessBaseAPI(
            path=str(self.folder),
            lang=self.language.data,
            oem=OEM.LSTM_ONLY,
        )
        # What it prints would mix with the output of a program.
        api.SetVariable("debug_file", os.devnull)
        api.SetVariable("user_defined_dpi", "300")
        return api


@cache
def line_reader(code: str) -> LineReader:
    """Return the reader of a language; raises `ReaderUnavailableError` without its data."""
    language = LANGUAGES[code]
    folder = tessdata.folder_of(language.data) if tessdata.is_installed() else None
    if folder is None:
        raise ReaderUnavailableError(language)
    return LineReader(language, folder)


def available() -> frozenset[str]:
    """Return the codes of the languages that can be read here."""
    if not tessdata.is_installed():
        return frozenset()
    return frozenset(code for code, one in LANGUAGES.items() if tessdata.folder_of(one.data))


def _without_specks(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Drop words of signs alone at both ends of a line."""
    first, last = 0, len(words)
    while first < last and not set(words[first].text) - _SPECKS:
        first += 1
    while last > first and not set(words[last - 1].text) - _SPECKS:
        last -= 1
    return words[first:last]


def _words(api: PyTessBaseAPI, wide: int) -> Iterator[Word]:
    """Group symbols to the words of the text: Tesseract's own are syllables in some scripts."""
    from tesserocr import RIL, iterate_level

    symbols: list[Symbol] = []
    whole = api.GetUTF8Text()
    place = 0
    for part in iterate_level(api.GetIterator(), RIL.SYMBOL):
        if part.Empty(RIL.SYMBOL):
            break
        text, box = part.GetUTF8Text(RIL.SYMBOL).strip(), part.BoundingBox(RIL.SYMBOL)
        if not text or box is None:
            continue
        found = whole.find(text, place)
        if symbols and found > place and whole[place:found].isspace():
            yield _word(symbols)
            symbols = []
        place = found + len(text) if found >= 0 else place
        start, end = (min(max((x - _BORDER) / wide, 0.0), 1.0) for x in (box[0], box[2]))
        symbols.append(Symbol(text, start, end, max(0.0, part.Confidence(RIL.WORD) / 100)))
    if symbols:
        yield _word(symbols)


def _word(symbols: list[Symbol]) -> Word:
    """Make a word: its text as it is typed, and a symbol for each of its code points."""
    parts = [(c, symbol) for symbol in symbols for c in symbol.text]
    text = normalized("".join(c for c, _ in parts))
    # Composition changes the number of code points: those of the text share the places.
    share = len(parts) / max(len(text), 1)
    placed = tuple(replace(parts[int(i * share)][1], text=c) for i, c in enumerate(text))
    return Word(text, sum(s.confidence for s in symbols) / len(symbols), placed)
