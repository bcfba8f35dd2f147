"""Try: an image goes in, a reading comes out, and both are linked."""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ocr_emulator.emulator import Emulator
from tests.browser.reader import HTML, TEXTS
from tests.browser.steps import copied, drop, drop_pdf, image_file, open_tab, recognize, send
from tests.paths import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_dropped_image_is_signed_sent_and_read(page: Page, emu: Emulator) -> None:
    """The request passes the emulator's own check of signatures."""
    recognize(page)
    assert page.inner_text(".results .notice") == "Read by the engine reader-of-tests."
    entry = emu.journal.last
    assert (entry.status, entry.credential, entry.account) == (200, "aksk", "playground")
    assert page.locator(".rows .row").count() == len(TEXTS)


def test_polygons_have_the_colour_of_their_confidence(page: Page) -> None:
    """High, middle and low differ."""
    recognize(page)
    classes = page.eval_on_selector_all(
        ".overlay polygon", "nodes => nodes.map((node) => node.classList[1])"
    )
    assert classes == ["high", "mid", "low", "high"]


def test_polygon_lies_on_its_line(page: Page) -> None:
    """Its corners are those of the response, in pixels of the image."""
    recognize(page)
    image = page.locator(".stage img").bounding_box()
    box = page.locator(".overlay polygon").nth(1).bounding_box()
    assert image is not None
    assert box is not None
    scale = image["width"] / 400
    assert abs(box["x"] - image["x"] - 20 * scale) < 3
    assert abs(box["y"] - image["y"] - 80 * scale) < 3


def test_pointing_at_a_polygon_shows_text_and_confidence(page: Page) -> None:
    """The line of the list is marked too."""
    recognize(page)
    page.locator(".overlay polygon").nth(1).hover()
    assert page.locator(".tip span").all_inner_texts() == ["Rye bread 7.80", "86.0 %"]
    assert page.text_content(".row.hover .value") == "Rye bread 7.80"


def test_click_links_image_and_list_both_ways(page: Page) -> None:
    """The one that was clicked is marked in the other."""
    recognize(page)
    page.locator(".overlay polygon").nth(2).click()
    assert page.text_content(".row.selected .value") == "T0TAL"
    page.locator(".row").nth(0).click()
    marked = page.locator(".overlay polygon.selected")
    assert marked.get_attribute("data-i") == "0"


def test_click_opens_the_tab_that_lists_the_item(page: Page) -> None:
    """Also while another tab is shown."""
    recognize(page)
    open_tab(page, "JSON")
    page.locator(".overlay polygon").nth(0).click()
    assert page.inner_text("[aria-selected=true]").startswith("Text")
    assert page.text_content(".row.selected .value") == TEXTS[0][0]


def test_html_in_a_recognized_text_stays_text(page: Page) -> None:
    """In every tab, in the tip and in the JSON; no element comes of it and nothing runs."""
    for operation in ("recognize_general_text", "recognize_passport"):
        recognize(page, operation)
        for tab in ("Fields", "Text", "Tables", "Markdown", "JSON", "Code"):
            open_tab(page, tab)
            assert page.locator(".panel img, .panel b, .panel script").count() == 0
        open_tab(page, "Text" if "text" in operation else "Fields")
        assert HTML in page.locator(".row .value").all_text_contents()
    recognize(page)
    page.locator(".overlay polygon").nth(3).hover()
    assert HTML in page.inner_text(".tip")
    assert page.locator(".tip img").count() == 0
    assert page.title() == "OCR playground"


def test_browser_refuses_markup_from_text(page: Page) -> None:
    """Even a mistake in our scripts could not make an element of a text."""
    message = page.evaluate(
        "() => { try { document.body.innerHTML = 'x'; return '' } catch (e) { return e.name } }"
    )
    assert message == "TypeError"


