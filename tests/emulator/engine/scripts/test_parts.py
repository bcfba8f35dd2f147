"""Pure parts of script recognition: rows, mixed lines, normal forms, look-alikes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocr_emulator.engine.base import Line, Polygon, Word
from ocr_emulator.engine.scripts.lookalikes import is_lookalike
from ocr_emulator.engine.scripts.mixture import with_latin_words
from ocr_emulator.engine.scripts.normalize import normalized
from ocr_emulator.engine.scripts.rows import text_lines
from tests.emulator.engine.fakes import line


def box(left: float, top: float, right: float, bottom: float) -> Polygon:
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def drawn(*boxes: tuple[int, int, int, int]) -> np.ndarray:
    """Draw blocks of ink that look like letters to a threshold."""
    page = np.full((300, 600), 250, dtype=np.uint8)
    for left, top, right, bottom in boxes:
        for x in range(left, right, 12):
            cv2.rectangle(page, (x, top), (min(x + 6, right), bottom), 20, -1)
    return page


def extents(polygons: list[Polygon]) -> list[tuple[int, int]]:
    return sorted((round(p[0][0]), round(p[1][0])) for p in polygons)


def test_line_reaches_as_far_as_its_ink() -> None:
    """A word that the detector missed belongs to the line beside it."""
    page = drawn((20, 40, 180, 64), (192, 40, 400, 64))
    lines, others = text_lines(page, [box(18, 38, 182, 66)])
    assert others == []
    ((left, right),) = extents(lines)
    assert left <= 20
    assert right >= 395


def test_marks_join_their_line() -> None:
    """A mark with an area of its own above a line is no line."""
    page = drawn((20, 60, 400, 84), (100, 50, 112, 56))
    lines, _ = text_lines(page, [box(18, 58, 402, 86), box(98, 48, 114, 58)])
    assert len(lines) == 1
    assert lines[0][0][1] <= 50


def test_cells_stay_apart() -> None:
    """Parts that stand several heights apart are cells, not words of a line."""
    page = drawn((20, 40, 120, 64), (300, 40, 400, 64))
    lines, _ = text_lines(page, [box(18, 38, 122, 66), box(298, 38, 402, 66)])
    assert len(extents(lines)) == 2


def test_neighbouring_lines_stay_apart() -> None:
    """Lines whose marks nearly touch are not joined."""
    page = drawn((20, 40, 400, 64), (20, 70, 400, 94))
    lines, _ = text_lines(page, [box(18, 38, 402, 67), box(18, 67, 402, 96)])
    assert len(lines) == 2


def test_line_between_others_is_found_by_its_ink() -> None:
    """A line of which the detector found nothing is one when it stands among lines."""
    page = drawn((20, 40, 400, 64), (20, 100, 380, 124), (20, 160, 400, 184))
    lines, _ = text_lines(page, [box(18, 38, 402, 66), box(18, 158, 402, 186)])
    assert len(lines) == 3


def test_text_of_another_direction_is_left_alone() -> None:
    """A vertical area is returned as it was detected."""
    page = drawn((20, 40, 400, 64))
    upright = box(500, 40, 520, 200)
    lines, others = text_lines(page, [box(18, 38, 402, 66), upright])
    assert len(lines) == 1
    assert others == [upright]


def test_portrait_swallows_no_lines() -> None:
    """A tall area beside the lines is returned as it was, and each line stays its own."""
    page = drawn((180, 40, 400, 64), (180, 100, 400, 124), (180, 160, 400, 184))
    areas = [box(178, 38, 402, 66), box(178, 98, 402, 126), box(178, 158, 402, 186)]
    portrait = box(20, 30, 175, 190)
    lines, others = text_lines(page, [portrait, *areas])
    assert others == [portrait]
    assert sorted(round(p[0][1]) for p in lines) == [40, 100, 160]


def test_line_wider_than_the_others_is_found_by_its_ink() -> None:
    """A line that was not detected may reach further than those that were."""
    page = drawn((20, 40, 300, 64), (20, 100, 380, 124), (20, 160, 300, 184))
    lines, _ = text_lines(page, [box(18, 38, 302, 66), box(18, 158, 302, 186)])
    assert len(lines) == 3


def test_overlapping_areas_are_cut_between_their_middles() -> None:
    """Areas that reach into one another become lines as tall as their ink."""
    page = drawn((20, 40, 400, 64), (20, 70, 400, 94))
    lines, _ = text_lines(page, [box(18, 30, 402, 78), box(18, 56, 402, 104)])
    assert sorted((round(p[0][1]), round(p[2][1])) for p in lines) == [(40, 65), (70, 95)]


def test_line_without_tall_letters_stays_as_tall_as_others() -> None:
    """A reader takes the size of letters from the height of the line."""
    page = drawn((20, 40, 400, 70), (20, 110, 400, 140), (20, 184, 120, 196))
    areas = [box(18, 36, 402, 74), box(18, 106, 402, 144), box(18, 174, 122, 206)]
    lines, _ = text_lines(page, areas)
    low = max(lines, key=lambda p: p[0][1])
    assert low[2][1] - low[0][1] == pytest.approx(30, abs=3)


def read(
    text: str, confidence: float, x: float = 0.0, rate: dict[str, float] | None = None
) -> Line:
    """Make a line with words of given confidence."""
    whole = line(text, x)
    words, start = [], 0
    for part in text.split():
        start = text.index(part, start)
        area = box(x + 10 * start, 0, x + 10 * (start + len(part)), 20)
        words.append(Word(part, area, (rate or {}).get(part, confidence)))
        start += len(part)
    return Line(text, whole.polygon, confidence, whole.characters, tuple(words))


def test_sure_latin_word_replaces_lookalikes() -> None:
    """The built-in engine is sure of a Latin word alone; the rest stays as it was read."""
    thai = read("ตำบล ๐๑5ป๐7 ชื่อ", 0.93)
    latin = read("ruuu castle dooo", 0.6, rate={"castle": 0.99})
    mixed = with_latin_words(thai, latin)
    assert mixed.text == "ตำบล castle ชื่อ"
    assert "castle" in "".join(c.text for c in mixed.characters)


def test_word_that_the_reader_is_surer_of_stays() -> None:
    """Latin look-alikes of Thai are less sure than the Thai reading."""
    thai = read("รัตนาภรณ์", 0.95)
    assert with_latin_words(thai, read("sanuninu", 0.86)).text == thai.text


def test_lookalike_of_letters_and_digits_gives_way() -> None:
    """No word of the script has digits among its letters, however sure its reader is."""
    thai = read("ตำบล ๐ล5ป๐7", 0.86)
    assert with_latin_words(thai, read("ruuu castle", 0.5, rate={"castle": 0.76})).text == (
        "ตำบล castle"
    )


def test_line_of_latin_words_is_taken_whole() -> None:
    """Short words count too, where the other reader is sure of none."""
    burmese = read("ဒေ ဝါ မာ", 0.5)
    assert with_latin_words(burmese, read("AI NI MR", 0.93)).text == "AI NI MR"


def test_line_with_a_sure_word_of_its_own_is_not_latin() -> None:
    """Latin look-alikes do not take a line in which the reader is sure of a word."""
    burmese = read("ဒေါ် ဝါ မာ", 0.5, rate={"ဒေါ်": 0.95})
    assert with_latin_words(burmese, read("AII NI MR", 0.93)).text.startswith("ဒေါ်")


@pytest.mark.parametrize(
    ("seen", "typed"),
    [
        ("อ\u0e4d\u0e32เภอ", "อำเภอ"),
        ("น\u0e49\u0e4d\u0e32", "น้ำ"),
        ("น\u0e4d\u0e49\u0e32", "น้ำ"),
        ("\u0e40\u0e40ก้ว", "แก้ว"),
        ("Nguye\u0302\u0303n  Thi\u0323", "Nguyễn Thị"),
        ("ស\u17b8\u17d2ត\u17d2រ", "ស្ត្រី"),
        ("ស\u17d2រ\u17d2ត\u17b8", "ស្ត្រី"),
        ("ក\u17c6\u17bbលង", "ក\u17bb\u17c6លង"),
        ("ដ\u17b6រ\u17b6\u17c9", "ដ\u17b6រ\u17c9\u17b6"),
        ("ក\u17c1\u17b6", "កោ"),
        ("မ\u1031\u103cး", "မြေး"),
        ("ခ\u1037\u103dင်", "ခ\u103d\u1037င်"),
        ("ယောက်\u103bား", "ယောက်\u103bား"),
        ("\u1040င်းမာ", "ဝင်းမာ"),
        ("\u1041\u101d", "၁၀"),
    ],
)
def test_text_is_spelled_as_it_is_typed(seen: str, typed: str) -> None:
    """What looks the same has one spelling, so that a search finds it."""
    assert normalized(seen) == typed


def test_sure_text_is_no_lookalike() -> None:
    """Clear text stays: words, names, amounts and codes."""
    for text in ("Total amount 12.50", "LINDQVARN", "B/85762/16", "北京市", "São Tomé"):
        assert not is_lookalike(line(text))


def test_doubtful_letters_are_lookalikes() -> None:
    """Letters of low confidence in all words are what other scripts become."""
    doubts = dict(enumerate([0.4, 0.7, 0.8, 0.5, 0.6, 0.9, 0.7, 0.5, 0.6, 0.8]))
    assert is_lookalike(line("lvan7 lnga", confidence=0.65, doubts=doubts))


def test_one_doubtful_letter_is_no_other_script() -> None:
    """A blot on one letter of a word costs no line."""
    assert not is_lookalike(line("Delivery address", confidence=0.95, doubts={3: 0.4}))
