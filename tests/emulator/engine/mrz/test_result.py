"""Fields of a zone: their text, and how sure they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ocr_emulator.engine.mrz.formats import FORMATS, TD1, Format
from ocr_emulator.engine.mrz.result import FieldName, ZoneField
from tests.emulator.engine.mrz.specimens import LINE1, LINE2, made_zone
from tests.emulator.engine.mrz.test_formats import LONG_NUMBER

TODAY = date(2026, 1, 1)
NAMES = "STEVENSON<<PETER<<<<<<<<<<<<<<"


@pytest.mark.parametrize("kind", FORMATS)
def test_fields_of_specimens(kind: Format) -> None:
    """The same fields are found in all formats."""
    zone = made_zone(kind=kind)
    assert zone.read("surname") == ZoneField("ERIKSSON", 1.0)
    assert zone.read("given_names") == ZoneField("ANNA MARIA", 1.0)
    assert zone.read("issuer") == ZoneField("UTO", 1.0)
    assert zone.read("code").text == zone.code == kind.codes[-1]
    assert zone.read("sex") == ZoneField("F", 1.0)


def test_fields_of_card() -> None:
    """The number, dates and optional fields of a card of three lines."""
    zone = made_zone(kind=TD1)
    assert zone.read("number") == ZoneField("D23145890", 1.0)
    assert zone.read("birth", TODAY) == ZoneField("1974-08-12", 1.0)
    assert zone.read("expiry", TODAY) == ZoneField("2012-04-15", 1.0)
    assert zone.read("nationality") == ZoneField("UTO", 1.0)
    assert zone.read("optional") == zone.read("optional2") == ZoneField("", 1.0)


def test_long_number_is_one_field() -> None:
    """Both parts of the number count for its confidence."""
    zone = made_zone(LONG_NUMBER[:30], LONG_NUMBER[30:], NAMES, kind=TD1)
    assert zone.read("number") == ZoneField("D23145890734", 1.0)
    unsure = tuple(0.6 if i == 17 else 1.0 for i in range(30))
    zone = replace(zone, confidences=(unsure, *zone.confidences[1:]))
    assert zone.read("number").confidence == 0.6


def changed(place: int, text: str) -> str:
    return LINE2[:place] + text + LINE2[place + len(text) :]


@pytest.mark.parametrize(
    ("name", "line2"),
    [
        ("sex", changed(20, "7")),
        ("sex", changed(20, "X")),
        ("birth", changed(13, "740231")),
        ("birth", changed(13, "7A0812")),
        ("expiry", changed(21, "121315")),
    ],
)
def test_impossible_value_is_empty(name: FieldName, line2: str) -> None:
    """A sex or a date that cannot be is not returned."""
    assert made_zone(LINE1, line2).read(name) == ZoneField("", 0.0)


@pytest.mark.parametrize(
    ("name", "line2"), [("sex", changed(20, "<")), ("birth", changed(15, "<<<<"))]
)
def test_value_that_zone_leaves_open_is_empty_and_sure(name: FieldName, line2: str) -> None:
    """Fillers say that the sex or the day is unknown, which is not a failure to read it."""
    found = made_zone(LINE1, line2).read(name)
    assert found.text == ""
    assert found.confidence > 0


def test_missing_given_names_are_as_sure_as_surname() -> None:
    """A person with one name has no given names."""
    zone = made_zone("P<UTOARKFREITH".ljust(44, "<"), LINE2)
    assert zone.read("given_names") == ZoneField("", 1.0)


def test_confidence_falls_with_corrections_and_wrong_checks() -> None:
    """A corrected field loses a fifth, one whose check digit is wrong loses half."""
    zone = made_zone(LINE1, LINE2, corrected=(frozenset(), frozenset([3])))
    assert zone.read("number").confidence == pytest.approx(0.8)
    assert zone.read("birth").confidence == 1.0
    assert made_zone(LINE1, changed(19, "9")).read("birth").confidence == 0.5
    assert zone.confidence(1, []) == 0.0


def test_optional_field_of_card_is_rated_by_composite() -> None:
    """It has no check digit of its own."""
    first, second, third = made_zone(kind=TD1).lines
    wrong = made_zone(first[:16] + "7" + first[17:], second, third, kind=TD1)
    assert wrong.read("optional").confidence == 0.5


def test_unknown_field_is_empty() -> None:
    """A passport has no second optional field."""
    assert made_zone().read("optional2") == ZoneField("", 0.0)


def test_repr_hides_lines_and_values() -> None:
    """Neither name nor number is in a repr."""
    shown = f"{made_zone()!r} {made_zone().read('number')!r}"
    assert shown == "Zone(TD3, checks=5/5) ZoneField(confidence=1.0)"
