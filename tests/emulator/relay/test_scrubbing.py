"""Scrubbed responses: nothing of a document is left, and they match the contract as before."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ocr_emulator.contract.bundle import load
from ocr_emulator.contract.validation import check_response
from ocr_emulator.relay.scrubbing import Scrubber, scrub_text

PASSPORT = "recognize_passport"
PERU = "recognize_peru_id_card"
TEXT = "recognize_general_text"
DOCUMENT = "recognize_smart_document"
EXAMPLES = [
    pytest.param(operation.name, body, id=f"{operation.name}-{name}")
    for operation in load().operations.values()
    for name, body in operation.examples.items()
]


def scrubbed(operation: str, result: Any) -> Any:
    """Return a result as a scrubbed recording keeps it."""
    return json.loads(Scrubber(load()).body(operation, json.dumps({"result": result})))["result"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Straße 7½ Ⅷ-b", "Xxxxxx 00 0-x"), ("สมชาย ใจดี", "XXXXX XXXX"), ("မနွယ်", "XXXXX"),
        ("\U00031350", "X"), ("\ue815", "X"), ("\u3231Ⓐ", "XX"), ("P<UTO<<\n1", "X<XXX<<\n0"),
    ],
)  # fmt: skip
def test_text_of_every_script_is_scrubbed(text: str, kept: str) -> None:
    """Vowels, numbers that are no digits, and rare characters of names tell of a person too."""
    assert scrub_text(text) == kept


def test_number_of_a_document_is_scrubbed() -> None:
    """A number, an age or a date may be a JSON number; its type stays, its value does not."""
    result = {"surname": 19700101, "birth_place": 240102, "age": 52.5, "married": True}
    assert scrubbed(PERU, result) == {
        "xxxxxxx": 0,
        "birth_place": 0,
        "xxx": 0.0,
        "xxxxxxx_3": False,
    }


def test_measures_of_the_contract_stay() -> None:
    """Tests of a client's geometry and thresholds need them."""
    block = {"words": "Ann", "confidence": 0.97, "location": [[1, 2], [30, 2], [30, 9], [1, 9]]}
    result = {"direction": 180, "words_block_count": 1, "words_block_list": [block]}
    blocks = [{**block, "words": "Xxx"}]
    assert scrubbed(TEXT, result) == {**result, "words_block_list": blocks}
    confidence = {"surname": 0.5, "given_name": 1}
    assert scrubbed(PASSPORT, {"confidence": confidence}) == {"confidence": confidence}


def test_measure_at_another_place_is_scrubbed() -> None:
    """Only where the contract has it is a field what its name says."""
    result = {"confidence": {"surname": 0.5}, "direction": 19700101}
    assert scrubbed(PASSPORT, result) == {"confidence": {"surname": 0.5}, "xxxxxxxxx": 0}


def test_name_that_the_contract_does_not_have_is_scrubbed() -> None:
    """In an object that maps labels to values, a name is a text of the document."""
    item = {"key": "Name", "John Smith": 123, "Jane Brown": {"John Smith": ["Ann", None]}}
    result = [{"kv_result": {"kv_block_count": 1, "kv_block_list": [item]}}]
    (found,) = scrubbed(DOCUMENT, result)[0]["kv_result"]["kv_block_list"]
    assert found == {
        "key": "Xxxx", "Xxxx Xxxxx": 0, "Xxxx Xxxxx_2": {"Xxxx Xxxxx": ["Xxx", None]},
    }  # fmt: skip


def test_address_in_the_message_of_an_error_is_scrubbed() -> None:
    """The name of a file often is that of a person, and a link may have a signature."""
    url = "https://b.obs.example.com/ann-smith.png?Signature=aB3"
    body = {"error_code": "ModelArts.4603", "error_msg": f"Cannot download {url} in 5 s."}
    found = json.loads(Scrubber(load()).body(PASSPORT, json.dumps(body)))
    address = "xxxxx://x.xxx.xxxxxxx.xxx/xxx-xxxxx.xxx?Xxxxxxxxx=xX0"
    assert found == {**body, "error_msg": f"Cannot download {address} in 5 s."}


def test_file_in_a_response_is_replaced_completely() -> None:
    """Which characters of its Base64 are capitals or digits would be a part of the portrait."""
    found = scrubbed("recognize_vietnam_id_card", {"portrait_image": "aB3+/w=="})
    assert found == {"portrait_image": "xxxxxx=="}


@pytest.mark.parametrize(("operation", "body"), EXAMPLES)
def test_scrubbed_response_matches_the_contract(operation: str, body: Any) -> None:
    """A recording is a fixture: its types and its structure are those of the service."""
    found = json.loads(Scrubber(load()).body(operation, json.dumps(body)))
    assert check_response(load(), load().operations[operation], found) is None
