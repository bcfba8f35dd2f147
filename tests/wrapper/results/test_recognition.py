"""A response is kept completely, and every view of it tolerates malformed values."""

from __future__ import annotations

import copy
import json
import pickle
import sys
import types
from importlib import resources
from pathlib import Path

import pytest
from huawei_ocr_api.catalog import OPERATIONS

from ocr_wrapper.results.recognition import Recognition

EXAMPLES = sorted(Path("openapi/examples").glob("*/response-*.json"))
"""Every example response of the contract in the source tree."""

OCR = [path for path in EXAMPLES if path.parent.name in OPERATIONS]


def bundle_example(operation: str) -> dict:
    """Return the example response that is shipped with the generated package."""
    document = json.loads((resources.files("huawei_ocr_api") / "openapi.json").read_text("utf-8"))
    item = document["paths"][OPERATIONS[operation].path]["post"]
    return item["responses"]["200"]["content"]["application/json"]["examples"]["default"]["value"]


def recognition(operation: str, result: object, **kwargs) -> Recognition:
    return Recognition(operation, {"result": result}, **kwargs)


PASSPORT = {
    "country_code": "UTO",
    "surname": "MUSTERFRAU",
    "given_name": None,
    "machine_code": "P<UTOMUSTERFRAU<<EVA",
    "extra_info": {"local_language": {"name": "示例"}},
    "confidence": {"country_code": 0.99, "surname": "0.97", "given_name": None},
}


def test_fields_have_value_and_confidence():
    """A field has its value and its confidence, also if that came as text or is missing."""
    fields = recognition("recognize_passport", PASSPORT).fields
    assert {name: (field.value, field.confidence) for name, field in fields.items()} == {
        "country_code": ("UTO", 0.99),
        "surname": ("MUSTERFRAU", 0.97),
        "given_name": (None, None),
        "machine_code": ("P<UTOMUSTERFRAU<<EVA", None),
        "extra_info.local_language.name": ("示例", None),
    }


def test_both_sides_of_a_card():
    """The back of a Thai card names its confidence id_number and its value card_number."""
    front = recognition(
        "recognize_thailand_id_card",
        {"side": "front", "id_number": "1", "confidence": {"id_number": 0.9}},
    )
    back = recognition(
        "recognize_thailand_id_card",
        {"side": "back", "card_number": "2", "confidence": {"id_number": 0.8}},
    )
    assert front.fields["id_number"].confidence == 0.9
    assert back.fields["card_number"].confidence == 0.8
    assert back.fields["side"].confidence is None


def test_one_confidence_for_all_fields():
    """License plates have one confidence each, and several plates are kept apart."""
    plates = [
        {
            "plate_number": "1",
            "province": "a",
            "confidence": 0.9,
            "plate_location": [[0, 0], [9, 9]],
        },
        {"plate_number": "2", "province": None, "confidence": 0.5},
    ]
    fields = recognition("recognize_thailand_license_plate", plates).fields
    assert [(name, field.value, field.confidence) for name, field in fields.items()] == [
        ("plate_number", "1", 0.9),
        ("province", "a", 0.9),
        ("plate_number#2", "2", 0.5),
        ("province#2", None, None),
    ]
    assert fields["plate_number"].polygon == ((0, 0), (9, 9))


def test_positions_and_images_are_not_fields():
    """A portrait is a field only if the service returns its confidence."""
    card = {
        "name": "A",
        "portrait_image": "abcd",
        "portrait_location": [[1, 2], [3, 4]],
        "text_location": {"name": [[5, 6], [7, 8], [9, 10], [11, 12]]},
        "score_info": None,
        "confidence": {"name": 0.9},
    }
    scored = copy.deepcopy(card)
    scored["confidence"]["portrait_image"] = 0.8
    fields = recognition("recognize_peru_id_card", card).fields
    assert list(fields) == ["name"]
    assert fields["name"].polygon == ((5, 6), (7, 8), (9, 10), (11, 12))
    assert recognition("recognize_peru_id_card", scored).fields["portrait_image"].is_image


def test_key_value_pairs_and_extracted_data():
    """Pairs of a smart document and extracted data of a web image are fields too."""
    pairs = [{"key": "Date", "value": "1 May"}, {"key": "Date", "value": "2 May"}, None, {}]
    smart = recognition("recognize_smart_document", [{"kv_result": {"kv_block_list": pairs}}])
    web = recognition(
        "recognize_web_image",
        {"words_block_list": [], "extracted_data": {"image_size": {"width": 3, "height": 4}}},
    )
    assert [(field.name, field.text) for field in smart.fields.values()] == [
        ("Date", "1 May"),
        ("Date#2", "2 May"),
        ("", ""),
    ]
    assert {name: field.value for name, field in web.fields.items()} == {
        "image_size.width": 3,
        "image_size.height": 4,
    }


