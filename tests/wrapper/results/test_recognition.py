"""A response is kept completely, and every view of it tolerates malformed values."""

from __future__ import annotations

import copy
import json
import math
import pickle
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from huawei_ocr_api.catalog import OPERATIONS

from ocr_wrapper.results.recognition import Recognition
from tests.wrapper.results.samples import PASSPORT, TABLE, block, recognition

EXAMPLES = sorted(Path("openapi/examples").glob("*/response-*.json"))
"""Every example response of the contract in the source tree."""

OCR = [path for path in EXAMPLES if path.parent.name in OPERATIONS]


def bundle_example(operation: str) -> dict[str, Any]:
    """Return the example response that is shipped with the generated package."""
    document = json.loads((resources.files("huawei_ocr_api") / "openapi.json").read_text("utf-8"))
    item = document["paths"][OPERATIONS[operation].path]["post"]
    examples = item["responses"]["200"]["content"]["application/json"]["examples"]
    found: dict[str, Any] = examples["default"]["value"]
    return found


@pytest.mark.parametrize("path", OCR, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_example_has_all_views(path: Path) -> None:
    """No example of the contract breaks any view."""
    raw = json.loads(path.read_text("utf-8"))
    before = copy.deepcopy(raw)
    found: Recognition[Any] = Recognition(path.parent.name, raw)
    assert isinstance(found.text, str)
    assert isinstance(found.to_markdown(), str)
    assert all(
        0 < len(row) == len(rows[0]) for t in found.tables for rows in [t.to_rows()] for row in rows
    )
    assert Recognition.from_json(found.to_json()) == found
    assert pickle.loads(pickle.dumps(found)) == found
    assert found.raw == before


@pytest.mark.parametrize("operation", OPERATIONS)
def test_typed_result(operation: str) -> None:
    """The shipped example of every operation decodes to its class and back to itself."""
    raw = bundle_example(operation)
    result: Recognition[Any] = Recognition(operation, raw).result
    items = result if isinstance(result, list) else [result]
    plain = raw["result"] if isinstance(raw["result"], list) else [raw["result"]]
    assert [item.to_dict() for item in items] == plain


JUNK: list[Any] = [
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
def test_malformed_values_affect_only_themselves(junk: object) -> None:
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


def test_repr_shows_no_value() -> None:
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


def test_save_and_load() -> None:
    """A saved result is loaded without a network, unknown top-level keys included."""
    found: Recognition[Any] = Recognition(
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


def test_size_of_a_changed_image_is_saved() -> None:
    """The size that positions refer to is saved and copied, and other results have no such key."""
    found = recognition("recognize_passport", PASSPORT, sent_size=(80, 60))
    assert found.to_dict()["sent_size"] == [80, 60]
    for again in (Recognition.from_json(found.to_json()), pickle.loads(pickle.dumps(found))):
        assert again.sent_size == (80, 60)
    assert "sent_size" not in recognition("recognize_passport", PASSPORT).to_dict()


@pytest.mark.parametrize("elapsed", [10**400, True, None, [1], math.inf])
def test_damaged_duration_does_not_prevent_loading(elapsed: object) -> None:
    """A result with another value in the place of the duration is loaded without it."""
    state = {**recognition("recognize_passport", PASSPORT).to_dict(), "elapsed": elapsed}
    assert Recognition.from_json(json.dumps(state)).elapsed == 0.0


@pytest.mark.parametrize(
    "size", [None, "8x6", [80], [80, 0], [80, -6], [8.5, 6], [True, 6], {"a": 1, "b": 2}]
)
def test_damaged_size_does_not_prevent_loading(size: object) -> None:
    """A result with another value in the place of the size is loaded without it."""
    state = {**recognition("recognize_passport", PASSPORT).to_dict(), "sent_size": size}
    assert Recognition.from_json(json.dumps(state)).sent_size is None


@pytest.mark.parametrize("raw", [{"data": [1]}, {}, {"result": None}, {"result": None, "a": 1}])
def test_body_without_result_is_saved_and_loaded(raw: dict[str, Any]) -> None:
    """A response outside the contract may have no result; saving it adds none."""
    found: Recognition[Any] = Recognition("/v2/{project_id}/ocr/new", raw)
    assert Recognition.from_json(found.to_json()) == found


def test_bare_response_loads_with_its_operation() -> None:
    """A body that another program saved is loaded if its operation is given."""
    text = json.dumps({"result": PASSPORT})
    assert Recognition.from_json(text, operation="recognize_passport").raw == {"result": PASSPORT}
    with pytest.raises(ValueError, match="give operation="):
        Recognition.from_json(text)


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "{}", '{"error_code": "AIS.0101"}', '{"operation": "x"}', "[" * 9999]
)
def test_other_text_does_not_load(text: str) -> None:
    """Other text, such as a body without result, is refused in one line."""
    with pytest.raises(ValueError, match="not a saved recognition"):
        Recognition.from_json(text, operation="recognize_passport")


def test_views_are_cached_and_not_pickled() -> None:
    """A view is computed once, and a pickle contains only the response."""
    found = recognition("recognize_passport", PASSPORT)
    assert found.fields is found.fields
    small, large = pickle.dumps(recognition("recognize_passport", PASSPORT)), pickle.dumps(found)
    assert len(small) == len(large)
    assert copy.deepcopy(found) == found
    assert hash(found) == hash(copy.copy(found))


def test_equality() -> None:
    """Operation, request id and response body decide about equality."""
    found = recognition("recognize_passport", PASSPORT)
    assert found != recognition("recognize_passport", {})
    assert found != PASSPORT
