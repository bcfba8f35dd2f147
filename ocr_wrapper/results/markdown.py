"""Markdown export of a response, for people and for language models.

Recognized text is escaped, so that it never becomes markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from ocr_wrapper.results import escaping
from ocr_wrapper.results import fields as field_module
from ocr_wrapper.results import lines as line_module
from ocr_wrapper.results import tables as table_module
from ocr_wrapper.results.tables import Table

_HEADINGS = {"title": "# ", "sub_title": "## "}
_CAPTIONS = frozenset({"image_caption", "table_caption", "footnote"})

T = TypeVar("T")


def markdown(raw: Mapping[str, Any]) -> str:
    """Return a response body as Markdown.

    A smart document with a layout becomes headings, tables and formulas in reading order; other
    free text becomes paragraphs of lines, followed by the tables; a card or passport becomes a
    table of fields.
    """
    result = raw.get("result")
    entries = result if isinstance(result, list) else [result]
    parts: list[str] = []
    if any(isinstance(entry, Mapping) and _layout(entry) for entry in entries):
        parts.extend(_laid_out(raw))
    elif any(isinstance(entry, Mapping) and "words_region_list" in entry for entry in entries):
        for entry in entries:
            if isinstance(entry, Mapping):
                parts.extend(_regions(entry))
    else:
        free = [line for line in line_module.lines(raw) if not line.in_table]
        parts.append(escaping.paragraph(line_module.text(free)))
        parts.extend(table.to_markdown() for table in table_module.tables(raw))
        parts.extend(_formulas(entries))
    parts.append(_fields(raw))
    text = "\n\n".join(part.strip("\n") for part in parts if part.strip())
    return escaping.encodable(text) + "\n"


def _laid_out(raw: Mapping[str, Any]) -> Iterator[str]:
    """Follow the layout blocks; the objects they refer to may be separate result items (4.1)."""
    result = raw.get("result")
    entries = [e for e in (result if isinstance(result, list) else [result]) if isinstance(e, dict)]
    everything = table_module.tables(raw)
    grids: dict[str, list[Table]] = {
        kind: [table for table in everything if table.kind == kind] for kind in ("table", "form")
    }
    formulas = list(_formulas(entries))
    used: set[int] = set()
    for block in (block for entry in entries for block in _layout(entry)):
        kind = field_module.as_text(block.get("type"))
        table = _item(grids.get(kind, ()), block.get(f"{kind}_id"))
        formula = _item(formulas, block.get("formula_id")) if kind == "formula" else None
        if table is not None:
            if id(table) not in used:  # a layout may refer to one table many times
                yield table.to_markdown()
            used.add(id(table))
        elif formula is not None:
            if id(formula) not in used:
                yield formula
            used.add(id(formula))
        elif text := field_module.as_text(block.get("text")):
            yield _block(kind, text)
    yield from (table.to_markdown() for table in everything if id(table) not in used)
    yield from (formula for formula in formulas if id(formula) not in used)


def _block(kind: str, text: str) -> str:
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


def _formulas(entries: Iterable[object]) -> Iterator[str]:
    for entry in entries:
        holder = entry.get("formula_result") if isinstance(entry, Mapping) else None
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


def _layout(entry: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    holder = entry.get("layout_result")
    blocks = holder.get("layout_block_list") if isinstance(holder, Mapping) else None
    return [b for b in blocks if isinstance(b, Mapping)] if isinstance(blocks, list) else []


def _item(items: Sequence[T], index: object) -> T | None:
    if isinstance(index, int) and not isinstance(index, bool) and 0 <= index < len(items):
        return items[index]
    return None
