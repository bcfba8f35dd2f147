"""Text lines of a response, in reading order.

Operations return blocks of text in different structures; this is one view of all of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ocr_wrapper.results import geometry
from ocr_wrapper.results.fields import as_text
from ocr_wrapper.results.geometry import Polygon
from ocr_wrapper.results.tables import tables

MAX_AREAS = 200
"""Most areas whose positions are compared with those of the lines; no real page has so many."""

_EVERYWHERE = (-math.inf, -math.inf, math.inf, math.inf)

_MAX_SEARCHED = 300_000_000
"""Most characters that are searched for lines: number of lines times characters of the areas."""


@dataclass(frozen=True, slots=True)
class Line:
    """One block of text as the service found it; the repr does not show the text."""

    text: str = field(repr=False)
    polygon: Polygon | None = None
    """Corners in pixels of the image as sent; None if the response has no coordinates."""

    confidence: float | None = None
    """0 to 1; None if the response has none."""

    in_table: bool = False
    """Whether it belongs to a table, and its text is therefore in a cell of `tables` too."""


class TextAreas:
    """Parts of a page that repeat lines, such as tables: their positions and texts."""

    def __init__(
        self, parts: Sequence[tuple[Polygon | None, Sequence[str]]], line_count: int
    ) -> None:
        size = sum(len(text) for _, texts in parts for text in texts)
        # Where a search would take seconds, only a whole text of an area is found.
        search = size * line_count <= _MAX_SEARCHED
        self._areas: list[tuple[Polygon | None, geometry.Box, frozenset[str], str]] = []
        for polygon, texts in parts:
            compact = [_compact(text) for text in texts]
            box = _EVERYWHERE if polygon is None else geometry.bounds(polygon)
            joined = "".join(compact) if search else ""
            self._areas.append((polygon, box, frozenset(compact), joined))

    def repeat(self, line: Line) -> bool:
        """Return whether an area around the line has its text, wherever the white space is.

        Without a position the text decides. A cell may have several lines, and a line may continue
        in the next cell.
        """
        wanted, corners = _compact(line.text), line.polygon
        x, y = (0.0, 0.0) if corners is None else geometry.center(corners)
        for polygon, (left, top, right, bottom), texts, joined in self._areas:
            if corners is not None and not (left <= x <= right and top <= y <= bottom):
                continue
            if (wanted in texts or wanted in joined) and (
                corners is None or polygon is None or geometry.contains(polygon, corners)
            ):
                return True
        return False


def lines(raw: Mapping[str, Any]) -> tuple[Line, ...]:
    """Return the text blocks of a response body in the order of the service.

    The service promises left to right and top to bottom (API Reference 4.5), and keeps columns
    and rotated text together better than sorting by coordinates would. A table cell is returned as
    its lines, if the response separates them.
    """
    found = [line for line, _ in blocks(raw)]
    parts = [
        (table.polygon, [cell.text for cell in table.cells])
        for table in tables(raw)
        if table.polygon is not None and table.cells
    ]
    if not parts:
        return tuple(found)
    areas = TextAreas(parts[:MAX_AREAS], len(found))
    return tuple(_marked(line, areas) for line in found)


def blocks(raw: Mapping[str, Any]) -> Iterator[tuple[Line, Mapping[str, Any]]]:
    """Yield each line with the object of the response that it was read from, in the same order."""
    result = raw.get("result")
    for entry in result if isinstance(result, list) else [result]:
        if not isinstance(entry, Mapping):
            continue
        page = entry.get("ocr_result")
        for holder in (entry, page if isinstance(page, Mapping) else {}):
            yield from _blocks(holder.get("words_block_list"))
        for region in _objects(entry.get("words_region_list")):
            yield from _blocks(
                region.get("words_block_list"), in_table=region.get("type") == "table"
            )


def _marked(line: Line, areas: TextAreas) -> Line:
    """Mark a line of a table of a smart document, which returns text and tables separately."""
    if line.in_table or line.polygon is None or not areas.repeat(line):
        return line
    return replace(line, in_table=True)


def text(blocks: Sequence[Line]) -> str:
    """Join lines to text: a tab between blocks of one row, a line break between rows.

    The same rule as in the service's own `markdown_result` (API Reference 4.5), which is returned
    only on request.
    """
    return "\n".join("\t".join(block.text for block in row) for row in rows(blocks))


def rows(blocks: Sequence[Line]) -> list[list[Line]]:
    """Group consecutive blocks that belong to the same row of text."""
    found: list[list[Line]] = []
    for block in blocks:
        if found and geometry.same_row(found[-1][-1].polygon, block.polygon):
            found[-1].append(block)
        else:
            found.append([block])
    return found


def _blocks(value: object, *, in_table: bool = False) -> Iterator[tuple[Line, Mapping[str, Any]]]:
    for block in _objects(value):
        for words, item in _with_text(_objects(block.get("words_list"))) or _with_text([block]):
            line = Line(
                words,
                geometry.parse_polygon(item.get("location")),
                geometry.parse_number(item.get("confidence")),
                in_table,
            )
            yield line, item


def _compact(text: str) -> str:
    return "".join(text.split())


def _with_text(items: Iterable[Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the items that have text, with it."""
    return [(words, item) for item in items if (words := as_text(item.get("words")))]


def _objects(value: object) -> Iterable[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
