"""Machine-readable zones are read by position, and every check digit is reported."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
from datetime import date
from typing import Any

import pytest

from ocr_wrapper.results.recognition import Recognition
from ocr_wrapper.results.views import mrz
from tests.wrapper.results.samples import recognition

TODAY = date(2026, 11, 21)

# The specimens of ICAO Doc 9303, parts 4 to 7.
PASSPORT = [
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
]
CARD = [
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
]
LONG_NUMBER = [
    "I<UTOD23145890<7349<<<<<<<<<<<",
    "3407127M9507122UTO<<<<<<<<<<<2",
    "STEVENSON<<PETER<JOHN<<<<<<<<<",
]
TWO_LINE_CARD = ["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"]
VISA = [
    "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L8988901C4XXX4009078F96121096ZE184226B<<<<<<",
]
SMALL_VISA = ["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<"]


def read(lines: list[str]) -> mrz.Mrz:
    zone = mrz.parse(lines, today=TODAY)
    assert zone is not None
    return zone


@pytest.mark.parametrize(
    ("lines", "kind", "number", "checks"),
    [
        (PASSPORT, "TD3", "L898902C3", ["number", "birth", "expiry", "optional", "composite"]),
        (CARD, "TD1", "D23145890", ["number", "birth", "expiry", "composite"]),
        (LONG_NUMBER, "TD1", "D23145890734", ["number", "birth", "expiry", "composite"]),
        (TWO_LINE_CARD, "TD2", "D23145890", ["number", "birth", "expiry", "composite"]),
        (VISA, "MRV-A", "L8988901C", ["number", "birth", "expiry"]),
        (SMALL_VISA, "MRV-B", "L8988901C", ["number", "birth", "expiry"]),
    ],
)
def test_specimens_of_the_standard_are_read(
    lines: list[str], kind: str, number: str, checks: list[str]
) -> None:
    """The kind follows from the lines, and all check digits of the specimens hold."""
    zone = read(lines)
    assert (zone.kind, zone.number) == (kind, number)
    assert dict(zone.checks) == dict.fromkeys(checks, True)
    assert zone.is_valid


def test_passport_has_all_fields() -> None:
    """Names are separated, fillers are removed, and dates get their century."""
    zone = read(PASSPORT)
    assert (zone.document_code, zone.issuer, zone.nationality) == ("P", "UTO", "UTO")
    assert (zone.surname, zone.given_names, zone.sex) == ("ERIKSSON", "ANNA MARIA", "F")
    assert (zone.birth, zone.birth_date) == ("740812", date(1974, 8, 12))
    assert (zone.expiry, zone.expiry_date) == ("120415", date(2012, 4, 15))
    assert zone.optional == "ZE184226B"


@pytest.mark.parametrize(
    ("position", "check"), [(0, "number"), (13, "birth"), (21, "expiry"), (28, "optional")]
)
def test_misread_digit_is_found_by_its_check_digit(position: int, check: str) -> None:
    """One changed character breaks the check digit of its field and the composite one."""
    second = PASSPORT[1]
    other = "9" if second[position] != "9" else "8"
    zone = read([PASSPORT[0], second[:position] + other + second[position + 1 :]])
    assert {name for name, holds in zone.checks.items() if not holds} == {check, "composite"}
    assert not zone.is_valid


def test_letter_in_a_date_leaves_no_date() -> None:
    """A date that was misread is unknown, and its raw text stays available."""
    zone = read([PASSPORT[0], PASSPORT[1].replace("740812", "7408I2")])
    assert zone.birth == "7408I2"
    assert zone.birth_date is None
    assert not zone.checks["birth"]


@pytest.mark.parametrize(
    "lines",
    [
        [],
        PASSPORT[:1],
        [PASSPORT[0], PASSPORT[1][:-1]],
        [PASSPORT[0], "?" * 44],
        [*PASSPORT, PASSPORT[1]],
        ["A" * 1000, "B" * 1000],
    ],
)
def test_other_lines_are_no_zone(lines: list[str]) -> None:
    """A line of another length or alphabet is not taken apart by position."""
    assert mrz.parse(lines, today=TODAY) is None


def test_fillers_of_the_name_may_be_missing_or_too_many() -> None:
    """Spaces and the number of trailing fillers in the line of names do not matter."""
    for first in (
        PASSPORT[0][:-4],
        PASSPORT[0] + "<<",
        "P<UTO ERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<",
    ):
        assert read([first, PASSPORT[1]]).given_names == "ANNA MARIA"


def test_unknown_birth_and_missing_expiry() -> None:
    """A document may have fillers in place of dates; their check digit may be a filler too."""
    second = "L898902C36UTO<<<<<<<F<<<<<<<ZE184226B<<<<<1"
    zone = read([PASSPORT[0], second + mrz.check_digit(second[:10] + second[13:20] + second[21:])])
    assert (zone.birth_date, zone.expiry_date, zone.expiry) == (None, None, "")
    assert zone.is_valid


def test_long_number_without_its_check_digit_is_not_valid() -> None:
    """A filler in the place of the digit announces more, and a single sign is only the digit."""
    line = "I<UTOD23145890<7<<<<<<<<<<<<<<"
    zone = read([line, *LONG_NUMBER[1:]])
    assert (zone.number, zone.checks["number"], zone.optional) == ("D23145890", False, "7")


def test_century_of_birth_is_not_in_the_future() -> None:
    """A child born in 2025 and a person born in 1927 have two-digit years that differ by two."""
    years = {}
    for birth in ("250101", "270101"):
        second = PASSPORT[1].replace("7408122", birth + mrz.check_digit(birth))
        years[birth] = read([PASSPORT[0], second]).birth_date
    assert years == {"250101": date(2025, 1, 1), "270101": date(1927, 1, 1)}


def test_result_finds_the_lines_of_a_passport_and_of_a_card() -> None:
    """The service names them `machine_code`, `machine_code2` or `machine_code1` to `3`."""
    passport = recognition(
        "recognize_passport", {"machine_code": PASSPORT[0], "machine_code2": PASSPORT[1]}
    )
    card = recognition(
        "recognize_peru_id_card",
        {f"machine_code{number}": line for number, line in enumerate(CARD, 1)},
    )
    zones = [passport.mrz, card.mrz]
    assert [zone and zone.kind for zone in zones] == ["TD3", "TD1"]
    assert recognition("recognize_passport", {"machine_code": ""}).mrz is None


def test_zone_survives_pickling_and_hides_its_content() -> None:
    """A zone can be sent to another process; its repr can be logged."""
    zone = read(PASSPORT)
    assert pickle.loads(pickle.dumps(zone)) == zone
    for secret in ("ERIKSSON", "L898902C3", "740812", "1974", "ZE184226B"):
        assert secret not in repr(zone)


def test_zone_is_plain_data() -> None:
    """It can be converted to a dictionary, as web frameworks do, hashed, and copied."""
    zone = read(PASSPORT)
    assert dataclasses.asdict(zone)["checks"] == dict(zone.checks)
    assert json.loads(json.dumps(dataclasses.asdict(zone), default=str))["number"] == zone.number
    assert {zone, copy.deepcopy(zone)} == {zone}


def test_documents_that_are_none_are_passed_over() -> None:
    """A list of results may have holes, and the zone of the next one is found."""
    raw = {"result": [None, "text", {"machine_code": PASSPORT[0], "machine_code2": PASSPORT[1]}]}
    zone = mrz.mrz(raw, today=TODAY)
    assert zone is not None
    assert zone.number == "L898902C3"


def test_malformed_lines_of_a_response_are_no_zone() -> None:
    """Values of another type than in the contract do not raise."""
    for value in (None, 7, ["P<UTO"], {"a": 1}, "\ud800" * 44):
        result: Recognition[Any] = Recognition(
            "recognize_passport", {"result": {"machine_code": value}}
        )
        assert result.mrz is None
