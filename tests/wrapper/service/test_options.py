"""Options are checked against the catalog before anything is sent."""

from __future__ import annotations

from typing import Any

import pytest
from huawei_ocr_api.catalog import OPERATIONS, Operation, Option

from ocr_wrapper import OptionError
from ocr_wrapper.service.options import check_options


def option(name: str, kind: str, **facts: Any) -> Option:
    """Return one option of an invented operation."""
    usual = {"enum": None, "item_enum": None, "minimum": None, "maximum": None, "requires": ()}
    return Option(name=name, type=kind, summary="", **{**usual, **facts})


OPERATION = Operation(
    name="recognize_thing",
    slug="thing",
    path="/v2/{project_id}/ocr/thing",
    input_field="image",
    regions=("ap-southeast-1",),
    formats=("PNG",),
    min_side=15,
    max_side=100,
    max_pixels=None,
    pdf=False,
    max_encoded_bytes=100,
    withdrawn=None,
    summary="",
    tag="",
    options=(
        option("flag", "boolean"),
        option("needs", "boolean", requires=("flag",)),
        option("side", "string", enum=("front", "back")),
        option("count", "integer", minimum=1, maximum=5),
        option("share", "number", minimum=0),
        option("page", "integer"),
        option("kinds", "array", item_enum=("a", "b")),
        option("extra", "object"),
        option("map", "string", pattern=r"^\{.*\}$"),
    ),
)


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({}, {}),
        ({"flag": None}, {}),
        ({"flag": False}, {"flag": False}),
        ({"flag": True, "needs": True}, {"flag": True, "needs": True}),
        ({"needs": False}, {"needs": False}),
        ({"side": "back"}, {"side": "back"}),
        ({"count": 5}, {"count": 5}),
        ({"count": 2.0}, {"count": 2}),
        ({"share": 0.5}, {"share": 0.5}),
        ({"page": 10**15 - 1}, {"page": 999_999_999_999_999}),
        ({"map": "{}"}, {"map": "{}"}),
        ({"kinds": ("b", "a")}, {"kinds": ["b", "a"]}),
        ({"kinds": {"b", "a"}}, {"kinds": ["a", "b"]}),
        ({"extra": {"x": 1}}, {"extra": {"x": 1}}),
    ],
)
def test_valid_options_are_sent(given: dict[str, Any], sent: dict[str, Any]) -> None:
    """None is left out, every other value is sent as it is."""
    assert check_options(OPERATION, given) == sent


@pytest.mark.parametrize(
    "given",
    [
        {"flag": "false"},
        {"flag": 0},
        {"side": "left"},
        {"side": 1},
        {"count": True},
        {"count": 1.5},
        {"count": 0},
        {"count": 6},
        {"share": float("nan")},
        {"share": -0.1},
        {"share": 10**400},
        {"page": 10**15},
        {"page": 10**400},
        {"page": 10**5000},
        {"page": -(10**400)},
        {"page": 1e300},
        {"page": float("inf")},
        {"count": 10**5000},
        {"kinds": "a"},
        {"kinds": ["c"]},
        {"kinds": {"a", 1, None}},
        {"extra": []},
        {"map": ""},
        {"map": "[]"},
        {"needs": True},
        {"needs": True, "flag": False},
    ],
)
def test_error_names_the_invalid_option(given: dict[str, Any]) -> None:
    """The service's own error does not."""
    with pytest.raises(OptionError) as caught:
        check_options(OPERATION, given)
    assert caught.value.option in given
    assert str(caught.value.option) in str(caught.value)


def test_error_names_the_package_of_a_type() -> None:
    """The Boolean of numpy has the name of Python's."""
    other = type("bool", (), {"__module__": "numpy"})
    with pytest.raises(OptionError, match=r"flag True or False, not numpy\.bool\."):
        check_options(OPERATION, {"flag": other()})


def test_error_for_an_unknown_option_names_the_nearest() -> None:
    """A misspelled option is not silently ignored."""
    with pytest.raises(OptionError, match="did you mean side") as caught:
        check_options(OPERATION, {"sides": "front"})
    assert caught.value.allowed == tuple(sorted(o.name for o in OPERATION.options))


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_option_of_the_contract_is_accepted(name: str) -> None:
    """The check and the generated request both accept it."""
    from ocr_wrapper.service import codec

    samples: dict[str, Any] = {"boolean": True, "string": "x", "integer": 1, "number": 1.0}
    given: dict[str, Any] = {}
    for known in OPERATIONS[name].options:
        if known.type == "array":
            given[known.name] = list(known.item_enum[:1]) if known.item_enum else []
        elif known.pattern:
            given[known.name] = "{}"
        elif known.enum:
            given[known.name] = known.enum[-1]
        else:
            low = known.minimum if known.minimum is not None else samples.get(known.type, {})
            given[known.name] = int(low) if known.type == "integer" else samples.get(known.type, {})
    checked = check_options(OPERATIONS[name], given)
    assert codec.payload(name, checked) == checked
