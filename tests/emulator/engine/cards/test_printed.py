"""Words of a card: blanks that a recognizer lost, and rows of a zone."""

from __future__ import annotations

from PIL import Image

from ocr_emulator.engine.base import Character, Line, Page
from ocr_emulator.engine.cards.places.printed import Print, printed
from tests.emulator.engine.fakes import line

BLANK = Image.new("RGB", (640, 160), "white")


def test_blank_that_was_lost_between_two_values_is_found() -> None:
    """Characters that stand far apart belong to two words, whatever the recognizer returned."""
    one, other = line("25091950", 10, 10), line("140618", 140, 10)
    characters: tuple[Character, ...] = (*one.characters, *other.characters)
    area = (one.polygon[0], other.polygon[1], other.polygon[2], one.polygon[3])
    page = Page(640, 160, 0.0, ((Line("25091950140618", area, 1.0, characters),),))
    assert [run.text for run in printed(BLANK, page).runs] == ["25091950 140618"]


def spaced(text: str, gaps: dict[int, float]) -> Print:
    """Print letters 10 pixels wide; `gaps` are further pixels before some of them."""
    characters: list[Character] = []
    x = 10.0
    for i, c in enumerate(text):
        x += gaps.get(i, 0.0)
        characters.append(Character(c, ((x, 10), (x + 10, 10), (x + 10, 30), (x, 30)), 1.0))
        x += 10
    area = ((10.0, 10.0), (x, 10.0), (x, 30.0), (10.0, 30.0))
    return printed(BLANK, Page(640, 160, 0.0, ((Line(text, area, 1.0, tuple(characters)),),)))


def test_blank_that_was_lost_between_two_names_is_found() -> None:
    """Letters twice as far apart as usual belong to two words."""
    assert [run.text for run in spaced("LUISAMARIA", {5: 10.0}).runs] == ["LUISA MARIA"]


def test_gap_that_may_be_a_blank_lowers_the_confidence() -> None:
    """It is wide for two letters and narrow for a blank."""
    (run,) = spaced("LUISAMARIA", {5: 7.0}).runs
    assert run.text == "LUISAMARIA"
    assert [i for i, glyph in enumerate(run.glyphs) if glyph and glyph.confidence < 0.9] == [5]
    (even,) = spaced("LUISAMARIA", {5: 3.0}).runs
    assert all(glyph and glyph.confidence == 1 for glyph in even.glyphs)


def test_row_of_a_zone_is_told() -> None:
    """Its text is no label and no value."""
    page = Page(640, 160, 0.0, ((line("I<PER00000001<3<<<<<<<<<<<<<<<", 10, 10),),))
    assert [run.is_zone for run in printed(BLANK, page).runs] == [True]