def block(text: str, x: float, y: float, width: float = 100, height: float = 20, **more) -> dict:
    corners = [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]
    return {"words": text, "location": corners, "confidence": 0.9, **more}


def test_text_keeps_rows():
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


def test_text_of_a_rotated_page():
    """Rows follow the direction of the text: here the page is upside down."""

    def turned(text: str, x: float, y: float) -> dict:
        corners = [[x, y], [x - 100, y], [x - 100, y - 20], [x, y - 20]]
        return {"words": text, "location": corners}

    blocks = [turned("Coffee", 900, 900), turned("3.50", 500, 899), turned("Total", 900, 860)]
    found = recognition("recognize_general_text", {"words_block_list": blocks})
    assert found.text == "Coffee\t3.50\nTotal"


def test_lines_of_a_table_are_marked():
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


def test_text_of_fields():
    """An operation with fields returns them as text, line by line."""
    found = recognition("recognize_passport", PASSPORT)
    assert found.text.splitlines()[:2] == ["country_code: UTO", "surname: MUSTERFRAU"]
    assert "given_name" not in found.text


TABLE = {
    "words_region_list": [
        {"type": "text", "words_block_list": [{"words": "Delivery | note *17*"}]},
        {
            "type": "table",
            "words_block_list": [
                {"words": "Item", "rows": [0], "columns": [0]},
                {"words": "Price\nand | tax", "rows": [0], "columns": [1, 2]},
                {"words": "Lamp, large", "rows": [1, 2], "columns": [0]},
                {"words": '18" <b>', "rows": [1], "columns": [1]},
                {"words": "VAT", "rows": [2], "columns": [2]},
            ],
        },
    ],
    "excel": "UEsD",
}


def test_tables_to_rows():
    """A table has rows of equal length; a merged cell is at its upper left position."""
    (table,) = recognition("recognize_general_table", TABLE).tables
    assert table.to_rows() == [
        ["Item", "Price\nand | tax", ""],
        ["Lamp, large", '18" <b>', ""],
        ["", "", "VAT"],
    ]
    assert table.to_rows(fill=True)[2] == ["Lamp, large", "", "VAT"]
    assert (table.shape, table.excel) == ((3, 3), b"PK\x03")


def test_tables_to_csv_and_markdown():
    """CSV is quoted where necessary, and Markdown keeps its layout for any cell text."""
    (table,) = recognition("recognize_general_table", TABLE).tables
    assert table.to_csv() == ('Item,"Price\nand | tax",\n"Lamp, large","18"" <b>",\n,,VAT\n')
    assert table.to_markdown() == (
        "| Item | Price<br>and \\| tax |  |\n"
        "| --- | --- | --- |\n"
        '| Lamp, large | 18" \\<b> |  |\n'
        "|  |  | VAT |\n"
    )


def test_tables_to_dataframe(monkeypatch):
    """A DataFrame has the first row as column names; pandas is imported only here."""
    calls: list = []
    pandas = types.ModuleType("pandas")
    pandas.DataFrame = lambda rows, **more: calls.append((rows, more))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pandas", pandas)
    (table,) = recognition("recognize_general_table", TABLE).tables
    table.to_dataframe()
    table.to_dataframe(header=False)
    rows = table.to_rows()
    assert calls == [(rows[1:], {"columns": rows[0]}), (rows, {})]


def test_markdown_of_a_table_page():
    """Text and tables keep the order of their regions, and text is escaped."""
    markdown = recognition("recognize_general_table", TABLE).to_markdown()
    assert markdown.startswith("Delivery \\| note \\*17\\*\n\n| Item |")


def test_markdown_of_a_document_with_layout():
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


def test_huge_row_numbers_are_compacted():
    """A row number of a billion does not create a billion rows."""
    blocks = [
        {"words": "a", "rows": [0], "columns": [0]},
        {"words": "b", "rows": [10**9], "columns": [10**9]},
        {"words": "lost", "rows": [], "columns": [1]},
        {"words": "odd", "rows": ["x", -1, None], "columns": [0]},
    ]
    region = {"type": "table", "words_block_list": blocks}
    (table,) = recognition("recognize_general_table", {"words_region_list": [region]}).tables
    assert table.to_rows() == [["a", ""], ["", "b"]]


