"""Parts that could not be read: the header, the journal, and what recognizers report."""

from __future__ import annotations

import pytest

from ocr_emulator.contract.unread import HEADER, MAX_PARTS, Unread, header
from ocr_emulator.emulator import Emulator
from ocr_emulator.recognizers import Recognized
from ocr_emulator.recognizers.base import recognized
from tests.emulator.conftest import call
from tests.emulator.engine.fakes import FakeEngine

PASSPORT = "recognize_passport"


def emulator(*unread: Unread) -> Emulator:
    """Start an emulator whose recognizer of passports reads nothing."""
    result = Recognized({"surname": ""}, unread)
    return Emulator(engine=FakeEngine(), recognizers={PASSPORT: lambda *_: result})


def test_unread_parts_are_in_header_and_journal() -> None:
    """Part, reason and requirement are structured fields; the body stays as the service's."""
    part = Unread("surname", "the zone is cut off", "ocr-wrapper[scripts]")
    with emulator(part) as emu:
        answer = call(emu, PASSPORT)
        assert answer.json == {"result": {"surname": ""}}
        assert answer.headers[HEADER.lower()] == (
            'surname;reason="the zone is cut off";install="ocr-wrapper[scripts]"'
        )
        assert emu.journal.last.unread == (part.to_dict(),)
        assert emu.journal.last.to_dict()["unread"] == [part.to_dict()]


def test_response_without_unread_parts_has_no_header() -> None:
    """The header is there only when something is missing."""
    with emulator() as emu:
        assert HEADER.lower() not in call(emu, PASSPORT).headers
        assert emu.journal.last.unread == ()


def test_example_has_no_unread_parts() -> None:
    """An example comes from the contract and not from an engine."""
    with Emulator(engine=None) as emu:
        assert HEADER.lower() not in call(emu, PASSPORT).headers


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (Unread("a b\r\nX: y", "r"), 'a-b--X:-y;reason="r"'),
        (Unread("1st", "r"), '*1st;reason="r"'),
        (Unread("name", 'a "b" \\ c'), 'name;reason="a \\"b\\" \\\\ c"'),
        (Unread("name", "señor\r\n\x00 姓名"), 'name;reason="se?or??? ??"'),
    ],
)
def test_header_is_one_line_of_ascii(part: Unread, expected: str) -> None:
    """Whatever a recognizer reports, the header can be sent."""
    assert header([part.to_dict()]) == expected


def test_header_is_bounded() -> None:
    """Number and length of the parts are limited before they leave the recognizer."""
    found = Recognized({}, tuple(Unread(f"part{i}" * 100, "x" * 5000) for i in range(1000)))
    assert len(found.unread) == MAX_PARTS
    text = header([part.to_dict() for part in found.unread])
    assert len(text) < 8000


def test_empty_field_with_confidence_zero_is_reported() -> None:
    """A field that a recognizer left empty is named also if the recognizer does not say so."""
    found = recognized(
        {"surname": "", "sex": "", "confidence": {"surname": 0, "sex": 0.9, "number": 0}}
    )
    assert [part.part for part in found.unread] == ["surname"]
