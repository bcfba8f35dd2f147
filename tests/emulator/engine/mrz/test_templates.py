"""Template matching within a zone, on rows drawn from ovals and bars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias, cast

import pytest
from PIL import Image, ImageDraw

from ocr_emulator.engine.base import Polygon
from ocr_emulator.engine.mrz import zone
from ocr_emulator.engine.mrz.formats import TD3
from ocr_emulator.engine.mrz.glyphs import templates
from tests.emulator.engine.mrz.specimens import LINE1, LINE2

PITCH, TALL = 24, 40
Areas: TypeAlias = tuple[Polygon, ...]


def drawn(line1: str, line2: str, printed: str | None = None) -> tuple[Image.Image, Areas, Areas]:
    """Draw two lines: round letters O, narrow zeros, bars for all else; and their areas."""
    page = Image.new("L", (46 * PITCH, 160), 235)
    pen = ImageDraw.Draw(page)
    rows: list[Areas] = []
    for top, text, shown in ((20, line1, line1), (90, line2, printed or line2)):
        row: list[Polygon] = []
        for place in range(len(text)):
            left = PITCH * (1 + place)
            half = {"O": 10, "0": 6}.get(shown[place], 2)
            middle = left + PITCH / 2
            pen.ellipse((middle - half, top + 4, middle + half, top + 36), outline=20, width=3)
            right, bottom = left + PITCH, top + TALL
            row.append(((left, top), (right, top), (right, bottom), (left, bottom)))
        rows.append(tuple(row))
    upper, lower = rows
    return page, upper, lower


def compared(line2: str, printed: str | None = None) -> Mapping[int, Mapping[str, float]]:
    page, upper, lower = drawn(LINE1, line2, printed)
    return templates.match_pairs(page, TD3, (upper, lower), (LINE1, line2))


def test_zero_matches_zero() -> None:
    """The name has the O, the dates have the 0, and the number's 0 is like the latter."""
    assert LINE2[5] == "0"
    bad = compared(LINE2)[5]
    assert bad["0"] == 0
    assert bad["O"] > 2


def test_letter_read_as_zero_matches_letter() -> None:
    """The image decides, and not the recognized character."""
    bad = compared(LINE2, LINE2[:5] + "O" + LINE2[6:])[5]
    assert bad["O"] == 0
    assert bad["0"] > 2


@pytest.mark.parametrize(("shown", "likelier"), [("0", "0"), ("O", "O")])
def test_samples_of_one_character_tell_another_from_it(shown: str, likelier: str) -> None:
    """A letter O fits zeros worse than these fit one another, though no other O is there."""
    line1, line2 = LINE1.replace("O", "A"), LINE2.replace("UTO", "UTA")
    page, upper, lower = drawn(line1, line2, line2[:5] + shown + line2[6:])
    costs = templates.match_pairs(page, TD3, (upper, lower), (line1, line2))[5]
    assert min(costs, key=costs.__getitem__) == likelier


def test_no_result_without_samples() -> None:
    """Without a second zero nothing is known of either character."""
    line1 = LINE1.replace("O", "A")
    line2 = LINE2.replace("UTO", "UTA").replace("0", "3").replace("898", "808")
    page, upper, lower = drawn(line1, line2)
    assert 2 not in templates.match_pairs(page, TD3, (upper, lower), (line1, line2))


def test_no_result_for_unlike_characters() -> None:
    """A badly cut cell is not compared."""
    assert 5 not in compared(LINE2, LINE2[:5] + "." + LINE2[6:])


def test_row_of_unknown_places_is_not_compared() -> None:
    """Characters that were inserted have no place of their own, and most were inserted."""
    page, upper, lower = drawn(LINE1, LINE2)
    few: tuple[Polygon | None, ...] = (*lower[:5], *(None,) * 39)
    assert templates.match_pairs(page, TD3, (upper, few), (LINE1, LINE2)) == {}


@pytest.mark.parametrize("off", [{10: 12, 11: 12, 30: -12}, dict.fromkeys(range(44), 5)])
def test_places_of_characters_are_corrected_by_their_row(off: dict[int, int]) -> None:
    """The recognizer is half a cell off in single places, and a fifth of a cell everywhere."""
    page, upper, lower = drawn(LINE1, LINE2)
    shifted = tuple(
        cast("Polygon", tuple((x + off.get(place, 0), y) for x, y in area))
        for place, area in enumerate(lower)
    )
    exact = templates.match_pairs(page, TD3, (upper, lower), (LINE1, LINE2))[5]
    found = templates.match_pairs(page, TD3, (upper, shifted), (LINE1, LINE2))[5]
    assert found["O"] == pytest.approx(exact["O"], abs=1.5)
    assert found["0"] == 0


@pytest.mark.parametrize(("digit", "letter"), [("1", "L"), ("6", "G")])
def test_pairs_that_no_check_digit_distinguishes_are_compared(digit: str, letter: str) -> None:
    """Characters that are equal modulo 10 are distinguished by their images only."""
    assert (zone.value(letter) - zone.value(digit)) % 10 == 0
    assert f"{digit}{letter}" in templates.CONFUSABLE_PAIRS
