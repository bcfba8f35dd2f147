"""Dates are read in the forms that documents print; what has two meanings stays undecided."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ocr_wrapper.results.recognition import Recognition
from ocr_wrapper.results.views import dates
from tests.wrapper.results.samples import recognition

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1984-02-19", date(1984, 2, 19)),
        ("19840219", date(1984, 2, 19)),
        ("1984.2.9", date(1984, 2, 9)),
        ("21 FEB 1982", date(1982, 2, 21)),
        ("10 AGO 2023", date(2023, 8, 10)),
        ("01-ENE-1990", date(1990, 1, 1)),
        ("15MAR2008", date(2008, 3, 15)),
        ("Feb 5, 1950", date(1950, 2, 5)),
        ("5 Feb. 1950", date(1950, 2, 5)),
        ("5 ก.พ. 2493", date(1950, 2, 5)),
        ("3 มี.ค. 2563", date(2020, 3, 3)),
        ("14 ตุลาคม 2533", date(1990, 10, 14)),
        ("1991年3月27日", date(1991, 3, 27)),
        ("31/12/2021", date(2021, 12, 31)),
        ("12/31/2021", date(2021, 12, 31)),
        ("05/05/2021", date(2021, 5, 5)),
    ],
)
def test_printed_forms_are_read(text: str, expected: date) -> None:
    """Months in several languages, digits and calendars are understood without any hint."""
    assert dates.parse(text, today=TODAY).value == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("០១.០២.១៩៩០", date(1990, 2, 1)),
        ("၁၇.၁၀.၁၉၉၁", date(1991, 10, 17)),
        ("27 01 1991", date(1991, 1, 27)),
        ("08/07/2030", date(2030, 7, 8)),
    ],
)
def test_documents_that_print_the_day_first(text: str, expected: date) -> None:
    """Khmer and Burmese digits are digits; the operation decides the order."""
    assert dates.parse(text, day_first=True, today=TODAY).value == expected


def test_day_and_month_that_can_be_exchanged_stay_undecided() -> None:
    """Without knowing the document, 08/07 has two meanings, and both are listed."""
    found = dates.parse("08/07/2030", today=TODAY)
    assert found.value is None
    assert "which number is the day" in found.reason
    assert found.candidates == (date(2030, 7, 8), date(2030, 8, 7))


def test_year_of_two_digits_may_stand_at_either_end() -> None:
    """Three numbers of two digits have up to three meanings, and none is chosen."""
    found = dates.parse("10-11-12", today=TODAY)
    assert found.value is None
    assert found.candidates == (date(2010, 11, 12), date(2012, 10, 11), date(2012, 11, 10))


@pytest.mark.parametrize("text", ["5 ม.ค. 68", "๕/๑/๖๘", "5 มกราคม 68"])
def test_year_of_two_digits_beside_thai_may_be_of_either_era(text: str) -> None:
    """68 is 2025 or 2068 there, and an expired document does not pass as valid."""
    found = dates.parse(text, day_first=True, today=TODAY)
    assert (found.value, found.reason) == (None, "The text does not say of which era its year is.")
    assert found.candidates == (date(2025, 1, 5), date(2068, 1, 5))


@pytest.mark.parametrize("text", ["1026-05-01", "01.05.0206", "1446/05/21"])
def test_date_long_before_any_document_is_none(text: str) -> None:
    """A misread year, or one of another calendar, does not make a document an expired one."""
    found = dates.parse(text, today=TODAY)
    assert (found.value, found.candidates) == (None, ())
    assert found.reason == "No document has a date so early."


@pytest.mark.parametrize("text", ["31-02-2020", "00/13/2021", "2023-02-29", "29-02-01"])
def test_date_that_the_calendar_does_not_have(text: str) -> None:
    """A misread date is not moved to the nearest possible one."""
    found = dates.parse(text, day_first=True, today=TODAY)
    assert (found.value, found.reason) == (None, "The calendar has no such date.")


@pytest.mark.parametrize(
    "text",
    ["1958", "soon", "1 2", "1 2 3 4", "١", "9" * 5000, "Feb Mar 1990", "5 1950 Feb", "1/2/195"],
)
def test_other_text_is_no_date(text: str) -> None:
    """A year alone and arbitrary text have a reason in place of a value."""
    found = dates.parse(text, today=TODAY)
    assert found.value is None
    assert found.reason
    assert found.text == text


@pytest.mark.parametrize(
    ("text", "past", "expected"),
    [
        ("05 MAR 26", True, date(2026, 3, 5)),
        ("05 DEC 26", True, date(1926, 12, 5)),
        ("05 DEC 26", False, date(2026, 12, 5)),
        ("05 MAR 76", False, date(2076, 3, 5)),
        ("05 MAR 77", False, date(1977, 3, 5)),
    ],
)
def test_two_digit_years(text: str, past: bool, expected: date) -> None:
    """A birth or issue is not in the future; an expiry is at most 50 years ahead."""
    assert dates.parse(text, past=past, today=TODAY).value == expected


def test_result_names_its_dates() -> None:
    """Fields that hold dates are found by name, places and authorities are not."""
    result = recognition(
        "recognize_peru_id_card",
        {"birth_date": "27 01 1991", "birth_place": "240102", "expiry_date": "", "surname": "A"},
    )
    assert {name: item.value for name, item in result.dates.items()} == {
        "birth_date": date(1991, 1, 27)
    }


@pytest.mark.parametrize(
    ("on", "expected"),
    [(date(2031, 7, 3), False), (date(2031, 7, 4), False), (date(2031, 7, 5), True)],
)
def test_document_is_valid_on_its_last_day(on: date, expected: bool) -> None:
    """It has expired on the day after."""
    result = recognition("recognize_passport", {"date_of_expiry": "2031-07-04"})
    assert result.expired(on=on) is expected


def test_expired_is_unknown_without_a_certain_date() -> None:
    """No date, an unreadable one, and contradictory ones give None and not False."""
    day = date(2026, 1, 1)
    assert recognition("recognize_passport", {"surname": "A"}).expired(on=day) is None
    assert recognition("recognize_passport", {"date_of_expiry": "2O31"}).expired(on=day) is None
    both = {"date_of_expiry_en": "13 Oct. 2028", "date_of_expiry_th": "13 ต.ค. 2558"}
    assert recognition("recognize_thailand_id_card", both).expired(on=day) is None


def test_two_meanings_that_agree_are_enough() -> None:
    """08/07/2030 is in the future in either order of day and month."""
    result = recognition("recognize_something_new", {"expiry_date": "08/07/2030"})
    assert result.expired(on=date(2026, 1, 1)) is False
    assert result.expired(on=date(2030, 7, 20)) is None
    assert result.expired(on=date(2031, 1, 1)) is True


def test_zone_and_printed_date_must_agree() -> None:
    """A printed date that contradicts the machine-readable zone decides nothing."""
    lines = {
        "machine_code": "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "machine_code2": "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    }
    agreeing = recognition("recognize_passport", {**lines, "date_of_expiry": "2012-04-15"})
    contrary = recognition("recognize_passport", {**lines, "date_of_expiry": "2032-04-15"})
    alone = recognition("recognize_passport", lines)
    day = date(2026, 1, 1)
    assert [item.expired(on=day) for item in (agreeing, contrary, alone)] == [True, None, True]


@pytest.mark.parametrize("text", ["LIFELONG", "ตลอดชีพ", "长期", "Không thời hạn"])
def test_document_without_expiry_has_not_expired(text: str) -> None:
    """Texts that say so are known in the languages of the documents."""
    result = recognition("recognize_thailand_id_card", {"date_of_expiry_en": text})
    assert result.dates["date_of_expiry_en"].unlimited
    assert result.expired(on=date(2300, 1, 1)) is False


def test_values_are_not_in_the_repr() -> None:
    """A date of birth does not reach a log through a repr."""
    found = dates.parse("1984-02-19", today=TODAY)
    assert "1984" not in repr(found)


def test_malformed_values_of_a_response_do_not_raise() -> None:
    """Lists, numbers and long texts in place of a date have a reason at most."""
    values: list[object] = [7, None, ["1990-01-01"], {"a": 1}, "1" * 10_000, "\ud800", "²/3/1990"]
    for value in values:
        result: Recognition[Any] = Recognition(
            "recognize_passport", {"result": {"date_of_birth": value}}
        )
        assert result.expired(on=TODAY) is None
        assert all(item.reason or item.value for item in result.dates.values())
