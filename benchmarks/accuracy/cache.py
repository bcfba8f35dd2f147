"""Disk cache of an engine's readings, keyed by the image and the question.

Reading an image takes seconds; the geometry above it milliseconds. With the cache, a change of the
geometry is measured on hundreds of pages at once.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TypeVar

from PIL import Image

from ocr_emulator.engine.base import Engine, Line, Page, Polygon
from ocr_wrapper.files.atomic import replacing

Value = TypeVar("Value")


class CachedEngine:
    """An engine that answers a question that it was asked before from a folder."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = engine
        self._folder = folder
        self.name = engine.name
        self.languages = engine.languages
        folder.mkdir(parents=True, exist_ok=True)

    def detect(self, image: Image.Image) -> tuple[Polygon, ...]:
        """Detect areas of text."""
        return self._cached(image, "detect", lambda: self._engine.detect(image))

    def recognize(
        self,
        image: Image.Image,
        polygons: Sequence[Polygon],
        *,
        characters: bool = False,
        alphabet: Collection[str] | None = None,
    ) -> tuple[Line, ...]:
        """Recognize areas."""
        places = [[(round(x, 1), round(y, 1)) for x, y in polygon] for polygon in polygons]
        question = f"recognize {places} {characters} {sorted(alphabet or ())}"
        return self._cached(
            image,
            question,
            lambda: self._engine.recognize(
                image, polygons, characters=characters, alphabet=alphabet
            ),
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
        """Read a page."""
        question = f"read {orient} {characters} {mixed} {language}"
        return self._cached(
            image,
            question,
            lambda: self._engine.read(
                image, orient=orient, characters=characters, mixed=mixed, language=language
            ),
        )

    def _cached(self, image: Image.Image, question: str, ask: Callable[[], Value]) -> Value:
        digest = hashlib.sha256(image.tobytes() + f"{image.size} {question}".encode()).hexdigest()
        path = self._folder / f"{digest}.pickle"
        if path.exists():
            known: Value = pickle.loads(path.read_bytes())
            return known
        value = ask()
        # Parts run side by side and share the folder.
        with replacing(path) as file:
            file.write(pickle.dumps(value))
        return value
