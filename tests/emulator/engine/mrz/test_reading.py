"""Reading of a document's page, with a detector that finds the bars that the test drew."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import cast

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr_emulator.engine.base import Character, Engine, Line, Page, Polygon
from ocr_emulator.engine.geometry import (
    Rotation,
    along,
    centre,
    direction,
    mapped,
    shifted,
    width,
)
from ocr_emulator.engine.mrz.reading import read_document
from ocr_emulator.engine.mrz.zone import ALPHABET
from ocr_emulator.engine.page import rotated
from tests.emulator.engine.mrz.specimens import LINE1, LINE2

PRINT = {
    (420, 80): "ERIKSSON",
    (420, 160): "ANNA MARIA",
    (420, 240): "12 AUG 1974",
    (700, 80): "L898902C3",
}
ZONE = {(60, 560): LINE1, (60, 610): LINE2}
SIZE = (1000, 700)


class Bars:
    """Detects dark bars, and knows the text that each of them stands for."""

    name = "bars"
    languages: frozenset[str] = frozenset()

    def __init__(
        self, texts: Mapping[tuple[int, int], str], angle: float = 0.0, enlarged: int = 1
    ) -> None:
        sheet = Image.new("RGB", SIZE, "white")
        pen = ImageDraw.Draw(sheet)
        boxes: list[Polygon] = []
        for (x, y), text in texts.items():
            w, h = (20 if text in ZONE.values() else 16) * len(text), 30
            pen.rectangle((x, y, x + w, y + h), fill="black")
            boxes.append(((x, y), (x + w, y), (x + w, y + h), (x, y + h)))
        turn = Rotation(-angle % 360, *SIZE)
        self.image = rotated(sheet, turn)
        places = [mapped(box, turn, back=False) for box in boxes]
        wide, tall = self.image.size
        self.image = self.image.resize((wide * enlarged, tall * enlarged))
        self.lines = [
            (cast("Polygon", tuple((x * enlarged, y * enlarged) for x, y in place)), text)
            for place, text in zip(places, texts.values(), strict=True)
        ]
        self.detected: list[tuple[int, int]] = []
        self.recognized: list[tuple[str, Collection[str] | None]] = []

    def detect(self, image: Image.Image) -> tuple[Polygon, ...]:
        self.detected.append(image.size)
        dark = (np.asarray(image.convert("L")) < 100).astype(np.uint8)
        contours, _ = cv2.findContours(dark, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        found = []
        for contour in contours:
            a, b, c, d = ((float(x), float(y)) for x, y in cv2.boxPoints(cv2.minAreaRect(contour)))
            found.append(min((shifted((a, b, c, d), k) for k in range(4)), key=lambda q: sum(q[0])))
        return tuple(found)

    def recognize(
        self,
        image: Image.Image,
        polygons: Sequence[Polygon],
        *,
        characters: bool = False,
        alphabet: Collection[str] | None = None,
    ) -> tuple[Line, ...]:
        assert characters
        found = []
        for polygon in polygons:
            place, text = min(
                self.lines, key=lambda known: math.dist(centre(known[0]), centre(polygon))
            )
            off = abs((direction(polygon) - direction(place) + 180) % 360 - 180)
            self.recognized.append((text, alphabet))
            text = text if off < 45 else "?" * len(text)
            glyphs = tuple(
                Character(c, along(polygon, i / len(text), (i + 1) / len(text)), 0.99)
                for i, c in enumerate(text)
                if c != " "
            )
            found.append(Line(text, polygon, 0.99 if off < 45 else 0.7, glyphs))
        return tuple(found)


def document(engine: Bars) -> Page:
    """Read what an engine shows."""
    return read_document(cast("Engine", engine), engine.image)


@pytest.mark.parametrize("angle", [0, 90, 180, 270, 37, 200])
def test_page_is_read_upright_in_any_rotation(angle: float) -> None:
    """Angle, order and places are those of the page as it lies."""
    engine = Bars(PRINT | ZONE, angle)
    page = document(engine)
    assert abs((page.angle - angle + 180) % 360 - 180) < 1.5
    assert sorted(line.text for line in page.lines) == sorted([*PRINT.values(), *ZONE.values()])
    assert [line.text for line in page.lines][-2:] == [LINE1, LINE2]
    for line in page.lines:
        place = next(place for place, text in engine.lines if text == line.text)
        assert centre(line.polygon) == pytest.approx(centre(place), abs=6)


def test_level_lines_are_recognized_once() -> None:
    """Where the print is clear, nothing is recognized the other way round."""
    engine = Bars(PRINT | ZONE)
    document(engine)
    assert len(engine.recognized) == len(PRINT) + len(ZONE)


def test_lines_of_zone_are_recognized_in_its_alphabet_and_once() -> None:
    """They are the costliest, so other lines show which end is up."""
    engine = Bars(PRINT | ZONE, 180)
    document(engine)
    coded = [(text, alphabet) for text, alphabet in engine.recognized if alphabet is not None]
    assert coded == [(LINE1, ALPHABET), (LINE2, ALPHABET)]


def test_page_of_long_lines_has_no_zone() -> None:
    """Text of many lines of one length is read with all characters."""
    lines = {(60, 60 + 60 * i): f"A sentence of {i} that is as long as others" for i in range(8)}
    engine = Bars(lines)
    page = document(engine)
    assert len(page.lines) == 8
    assert {alphabet for _, alphabet in engine.recognized} == {None}


def test_large_image_is_detected_in_a_small_copy_and_around_its_text() -> None:
    """Areas are in pixels of the image, whatever size they were found in."""
    engine = Bars(PRINT | ZONE, 20, enlarged=2)
    page = document(engine)
    assert [max(size) for size in engine.detected] == [640, 1000]
    longest = max(page.lines, key=lambda line: width(line.polygon))
    assert width(longest.polygon) == pytest.approx(2 * 20 * 44, rel=0.05)


def lose_long_areas(monkeypatch: pytest.MonkeyPatch, engine: Bars, *, detection: int) -> None:
    """Hide the zone from one of the engine's detections, counted from 1."""
    detect = engine.detect

    def blind(image: Image.Image) -> tuple[Polygon, ...]:
        found = detect(image)
        if len(engine.detected) != detection:
            return found
        return tuple(area for area in found if width(area) < 250)

    monkeypatch.setattr(engine, "detect", blind)


def test_page_whose_zone_is_not_seen_in_the_small_copy_is_detected_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The text that a small copy shows may stand far from the zone that it does not show."""
    engine = Bars(PRINT | ZONE, 20, enlarged=2)
    lose_long_areas(monkeypatch, engine, detection=1)
    assert {LINE1, LINE2} <= {line.text for line in document(engine).lines}


def test_zone_that_is_lost_around_the_text_is_searched_everywhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A detector loses lines at one size that it finds at another."""
    engine = Bars(PRINT | ZONE, 20, enlarged=2)
    lose_long_areas(monkeypatch, engine, detection=2)
    assert {LINE1, LINE2} <= {line.text for line in document(engine).lines}
    assert len(engine.detected) == 3


def test_large_image_with_little_text_is_detected_whole() -> None:
    """Print that a small copy does not show is not lost."""
    engine = Bars(ZONE, enlarged=2)
    document(engine)
    assert [max(size) for size in engine.detected][1] == max(engine.image.size)


def test_empty_image_has_no_lines() -> None:
    """A blank page is no error."""
    engine = Bars({})
    assert document(engine).rows == ()
