"""Lines, text and tables of a response, and its Markdown."""

from __future__ import annotations

import sys
import types
from typing import Any

import pytest

from ocr_wrapper.results.recognition import Recognition
from tests.wrapper.results.samples import PASSPORT, TABLE, block, recognition


def test_text_keeps_rows() -> None:
    """Blocks of one row are joined with a tab, rows with a line break, in the service's order."""
    blocks = [
        block("Coffee", 0, 0),
        block("3.50", 300, 2),
        block("Total", 0, 40),
        block("3.50", 300, 41),
        {"words": "no position", "location": None},
        block("next column", 0, 0),
    ]
    found = recognition("recognize_general_text", {"words_block_list": blocks})
    assert found.text == "Coffee\t3.50\nTotal\t3.50\nno position\nnext column"
    assert [line.text for line in found.lines][:2] == ["Coffee", "3.50"]
    assert found.lines[0].polygon == ((0, 0), (100, 0), (100, 20), (0, 20))
    assert found.lines[4].polygon is None


def test_text_of_a_rotated_page() -> None:
    """Rows follow the direction of the text: here the page is upside down."""

    def turned(text: str, x: float, y: float) -> dict[str, Any]:
        corners = [[x, y], [x - 100, y], [x - 100, y - 20], [x, y - 20]]
        return {"words": text, "location": corners}

    blocks = [turned("Coffee", 900, 900), turned("3.50", 500, 899), turned("Total", 900, 860)]
    found = recognition("recognize_general_text", {"words_block_list": blocks})
    assert found.text == "Coffee\t3.50\nTotal"


def test_lines_of_a_table_are_marked() -> None:
    """Text in a table is marked, by position or by its region, in rotated tables too."""
    slanted = [[0, 0], [100, 50], [60, 130], [-40, 80]]
    cells = {
        "words_block_list": [{"words": "inside", "rows": [0], "columns": [0]}],
        "location": slanted,
    }
    smart = recognition(
        "recognize_smart_document",
        [
            {"table_result": {"table_list": [cells]}},
            {
                "ocr_result": {
                    "words_block_list": [
                        block("inside", 20, 60, 20, 10),
                        block("beside", 85, 110, 20, 10),
                        {"words": "nowhere"},
                    ]
                }
            },
        ],
    )
    assert [line.in_table for line in smart.lines] == [True, False, False]
    assert smart.to_markdown() == "beside  \nnowhere\n\n| inside |\n| --- |\n"
    assert smart.text == "inside\nbeside\nnowhere"
    page = recognition("recognize_general_table", TABLE)
    assert [line.in_table for line in page.lines] == [False, True, True, True, True, True]


def test_line_in_no_cell_is_no_part_of_its_table() -> None:
    """Text between the cells of a table is in no view of the table, and stays a line."""
    cells = [
        {"words": "Total", "rows": [0], "columns": [0]},
        {"words": "1,250.00\nEUR net", "rows": [0], "columns": [1]},
    ]
    table = {"location": [[0, 40], [600, 40], [600, 120], [0, 120]], "words_block_list": cells}
    blocks = [
        block("Total 1,250.00", 10, 50),
        block("EUR  net", 220, 70),
        block("Paid in advance", 10, 90),
    ]
    found = recognition(
        "recognize_smart_document",
        [
            {
                "ocr_result": {"words_block_list": blocks},
                "table_result": {"table_list": [table]},
            }
        ],
    )
    assert [line.in_table for line in found.lines] == [True, True, False]
    assert found.to_markdown() == (
        "Paid in advance\n\n| Total | 1,250.00<br>EUR net |\n| --- | --- |\n"
    )


def test_text_of_fields() -> None:
    """An operation with fields returns them as text, line by line."""
    found = recognition("recognize_passport", PASSPORT)
    assert found.text.splitlines()[:2] == ["country_code: UTO", "surname: MUSTERFRAU"]
    assert "given_name" not in found.text


def test_tables_to_rows() -> None:
    """A table has rows of equal length; a merged cell is at its upper left position."""
    (table,) = recognition("recognize_general_table", TABLE).tables
    assert table.to_rows() == [
        ["Item", "Price\nand | tax", ""],
        ["Lamp, large", '18" <b>', ""],
        ["", "", "VAT"],
    ]
    assert table.to_rows(fill=True)[2] == ["Lamp, large", "", "VAT"]
    assert (table.shape, table.excel) == ((3, 3), b"PK\x03")


