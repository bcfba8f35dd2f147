"""Results convert to plain values, for JSON, web frameworks and type annotations."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pydantic
import pytest

import ocr_wrapper
from ocr_wrapper import Cell, Field, Line, PassportResult, Recognition, Table

RAW = {
    "result": {
        "surname": "LINDQVIST",
        "given_name": None,
        "passport_number": "X314159262",
        "confidence": {"surname": 0.97},
        "new_field": [1, 2],
    }
}


@pytest.fixture
def passport() -> Recognition[PassportResult]:
    return Recognition("recognize_passport", RAW, request_id="r-1")


def test_result_types_are_public(passport: Recognition[PassportResult]) -> None:
    """The types of a result can be imported for annotations."""
    page: Recognition[Any] = Recognition(
        "recognize_general_table",
        {
            "result": {
                "words_region_list": [
                    {
                        "type": "table",
                        "words_block_list": [{"words": "a", "rows": [0], "columns": [0]}],
                    }
                ]
            }
        },
    )
    assert isinstance(passport.result, PassportResult)
    assert isinstance(passport.fields["surname"], Field)
    assert isinstance(page.lines[0], Line)
    assert isinstance(page.tables[0], Table)
    assert isinstance(page.tables[0].cells[0], Cell)


@pytest.mark.parametrize("name", [n for n in dir(ocr_wrapper) if n.endswith("Result")])
def test_result_classes_can_be_imported(name: str) -> None:
    """Every listed result class exists in the generated package."""
    assert getattr(ocr_wrapper, name).__name__ == name


def test_to_dict_is_json(passport: Recognition[PassportResult]) -> None:
    """`to_dict` contains plain values only, unknown fields included."""
    plain = passport.to_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["result"] == RAW["result"]
    assert passport.result.to_dict() == RAW["result"]


def test_printing_a_result_shows_no_value(passport: Recognition[PassportResult]) -> None:
    """The typed result prints its field names only; the JSON text is the readable form."""
    assert "LINDQVIST" not in f"{passport.result} {passport.result!r} {passport!r}"
    assert '"surname": "LINDQVIST"' in passport.to_json(indent=2)


def test_pydantic_model_from_a_result(passport: Recognition[PassportResult]) -> None:
    """A pydantic model can be filled from the typed result or its dictionary."""

    class Passport(pydantic.BaseModel):
        model_config = pydantic.ConfigDict(from_attributes=True)

        surname: str
        given_name: str | None
        passport_number: str

    expected = Passport(surname="LINDQVIST", given_name=None, passport_number="X314159262")
    assert Passport.model_validate(passport.result) == expected
    assert Passport.model_validate(passport.result.to_dict()) == expected


def test_whole_recognition_in_a_pydantic_model(passport: Recognition[PassportResult]) -> None:
    """A web framework can return and document the dictionary of a recognition."""
    adapter = pydantic.TypeAdapter(dict[str, Any])
    assert json.loads(adapter.dump_json(passport.to_dict())) == passport.to_dict()


def test_fields_can_be_pickled() -> None:
    """A generic field survives pickling."""
    field: Field[str] = Field("surname", "A", 0.5, ((1.0, 2.0), (3.0, 4.0)))
    assert pickle.loads(pickle.dumps(field)) == field
