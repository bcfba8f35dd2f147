"""Vertical writing: columns of Chinese or Japanese from top to bottom, the first at the right.

The recognizer reads a column as a line on its side, and so it does with a page that lies on its
side. Single characters tell the two apart: in vertical writing each stands upright in its column.
"""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

from ocr_emulator.engine.base import Engine, Line, Polygon
from ocr_emulator.engine.geometry import along, direction, height, shifted, width
from ocr_emulator.engine.orientation import between

_LEAST_SHARE = 0.5  # of the characters that are Chinese or Japanese
_MOST_CELLS = 12
_ALIKE = 0.5  # part of the characters, by confidence, that are the same when they stand upright
_COLUMN = 2.0  # a column is so many times longer than wide
_QUARTER = 45.0
_RANGES = (("\u3040", "\u30ff"), ("\u3400", "\u9fff"), ("\uf900", "\ufaff"))


def is_vertical_page(engine: Engine, image: Image.Image, lines: Sequence[Line]) -> bool:
    """Return whether lines, read along their columns, are vertical writing."""
    columns = sorted((line for line in lines if _is_column(line)), key=lambda line: -len(line.text))
    if 2 * sum(len(line.text) for line in columns) < sum(len(line.text) for line in lines):
        return False
    cells: list[Polygon] = []
    wanted: list[str] = []
    for line in columns:
        count = len(line.text)
        for i, character in enumerate(line.text[: _MOST_CELLS - len(cells)]):
            cells.append(shifted(along(line.polygon, i / count, (i + 1) / count), 3))
            wanted.append(character)
    upright = engine.recognize(image, cells)
    # Some characters look alike when they are turned; the reader is less sure of most of them then.
    same = sum(
        line.confidence
        for line, character in zip(upright, wanted, strict=True)
        if line.text == character
    )
    return bool(cells) and same >= _ALIKE * len(cells)


def _is_column(line: Line) -> bool:
    text = line.text
    if len(text) < 2 or width(line.polygon) < _COLUMN * height(line.polygon):
        return False
    east_asian = sum(any(a <= c <= b for a, b in _RANGES) for c in text)
    return east_asian >= _LEAST_SHARE * len(text)


def right_to_left(row: Sequence[Line], angle: float) -> list[Line]:
    """Return the lines of a row, from left to right, with neighbouring columns the other way."""
    ordered: list[Line] = []
    columns: list[Line] = []
    for line in row:
        if _is_column(line) and abs(between(direction(line.polygon), angle - 90)) < _QUARTER:
            columns.insert(0, line)
        else:
            ordered += [*columns, line]
            columns = []
    return ordered + columns
