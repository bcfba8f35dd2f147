"""Keyboard, screen reader, narrow screens, dark and light, other hosts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ocr_emulator.emulator import Emulator
from tests.browser.reader import READERS, TEXTS, reader
from tests.browser.steps import open_tab, open_view, recognize
from tests.emulator.conftest import call
from tests.paths import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


def violations(page: Page) -> list[str]:
    """Return what axe-core finds, one line for each rule."""
    page.evaluate(Path(AXE).read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run(document)")
    return [
        f"{rule['id']}: {json.dumps([node['target'] for node in rule['nodes']])} "
        f"{rule['nodes'][0]['failureSummary']}"
        for rule in found["violations"]
    ]


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: npm ci")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(page: Page, emu: Emulator, scheme: Any) -> None:
    """In every view, with a result, an example, a refusal and details shown."""
    page.emulate_media(color_scheme=scheme)
    found = violations(page)
    recognize(page)
    for tab in ("Text", "Markdown", "JSON", "Code"):
        open_tab(page, tab)
        found += violations(page)
    recognize(page, "recognize_general_table")
    found += violations(page)
    recognize(page, "recognize_vietnam_id_card")
    found += violations(page)
    emu.faults.error("AIS.0105")
    recognize(page, "recognize_passport")
    found += violations(page)
    call(emu, body={"image": 5})
    open_view(page, "Watch")
    page.wait_for_selector(".log tbody tr:nth-child(5)")
    page.click(".log tbody tr")
    found += violations(page)
    open_view(page, "Break")
    page.wait_for_selector("text=Active now")
    found += violations(page)
    open_view(page, "Contract")
    page.wait_for_selector("#view-contract summary")
    page.click("#view-contract summary >> nth=0")
    found += violations(page)
    page.click("#ref-errors")
    found += violations(page)
    assert found == []


def focused(page: Page) -> str:
    text: str = page.evaluate(
        "({ activeElement: node }) => node.innerText || node.getAttribute('aria-label') || ''",
        page.evaluate_handle("document"),
    )
    return text.strip()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until a control with this text has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if focused(page).startswith(name):
            return
    raise AssertionError(f"the keyboard does not reach {name!r}")


def test_everything_works_with_the_keyboard(page: Page) -> None:
    """Sample, send, tabs, list and view, without a pointer."""
    tab_to(page, "receipt")
    page.keyboard.press("Enter")
    page.wait_for_selector(".stage img[src]")
    page.focus(".skip")
    tab_to(page, "Recognize")
    page.keyboard.press("Enter")
    page.wait_for_selector(".rows .row")
    tab_to(page, "Image. Plus")
    before = page.inner_text(".zoom")
    page.keyboard.press("+")
    assert page.inner_text(".zoom") != before
    page.keyboard.press("0")
    tab_to(page, "Text")
    page.keyboard.press("ArrowRight")
    assert focused(page).startswith("Tables")
    page.keyboard.press("ArrowLeft")
    tab_to(page, TEXTS[0][0])
    page.keyboard.press("ArrowDown")
    assert focused(page).startswith(TEXTS[1][0])
    assert page.locator(".overlay polygon.hover").get_attribute("data-i") == "1"
    page.keyboard.press("Enter")
    assert page.locator(".overlay polygon.selected").get_attribute("data-i") == "1"


def test_screen_reader_hears_the_outcome(page: Page) -> None:
    """A polite message, and no need to find the list first."""
    recognize(page)
    assert page.inner_text("#status") == "Read: 0 fields, 4 lines, 0 tables"


@pytest.mark.parametrize("width", [360, 800])
def test_narrow_screen_needs_no_sideways_scrolling(page: Page, width: int) -> None:
    """A telephone and a tablet show every view."""
    page.set_viewport_size({"width": width, "height": 740})
    recognize(page)
    for view in ("Try", "Watch", "Break", "Contract"):
        open_view(page, view)
        widths = page.evaluate(
            "() => ['html', 'main > section:not([hidden])']"
            ".map((name) => document.querySelector(name))"
            ".map((node) => node.scrollWidth - node.clientWidth)"
        )
        assert widths == [0, 0], view


def test_theme_is_chosen_and_kept(page: Page) -> None:
    """It follows the system until the button says otherwise."""
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.reload()
    page.wait_for_selector(".studio")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light != dark


def test_page_on_another_host_asks_for_the_token(browser: Browser) -> None:
    """Pasted into the page, or brought along in the address."""
    with Emulator(engine=reader(), recognizers=READERS, host="0.0.0.0") as emu:
        address, _, token = emu.playground_url.partition("#token=")
        page = browser.new_page()
        page.goto(address)
        page.wait_for_selector("text=This playground needs its token")
        page.fill("#token", "wrong")
        page.click("text=Open")
        page.wait_for_selector("text=This playground needs its token")
        page.fill("#token", token)
        page.click("text=Open")
        page.wait_for_selector(".studio")
        page.close()
        page = browser.new_page()
        page.goto(emu.playground_url)
        page.wait_for_selector(".studio")
        assert token not in page.url
        page.close()


def test_page_without_web_crypto_logs_in(browser: Browser, emu: Emulator) -> None:
    """Plain http on a host that is not loopback is no secure context."""
    page = browser.new_page()
    page.goto(f"http://emulator.test:{emu.port}/")
    page.wait_for_selector(".studio")
    assert page.evaluate("isSecureContext") is False
    recognize(page)
    assert (emu.journal.last.status, emu.journal.last.credential) == (200, "token")
    page.close()


def test_page_of_another_origin_reads_nothing(browser: Browser, emu: Emulator) -> None:
    """Neither the token nor the session, nor the journal."""
    with Emulator(engine=None) as other:
        page = browser.new_page()
        page.goto(other.url + "/_emulator/health")
        for path in ("/", "/_emulator/accounts", "/_emulator/journal/events"):
            outcome = page.evaluate(
                "url => fetch(url).then((r) => r.text(), () => 'refused')", emu.url + path
            )
            assert outcome == "refused"
        page.close()
