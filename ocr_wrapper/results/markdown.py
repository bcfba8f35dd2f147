"""Markdown export of a response, for people and for language models.

Recognized text is escaped, so that it never becomes markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ocr_wrapper.results import fields as field_module
from ocr_wrapper.results import lines as line_module
from ocr_wrapper.results import tables as table_module

_HEADINGS = {"title": "# ", "sub_title": "## "}
_CAPTIONS = frozenset({"image_caption", "table_caption", "footnote"})
_SPECIAL = re.compile(r"([\\`*_\[\]#|~]|<(?=[A-Za-z/!?])|^\s*>)")
_AT_START = re.compile(r"^(\s*)(\d*)([-+=](?!\d)|(?<=\d)[.)])")
"""Start of a list item or underline of a heading; a signed number is neither."""


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
        parts.append(_paragraph(line_module.text(free)))
        parts.extend(table.to_markdown() for table in table_module.tables(raw))
        parts.extend(_formulas(entries))
    parts.append(_fields(raw))
    return "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"


def _laid_out(raw: Mapping[str, Any]) -> Iterator[str]:
    """Follow the layout blocks; the objects they refer to may be separate result items (4.1)."""
    result = raw.get("result")
    entries = [e for e in (result if isinstance(result, list) else [result]) if isinstance(e, dict)]
    everything = table_module.tables(raw)
    grids = {
        kind: [table for table in everything if table.kind == kind] for kind in ("table", "form")
    }
    formulas = list(_formulas(entries))
    used: set[int] = set()
    for entry in entries:
        for block in _layout(entry):
            kind = field_module.as_text(block.get("type"))
            text = field_module.as_text(block.get("text"))
            if kind in grids:
                table = _numbered(grids[kind], block.get(f"{kind}_id"))
                if table is not None:
                    used.add(id(table))
                    yield table.to_markdown()
                    continue
            if kind == "formula":
                formula = _numbered(formulas, block.get("formula_id"))
                if formula is not None:
                    used.add(id(formula))
                    yield formula
                    continue
            if text:
                yield _block(kind, text)
    yield from (table.to_markdown() for table in everything if id(table) not in used)
    yield from (formula for formula in formulas if id(formula) not in used)


def _block(kind: str, text: str) -> str:
    if kind in _HEADINGS:
        return _HEADINGS[kind] + _escaped(text)
    if kind in _CAPTIONS:
        return f"*{_escaped(text)}*"
    return _escaped(text)


def _regions(entry: Mapping[str, Any]) -> Iterator[str]:
    """Convert a general-table response: texts and tables in the order of their regions."""
    regions = entry.get("words_region_list")
    for region in regions if isinstance(regions, list) else []:
        one = {"result": {"words_region_list": [region]}}
        grids = table_module.tables(one)
        if grids:
            yield from (table.to_markdown() for table in grids)
        else:
            yield _paragraph(line_module.text(line_module.lines(one)))


def _formulas(entries: list[Any]) -> Iterator[str]:
    for entry in entries:
        holder = entry.get("formula_result") if isinstance(entry, Mapping) else None
        blocks = holder.get("formula_list") if isinstance(holder, Mapping) else None
        for block in blocks if isinstance(blocks, list) else []:
            formula = block.get("formula") if isinstance(block, Mapping) else None
            if isinstance(formula, str) and formula.strip():
                yield f"$$\n{formula.strip()}\n$$"


def _fields(raw: Mapping[str, Any]) -> str:
    shown = [item for item in field_module.fields(raw).values() if not item.is_image]
    if not shown:
        return ""
    rows = [["Field", "Value", "Confidence"]]
    rows += [
        [item.name, item.text, "" if item.confidence is None else f"{item.confidence:.4f}"]
        for item in shown
    ]
    return table_module.markdown_table(rows)


def _layout(entry: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    holder = entry.get("layout_result")
    blocks = holder.get("layout_block_list") if isinstance(holder, Mapping) else None
    return [b for b in blocks if isinstance(b, Mapping)] if isinstance(blocks, list) else []


def _numbered(items: list[Any], number: object) -> Any:
    if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < len(items):
        return items[number]
    return None


def _paragraph(text: str) -> str:
    """Keep the line breaks of a text: Markdown breaks a line after two trailing spaces."""
    return "  \n".join(_escaped(line.replace("\t", "    ")) for line in text.split("\n"))


def _escaped(text: str) -> str:
    """Escape everything that Markdown would interpret as markup."""
    return _AT_START.sub(r"\1\2\\\3", _SPECIAL.sub(r"\\\1", text)) if text else ""
