"""Recognizer of general tables, with drawn letters and an engine that reads them."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from openpyxl import load_workbook
from PIL import Image

from ocr_emulator.contract.bundle import load
from ocr_emulator.contract.validation import check_response
from ocr_emulator.recognizers.general_table import recognize_general_table
from tests.emulator.engine.tables.drawing import Reader, grid, paper, text

XS, YS = (50, 250, 450, 650), (110, 160, 210, 260)
ROWS = (("Item", "Price", "=1+1"), ("Lamp", "18.50", "007"), ("Kettle", "7.25", "9"))


def page(heading: str = "Delivery note") -> tuple[Image.Image, Reader]:
    """Draw a heading over a table of three columns."""
    image, pen = paper()
    grid(pen, XS, YS)
    lines = [text(pen, 50, 40, heading)] if heading else []
    for r, row in enumerate(ROWS):
        for c, words in enumerate(row):
            if words:
                lines.append(text(pen, XS[c] + 10, YS[r] + 10, words))
    return image, Reader(lines)


def read(**options: Any) -> Any:
    image, engine = page()
    found = recognize_general_table(image, options, engine)
    contract = load()
    operation = contract.operations["recognize_general_table"]
    assert check_response(contract, operation, {"result": found.result}) is None
    return found.result


def test_regions_are_in_reading_order() -> None:
    """The heading is a region of text, then comes the table with rows and columns."""
    result = read()
    assert result["words_region_count"] == 2
    heading, table = result["words_region_list"]
    assert heading == {
        "type": "text",
        "words_block_count": 1,
        "words_block_list": [{"words": "Delivery note"}],
    }
    assert table["type"] == "table"
    assert table["words_block_count"] == 9
    assert table["words_block_list"][5] == {"words": "007", "rows": [1], "columns": [2]}
    assert "excel" not in result


def test_places_and_confidences_are_options() -> None:
    """Corners, pieces and confidences come when they are asked for."""
    result = read(return_text_location=True, return_confidence=True, return_char_location=True)
    cell = result["words_region_list"][1]["words_block_list"][4]
    assert cell["words"] == "18.50"
    assert cell["confidence"] == 1.0
    assert cell["location"] == [[260, 170], [330, 170], [330, 194], [260, 194]]
    assert np.allclose(
        cell["cell_location"], [[250, 160], [450, 160], [450, 210], [250, 210]], atol=2
    )
    (piece,) = cell["words_list"]
    assert [one["char"] for one in piece["char_list"]] == list("18.50")


def test_places_alone_are_an_option() -> None:
    """An empty cell has the place of the cell and no place of text; nothing else is added."""
    image, pen = paper()
    grid(pen, XS, YS)
    lines = [text(pen, 60, 120, "Item"), text(pen, 260, 170, "18.50"), text(pen, 460, 220, "9")]
    found: Any = recognize_general_table(image, {"return_text_location": True}, Reader(lines))
    item, empty, *_ = found.result["words_region_list"][0]["words_block_list"]
    assert list(item["words_list"][0]) == ["words", "location"]
    assert (empty["words"], empty["words_list"], "location" in empty) == ("", [], False)
    assert len(empty["cell_location"]) == 4
    assert "confidence" not in item


def test_text_between_tables_is_a_region_of_its_own() -> None:
    """Tables and rows of text come from top to bottom."""
    image, pen = paper(800, 900)
    lines = []
    for i, heading in enumerate(("", "Second delivery")):
        ys = [y + 420 * i for y in (60, 110, 160, 210)]
        grid(pen, XS, ys)
        if heading:
            lines.append(text(pen, 50, ys[0] - 80, heading))
        for r, row in enumerate(ROWS):
            lines += [text(pen, XS[c] + 10, ys[r] + 10, words) for c, words in enumerate(row)]
    lines.append(text(pen, 50, 760, "Thank you"))
    result: Any = recognize_general_table(image, {"return_excel": True}, Reader(lines)).result
    regions = result["words_region_list"]
    assert [region["type"] for region in regions] == ["table", "text", "table", "text"]
    assert regions[1]["words_block_list"] == [{"words": "Second delivery"}]
    sheet: Any = load_workbook(io.BytesIO(base64.b64decode(result["excel"]))).active
    first = [row[0].value for row in sheet.iter_rows() if row[0].value]
    assert first == ["Item", "Lamp", "Kettle", "Second delivery", "Item", "Lamp", "Kettle",
                     "Thank you"]  # fmt: skip


def test_nothing_found_is_the_response_of_the_contract() -> None:
    """A blank page is no error."""
    image, _ = paper()
    found = recognize_general_table(image, {}, Reader([]))
    expected = load().operations["recognize_general_table"].examples["nothing-found"]
    assert {"result": found.result} == expected


def test_page_without_tables_is_text() -> None:
    """Running text alone is one region of text."""
    image, pen = paper()
    lines = [text(pen, 50, 40 + 40 * i, "window lantern") for i in range(3)]
    result: Any = recognize_general_table(image, {}, Reader(lines)).result
    (region,) = result["words_region_list"]
    assert (region["type"], region["words_block_count"]) == ("text", 3)


def test_excel_is_a_workbook_with_the_cells() -> None:
    """The file opens, and texts stay texts: no formula, no lost zeros."""
    data = base64.b64decode(read(return_excel=True)["excel"])
    sheet: Any = load_workbook(io.BytesIO(data)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "Delivery note"
    assert rows[1:4] == [list(row) for row in ROWS]
    assert sheet["C2"].data_type == "s"


def test_workbook_has_the_merged_cells_and_the_lines_of_the_table() -> None:
    """A cell over two columns is one cell, and one of two lines stays one cell with both."""
    image, pen = paper()
    grid(pen, (50, 250, 450, 650), (160, 260))
    grid(pen, (50, 450, 650), (60, 160))
    lines = [
        text(pen, 60, 90, "Both columns"),
        text(pen, 460, 70, "One"),
        text(pen, 460, 110, "Two"),
    ]
    lines += [text(pen, x + 10, 200, words) for x, words in ((50, "A"), (450, "C"))]
    result: Any = recognize_general_table(image, {"return_excel": True}, Reader(lines)).result
    sheet: Any = load_workbook(io.BytesIO(base64.b64decode(result["excel"]))).active
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A1:B1"]
    assert (sheet["C1"].value, sheet["C1"].alignment.wrap_text) == ("One\nTwo", True)
    assert [cell.value for cell in sheet[2]] == ["A", None, "C"]


def test_missing_openpyxl_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package there is no file, and the header says what to install."""
    monkeypatch.setattr("ocr_emulator.recognizers.general_table.workbook", lambda _: None)
    image, engine = page()
    found = recognize_general_table(image, {"return_excel": True}, engine)
    assert "excel" not in found.result
    assert [(part.part, part.install) for part in found.unread] == [("excel", "ocr-wrapper[local]")]


