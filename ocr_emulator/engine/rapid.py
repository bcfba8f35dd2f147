"""The built-in OCR engine: RapidOCR's small PP-OCRv6 models on the CPU, by ONNX Runtime.

The models come with the package `rapidocr`; nothing is downloaded. Of that package the
detector, the sessions and the dictionary are used; cropping, batching and decoding are done
here, because machine-readable zones need what its own pipeline hides: a restricted alphabet,
and the place and confidence of each character.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from ocr_emulator.engine.base import Character, Line, Page, Polygon, Word
from ocr_emulator.engine.crops import Pixels, level_crop, rgb_pixels
from ocr_emulator.engine.geometry import along, height, width
from ocr_emulator.engine.homoglyphs import fold_homoglyphs
from ocr_emulator.engine.lines.filler_runs import collapsed
from ocr_emulator.engine.lines.windows import merged, windows
from ocr_emulator.engine.onnx_models import (
    DETECTION_SIDE,
    LEAST_WIDTH,
    LINE_HEIGHT,
    Models,
    check_models,
    load_models,
)
from ocr_emulator.engine.page import read_page
from ocr_emulator.engine.scripts.engine import ScriptEngine
from ocr_emulator.engine.scripts.reader import available

_BATCH = 6
# Pixels along all lines of a batch: for each eight, the model returns the probability of all
# of its 18,000 characters.
_BATCH_WIDTH = 2400
_ALTERNATIVES = 8
# Latin script with accents, Chinese and Japanese read well. In every other script the
# recognizer returns look-alikes with high confidence, and Vietnamese loses its tone marks.
_LANGUAGES = frozenset(
    [
        "auto",
        "da",
        "de",
        "es",
        "fr",
        "id",
        "it",
        "ja",
        "la",
        "ms",
        "no",
        "pl",
        "pt",
        "ro",
        "sv",
        "tr",
        "zh",
    ]
)


@dataclass(frozen=True, slots=True)
class _Run:
    text: str = field(repr=False)
    place: float  # fraction of the line's width
    confidence: float
    alternatives: tuple[tuple[str, float], ...] = field(default=(), repr=False)


_DEFAULT_THREADS = 2  # more were not measured


class RapidEngine:
    """Recognize text with RapidOCR.

    One object serves any number of threads: the models' sessions are thread-safe, and are
    loaded by the first image. `threads` is the number of threads that one call may use
    inside the runtime, at most the number of cores; under load, one thread a call and as many
    calls as cores is best. Raises EngineUnavailableError when the models are missing from the
    package.
    """

    name = "rapidocr"

    def __init__(self, *, threads: int | None = None) -> None:
        check_models()
        self.languages = _LANGUAGES | available()
        self._loaded: dict[int, Models] = {}
        self._lock = threading.Lock()
        self._threads = _at_most_cores(threads or _DEFAULT_THREADS)
        self._alphabet: Sequence[str] = ()

    def use_threads(self, count: int) -> None:
        """Read further images with so many threads; loads the models if they are not."""
        self._threads = _at_most_cores(count)
        self._models()

    def _models(self) -> Models:
        with self._lock:
            count = self._threads
            if count not in self._loaded:
                self._loaded[count] = load_models(count)
                self._alphabet = self._loaded[count].alphabet
            return self._loaded[count]

    def __repr__(self) -> str:
        return "RapidEngine()"

    def detect(self, image: Image.Image) -> tuple[Polygon, ...]:
        """Return the areas of text; each starts at the corner that is top left when upright."""
        pixels = _pixels(image)
        h, w = pixels.shape[:2]
        found = [
            ((top, bottom), self._find(pixels[top:bottom], top))
            for top, bottom in windows((w, h), DETECTION_SIDE)
        ]
        return tuple(merged(found, h)) if len(found) > 1 else tuple(found[0][1])

    def _find(self, pixels: Pixels, offset: int) -> list[Polygon]:
        """Detect areas in a part of an image that begins `offset` pixels below its top."""
        padded, left, top = _padded(pixels)
        boxes = self._models().detector(padded).boxes
        if boxes is None:
            return []
        return [
            _polygon([(float(x) - left, float(y) - top + offset) for x, y in box]) for box in boxes
        ]

    def recognize(
        self,
        image: Image.Image,
        polygons: Sequence[Polygon],
        *,
        characters: bool = False,
        alphabet: Collection[str] | None = None,
    ) -> tuple[Line, ...]:
        """Recognize one line of text in each area, in the given order."""
        if not polygons:
            return ()
        pixels = _pixels(image)
        crops = [_crop(pixels, polygon) for polygon in polygons]
        readings = self._read_crops(crops, alphabet)
        return tuple(
            _line(runs, polygon, characters=characters)
            for runs, polygon in zip(readings, polygons, strict=True)
        )

    def read(
        self,
        image: Image.Image,
        *,
        orient: bool = True,
        characters: bool = False,
        mixed: bool = True,
        language: str | None = None,
    ) -> Page:
        """Detect and recognize all text; one model knows all languages but those of `scripts`."""
        if language is not None and language not in _LANGUAGES:
            engine = ScriptEngine(self, language)
            return engine.read(image, orient=orient, characters=characters, mixed=mixed)
        return read_page(self, image, orient=orient, characters=characters, mixed=mixed)

    def _read_crops(
        self, crops: Sequence[Pixels], alphabet: Collection[str] | None
    ) -> list[list[_Run]]:
        models, allowed = self._models(), None
        if alphabet is not None:
            known = enumerate(models.alphabet)
            allowed = np.array([i for i, c in known if i == 0 or c in alphabet])
        readings: list[list[_Run]] = [[] for _ in crops]
        for batch in _batches([_scaled_width(crop) for crop in crops]):
            widths = [_scaled_width(crops[i]) for i in batch]
            total = max(LEAST_WIDTH, *widths)
            tensor = np.zeros((len(batch), 3, LINE_HEIGHT, total), dtype=np.float32)
            for row, (i, wide) in enumerate(zip(batch, widths, strict=True)):
                scaled = cv2.resize(crops[i], (wide, LINE_HEIGHT))
                tensor[row, :, :, :wide] = scaled.transpose(2, 0, 1) / np.float32(127.5) - 1
            scores = models.session(tensor)
            for row, (i, wide) in enumerate(zip(batch, widths, strict=True)):
                columns = scores.shape[1] * wide / total
                runs = list(self._runs(scores[row], columns, allowed))
                readings[i] = runs if alphabet is not None else _without_fillers(_folded(runs))
        return readings

    def _runs(
        self,
        scores: npt.NDArray[np.float32],
        columns: float,
        allowed: npt.NDArray[np.intp] | None,
    ) -> Iterator[_Run]:
        """Decode greedily (CTC): equal neighbouring columns are one character."""
        if allowed is None:
            best = scores.argmax(axis=1)
        else:
            best = allowed[scores[:, allowed].argmax(axis=1)]
        certain = scores[np.arange(len(best)), best]
        start = 0
        for end in range(1, len(best) + 1):
            if end < len(best) and best[end] == best[start]:
                continue
            if best[start]:
                place = min((start + end) / 2 / columns, 1.0)
                confidence = min(float(certain[start:end].max()), 1.0)
                others = () if allowed is None else self._others(scores[start:end], allowed)
                yield _Run(self._alphabet[best[start]], place, confidence, others)
            start = end

    def _others(
        self, scores: npt.NDArray[np.float32], allowed: npt.NDArray[np.intp]
    ) -> tuple[tuple[str, float], ...]:
        """Return the likeliest other characters of a run; the first allowed entry is the blank."""
        peaks = scores[:, allowed[1:]].max(axis=0)
        order = peaks.argsort()[::-1][1 : 1 + _ALTERNATIVES]
        return tuple((self._alphabet[allowed[1 + i]], float(peaks[i])) for i in order)


def _at_most_cores(count: int) -> int:
    return max(1, min(count, os.cpu_count() or 1))


def _scaled_width(crop: Pixels) -> int:
    """Return the width of a crop at the height of the recognizer's lines."""
    h, w = crop.shape[:2]
    return max(1, round(float(w * LINE_HEIGHT / h)))


