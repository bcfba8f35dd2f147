"""Recognizer of general tables: regions of text and tables, cell by cell.

Options and response: API Reference 4.4, tables 4-38 to 4-44.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from ocr_emulator.contract.unread import Unread
from ocr_emulator.engine.base import Character, Engine, Line
from ocr_emulator.engine.scripts.text import read_text
from ocr_emulator.recognizers.base import Options, Recognized, Result
from ocr_emulator.recognizers.places import around, lines_left_out, location, scale_of
from ocr_emulator.recognizers.spreadsheet import missing, workbook

if TYPE_CHECKING:
    from huawei_ocr_api.payloads import (
        GeneralTableChar,
        GeneralTableResult,
        GeneralTableWordsBlock,
        GeneralTableWordsItem,
        GeneralTableWordsRegion,
    )
    from PIL import Image

    from ocr_emulator.engine.tables.find import Tables
    from ocr_emulator.engine.tables.model import Cell, Piece, Table
    from ocr_emulator.engine.tables.plane import Plane


def recognize_general_table(image: Image.Image, options: Options, engine: Engine) -> Recognized:
    """Recognize the tables of an image and the text around them.

    Lines in a script that is not read here are left out and reported.
    """
    from ocr_emulator.engine.tables.find import find_tables

    text = read_text(engine, image, orient=True, characters=True, mixed=False)
    found = find_tables(text.engine, image, text.page, ruled_only=bool(options.get("with_borders")))
    writer = _Writer(options, scale_of(image))
    order = _in_order(found)
    regions = [
        writer.text(part) if isinstance(part, tuple) else writer.table(part) for part in order
    ]
    result: GeneralTableResult = {
        "words_region_count": len(regions),
        "words_region_list": regions,
    }
    unread = lines_left_out(text, "words_region_list") + _unread_cells(found.tables)
    if options.get("return_excel"):
        excel = workbook(_sheet_rows(order))
        if excel is None:
            unread.append(missing("excel"))
        else:
            result["excel"] = excel
    if options.get("return_rectification_matrix"):
        # No page of the vendor names the field (D-041).
        matrix = _rectification(found.plane, scale_of(image))
        result["rectification_matrix"] = matrix  # type: ignore[typeddict-unknown-key]
    return Recognized(cast("Result", result), tuple(unread))


TextRows = tuple[tuple[Line, ...], ...]


def _in_order(found: Tables) -> list[TextRows | Table]:
    """Return texts and tables from top to bottom: rows of text up to the next table are one."""
    parts: list[TextRows | Table] = []
    tables, waiting = list(found.tables), list[tuple[Line, ...]]()
    for row in found.outside:
        top = min(found.plane.box(line.polygon).centre[1] for line in row)
        while tables and tables[0].box.centre[1] < top:
            if waiting:
                parts.append(tuple(waiting))
                waiting = []
            parts.append(tables.pop(0))
        waiting.append(row)
    if waiting:
        parts.append(tuple(waiting))
    return parts + tables


def _sheet_rows(order: Sequence[TextRows | Table]) -> list[list[str] | Table]:
    rows: list[list[str] | Table] = []
    for part in order:
        if isinstance(part, tuple):
            rows += [[line.text for line in row] for row in part]
        else:
            rows.append(part)
    return rows


def _unread_cells(tables: Sequence[Table]) -> list[Unread]:
    """Return one note for all cells with ink that could not be read."""
    count = sum(cell.unread for table in tables for cell in table.cells)
    reason = f"{count} cells have marks in them that are no legible text"
    return [Unread("words_block_list", reason)] if count else []


def _rectification(plane: Plane, factor: float) -> list[list[float]]:
    """Return the matrix from the image as sent to a level page of the same size."""
    import numpy as np

    grow = np.diag([1 / plane.scale, 1 / plane.scale, 1.0])
    matrix = grow @ plane.matrix @ np.diag([1 / factor, 1 / factor, 1.0])
    return [[round(float(value), 8) for value in row] for row in matrix / matrix[2][2]]


class _Writer:
    """Write regions as the options of a request ask for them."""

    def __init__(self, options: Options, scale: float) -> None:
        self._places = bool(options.get("return_text_location"))
        self._characters = self._places and bool(options.get("return_char_location"))
        self._confidence = bool(options.get("return_confidence"))
        self._scale = scale

    def text(self, rows: TextRows) -> GeneralTableWordsRegion:
        """Write rows of text that are in no table."""
        blocks = [self._line(line) for row in rows for line in row]
        return {"type": "text", "words_block_count": len(blocks), "words_block_list": blocks}

    def _line(self, line: Line) -> GeneralTableWordsBlock:
        block: GeneralTableWordsBlock = {"words": line.text}
        if self._confidence:
            block["confidence"] = round(line.confidence, 4)
        if self._places:
            block["location"] = location(line.polygon, self._scale)
        return block

    def table(self, table: Table) -> GeneralTableWordsRegion:
        """Write a table."""
        blocks = [self._cell(cell) for cell in table.cells]
        return {"type": "table", "words_block_count": len(blocks), "words_block_list": blocks}

    def _cell(self, cell: Cell) -> GeneralTableWordsBlock:
        block: GeneralTableWordsBlock = {"words": cell.text}
        if self._confidence:
            block["confidence"] = round(cell.confidence, 4)
        if self._places:
            if cell.pieces:
                polygons = [piece.polygon for piece in cell.pieces]
                whole = polygons[0] if len(polygons) == 1 else around(polygons)
                block["location"] = location(whole, self._scale)
            block["words_list"] = [self._piece(piece) for piece in cell.pieces]
        block["rows"], block["columns"] = list(cell.span.rows), list(cell.span.columns)
        if self._places:
            block["cell_location"] = location(cell.polygon, self._scale)
        return block

    def _piece(self, piece: Piece) -> GeneralTableWordsItem:
        item: GeneralTableWordsItem = {"words": piece.text}
        if self._confidence:
            item["confidence"] = round(piece.confidence, 4)
        item["location"] = location(piece.polygon, self._scale)
        if self._characters:
            item["char_list"] = [self._character(one) for one in piece.characters]
        return item

    def _character(self, character: Character) -> GeneralTableChar:
        return {
            "char": character.text,
            "char_confidence": round(character.confidence, 4),
            "char_location": location(character.polygon, self._scale),
        }
