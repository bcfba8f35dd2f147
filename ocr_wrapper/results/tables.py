"""Tables of a response as rows, CSV, Markdown or a DataFrame.

Operations return cells in different structures; this is one view of all of them.
"""

from __future__ import annotations

import base64
import binascii
import csv
import importlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ocr_wrapper.results import geometry
from ocr_wrapper.results.geometry import Polygon

MAX_CELLS = 1_000_000
"""Largest grid that is built with the row and column numbers of the response. A larger one is an
error of the service and would need gigabytes, so that the existing numbers are then compacted."""

_TAG = re.compile(r"<(?=[A-Za-z/!?])")
"""Start of an HTML tag in Markdown; the filler of a machine-readable zone is not one."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, which may span rows and columns; the repr does not show its text."""

    text: str = field(repr=False)
    rows: tuple[int, ...]
    """Rows that it covers, from 0."""

    columns: tuple[int, ...]
    """Columns that it covers, from 0."""

    confidence: float | None = None
    polygon: Polygon | None = None
    """Corners of the cell, else of its text; None if the response has no coordinates."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table or form of a page."""

    cells: tuple[Cell, ...]
    polygon: Polygon | None = None
    kind: str = "table"
    """`table`, or `form` for a wired form of a smart document."""

    excel: bytes | None = field(default=None, repr=False)
    """The .xlsx file of the service, if it was requested with `return_excel`."""

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and of columns."""
        rows, columns = self._axes()
        return len(rows), len(columns)

    def to_rows(self, *, fill: bool = False) -> list[list[str]]:
        """Return the texts as a list of rows of equal length.

        The text of a merged cell is at its upper left position and the other positions are empty;
        with `fill` it is at all of them, which suits filtering. Texts that share a cell are
        joined with a line break.
        """
        rows, columns = self._axes()
        grid = [["" for _ in columns] for _ in rows]
        for cell in self.cells:
            positions = [(rows[r], columns[c]) for r in cell.rows for c in cell.columns]
            for row, column in positions if fill else positions[:1]:
                before = grid[row][column]
                grid[row][column] = f"{before}\n{cell.text}" if before else cell.text
        return grid

    def to_dataframe(self, *, header: bool = True) -> Any:
        """Return a pandas DataFrame; the first row gives its column names unless `header` is False.

        Raises:
            ImportError: pandas is not installed; it is not a dependency of this package.
        """
        pandas = importlib.import_module("pandas")
        rows = self.to_rows()
        if header and rows:
            return pandas.DataFrame(rows[1:], columns=rows[0])
        return pandas.DataFrame(rows)

    def to_csv(self) -> str:
        """Return the rows as CSV (RFC 4180, line feeds), merged cells as in `to_rows`."""
        return csv_text(self.to_rows())

    def to_markdown(self) -> str:
        """Return a Markdown table with the first row as its header."""
        return markdown_table(self.to_rows())

    def _axes(self) -> tuple[dict[int, int], dict[int, int]]:
        """Map row and column numbers of the response to positions in the grid."""
        rows = sorted({row for cell in self.cells for row in cell.rows})
        columns = sorted({column for cell in self.cells for column in cell.columns})
        if not rows or not columns:
            return {}, {}
        if (rows[-1] + 1) * (columns[-1] + 1) <= MAX_CELLS:
            rows, columns = list(range(rows[-1] + 1)), list(range(columns[-1] + 1))
        return (
            {row: index for index, row in enumerate(rows)},
            {column: index for index, column in enumerate(columns)},
        )


def tables(raw: Mapping[str, Any]) -> tuple[Table, ...]:
    """Return the tables and forms of a response body, in the order of the service."""
    result = raw.get("result")
    found: list[Table] = []
    for entry in result if isinstance(result, list) else [result]:
        if isinstance(entry, Mapping):
            found.extend(_regions(entry))
            found.extend(_blocks(entry, "table"))
            found.extend(_blocks(entry, "form"))
    return tuple(found)


def csv_text(rows: list[list[str]]) -> str:
    """Return rows as CSV with line feeds."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def markdown_table(rows: list[list[str]]) -> str:
    """Return rows as a Markdown table; characters that would break its layout are escaped."""
    if not rows:
        return ""
    head, *body = [[_markdown_cell(cell) for cell in row] for row in rows]
    ruler = ["---"] * len(head)
    return "".join(f"| {' | '.join(row)} |\n" for row in [head, ruler, *body])


def _markdown_cell(text: str) -> str:
    escaped = _TAG.sub(r"\\<", text.replace("\\", "\\\\").replace("|", "\\|"))
    return escaped.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "<br>")


def _regions(entry: Mapping[str, Any]) -> Iterator[Table]:
    """Read the tables of a general-table response; its .xlsx covers the whole image."""
    regions = entry.get("words_region_list")
    excel = _excel(entry.get("excel"))
    for region in regions if isinstance(regions, list) else []:
        if isinstance(region, Mapping) and region.get("type") == "table":
            yield Table(
                _cells(region), geometry.parse_polygon(region.get("location")), "table", excel
            )


def _blocks(entry: Mapping[str, Any], kind: str) -> Iterator[Table]:
    """Read the tables or forms of one page of a smart document."""
    holder = entry.get(f"{kind}_result")
    blocks = holder.get(f"{kind}_list") if isinstance(holder, Mapping) else None
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, Mapping):
            corners = geometry.parse_polygon(block.get("location"))
            yield Table(_cells(block), corners, kind, _excel(block.get("excel")))


def _cells(holder: Mapping[str, Any]) -> tuple[Cell, ...]:
    blocks = holder.get("words_block_list")
    cells: list[Cell] = []
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Mapping):
            continue
        rows, columns = _numbers(block.get("rows")), _numbers(block.get("columns"))
        if rows and columns:
            corners = geometry.parse_polygon(block.get("cell_location"))
            cells.append(
                Cell(
                    str(block.get("words") or "").strip(),
                    rows,
                    columns,
                    geometry.parse_number(block.get("confidence")),
                    corners or geometry.parse_polygon(block.get("location")),
                )
            )
    return tuple(cells)


def _numbers(value: object) -> tuple[int, ...]:
    """Return row or column numbers in order; a single number counts as a list of one."""
    items = value if isinstance(value, list) else [value]
    numbers = {
        int(item)
        for item in map(geometry.parse_number, items)
        if item is not None and item >= 0 and item == int(item)
    }
    return tuple(sorted(numbers))


def _excel(value: object) -> bytes | None:
    if not isinstance(value, str) or not value:
        return None
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None
