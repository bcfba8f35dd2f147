"""The example passport, read by the real engine and classified."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("cv2")

from PIL import Image

from ocr_emulator.engine.base import Engine
from ocr_emulator.recognizers.classify_id_document import classify_id_document
from tests.paths import IMAGES


def test_example_passport_is_a_passport(engine: Engine) -> None:
    """The real engine reads the title, the labels and the zone."""
    with Image.open(IMAGES / "passport.png") as image:
        result: Any = classify_id_document(image.convert("RGB"), {"alarm": True}, engine).result
    assert result["type"] == "passport"
    width, height = image.size
    assert result["location"] == [[0, 0], [width, 0], [width, height], [0, height]]
    assert not any(result["alarm_result"].values())
