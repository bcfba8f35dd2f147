"""A drawn card with the real engine, in a worker process, over HTTP."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr_emulator.emulator import Emulator
from tests.emulator.conftest import call, encoded
from tests.emulator.engine.cards.drawing import PERU_FIELDS, PERU_FRONT

# Pillow's own font has no letters with accents.
SURNAME = {"CASTAÑEDA": "CASTILLO"}


def photograph(angle: float) -> str:
    """Draw a card on a desk, and turn it."""
    card = Image.new("RGB", (1000, 520), (214, 228, 242))
    pen = ImageDraw.Draw(card)
    for x, y, text in PERU_FRONT:
        pen.text((x, y), SURNAME.get(text, text), (30, 34, 60), ImageFont.load_default(21))
    desk = Image.new("RGB", (1140, 660), (96, 82, 66))
    desk.paste(card, (70, 70))
    turned = desk.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=(96, 82, 66))
    stream = io.BytesIO()
    turned.save(stream, "PNG")
    return encoded(stream.getvalue())


@pytest.mark.engine
def test_card_upside_down_is_read() -> None:
    """Neither the rotation nor the desk around the card matters."""
    pytest.importorskip("rapidocr")
    with Emulator() as emulator:
        body = {"image": photograph(193), "return_portrait_location": True}
        answer = call(emulator, "recognize_peru_id_card", body)
    assert answer.headers["x-emulator-answer"] == "engine rapidocr"
    result = answer.json["result"]
    expected = {name: SURNAME.get(value, value) for name, value in PERU_FIELDS.items()}
    assert {name: result[name] for name in expected} == expected
    assert answer.headers["x-emulator-unread"].startswith("portrait_location;")
