"""Workbooks are read by openpyxl and pandas: text stays text, and no cell is a formula."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas
import pytest
from openpyxl import Workbook, load_workbook

from ocr_wrapper import exports
from ocr_wrapper.exports import spreadsheet
from ocr_wrapper.exports.exporter import Entry
from ocr_wrapper.results.recognition import Recognition
from tests.wrapper.results.samples import TABLE, block, recognition


def saved(tmp_path: Path, *results: Recognition[Any] | Entry) -> Path:
    return exports.save(results, tmp_path / "a.xlsx")


def opened(tmp_path: Path, *results: Recognition[Any] | Entry) -> Workbook:
    return load_workbook(saved(tmp_path, *results))


def passport(**fields: object) -> Recognition[Any]:
    return recognition("recognize_passport", fields, request_id="0123")


def test_fields_of_many_inputs_are_one_sheet(tmp_path: Path) -> None:
    """A row for each input with its source and request id, a column for each field."""
    entries = [
        Entry(passport(surname="A", confidence={"surname": 0.5}), "a.png"),
        Entry(passport(surname="B", number="X1"), "b.tif", page=2),
    ]
    frame = pandas.read_excel(saved(tmp_path, *entries), sheet_name="Fields", dtype=str)
    assert frame.fillna("").to_dict("records") == [
        {
            "source": "a.png", "page": "", "operation": "recognize_passport",
            "request_id": "0123", "is_example": "False",
            "surname": "A", "surname.confidence": "0.5", "number": "",
        },
        {
            "source": "b.tif", "page": "2", "operation": "recognize_passport",
            "request_id": "0123", "is_example": "False",
            "surname": "B", "surname.confidence": "", "number": "X1",
        },
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "007",
        "1E5",
        "12345678901234567890",
        "TRUE",
        "2020-01-01",
        "1/2",
        "=1+1",
        "+49 30",
        "-cmd|' /C calc'!A0",
        "@SUM(1)",
        "\t=1+1",
        '=HYPERLINK("http://a")',
        "#REF!",
        " leading",
    ],
)
def test_value_stays_the_text_that_it_is(text: str, tmp_path: Path) -> None:
    """Numbers keep their zeros, and what looks like a formula is a text cell."""
    book = opened(
        tmp_path,
        recognition("recognize_general_text", {"words_block_list": [block("x", 0, 0)]}),
        passport(**{"value": text}),
    )
    cell = book["Fields"].cell(3, 6)
    assert book["Fields"].cell(1, 6).value == "value"
    assert (cell.data_type, cell.value) == ("s", text.strip())
    assert cell.number_format == "@"


def test_no_cell_of_the_file_is_a_formula(tmp_path: Path) -> None:
    """The XML of the sheets has no formula element at all, in headers and tables neither."""
    cell = {"words": "=1+1", "rows": [0], "columns": [0]}
    table = {"words_region_list": [{"type": "table", "words_block_list": [cell]}]}
    path = saved(
        tmp_path,
        Entry(passport(**{"=2+2": "=3+3"}), "=4+4"),
        Entry(recognition("recognize_general_table", table), "=5+5"),
        recognition("recognize_general_text", {"words_block_list": [block("=6+6", 0, 0)]}),
    )
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "/sheet" in name]
    assert len(sheets) == 3
    assert [sheet for sheet in sheets if b"<f>" in sheet or b"<f " in sheet] == []


def test_table_has_its_own_sheet_with_merged_cells(tmp_path: Path) -> None:
    """Cells that span rows or columns are merged; their text is in the first one."""
    book = opened(tmp_path, Entry(recognition("recognize_general_table", TABLE), "in/note.png"))
    sheet = book["Table 1"]
    assert {str(area) for area in sheet.merged_cells.ranges} == {"B1:C1", "A2:A3"}
    assert sheet["B1"].value == "Price\nand | tax"
    assert sheet["A2"].value == "Lamp, large"


def test_tables_of_several_inputs_are_told_apart(tmp_path: Path) -> None:
    """The name of a sheet contains that of the input, without what Excel forbids."""
    result = recognition("recognize_general_table", TABLE)
    rare = "\N{CJK UNIFIED IDEOGRAPH-20BB7}"  # two units of UTF-16, of which Excel takes 31
    names = ["a/one.png", "b/one.png", "x" * 60 + ".png", "it's [a] *?.png"]
    names += [f"{rare * 40}a.png", f"{rare * 40}b.png"]
    book = opened(tmp_path, *(Entry(result, name) for name in names))
    tables = [name for name in book.sheetnames if name.startswith("Table")]
    assert tables[:2] == ["Table 1", "Table 1 one"]
    assert len(tables) == len({name.casefold() for name in tables}) == 6
    assert all(len(name.encode("utf-16-le")) <= 62 for name in tables)
    assert all(not set(name) & set("[]*?:/\\") for name in tables)


def test_lines_are_a_sheet_with_positions(tmp_path: Path) -> None:
    """Free text has a row for each line, with its corners as numbers."""
    result = recognition("recognize_general_text", {"words_block_list": [block("12", 5, 6)]})
    sheet = opened(tmp_path, Entry(result, "a.png"))["Lines"]
    row = dict(zip(*([cell.value for cell in row] for row in sheet.rows), strict=True))
    assert (row["source"], row["text"], row["x1"], row["y1"]) == ("a.png", "12", 5, 6)


def test_limits_of_a_cell(tmp_path: Path) -> None:
    """A text that Excel could not open is cut and says so; control characters are replaced."""
    long = "😀 " * 12_000
    book = opened(tmp_path, passport(long=long, control="a\x00b\x1bc\ud800", escape="_x0041_"))
    row = dict(zip(*([cell.value for cell in row] for row in book["Fields"].rows), strict=True))
    assert isinstance(row["long"], str)
    assert len(row["long"].encode("utf-16-le")) <= 2 * spreadsheet.MAX_CELL
    assert row["long"].endswith("more than Excel can hold]")
    assert row["control"] == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c\ufffd"
    assert row["escape"] == "_x005F_x0041_"  # Excel shows it as _x0041_


def test_full_sheet_is_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More rows than a sheet can hold go to a second one, which has the header too."""
    monkeypatch.setattr(spreadsheet, "MAX_ROWS", 3)
    lines = [block(str(number), 0, 30 * number) for number in range(5)]
    book = opened(tmp_path, recognition("recognize_general_text", {"words_block_list": lines}))
    assert [book[name].max_row for name in ("Lines", "Lines (2)", "Lines (3)")] == [3, 3, 2]
    assert book["Lines (3)"]["A1"].value == "source"


