"""Downloads: each installed export is a file that its programs open, with the result in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from ocr_emulator.emulator import Emulator
from ocr_wrapper.cli.commands.playground_exports import installed_exports
from ocr_wrapper.exports import FORMATS
from tests.browser.reader import READERS, TEXTS, reader
from tests.browser.steps import drop, drop_pdf, image_file, recognize, send

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def emu() -> Iterator[Emulator]:
    """An emulator that `hwocr emulator` has started: with the exports of the library."""
    exporters = installed_exports()
    with Emulator(engine=reader(), recognizers=READERS, exporters=exporters) as emu:
        yield emu


def save(page: Page, name: str, folder: Path) -> Path:
    """Press the button of a format, and return the file."""
    with page.expect_download() as waiting:
        page.click(f".downloads button >> text=/^{name}$/")
    name_of_file: str = waiting.value.suggested_filename
    path = folder / name_of_file
    waiting.value.save_as(path)
    return path


def workbook(path: Path) -> str:
    import openpyxl

    sheets = openpyxl.load_workbook(path)
    return repr([row for sheet in sheets for row in sheet.iter_rows(values_only=True)])


def parquet(path: Path) -> str:
    import pyarrow.parquet

    return repr(pyarrow.parquet.read_table(path).to_pylist())


def pdf(path: Path) -> str:
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def xml(path: Path) -> str:
    nodes = ElementTree.parse(path).getroot().iter()
    return " ".join(f"{node.text or ''} {' '.join(node.attrib.values())}" for node in nodes)


def lines(path: Path) -> str:
    return repr([json.loads(line) for line in path.read_text("utf-8").splitlines()])


OPENERS: dict[str, Callable[[Path], str]] = {
    ".json": lambda path: repr(json.loads(path.read_bytes())),
    ".jsonl": lines,
    ".txt": lambda path: path.read_text("utf-8"),
    ".md": lambda path: path.read_text("utf-8"),
    ".csv": lambda path: path.read_text("utf-8"),
    ".xlsx": workbook,
    ".parquet": parquet,
    ".hocr": xml,
    ".xml": xml,
    ".pdf": pdf,
}


def test_every_format_is_tried() -> None:
    """A new export needs a program that opens it here."""
    assert {form.suffix for form in FORMATS.values()} == set(OPENERS)


def test_every_download_can_be_opened(page: Page, tmp_path: Path) -> None:
    """Under the name of the image; each contains the recognized lines."""
    recognize(page)
    names = page.locator(".downloads button").all_inner_texts()
    suffixes = {form.suffix for form in installed_exports().values()}
    found = {}
    for name in names:
        path = save(page, name, tmp_path)
        found[path.suffix] = re.sub(r"\s+", " ", OPENERS[path.suffix](path))
        assert path.stem == "scan"
    assert set(found) == suffixes
    assert [suffix for suffix, text in found.items() if "HARBOUR" not in text] == []
    assert [suffix for suffix, text in found.items() if "Rye" not in text] == []


@pytest.mark.skipif("pdf" not in installed_exports(), reason="the export [pdf] is not installed")
def test_page_of_a_pdf_becomes_a_searchable_page(page: Page, tmp_path: Path) -> None:
    """The page that was read, with its text, and no other."""
    drop_pdf(page)
    send(page)
    path = save(page, "pdf", tmp_path)
    assert path.name == "report.pdf"
    assert TEXTS[0][0] in pdf(path)


def test_export_that_fails_says_why(page: Page, emu: Emulator) -> None:
    """In the words of the emulator, above the result."""
    recognize(page)
    page.route("**/exports/xlsx", lambda route: route.abort())
    page.click(".downloads button >> text=/^xlsx$/")
    page.wait_for_selector(".results .notice.bad")
    assert "does not respond" in page.inner_text(".results .notice.bad")


def test_example_is_marked_in_every_file(page: Page, tmp_path: Path) -> None:
    """Nobody takes it for a document later."""
    recognize(page, "recognize_vietnam_id_card")
    for name in ("txt", "md", "csv"):
        assert save(page, name, tmp_path).read_text("utf-8").startswith("EXAMPLE")
    rows = workbook(save(page, "xlsx", tmp_path))
    assert "'is_example', 'side'" in rows
    assert "True, 'front'" in rows


def test_alarms_and_corners_are_shown(page: Page, emu: Emulator) -> None:
    """What was found stands first, in red; the corners of the document are marked in the scan."""
    found = emu.answers.example("classify_id_document", "every-alarm")
    found["location"] = [[20, 20], [380, 30], [370, 280], [10, 270]]
    found["alarm_result"]["detect_copy_result"] = False
    emu.answers.set("classify_id_document", found)
    recognize(page, "classify_id_document")
    rows = page.locator(".row").all_inner_texts()
    assert rows[0].split("\n") == ["alarm_result.detect_blur_result", "⚠ found", "99.0 %"]
    assert "✓ not found" in " ".join(rows)
    assert page.locator(".row .score.low").count() == 7
    assert page.get_attribute(".overlay polygon", "points") == "20,20 380,30 370,280 10,270"
    page.locator(".overlay polygon").click()
    assert page.inner_text(".row.selected .value") == "thailand_id_card"


def test_file_of_a_result_is_shown(page: Page, emu: Emulator) -> None:
    """A portrait is an image beside its field, and its place is marked in the scan."""
    portrait = emu.answers.example("recognize_peru_id_card", "portrait")
    corners = [[20, 20], [120, 20], [120, 160], [20, 160]]
    portrait |= {"portrait_location": corners}
    emu.answers.set("recognize_peru_id_card", portrait)
    drop(page, image_file())
    recognize(page, "recognize_peru_id_card")
    assert page.locator("img.portrait[alt=portrait_image]").count() == 1
    assert page.locator(".overlay polygon").count() == 1
    page.locator(".overlay polygon").click()
    assert page.inner_text(".row.selected .name") == "portrait_image"
