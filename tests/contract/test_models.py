"""The generated models: no value is lost, changed or shown in a repr."""

from __future__ import annotations

import copy
import importlib
import json
import pickle
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.resources import files
from types import ModuleType
from typing import Any, get_type_hints

import attrs
import pytest
from huawei_ocr_api import catalog, facade, models
from huawei_ocr_api.models import (
    GeneralTextChar,
    GeneralTextResult,
    PassportRequest,
    PassportResult,
)
from huawei_ocr_api.types import Model
from hypothesis import given, settings
from hypothesis import strategies as st

BUNDLE: dict[str, Any] = json.loads((files("huawei_ocr_api") / "openapi.json").read_text("utf-8"))
OPERATIONS: dict[str, dict[str, Any]] = {
    operation["operationId"]: operation
    for item in BUNDLE["paths"].values()
    for method, operation in item.items()
    if method in ("get", "post")
}


def codec(operation: str) -> ModuleType:
    """Return the module of an operation."""
    return importlib.import_module(f"huawei_ocr_api.api.{operation}")


def responses() -> Iterator[tuple[str, str, Any]]:
    """Yield every example of a successful response."""
    for name, operation in OPERATIONS.items():
        for status, response in operation["responses"].items():
            media = response.get("content", {}).get("application/json", {})
            if status[0] == "2":
                for key, example in media.get("examples", {}).items():
                    yield name, key, example["value"]


RESPONSES = list(responses())
CLASSES = [getattr(models, name) for name in models.__all__]


@pytest.mark.parametrize(
    ("name", "key", "value"), RESPONSES, ids=[f"{n}-{k}" for n, k, _ in RESPONSES]
)
def test_response_round_trips_through_its_model(name: str, key: str, value: Any) -> None:
    """Fields, their order, null and absence survive parsing, copying and pickling."""
    model = codec(name).parse(value)
    wire = json.dumps(value)
    assert json.dumps(model.to_dict()) == wire
    assert json.dumps(copy.deepcopy(model).to_dict()) == wire
    assert json.dumps(pickle.loads(pickle.dumps(model)).to_dict()) == wire
    assert copy.deepcopy(model) == model
    assert pickle.loads(pickle.dumps(model)) == model


def test_every_operation_has_a_response_example() -> None:
    """No operation is left out of the test above."""
    assert {name for name, _, _ in RESPONSES} == set(OPERATIONS)


@pytest.mark.parametrize("name", [n for n, o in OPERATIONS.items() if "requestBody" in o])
def test_request_round_trips_through_its_model(name: str) -> None:
    """`request` writes the body of the example, without fields that were left out."""
    media = OPERATIONS[name]["requestBody"]["content"]["application/json"]
    kind = getattr(models, media["schema"]["$ref"].rsplit("/", 1)[-1])
    for example in media["examples"].values():
        assert codec(name).request(kind.from_dict(example["value"])) == example["value"]
    assert codec(name).request(kind()) == {}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_no_json_value_makes_parsing_fail(data: st.DataObject) -> None:
    """Any JSON value in any field is read and written back."""
    kind = data.draw(st.sampled_from(CLASSES))
    known = st.sampled_from(sorted(kind._names)) if kind._names else st.text(max_size=5)
    value = data.draw(st.dictionaries(known | st.text(max_size=5), JSON, max_size=5))
    assert kind.from_dict(value).to_dict() == value
    assert pickle.loads(pickle.dumps(kind.from_dict(value))).to_dict() == value


def test_null_and_absent_are_distinguished() -> None:
    """Both read as None, and each is written as it was read."""
    assert PassportResult.from_dict({"surname": None}).to_dict() == {"surname": None}
    assert PassportResult.from_dict({}).to_dict() == {}
    assert PassportResult.from_dict({"surname": None}).surname is None
    assert PassportResult().surname is None


def test_value_of_unexpected_type_is_kept() -> None:
    """Text in a numeric field stays text; nothing is raised or converted."""
    result = GeneralTextResult.from_dict(
        {"words_block_count": "", "direction": "false", "words_block_list": {"words": "x"}}
    )
    assert (result["words_block_count"], result["direction"]) == ("", "false")
    assert result["words_block_list"] == {"words": "x"}


def test_unknown_field_is_accessible_by_name() -> None:
    """A field that the service adds is accessible before the contract knows it."""
    result = PassportResult.from_dict({"surname": "LINDQVIST", "visa": {"page": 5}})
    assert result["visa"] == {"page": 5}
    assert result["surname"] == "LINDQVIST"
    assert list(result) == ["surname", "visa"]
    assert "visa" in result
    assert "sex" not in result
    with pytest.raises(KeyError):
        result["no_such_field"]