def test_too_many_tables_share_a_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook of thousands of sheets cannot be opened; no table is lost."""
    monkeypatch.setattr(spreadsheet, "_MAX_TABLE_SHEETS", 2)
    result = recognition("recognize_general_table", TABLE)
    book = opened(tmp_path, *(Entry(result, f"{number}.png") for number in range(4)))
    assert [name for name in book.sheetnames if name.startswith("Table")] == [
        "Table 1",
        "Table 1 1",
    ]
    rows = list(book["More tables"].values)
    assert [row[0] for row in rows] == ["source", *["2.png"] * 3, *["3.png"] * 3]


def test_wide_table_is_split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Columns that do not fit into a sheet are in another one."""
    monkeypatch.setattr(spreadsheet, "MAX_COLUMNS", 2)
    cells = [{"words": str(number), "rows": [0], "columns": [number]} for number in range(5)]
    table = {"words_region_list": [{"type": "table", "words_block_list": cells}]}
    book = opened(tmp_path, recognition("recognize_general_table", table))
    found = [[cell.value for cell in next(sheet.rows)] for sheet in book if "Table" in sheet.title]
    assert found == [["0", "1"], ["2", "3"], ["4"]]


def test_hostile_spans_are_not_merged(tmp_path: Path) -> None:
    """Overlapping, scattered and gigantic spans neither damage the file nor take long."""
    cells = [
        {"words": "a", "rows": [0, 1], "columns": [0, 1]},
        {"words": "b", "rows": [1, 2], "columns": [1, 2]},
        {"words": "c", "rows": [0, 2], "columns": [3]},
        *({"words": "d", "rows": list(range(300)), "columns": list(range(300))} for _ in range(20)),
    ]
    table = {"words_region_list": [{"type": "table", "words_block_list": cells}]}
    book = opened(tmp_path, recognition("recognize_general_table", table))
    assert {str(area) for area in book["Table 1"].merged_cells.ranges} == {"A1:B2"}


def test_example_is_marked(tmp_path: Path) -> None:
    """An example of an emulator is not the content of the image, on every sheet."""
    table = recognition("recognize_general_table", TABLE, is_example=True)
    book = opened(tmp_path, table)
    assert "EXAMPLE" in str(book["Table 1"]["A1"].value)


def test_no_results_are_a_valid_file(tmp_path: Path) -> None:
    """An empty run has an empty sheet and not a damaged file."""
    assert opened(tmp_path).sheetnames == ["Fields"]


def test_abort_removes_the_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passports do not stay in the temporary folder after an error."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))

    def failing() -> Iterator[Recognition[Any]]:
        yield recognition("recognize_general_text", {"words_block_list": [block("x", 0, 0)]})
        yield recognition("recognize_general_table", TABLE)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        exports.save(failing(), tmp_path / "a.xlsx")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("character", ["\ufffe", "\uffff"])
def test_characters_that_xml_cannot_contain(tmp_path: Path, character: str) -> None:
    """One of them in a value, a name of an input or a name of a sheet spoils no workbook."""
    text = f"A{character}B"
    table = recognition("recognize_general_table", TABLE)
    book = opened(tmp_path, Entry(passport(surname=text), text), Entry(table, f"{text}.png"))
    fields = list(book["Fields"].values)
    assert (fields[1][0], "A\ufffdB" in fields[1][1:]) == ("A\ufffdB", True)
    assert any("A\ufffdB" in name for name in book.sheetnames)
