"""Engine of one language: areas by the built-in detector, lines by Tesseract.

It has the protocol of every engine, so pages are rotated, ordered and read as with any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

import cv2
import numpy as np
from PIL import Image

from ocr_emulator.engine.base import Character, Engine, Line, Page, Polygon, Word
from ocr_emulator.engine.crops import Pixels, level_crop, rgb_pixels
from ocr_emulator.engine.geometry import Rotation, along, mapped, stretched
from ocr_emulator.engine.orientation import axis
from ocr_emulator.engine.page import read_page, rotated
from ocr_emulator.engine.scripts import mixture
from ocr_emulator.engine.scripts.catalog import Attempt
from ocr_emulator.engine.scripts.reader import LineReader, line_reader
from ocr_emulator.engine.scripts.rows import text_lines

_SIDEWAYS = 0.15  # margin at both ends of a line, in heights
_SURE = 0.9  # confidence of a line that is not read another time
_VOTE = 0.25  # weight of a reading besides its confidence
_AGREED = (0.0, 0.7, 0.8, 0.85)  # confidence of a text that one, two, … readings have
_MANY = tuple(Attempt(margin, tall) for margin in (0.0, 0.08, -0.08) for tall in (36, 48, 64))
_LEVEL = 0.8  # degrees that a page may be aslant without being turned for its lines


class ScriptEngine:
    """Recognize text of one language, and the Latin words beside it.

    `base` detects text, reads Latin words and restricted alphabets. Raises
    `ReaderUnavailableError` when the language cannot be read here.
    """

    def __init__(self, base: Engine, language: str) -> None:
        self._base = base
        self._reader = line_reader(language)
        self.name = base.name
        self.languages = frozenset([language])

    def __repr__(self) -> str:
        return f"ScriptEngine({self._base!r}, {self._reader.language.code!r})"

    def detect(self, image: Image.Image) -> tuple[Polygon, ...]:
        """Return the areas of lines; each starts at the corner that is top left when upright."""
        areas = self._base.detect(image)
        slant = axis(areas)
        if slant is None:
            return areas
        upright = Rotation(slant if abs(slant) > _LEVEL else 0.0, *image.size)
        gray = np.asarray(rotated(image.convert("L"), upright), dtype=np.uint8)
        lines, others = text_lines(gray, [mapped(area, upright, back=False) for area in areas])
        return tuple(mapped(polygon, upright, back=True) for polygon in [*lines, *others])

    def recognize(
        self,
        image: Image.Image,
        polygons: Sequence[Polygon],
        *,
        characters: bool = False,
        alphabet: Collection[str] | None = None,
    ) -> tuple[Line, ...]:
        """Recognize one line of text in each area, in the given order."""
        if alphabet is not None:
            return self._base.recognize(image, polygons, characters=characters, alphabet=alphabet)
        if not polygons:
            return ()
        pixels = rgb_pixels(image)
        lines = [read_line(self._reader, pixels, polygon) for polygon in polygons]
        if self._reader.language.letters:
            framed = [stretched(polygon, _SIDEWAYS, 0.0) for polygon in polygons]
            latin = self._base.recognize(image, framed, characters=True)
            pairs = zip(lines, latin, strict=True)
            lines = [mixture.with_latin_words(line, other) for line, other in pairs]
        if characters:
            return tuple(lines)
        return tuple(Line(line.text, line.polygon, line.confidence) for line in lines)

    def read(
        self,
        image: Image.Image,
        *,
        orient: bool = True,
        characters: bool = False,
        mixed: bool = True,
        language: str | None = None,  # noqa: ARG002 - it has one
    ) -> Page:
        """Detect and recognize all text of an image."""
        return read_page(self, image, orient=orient, characters=characters, mixed=mixed)

    def readings(self, image: Image.Image, polygon: Polygon) -> tuple[Line, ...]:
        """Return what each of several preparations of one line is read as.

        For short texts of a fixed form, such as the number of a license plate: the form decides
        between them better than a confidence.
        """
        pixels = rgb_pixels(image)
        return tuple(read_attempt(self._reader, pixels, polygon, one) for one in _MANY)


def read_line(reader: LineReader, pixels: Pixels, polygon: Polygon) -> Line:
    """Recognize one area of an image, with its words and characters.

    Preparations are tried until one is sure. If none is, they vote: the same text from several is
    right far more often than their confidence tells.
    """
    readings: list[Line] = []
    for attempt in reader.language.attempts:
        line = read_attempt(reader, pixels, polygon, attempt)
        if line.confidence >= _SURE:
            return line
        if line.text:
            readings.append(line)
    if not readings:
        return Line("", polygon, 0.0)
    votes: defaultdict[str, list[Line]] = defaultdict(list)
    for line in readings:
        votes["".join(line.text.split())].append(line)
    chosen = max(votes.values(), key=lambda same: sum(x.confidence + _VOTE for x in same))
    best = max(chosen, key=lambda line: line.confidence)
    agreed = _AGREED[min(len(chosen), len(_AGREED)) - 1]
    return replace(best, confidence=max(best.confidence, agreed))


def read_attempt(reader: LineReader, pixels: Pixels, polygon: Polygon, attempt: Attempt) -> Line:
    """Recognize one area of an image in one preparation, with its words and characters."""
    framed = stretched(polygon, _SIDEWAYS, attempt.margin)
    printed: list[Character] = []
    words: list[Word] = []
    for word in reader.read(_cropped(pixels, framed, attempt.height), raw=attempt.raw):
        words.append(Word(word.text, along(framed, word.start, word.end), word.confidence))
        printed += [
            Character(symbol.text, along(framed, symbol.start, symbol.end), symbol.confidence)
            for symbol in word.symbols
        ]
    return mixture.composed(polygon, printed, words)


def _cropped(pixels: Pixels, polygon: Polygon, tall: int) -> Pixels:
    """Crop an area, make it level and scale it to a height."""
    crop = level_crop(pixels, polygon)
    h, w = crop.shape[:2]
    method = cv2.INTER_AREA if h > tall else cv2.INTER_CUBIC
    scaled = cv2.resize(crop, (max(2, round(w * tall / h)), tall), interpolation=method)
    return np.asarray(scaled, dtype=np.uint8)
