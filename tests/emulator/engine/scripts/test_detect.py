"""Script detection: readers tell their own script from others."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from ocr_emulator.engine.base import Line
from ocr_emulator.engine.geometry import frame, shifted
from ocr_emulator.engine.scripts.catalog import BUNDLED
from ocr_emulator.engine.scripts.detect import detected_language

LINES = Path(__file__).parent / "lines"


def found(image: Image.Image, *, over: bool = False, any_way_up: bool = False) -> str | None:
    """Return the language of one line, which may be read upside down."""
    polygon = shifted(frame(image.size), 2 if over else 0)
    line = Line("lvan7 lnga", polygon, 0.6)
    language = detected_language(image, [line], BUNDLED, any_way_up=any_way_up)
    return None if language is None else language.code


@pytest.mark.parametrize("code", ["th", "km", "my"])
def test_reader_of_the_script_is_surest(code: str) -> None:
    """Each script is told from those of the other readers."""
    pytest.importorskip("tesserocr")
    with Image.open(LINES / f"{code}.png") as image:
        assert found(image) == code


def test_lines_upside_down_are_tried_both_ways() -> None:
    """Look-alikes do not show which way is up, so a wrong guess costs nothing."""
    pytest.importorskip("tesserocr")
    with Image.open(LINES / "th.png") as image:
        assert found(image, over=True, any_way_up=True) == "th"
        assert found(image, over=True) is None


def test_text_of_no_script_has_no_language() -> None:
    """Marks that no reader is sure of are left as they were."""
    pytest.importorskip("tesserocr")
    assert found(Image.effect_noise((400, 48), 80).convert("RGB")) is None


def test_no_reader_finds_no_language() -> None:
    """Without readers of other scripts nothing is read."""
    line = Line("lvan7 lnga", frame((100, 20)), 0.6)
    image = Image.new("RGB", (100, 20), "white")
    assert detected_language(image, [line], ["vi"], any_way_up=False) is None
