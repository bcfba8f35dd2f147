"""Which change of the public API counts as breaking."""

from __future__ import annotations

import pytest

from scripts.release.api import describe
from scripts.release.api_changes import compare

METHOD = "x.C.read(self, image: str, *, fit: bool = False) -> int"


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (METHOD, "x.C.read(self, *, fit: bool = False) -> int", "by position"),
        (METHOD, "x.C.read(self, source: str, *, fit: bool = False) -> int", "by position"),
        (METHOD, "x.C.read(self, image: str) -> int", "parameter fit is gone"),
        (METHOD, "x.C.read(self, image: str, *, fit: bool) -> int", "fit is required now"),
        (METHOD, "x.C.read(self, image: str, *, fit: bool = True) -> int", "type or default"),
        (METHOD, "x.C.read(self, image: bytes, *, fit: bool = False) -> int", "type or default"),
        (METHOD, "x.C.read(self, image: str, *, fit: bool = False) -> str", "another result"),
        (METHOD, "x.C.read(self, image: str, *, fit: bool = False, n: int) -> int", "n is new"),
        (METHOD, "x.C.read: int", "another type"),
        ("x.C.size: int", "x.C.size: float", "another type"),
        ("class x.E(ValueError, OcrError)", "class x.E(OcrError)", "no longer a ValueError"),
        ("class x.C()", "class x.D()", "gone: class x.C()"),
        ("hwocr show --format", "hwocr show --form", "gone: hwocr show --format"),
    ],
)
def test_change_that_can_stop_a_program_is_breaking(before: str, after: str, reason: str) -> None:
    """The report names the reason."""
    (found,) = compare([before], [after]).breaking
    assert reason in found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (METHOD, "x.C.read(self, image: str, n: int = 0, *, fit: bool = False) -> int"),
        (METHOD, "x.C.read(self, image: str, *, a: int = 0, fit: bool = False) -> int"),
        (METHOD, "x.C.read(self, image: str, *, fit: bool = False, **rest: int) -> int"),
        ("class x.E(OcrError)", "class x.E(OcrError, ValueError)"),
    ],
)
def test_addition_is_not_breaking(before: str, after: str) -> None:
    """A correct program goes on with a new optional parameter or base class."""
    changes = compare([before], [after])
    assert (changes.breaking, changes.added) == ((), (after,))


def test_new_name_is_an_addition() -> None:
    """It is named, so that it can be accepted."""
    changes = compare([METHOD], [METHOD, "x.new() -> None"])
    assert (changes.breaking, changes.added) == ((), ("x.new() -> None",))


def test_description_names_clients_options_and_commands() -> None:
    """Settings from the decorated constructor, awaited methods and the command line are there."""
    lines = describe()
    (settings,) = (line for line in lines if line.startswith("ocr_wrapper.OcrClient.__init__("))
    assert "deadline: float | None = 60.0" in settings
    (awaited,) = (line for line in lines if ".AsyncOcrClient.recognize_passport(" in line)
    assert awaited.endswith("-> Awaitable[Recognition[PassportResult]]")
    assert "hwocr passport --format" in lines
    assert "class ocr_wrapper.InputError(OcrError, ValueError)" in lines