def test_to_dict_returns_an_independent_copy() -> None:
    """Changing the dictionary of `to_dict` does not change the model."""
    result = PassportResult.from_dict({"confidence": {"sex": 0.5}, "visa": [1]})
    given = result.to_dict()
    given["visa"].append(2)  # type: ignore[typeddict-item]
    assert result.to_dict() == {"confidence": {"sex": 0.5}, "visa": [1]}


def test_assigned_value_is_written() -> None:
    """Setting, changing and clearing an attribute changes the JSON."""
    body = PassportRequest(url="https://example.org/a.png", country_code="GENERAL")
    assert body.to_dict() == {"url": "https://example.org/a.png", "country_code": "GENERAL"}
    result = PassportResult.from_dict({"surname": "A", "sex": "F"})
    result.surname = "B"
    del result.additional_properties
    result.additional_properties = {"note": 1}
    assert result.to_dict() == {"surname": "B", "sex": "F", "note": 1}


def test_repr_shows_no_values() -> None:
    """A repr names fields: the values are images and people's names."""
    result = PassportResult.from_dict({"surname": "LINDQVIST", "visa": "SECRET"})
    body = PassportRequest(image="AAAA" * 100, country_code="GENERAL")
    assert repr(result) == "<PassportResult: surname, visa>"
    assert repr(body) == "<PassportRequest: image, country_code>"
    assert str(PassportResult()) == "<PassportResult: empty>"


@pytest.mark.parametrize("kind", CLASSES, ids=[kind.__name__ for kind in CLASSES])
def test_missing_fields_are_none(kind: type[Model]) -> None:
    """Every field of every model is None by default and typed `T | None`."""
    hints = get_type_hints(kind, localns={found.__name__: found for found in CLASSES})
    model = kind()
    for field in attrs.fields(kind):
        if field.name in kind._names.values():
            assert getattr(model, field.name) is None
            assert hints[field.name] is Any or type(None) in hints[field.name].__args__


def test_importing_one_operation_loads_only_its_models() -> None:
    """The passport's codec loads no other operation's class, and nested ones when they are used."""
    code = (
        "import sys; from huawei_ocr_api.api import recognize_passport as op; "
        "result = op.parse({'result': {'confidence': {}, 'extra_info': {}}}).result; "
        "print('huawei_ocr_api.models.passport_extra_info' in sys.modules); "
        "result.confidence, result.extra_info; "
        "print(*sorted(m for m in sys.modules if m.startswith('huawei_ocr_api')))"
    )
    early, *done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert early == "False"
    own = {"passport_request", "passport_response", "passport_result", "confidence_map"}
    loaded = {name.removeprefix("huawei_ocr_api.models.") for name in done if ".models." in name}
    assert own <= loaded
    assert all(name.startswith("passport_") for name in loaded - {"confidence_map"})
    assert not {"huawei_ocr_api.catalog", "huawei_ocr_api.payloads"} & set(done)


def test_catalog_imports_no_other_module() -> None:
    """Routing needs the catalog alone: no models, no attrs."""
    code = "import sys, huawei_ocr_api.catalog; print('attr' in sys.modules, len(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split()[0] == "False"


def test_catalog_and_facade_have_every_operation() -> None:
    """Contract, catalog and both façades name the same operations, with the same options."""
    recognizers = {name for name, operation in OPERATIONS.items() if "x-ocr" in operation}
    assert set(catalog.OPERATIONS) == recognizers
    common = {"enterprise_project_id", "timeout", "region"}
    for side in (facade.SyncOperations, facade.AsyncOperations):
        methods = {name for name in vars(side) if not name.startswith("_")} - {"call"}
        assert methods == recognizers
        for name in methods:
            method = getattr(side, name)
            code = method.__code__
            names = set(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]) - {"self"}
            options = {option.name for option in catalog.OPERATIONS[name].options}
            takes_image = catalog.OPERATIONS[name].input_field is not None
            of_image = {"image", "url", "fit"} if takes_image else set()
            assert names == common | of_image | options
            assert catalog.OPERATIONS[name].summary in method.__doc__


