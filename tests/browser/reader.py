"""An engine for tests of the page: its readings are known and come at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from PIL import Image

if TYPE_CHECKING:
    from ocr_emulator.engine.base import Engine

HTML = "<img src=x onerror=\"document.title='attacked'\"><b>bold</b> & <script>alert(1)</script>"
"""A text as a document may contain it, which must stay text."""
TEXTS = (("HARBOUR CORNER SHOP", 0.998), ("Rye bread 7.80", 0.86), ("T0TAL", 0.41), (HTML, 0.97))


class _Reader:
    """Reads nothing itself; the functions below respond in its name."""

    name = "reader-of-tests"
    languages = frozenset({"zh"})


def reader() -> Engine:
    """Return the engine, which is never asked to read."""
    return cast("Engine", _Reader())


def polygon(index: int, width: int = 300) -> list[list[int]]:
    """Return the place of a line: one below the other."""
    top = 20 + 60 * index
    return [[20, top], [20 + width, top], [20 + width, top + 40], [20, top + 40]]


def read_text(image: Image.Image, options: Mapping[str, Any], engine: object) -> Mapping[str, Any]:
    """Return the known lines; turned by 90 degrees when the direction is asked for."""
    blocks = [
        {"words": words, "confidence": confidence, "location": polygon(index)}
        for index, (words, confidence) in enumerate(TEXTS)
    ]
    direction = 90.0 if options.get("detect_direction") else -1
    return {
        "direction": direction,
        "words_block_count": len(blocks),
        "words_block_list": blocks,
    }


def read_passport(
    image: Image.Image, options: Mapping[str, Any], engine: object
) -> Mapping[str, Any]:
    """Return fields with confidences."""
    fields = {"surname": "LINDQVIST", "given_name": HTML, "country_code": "UTO"}
    return {**fields, "confidence": {"surname": 0.99, "given_name": 0.5, "country_code": 0.9}}


def read_table(image: Image.Image, options: Mapping[str, Any], engine: object) -> Mapping[str, Any]:
    """Return one table with a merged cell."""
    cells = [
        {"words": "Crew", "rows": [0], "columns": [0, 1], "cell_location": polygon(0)},
        {"words": "Name", "rows": [1], "columns": [0], "cell_location": polygon(1, 140)},
        {"words": "08:00", "rows": [1], "columns": [1], "cell_location": polygon(2, 140)},
    ]
    region = {"type": "table", "words_block_count": len(cells), "words_block_list": cells}
    return {"words_region_count": 1, "words_region_list": [region]}


READERS = {
    "recognize_general_text": read_text,
    "recognize_passport": read_passport,
    "recognize_general_table": read_table,
}
