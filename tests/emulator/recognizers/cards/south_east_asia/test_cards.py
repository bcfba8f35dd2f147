"""Cards of South East Asia without their reader: what is Latin is read, the rest is named."""

from __future__ import annotations

import pytest
from PIL import Image

from ocr_emulator.recognizers import RECOGNIZERS, RecognitionError, Recognized
from tests.emulator.engine.fakes import FakeEngine, line

CARD = Image.new("RGB", (900, 600), "white")
THAI_FRONT = [
    [line("Thai National ID Card", 200, 20, wide=8)],
    [line("Identification Number", 200, 60, wide=8), line("1 2345 67890 12 1", 420, 60)],
    [line("Name", 200, 120, wide=8), line("Mr. Thotsop", 260, 120)],
    [line("Last name", 200, 160, wide=8), line("Tuayang", 300, 160)],
    [line("Date of Birth", 200, 200, wide=8), line("14 Oct. 1990", 330, 200)],
]


def read(operation: str, engine: FakeEngine, **options: object) -> Recognized:
    found = RECOGNIZERS[operation](CARD, options, engine)
    assert isinstance(found, Recognized)
    return found


def test_latin_fields_are_read_without_the_reader() -> None:
    """Thai fields are empty with confidence 0 and say what to install."""
    found = read("recognize_thailand_id_card", FakeEngine(rows=THAI_FRONT))
    result = dict(found.result)  # type: ignore[arg-type]
    assert result["side"] == "front"
    assert result["type"] == "normal"
    assert result["id_number"] == "1 2345 67890 12 1"
    assert result["first_name_en"] == "Mr. Thotsop"
    assert result["last_name_en"] == "Tuayang"
    assert result["date_of_birth_en"] == "14 Oct. 1990"
    assert result["name_th"] == ""
    assert "name_th" in {part.part for part in found.unread}


def test_card_of_another_kind_is_refused() -> None:
    """An image without the texts of the card is no card, and the reader is named."""
    engine = FakeEngine(rows=[[line("Total 7.80", 10, 10)]])
    for name in ("vietnam_id_card", "thailand_id_card", "cambodian_id_card", "myanmar_id_card"):
        with pytest.raises(RecognitionError, match=r"AIS\.0104.*ocr-wrapper\[scripts\]"):
            RECOGNIZERS[f"recognize_{name}"](CARD, {}, engine)


def test_plates_need_the_reader_of_thai() -> None:
    """The letters of a plate are not guessed."""
    found = read("recognize_thailand_license_plate", FakeEngine())
    assert found.result == []
    assert found.unread[0].install == "ocr-wrapper[scripts]"