def test_spreadsheet_in_lines_is_decoded() -> None:
    """The file of the service may come as Base64 in lines."""
    result = {**TABLE, "excel": "UE\nsD\r\n"}
    assert recognition("recognize_general_table", result).tables[0].excel == b"PK\x03"


def test_tables_to_csv_and_markdown() -> None:
    """CSV is quoted where necessary, and Markdown keeps its layout for any cell text."""
    (table,) = recognition("recognize_general_table", TABLE).tables
    assert table.to_csv() == ('Item,"Price\nand | tax",\n"Lamp, large","18"" <b>",\n,,VAT\n')
    assert table.to_markdown() == (
        "| Item | Price<br>and \\| tax |  |\n"
        "| --- | --- | --- |\n"
        '| Lamp, large | 18" \\<b> |  |\n'
        "|  |  | VAT |\n"
    )


def test_tables_to_dataframe(monkeypatch: pytest.MonkeyPatch) -> None:
    """A DataFrame has the first row as column names; pandas is imported only here."""
    calls: list[Any] = []
    pandas = types.ModuleType("pandas")
    pandas.DataFrame = lambda rows, **more: calls.append((rows, more))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pandas", pandas)
    (table,) = recognition("recognize_general_table", TABLE).tables
    table.to_dataframe()
    table.to_dataframe(header=False)
    rows = table.to_rows()
    assert calls == [(rows[1:], {"columns": rows[0]}), (rows, {})]


def test_markdown_of_a_table_page() -> None:
    """Text and tables keep the order of their regions, and text is escaped."""
    markdown = recognition("recognize_general_table", TABLE).to_markdown()
    assert markdown.startswith("Delivery \\| note \\*17\\*\n\n| Item |")


def test_markdown_of_a_document_with_layout() -> None:
    """Headings, tables and formulas are in reading order, although each kind is a separate item."""
    pages = [
        {
            "layout_result": {
                "layout_block_list": [
                    {"type": "title", "text": "Report #1"},
                    {"type": "text", "text": "1. not a list"},
                    {"type": "table", "table_id": 0},
                    {"type": "formula", "formula_id": 0},
                    {"type": "formula", "formula_id": 7, "text": "x"},
                    {"type": "footnote", "text": "end"},
                ]
            }
        },
        {"formula_result": {"formula_list": [{"formula": "x^2"}]}},
        {
            "table_result": {
                "table_list": [
                    {"words_block_list": [{"words": "a", "rows": [0], "columns": [0]}]},
                    {"words_block_list": [{"words": "b", "rows": [0], "columns": [0]}]},
                ]
            }
        },
        {
            "form_result": {
                "form_list": [{"words_block_list": [{"words": "c", "rows": 0, "columns": 0}]}]
            }
        },
    ]
    found = recognition("recognize_smart_document", pages)
    assert [table.kind for table in found.tables] == ["table", "table", "form"]
    assert found.to_markdown() == (
        "# Report \\#1\n\n1\\. not a list\n\n| a |\n| --- |\n\n$$\nx^2\n$$\n\nx\n\n*end*\n\n"
        "| b |\n| --- |\n\n| c |\n| --- |\n"
    )


def page_with_layout(*areas: dict[str, Any], **more: object) -> Recognition[Any]:
    """Return a smart document with six lines, numbered from 0, and areas."""
    texts = ["Invoice 4711", "Total", "1,250.00", "EUR", "see back", "page 1"]
    blocks = [block(text, 10, 40 * number) for number, text in enumerate(texts)]
    page = {
        "ocr_result": {"words_block_list": blocks},
        "layout_result": {"layout_block_list": list(areas)},
    }
    return recognition("recognize_smart_document", [{**page, **more}])


def test_markdown_of_areas_without_text() -> None:
    """An area without a text, such as that of a table or an image, has the text of its lines."""
    found = page_with_layout(
        {"type": "title", "words_ids": [0]},
        {"type": "image", "words_ids": [3, 99, -1, "x", True, 3]},
        {"type": "table", "text": "", "words_ids": [1, 2]},
        {"type": "text", "text": "see back", "words_ids": [4]},
    )
    assert found.to_markdown() == (
        "# Invoice 4711\n\nEUR\n\nTotal  \n1,250.00\n\nsee back\n\npage 1\n"
    )


