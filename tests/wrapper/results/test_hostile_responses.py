"""Malicious or broken responses cost neither minutes, nor gigabytes, nor the rest of a result."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from PIL import Image

from ocr_wrapper.attempts.responses import parse_object
from ocr_wrapper.results import annotate
from ocr_wrapper.results.fields import as_text
from ocr_wrapper.results.json_text import dumps
from ocr_wrapper.results.recognition import Recognition
from ocr_wrapper.results.tables import MAX_CELLS, csv_text


def table_result(*cells: dict[str, Any]) -> Recognition[Any]:
    region = {"type": "table", "words_block_list": list(cells)}
    return Recognition("recognize_general_table", {"result": {"words_region_list": [region]}})


def nested(depth: int) -> object:
    value: object = "core"
    for _ in range(depth):
        value = [value]
    return value


def passport(**values: object) -> Recognition[Any]:
    return Recognition("recognize_passport", {"result": values})


def test_huge_cell_span_is_bounded() -> None:
    """A cell over 9,000 x 9,000 positions does not create a grid of 81 million texts."""
    span = list(range(9000))
    found = table_result(
        {"words": "huge", "rows": span, "columns": span},
        {"words": "next", "rows": [9000], "columns": [9000]},
    )
    (table,) = found.tables
    assert table.to_rows() == [["huge", ""], ["", "next"]]
    assert table.to_rows(fill=True) == [["huge", ""], ["", "next"]]
    assert table.shape == (2, 2)
    assert "huge" in found.to_markdown()


def test_diagonal_cells_are_bounded() -> None:
    """Cells that each have a row and a column of their own become a list of texts."""
    cells = [{"words": str(n), "rows": [n], "columns": [n]} for n in range(1500)]
    (table,) = table_result(*cells).tables
    assert MAX_CELLS < 1500 * 1500
    assert table.to_rows() == [[str(n)] for n in range(1500)]
    assert table.shape == (1500, 1)


def test_overlapping_spans_are_not_filled() -> None:
    """Many large merged cells are not repeated at millions of positions."""
    span = list(range(900))
    cells = [{"words": str(n), "rows": span, "columns": span} for n in range(20)]
    (table,) = table_result(*cells).tables
    rows = table.to_rows(fill=True)
    assert rows[0][0].split("\n") == [str(n) for n in range(20)]
    assert rows[1][1] == ""


def test_equal_field_names() -> None:
    """20,000 equal names are numbered without comparing each with all others."""
    pairs = [{"key": "Date", "value": str(n)} for n in range(20_000)]
    found: Recognition[Any] = Recognition(
        "recognize_smart_document", {"result": [{"kv_result": {"kv_block_list": pairs}}]}
    )
    assert len(found.fields) == 20_000
    assert found.fields["Date#20000"].value == "19999"
    assert "fields=20000" in repr(found)


@pytest.mark.parametrize("far", [1e10, -1e10, 1e300])
def test_distant_positions_can_be_annotated(far: float) -> None:
    """A word far outside the image neither breaks nor slows the annotation."""
    corners = [[far, 5], [far * 1.1, 5], [far * 1.1, 9], [far, 9]]
    near = [[5, 5], [90, 5], [90, 20], [5, 20]]
    blocks = [{"words": "a", "location": corners}, {"words": "b", "location": near}]
    found: Recognition[Any] = Recognition(
        "recognize_general_text", {"result": {"words_block_list": blocks}}
    )
    drawn = found.annotate(Image.new("RGB", (100, 60), "white"))
    assert drawn.size == (100, 60)
    assert found.text.replace("\t", "\n") == "a\nb"


def test_many_areas_can_be_annotated() -> None:
    """20,000 areas are drawn without comparing each label with all areas."""
    corners = [[1, 1], [9, 1], [9, 9], [1, 9]]
    blocks = [{"words": str(n), "location": corners, "confidence": 0.9} for n in range(20_000)]
    found: Recognition[Any] = Recognition(
        "recognize_general_text", {"result": {"words_block_list": blocks}}
    )
    assert len(annotate.marks(found)) == 20_000
    assert found.annotate(Image.new("RGB", (20, 20), "white")).size == (20, 20)


def test_many_fields_are_located_in_many_lines() -> None:
    """Locating 20,000 long fields in 20,000 lines is bounded."""
    corners = [[1, 1], [9, 1], [9, 9], [1, 9]]
    values = {f"field_{n}": f"value number {n} of many" for n in range(20_000)}
    blocks = [{"words": f"line number {n} of many", "location": corners} for n in range(20_000)]
    text: Recognition[Any] = Recognition(
        "recognize_general_text", {"result": {"words_block_list": blocks}}
    )
    assert len(annotate.marks(passport(**values), text)) >= 20_000


def test_many_tables_with_many_lines() -> None:
    """20,000 tables and as many lines are not all compared with each other."""
    corners = [[0, 0], [9, 0], [9, 9], [0, 9]]
    cell = {"words": "x", "rows": [0], "columns": [0]}
    tables = [{"location": corners, "words_block_list": [cell]} for _ in range(20_000)]
    away = [[500, 500], [509, 500], [509, 509], [500, 509]]
    blocks = [{"words": "y", "location": away} for _ in range(20_000)]
    pages = [
        {"table_result": {"table_list": tables}},
        {"ocr_result": {"words_block_list": blocks}},
    ]
    found: Recognition[Any] = Recognition("recognize_smart_document", {"result": pages})
    assert len(found.lines) == 20_000
    assert not any(line.in_table for line in found.lines)


@pytest.mark.parametrize("layout", [False, True])
def test_many_lines_in_one_huge_table(layout: bool) -> None:
    """20,000 lines are not all searched in a table with 20,000 other texts."""
    corners = [[0, 0], [9, 0], [9, 9], [0, 9]]
    cells = [{"words": f"{n} " + "a" * 40, "rows": [n], "columns": [0]} for n in range(20_000)]
    blocks = [{"words": "a" * 80 + str(n), "location": corners} for n in range(20_000)]
    area = {"type": "table", "table_id": 0, "words_ids": list(range(20_000))}
    page = {
        "table_result": {"table_list": [{"location": corners, "words_block_list": cells}]},
        "ocr_result": {"words_block_list": blocks},
        **({"layout_result": {"layout_block_list": [area] * 5}} if layout else {}),
    }
    found: Recognition[Any] = Recognition("recognize_smart_document", {"result": [page]})
    assert not any(line.in_table for line in found.lines)
    assert found.to_markdown().count("a" * 80) == 20_000


def test_many_areas_with_many_lines() -> None:
    """20,000 areas with text and as many lines are not all compared with each other."""
    corners = [[0, 0], [9, 0], [9, 9], [0, 9]]
    areas = [{"type": "text", "text": f"area {n}", "location": corners} for n in range(20_000)]
    blocks = [{"words": f"line {n}", "location": corners} for n in range(20_000)]
    page = {
        "layout_result": {"layout_block_list": areas},
        "ocr_result": {"words_block_list": blocks},
    }
    found: Recognition[Any] = Recognition("recognize_smart_document", {"result": [page]})
    assert found.to_markdown().count("line ") == 20_000


def test_table_referenced_many_times_is_written_once() -> None:
    """A layout with thousands of references to one table contains the table once."""
    cells = [{"words": "cell", "rows": [n], "columns": [n]} for n in range(300)]
    blocks = [{"type": "table", "table_id": 0}] * 5000
    pages = [
        {"layout_result": {"layout_block_list": blocks}},
        {"table_result": {"table_list": [{"words_block_list": cells}]}},
    ]
    found: Recognition[Any] = Recognition("recognize_smart_document", {"result": pages})
    assert found.to_markdown().count("cell") == 300


@pytest.mark.parametrize("depth", [900, 5000])
def test_deep_nesting(depth: int) -> None:
    """A deeply nested value breaks neither a view, nor the repr, nor the JSON output."""
    mapping: object = {}
    for _ in range(depth):
        mapping = {"a": mapping}
    found = passport(surname="A", odd=nested(depth), mapping=mapping, words_list=nested(depth))
    assert found.fields["surname"].text == "A"
    assert "surname: A" in found.text
    assert "fields=" in repr(found)
    assert "| surname | A |" in found.to_markdown()
    assert found.to_json().count("[") >= depth


def test_numbers_with_many_digits() -> None:
    """A number that Python refuses to convert to text breaks no view."""
    assert as_text(10**5000) == ""


@pytest.mark.parametrize("indent", [None, 2])
def test_lone_surrogates_can_be_saved(indent: int | None) -> None:
    """Text that is not valid Unicode is escaped in JSON and survives saving and loading."""
    found = passport(surname="A\ud800B", given_name="\U0001f600 示例")
    text = found.to_json(indent=indent)
    assert text.encode()
    assert "示例" in text
    assert Recognition.from_json(text).raw == found.raw


def test_lone_surrogates_can_be_encoded_in_every_view() -> None:
    """Text, Markdown and CSV of a response with invalid Unicode can be written as UTF-8."""
    fields = passport(surname="A\ud800B", **{"name\udfff": "x"})
    block = {"words": "A\ud800B", "rows": [0], "columns": [0]}
    table = table_result(block)
    lines: Recognition[Any] = Recognition(
        "recognize_general_text", {"result": {"words_block_list": [block]}}
    )
    for found in (fields, table, lines):
        for text in (found.text, found.to_markdown(), *(t.to_csv() for t in found.tables)):
            assert "A\ufffdB" in text.encode().decode()


def refuse(constant: str) -> None:
    pytest.fail(f"{constant} is not JSON")


@pytest.mark.parametrize("depth", [0, 5000])
def test_numbers_too_large_for_python_are_saved_as_json(depth: int) -> None:
    """JSON has no infinity: 1e999 is saved as it came, at any depth, and texts stay as they are."""
    body = parse_object(
        b'{"result": {"a": 1e999, "b": [-1e999], "c": "\\"Infinity\\\\, \xe7\xa4\xba"}}'
    )
    assert isinstance(body, dict)
    body["result"]["deep"] = nested(depth)
    found: Recognition[Any] = Recognition("recognize_passport", body)
    for text in (found.to_json(), found.to_json(indent=2), dumps(found.to_dict(), ascii_only=True)):
        assert '"a": 1e999' in text
        assert "Infinity" not in text.replace('"\\"Infinity', "")
        if not depth:
            assert json.loads(text, parse_constant=refuse)["result"] == body["result"]


def test_value_that_contains_itself_is_refused() -> None:
    """A cycle, which no response has, ends with an error and not in a loop."""
    found = passport(surname="A")
    found.raw["result"]["self"] = found.raw
    with pytest.raises(ValueError, match="Circular"):
        found.to_json()


def test_json_in_ascii() -> None:
    """JSON for an output that is not UTF-8 contains ASCII only and the same values."""
    deep = nested(5000)
    for found in (passport(surname="示例\U0001f600\ud800"), passport(surname="示例", odd=deep)):
        text = dumps(found.to_dict(), ascii_only=True)
        assert text.isascii()
        assert "\\u793a" in text


def test_json_contains_no_terminal_controls() -> None:
    """Escape sequences and bidi controls are escaped in JSON, so that it can be displayed."""
    value = "a\x1b[31m\x9b\u202eb\u2066\u2028\ufeff"
    text = passport(surname=value).to_json()
    assert all(character.isprintable() for character in text)
    assert json.loads(text)["result"]["surname"] == value


FORMULAS = ["=1+1", "+cmd|x", "-2+3", "@SUM(A1)", "＝1+1", "+E12", "-e5", "-E7%"]


@pytest.mark.parametrize("value", FORMULAS)
def test_csv_formulas_are_quoted(value: str) -> None:
    """A cell that a spreadsheet would execute is quoted by default."""
    (table,) = table_result({"words": value, "rows": [0], "columns": [0]}).tables
    (row,) = csv.reader(io.StringIO(table.to_csv()))
    assert row == [f"'{value.strip()}"]
    (row,) = csv.reader(io.StringIO(table.to_csv(quote_formulas=False)))
    assert row == [value.strip()]


@pytest.mark.parametrize("value", ["\t=1", "\r=1"])
def test_csv_formulas_behind_whitespace_are_quoted(value: str) -> None:
    """A spreadsheet ignores a leading tab or carriage return."""
    rows = list(csv.reader(io.StringIO(csv_text([[value, "x"]]), newline="")))
    assert rows == [["'" + value.replace("\r", "\n"), "x"]]


@pytest.mark.parametrize("value", ["-3.50", "+49", "-1,234.5", "-12%", "1e+10", "-"])
def test_csv_numbers_are_not_quoted(value: str) -> None:
    """Signed numbers are not formulas and stay numbers."""
    (table,) = table_result({"words": value, "rows": [0], "columns": [0]}).tables
    assert table.to_csv() == (f'"{value}"\n' if "," in value else f"{value}\n")


MARKUP = "*a* _b_ `c` [d](http://e) ![f](g) ~h~ # i <b>"


def test_markdown_in_cells_is_escaped() -> None:
    """Text in a cell is escaped like text in a line."""
    line = Recognition(
        "recognize_general_text", {"result": {"words_block_list": [{"words": MARKUP}]}}
    ).to_markdown()
    cell = table_result({"words": MARKUP, "rows": [0], "columns": [0]}).tables[0].to_markdown()
    assert "\\*a\\* \\_b\\_ \\`c\\` \\[d\\](http" in line
    assert cell.splitlines()[0] == f"| {line.strip()} |"


def test_markdown_in_fields_is_escaped() -> None:
    """Names and values of fields are escaped."""
    found: Recognition[Any] = Recognition(
        "recognize_smart_document",
        {"result": [{"kv_result": {"kv_block_list": [{"key": "<b>k*", "value": "[v](x)|"}]}}]},
    )
    assert "| \\<b>k\\* | \\[v\\](x)\\| |  |" in found.to_markdown()


def test_markdown_formulas_cannot_leave_their_block() -> None:
    """A formula can neither end its block nor contain HTML."""
    formula = "x\n$$\n<img src=x> a<b $ \\\\$$ \\$$"
    pages = [{"formula_result": {"formula_list": [{"formula": formula}]}}]
    markdown = Recognition("recognize_smart_document", {"result": pages}).to_markdown()
    assert markdown.count("$$") == 2
    assert "<" not in markdown


@pytest.mark.parametrize(
    "formula",
    [
        "x\n\n# Heading",
        "# Heading",
        "> quoted",
        "- item",
        "1. item",
        "===",
        "```",
        "[a](https://a.example/)",
        "![a](https://a.example/t.png)",
    ],
)
def test_markdown_formulas_are_text_where_formulas_are_not_known(formula: str) -> None:
    """Such a reader shows the block as one paragraph, without links and images."""
    pages = [{"formula_result": {"formula_list": [{"formula": formula}]}}]
    markdown = Recognition("recognize_smart_document", {"result": pages}).to_markdown()
    html = MarkdownIt().render(markdown)
    assert html.count("<p>") == 1
    assert re.findall("<(?!/?p>)", html) == []


def test_markdown_keeps_an_ordinary_formula() -> None:
    """Brackets and signs of LaTeX stay as they are."""
    formula = r"-1 + \sqrt[3]{x} = \left[ a \right] _2 \text{ costs \$5} \\ a"
    pages = [{"formula_result": {"formula_list": [{"formula": formula}]}}]
    markdown = Recognition("recognize_smart_document", {"result": pages}).to_markdown()
    assert f"$$\n{formula}\n$$" in markdown


def test_examples_are_marked() -> None:
    """A result that is an example of the emulator says so wherever it is written."""
    found: Recognition[Any] = Recognition(
        "recognize_passport", {"result": {"surname": "A"}}, is_example=True
    )
    assert found.to_dict()["example"] is True
    assert Recognition.from_json(found.to_json()).is_example
    assert "example" in repr(found)
    assert found != Recognition("recognize_passport", found.raw)
    plain: Recognition[Any] = Recognition("recognize_passport", found.raw)
    assert "example" not in plain.to_dict()
    assert not Recognition.from_json(plain.to_json()).is_example


@pytest.mark.parametrize(
    "words",
    ["AT&amp;T &copy; &#60;b&#62; &NotAName;", "$5 to $10", "$$x$$", "<b>&lt;i&gt;</b> R&D; a & b"],
)
def test_markdown_shows_the_text_as_it_was_read(words: str) -> None:
    """Neither character references nor dollars, which begin a formula, change what is shown."""
    reader = MarkdownIt().use(dollarmath_plugin)
    for found in (
        table_result({"words": words, "rows": [0], "columns": [0]}),
        passport(name=words),
    ):
        shown = reader.enable("table").parse(found.to_markdown())
        parts = [part for token in shown for part in token.children or []]
        assert {part.type for part in parts} <= {"text", "text_special"}
        assert words in "".join(part.content for part in parts)


def test_lone_surrogates_do_not_prevent_a_data_frame() -> None:
    """The name of a column is a text that can be encoded."""
    table = table_result({"words": "\ud800", "rows": [0], "columns": [0]}).tables[0]
    assert list(table.to_dataframe().columns) == ["\N{REPLACEMENT CHARACTER}"]
