"""Markdown export of a response, for people and for language models.

Recognized text is escaped, so that it never becomes markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from ocr_wrapper.results import escaping, geometry
from ocr_wrapper.results import fields as field_module
from ocr_wrapper.results import lines as line_module
from ocr_wrapper.results import tables as table_module
from ocr_wrapper.results.geometry import Polygon
from ocr_wrapper.results.lines import Line, TextAreas
from ocr_wrapper.results.tables import Table

_HEADINGS = {"title": "# ", "sub_title": "## "}
_CAPTIONS = frozenset({"image_caption", "table_caption", "footnote"})

T = TypeVar("T")


def markdown(raw: Mapping[str, Any]) -> str:
    """Return a response body as Markdown.

    A smart document with a layout becomes headings, tables and formulas in reading order, followed
    by the lines that none of its areas contains; other free text becomes paragraphs of lines,
    followed by the tables; a card or passport becomes a table of fields.
    """
    entries = _entries(raw)
    parts: list[str] = []
    if any(_layout(entry) for entry in entries):
        parts.extend(_laid_out(raw))
    elif any("words_region_list" in entry for entry in entries):
        for entry in entries:
            parts.extend(_regions(entry))
    else:
        free = [line for line in line_module.lines(raw) if not line.in_table]
        parts.append(escaping.paragraph(line_module.text(free)))
        parts.extend(table.to_markdown() for table in table_module.tables(raw))
        parts.extend(_formulas(entries))
    parts.append(_fields(raw))
    text = "\n\n".join(part.strip("\n") for part in parts if part.strip())
    return escaping.encodable(text) + "\n"


@dataclass(frozen=True, slots=True)
class _Area:
    """One area of a layout."""

    kind: str
    text: str
    polygon: Polygon | None
    lines: Sequence[int]
    """Indices of the lines that it names."""

    part: Table | str | None
    """The table, form or formula that it refers to."""


def _laid_out(raw: Mapping[str, Any]) -> Iterator[str]:
    """Follow the layout blocks; the objects they refer to may be separate result items (4.1).

    What no area has follows at the end.
    """
    entries = _entries(raw)
    lines = line_module.lines(raw)
    grids, formulas = table_module.tables(raw), list(_formulas(entries))
    areas = list(_areas(raw, entries, grids, formulas))
    left = {number for number, line in enumerate(lines) if not line.in_table}
    left -= _in_parts(areas, lines)
    left -= _in_texts(areas, {number: lines[number] for number in left})
    written: set[int] = set()
    for area in areas:
        if area.part is None:
            yield _block(area.kind, area.text)
        elif id(area.part) not in written:  # a layout may refer to one table many times
            yield _written(area.part)
            written.add(id(area.part))
        own = [number for number in dict.fromkeys(area.lines) if number in left]
        left.difference_update(own)
        yield _text(area.kind if area.part is None else "", [lines[number] for number in own])
    rest: list[Table | str] = [*grids, *formulas]
    yield from (_written(part) for part in rest if id(part) not in written)
    yield _text("", [lines[number] for number in sorted(left)])


def _areas(
    raw: Mapping[str, Any],
    entries: Iterable[Mapping[str, Any]],
    everything: Sequence[Table],
    formulas: Sequence[str],
) -> Iterator[_Area]:
    """Read the areas of a layout with the lines and objects that they refer to by their index."""
    parts: dict[str, Sequence[Table | str]] = {
        kind: [table for table in everything if table.kind == kind] for kind in ("table", "form")
    }
    parts["formula"] = formulas
    numbers: dict[int, int] = {}
    for number, (_, item) in enumerate(line_module.blocks(raw)):
        numbers.setdefault(id(item), number)
    all_blocks = [block for entry in entries for block in _words(entry)]
    for entry in entries:
        blocks = _words(entry) or all_blocks
        for area in _layout(entry):
            kind, indices = field_module.as_text(area.get("type")), area.get("words_ids")
            found = (_item(blocks, i) for i in (indices if isinstance(indices, list) else ()))
            yield _Area(
                kind,
                field_module.as_text(area.get("text")),
                geometry.parse_polygon(area.get("location")),
                [numbers[id(block)] for block in found if id(block) in numbers],
                _item(parts.get(kind, ()), area.get(f"{kind}_id")),
            )


def _in_parts(areas: Iterable[_Area], lines: Sequence[Line]) -> set[int]:
    """Return the lines that areas name and that a cell, a formula or the area's text repeats."""
    found: set[int] = set()
    named: dict[int, tuple[Table, set[int]]] = {}
    for area in areas:
        if isinstance(area.part, Table):
            named.setdefault(id(area.part), (area.part, set()))[1].update(area.lines)
        elif area.part is not None or area.text:
            found.update(area.lines)
    for table, numbers in named.values():
        cells = TextAreas([(None, [cell.text for cell in table.cells])], len(lines))
        found.update(number for number in numbers - found if cells.repeat(lines[number]))
    return found