def test_copied_python_runs(page: Page, emu: Emulator, tmp_path: Path) -> None:
    """It makes the same call with the same key, and prints the text."""
    recognize(page)
    open_tab(page, "Code")
    page.click("text=Copy Python")
    page.wait_for_selector("text=Copied")
    (tmp_path / "scan.png").write_bytes(image_file())
    done = subprocess.run(
        [sys.executable, "-c", copied(page)],
        check=False,
        cwd=tmp_path,
        env={"PYTHONPATH": f"{ROOT}:{ROOT}/generated"},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, TEXTS[0][0] in done.stdout) == (0, True), done.stderr
    assert emu.journal.count(account="playground", status=200) == 2


def test_operation_that_nothing_reads_says_so(page: Page) -> None:
    """An example of the contract is never shown as the content of the image."""
    recognize(page, "recognize_vietnam_id_card")
    notice = page.inner_text(".results .notice")
    assert notice.startswith("Not the content of your image.")
    assert "It reads: General table, General text, Passport." in notice
    assert page.locator(".overlay polygon").count() == 0
    assert page.locator(".rows .row").count() > 5


def test_operations_are_listed_with_what_reads_them(page: Page) -> None:
    """Groups, the withdrawn one, and those that return examples only."""
    labels = page.locator(".side select").first.locator("option").all_inner_texts()
    assert len(labels) == 16
    assert "ID document (withdrawn 2025-11-04)" in labels
    assert "Passport" in labels
    assert "Peru ID card · example only" in labels


def test_options_are_sent_as_chosen(page: Page, emu: Emulator) -> None:
    """Booleans, numbers and choices; what is not set is not sent."""
    page.select_option("[name=detect_direction]", "true")
    page.select_option("[name=quick_mode]", "false")
    page.select_option("[name=language]", "zh")
    recognize_without_choosing(page)
    open_tab(page, "Code")
    page.wait_for_selector("text=Copy Python")
    code = page.inner_text("pre >> nth=0")
    assert "detect_direction=True, quick_mode=False, language='zh')" in code
    assert emu.journal.last.status == 200


def recognize_without_choosing(page: Page) -> None:
    drop(page, image_file())
    page.wait_for_selector(".stage img[src]")
    send(page)


def test_image_that_was_sent_turned_is_shown_upright(page: Page) -> None:
    """The angle of the response turns the view; polygons turn with it."""
    page.select_option("[name=detect_direction]", "true")
    recognize_without_choosing(page)
    transform = page.locator(".stage").evaluate("node => node.style.transform")
    assert "rotate(90deg)" in transform
    page.click("[aria-label='Rotate by 90 degrees']")
    assert "rotate(180deg)" in page.locator(".stage").evaluate("node => node.style.transform")


def test_view_zooms_moves_and_fits(page: Page) -> None:
    """With the wheel, by dragging, and back."""
    recognize(page)
    before = page.inner_text(".zoom")
    page.mouse.move(700, 400)
    page.mouse.wheel(0, -400)
    assert page.inner_text(".zoom") != before
    place = page.locator(".stage").bounding_box()
    page.mouse.down()
    page.mouse.move(760, 430, steps=3)
    page.mouse.up()
    moved = page.locator(".stage").bounding_box()
    assert place is not None
    assert moved is not None
    assert (round(moved["x"] - place["x"]), round(moved["y"] - place["y"])) == (60, 30)
    page.click("[aria-label='Fit to the window']")
    assert page.inner_text(".zoom") == before


def test_table_is_shown_with_its_merged_cells(page: Page) -> None:
    """And its cells are linked with the image."""
    recognize(page, "recognize_general_table")
    assert page.locator(".grid td").first.get_attribute("colspan") == "2"
    page.locator(".overlay polygon").nth(2).click()
    assert page.text_content("td.selected") == "08:00"