def test_rectification_matrix_maps_a_level_page_to_itself() -> None:
    """Nothing is rectified on a page that is level."""
    matrix = np.array(read(return_rectification_matrix=True)["rectification_matrix"])
    assert np.allclose(matrix / matrix[2][2], np.eye(3), atol=0.02)


def test_with_borders_ignores_alignment() -> None:
    """Only ruled tables are tables then."""
    image, pen = paper()
    lines = [
        text(pen, XS[c], 60 + 50 * r, words)
        for r, row in enumerate(ROWS)
        for c, words in enumerate(row)
    ]
    free: Any = recognize_general_table(image, {}, Reader(lines)).result
    ruled: Any = recognize_general_table(image, {"with_borders": True}, Reader(lines)).result
    assert [region["type"] for region in free["words_region_list"]] == ["table"]
    assert [region["type"] for region in ruled["words_region_list"]] == ["text"]


def test_lookalikes_are_left_out() -> None:
    """A cell in a script that is not read is empty, and both notes say what is missing."""
    image, engine = page()
    doubtful = {0: 0.5, 1: 0.4, 2: 0.6, 3: 0.5, 4: 0.7, 5: 0.4}
    rows = [list(row) for row in engine.rows]
    index = next(i for i, row in enumerate(rows) if row[0].text == "Kettle")
    kettle = rows[index][0]
    characters = tuple(
        replace(one, confidence=doubtful[i]) for i, one in enumerate(kettle.characters)
    )
    rows[index] = [replace(kettle, confidence=0.55, characters=characters)]
    engine.rows = rows
    found = recognize_general_table(image, {}, engine)
    assert isinstance(found.result, dict)
    _, table = found.result["words_region_list"]
    assert table["words_block_list"][6] == {"words": "", "rows": [2], "columns": [0]}
    assert [part.part for part in found.unread] == ["words_region_list", "words_block_list"]
