"""Parts of a card's response that options ask for."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr_emulator.engine.base import Polygon
from ocr_emulator.engine.cards.reader import read_card
from ocr_emulator.recognizers.cards import response
from ocr_emulator.recognizers.cards.latin_america.peru_id_card import PERU
from ocr_emulator.recognizers.cards.response import Photo, card_response
from tests.emulator.engine.cards.drawing import PERU_FRONT, SIZE, engine

PHOTOGRAPH: Polygon = ((40, 100), (240, 100), (240, 400), (40, 400))


def photograph(colour: str = "lightblue") -> Image.Image:
    """Draw the texts on a coloured card that lies on a dark desk."""
    image = Image.new("RGB", SIZE, (40, 40, 44))
    pen = ImageDraw.Draw(image)
    pen.rectangle((20, 5, 830, 500), fill=colour)
    pen.rectangle((40, 100, 240, 300), fill="salmon" if colour != "white" else "gray")
    pen.rectangle((40, 320, 240, 400), fill="seagreen" if colour != "white" else "silver")
    for x, y, text in PERU_FRONT:
        pen.text((x, y), text, "black", ImageFont.load_default(18))
    return image


def respond(image: Image.Image, **options: Any) -> response.CardResponse:
    reading = read_card(engine(PERU_FRONT), image, PERU)
    assert reading is not None
    return card_response(Photo(reading, image), options)


def opened(encoded: object) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(str(encoded), validate=True)))


def test_nothing_is_added_without_options() -> None:
    """The response has the fields alone."""
    found = respond(photograph())
    assert set(found.result) == set(found.confidence)


def test_portrait_is_cut_out_at_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Image and place are of the same area, and both are only returned when asked for."""
    monkeypatch.setattr("ocr_emulator.engine.cards.portrait.find_portrait", lambda *_: PHOTOGRAPH)
    found = respond(photograph(), return_portrait_image=True, return_portrait_location=True)
    assert found.result["portrait_location"] == [list(map(int, p)) for p in PHOTOGRAPH]
    portrait = opened(found.result["portrait_image"])
    assert (portrait.format, portrait.size) == ("JPEG", (200, 300))
    alone = respond(photograph(), return_portrait_location=True)
    assert "portrait_image" not in alone.result


def test_places_are_those_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Coordinates of an image that was reduced are in pixels of what was sent."""
    monkeypatch.setattr("ocr_emulator.engine.cards.portrait.find_portrait", lambda *_: PHOTOGRAPH)
    image = photograph()
    image.info["reduced_by"] = 2.0
    found = respond(image, return_portrait_location=True)
    assert found.result["portrait_location"] == [[80, 200], [480, 200], [480, 800], [80, 800]]


def test_text_locations_lie_on_the_text() -> None:
    """Each field that was read has the area of its value."""
    places: Any = respond(photograph(), return_text_location=True).result["text_location"]
    assert places["first_surname"][0] == pytest.approx([300, 104], abs=3)
    assert set(places) == set(respond(photograph()).result)


@pytest.mark.parametrize(("colour", "expected"), [("lightblue", "normal"), ("white", "copy")])
def test_copy_in_black_and_white_is_told(colour: str, expected: str) -> None:
    """A card in colours is an original."""
    image = photograph(colour)
    if expected == "copy":
        image = image.convert("L").convert("RGB")
    assert respond(image, return_idcard_type=True).result["idcard_type"] == expected


def test_adjusted_image_is_the_card_alone() -> None:
    """The desk around the card is cut off."""
    adjusted = opened(respond(photograph(), return_adjusted_image=True).result["adjusted_image"])
    assert adjusted.width == pytest.approx(810, abs=40)
    assert max(adjusted.convert("RGB").getpixel((5, 100))) > 150  # type: ignore[arg-type]


def test_outline_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The adjusted image and the type of the card share the outline."""
    images = []

    def find(image: Image.Image, *_: object) -> None:
        images.append(image)

    monkeypatch.setattr("ocr_emulator.engine.outline.find_outline", find)
    respond(photograph(), return_adjusted_image=True, return_idcard_type=True)
    assert len(images) == 1
