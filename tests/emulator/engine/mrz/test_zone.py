"""The standard of the machine-readable zone, on the specimen that ICAO 9303 prints."""

from datetime import date

import pytest

from ocr_emulator.engine.mrz import zone

LINE1 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
LINE2 = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
TODAY = date(2026, 1, 1)


def made_zone(line1=LINE1, line2=LINE2, **changes):
    sure = (1.0,) * 44
    return zone.Zone(line1, line2, **{"confidences1": sure, "confidences2": sure} | changes)


def test_published_specimen_is_valid():
    """All five check digits of the standard's own specimen are right."""
    assert zone.checks(LINE2) == zone.Checks(True, True, True, True, True)


@pytest.mark.parametrize(
    ("text", "digit"),
    [("520727", "3"), ("AB2134<<<", "5"), ("L898902C3", "6"), ("<<<<<<", "0"), ("", "0")],
)
def test_check_digits_of_standard_examples(text, digit):
    """Check digits are those of the standard's worked examples."""
    assert zone.check_digit(text) == digit


@pytest.mark.parametrize(
    ("place", "broken"),
    [
        (0, ("number", "composite")),
        (14, ("birth", "composite")),
        (22, ("expiry", "composite")),
        (30, ("optional", "composite")),
        (43, ("composite",)),
    ],
)
def test_wrong_character_fails_its_check_and_composite(place, broken):
    """Each check covers its field, and the composite covers them all."""
    other = "7" if LINE2[place] != "7" else "3"
    found = zone.checks(LINE2[:place] + other + LINE2[place + 1 :])
    fields = ("number", "birth", "expiry", "optional", "composite")
    assert tuple(f for f in fields if not getattr(found, f)) == broken


def test_nationality_and_sex_have_no_check():
    """The standard leaves them out of the composite."""
    assert zone.checks(LINE2.replace("UTO", "XXX").replace("2F1", "2M1")).all


@pytest.mark.parametrize("digit", ["0", "<"])
def test_unused_optional_field_has_zero_or_filler(digit):
    """A field of fillers is right with 0 and with a filler."""
    assert zone.checks(f"{LINE2[:28]}{'<' * 14}{digit}0").optional


def test_names_are_split_at_double_filler():
    """Single fillers are blanks, the double one ends the surname."""
    assert zone.names(LINE1) == ("ERIKSSON", "ANNA MARIA")


def test_name_without_given_names():
    """A person with one name has empty given names."""
    assert zone.names("P<UTOARKFREITH".ljust(44, "<")) == ("ARKFREITH", "")


def test_surname_of_several_words():
    """Parts of a surname are separated by blanks."""
    assert zone.names("P<UTOVAN<DER<MUELEN<<MARIANNE<LOUISE".ljust(44, "<")) == (
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
def test_birth_date_is_never_in_future(text, expected):
    """Two digits of year mean the latest past date; unknown and impossible dates are empty."""
    assert zone.birth_date(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("120415", "2012-04-15"), ("330908", "2033-09-08"), ("991231", "1999-12-31"), ("33<<<<", "")],
)
def test_expiry_date_is_nearest_year(text, expected):
    """Two digits of year mean the nearest such year."""
    assert zone.expiry_date(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "valid"),
    [("740812", True), ("7408<<", True), ("74<<<<", True), ("<<<<<<", True), ("741312", False),
     ("740800", False), ("74<<12", False), ("7A0812", False)],
)  # fmt: skip
def test_possible_dates(text, valid):
    """Month and day are in range, or unknown from the right on."""
    assert zone.is_date(text) is valid


@pytest.mark.parametrize(
    ("code", "known"), [("UTO", True), ("D<<", True), ("CHN", True), ("XYZ", False), ("DE<", False)]
)
def test_state_codes(code, known):
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
def test_text_is_mapped_to_alphabet_of_zone(text, folded):
    """Look-alikes of other scripts become letters and fillers, the rest is dropped."""
    assert zone.fold(text) == folded


def test_mapped_text_is_within_alphabet():
    """From any text of an engine only A to Z, 0 to 9 and the filler remain."""
    every = "".join(map(chr, range(0x20, 0x3000)))
    assert set(zone.fold(every)) <= zone.ALPHABET


def test_confidence_falls_with_corrections_and_wrong_checks():
    """A corrected field loses a fifth, one whose check digit is wrong loses half."""
    read = made_zone(corrected2=frozenset([3]))
    assert read.confidence(2, range(9)) == pytest.approx(0.8)
    assert read.confidence(2, range(13, 19)) == 1.0
    assert read.confidence(2, range(13, 19), valid=False) == 0.5
    assert read.confidence(1, []) == 0.0


def test_repr_hides_lines():
    """Neither name nor number is in the repr."""
    assert repr(made_zone()) == "Zone(checks=5/5)"
