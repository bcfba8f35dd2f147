"""Discovery of recognizers by their names."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from ocr_emulator.contract.bundle import load
from ocr_emulator.recognizers import RECOGNIZERS
from ocr_emulator.recognizers.registry import Registry
from tests.emulator.engine.fakes import FakeEngine


def test_each_recognizer_belongs_to_an_operation() -> None:
    """A module is found by the id of its operation and holds the function of that name."""
    assert set(RECOGNIZERS) <= set(load().operations)
    assert {"recognize_general_text", "recognize_passport"} <= set(RECOGNIZERS)
    assert {"recognize_web_image", "recognize_general_table"} <= set(RECOGNIZERS)
    assert all(callable(RECOGNIZERS[name]) for name in RECOGNIZERS)


@pytest.mark.parametrize("name", ["recognize_nothing", "", "os", 5])
def test_unknown_operation_has_no_recognizer(name: int | str) -> None:
    """A lookup that finds nothing imports nothing and raises KeyError as every mapping."""
    assert name not in RECOGNIZERS
    assert RECOGNIZERS.get(str(name)) is None


def test_lookup_imports_no_engine() -> None:
    """The server process knows which operations are recognized without OpenCV."""
    program = (
        "import sys\n"
        "from ocr_emulator.recognizers import RECOGNIZERS\n"
        "assert 'recognize_general_table' in list(RECOGNIZERS)\n"
        "print([m for m in sys.modules if m in ('cv2', 'numpy', 'onnxruntime')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_family_shares_a_sub_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module in a sub-package is found like one beside the others."""
    family = tmp_path / "shop" / "cards"
    family.mkdir(parents=True)
    (tmp_path / "shop" / "__init__.py").touch()
    (family / "__init__.py").touch()
    (family / "ticket.py").write_text(
        "def recognize_ticket(image, options, engine):\n    return {}\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    found = Registry("shop", ["recognize_ticket", "recognize_other"])
    assert list(found) == ["recognize_ticket"]
    assert found["recognize_ticket"](Image.new("L", (9, 9)), {}, FakeEngine()) == {}