def test_page_of_a_pdf_is_chosen_above_the_image(page: Page, emu: Emulator) -> None:
    """The chosen page is shown, and its number is sent."""
    pytest.importorskip("pypdfium2")
    drop_pdf(page)
    send(page)
    assert emu.journal.last.status == 200
    open_tab(page, "Code")
    page.wait_for_selector("text=Copy Python")
    assert "pdf_page_number=2" in page.inner_text("pre >> nth=0")


def test_file_that_browsers_do_not_show_is_shown(page: Page) -> None:
    """TIFF is drawn by the emulator."""
    drop(page, image_file("TIFF"), "scan.tiff", "image/tiff")
    page.wait_for_selector(".stage img[src]")
    assert page.get_attribute(".stage img", "width") == "400"


def test_file_that_cannot_be_shown_can_be_sent(page: Page) -> None:
    """The service's refusal is what the user wants to see."""
    drop(page, b"no image", "note.txt", "text/plain")
    page.wait_for_selector("text=It can be sent all the same.")
    send(page)
    assert "AIS.0102" in page.inner_text(".results .notice")


def test_violation_is_explained(page: Page) -> None:
    """Where, what was expected, what came, and what to do."""
    page.select_option(".side select", "recognize_smart_document")
    page.select_option("[name=return_excel]", "true")
    recognize_without_choosing(page)
    notice = page.inner_text(".results .notice")
    assert "400 · AIS.0101" in notice
    assert "/return_excel" in notice
    assert "What to do" in notice


def test_response_of_the_contract_can_be_asked_for(page: Page, emu: Emulator) -> None:
    """As the header `Prefer`."""
    page.click("text=Request and response")
    page.select_option("[name=response]", "example=nothing-found")
    recognize_without_choosing(page)
    assert "You asked for it" in page.inner_text(".results .notice")
    assert emu.journal.last.headers["prefer"] == "example=nothing-found"


def test_result_is_downloaded(page: Page, tmp_path: Path) -> None:
    """Under the name of the image, in each format."""
    recognize(page)
    with page.expect_download() as waiting:
        page.click(".downloads >> text=txt")
    waiting.value.save_as(tmp_path / "found.txt")
    assert waiting.value.suggested_filename == "scan.txt"
    assert (tmp_path / "found.txt").read_text().startswith(TEXTS[0][0])


def test_another_sample_can_be_taken(page: Page, emu: Emulator) -> None:
    """The samples come back over the image."""
    recognize(page)
    page.click("text=Samples")
    page.click(".sample >> text=passport")
    page.wait_for_selector("img[alt='The image passport.png']")
    assert page.locator(".drop").is_hidden()


def test_without_an_image_the_page_says_what_to_do(page: Page) -> None:
    """Nothing is sent."""
    page.click("text=Recognize")
    assert "Choose an image first" in page.inner_text(".results .notice")


def test_pasted_image_is_taken(page: Page, emu: Emulator) -> None:
    """From the clipboard, wherever the focus is."""
    page.evaluate(
        """(text) => {
            const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
            const clipboardData = new DataTransfer();
            clipboardData.items.add(new File([bytes], 'image.png', { type: 'image/png' }));
            document.dispatchEvent(new ClipboardEvent('paste', { clipboardData }));
        }""",
        base64.b64encode(image_file()).decode(),
    )
    page.wait_for_selector("img[alt='The image image.png']")
    send(page)
    assert emu.journal.last.status == 200


def test_image_behind_an_address_is_read_and_not_shown(page: Page, emu: Emulator) -> None:
    """Polygons are not drawn on another image; the page asks no other host for this one."""
    drop(page, image_file())
    page.wait_for_selector(".stage img[src]")
    page.click("text=Request and response")
    page.fill("[type=url]", emu.files.put("scan.png", image_file()))
    send(page)
    assert page.locator(".rows .row").count() == len(TEXTS)
    assert "The image behind the URL is not shown." in page.inner_text(".drop")
    assert page.locator(".overlay polygon").count() == 0
