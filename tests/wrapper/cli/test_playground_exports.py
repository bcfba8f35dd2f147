"""The playground offers the library's export formats when `hwocr emulator` starts it."""

from __future__ import annotations

import pytest

from ocr_emulator.contract.bundle import load
from ocr_emulator.http.playground.exports import Exporter, ExportOrder
from ocr_wrapper.cli.commands.playground_exports import installed_exports
from ocr_wrapper.exports import FORMATS, Format

RESPONSE = load().operations["recognize_general_text"].examples["default"]


def test_installed_formats_are_offered() -> None:
    """Those without libraries always are."""
    found: dict[str, Exporter] = dict(installed_exports())
    always = {name for name, form in FORMATS.items() if not form.libraries}
    assert always <= set(found) <= set(FORMATS)


def test_format_without_its_library_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page offers nothing that would fail."""
    absent = Format("absent", ".absent", "text", "Csv", libraries=("no_such_library",))
    monkeypatch.setattr("ocr_wrapper.exports.formats.FORMATS", {"absent": absent})
    monkeypatch.setattr("ocr_wrapper.exports.FORMATS", {"absent": absent}, raising=False)
    assert installed_exports() == {}


def test_export_is_the_one_of_the_library() -> None:
    """With the mark of an example, as everywhere."""
    order = ExportOrder("recognize_general_text", RESPONSE, source="scan.png", example=True)
    text = installed_exports()["text"].export(order).decode()
    assert "CORNER BAKERY" in text
    assert "EXAMPLE" in text
