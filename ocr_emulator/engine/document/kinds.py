"""Classification of ruled tables: a table with a heading, or a form with labels.

A logical table repeats its columns from row to row. A form has cells of its own in every row.
"""

from __future__ import annotations

from ocr_emulator.engine.document.pairs import FORM, label_share
from ocr_emulator.engine.tables.model import Table
from ocr_emulator.engine.tables.plane import Sheet

_IRREGULAR = 0.34  # part of the rows with cells over several columns


def is_list_of_labels(sheet: Sheet, table: Table) -> bool:
    """Return whether what stands aligned is labels and their values."""
    return not table.ruled and label_share(sheet, table) >= FORM


def is_form(sheet: Sheet, table: Table) -> bool:
    """Return whether a table is a ruled form."""
    if not table.ruled:
        return False
    return label_share(sheet, table) >= FORM or _irregular(table) > _IRREGULAR


def _irregular(table: Table) -> float:
    """Return the part of the rows, those of the heading left out, that merge columns."""
    rows, _ = table.size
    merged = {
        row
        for cell in table.cells
        if cell.span.right > cell.span.left
        for row in range(cell.span.top, cell.span.bottom + 1)
    }
    first = 0
    while first in merged:
        first += 1
    body = range(first, rows)
    return sum(row in merged for row in body) / len(body) if body else 1.0
