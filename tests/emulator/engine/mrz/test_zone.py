"""What all formats share: alphabet, check digits, dates, state codes, names."""

from datetime import date

import pytest

from ocr_emulator.engine.mrz import zone

TODAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("text", "digit"),
    [("520727", "3"), ("AB2134<<<", "5"), ("L898902C3", "6"), ("<<<<<<", "0"), ("", "0")],
)
def test_check_digits_of_standard_examples(text: str, digit: str) -> None:
    """Check digits are those of the standard's worked examples."""
    assert zone.check_digit(text) == digit


def test_names_are_split_at_double_filler() -> None:
    """Single fillers are blanks, the double one ends the surname."""
    assert zone.names("ERIKSSON<<ANNA<MARIA".ljust(39, "<")) == ("ERIKSSON", "ANNA MARIA")


def test_name_without_given_names() -> None:
    """A person with one name has empty given names."""
    assert zone.names("ARKFREITH".ljust(39, "<")) == ("ARKFREITH", "")


def test_surname_of_several_words() -> None:
    """Parts of a surname are separated by blanks."""
    assert zone.names("VAN<DER<MUELEN<<MARIANNE<LOUISE".ljust(39, "<")) == (
        "VAN DER MUELEN",
        "MARIANNE LOUISE",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("740812", "1974-08-12"),
        ("260101", "2026-01-01"),
        ("260102", "1926-01-02"),
        ("000229", "2000-02-29"),
        ("74<<<<", ""),
        ("740231", ""),
        ("<<<<<<", ""),
    ],
)
def test_birth_date_is_never_in_future(text: str, expected: str) -> None:
    """Two digits of year mean the latest past date; unknown and impossible dates are empty."""
    assert zone.birth_date(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("120415", "2012-04-15"), ("330908", "2033-09-08"), ("991231", "1999-12-31"), ("33<<<<", "")],
)
def test_expiry_date_is_nearest_year(text: str, expected: str) -> None:
    """Two digits of year mean the nearest such year."""
    assert zone.expiry_date(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "valid"),
    [("740812", True), ("7408<<", True), ("74<<<<", True), ("<<<<<<", True), ("741312", False),
     ("740800", False), ("74<<12", False), ("7A0812", False)],
)  # fmt: skip
def test_possible_dates(text: str, valid: bool) -> None:
    """Month and day are in range, or unknown from the right on."""
    assert zone.is_date(text) is valid


@pytest.mark.parametrize(
    ("code", "known"), [("UTO", True), ("D<<", True), ("CHN", True), ("XYZ", False), ("DE<", False)]
)
def test_state_codes(code: str, known: bool) -> None:
    """Codes are those of the standard, including Germany's single letter."""
    assert zone.is_state(code) is known


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("p<utoeriksson", "P<UTOERIKSSON"),
        ("Р《ОＡ«1２", "P<<OA<<12"),
        ("a b.c", "ABC"),
        ("漢字", ""),
    ],
)
def test_text_is_mapped_to_alphabet_of_zone(text: str, folded: str) -> None:
    """Look-alikes of other scripts become letters and fillers, the rest is dropped."""
    assert zone.fold(text) == folded


def test_mapped_text_is_within_alphabet() -> None:
    """From any text of an engine only A to Z, 0 to 9 and the filler remain."""
    every = "".join(map(chr, range(0x20, 0x3000)))
    assert set(zone.fold(every)) <= zone.ALPHABET
