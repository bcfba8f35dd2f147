"""Template matching within a zone, on rows drawn from ovals and bars."""

import pytest
from PIL import Image, ImageDraw

from ocr_emulator.engine.mrz import zone
from ocr_emulator.engine.mrz.formats import TD3
from ocr_emulator.engine.mrz.glyphs import templates
from tests.emulator.engine.mrz.specimens import LINE1, LINE2

PITCH, TALL = 24, 40


def drawn(line1, line2, printed=None):
    """Draw two lines: round letters O, narrow zeros, bars for all else; and their areas."""
    page = Image.new("L", (46 * PITCH, 160), 235)
    pen = ImageDraw.Draw(page)
    rows = []
    for top, text, shown in ((20, line1, line1), (90, line2, printed or line2)):
        row = []
        for place in range(len(text)):
            left = PITCH * (1 + place)
            half = {"O": 10, "0": 6}.get(shown[place], 2)
            middle = left + PITCH / 2
            pen.ellipse((middle - half, top + 4, middle + half, top + 36), outline=20, width=3)
            right, bottom = left + PITCH, top + TALL
            row.append(((left, top), (right, top), (right, bottom), (left, bottom)))
        rows.append(tuple(row))
    return page, *rows


def compared(line2, printed=None):
    page, upper, lower = drawn(LINE1, line2, printed)
    return templates.match_pairs(page, TD3, (upper, lower), (LINE1, line2))


def test_zero_matches_zero():
    """The name has the O, the dates have the 0, and the number's 0 is like the latter."""
    assert LINE2[5] == "0"
    bad = compared(LINE2)[5]
    assert bad["0"] == 0
    assert bad["O"] > 2


def test_letter_read_as_zero_matches_letter():
    """The image decides, and not the recognized character."""
    bad = compared(LINE2, LINE2[:5] + "O" + LINE2[6:])[5]
    assert bad["O"] == 0
    assert bad["0"] > 2


def test_no_result_without_samples_of_both():
    """Without a letter O in fixed places nothing is said about zeros."""
    line1 = LINE1.replace("O", "A")
    line2 = LINE2.replace("UTO", "UTA")
    page, upper, lower = drawn(line1, line2)
    assert 5 not in templates.match_pairs(page, TD3, (upper, lower), (line1, line2))


def test_no_result_for_unlike_characters():
    """A badly cut cell is not compared."""
    assert 5 not in compared(LINE2, LINE2[:5] + "." + LINE2[6:])


def test_row_of_unknown_places_is_not_compared():
    """Characters that were inserted have no place of their own, and most were inserted."""
    page, upper, lower = drawn(LINE1, LINE2)
    few = (*lower[:5], *(None,) * 39)
    assert templates.match_pairs(page, TD3, (upper, few), (LINE1, LINE2)) == {}


@pytest.mark.parametrize("off", [{10: 12, 11: 12, 30: -12}, dict.fromkeys(range(44), 5)])
def test_places_of_characters_are_corrected_by_their_row(off):
    """The recognizer is half a cell off in single places, and a fifth of a cell everywhere."""
    page, upper, lower = drawn(LINE1, LINE2)
    shifted = tuple(
        tuple((x + off.get(place, 0), y) for x, y in area) for place, area in enumerate(lower)
    )
    exact = templates.match_pairs(page, TD3, (upper, lower), (LINE1, LINE2))[5]
    found = templates.match_pairs(page, TD3, (upper, shifted), (LINE1, LINE2))[5]
    assert found["O"] == pytest.approx(exact["O"], abs=1.5)
    assert found["0"] == 0


@pytest.mark.parametrize(("digit", "letter"), [("1", "L"), ("6", "G")])
def test_pairs_that_no_check_digit_distinguishes_are_compared(digit, letter):
    """Characters that are equal modulo 10 are distinguished by their images only."""
    assert (zone.value(letter) - zone.value(digit)) % 10 == 0
    assert f"{digit}{letter}" in templates.CONFUSABLE_PAIRS
