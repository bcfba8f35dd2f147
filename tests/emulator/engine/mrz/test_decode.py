"""Decoding of rows: valid ones stay as they are, any row becomes 44 characters or nothing."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_emulator.engine.mrz.align import Glyph, alignments
from ocr_emulator.engine.mrz.decode import decode_zone
from ocr_emulator.engine.mrz.zone import ALPHABET, check_digit
from tests.emulator.engine.mrz.test_zone import LINE1, LINE2

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


def row(text, confidence=1.0):
    return tuple(Glyph(c, 10.0 * i, confidence) for i, c in enumerate(text))


@settings(max_examples=60, deadline=None)
@given(zones())
def test_valid_zone_is_never_changed(lines):
    """Any name, number and dates."""
    found = decode_zone([row(lines[0])], [row(lines[1])])
    assert (found.zone.line1, found.zone.line2) == lines
    assert found.zone.corrected1 == found.zone.corrected2 == frozenset()
    assert found.score > 18


@settings(max_examples=40, deadline=None)
@given(st.text("".join(sorted(ALPHABET)), min_size=30, max_size=58))
def test_alignments_have_length_of_line(text):
    """Any row is aligned to 44 characters or has no alignment."""
    assert all(len(fit.text) == len(fit.glyphs) == 44 for fit in alignments(row(text)))


@settings(max_examples=25, deadline=None)
@given(
    st.text("".join(sorted(ALPHABET)), max_size=60), st.text("".join(sorted(ALPHABET)), max_size=60)
)
def test_random_rows_score_low(first, second):
    """Random characters are no zone, and never an error."""
    found = decode_zone([row(first, 0.9)], [row(second, 0.9)])
    assert found is None or found.score < 18


@pytest.mark.parametrize("place", [13, 14, 15, 21, 23, 26])
def test_lost_digit_is_restored_by_position(place):
    """The grid of cells shows the gap, and two check digits which digit is missing."""
    glyphs = row(LINE2)
    found = decode_zone([row(LINE1)], [(*glyphs[:place], *glyphs[place + 1 :])])
    assert found.zone.line2 == LINE2
    assert found.zone.corrected2 == {place}


def test_other_reading_supplies_correction():
    """Where one reading fails its check, the character of the other one is tried."""
    wrong = LINE2[:3] + "X" + LINE2[4:]
    spoilt = LINE2[:21] + "7" + LINE2[22:]
    found = decode_zone([row(LINE1)], [row(wrong), row(spoilt)])
    assert found.zone.line2 == LINE2


def test_state_codes_confirm_each_other():
    """A misread code becomes that of the other line if one confusable letter differs."""
    found = decode_zone([row(LINE1)], [row(LINE2.replace("UTO", "VTO"))])
    assert found.zone.line2 == LINE2
    found = decode_zone([row(LINE1.replace("UTO", "UTQ"))], [row(LINE2)])
    assert found.zone.line1 == LINE1


def test_letter_is_not_invented_in_number():
    """A digit does not become a letter because a check digit asks for it."""
    spoilt = "2898902C3" + LINE2[9:]
    found = decode_zone([row(LINE1)], [row(spoilt)])
    assert found.zone.line2[:9] == "2898902C3"
    assert not found.zone.checks.number
