"""Excel workbook: fields of many inputs in one sheet, lines in another, and a sheet for each table.

openpyxl writes each sheet to a temporary file, so that memory stays flat. A cell never holds a
formula, and a number of a document stays the text that it is, with its leading zeros.
"""

from __future__ import annotations

import contextlib
import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.cell_range import CellRange

from ocr_wrapper.exports import records
from ocr_wrapper.exports.exporter import Entry, Exporter
from ocr_wrapper.exports.hocr import xml_text
from ocr_wrapper.exports.records import CONFIDENCE, Row, Value
from ocr_wrapper.exports.text import EXAMPLE, title
from ocr_wrapper.results.tables import MAX_CELLS, Table

MAX_CELL = 32_767
"""Most UTF-16 units of a cell that Excel opens."""

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
"""Largest sheet."""

_MAX_NAME = 31
"""Most UTF-16 units of the name of a sheet."""

_FORBIDDEN = re.compile(r"[\\/*?:\[\]\x00-\x1f]")
"""Characters that the name of a sheet cannot contain."""

_MAX_TABLE_SHEETS = 500
"""Most sheets with a table of their own; programs cannot show more. Further tables follow each
other in one sheet."""

_CUT = " [cut: more than Excel can hold]"
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""Beginning of what a spreadsheet would decode as a character (ECMA-376, ST_Xstring)."""

_FORMULA_START = ("=", "+", "-", "@")
_TEXT_FORMAT = "@"
_BOLD = Font(bold=True)
_WRAP = Alignment(wrap_text=True, vertical="top")
_WIDTH = 24
_MAX_WIDENED = 50


class Spreadsheet(Exporter):
    """One workbook for one or many results."""

    def __init__(self, file: BinaryIO, *, several: bool) -> None:  # noqa: ARG002
        self._file = file
        self._book = Workbook(write_only=True)
        self._names: set[str] = set()
        self._records = _Records()
        self._lines: _Sheet | None = None
        self._more_tables: _Sheet | None = None
        self._table_sheets = 0
        self._entries = 0

    def add(self, entry: Entry) -> None:
        """Write the lines and tables of one result, and remember its fields."""
        self._entries += 1
        self._records.add(next(records.records(entry)))
        for line in records.lines(entry):
            if not line["in_table"]:
                if self._lines is None:
                    self._lines = _Sheet(self, "Lines", list(line))
                self._lines.append(list(line.values()))
        for number, table in enumerate(entry.recognition.tables, 1):
            if self._table_sheets < _MAX_TABLE_SHEETS:
                self._table_sheets += 1
                self._table(entry, number, table)
            else:
                self._append_table(entry, number, table)

    def close(self) -> None:
        """Write the sheet of the fields and the file."""
        with self._records:
            if self._records.has_fields or not self._book.sheetnames:
                columns = self._records.columns()
                sheet = _Sheet(self, "Fields", columns, first=True)
                for row in self._records.rows():
                    sheet.append([row.get(name) for name in columns])
            self._book.save(self._file)

    def abort(self) -> None:
        """Remove the temporary files."""
        self._records.close()
        for sheet in self._book.worksheets:
            with contextlib.suppress(Exception):
                sheet.close()
            with contextlib.suppress(OSError, AttributeError):
                sheet._writer.cleanup()  # type: ignore[attr-defined]

    def new_sheet(self, name: str, index: int | None = None) -> WriteOnlyWorksheet:
        """Create a sheet with a name that Excel accepts and that no other sheet has."""
        return self._book.create_sheet(self._unique(name), index)  # type: ignore[no-any-return]

    def _table(self, entry: Entry, number: int, table: Table) -> None:
        """Write a table to a sheet of its own, with its merged cells."""
        several = f"{number} " if self._entries == 1 else f"{number} {_stem(entry)}"
        name = f"{table.kind.capitalize()} {several}".strip()
        rows = table.to_rows()
        width = max(map(len, rows), default=0)
        for first in range(0, max(width, 1), MAX_COLUMNS):  # wider than a sheet: several sheets
            part = range(first, min(first + MAX_COLUMNS, width))
            sheet = self.new_sheet(name)
            _widen(sheet, len(part))
            if entry.recognition.is_example:
                sheet.append([_cell(sheet, EXAMPLE)])
            if first == 0 and width <= MAX_COLUMNS:
                spans = _spans(table, len(rows), width, 1 + entry.recognition.is_example)
                sheet.merged_cells.ranges.update(spans)  # type: ignore[attr-defined]
            for row in rows:
                sheet.append([_cell(sheet, row[column], wrap=True) for column in part])
            sheet.close()

    def _append_table(self, entry: Entry, number: int, table: Table) -> None:
        """Write a table below others."""
        if self._more_tables is None:
            self._more_tables = _Sheet(self, "More tables", ["source", "page", "table"])
        for row in table.to_rows():
            start: list[Value] = [entry.source, entry.page, number]
            self._more_tables.append([*start, *row[: MAX_COLUMNS - len(start)]])

    def _unique(self, name: str) -> str:
        clean = _FORBIDDEN.sub("_", xml_text(name)).strip("' ") or "Sheet"
        clean = _shortened(clean, _MAX_NAME).rstrip("' ")
        number, found = 1, clean
        while found.casefold() in self._names or found.casefold() == "history":
            number += 1
            end = f" ({number})"
            found = _shortened(clean, _MAX_NAME - len(end)) + end
        self._names.add(found.casefold())
        return found


class _Sheet:
    """A list with a header; a full sheet is continued in another one."""

    def __init__(
        self, book: Spreadsheet, name: str, columns: Sequence[str], *, first: bool = False
    ) -> None:
        self._book, self._name, self._columns = book, name, columns[:MAX_COLUMNS]
        self._rows = 0
        self._sheet = self._open(0 if first else None)

    def append(self, values: Sequence[Value]) -> None:
        """Add one row."""
        if self._rows == MAX_ROWS:
            self._sheet.close()
            self._sheet = self._open(None)
        self._sheet.append([_cell(self._sheet, value) for value in values[:MAX_COLUMNS]])
        self._rows += 1

    def _open(self, index: int | None) -> WriteOnlyWorksheet:
        sheet = self._book.new_sheet(self._name, index)
        sheet.freeze_panes = "A2"
        _widen(sheet, len(self._columns))
        head = [_cell(sheet, name) for name in self._columns]
        for cell in head:
            cell.font = _BOLD
        sheet.append(head)
        self._rows = 1
        return sheet


class _Records:
    """Rows whose columns are known only at the end, kept in a temporary file without a name."""

    def __init__(self) -> None:
        self._file: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self._columns: dict[str, None] = {}
        self.has_fields = False

    def __enter__(self) -> _Records:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove the file."""
        self._file.close()

    def add(self, row: Row) -> None:
        """Add one row with any columns."""
        # A column too many would make the whole workbook unreadable.
        for name in row:
            if len(self._columns) < MAX_COLUMNS:
                self._columns.setdefault(name)
        self.has_fields = self.has_fields or any(name.endswith(CONFIDENCE) for name in row)
        self.has_fields = self.has_fields or len(row) > len(records.ORIGIN)
        self._file.write(json.dumps(row) + "\n")

    def columns(self) -> list[str]:
        """Return the columns: where a row comes from, then fields in the order of the service."""
        return list(self._columns)

    def rows(self) -> Iterator[Row]:
        """Yield the rows again."""
        self._file.seek(0)
        for line in self._file:
            yield json.loads(line)


