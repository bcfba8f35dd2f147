"""Portraits of cards: where the photograph ends around a face that was detected."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr_emulator.engine.base import Polygon
from ocr_emulator.engine.cards import portrait
from ocr_emulator.engine.cards.places.printed import Print, printed
from ocr_emulator.engine.cards.portrait import cut_out, find_portrait
from tests.emulator.engine.fakes import FakeEngine, line

FACE = (140, 260, 120, 120)
"""Left, top, width and height of the detected face."""
PHOTOGRAPH = (105, 200, 300, 445)
"""The sides of the photograph around it: left, top, right, bottom."""
Faces = list[tuple[int, int, int, int]]


def card(*, shade: int = 120, drawn: bool = True) -> tuple[Image.Image, Print]:
    """Draw a photograph beside text that is 1000 pixels wide."""
    image = Image.new("RGB", (1450, 700), (230, 230, 230))
    if drawn:
        ImageDraw.Draw(image).rectangle(PHOTOGRAPH, fill=(shade,) * 3)
    rows = [[line("x" * 100, 400, 150 + 60 * i)] for i in range(5)]
    return image, printed(image, FakeEngine(rows=rows).read(image, characters=True))


def detected(monkeypatch: pytest.MonkeyPatch, *looks: Faces) -> list[float]:
    """Have each look find these faces; the steps of the looks are noted."""
    left, steps = iter(looks), list[float]()

    def faces(_shades: object, step: float, _neighbours: int, _least: int) -> Faces:
        steps.append(step)
        return next(left)

    monkeypatch.setattr(portrait, "_faces", faces)
    return steps


def sides(text: Print, area: Polygon | None = None) -> tuple[float, ...] | None:
    """Return left, top, right and bottom of the portrait that is found beside the text."""
    found: Polygon | None = find_portrait(text, area or text.area)
    if found is None:
        return None
    (left, top), _, (right, bottom), _ = found
    return left, top, right, bottom


def test_photograph_ends_at_its_edges(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is larger than the face, and each card has it in another size."""
    detected(monkeypatch, [FACE])
    _, text = card()
    assert sides(text) == pytest.approx(PHOTOGRAPH, abs=3)


@pytest.mark.parametrize(("shade", "drawn"), [(226, True), (0, False)])
def test_photograph_without_clear_edges_has_its_usual_size(
    monkeypatch: pytest.MonkeyPatch, shade: int, drawn: bool
) -> None:
    """The ground of many photographs is that of the card."""
    detected(monkeypatch, [FACE])
    _, text = card(shade=shade, drawn=drawn)
    x, y = 200, 320
    usual = (x - 0.75 * 120, y - 0.95 * 120, x + 0.75 * 120, y + 1.02 * 120)
    assert sides(text) == pytest.approx(usual, abs=1)


def test_photograph_at_the_border_of_the_image_ends_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scan that cuts it off has no place beyond its pixels."""
    detected(monkeypatch, [(2, 1, 120, 120)])
    _, text = card(drawn=False)
    found = sides(text)
    assert found is not None
    assert found[:2] == (0.0, 0.0)


def test_largest_face_is_the_portrait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cards print a second, smaller one."""
    detected(monkeypatch, [(1200, 500, 60, 60), FACE])
    _, text = card()
    assert sides(text) == pytest.approx(PHOTOGRAPH, abs=3)


def test_rows_of_text_are_no_face(monkeypatch: pytest.MonkeyPatch) -> None:
    """The classifier takes them for eyes and mouth; the portrait beside them may be smaller."""
    _, text = card()
    on_text = (600, 140, 150, 150)
    detected(monkeypatch, [on_text, FACE])
    assert sides(text) == pytest.approx(PHOTOGRAPH, abs=3)
    detected(monkeypatch, [on_text], [on_text])
    assert sides(text) is None


def test_face_below_a_stamp_is_the_portrait(monkeypatch: pytest.MonkeyPatch) -> None:
    """One row of text may cross a photograph."""
    image, text = card()
    rows = [[line("SPECIMEN", 110, 300)], [line("x" * 100, 400, 500)]]
    stamped = printed(image, FakeEngine(rows=rows).read(image, characters=True))
    detected(monkeypatch, [FACE])
    assert sides(stamped, text.area) == pytest.approx(PHOTOGRAPH, abs=3)


def test_second_look_is_less_careful(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dark face is found in smaller steps; without one there is no portrait."""
    steps = detected(monkeypatch, [], [FACE])
    _, text = card()
    assert sides(text) == pytest.approx(PHOTOGRAPH, abs=3)
    assert steps == [1.08, 1.05]
    detected(monkeypatch, [], [])
    assert sides(text) is None


def test_card_without_a_face_has_no_portrait() -> None:
    """The classifier itself finds none in a plain rectangle."""
    _, text = card()
    assert sides(text) is None


@pytest.mark.parametrize("turn", [0, 2])
def test_portrait_is_cut_out_upright(turn: int) -> None:
    """The first corner of the area is its upper left one, however the image lies."""
    image, _ = card()
    ImageDraw.Draw(image).rectangle((105, 200, 300, 220), fill="red")
    (x0, y0, x1, y1), (w, h) = PHOTOGRAPH, image.size
    corners: Polygon = ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
    if turn:
        image = image.rotate(180)
        corners = tuple((w - x, h - y) for x, y in corners)  # type: ignore[assignment]
    cut = cut_out(image, corners)
    assert cut.size == (195, 245)
    red, green, _ = cut.getpixel((90, 8))  # type: ignore[misc]
    assert (red > 200, green < 60) == (True, True)


def test_large_portrait_is_cut_out_smaller() -> None:
    """A response has the portrait as Base64, and no use for ten megapixels of it."""
    image = Image.fromarray(np.zeros((3000, 4000), dtype=np.uint8))
    corners: Polygon = ((0, 0), (4000, 0), (4000, 3000), (0, 3000))
    wide, tall = cut_out(image, corners).size
    assert wide * tall == pytest.approx(1_000_000, rel=0.01)
    assert wide / tall == pytest.approx(4 / 3, rel=0.01)


def test_classifier_is_installed() -> None:
    """Without its file every card would have no face."""
    assert not portrait._cascade().empty()
