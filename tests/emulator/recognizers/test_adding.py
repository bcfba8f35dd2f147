"""The example of CONTRIBUTING.md: adding a recognizer is adding a file."""

import re
import sys

import pytest

from ocr_emulator import recognizers
from ocr_emulator.emulator import Emulator
from ocr_emulator.recognizers import RECOGNIZERS, registry
from tests.emulator.conftest import call, encoded
from tests.emulator.engine.fakes import FakeEngine, line
from tests.paths import ROOT

OPERATION = "recognize_vietnam_id_card"


def example():
    """Return the module that CONTRIBUTING.md shows."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.partition("## Add a recognizer")[2]
    return re.search(r"```python\n(.*?)```", section, re.DOTALL).group(1)


@pytest.fixture
def added(tmp_path, monkeypatch):
    """Put the module into the package, as a new file would be."""
    (tmp_path / "vietnam_id_card.py").write_text(example(), encoding="utf-8")
    monkeypatch.setattr(recognizers, "__path__", [*recognizers.__path__, str(tmp_path)])
    yield
    sys.modules.pop("ocr_emulator.recognizers.vietnam_id_card", None)


def emulator(*texts):
    rows = [[line(text, 10, 10 + 40 * i)] for i, text in enumerate(texts)]
    return Emulator(engine=FakeEngine(rows=rows))


def test_operation_is_recognized_with_the_file_alone(added):
    """The operation is listed, its images are read, and the response is valid."""
    assert OPERATION in list(RECOGNIZERS)
    with emulator("CAN CUOC CONG DAN", "So / No: 079 203 004 521") as emu:
        answer = call(emu, OPERATION, {"image": encoded()})
        assert answer.json["result"]["number"] == "079203004521"
        assert answer.headers["x-emulator-answer"] == "engine fake"


def test_unread_field_is_empty_and_named(added):
    """Without a number the field is empty with confidence 0, and the header says so."""
    with emulator("CAN CUOC CONG DAN") as emu:
        answer = call(emu, OPERATION, {"image": encoded()})
        assert answer.json["result"] == {"number": "", "confidence": {"number": 0}}
        assert answer.headers["x-emulator-unread"].startswith('number;reason="no run')


def test_image_without_text_is_refused(added):
    """The recognizer refuses with the service's own code."""
    with emulator() as emu:
        assert call(emu, OPERATION, {"image": encoded()}).code == "AIS.0104"


def test_without_the_file_there_is_an_example():
    """Nothing else names the operation."""
    assert OPERATION not in RECOGNIZERS


def test_installed_distribution_adds_one(tmp_path, monkeypatch):
    """An entry point named like the operation is found, without an import until it is used."""
    (tmp_path / "shop_cards.py").write_text("def read(image, options, engine):\n    return {}\n")
    info = tmp_path / "shop_cards-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shop-cards\nVersion: 1.0\n")
    entry = f"[{registry.ENTRY_POINT_GROUP}]\n{OPERATION} = shop_cards:read\n"
    (info / "entry_points.txt").write_text(entry)
    monkeypatch.syspath_prepend(str(tmp_path))
    registry._points.cache_clear()
    try:
        assert OPERATION in list(RECOGNIZERS)
        assert "shop_cards" not in sys.modules
        assert RECOGNIZERS[OPERATION](None, {}, None) == {}
    finally:
        registry._points.cache_clear()
        sys.modules.pop("shop_cards", None)
