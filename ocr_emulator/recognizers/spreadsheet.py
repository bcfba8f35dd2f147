"""Spreadsheet writer: texts and tables of a page as an .xlsx file in Base64.

All values are written as text: a recognized "007" keeps its zeros, and one that begins with "=" is
no formula.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ocr_emulator.contract.unread import Unread

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from ocr_emulator.engine.tables.model import Cell, Table

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_MOST_TEXT = 32_767  # characters in a cell of a spreadsheet
_WIDEST = 60
REQUIREMENT = "ocr-wrapper[local]"


def workbook(blocks: Iterable[Sequence[str] | Table]) -> str | None:
    """Return a workbook with one sheet, as Base64; None when openpyxl is not installed."""
    try:
        from openpyxl import Workbook
    except ModuleNotFoundError:
        return None
    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = "OCR"
    row = 1
    for block in blocks:
        row = _write_block(sheet, block, row)
    stream = io.BytesIO()
    book.save(stream)
    return base64.b64encode(stream.getvalue()).decode("ascii")


def missing(part: str) -> Unread:
    """Return the note for a spreadsheet that cannot be written."""
    return Unread(part, "writing a spreadsheet needs the package openpyxl", REQUIREMENT)


def _write_block(sheet: Worksheet, block: Sequence[str] | Table, row: int) -> int:
    """Write a block from a row on; return the row after it."""
    if isinstance(block, Sequence):
        for column, text in enumerate(block, 1):
            _write(sheet, row, column, text)
        return row + 1
    for cell in block.cells:
        _write_cell(sheet, cell, row)
    return row + block.size[0] + 1


def _write_cell(sheet: Worksheet, cell: Cell, row: int) -> None:
    from openpyxl.styles import Border, Side

    span, thin = cell.span, Side(style="thin")
    top, left = row + span.top, 1 + span.left
    bottom, right = row + span.bottom, 1 + span.right
    _write(sheet, top, left, cell.text)
    for r in range(top, bottom + 1):
        for c in range(left, right + 1):
            sheet.cell(r, c).border = Border(left=thin, right=thin, top=thin, bottom=thin)
    if (top, left) != (bottom, right):
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)


def _write(sheet: Worksheet, row: int, column: int, text: str) -> None:
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter

    cell = sheet.cell(row, column)
    cell.value = _CONTROL.sub(" ", text)[:_MOST_TEXT]
    if text:
        # After the value, which openpyxl would take for a formula when it begins with "=".
        cell.data_type = "s"
    if "\n" in text:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    widest = max((len(line) for line in text.split("\n")), default=0)
    dimension = sheet.column_dimensions[get_column_letter(column)]
    dimension.width = max(dimension.width or 0, min(widest + 2, _WIDEST))