def _cell(sheet: WriteOnlyWorksheet, value: Value, *, wrap: bool = False) -> Any:
    """Return a cell; a text is stored as text, whatever it looks like."""
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, _ESCAPE.sub("_x005F_", _fitted(xml_text(value))))
    cell.data_type = "s"
    cell.number_format = _TEXT_FORMAT
    if value.startswith(_FORMULA_START):
        cell.quotePrefix = True  # it stays text if somebody edits the cell
    if wrap and ("\n" in value or len(value) > 2 * _WIDTH):
        cell.alignment = _WRAP
    return cell


def _fitted(text: str) -> str:
    """Cut a text that is longer than a cell can be, and say so in it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if 2 * len(text) <= MAX_CELL:
        return text
    if _shortened(text, MAX_CELL) == text:
        return text
    return _shortened(text, MAX_CELL - len(_CUT)) + _CUT


def _shortened(text: str, size: int) -> str:
    """Return the longest beginning of a text with at most `size` UTF-16 units, as Excel counts."""
    units = text.encode("utf-16-le", errors="replace")
    return text if len(units) <= 2 * size else units[: 2 * size].decode("utf-16-le", "ignore")


def _spans(table: Table, height: int, width: int, first_row: int) -> Iterator[CellRange]:
    """Yield the merged cells of a table that are rectangles and do not overlap."""
    last_row = max((cell.rows[-1] for cell in table.cells), default=-1)
    last_column = max((cell.columns[-1] for cell in table.cells), default=-1)
    if (last_row + 1, last_column + 1) != (height, width):
        return  # the grid was compacted, so that the positions are others
    taken: set[tuple[int, int]] = set()
    for cell in table.cells:
        rows, columns = cell.rows, cell.columns
        size = len(rows) * len(columns)
        is_block = (rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1) == size
        if size < 2 or not is_block or len(taken) + size > MAX_CELLS:
            continue
        covered = {(row, column) for row in rows for column in columns}
        if taken.isdisjoint(covered):
            taken |= covered
            yield CellRange(
                min_row=rows[0] + first_row,
                max_row=rows[-1] + first_row,
                min_col=columns[0] + 1,
                max_col=columns[-1] + 1,
            )


def _widen(sheet: WriteOnlyWorksheet, columns: int) -> None:
    """Make the first columns wide enough for names and short texts."""
    for column in range(1, min(columns, _MAX_WIDENED) + 1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = _WIDTH  # type: ignore[attr-defined]


def _stem(entry: Entry) -> str:
    """Return a short name of the input for a sheet."""
    name = re.split(r"[/\\]", title(entry))[-1]
    return name.rpartition(".")[0] or name
