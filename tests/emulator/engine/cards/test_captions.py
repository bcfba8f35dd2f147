"""Labels of cards that are printed in two languages."""

from __future__ import annotations

import pytest
from PIL import Image

from ocr_emulator.engine.cards.places.captions import find_captions, with_translations
from ocr_emulator.engine.cards.places.printed import printed
from tests.emulator.engine.fakes import FakeEngine, line


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Mbiemri / Surname", "Mbiemri / Surname"),
        ("Surname / Nom", "Surname / Nom"),
        ("Mbiemri / Surname / Nom", "Mbiemri / Surname / Nom"),
        ("Surname", "Surname"),
        ("Surname         / SHEHU", "Surname"),
        ("Surname / Nom        SHEHU", "Surname / Nom"),
        ("SHEHU        / Surname", "/ Surname"),
    ],
)
def test_label_is_what_slashes_divide(text: str, label: str) -> None:
    """Words behind a wide gap stand in another column, and are perhaps the value."""
    image = Image.new("RGB", (600, 60), "white")
    found = printed(image, FakeEngine(rows=[[line(text, 10, 10)]]).read(image, characters=True))
    (caption,) = with_translations(find_captions(found.runs, ["Surname"]), found.runs)
    assert text[caption.start : caption.end].strip() == label
