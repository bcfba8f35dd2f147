"""Coordinates and languages as responses spell them, shared by the recognizers of documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ocr_emulator.contract.unread import Unread
from ocr_emulator.engine.geometry import REDUCED_BY
from ocr_emulator.engine.scripts.text import Text, is_readable
from ocr_emulator.recognizers.base import Options, RecognitionError

if TYPE_CHECKING:
    from PIL import Image

    from ocr_emulator.engine.base import Engine, Polygon


def scale_of(image: Image.Image) -> float:
    """Return by what factor coordinates grow: those of a response are in pixels of the file."""
    factor: float = image.info.get(REDUCED_BY, 1.0)
    return factor


def location(polygon: Polygon, scale: float = 1.0) -> list[list[float]]:
    """Return corners in whole pixels, as the service sends them (table 4-51)."""
    return [[round(x * scale), round(y * scale)] for x, y in polygon]


def around(polygons: Iterable[Polygon]) -> Polygon:
    """Return the upright rectangle around some areas."""
    points = [point for polygon in polygons for point in polygon]
    left, right = min(p[0] for p in points), max(p[0] for p in points)
    top, bottom = min(p[1] for p in points), max(p[1] for p in points)
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def checked_language(options: Options, engine: Engine) -> str | None:
    """Return the language of a request.

    Raises `RecognitionError` with AIS.0105 for one that neither engine nor extra reads: the engine
    would return look-alike letters with high confidence, which is worse than an error.
    """
    language: str | None = options.get("language")
    if not is_readable(language, engine):
        raise RecognitionError(
            "AIS.0105", f"the engine {engine.name} does not support the language {language!r}"
        )
    return language


def lines_left_out(text: Text, part: str) -> list[Unread]:
    """Return the note on lines in scripts that were not read; `part` is the list without them."""
    return [Unread(part, text.left_out, text.install)] if text.left_out else []