def _in_texts(areas: Iterable[_Area], lines: Mapping[int, Line]) -> set[int]:
    """Return the lines that the text of an area repeats although it does not name them."""
    parts = [(area.polygon, [area.text]) for area in areas if area.part is None and area.text]
    texts = TextAreas(parts[: line_module.MAX_AREAS], len(lines))
    return {number for number, line in lines.items() if texts.repeat(line)}


def _written(part: Table | str) -> str:
    return part if isinstance(part, str) else part.to_markdown()


def _text(kind: str, lines: Sequence[Line]) -> str:
    """Return lines as a paragraph, or as the heading or caption that their area is."""
    if kind in _HEADINGS or kind in _CAPTIONS:
        return _block(kind, " ".join(line.text for line in lines))
    return escaping.paragraph(line_module.text(lines))


def _block(kind: str, text: str) -> str:
    if not text:
        return ""
    if kind in _HEADINGS:
        return _HEADINGS[kind] + escaping.escape_line(text)
    if kind in _CAPTIONS:
        return f"*{escaping.escape_line(text)}*"
    return escaping.escape_line(text)


def _regions(entry: Mapping[str, Any]) -> Iterator[str]:
    """Convert a general-table response: texts and tables in the order of their regions."""
    regions = entry.get("words_region_list")
    for region in regions if isinstance(regions, list) else []:
        one = {"result": {"words_region_list": [region]}}
        grids = table_module.tables(one)
        if grids:
            yield from (table.to_markdown() for table in grids)
        else:
            yield escaping.paragraph(line_module.text(line_module.lines(one)))


def _formulas(entries: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for entry in entries:
        holder = entry.get("formula_result")
        blocks = holder.get("formula_list") if isinstance(holder, Mapping) else None
        for block in blocks if isinstance(blocks, list) else []:
            formula = block.get("formula") if isinstance(block, Mapping) else None
            if isinstance(formula, str) and formula.strip():
                yield escaping.formula_block(formula)


def _fields(raw: Mapping[str, Any]) -> str:
    shown = [item for item in field_module.fields(raw).values() if not item.is_image]
    if not shown:
        return ""
    rows = [["Field", "Value", "Confidence"]]
    rows += [
        [item.name, item.text, "" if item.confidence is None else f"{item.confidence:.4f}"]
        for item in shown
    ]
    return escaping.markdown_table(rows)


def _entries(raw: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    result = raw.get("result")
    return [
        entry
        for entry in (result if isinstance(result, list) else [result])
        if isinstance(entry, Mapping)
    ]


def _words(entry: Mapping[str, Any]) -> list[Any]:
    """Return the blocks of text of a smart document, which its areas name by their index."""
    holder = entry.get("ocr_result")
    blocks = holder.get("words_block_list") if isinstance(holder, Mapping) else None
    return blocks if isinstance(blocks, list) else []


def _layout(entry: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    holder = entry.get("layout_result")
    blocks = holder.get("layout_block_list") if isinstance(holder, Mapping) else None
    return [b for b in blocks if isinstance(b, Mapping)] if isinstance(blocks, list) else []


def _item(items: Sequence[T], index: object) -> T | None:
    if isinstance(index, int) and not isinstance(index, bool) and 0 <= index < len(items):
        return items[index]
    return None
