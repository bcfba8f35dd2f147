"""Explanations: an example is named as one, a refusal says what to do."""

from __future__ import annotations

from typing import Any

import pytest

from ocr_emulator.contract.bundle import load
from ocr_emulator.http.playground.explain import Notice, explain, parse_outcome

CONTRACT = load()
RESULT = {"result": {"surname": "LI"}}


def notice(*readers: str, **outcome: Any) -> Notice:
    return explain(parse_outcome({"status": 200, **outcome}), CONTRACT, readers)


def test_example_is_not_the_content_of_the_image() -> None:
    """Without an engine the advice is what to install."""
    found = notice(source="example default", response=RESULT)
    assert (found.level, found.title) == ("warn", "Not the content of your image.")
    assert 'pip install "ocr-wrapper[local]"' in found.text


def test_example_names_what_the_engine_reads() -> None:
    """Nothing to install: this kind of document cannot be read."""
    found = notice("recognize_passport", source="example default", response=RESULT)
    assert found.text.endswith("It reads: Passport.")


def test_example_that_was_asked_for_needs_no_advice() -> None:
    """The user chose it."""
    found = notice(source="example rotated", prefer="example=rotated", response=RESULT)
    assert "“rotated”" in found.text
    assert "You asked for it" in found.text


@pytest.mark.parametrize("source", ["engine rapidocr", "scripted"])
def test_other_responses_name_their_source(source: str) -> None:
    """An engine, or a script of the user."""
    assert notice(source=source, response=RESULT) == Notice(
        "good",
        "Read by the engine rapidocr." if "engine" in source else "Response: scripted.",
    )


def test_refusal_has_meaning_and_remedy() -> None:
    """Of the error table, with the place in the request."""
    found = notice(
        status=400,
        source="refusal",
        response={"error_code": "AIS.0101", "error_msg": "The input parameter is invalid."},
        violation='{"pointer": "", "expected": "an object", "got": "5"}',
    )
    facts = dict(found.facts)
    assert (found.level, found.title) == ("bad", "400 · AIS.0101")
    assert (facts["Where"], facts["Expected"], facts["Got"]) == ("the body", "an object", "5")
    assert facts["What to do"] == CONTRACT.document["x-errors"]["AIS.0101"]["remedy"]
    assert facts["Retry"] == "no, it would fail again"
    assert "Caused by" not in facts


def test_refusal_without_a_code_is_explained_by_its_status() -> None:
    """A gateway's page has none."""
    found = notice(status=502, source="fault html", broken="The body is not JSON.")
    assert found.title == "The body is not JSON."
    assert dict(found.facts)["Caused by"] == "the fault html that is set under Break"
    assert dict(found.facts)["Meaning"]


@pytest.mark.parametrize("outcome", [{"broken": "x", "response": RESULT}, {"response": [1]}, {}])
def test_success_without_a_result_is_no_reading(outcome: dict[str, Any]) -> None:
    """A cut body, or one that is no object, is a failure."""
    assert notice(**outcome).level == "bad"


def test_unknown_field_is_refused() -> None:
    """A typo would go unnoticed."""
    with pytest.raises(ValueError, match="field of an outcome"):
        notice(state=5)
