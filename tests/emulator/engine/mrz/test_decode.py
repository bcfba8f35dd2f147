"""Decoding of rows: valid ones stay as they are, any row becomes 44 characters or nothing."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_emulator.engine.mrz.decoding.align import alignments
from ocr_emulator.engine.mrz.decoding.decode import decode_zone, whole_score
from ocr_emulator.engine.mrz.formats import FORMATS, MRV_A, TD1, TD2, TD3
from ocr_emulator.engine.mrz.zone import ALPHABET, check_digit
from tests.emulator.engine.mrz.specimens import LINE1, LINE2, SPECIMENS, row, rows

upper = st.text(string.ascii_uppercase, min_size=1, max_size=8)
day = st.dates().map(lambda d: d.strftime("%y%m%d"))


@st.composite
def zones(draw):
    name = "<".join(draw(st.lists(upper, min_size=1, max_size=2)))
    name += "<<" + "<".join(draw(st.lists(upper, min_size=1, max_size=2)))
    state = draw(st.sampled_from(["UTO", "CHN", "D<<", "XXA"]))
    number = draw(st.text(string.digits + string.ascii_uppercase, min_size=6, max_size=9))
    number = number.ljust(9, "<")
    birth, expiry = draw(day), draw(day)
    optional = draw(st.text(string.digits, max_size=14)).ljust(14, "<")
    second = f"{number}{check_digit(number)}{state}{birth}{check_digit(birth)}"
    second += f"{draw(st.sampled_from('MF<'))}{expiry}{check_digit(expiry)}"
    second += optional + check_digit(optional)
    second += check_digit(second[0:10] + second[13:20] + second[21:43])
    return f"P<{state}{name}"[:44].ljust(44, "<"), second


@settings(max_examples=60, deadline=None)
@given(zones())
def test_valid_zone_is_never_changed(lines):
    """Any name, number and dates."""
    found = decode_zone(TD3, rows(lines))
    assert found.zone.lines == lines
    assert found.zone.corrected == (frozenset(), frozenset())
    assert found.score > 18


@settings(max_examples=40, deadline=None)
@given(st.text("".join(sorted(ALPHABET)), min_size=30, max_size=58))
def test_alignments_have_length_of_line(text):
    """Any row is aligned to 44 characters or has no alignment."""
    assert all(len(fit.text) == len(fit.glyphs) == 44 for fit in alignments(row(text), 44))


@settings(max_examples=25, deadline=None)
@given(
    st.text("".join(sorted(ALPHABET)), max_size=60), st.text("".join(sorted(ALPHABET)), max_size=60)
)
def test_random_rows_score_low(first, second):
    """Random characters are no zone, and never an error."""
    found = decode_zone(TD3, rows((first, second), 0.9))
    assert found is None or found.score < 18


@pytest.mark.parametrize("place", [13, 14, 15, 21, 23, 26])
def test_lost_digit_is_restored_by_position(place):
    """The grid of cells shows the gap, and two check digits which digit is missing."""
    glyphs = row(LINE2)
    found = decode_zone(TD3, [[row(LINE1)], [(*glyphs[:place], *glyphs[place + 1 :])]])
    assert found.zone.lines[1] == LINE2
    assert found.zone.corrected[1] == {place}


def test_other_reading_supplies_correction():
    """Where one reading fails its check, the character of the other one is tried."""
    wrong = LINE2[:3] + "X" + LINE2[4:]
    spoilt = LINE2[:21] + "7" + LINE2[22:]
    found = decode_zone(TD3, [[row(LINE1)], [row(wrong), row(spoilt)]])
    assert found.zone.lines[1] == LINE2


def test_state_codes_confirm_each_other():
    """A misread code becomes that of the other line if one confusable letter differs."""
    found = decode_zone(TD3, rows((LINE1, LINE2.replace("UTO", "VTO"))))
    assert found.zone.lines[1] == LINE2
    found = decode_zone(TD3, rows((LINE1.replace("UTO", "UTQ"), LINE2)))
    assert found.zone.lines[0] == LINE1


def test_letter_is_not_invented_in_number():
    """A digit does not become a letter because a check digit asks for it."""
    spoilt = "2898902C3" + LINE2[9:]
    found = decode_zone(TD3, rows((LINE1, spoilt)))
    assert found.zone.lines[1][:9] == "2898902C3"
    assert not found.zone.checks.number


@pytest.mark.parametrize("kind", FORMATS)
def test_specimen_of_each_format_is_read_unchanged(kind):
    """All formats are decoded by the same code, with the full score."""
    found = decode_zone(kind, rows(SPECIMENS[kind]))
    assert found.zone.lines == SPECIMENS[kind]
    assert found.zone.corrected == (frozenset(),) * kind.lines
    assert found.score > whole_score(kind) - 1.5


def share(kind, lines):
    return decode_zone(kind, rows(lines)).score / whole_score(kind)


@pytest.mark.parametrize("kind", FORMATS)
def test_own_format_fits_best(kind):
    """The rows of one format have a lower score in every other one."""
    others = [other for other in FORMATS if other is not kind and other.lines == kind.lines]
    own = share(kind, SPECIMENS[kind])
    assert all(share(other, SPECIMENS[kind]) < own - 0.04 for other in others)


@pytest.mark.parametrize(
    ("line", "old", "new"),
    [
        (0, "<<<<<<<<<<<<<<<", "<<<<<<<<<<<<"),
        (0, "D231458907", "D2314S8907"),
        (0, "UTO", "UT0"),
        (0, "I<UTO", "L<UTO"),
        (0, "I<UTO", "1<UTO"),
        (1, "UTO<<<<<<<<<<<", "UTO<<<<<<<<<<<<<<"),
        (1, "7408122", "74O8I22"),
        (1, "122F", "12F"),
        (2, "ERIKSSON", "ERIK5SON"),
        (2, "<<<<<<<<<<", "<<<K<<<<<<"),
        (2, "<<<<<<<<<<", "<<<<<<<"),
    ],
)
def test_misread_line_of_card_is_corrected(line, old, new):
    """Length, places and check digits restore the printed lines of a card."""
    lines = list(SPECIMENS[TD1])
    assert old in lines[line]
    lines[line] = lines[line].replace(old, new)
    doubtful = 0.6 if "S8" in new or new[0] == "L" else 1.0
    found = decode_zone(TD1, rows(lines, doubtful))
    assert found.zone.lines == SPECIMENS[TD1]


@pytest.mark.parametrize(("kind", "other"), [(MRV_A, TD3), (TD3, MRV_A)])
def test_unsure_code_of_passport_is_not_that_of_visa(kind, other):
    """Their zones differ in the first letter alone, so an unsure one is not replaced."""
    lines = SPECIMENS[other]
    found = decode_zone(kind, rows(lines, 0.8))
    assert found.zone.code == other.codes


@pytest.mark.parametrize("kind", [TD1, TD2])
def test_sure_character_is_not_changed_for_composite(kind):
    """A composite digit alone changes nothing in an optional field that was read surely."""
    lines = list(SPECIMENS[kind])
    lines[-2 if kind is TD1 else 1] = lines[-2 if kind is TD1 else 1][:-1] + "9"
    found = decode_zone(kind, rows(lines, 0.99))
    assert found.zone.lines == tuple(lines)
    assert not found.zone.checks.composite
