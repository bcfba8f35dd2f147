"""Tables and documents with the real engine, in a worker process, over HTTP."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr_emulator.emulator import Emulator
from tests.emulator.conftest import call, encoded

ROWS = (("Item", "Price"), ("Lamp", "18.50"), ("Kettle", "7.25"))


def drawing() -> str:
    """Draw a line of text over a small ruled table."""
    image = Image.new("RGB", (640, 360), "white")
    pen, face = ImageDraw.Draw(image), ImageFont.load_default(26)
    pen.text((40, 30), "Ship to: Mara Lindqvist", "black", face)
    for r, row in enumerate(ROWS):
        for c, words in enumerate(row):
            x, y = 40 + 260 * c, 120 + 60 * r
            pen.rectangle((x, y, x + 260, y + 60), outline="black", width=2)
            pen.text((x + 16, y + 14), words, "black", face)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return encoded(stream.getvalue())


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    pytest.importorskip("rapidocr")
    with Emulator() as running:
        yield running


@pytest.mark.engine
def test_table_is_recognized(emulator: Emulator) -> None:
    """The cells of a drawn table come back with their rows and columns."""
    answer = call(emulator, "recognize_general_table", {"image": drawing()})
    assert answer.headers["x-emulator-answer"] == "engine rapidocr"
    text, table = answer.json["result"]["words_region_list"]
    assert text["words_block_list"][0]["words"] == "Ship to: Mara Lindqvist"
    found = {(*cell["rows"], *cell["columns"]): cell["words"] for cell in table["words_block_list"]}
    assert found == {(r, c): words for r, row in enumerate(ROWS) for c, words in enumerate(row)}


@pytest.mark.engine
def test_unread_parts_cross_the_process_border(emulator: Emulator) -> None:
    """What the worker could not read is in the header of the response and in the journal."""
    body = {"image": drawing(), "detect_font": True, "extract_type": ["contact_info"]}
    answer = call(emulator, "recognize_web_image", body)
    contact = answer.json["result"]["extracted_data"]["contact_info"]
    assert contact["name"] == "Mara Lindqvist"
    assert answer.headers["x-emulator-unread"].startswith("font_list;reason=")
    assert "contact_info.phone" in [part["part"] for part in emulator.journal.last.unread]


@pytest.mark.engine
def test_document_has_pairs_and_table(emulator: Emulator) -> None:
    """Pairs and tables of one page stand in one item; the key `data` holds the image."""
    body = {"data": drawing(), "kv": True, "table": True}
    (page,) = call(emulator, "recognize_smart_document", body).json["result"]
    pairs = [(p["key"], p["value"]) for p in page["kv_result"]["kv_block_list"]]
    assert pairs == [("Ship to", "Mara Lindqvist")]
    assert page["table_result"]["table_count"] == 1