def test_markdown_of_lines_that_areas_share() -> None:
    """A line is written once: where it is text, in a table, or in the first area that names it."""
    cell = {"words": "1,250.00", "rows": [0], "columns": [0]}
    found = page_with_layout(
        {"type": "image", "words_ids": [0, 1, 2, 3]},
        {"type": "table", "words_ids": [1, 2, 3], "table_id": 0},
        {"type": "text", "text": "Invoice\n4711", "words_ids": [0]},
        {"type": "formula", "words_ids": [4], "formula_id": 0},
        {
            "type": "footer",
            "text": "page 1",
            "location": [[0, 190], [90, 190], [90, 230], [0, 230]],
        },
        table_result={"table_list": [{"words_block_list": [cell]}]},
        formula_result={"formula_list": [{"formula": "x"}]},
    )
    assert found.to_markdown() == (
        "Total  \nEUR\n\n| 1,250.00 |\n| --- |\n\nInvoice 4711\n\n$$\nx\n$$\n\npage 1\n"
    )


def test_markdown_keeps_lines_of_a_table_area_that_are_in_no_cell() -> None:
    """A line that the area of a table names stays, unless a cell of this very table contains it."""
    tables = [
        {"words_block_list": [{"words": text, "rows": [0], "columns": [0]}]}
        for text in ("Total", "see back")
    ]
    found = page_with_layout(
        {"type": "text", "text": "Invoice 4711", "words_ids": [0]},
        {"type": "table", "words_ids": [1, 2, 3, 4], "table_id": 0},
        table_result={"table_list": tables},
    )
    assert found.to_markdown() == (
        "Invoice 4711\n\n| Total |\n| --- |\n\n1,250.00  \nEUR  \nsee back\n\n"
        "| see back |\n| --- |\n\npage 1\n"
    )


def test_markdown_finds_lines_in_another_item() -> None:
    """The lines that an area names may be in another item of the result."""
    found = recognition(
        "recognize_smart_document",
        [
            {"layout_result": {"layout_block_list": [{"type": "image", "words_ids": [1]}]}},
            {"ocr_result": {"words_block_list": [{"words": ""}, block("in the image", 0, 0)]}},
        ],
    )
    assert found.to_markdown() == "in the image\n"


def test_huge_row_numbers_are_compacted() -> None:
    """A row number of a billion does not create a billion rows."""
    blocks = [
        {"words": "a", "rows": [0], "columns": [0]},
        {"words": "b", "rows": [10**9], "columns": [10**9]},
    ]
    region = {"type": "table", "words_block_list": blocks}
    (table,) = recognition("recognize_general_table", {"words_region_list": [region]}).tables
    assert table.to_rows() == [["a", ""], ["", "b"]]


def test_cells_without_a_place_follow_at_the_end() -> None:
    """A cell without row or column has a row of its own; one without text is left out."""
    blocks = [
        {"words": "no place", "rows": None, "columns": None},
        {"words": "a", "rows": [0], "columns": [0]},
        {"words": "b", "rows": [0, 1], "columns": [1]},
        {"words": " ", "rows": [], "columns": [1]},
        {"words": "odd place", "rows": ["x", -1, None], "columns": [0]},
    ]
    region = {"type": "table", "words_block_list": blocks}
    found = recognition("recognize_general_table", {"words_region_list": [region]})
    assert found.tables[0].to_rows() == [["a", "b"], ["", ""], ["no place", ""], ["odd place", ""]]
    assert "| no place |  |\n| odd place |  |\n" in found.to_markdown()


def test_text_of_a_cell_may_be_another_value() -> None:
    """A number, zero included, is the text of a cell; a cell without text has that of its parts."""
    texts: list[dict[str, Any]] = [
        {"words": 0},
        {"words": False},
        {"words": None},
        {"words": "", "words_list": [{"words": "two"}, {"words": None}, {"words": "lines"}]},
        {"words": "kept", "words_list": [{"words": "other"}]},
    ]
    blocks = [{**text, "rows": [n], "columns": [0]} for n, text in enumerate(texts)]
    region = {"type": "table", "words_block_list": blocks}
    (table,) = recognition("recognize_general_table", {"words_region_list": [region]}).tables
    assert table.to_rows() == [["0"], ["false"], [""], ["two\nlines"], ["kept"]]
