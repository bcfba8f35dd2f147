"""Readings of results: one form for sixteen operations."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest

from ocr_emulator.contract.bundle import load
from ocr_emulator.emulator import Emulator
from ocr_emulator.http.playground.reading import read
from tests.emulator.http.playground.calls import page_call

OPERATIONS = load().operations
EXAMPLES = [
    (operation.name, example) for operation in OPERATIONS.values() for example in operation.examples
]


def reading_of(operation: str, example: str = "default") -> dict[str, Any]:
    return read(OPERATIONS[operation].examples[example]["result"]).to_dict()


@pytest.mark.parametrize(("operation", "example"), EXAMPLES)
def test_every_example_of_the_contract_can_be_read(operation: str, example: str) -> None:
    """Odd values, nulls and new fields included; only empty results have an empty reading."""
    found = reading_of(operation, example)
    empty = not (found["fields"] or found["lines"] or found["tables"] or found["areas"])
    assert not empty or re.search("nothing|null|empty|no-|formulas", example)
    for item in [*found["fields"], *found["lines"]]:
        assert isinstance(item["text"], str)
        assert item["confidence"] is None or isinstance(item["confidence"], int | float)


def test_fields_have_their_confidence_and_place() -> None:
    """Both stand elsewhere in the response, under the name of the field."""
    fields = {
        item["name"]: item
        for item in reading_of("recognize_vietnam_id_card", "text-location")["fields"]
    }
    number = fields["number"]
    assert (number["text"], number["confidence"]) == ("000095000001", 0.9993)
    assert number["points"][0] == [671, 402]
    assert fields["expiry_date"]["points"] is None


def test_quality_check_and_its_score_are_one_field() -> None:
    """Alarms stand first; the score is how likely the fault is, and not how well it was read."""
    found = reading_of("classify_id_document", "every-alarm")["fields"]
    alarms = {item["name"]: (item["alarm"], item["confidence"]) for item in found}
    assert alarms["alarm_result.detect_copy_result"] == (True, 0.75)
    assert [item["alarm"] for item in found] == [True] * 7 + [None]
    card = reading_of("recognize_cambodian_id_card", "alarms")["fields"]
    assert [item["confidence"] for item in card if item["alarm"]][:2] == [0.51, 0.88]
    assert [item["name"] for item in card if item["name"].endswith("_score")] == [
        "score_info.idcard_type_score"
    ]


def test_check_without_a_finding_is_no_alarm() -> None:
    """`false` is good news."""
    checks = {"detect_blur_result": False, "score_info": {"blur_score": 3}, "side": "front"}
    blur, side = read(checks).fields
    assert (blur.alarm, blur.confidence, side.alarm) == (False, 0.03, None)


@pytest.mark.parametrize(
    ("operation", "example", "name"),
    [
        ("classify_id_document", "default", "type"),
        ("recognize_peru_id_card", "portrait", "portrait_image"),
        ("recognize_thailand_license_plate", "default", "plate_number"),
    ],
)
def test_place_of_a_field_has_its_own_name(operation: str, example: str, name: str) -> None:
    """Corners of a document, a portrait and a plate are linked with what was read there."""
    found = reading_of(operation, example)
    (item,) = (item for item in found["fields"] if item["name"] == name)
    assert len(item["points"]) == 4
    assert found["areas"] == []


def test_text_of_blocks_is_lines() -> None:
    """In the order of the response, with confidence and polygon."""
    found = reading_of("recognize_general_text")
    assert found["text"].splitlines()[0] == "CORNER BAKERY"
    assert found["lines"][0]["points"] == [[120, 40], [392, 40], [392, 78], [120, 78]]


def test_merged_cells_keep_their_size() -> None:
    """A cell over three columns is one cell of the table."""
    table = reading_of("recognize_smart_document", "merged-cells")["tables"][0]
    crew, name, *_ = table["cells"]
    assert (crew["text"], crew["columns"], crew["rows"]) == ("Crew", 3, 1)
    assert (name["rows"], name["row"]) == (2, 1)


def test_pairs_are_fields() -> None:
    """A label and its value, with the place of the value."""
    fields = reading_of("recognize_smart_document")["fields"]
    assert [(item["name"], item["text"]) for item in fields[:2]] == [
        ("Date", "2031-05-06"),
        ("To", "Northhaven Boat Yard"),
    ]
    assert fields[0]["points"] == [[196, 180], [402, 180], [402, 214], [196, 214]]


def test_several_plates_are_numbered() -> None:
    """An array of results has the same field names more than once."""
    names = [
        item["name"] for item in reading_of("recognize_thailand_license_plate", "several")["fields"]
    ]
    assert names[:3] == ["1. plate_number", "1. province", "2. plate_number"]


def test_files_in_a_response_are_no_text() -> None:
    """A portrait in Base64 is offered as a file and left out of text and Markdown."""
    portrait = "iVBOR" + "A" * 400
    found = read({"surname": "LI", "portrait_image": portrait}).to_dict()
    assert [(item["name"], item["data"]) for item in found["fields"]] == [
        ("surname", None),
        ("portrait_image", portrait),
    ]
    assert portrait not in found["text"] + found["markdown"] + found["files"]["csv"]


def test_markdown_keeps_marks_of_a_document_as_text() -> None:
    """What a document says is no heading, link or markup."""
    words = "# <b>[x](y)</b> | *"
    found = read({"words_block_list": [{"words": words}]}).to_dict()
    assert found["markdown"] == r"\# \<b\>\[x\](y)\</b\> \| \*"


def test_markdown_of_the_service_is_kept() -> None:
    """It was asked for with an option."""
    expected = OPERATIONS["recognize_general_text"].examples["markdown"]["result"]
    assert (
        reading_of("recognize_general_text", "markdown")["markdown"] == expected["markdown_result"]
    )


def test_formula_in_a_text_is_not_carried_out_by_a_spreadsheet() -> None:
    """A cell that begins like a formula gets an apostrophe."""
    found = read({"surname": '=HYPERLINK("http://attacker.example")'}).to_dict()
    rows = list(csv.reader(io.StringIO(found["files"]["csv"])))
    assert rows[1][1].startswith("'=HYPERLINK")


@pytest.mark.parametrize(
    "result",
    [
        None,
        [],
        5,
        {"words_block_list": 5},
        {"words_block_list": [None, {"words": 5}, {"words": "a", "location": [[1], "x", None]}]},
        {"words_block_list": [{"rows": [10**9], "columns": [0]}, {"rows": [-1], "columns": []}]},
        {"kv_block_list": [None, {"key": None, "words_block_list": 5}]},
        {"confidence": {"a": "high"}, "a": True, "text_location": 5},
        {"location": [[float("nan"), 1], [1, 1], [1, 1]]},
        {"a": {"b": {"c": [[["deep"]]]}}},
    ],
)
def test_strange_results_are_read_without_an_error(result: object) -> None:
    """A recognizer of the user may return anything that JSON can hold."""
    assert set(read(result).to_dict()) >= {"fields", "lines", "tables", "text", "markdown", "files"}


def test_reading_is_served_to_the_page(emu: Emulator) -> None:
    """Together with what to say about the outcome."""
    outcome = {"status": 200, "source": "engine x", "response": {"result": {"surname": "LI"}}}
    answer = page_call(emu, "playground/reading", outcome)
    assert answer.json["reading"]["text"] == "surname: LI"
    assert answer.json["notice"]["title"] == "Read by the engine x."
    assert answer.headers["cache-control"] == "no-store"
    assert page_call(emu, "playground/reading", b"[1]").status == 400
    assert page_call(emu, "playground/reading", b"{").status == 400
    assert page_call(emu, "playground/reading", {"status": "200"}).status == 400