def _batches(widths: Sequence[int]) -> Iterator[list[int]]:
    """Divide lines of these widths into batches, by their indexes.

    Lines of like length share a batch, so that little of it is padding, and long ones are few
    in it, so that it takes little memory.
    """
    batch: list[int] = []
    for index in sorted(range(len(widths)), key=lambda i: widths[i]):
        full = len(batch) == _BATCH or widths[index] * (len(batch) + 1) > _BATCH_WIDTH
        if batch and full:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _pixels(image: Image.Image) -> Pixels:
    """Convert an image to rows of blue, green, red, the order of the models' training."""
    return np.ascontiguousarray(rgb_pixels(image)[:, :, ::-1])


def _padded(pixels: Pixels) -> tuple[Pixels, int, int]:
    """Add margins to an image too flat or too small for the detector's 32-pixel grid."""
    h, w = pixels.shape[:2]
    least = max(64, max(h, w) // 8)
    top, left = max(0, (least - h + 1) // 2), max(0, (least - w + 1) // 2)
    if not top and not left:
        return pixels, 0, 0
    border = cv2.copyMakeBorder(pixels, top, top, left, left, cv2.BORDER_REPLICATE)
    return np.asarray(border, dtype=np.uint8), left, top


def _polygon(points: Sequence[tuple[float, float]]) -> Polygon:
    a, b, c, d = points
    return (a, b, c, d)


def _crop(pixels: Pixels, polygon: Polygon) -> Pixels:
    """Crop an area of the image, level and at most twice as tall as the recognizer's lines."""
    crop = level_crop(pixels, polygon)
    h, w = crop.shape[:2]
    if h > 2 * LINE_HEIGHT:
        # Averaging first: plain interpolation would skip pixels of a large print.
        smaller = (max(2, round(w * LINE_HEIGHT / h)), LINE_HEIGHT)
        crop = np.asarray(cv2.resize(crop, smaller, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return crop


def _folded(runs: list[_Run]) -> list[_Run]:
    """Fold the homoglyphs of a line."""
    text = "".join(run.text for run in runs)
    folded = fold_homoglyphs(text)
    if folded == text or len(text) != len(runs):
        return runs
    return [replace(run, text=c) for run, c in zip(runs, folded, strict=True)]


def _without_fillers(runs: list[_Run]) -> list[_Run]:
    """Collapse the runs of filler characters of a line."""
    found = collapsed([run.text for run in runs])
    return [replace(runs[i], text=text) for i, text in found]


def _line(runs: Sequence[_Run], polygon: Polygon, *, characters: bool) -> Line:
    text = "".join(run.text for run in runs).strip()
    if not text:
        return Line("", polygon, 0.0)
    confidence = sum(run.confidence for run in runs) / len(runs)
    if not characters:
        return Line(text, polygon, confidence)
    printed = tuple(_characters(runs, polygon))
    return Line(text, polygon, confidence, printed, tuple(_words(runs, printed)))


def _characters(runs: Sequence[_Run], polygon: Polygon) -> Iterator[Character]:
    """Split the line midway between the places of neighbouring characters."""
    places = [run.place for run in runs]
    # A character alone is taken to be as wide as the line is tall.
    half = height(polygon) / max(width(polygon), 1.0) / 2
    for i, run in enumerate(runs):
        if run.text.isspace():
            continue
        before = (places[i - 1] + places[i]) / 2 if i else None
        after = (places[i] + places[i + 1]) / 2 if i + 1 < len(runs) else None
        # At either end the other half of the cell gives its width.
        left = half if after is None else after - places[i]
        right = half if before is None else places[i] - before
        start = places[i] - left if before is None else before
        end = places[i] + right if after is None else after
        area = along(polygon, max(start, 0.0), min(end, 1.0))
        yield Character(run.text, area, run.confidence, run.alternatives)


def _words(runs: Sequence[_Run], printed: Sequence[Character]) -> Iterator[Word]:
    remaining = iter(printed)
    text = "".join(run.text for run in runs)
    for part in text.split():
        members = [next(remaining) for _ in part]
        first, last = members[0].polygon, members[-1].polygon
        yield Word(
            part,
            (first[0], last[1], last[2], first[3]),
            sum(member.confidence for member in members) / len(members),
        )
