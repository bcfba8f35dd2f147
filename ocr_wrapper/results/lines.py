"""Collect the blocks of text of an answer, in the order in which a person reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ocr_wrapper.results import geometry
from ocr_wrapper.results.fields import as_text
from ocr_wrapper.results.geometry import Polygon
from ocr_wrapper.results.tables import tables


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one block of text as the service found it; the repr does not show the text."""

    text: str = field(repr=False)
    polygon: Polygon | None = None
    """Corners in pixels of the picture as sent; None where the answer gives no place."""

    confidence: float | None = None
    """0 to 1; None where the answer gives none."""

    in_table: bool = False
    """Whether it stands in one of the answer's tables, and so is in ``tables`` too."""


def lines(raw: Mapping[str, Any]) -> tuple[Line, ...]:
    """Return the text blocks of a whole answer in the service's order.

    The service promises left to right and top to bottom (API Reference 4.5), and keeps columns
    and turned text together better than sorting by coordinates would. A cell of a table comes as
    the lines in it, where the answer tells them apart.
    """
    result = raw.get("result")
    found: list[Line] = []
    for entry in result if isinstance(result, list) else [result]:
        if not isinstance(entry, Mapping):
            continue
        page = entry.get("ocr_result")
        for holder in (entry, page if isinstance(page, Mapping) else {}):
            found.extend(_blocks(holder.get("words_block_list")))
        for region in _objects(entry.get("words_region_list")):
            found.extend(
                _blocks(region.get("words_block_list"), in_table=region.get("type") == "table")
            )
    areas = [table.polygon for table in tables(raw) if table.polygon is not None and table.cells]
    return tuple(_marked(line, areas) for line in found) if areas else tuple(found)


def _marked(line: Line, areas: Sequence[Polygon]) -> Line:
    """Mark a line in a table of a smart document, whose text is told apart from its tables."""
    place = line.polygon
    if line.in_table or place is None or not any(geometry.inside(place, area) for area in areas):
        return line
    return replace(line, in_table=True)


def text(blocks: Sequence[Line]) -> str:
    """Join lines to text: a tab between blocks of one row, a line break between rows.

    The same rule as the service's own ``markdown_result`` (API Reference 4.5), which comes only
    if it was asked for.
    """
    return "\n".join("\t".join(block.text for block in row) for row in rows(blocks))


def rows(blocks: Sequence[Line]) -> list[list[Line]]:
    """Put blocks that go on in the same row of text together, in the order given."""
    found: list[list[Line]] = []
    for block in blocks:
        if found and geometry.same_row(found[-1][-1].polygon, block.polygon):
            found[-1].append(block)
        else:
            found.append([block])
    return found


def _blocks(value: object, *, in_table: bool = False) -> Iterator[Line]:
    for block in _objects(value):
        inner = [item for item in _objects(block.get("words_list")) if _is_line(item)]
        for item in inner or ([block] if _is_line(block) else []):
            yield Line(
                as_text(item.get("words")),
                geometry.polygon(item.get("location")),
                geometry.confidence(item.get("confidence")),
                in_table,
            )


def _is_line(block: Mapping[str, Any]) -> bool:
    return as_text(block.get("words")) != ""


def _objects(value: object) -> Iterable[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
