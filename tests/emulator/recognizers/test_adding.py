"""The example of CONTRIBUTING.md: adding a recognizer is adding a file."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PIL import Image

from ocr_emulator.emulator import Emulator
from ocr_emulator.recognizers import RECOGNIZERS, cards, registry
from tests.emulator.conftest import call, encoded, image_bytes
from tests.emulator.engine.cards.drawing import engine
from tests.emulator.engine.fakes import FakeEngine
from tests.paths import ROOT

Text = tuple[int, int, str]

ADDED = "recognize_utopia_id_card"
KNOWN = "recognize_vietnam_id_card"
"""An operation of the contract, in whose place the added recognizer is called."""
CARD = (
    (60, 20, "REPUBLIC OF UTOPIA"),
    (60, 60, "Card No. UT-104207"),
    (60, 100, "Surname and names"),
    (60, 124, "LINDQVIST"),
    (60, 148, "MARA ELENE"),
    (60, 190, "Date of birth"),
    (400, 190, "Sex"),
    (60, 214, "19 02 1984"),
    (400, 214, "F"),
    (60, 300, "Signature of holder"),
)


def example() -> str:
    """Return the module that CONTRIBUTING.md shows."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.partition("## Add a recognizer")[2]
    found = re.search(r"```python\n(.*?)```", section, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put the module into the package, as a new file would be."""
    (tmp_path / "utopia_id_card.py").write_text(example(), encoding="utf-8")
    monkeypatch.setattr(cards, "__path__", [*cards.__path__, str(tmp_path)])
    yield
    sys.modules.pop("ocr_emulator.recognizers.cards.utopia_id_card", None)


def emulator(texts: Sequence[Text]) -> Emulator:
    return Emulator(engine=engine(texts), recognizers={KNOWN: RECOGNIZERS[ADDED]})


def test_card_is_recognized_with_the_file_alone(added: None) -> None:
    """The recognizer is found, images are read with it, and the response is valid."""
    assert ADDED in RECOGNIZERS
    with emulator(CARD) as emu:
        answer = call(emu, KNOWN, {"image": encoded(image_bytes(900, 560))})
    assert answer.headers["x-emulator-answer"] == "engine fake"
    result = answer.json["result"]
    assert result.pop("confidence") == dict.fromkeys(
        ["number", "full_name", "sex", "birth_date"], 1
    )
    assert result == {
        "number": "UT-104207",
        "full_name": "LINDQVIST MARA ELENE",
        "sex": "F",
        "birth_date": "19 02 1984",
        "side": "front",
    }


def test_unread_field_is_empty_and_named(added: None) -> None:
    """A field without a value is empty with confidence 0, and the header says so."""
    texts = [entry for entry in CARD if entry[2] != "19 02 1984"]
    with emulator(texts) as emu:
        answer = call(emu, KNOWN, {"image": encoded(image_bytes(900, 560))})
    assert answer.json["result"]["birth_date"] == ""
    assert answer.json["result"]["confidence"]["birth_date"] == 0
    unread = answer.headers["x-emulator-unread"]
    assert unread == 'birth_date;reason="no legible value stands beside its label"'


def test_image_without_the_card_is_refused(added: None) -> None:
    """The recognizer refuses with the service's own code."""
    with emulator([(60, 20, "REPUBLIC OF ELSEWHERE"), *CARD[2:]]) as emu:
        assert call(emu, KNOWN, {"image": encoded(image_bytes(900, 560))}).code == "AIS.0104"


def test_without_the_file_there_is_no_recognizer() -> None:
    """Nothing else names the recognizer."""
    assert ADDED not in RECOGNIZERS


def test_installed_distribution_adds_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry point named like the operation is found, without an import until it is used."""
    (tmp_path / "shop_cards.py").write_text("def read(image, options, engine):\n    return {}\n")
    info = tmp_path / "shop_cards-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shop-cards\nVersion: 1.0\n")
    entry = f"[{registry.ENTRY_POINT_GROUP}]\n{KNOWN} = shop_cards:read\n"
    (info / "entry_points.txt").write_text(entry)
    monkeypatch.syspath_prepend(str(tmp_path))
    registry._points.cache_clear()
    try:
        assert KNOWN in list(RECOGNIZERS)
        assert "shop_cards" not in sys.modules
        assert RECOGNIZERS[KNOWN](Image.new("L", (9, 9)), {}, FakeEngine()) == {}
    finally:
        registry._points.cache_clear()
        sys.modules.pop("shop_cards", None)
