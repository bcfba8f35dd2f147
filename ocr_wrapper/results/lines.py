"""Text lines of a response, in reading order.

Operations return blocks of text in different structures; this is one view of all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ocr_wrapper.results import geometry
from ocr_wrapper.results.fields import as_text
from ocr_wrapper.results.geometry import Polygon
from ocr_wrapper.results.tables import tables

_MAX_TABLE_AREAS = 200
"""Most tables whose areas are compared with the lines; no real page has so many."""


@dataclass(frozen=True, slots=True)
class Line:
    """One block of text as the service found it; the repr does not show the text."""

    text: str = field(repr=False)
    polygon: Polygon | None = None
    """Corners in pixels of the image as sent; None if the response has no coordinates."""

    confidence: float | None = None
    """0 to 1; None if the response has none."""

    in_table: bool = False
    """Whether it belongs to a table, and is therefore in `tables` too."""


def lines(raw: Mapping[str, Any]) -> tuple[Line, ...]:
    """Return the text blocks of a response body in the order of the service.

    The service promises left to right and top to bottom (API Reference 4.5), and keeps columns
    and rotated text together better than sorting by coordinates would. A table cell is returned as
    its lines, if the response separates them.
    """
    found = [line for line, _ in blocks(raw)]
    areas = [table.polygon for table in tables(raw) if table.polygon is not None and table.cells]
    if not areas:
        return tuple(found)
    boxes = [(geometry.bounds(area), area) for area in areas[:_MAX_TABLE_AREAS]]
    return tuple(_marked(line, boxes) for line in found)


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


def _marked(line: Line, areas: Sequence[tuple[geometry.Box, Polygon]]) -> Line:
    """Mark a line inside a table of a smart document, which returns text and tables separately."""
    corners = line.polygon
    if line.in_table or corners is None:
        return line
    x, y = geometry.center(corners)
    inside = any(
        left <= x <= right and top <= y <= bottom and geometry.contains(area, corners)
        for (left, top, right, bottom), area in areas
    )
    return replace(line, in_table=True) if inside else line


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


def _with_text(items: Iterable[Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the items that have text, with it."""
    return [(words, item) for item in items if (words := as_text(item.get("words")))]


def _objects(value: object) -> Iterable[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
