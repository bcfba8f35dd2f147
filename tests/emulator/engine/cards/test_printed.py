"""Words of a card: blanks that a recognizer lost, and rows of a zone."""

from __future__ import annotations

from PIL import Image

from ocr_emulator.engine.base import Character, Line, Page
from ocr_emulator.engine.cards.places.printed import printed
from tests.emulator.engine.fakes import line

BLANK = Image.new("RGB", (640, 160), "white")


def test_blank_that_was_lost_between_two_values_is_found() -> None:
    """Characters that stand far apart belong to two words, whatever the recognizer returned."""
    one, other = line("25091950", 10, 10), line("140618", 140, 10)
    characters: tuple[Character, ...] = (*one.characters, *other.characters)
    area = (one.polygon[0], other.polygon[1], other.polygon[2], one.polygon[3])
    page = Page(640, 160, 0.0, ((Line("25091950140618", area, 1.0, characters),),))
    assert [run.text for run in printed(BLANK, page).runs] == ["25091950 140618"]


def test_row_of_a_zone_is_told() -> None:
    """Its text is no label and no value."""
    page = Page(640, 160, 0.0, ((line("I<PER00000001<3<<<<<<<<<<<<<<<", 10, 10),),))
    assert [run.is_zone for run in printed(BLANK, page).runs] == [True]
