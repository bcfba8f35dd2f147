"""Recognizer of documents, with drawn letters and an engine that reads them."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest
from openpyxl import load_workbook
from PIL import Image

from ocr_emulator.contract.bundle import load
from ocr_emulator.contract.unread import Unread
from ocr_emulator.contract.validation import check_response
from ocr_emulator.engine.layout import areas
from ocr_emulator.engine.layout.model import Area, LayoutUnavailableError
from ocr_emulator.engine.scripts import tessdata
from ocr_emulator.engine.tables.model import Box
from ocr_emulator.recognizers import RecognitionError
from ocr_emulator.recognizers.smart_document import recognize_smart_document
from tests.emulator.engine.tables.drawing import Reader, form, grid, paper, text

XS, YS = (50, 250, 450, 650), (200, 260, 320, 380)
ROWS = (("Article", "Amount", "Price"), ("Lamp", "2", "18.50"), ("Ink", "1", "3.25"))


def document() -> tuple[Image.Image, Reader]:
    """Draw two pairs of label and value over a ruled table."""
    image, pen = paper()
    lines = [text(pen, 50, 40, "Date: 2031-05-06"), text(pen, 50, 90, "To: Northhaven")]
    grid(pen, XS, YS)
    for r, row in enumerate(ROWS):
        lines += [text(pen, XS[c] + 10, YS[r] + 15, words) for c, words in enumerate(row)]
    return image, Reader(lines)


def read(
    image: Image.Image | None = None, engine: Reader | None = None, **options: Any
) -> tuple[Any, tuple[Unread, ...]]:
    if image is None or engine is None:
        image, engine = document()
    found = recognize_smart_document(image, options, engine)
    contract = load()
    operation = contract.operations["recognize_smart_document"]
    assert check_response(contract, operation, {"result": found.result}) is None
    (page,) = found.result
    return page, found.unread


def layout(monkeypatch: pytest.MonkeyPatch, *found: Area) -> None:
    monkeypatch.setattr(areas, "find_areas", lambda _: found)


def test_text_alone_by_default() -> None:
    """What was not asked for is missing, and nothing is analysed for it."""
    page, unread = read()
    assert list(page) == ["ocr_result"]
    assert page["ocr_result"]["words_block_count"] == 11
    assert page["ocr_result"]["words_block_list"][0]["words"] == "Date: 2031-05-06"
    assert "char_list" not in page["ocr_result"]["words_block_list"][0]
    assert unread == ()


def test_characters_are_an_option() -> None:
    """`character_mode` adds each character with its place."""
    page, _ = read(character_mode=True)
    first = page["ocr_result"]["words_block_list"][0]
    assert "".join(one["char"] for one in first["char_list"]) == "Date:2031-05-06"


def test_pairs_with_their_blocks() -> None:
    """Label and value are returned with the blocks of text that they are made of."""
    page, _ = read(kv=True)
    found = page["kv_result"]
    assert [(p["key"], p["value"]) for p in found["kv_block_list"]] == [
        ("Date", "2031-05-06"),
        ("To", "Northhaven"),
    ]
    assert [b["type"] for b in found["kv_block_list"][0]["words_block_list"]] == ["key", "value"]


def test_labels_are_renamed() -> None:
    """`kv_map` renames labels and leaves values and blocks as they are."""
    page, _ = read(kv=True, kv_map='{"Date": "Delivery date", "Other": "x"}')
    first, second = page["kv_result"]["kv_block_list"]
    assert (first["key"], second["key"]) == ("Delivery date", "To")
    assert first["words_block_list"][0]["words"] == "Date"


@pytest.mark.parametrize("text", ["{'Date': 'x'}", '{"a": 1}', "{]}"])
def test_wrong_map_is_refused(text: str) -> None:
    """A map that is no JSON object of texts is an invalid parameter."""
    image, engine = document()
    with pytest.raises(RecognitionError, match=r"AIS\.0101"):
        recognize_smart_document(image, {"kv": True, "kv_map": text}, engine)


def test_unsupported_language_is_refused() -> None:
    """Look-alike letters would be worse than an error."""
    image, engine = document()
    with pytest.raises(RecognitionError, match=r"AIS\.0105"):
        recognize_smart_document(image, {"language": "eo"}, engine)


def test_text_of_a_language_without_reader_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words that can only be look-alikes are missing, numbers stay, and the reader is named."""
    monkeypatch.setattr(tessdata, "is_installed", lambda: False)
    page, unread = read(language="th")
    words = [block["words"] for block in page["ocr_result"]["words_block_list"]]
    assert words == ["2", "18.50", "1", "3.25"]
    assert [(part.part, part.install) for part in unread] == [
        ("ocr_result", "ocr-wrapper[scripts]")
    ]


def test_table_is_no_form() -> None:
    """A ruled table with a heading is a logical table; no form is found."""
    page, _ = read(table=True, form=True, return_excel=True)
    (table,) = page["table_result"]["table_list"]
    assert page["form_result"] == {"form_count": 0, "form_list": []}
    assert table["words_block_list"][4] == {"words": "2", "rows": [1], "columns": [1]}
    sheet: Any = load_workbook(io.BytesIO(base64.b64decode(table["excel"]))).active
    assert [cell.value for cell in sheet[1]] == list(ROWS[0])


