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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ocr_wrapper.results import escaping, geometry
from ocr_wrapper.results.fields import as_text
from ocr_wrapper.results.geometry import Polygon

MAX_CELLS = 1_000_000
"""Largest grid that is built with the row and column numbers of the response. A larger one is an
error of the service and would need gigabytes, so that the existing numbers are then compacted."""

_FORMULA = re.compile("[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
"""First character of a text that a spreadsheet executes; some locales accept full-width forms."""

_SIGNED_NUMBER = re.compile(r"[+-](\d[\d.,]*([eE][+-]?\d+)?%?)?")
"""Numbers that begin like a formula and are not one."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, which may span rows and columns; the repr does not show its text."""

    text: str = field(repr=False)
    rows: tuple[int, ...]
    """Rows that it covers, from 0; a cell without a place has a row behind the others."""

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
        axes = self._axes()
        return (len(self.cells), 1) if axes is None else (len(axes[0]), len(axes[1]))

    def to_rows(self, *, fill: bool = False) -> list[list[str]]:
        """Return the texts as a list of rows of equal length.

        The text of a merged cell is at its upper left position and the other positions are empty;
        with `fill` it is at all of them, which suits filtering. Texts that share a cell are
        joined with a line break. A table that would need more than `MAX_CELLS` positions is
        compacted, and at worst has one cell per row.
        """
        axes = self._axes()
        if axes is None:
            return [[cell.text] for cell in self.cells]
        rows, columns = axes
        if fill and sum(len(cell.rows) * len(cell.columns) for cell in self.cells) > MAX_CELLS:
            fill = False
        texts: dict[tuple[int, int], list[str]] = {}
        for cell in self.cells:
            for row in cell.rows if fill else cell.rows[:1]:
                for column in cell.columns if fill else cell.columns[:1]:
                    if row in rows and column in columns:
                        texts.setdefault((rows[row], columns[column]), []).append(cell.text)
        grid = [["" for _ in columns] for _ in rows]
        for (row, column), parts in texts.items():
            grid[row][column] = "\n".join(part for part in parts if part)
        return grid

    def to_dataframe(self, *, header: bool = True) -> Any:
        """Return a pandas DataFrame; the first row gives its column names unless `header` is False.

        Raises:
            ImportError: pandas is not installed; it is not a dependency of this package.
        """
        pandas = importlib.import_module("pandas")
        rows = [[escaping.encodable(text) for text in row] for row in self.to_rows()]
        if header and rows:
            return pandas.DataFrame(rows[1:], columns=rows[0])
        return pandas.DataFrame(rows)

    def to_csv(self, *, quote_formulas: bool = True) -> str:
        """Return the rows as CSV (RFC 4180, line feeds), merged cells as in `to_rows`.

        A text that a spreadsheet would execute as a formula gets a leading apostrophe, unless
        `quote_formulas` is False.
        """
        return csv_text(self.to_rows(), quote_formulas=quote_formulas)

    def to_markdown(self) -> str:
        """Return a Markdown table with the first row as its header."""
        return escaping.markdown_table(self.to_rows())

    def _axes(self) -> tuple[dict[int, int], dict[int, int]] | None:
        """Map row and column numbers of the response to positions in the grid.

        Returns None if even the smallest grid would have more than `MAX_CELLS` positions.
        """
        rows = sorted({row for cell in self.cells for row in cell.rows})
        columns = sorted({column for cell in self.cells for column in cell.columns})
        if not rows or not columns:
            return {}, {}
        if (rows[-1] + 1) * (columns[-1] + 1) <= MAX_CELLS:
            rows, columns = list(range(rows[-1] + 1)), list(range(columns[-1] + 1))
        if len(rows) * len(columns) > MAX_CELLS:  # keep only where a cell begins
            rows = sorted({cell.rows[0] for cell in self.cells})
            columns = sorted({cell.columns[0] for cell in self.cells})
        if len(rows) * len(columns) > MAX_CELLS:
            return None
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


def csv_text(rows: Iterable[Sequence[str]], *, quote_formulas: bool = True) -> str:
    """Return rows as CSV with line feeds; formulas of spreadsheets are quoted by default."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for row in rows:
        cells = [_without_formula(cell) for cell in row] if quote_formulas else row
        # The writer does not quote a lone carriage return, which readers take for a line break.
        writer.writerow([cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells])
    return escaping.encodable(buffer.getvalue())


def _without_formula(text: str) -> str:
    if _FORMULA.match(text) and not _SIGNED_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


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
    """Read cells; each one without a row or column has a row of its own at the end."""
    blocks = holder.get("words_block_list")
    cells: list[Cell] = []
    unplaced: list[Cell] = []
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Mapping):
            continue
        cell = Cell(
            _text(block),
            _numbers(block.get("rows")),
            _numbers(block.get("columns")),
            geometry.parse_number(block.get("confidence")),
            geometry.parse_polygon(block.get("cell_location"))
            or geometry.parse_polygon(block.get("location")),
        )
        if cell.rows and cell.columns:
            cells.append(cell)
        elif cell.text:
            unplaced.append(cell)
    end = 1 + max((cell.rows[-1] for cell in cells), default=-1)
    cells += (replace(cell, rows=(row,), columns=(0,)) for row, cell in enumerate(unplaced, end))
    return tuple(cells)


def _text(block: Mapping[str, Any]) -> str:
    """Return the text of a cell with its line breaks, else the lines that it is made of."""
    words = block.get("words")
    text = words.strip() if isinstance(words, str) else as_text(words)
    pieces = block.get("words_list")
    if text or not isinstance(pieces, list):
        return text
    lines = (as_text(piece.get("words")) for piece in pieces if isinstance(piece, Mapping))
    return "\n".join(line for line in lines if line)


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
        return base64.b64decode("".join(value.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
