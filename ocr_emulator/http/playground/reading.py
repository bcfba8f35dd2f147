"""Reading of a result for people: fields, lines, tables, text, Markdown and CSV.

The shapes of the sixteen results differ; the page shows one. This is the emulator's own reading
of the contract: it shares no code with the client's results.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

Points = list[list[float]]
_STRUCTURE = re.compile(
    r"(^|_)(count|ids)$|^(direction|markdown_result|text_location|confidence|plate_location)$"
)
_FILE = re.compile(r"[A-Za-z0-9+/]{200,}=*")
"""A value that is a file in Base64: a portrait, a corrected image, a workbook."""
_ALARM = re.compile(r"(^|.*\.)detect_(\w+)_result")
"""A field that says whether a fault of the image was found; `…_score` is its score, to 99."""
_PLACES = {
    "type": "location",
    "plate_number": "plate_location",
    "portrait_image": "portrait_location",
}
"""Fields whose place in the image has a name of its own."""
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|])")
_MAX_SIDE = 10_000
"""Rows or columns of a table: a response may claim any number."""


@dataclass(slots=True)
class Item:
    """One text with its confidence and its place in the image."""

    text: str
    confidence: float | None = None
    points: Points | None = None
    name: str = ""
    data: str | None = field(default=None, repr=False)
    """The value of a field that is a file, as Base64; `text` is empty then."""
    alarm: bool | None = None
    """Whether a fault of the image was found, for the field of a quality check; the confidence is
    then how likely the fault is."""


@dataclass(slots=True)
class Cell(Item):
    """One cell of a table; a merged one covers several rows or columns."""

    row: int = 0
    column: int = 0
    rows: int = 1
    columns: int = 1


@dataclass(slots=True)
class Table:
    """One table; rows and columns count from 0."""

    cells: list[Cell]
    points: Points | None = None

    def grid(self) -> list[list[str]]:
        """Return the texts by rows; that of a merged cell stands in its first place."""
        height = max((cell.row + cell.rows for cell in self.cells), default=0)
        width = max((cell.column + cell.columns for cell in self.cells), default=0)
        grid = [[""] * width for _ in range(height)]
        for cell in self.cells:
            grid[cell.row][cell.column] = cell.text
        return grid


@dataclass(slots=True)
class Reading:
    """What a result contains, in one form for all operations."""

    fields: list[Item] = field(default_factory=list)
    lines: list[Item] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    areas: list[Item] = field(default_factory=list)
    """Places without a text of their own: a portrait, a paragraph of the layout."""
    direction: float | None = None
    """Degrees by which the image is turned anticlockwise, where it was detected."""
    markdown: str = ""

    def to_dict(self, *, example: bool = False) -> dict[str, Any]:
        """Return the reading as the page gets it, with the files to download by their suffix."""
        named = [item for item in self.fields if item.data is None]
        text, markdown = self._text(named), self.markdown or self._markdown(named)
        # So that nobody takes an example for a document later.
        mark = "EXAMPLE, not the content of the image\r\n" if example else ""
        files = {"txt": text, "md": markdown, "csv": self._csv(named)}
        return {
            **asdict(self),
            "text": text,
            "markdown": markdown,
            "files": {suffix: mark + content for suffix, content in files.items()},
        }

    def _text(self, named: Sequence[Item]) -> str:
        rows = ["\t".join(row) for table in self.tables for row in table.grid()]
        pairs = [] if self.lines else [f"{item.name}: {item.text}" for item in named]
        return "\n".join([*(item.text for item in self.lines), *rows, *pairs])

    def _markdown(self, named: Sequence[Item]) -> str:
        parts = [_escape(item.text) for item in self.lines]
        parts += [_markdown_rows(table.grid()) for table in self.tables]
        if named:
            rows = [["Field", "Value"], *([item.name, item.text] for item in named)]
            parts.append(_markdown_rows(rows))
        return "\n\n".join(parts)

    def _csv(self, named: Sequence[Item]) -> str:
        """Return tables, else one field a row, else one line of text a row."""
        rows: list[list[str]] = [row for table in self.tables for row in table.grid()]
        if not rows and named:
            rows = [["field", "value", "confidence"]]
            rows += [[item.name, item.text, _number(item.confidence)] for item in named]
        elif not rows:
            rows = [["text", "confidence"]]
            rows += [[item.text, _number(item.confidence)] for item in self.lines]
        stream = io.StringIO()
        csv.writer(stream).writerows([_no_formula(text) for text in row] for row in rows)
        return stream.getvalue()


def read(result: object) -> Reading:
    """Read the result of any operation; unknown fields become fields of the reading."""
    reading = Reading()
    items = result if isinstance(result, list) else [result]
    for number, item in enumerate(items, 1):
        before, reading.fields = reading.fields, []
        _walk(reading, item, f"{number}. " if len(items) > 1 else "")
        reading.fields = before + _with_alarms(reading.fields)
    return reading


def _with_alarms(fields: Sequence[Item]) -> list[Item]:
    """Return the fields with each quality check and its score as one, those that found first."""
    scores = {re.split(r"\.\s?", item.name)[-1]: item for item in fields}
    used = []
    for item in fields:
        found = _ALARM.fullmatch(item.name)
        if found is None or item.text not in ("true", "false"):
            continue
        item.alarm = item.text == "true"
        score = scores.get(f"{found[2]}_score")
        if score is not None and score.text.isdecimal():
            item.confidence = min(int(score.text), 100) / 100
            used.append(score)
    kept = [item for item in fields if not any(item is score for score in used)]
    return sorted(kept, key=lambda item: not item.alarm)


def _walk(reading: Reading, node: object, prefix: str) -> None:
    if not isinstance(node, Mapping):
        return
    direction, markdown = _finite(node.get("direction")), node.get("markdown_result")
    if reading.direction is None and direction is not None and direction >= 0:
        reading.direction = direction
    if isinstance(markdown, str):
        reading.markdown = markdown
    for name, value in node.items():
        if value is not None and not _STRUCTURE.search(name):
            _member(reading, node, name, value, prefix)


def _member(reading: Reading, node: Mapping[str, Any], name: str, value: Any, prefix: str) -> None:
    if name == "words_block_list" and isinstance(value, list):
        _blocks(reading, node, [block for block in value if isinstance(block, Mapping)])
    elif name == "kv_block_list" and isinstance(value, list):
        reading.fields += [_pair(pair) for pair in value if isinstance(pair, Mapping)]
    elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        for item in value:
            _walk(reading, item, prefix)
    elif isinstance(value, Mapping):
        _walk(reading, value, f"{prefix}{name}.")
    elif name.endswith("location"):
        points = _polygon(value)
        shown = any(place == name and _is_shown(node, field) for field, place in _PLACES.items())
        if points is not None and "words_block_list" not in node and not shown:
            label = str(node.get("type") or name).replace("_", " ")
            reading.areas.append(Item(label, points=points))
    elif _is_shown(node, name):
        reading.fields.append(_field(node, name, value, prefix))


def _is_shown(node: Mapping[str, Any], name: str) -> bool:
    """Return whether a member is shown as a field, and not as text or an area of the layout."""
    if node.get(name) is None or "words_block_list" in node:
        return False
    return not (name in ("type", "text") and "words_ids" in node)


def _blocks(reading: Reading, node: Mapping[str, Any], blocks: Sequence[Mapping[str, Any]]) -> None:
    if not any(isinstance(block.get("rows"), list) for block in blocks):
        reading.lines += [_line(block) for block in blocks if isinstance(block.get("words"), str)]
        return
    cells = [cell for cell in map(_cell, blocks) if cell is not None]
    if cells:
        reading.tables.append(Table(cells, _polygon(node.get("location"))))


def _line(block: Mapping[str, Any]) -> Item:
    return Item(block["words"], _finite(block.get("confidence")), _polygon(block.get("location")))


def _cell(block: Mapping[str, Any]) -> Cell | None:
    rows, columns = _indices(block.get("rows")), _indices(block.get("columns"))
    if not rows or not columns:
        return None
    return Cell(
        str(block.get("words") or ""),
        _finite(block.get("confidence")),
        _polygon(block.get("cell_location")) or _polygon(block.get("location")),
        row=min(rows),
        column=min(columns),
        rows=max(rows) - min(rows) + 1,
        columns=max(columns) - min(columns) + 1,
    )


def _pair(pair: Mapping[str, Any]) -> Item:
    blocks = pair.get("words_block_list")
    found: Mapping[str, Any] = next(
        (
            block
            for block in (blocks if isinstance(blocks, list) else ())
            if isinstance(block, Mapping) and block.get("type") == "value"
        ),
        {},
    )
    return Item(
        str(pair.get("value") or ""),
        _finite(pair.get("confidence", found.get("confidence"))),
        _polygon(found.get("location")),
        name=str(pair.get("key") or ""),
    )


def _field(node: Mapping[str, Any], name: str, value: Any, prefix: str) -> Item:
    scores, places = node.get("confidence"), node.get("text_location")
    text = ", ".join(map(_text, value)) if isinstance(value, list) else _text(value)
    place = places.get(name) if isinstance(places, Mapping) else None
    if name in _PLACES:
        place = node.get(_PLACES[name])
    data = text if _FILE.fullmatch(text) else None
    return Item(
        "" if data else text,
        _finite(scores.get(name) if isinstance(scores, Mapping) else scores),
        _polygon(place),
        name=prefix + name,
        data=data,
    )


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _finite(value: Any) -> float | None:
    return value if _is_number(value) else None


def _indices(value: object) -> list[int]:
    items = value if isinstance(value, list) else []
    return [item for item in items if isinstance(item, int) and 0 <= item < _MAX_SIDE]


def _polygon(value: object) -> Points | None:
    if not isinstance(value, list) or len(value) < 3:
        return None
    good = all(
        isinstance(point, list) and len(point) == 2 and all(map(_is_number, point))
        for point in value
    )
    return value if good else None


def _escape(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def _markdown_rows(rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(map(_escape, row))} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _no_formula(text: str) -> str:
    """Return a text that a spreadsheet does not carry out."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
