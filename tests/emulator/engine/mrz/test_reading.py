"""Reading of a document's page, with a detector that finds the bars that the test drew."""

import math

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr_emulator.engine.base import Character, Line
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

    def __init__(self, texts, angle=0.0, enlarged=1):
        sheet = Image.new("RGB", SIZE, "white")
        pen = ImageDraw.Draw(sheet)
        boxes = []
        for (x, y), text in texts.items():
            w, h = (20 if text in ZONE.values() else 16) * len(text), 30
            pen.rectangle((x, y, x + w, y + h), fill="black")
            boxes.append(((x, y), (x + w, y), (x + w, y + h), (x, y + h)))
        turn = Rotation(-angle % 360, *SIZE)
        self.image = rotated(sheet, turn)
        places = [mapped(box, turn, back=False) for box in boxes]
        self.image = self.image.resize([side * enlarged for side in self.image.size])
        self.lines = [
            (tuple((x * enlarged, y * enlarged) for x, y in place), text)
            for place, text in zip(places, texts.values(), strict=True)
        ]
        self.detected, self.recognized = [], []

    def detect(self, image):
        self.detected.append(image.size)
        dark = (np.asarray(image.convert("L")) < 100).astype(np.uint8)
        contours, _ = cv2.findContours(dark, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        found = []
        for contour in contours:
            a, b, c, d = ((float(x), float(y)) for x, y in cv2.boxPoints(cv2.minAreaRect(contour)))
            found.append(min((shifted((a, b, c, d), k) for k in range(4)), key=lambda q: sum(q[0])))
        return tuple(found)

    def recognize(self, image, polygons, *, characters=False, alphabet=None):
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


@pytest.mark.parametrize("angle", [0, 90, 180, 270, 37, 200])
def test_page_is_read_upright_in_any_rotation(angle):
    """Angle, order and places are those of the page as it lies."""
    engine = Bars(PRINT | ZONE, angle)
    page = read_document(engine, engine.image)
    assert abs((page.angle - angle + 180) % 360 - 180) < 1.5
    assert sorted(line.text for line in page.lines) == sorted([*PRINT.values(), *ZONE.values()])
    assert [line.text for line in page.lines][-2:] == [LINE1, LINE2]
    for line in page.lines:
        place = next(place for place, text in engine.lines if text == line.text)
        assert centre(line.polygon) == pytest.approx(centre(place), abs=6)


def test_level_lines_are_recognized_once():
    """Where the print is clear, nothing is recognized the other way round."""
    engine = Bars(PRINT | ZONE)
    read_document(engine, engine.image)
    assert len(engine.recognized) == len(PRINT) + len(ZONE)


def test_lines_of_zone_are_recognized_in_its_alphabet_and_once():
    """They are the costliest, so other lines show which end is up."""
    engine = Bars(PRINT | ZONE, 180)
    read_document(engine, engine.image)
    coded = [(text, alphabet) for text, alphabet in engine.recognized if alphabet is not None]
    assert coded == [(LINE1, ALPHABET), (LINE2, ALPHABET)]


def test_page_of_long_lines_has_no_zone():
    """Text of many lines of one length is read with all characters."""
    lines = {(60, 60 + 60 * i): f"A sentence of {i} that is as long as others" for i in range(8)}
    engine = Bars(lines)
    page = read_document(engine, engine.image)
    assert len(page.lines) == 8
    assert {alphabet for _, alphabet in engine.recognized} == {None}


def test_large_image_is_detected_in_a_small_copy_and_around_its_text():
    """Areas are in pixels of the image, whatever size they were found in."""
    engine = Bars(PRINT | ZONE, 20, enlarged=2)
    page = read_document(engine, engine.image)
    assert [max(size) for size in engine.detected] == [640, 1000]
    longest = max(page.lines, key=lambda line: width(line.polygon))
    assert width(longest.polygon) == pytest.approx(2 * 20 * 44, rel=0.05)


def test_large_image_with_little_text_is_detected_whole():
    """Print that a small copy does not show is not lost."""
    engine = Bars(ZONE, enlarged=2)
    read_document(engine, engine.image)
    assert [max(size) for size in engine.detected][1] == max(engine.image.size)


def test_empty_image_has_no_lines():
    """A blank page is no error."""
    engine = Bars({})
    assert read_document(engine, engine.image).rows == ()