@pytest.mark.parametrize("path", OCR, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_example_has_all_views(path: Path):
    """No example of the contract breaks any view."""
    raw = json.loads(path.read_text("utf-8"))
    before = copy.deepcopy(raw)
    found = Recognition(path.parent.name, raw)
    assert isinstance(found.text, str)
    assert isinstance(found.to_markdown(), str)
    assert all(
        0 < len(row) == len(rows[0]) for t in found.tables for rows in [t.to_rows()] for row in rows
    )
    assert Recognition.from_json(found.to_json()) == found
    assert pickle.loads(pickle.dumps(found)) == found
    assert found.raw == before


@pytest.mark.parametrize("operation", OPERATIONS)
def test_typed_result(operation: str):
    """The shipped example of every operation decodes to its class and back to itself."""
    raw = bundle_example(operation)
    result = Recognition(operation, raw).result
    items = result if isinstance(result, list) else [result]
    plain = raw["result"] if isinstance(raw["result"], list) else [raw["result"]]
    assert [item.to_dict() for item in items] == plain


JUNK = [
    None,
    True,
    0,
    -1.5,
    "x",
    "",
    [],
    {},
    [[]],
    [{}],
    [None],
    {"a": None},
    float("nan"),
    10**400,
]


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_malformed_values_affect_only_themselves(junk):
    """A malformed value is omitted, and the views contain everything else."""
    words = {
        "words": junk,
        "location": junk,
        "confidence": junk,
        "rows": junk,
        "columns": junk,
        "words_list": junk,
    }
    good = block("kept", 0, 0)
    for result in (
        junk,
        [junk, {"words_block_list": [good]}],
        {"words_block_list": [words, junk, good], "extracted_data": junk, "kv_result": junk},
        {
            "words_block_list": [good],
            "words_region_list": [junk, {"type": "table", "words_block_list": [words, junk]}],
        },
        {"confidence": junk, "name": junk, "text_location": junk, "words_block_list": [good]},
        [
            {"ocr_result": junk, "layout_result": junk, "formula_result": junk},
            {"layout_result": {"layout_block_list": [junk, {"type": junk, "text": junk}]}},
            {"table_result": {"table_list": [junk, {"words_block_list": junk}]}},
            {"ocr_result": {"words_block_list": [good]}},
        ],
    ):
        found = recognition("recognize_smart_document", result)
        assert result is junk or "kept" in found.text
        assert isinstance(found.to_markdown(), str)
        assert isinstance(repr(found), str)
        assert isinstance(dict(found.fields), dict)


def test_repr_shows_no_value():
    """The repr shows the operation and counts, and no recognized value."""
    found = recognition("recognize_passport", PASSPORT, request_id="r-1", region="ap-southeast-1")
    assert repr(found) == (
        "<Recognition recognize_passport request_id='r-1' region='ap-southeast-1' "
        "fields=5 lines=0 tables=0>"
    )
    for view in (
        found.fields["surname"],
        recognition("x", {"words_block_list": [block("Q", 0, 0)]}).lines,
    ):
        assert "MUSTERFRAU" not in repr(view)
        assert "'Q'" not in repr(view)
    assert "Lamp" not in repr(recognition("recognize_general_table", TABLE).tables)


def test_save_and_load():
    """A saved result is loaded without a network, unknown top-level keys included."""
    found = Recognition(
        "recognize_passport",
        {"result": PASSPORT, "cost": 3},
        request_id="r-1",
        region="ap-southeast-1",
        attempts=2,
        elapsed=0.25,
    )
    again = Recognition.from_json(found.to_json(indent=2))
    assert again.to_dict() == found.to_dict()
    assert again.raw == found.raw
    assert (again.attempts, again.elapsed, again.region) == (2, 0.25, "ap-southeast-1")


def test_bare_response_loads_with_its_operation():
    """A body that another program saved is loaded if its operation is given."""
    text = json.dumps({"result": PASSPORT})
    assert Recognition.from_json(text, operation="recognize_passport").raw == {"result": PASSPORT}
    with pytest.raises(ValueError, match="give operation="):
        Recognition.from_json(text)


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '{"error_code": "AIS.0101"}', "[" * 9999])
def test_other_text_does_not_load(text: str):
    """Other text is refused in one line."""
    with pytest.raises(ValueError, match="not a saved recognition"):
        Recognition.from_json(text, operation="recognize_passport")


def test_views_are_cached_and_not_pickled():
    """A view is computed once, and a pickle contains only the response."""
    found = recognition("recognize_passport", PASSPORT)
    assert found.fields is found.fields
    small, large = pickle.dumps(recognition("recognize_passport", PASSPORT)), pickle.dumps(found)
    assert len(small) == len(large)
    assert copy.deepcopy(found) == found
    assert hash(found) == hash(copy.copy(found))


def test_equality():
    """Operation, request id and response body decide about equality."""
    found = recognition("recognize_passport", PASSPORT)
    assert found != recognition("recognize_passport", {})
    assert found != PASSPORT
