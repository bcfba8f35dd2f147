"""Cross-checks of Thai cards: two calendars, titles in two languages, the check digit."""

from __future__ import annotations

import pytest

from ocr_emulator.engine.cards.value import Value
from ocr_emulator.recognizers.cards.south_east_asia.kinds import (
    BUDDHIST_ERA,
    ENGLISH_MONTHS,
    THAI_MONTHS,
    NamedDate,
    TitledName,
)
from ocr_emulator.recognizers.cards.south_east_asia.thailand.agreement import (
    TITLES,
    Calendars,
    checked,
    has_check_digit,
)
from ocr_emulator.recognizers.cards.south_east_asia.thailand.provinces import Address

CALENDARS = Calendars(
    NamedDate(THAI_MONTHS, BUDDHIST_ERA, forever="ตลอดชีพ"),
    NamedDate(ENGLISH_MONTHS, forever="LIFELONG"),
)


def dates(thai: Value, english: Value) -> tuple[Value, Value]:
    values = {"date_of_expiry_th": thai, "date_of_expiry_en": english}
    found = checked(values, CALENDARS)
    return found["date_of_expiry_th"], found["date_of_expiry_en"]


def test_dates_that_agree_are_surer() -> None:
    """Two readings of one day are not wrong alike."""
    thai, english = dates(Value("14 ต.ค. 2533", 0.8), Value("14 Oct. 1990", 0.9))
    assert (thai.text, english.text) == ("14 ต.ค. 2533", "14 Oct. 1990")
    assert thai.confidence == english.confidence == pytest.approx(0.98)


def test_date_that_was_not_read_is_stated_by_the_other() -> None:
    """One reading alone vouches for both, so that neither is beyond doubt."""
    thai, english = dates(Value("", 0.0), Value("14 Oct. 1990", 0.99))
    assert thai.text == "14 ต.ค. 2533"
    assert thai.confidence < 0.9
    assert english == Value("14 Oct. 1990", 0.99)
    assert dates(Value("ตลอดชีพ", 0.9), Value("", 0.0))[1].text == "LIFELONG"


def test_dates_that_differ_are_both_in_doubt() -> None:
    """The surer one decides, and at least one of them is wrong."""
    thai, english = dates(Value("14 ต.ค. 2583", 0.6), Value("14 Oct. 1990", 0.99))
    assert (thai.text, english.text) == ("14 ต.ค. 2533", "14 Oct. 1990")
    assert max(thai.confidence, english.confidence) < 0.9


def test_unread_dates_stay_unread() -> None:
    """Nothing is made of nothing."""
    assert dates(Value("", 0.0), Value("", 0.0)) == (Value("", 0.0), Value("", 0.0))


def test_number_without_its_check_digit_is_in_doubt() -> None:
    """A digit was misread; which one is not known."""
    found = checked({"id_number": Value("1 2345 67890 12 2", 0.99)}, CALENDARS)["id_number"]
    assert (found.text, found.confidence < 0.6) == ("1 2345 67890 12 2", True)
    assert has_check_digit("1 2345 67890 12 1")
    assert not has_check_digit("1 2345 67890 12")


@pytest.mark.parametrize(
    ("thai", "english", "expected"),
    [
        ("นาง สมชาย ใจดี", "Mr. Somchai", "นาย สมชาย ใจดี"),
        ("น.ล. มาลี ใจดี", "Miss Malee", "น.ส. มาลี ใจดี"),
        ("สมชาย ใจดี", "Mr. Somchai", "สมชาย ใจดี"),
        ("น.ส.วรรณา ใจดี", "Miss Wanna", "น.ส.วรรณา ใจดี"),
        ("พล.อ. สมชาย ใจดี", "Gen. Somchai", "พล.อ. สมชาย ใจดี"),
    ],
)
def test_title_is_that_of_the_latin_name(thai: str, english: str, expected: str) -> None:
    """A title with a wrong letter is known by its translation, and no name is changed."""
    values = {"name_th": Value(thai, 0.9), "first_name_en": Value(english, 0.9)}
    assert checked(values, CALENDARS)["name_th"].text == expected


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        ("อยู่ 99 หมู่ที 3 ต.ช้างเผือก จ.เชียงไหม่", "99 หมู่ที่ 3 ต.ช้างเผือก จ.เชียงใหม่"),
        ("22บ3 หมู่ที่ 5 จ.นนทบุรี ” “จง", "22/3 หมู่ที่ 5 จ.นนทบุรี"),
        ("99 อ.เมืองขอนแก่น จุมหาสารคาม 9 ก.ุย. 2564", "99 อ.เมืองขอนแก่น จ.มหาสารคาม"),
        ("1 แขวงบางรัก กรุงเทพมหานคร 8 ค", "1 แขวงบางรัก กรุงเทพมหานคร"),
        ("12 หมู่ที่ 1 ต.ในเมือง", "12 หมู่ที่ 1 ต.ในเมือง"),
    ],
)
def test_address_ends_with_its_province(read: str, expected: str) -> None:
    """What is read beside it is left out, and small marks of fixed words are restored."""
    match = Address().find(read)
    assert match is not None
    assert match.value == expected


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        ("ว นาย สมชาย ใจดี", "นาย สมชาย ใจดี"),
        ("“นาย ณัฐพล ใจดี", "นาย ณัฐพล ใจดี"),
        ("น.ส.วรรณา ใจดี", "น.ส. วรรณา ใจดี"),
        ("ออง โซ", "ออง โซ"),
    ],
)
def test_name_begins_with_its_title(read: str, expected: str) -> None:
    """A name without a title stays whole."""
    match = TitledName(TITLES).find(read)
    assert match is not None
    assert match.value == expected


def test_last_line_of_an_address_is_no_address() -> None:
    """An address begins with the number of the house."""
    assert Address().find("จ.เชียงใหม่") is None
