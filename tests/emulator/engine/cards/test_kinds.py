"""Kinds of values: what they accept, and how they spell it."""

from __future__ import annotations

import pytest

from ocr_emulator.engine.cards.dates import SPANISH_MONTHS, Date
from ocr_emulator.engine.cards.kinds import Code, Kind, Name, Text, choice, plain

CUI = Code(("dddddddd-d",))
RUN = Code(("dd.ddd.ddd-K", "d.ddd.ddd-K"))
GROUP = choice("O+", "O-", "A+", "AB-")


def value(kind: Kind, text: str) -> str | None:
    match = kind.find(text)
    return None if match is None else match.value


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (CUI, "41630923-5", "41630923-5"),
        (CUI, "41630923 — 5", "41630923-5"),
        (CUI, "4163O923-S", "41630923-5"),
        (CUI, "41630923", None),
        (CUI, "OSOSOBIS-O", None),
        (RUN, "RUN 10.000.001-k", "10.000.001-K"),
        (RUN, "9.000.001-7", "9.000.001-7"),
        (Code(("ddd.ddd.ddd",), written=False), "100.000.001", "100000001"),
        (Code(("dddddd",)), "07 1980 190116", "190116"),
        (GROUP, "O +", "O+"),
        (GROUP, "0+", "O+"),
        (GROUP, "A–", None),
        (GROUP, "AB–", "AB-"),
        (GROUP, "A", None),
        (choice(SI="SI", NO="NO"), "N0", "NO"),
        (choice(M="MASCULINO|M"), "MASCUL1NO", "M"),
        (Name(), " : MARIA J0SE.", "MARIA JOSE"),
        (Name(), "12 34", None),
        (Text(), "JR. LOS ALISOS 100 -", "JR. LOS ALISOS 100"),
        (Text(), "CALI (VALLE)", "CALI (VALLE)"),
        (Text(), "…–", None),
    ],
)
def test_value_has_the_form_of_its_kind(kind: Kind, text: str, expected: str | None) -> None:
    """Look-alikes are exchanged where the form leaves no choice; other texts are refused."""
    assert value(kind, text) == expected


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (Date(), "27 01 1991", "27 01 1991"),
        (Date(), "27/01/1991", "27/01/1991"),
        (Date(), "27011991", "27 01 1991"),
        (Date(), "25 09 1950140618", "25 09 1950"),
        (Date(), "31 02 1991", None),
        (Date(), "27 01 0191", None),
        (Date(SPANISH_MONTHS), "1 SEP 2013", "1 SEP 2013"),
        (Date(SPANISH_MONTHS), "10 AG0 2023", "10 AGO 2023"),
        (Date(SPANISH_MONTHS), "01—ENE-1990", "01-ENE-1990"),
        (Date(SPANISH_MONTHS), "01 MXX 1990", None),
        (Date(first="year"), "1990/11/30", "1990/11/30"),
    ],
)
def test_date_is_one_of_the_calendar(kind: Date, text: str, expected: str | None) -> None:
    """A date is returned as printed; one that cannot be is no date."""
    assert value(kind, text) == expected


def test_exchanged_characters_are_counted() -> None:
    """The reader lowers the confidence of a value with look-alikes in it."""
    found = CUI.find("4163O923-S")
    assert found is not None
    assert found.exchanged == 2


def test_plain_text_has_no_accents_blanks_and_signs() -> None:
    """Labels are compared in this form."""
    assert plain("Donación de Órganos:") == "donaciondeorganos"
    assert plain("Họ và tên / Đường") == "hovatenduong"


@pytest.mark.parametrize("text", ["MC19-9991339-32", "9991-339-32-7"])
def test_part_of_a_longer_code_is_no_code(text: str) -> None:
    """Digits that a dash joins to others are not the number of a card."""
    assert Code(("dddd-ddd-dd",)).find(text) is None
