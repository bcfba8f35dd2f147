"""Machine-readable zone of a card: what it changes in the printed fields."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ocr_emulator.engine.cards.value import Value
from ocr_emulator.engine.cards.zone import NO_ZONE, with_zone
from ocr_emulator.engine.mrz.formats import TD1
from ocr_emulator.engine.mrz.result import Zone
from ocr_emulator.recognizers.cards.latin_america.peru_id_card import PERU

LINES = (
    "I<PER00000001<3<<<<<<<<<<<<<<<",
    "9101276M2511133PER<<<<<<<<<<<4",
    "PUMACAYO<<ELIAN<RUMI<<<<<<<<<<",
)
ZONE = Zone(TD1, LINES, ((0.98,) * 30,) * 3, (frozenset(),) * 3)
BLUE = PERU.faces[0]
PRINTED = {f.name: Value("", 0.0) for f in BLUE.fields}


def compared(name: str, text: str, confidence: float = 0.9, zone: Zone | None = ZONE) -> Value:
    printed = {**PRINTED, name: Value(text, confidence if text else 0.0)}
    return with_zone(printed, BLUE, zone)[name]


def test_lines_are_fields_of_the_response() -> None:
    """Their confidence is that of the weakest character."""
    found = with_zone(PRINTED, BLUE, ZONE)
    assert [found[name].text for name in BLUE.zone_lines] == list(LINES)
    assert {found[name].confidence for name in BLUE.zone_lines} == {0.98}


def test_lines_with_a_wrong_check_digit_are_doubtful() -> None:
    """The line of names has no check digit and keeps its confidence."""
    wrong = replace(ZONE, lines=(LINES[0].replace("0001", "0007"), *LINES[1:]))
    found = with_zone(PRINTED, BLUE, wrong)
    rates = [found[name].confidence for name in BLUE.zone_lines]
    assert rates == pytest.approx([0.49, 0.49, 0.98])


def test_lines_without_a_zone_are_unread() -> None:
    """They are empty, and the reason is told."""
    found = with_zone(PRINTED, BLUE, None)
    assert [(found[n].text, found[n].reason) for n in BLUE.zone_lines] == [("", NO_ZONE)] * 3


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("birth_date", "27 01 1991"),
        ("expiry_date", "13 11 2025"),
        ("sex", "M"),
        ("cui_number", "00000001-4"),
        ("first_surname", "PUMACAYO"),
        ("given_name", "ELIAN RUMI"),
    ],
)
def test_value_that_the_zone_confirms_is_surer(name: str, text: str) -> None:
    """Two independent readings agree."""
    found = compared(name, text)
    assert found.text == text
    assert found.confidence == pytest.approx(0.998)


@pytest.mark.parametrize(
    ("name", "text"),
    [("birth_date", "27 01 1997"), ("sex", "F"), ("first_surname", "QUISPE")],
)
def test_value_that_the_zone_contradicts_is_doubtful(name: str, text: str) -> None:
    """The print is returned, and its confidence warns."""
    found = compared(name, text)
    assert found.text == text
    assert found.confidence == pytest.approx(0.45)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("birth_date", "27 01 1991"), ("expiry_date", "13 11 2025"), ("sex", "M")],
)
def test_unread_value_is_taken_from_the_zone(name: str, expected: str) -> None:
    """It is written as the card prints it."""
    assert compared(name, "").text == expected


@pytest.mark.parametrize("name", ["cui_number", "first_surname", "given_name"])
def test_zone_does_not_replace_what_it_does_not_state_in_full(name: str) -> None:
    """The zone has neither the check digit of the number nor accents."""
    assert compared(name, "").text == ""


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("first_surname", "PUMACAVO", "PUMACAYO"),
        ("given_name", "ELIÁN RUNI", "ELIÁN RUMI"),
        ("given_name", "ELIANRUMI", "ELIAN RUMI"),
        ("cui_number", "00000007-4", "00000001-4"),
    ],
)
def test_misread_value_is_mended_by_the_zone(name: str, text: str, expected: str) -> None:
    """A letter or two that were doubtful, and blanks that were lost; accents stay."""
    assert compared(name, text, 0.6).text == expected


def test_clear_value_is_not_mended() -> None:
    """A print that was read surely is not overruled."""
    assert compared("first_surname", "PUMACAVO", 0.99).text == "PUMACAVO"
