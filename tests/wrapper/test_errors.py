"""Exceptions: text, attributes, hierarchy, pickling."""

from __future__ import annotations

import copy
import inspect
import pickle
import re

import pytest

import ocr_wrapper
from ocr_wrapper import errors

ALL = [
    kind
    for kind in vars(errors).values()
    if inspect.isclass(kind) and issubclass(kind, errors.OcrError)
]


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_every_error_survives_pickling_and_copying(kind: type[errors.OcrError]) -> None:
    """An error that crosses a process pool keeps its class and every attribute."""
    error = kind(
        "what happened",
        request_id="r-1",
        status=429,
        code="APIG.0308",
        retry_after=2.5,
        headers={"date": "today"},
        body=b"{}",
        region="ap-southeast-1",
        operation="recognize_passport",
        attempts=3,
    )
    error.add_note("a note")
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(twin) is kind
        assert vars(twin) == vars(error)
        assert str(twin) == str(error)


def test_attributes_of_subclasses_survive_pickling() -> None:
    """Attributes that only some classes have are kept too."""
    error = errors.OptionError("no", option="side", allowed=("front", "back"))
    assert vars(pickle.loads(pickle.dumps(error))) == vars(error)


def test_error_text_is_one_line_and_begins_with_the_request_id() -> None:
    """Support asks for the request id first."""
    assert str(errors.OcrError("two\nlines", request_id="r-1")) == "[r-1] two lines"
    assert str(errors.AttemptTimeoutError("late")) == "late"


def test_tree_in_the_docstring_is_true() -> None:
    """The tree in the docstring has every class under its parent."""
    stack: list[tuple[int, str]] = []
    drawn: dict[str, str] = {}
    for line in (errors.__doc__ or "").splitlines():
        match = re.match(r"^    ([│├└─ ]*)([A-Z]\w+)", line)
        if not match:
            continue
        depth, name = len(match[1]), match[2]
        while stack and stack[-1][0] >= depth:
            stack.pop()
        drawn[name] = stack[-1][1] if stack else ""
        stack.append((depth, name))
    assert drawn == {
        kind.__name__: "" if kind is errors.OcrError else kind.__mro__[1].__name__ for kind in ALL
    }


def test_every_error_is_public() -> None:
    """It can be imported from the package."""
    assert {kind.__name__ for kind in ALL} <= set(dir(ocr_wrapper))


def test_errors_inherit_from_builtin_exceptions() -> None:
    """Input errors are ValueErrors, both time limits are TimeoutErrors."""
    assert issubclass(errors.InputError, ValueError)
    assert issubclass(errors.DeadlineExceededError, TimeoutError)


def test_unknown_error_attribute_is_refused() -> None:
    """A misspelled attribute is found at once."""
    with pytest.raises(TypeError, match="stauts"):
        errors.OcrError("x", stauts=400)


@pytest.mark.parametrize("kind", [*errors.InputError.__subclasses__(), errors.RegionError])
def test_errors_before_anything_is_sent_are_not_in_doubt(kind: type[errors.OcrError]) -> None:
    """None would mean that the call may have been billed."""
    assert kind("There is no such file.").retry_safe is False