def test_catalog_equals_the_contract() -> None:
    """Facts, options, regions and errors are those of the bundle."""
    for name, entry in catalog.OPERATIONS.items():
        facts = OPERATIONS[name]["x-ocr"]
        assert entry.regions == tuple(facts["regions"])
        assert entry.input_field == (None if facts["input"] == "none" else facts["input"])
        assert entry.formats == tuple(facts.get("formats", ()))
        sides = (facts.get("min-side", 0), facts.get("max-side", 0))
        assert (entry.min_side, entry.max_side) == sides
        assert entry.max_pixels == facts.get("max-pixels")
        assert entry.withdrawn == facts.get("withdrawn")
        assert entry.max_encoded_bytes == (10 * 1024 * 1024 if entry.input_field else 0)
        assert entry.path.endswith("/" + entry.slug)
        assert entry.path in BUNDLE["paths"]
    assert {r.id: list(r.hosts) for r in catalog.REGIONS.values()} == {
        name: facts["hosts"] for name, facts in BUNDLE["x-regions"].items()
    }
    assert set(catalog.ERRORS) == set(BUNDLE["x-errors"])
    assert set(catalog.FAMILIES) == set(BUNDLE["x-error-families"])
    for code, known in catalog.ERRORS.items():
        facts = BUNDLE["x-errors"][code]
        assert (known.category, known.retryable) == (facts["category"], facts["retryable"])
        assert list(known.messages) == facts["messages"]
    assert {
        str(status): (entry.meaning, entry.retryable, entry.category, entry.remedy)
        for status, entry in catalog.STATUSES.items()
    } == {
        status: (facts["meaning"], facts["retryable"], facts["category"], facts["remedy"])
        for status, facts in BUNDLE["x-error-statuses"].items()
    }


def test_package_contains_contract_and_reference_page() -> None:
    """Bundle, reference page, type marker and provenance are package data."""
    package = files("huawei_ocr_api")
    assert (package / "py.typed").is_file()
    assert (package / "reference.html").read_text("utf-8").startswith("<!doctype html>")
    assert "bundle sha256" in (package / "PROVENANCE").read_text("utf-8")


def test_catalog_names_files_corners_and_objects_of_responses() -> None:
    """Each kind of field is named as the contract has it, and no printed value is among them."""
    assert {"portrait_image", "adjusted_image", "excel"} <= catalog.FILE_FIELDS
    assert {"location", "portrait_location", "text_location"} <= catalog.PLACE_FIELDS
    assert {"confidence", "extra_info", "score_info"} <= catalog.OBJECT_FIELDS
    everything = catalog.FILE_FIELDS | catalog.PLACE_FIELDS | catalog.OBJECT_FIELDS
    assert {"image", "data", "surname", "words", "side"} & everything == set()


def test_characters_are_read_when_they_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a page of blocks creates no object for its characters until they are asked for."""
    read: list[object] = []
    original = GeneralTextChar.from_dict

    def noted(value: Mapping[str, Any]) -> GeneralTextChar:
        read.append(value)
        return original(value)

    monkeypatch.setattr(GeneralTextChar, "from_dict", noted)
    characters = [{"char": "a"}, {"char": "b"}]
    blocks = [{"words": "ab", "char_list": characters}] * 3
    page = GeneralTextResult.from_dict({"words_block_list": blocks})
    assert page.words_block_list is not None
    assert [block.words for block in page.words_block_list] == ["ab"] * 3
    assert read == []
    found = page.words_block_list[1].char_list
    assert found is not None
    assert [character.char for character in found] == ["a", "b"]
    assert read == characters
    assert page.words_block_list[1].char_list is found


def test_unused_attributes_are_copied_pickled_compared_and_replaced() -> None:
    """An attribute that was not used yet behaves as any other."""
    value = {"words_block_list": [{"words": "a", "char_list": [{"char": "a"}]}]}

    def unused() -> GeneralTextResult:
        return GeneralTextResult.from_dict(value)

    assert unused() == unused()
    assert unused() != GeneralTextResult.from_dict({"words_block_list": []})
    for copied in (
        copy.deepcopy(unused()),
        copy.copy(unused()),
        pickle.loads(pickle.dumps(unused())),
    ):
        assert copied == unused()
        assert copied.to_dict() == value
    assert set(attrs.asdict(unused())) == {field.name for field in attrs.fields(GeneralTextResult)}
    replaced = unused()
    replaced.words_block_list = None
    assert replaced.words_block_list is None
    assert replaced.to_dict() == {"words_block_list": None}
    with pytest.raises(AttributeError, match="word_block_list"):
        getattr(unused(), "word_block_list")  # noqa: B009
