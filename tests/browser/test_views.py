"""Watch, Break and Contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_emulator.emulator import Emulator
from tests.browser.steps import open_view, recognize, send
from tests.emulator.conftest import call

if TYPE_CHECKING:
    from playwright.sync_api import Page

PASSPORT = "recognize_passport"


def test_calls_appear_as_they_are_made(page: Page, emu: Emulator) -> None:
    """Those of other programs, without a reload."""
    open_view(page, "Watch")
    page.wait_for_selector("text=● live")
    call(emu)
    page.wait_for_selector(".log tbody tr")
    call(emu, body={"image": 5})
    page.wait_for_selector(".log tbody tr:nth-child(2)")
    newest = page.locator(".log tbody tr").first.inner_text()
    assert PASSPORT in newest
    assert "400 AIS.0101" in newest
    assert "/image" in newest


def test_calls_are_filtered(page: Page, emu: Emulator) -> None:
    """By words and by outcome."""
    call(emu)
    call(emu, sk="wrong")
    open_view(page, "Watch")
    page.wait_for_selector(".log tbody tr:nth-child(2)")
    rows = page.locator(".log tbody tr:visible")
    page.fill("[aria-label=Filter]", "apig.0301")
    assert rows.count() == 1
    page.fill("[aria-label=Filter]", "")
    page.select_option("[aria-label=Outcome]", "ok")
    assert "200" in rows.first.inner_text()
    assert rows.count() == 1


def test_details_show_where_a_request_left_the_contract(page: Page, emu: Emulator) -> None:
    """Pointer, expected, got; no body, which would be a document."""
    call(emu, body={"image": 5})
    open_view(page, "Watch")
    page.click(".log tbody tr")
    detail = page.inner_text(".split > :last-child")
    assert "Where the request left the contract" in detail
    assert "Bodies are not kept" in detail
    assert emu.sk not in detail


def test_cleared_journal_is_cleared_on_the_page(page: Page, emu: Emulator) -> None:
    """By the button, and by anyone else."""
    call(emu)
    open_view(page, "Watch")
    page.wait_for_selector(".log tbody tr")
    page.click("text=Clear")
    page.wait_for_selector("text=No call yet.")
    call(emu)
    page.wait_for_selector(".log tbody tr")
    emu.journal.clear()
    page.wait_for_selector("text=No call yet.")


def test_fault_is_set_seen_explained_and_reset(page: Page, emu: Emulator) -> None:
    """From the form to the refusal, with one click back."""
    open_view(page, "Break")
    page.fill("[aria-label=Fault] [name='fault.code']", "ModelArts.4204")
    page.fill("[aria-label=Fault] [name=times]", "1")
    page.click("text=Add the fault")
    page.wait_for_selector("text=Fault ModelArts.4204 for every operation: applied 0 of 1 times")
    assert page.inner_text("#break-count") == "1"
    open_view(page, "Try")
    recognize(page)
    notice = page.inner_text(".results .notice")
    assert "403 · ModelArts.4204" in notice
    assert "the fault error that is set under Break" in notice
    assert "What to do" in notice
    open_view(page, "Break")
    page.wait_for_selector("text=applied 1 of 1 times")
    page.click("text=Reset everything")
    page.wait_for_selector("text=Nothing is active")
    assert emu.faults.rules() == []
    assert len(emu.journal) == 1
    open_view(page, "Try")
    send(page)
    assert emu.journal.last.status == 200


def test_lost_connection_is_explained(page: Page, emu: Emulator) -> None:
    """A reset is no error of the page."""
    emu.faults.reset()
    recognize(page)
    assert "The connection ended" in page.inner_text(".results .notice")


def test_body_that_is_not_json_is_explained(page: Page, emu: Emulator) -> None:
    """A gateway's page is shown as text."""
    emu.faults.html(502)
    recognize(page)
    assert "The body is not JSON." in page.inner_text(".results .notice")
    assert "<html>" in page.inner_text(".panel pre").lower()


def test_moved_clock_does_not_break_the_signature(page: Page, emu: Emulator) -> None:
    """The page signs with the emulator's time, as a client with a right clock."""
    open_view(page, "Break")
    page.fill("[aria-label=Clock] [name=advance]", "86400")
    page.click("text=Move the clock")
    page.wait_for_selector("text=Clock moved")
    open_view(page, "Try")
    recognize(page)
    assert emu.journal.last.status == 200


def test_sequence_quota_and_account_are_set(page: Page, emu: Emulator) -> None:
    """Each with its own form."""
    open_view(page, "Break")
    page.fill("[aria-label=Sequence] [name=steps]", "503, ok")
    page.click("text=Add the sequence")
    page.wait_for_selector("text=Sequence 503, ok for every operation: 2 left")
    page.fill("[aria-label=Quotas] [name=per_minute]", "3")
    page.click("text=Set the quotas")
    page.wait_for_selector("text=Quota per minute: 3 for every operation")
    page.locator("[aria-label=Accounts] fieldset").first.locator("input").first.check()
    page.wait_for_selector("text=Account default: frozen")
    assert emu.account.frozen
    page.fill("[aria-label=Accounts] [name=name]", "second")
    page.click("text=Add the account")
    page.wait_for_selector("text=Key of second:")
    assert emu.default.accounts["second"].ak in page.inner_text("[role=alert]:visible")


def test_mistake_in_a_form_is_explained(page: Page) -> None:
    """In the words of the admin API, with a suggestion."""
    open_view(page, "Break")
    page.fill("[aria-label=Fault] [name='fault.code']", "AIS.105")
    page.click("text=Add the fault")
    page.wait_for_selector("text=did you mean 'AIS.0105'?")


def test_example_of_the_contract_becomes_the_response(page: Page, emu: Emulator) -> None:
    """One click from the reference to Try."""
    open_view(page, "Contract")
    page.click("#ref-recognize_passport")
    page.wait_for_selector("h2 >> text=Passport")
    page.click("summary >> text=nothing-found")
    page.click("text=Answer with this example >> visible=true")
    page.wait_for_selector("#view-try >> visible=true")
    assert page.input_value("[name=response]") == "example=nothing-found"
    recognize_sample(page)
    assert emu.journal.last.headers["prefer"] == "example=nothing-found"


def recognize_sample(page: Page) -> None:
    page.click(".sample >> nth=0")
    page.wait_for_selector(".stage img[src]")
    send(page)


def test_error_table_has_remedies(page: Page) -> None:
    """And is filtered by code or word."""
    open_view(page, "Contract")
    page.click("#ref-errors")
    page.fill("[aria-label='Filter the errors']", "AIS.0103")
    rows = page.locator("#view-contract tbody tr:visible")
    assert rows.count() >= 1
    assert "Scale the image" in rows.first.inner_text()
