"""License plates from given readings: parts of a number, provinces, and text that is no plate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from PIL import Image

from ocr_emulator.engine.base import Line, Polygon
from ocr_emulator.recognizers.cards.south_east_asia.thailand import thailand_license_plate as plates
from ocr_emulator.recognizers.cards.south_east_asia.thailand.plate_number import parse
from tests.emulator.engine.fakes import FakeEngine, line

IMAGE = Image.new("RGB", (900, 500), "white")


class Reader(FakeEngine):
    """A reader of Thai whose lines are read in several ways."""

    several: Mapping[float, Sequence[str]]

    def readings(self, image: Image.Image, polygon: Polygon) -> tuple[Line, ...]:
        y = min(self.several, key=lambda y: abs(y - polygon[0][1]))
        return tuple(line(text, 0, y, confidence=0.9) for text in self.several[y])


def read(
    monkeypatch: pytest.MonkeyPatch,
    thai: Mapping[float, Sequence[str]],
    latin: Sequence[Line],
    tall: Mapping[float, int] | None = None,
) -> list[dict[str, Any]]:
    """Recognize lines at given heights, each with its Thai readings and the built-in one.

    Their areas are 60 pixels tall, or those of `tall`.
    """
    heights = {y: (tall or {}).get(y, 60) for y in thai}
    reader = Reader(rows=[[line(texts[0], 100, y, 40, heights[y])] for y, texts in thai.items()])
    reader.several = thai
    monkeypatch.setattr(plates, "ScriptEngine", lambda base, language: reader)
    engine = FakeEngine(rows=[[one] for one in latin], languages=frozenset(["th"]))
    found: Any = plates.recognize_thailand_license_plate(IMAGE, {}, engine).result
    return [dict(one) for one in found]


def test_frame_of_a_plate_is_no_digit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The built-in engine knows how many digits there are, and the letters are Thai."""
    thai = {100.0: ["8ฆม8971", "(8ฆม8971", "8ฆม897!", "เธฆม8971"], 200.0: ["อุดรธานี.", "อดรธานี"]}
    latin = [line("82a897", 100, 100), line("aASSnu", 100, 200, confidence=0.5)]
    (plate,) = read(monkeypatch, thai, latin)
    assert (plate["plate_number"], plate["province"]) == ("8ฆม 897", "อุดรธานี")


def test_number_in_two_lines_is_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plates of motorcycles have the digits below the province."""
    thai = {100.0: ["5คก", "5คก."], 170.0: ["เชียงใหม่"], 240.0: ["16200", "6200!"]}
    latin = [line("5An", 100, 100), line("yJ1nai", 100, 170), line("6200", 100, 240)]
    (plate,) = read(monkeypatch, thai, latin)
    assert (plate["plate_number"], plate["province"]) == ("5คก 6200", "เชียงใหม่")


def test_letters_that_are_confused_are_never_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    """All readings agree on one of two letters that differ in a loop."""
    thai = {100.0: ["3ณณ4402", "3ณณ4402"], 200.0: ["ภูเก็ต"]}
    (plate,) = read(monkeypatch, thai, [line("3224402", 100, 100), line("A", 100, 200)])
    assert plate["plate_number"] == "3ณณ 4402"
    assert plate["confidence"] < 0.9


def test_foot_of_a_letter_is_no_vowel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plates have no vowels."""
    thai = {100.0: ["7ถูภ6110", "7ฎภ6110"], 200.0: ["ภูเก็ต"]}
    (plate,) = read(monkeypatch, thai, [line("7an6110", 100, 100), line("A", 100, 200)])
    assert plate["plate_number"] == "7ฎภ 6110"


def test_thai_text_is_no_plate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words with vowels and a number, as on signs, are no number of a plate."""
    thai = {100.0: ["ที่นี่ 5", "ที่นี่ 5"], 200.0: ["ขายด่วน 120"]}
    assert read(monkeypatch, thai, [line("nu 5", 100, 100), line("120", 100, 200)]) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8ฆม8971", ("8", "ฆม", "8971")),
        ("ฆม89", ("", "ฆม", "89")),
        ("กขค", ("", "กขค", "")),
        # The frame, or the leading digit read twice.
        ("ส4ณธ7188", ("4", "ณธ", "7188")),
        ("6ธ6ญก", ("6", "ญก", "")),
        ("5รฆษ4343", ("5", "ฆษ", "4343")),
        # A leading digit that looks like a letter or a sign.
        ("รอล794", (None, "อล", "794")),
        ("/ยต1189", (None, "ยต", "1189")),
        ("ไนส3982", (None, "นส", "3982")),
        # Feet, curls and wide letters.
        ("7ถูภ6110", ("7", "ฎภ", "6110")),
        ("6ฟัธ", ("6", "ฬธ", "")),
        ("8พฟน8883", ("8", "ฬน", "8883")),
        ("ณฒน9381", ("", "ฌน", "9381")),
        ("5ศรฐ6738", ("5", "ศฐ", "6738")),
        ("ณน9381", ("", "ณน", "9381")),
        ("เชียงใหม่", None),
        ("8กขคง12", None),
        ("3492", None),
        ("", None),
    ],
)
def test_reading_of_a_number_follows_its_grammar(
    text: str, expected: tuple[str | None, str, str] | None
) -> None:
    """What breaks the rules of Thai plates is mended where that leaves one number."""
    found = parse(text)
    assert (found and (found.lead, found.letters, found.digits)) == expected


def test_leading_digit_that_thai_readings_lose_is_the_built_in_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is read as a letter, and three letters do not stand in one line."""
    thai = {100.0: ["รอล794", "รอล794", "รอล/94"], 200.0: ["ชลบุรี"]}
    latin = [line("302794", 100, 100), line("NaY5", 100, 200)]
    (plate,) = read(monkeypatch, thai, latin)
    assert plate["plate_number"] == "3อล 794"


def test_digits_in_a_tall_area_belong_to_the_series_above(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a small plate the area of the digits reaches to its edges."""
    thai = {100.0: ["5คก", "5คก."], 170.0: ["เชียงใหม่"], 240.0: ["6200", "6200!"]}
    latin = [line("5An", 100, 100), line("yJ1nai", 100, 170), line("6200", 100, 240)]
    (plate,) = read(monkeypatch, thai, latin, tall={240.0: 110})
    assert plate["plate_number"] == "5คก 6200"
