"""Places of fields and check digits of each format, on the specimens that ICAO 9303 prints."""

from __future__ import annotations

import pytest

from ocr_emulator.engine.mrz.formats import (
    FORMATS,
    MRV_A,
    MRV_B,
    TD1,
    TD2,
    TD3,
    Checks,
    Format,
    checks,
)
from tests.emulator.engine.mrz.specimens import LINE2, SPECIMENS, made_zone

LONG_NUMBER = "I<UTOD23145890<7349<<<<<<<<<<<" + "3407127M9507122UTO<<<<<<<<<<<2"
"""The standard's specimen of a number of twelve characters (part 5, appendix B)."""


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (TD3, Checks(True, True, True, True, True)),
        (TD1, Checks(True, True, True, None, True)),
        (TD2, Checks(True, True, True, None, True)),
        (MRV_A, Checks(True, True, True, None, None)),
        (MRV_B, Checks(True, True, True, None, None)),
    ],
)
def test_published_specimen_is_valid(kind: Format, expected: Checks) -> None:
    """All check digits of the standard's own specimens are right."""
    found = made_zone(kind=kind).checks
    assert found == expected
    assert found.all
    assert found.count == found.total


@pytest.mark.parametrize(
    ("kind", "place", "broken"),
    [
        (TD3, 0, ("number", "composite")),
        (TD3, 14, ("birth", "composite")),
        (TD3, 22, ("expiry", "composite")),
        (TD3, 30, ("optional", "composite")),
        (TD3, 43, ("composite",)),
        (TD1, 6, ("number", "composite")),
        (TD1, 31, ("birth", "composite")),
        (TD1, 39, ("expiry", "composite")),
        (TD1, 16, ("composite",)),
        (TD1, 50, ("composite",)),
        (TD2, 29, ("composite",)),
        (MRV_A, 3, ("number",)),
        (MRV_A, 30, ()),
    ],
)
def test_wrong_character_fails_the_checks_over_it(
    kind: Format, place: int, broken: tuple[str, ...]
) -> None:
    """Each check covers its field, and the composite covers all but nationality and sex."""
    data = made_zone(kind=kind).data
    other = "7" if data[place] != "7" else "3"
    found = checks(kind, data[:place] + other + data[place + 1 :])
    fields = ("number", "birth", "expiry", "optional", "composite")
    assert tuple(f for f in fields if getattr(found, f) is False) == broken


@pytest.mark.parametrize("kind", FORMATS)
def test_nationality_and_sex_have_no_check(kind: Format) -> None:
    """The standard leaves them out of the composite."""
    data = made_zone(kind=kind).data
    changed = data[: kind.nationality.start] + "ABC" + data[kind.nationality.stop :]
    changed = changed[: kind.sex] + "M" + changed[kind.sex + 1 :]
    assert checks(kind, changed).all


@pytest.mark.parametrize("digit", ["0", "<"])
def test_unused_optional_field_has_zero_or_filler(digit: str) -> None:
    """A field of fillers is right with 0 and with a filler."""
    assert checks(TD3, f"{LINE2[:28]}{'<' * 14}{digit}0").optional


def test_long_number_goes_on_in_optional_field() -> None:
    """A filler in place of the check digit, then the rest of the number and its digit."""
    assert checks(TD1, LONG_NUMBER).all
    assert TD1.number_of(LONG_NUMBER) == "D23145890734"
    assert TD1.optional_text(LONG_NUMBER, 0) == ""
    wrong = LONG_NUMBER.replace("7349", "7439")
    assert not checks(TD1, wrong).number


def test_passport_number_never_goes_on() -> None:
    """Passports and visas have no longer numbers: a filler there is a wrong digit."""
    data = LINE2[:9] + "<" + LINE2[10:]
    assert TD3.number_of(data) == "L898902C3"
    assert not checks(TD3, data).number


@pytest.mark.parametrize("kind", FORMATS)
def test_places_of_fields_fit_the_lines(kind: Format) -> None:
    """Every place is within the data, and no two fields share one."""
    size = kind.length * len(kind.data_lines)
    fields = [kind.number, kind.nationality, kind.birth, kind.expiry, *kind.optional]
    places = [place for span in fields for place in span.places]
    places += [kind.sex, kind.number_check, kind.birth_check, kind.expiry_check]
    places += [p for p in (kind.optional_check, kind.composite_check) if p is not None]
    header = range(5) if kind.has_header_in_data else range(0)
    assert sorted([*places, *header]) == list(range(size))
    assert [len(line) for line in SPECIMENS[kind]] == [kind.length] * kind.lines
