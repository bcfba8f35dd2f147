"""Column alignment: place the blocks of each text row as on the page.

So columns of the page, such as prices, stay columns on the terminal.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from rich.cells import cell_len

from ocr_wrapper.results.geometry import Polygon
from ocr_wrapper.results.lines import Line

_MIN_MEASURED = 3
"""Shortest text, in terminal cells, that is long enough to measure the width of a character."""


def aligned(rows: Sequence[Sequence[Line]], width: int) -> list[str]:
    """Return one text per row, with blocks at their positions along the reading direction.

    If positions are unknown, or the page is wider than `width` terminal cells, the blocks of a row
    are joined with spaces.
    """
    blocks = [block for row in rows for block in row if block.polygon is not None]
    columns = _columns(blocks)
    if columns is None or any(block.polygon is None for row in rows for block in row):
        return _joined(rows)
    if max(columns.values()) > width:
        return _joined(rows)
    texts: list[str] = []
    for row in rows:
        text = ""
        for block in row:
            gap = columns[id(block)] - cell_len(text)
            text += " " * max(gap, 1 if text else 0) + block.text
        texts.append(text)
    return texts if max(map(cell_len, texts), default=0) <= width else _joined(rows)


def _joined(rows: Sequence[Sequence[Line]]) -> list[str]:
    return ["   ".join(block.text for block in row) for row in rows]


def _columns(blocks: Sequence[Line]) -> dict[int, int] | None:
    """Return the start column of each block, from the median width of a character."""
    measured = [block for block in blocks if cell_len(block.text) >= _MIN_MEASURED]
    if not measured:
        return None
    direction = _direction(max(measured, key=lambda block: len(block.text)).polygon)
    if direction is None:
        return None
    extents = {id(block): _extent(block.polygon, direction) for block in blocks}
    widths = [
        (extents[id(block)][1] - extents[id(block)][0]) / cell_len(block.text) for block in measured
    ]
    width = statistics.median(widths)
    if width <= 0 or not math.isfinite(width):
        return None
    origin = min(start for start, _ in extents.values())
    places = {key: (start - origin) / width for key, (start, _) in extents.items()}
    if not all(math.isfinite(place) for place in places.values()):
        return None
    return {key: round(place) for key, place in places.items()}


def _direction(polygon: Polygon | None) -> tuple[float, float] | None:
    if polygon is None or len(polygon) < 2:
        return None
    x, y = polygon[1][0] - polygon[0][0], polygon[1][1] - polygon[0][1]
    length = math.hypot(x, y)
    return (x / length, y / length) if length else None


def _extent(polygon: Polygon | None, direction: tuple[float, float]) -> tuple[float, float]:
    values = [x * direction[0] + y * direction[1] for x, y in polygon or ()]
    return min(values), max(values)