def marked_form() -> tuple[Image.Image, Reader]:
    """Draw a ruled form, in which one value is a mark that is no text."""
    image, pen, lines = form(
        ("Name", "Jonas K.", "Gender", ""), ("City", "Lakeport", "Phone", "555-0199")
    )
    pen.rectangle((600, 70, 630, 90), fill="black")
    return image, Reader(lines)


def test_form_is_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ruled form is listed and numbered apart, and its area refers to it."""
    layout(monkeypatch)
    page, unread = read(*marked_form(), table=True, form=True, layout=True, kv=True)
    assert (page["table_result"]["table_count"], page["form_result"]["form_count"]) == (0, 1)
    (area,) = page["layout_result"]["layout_block_list"]
    assert (area["type"], area["form_id"], "table_id" in area) == ("form", 0, False)
    pairs = [(pair["key"], pair["value"]) for pair in page["kv_result"]["kv_block_list"]]
    assert pairs[0] == ("Name", "Jonas K.")
    assert [(part.part, part.reason) for part in unread] == [
        ("form_result", "1 cells have marks in them that are no legible text")
    ]


def test_aligned_labels_are_pairs_and_no_table() -> None:
    """Labels and values in two columns without rules are not repeated as a table."""
    image, pen = paper()
    pairs = (("Name:", "Jonas Kimura"), ("City:", "Lakeport"), ("Phone:", "555-0199"))
    lines = [
        text(pen, x, 60 + 50 * i, words)
        for i, pair in enumerate(pairs)
        for x, words in zip((50, 300), pair, strict=True)
    ]
    page, _ = read(image, Reader(lines), kv=True, table=True)
    assert page["table_result"]["table_count"] == 0
    found = [(f"{pair['key']}:", pair["value"]) for pair in page["kv_result"]["kv_block_list"]]
    assert found == list(pairs)


def test_missing_openpyxl_is_reported_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables are there without their files, and the header says what to install."""
    monkeypatch.setattr("ocr_emulator.recognizers.smart_document.workbook", lambda _: None)
    image, pen = paper(800, 900)
    lines = []
    for down in (0, 400):
        ys = [y + down for y in YS]
        grid(pen, XS, ys)
        for r, row in enumerate(ROWS):
            lines += [text(pen, XS[c] + 10, ys[r] + 15, words) for c, words in enumerate(row)]
    page, unread = read(image, Reader(lines), table=True, return_excel=True)
    tables = page["table_result"]["table_list"]
    assert ["excel" in table for table in tables] == [False, False]
    assert [(part.part, part.install) for part in unread] == [("excel", "ocr-wrapper[local]")]


def test_areas_refer_to_lines_and_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """An area has its text, the indexes of its lines, and that of its table."""
    layout(
        monkeypatch,
        Area("title", Box(40, 30, 400, 70), 0.9),
        Area("table", Box(45, 195, 655, 385), 0.8),
    )
    page, unread = read(layout=True, table=True)
    title, table = page["layout_result"]["layout_block_list"]
    assert (title["type"], title["text"], title["words_ids"]) == ("title", "Date: 2031-05-06", [0])
    assert (table["type"], table["table_id"]) == ("table", 0)
    assert table["words_ids"] == list(range(2, 11))
    assert unread == ()


def test_table_that_the_network_overlooked_is_an_area(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules prove a table; pieces of it that looked like text are not areas."""
    layout(monkeypatch, Area("text", Box(60, 210, 240, 250), 0.6))
    page, _ = read(layout=True)
    (area,) = page["layout_result"]["layout_block_list"]
    assert (area["type"], "table_id" in area) == ("table", False)


def test_missing_layout_model_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the model all but the areas is there, and the header says what to install."""

    def missing(_: object) -> None:
        raise LayoutUnavailableError("the model is not installed")

    monkeypatch.setattr(areas, "find_areas", missing)
    page, unread = read(layout=True, kv=True)
    assert page["layout_result"] == {"layout_block_count": 0, "layout_block_list": []}
    assert page["kv_result"]["kv_block_count"] == 2
    assert [(part.part, part.install) for part in unread] == [
        ("layout_result", "ocr-wrapper-models")
    ]


def test_formulas_are_not_invented() -> None:
    """What the engine cannot read is empty, and the header says so."""
    page, unread = read(formula=True, erase_seal=True, image_layout=True)
    assert page["formula_result"] == {"formula_count": 0, "formula_list": []}
    assert [part.part for part in unread] == [
        "formula_result",
        "layout_result.image_layout",
        "erase_seal",
    ]


def test_nothing_found_is_the_response_of_the_contract(monkeypatch: pytest.MonkeyPatch) -> None:
    """A blank page has empty results of all kinds."""
    layout(monkeypatch)
    image, _ = paper()
    options = dict.fromkeys(("kv", "table", "layout", "form", "formula"), True)
    page, _ = read(image, Reader([]), **options)
    expected = load().operations["recognize_smart_document"].examples["nothing-found"]
    assert {"result": [page]} == expected


@pytest.mark.parametrize("given", [None, True, False])
def test_one_direction_is_assumed(given: bool | None) -> None:
    """Text in several directions is read when `single_orientation_mode` is off."""
    image, engine = document()
    options = {} if given is None else {"single_orientation_mode": given}
    recognize_smart_document(image, options, engine)
    assert engine.calls[0][1]["mixed"] is (given is False)
