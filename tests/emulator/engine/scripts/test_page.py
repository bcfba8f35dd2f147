"""A page of Thai and Latin words, read with the real engine."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from ocr_emulator.engine.rapid import RapidEngine
from ocr_emulator.recognizers.general_text import recognize_general_text

PAGE = Path(__file__).parent / "lines" / "page.png"


@pytest.mark.engine
def test_page_of_two_scripts_is_read_with_its_language(engine: RapidEngine) -> None:
    """Thai lines, Latin words and numbers are each read by the engine that knows them."""
    pytest.importorskip("tesserocr")
    with Image.open(PAGE) as image:
        result = recognize_general_text(image, {"language": "th"}, engine)
    assert isinstance(result, dict)
    blocks = result.get("words_block_list") or []
    texts = ["".join(str(block.get("words")).split()) for block in blocks]
    assert texts == ["ชื่อตัวและชื่อสกุลนายสมชายใจดี", "NameMr.Somchai", "จังหวัดเชียงใหม่ChiangMai50200"]
