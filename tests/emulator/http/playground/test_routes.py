"""Previews, kept bodies, exports, examples and what is active."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping

import pytest
from PIL import Image

from ocr_emulator.emulator import Emulator
from ocr_emulator.http.playground.exports import ExportOrder
from ocr_emulator.http.playground.forms import FAULT_KINDS
from ocr_emulator.scripting.faults import KINDS
from tests.emulator.conftest import call, image_bytes
from tests.emulator.http.playground.calls import page_call
from tests.emulator.http.test_admin import admin

PASSPORT = "recognize_passport"
PREVIEW = "playground/preview?operation="


class Letters:
    """An exporter that writes what it was given."""

    suffix = ".letters"
    needs_image = True

    def export(self, order: ExportOrder) -> bytes:
        if order.image is None:
            raise ValueError("this format needs the image")
        return (
            f"{order.operation} {order.source} {order.page} {order.example}".encode() + order.image
        )


def test_tiff_is_shown_as_png(emu: Emulator) -> None:
    """Browsers do not show it; polygons refer to the sides of the file."""
    answer = page_call(emu, PREVIEW + PASSPORT, image_bytes(300, 200, "TIFF"))
    assert answer.headers["x-size"] == "300x200"
    assert Image.open(io.BytesIO(answer.body)).size == (300, 200)


def test_large_image_is_shown_smaller(emu: Emulator) -> None:
    """A screen shows no more, and the page scales it to the sides of the file."""
    answer = page_call(emu, PREVIEW + PASSPORT, image_bytes(4000, 2000))
    assert answer.headers["x-size"] == "4000x2000"
    assert Image.open(io.BytesIO(answer.body)).size == (2400, 1200)


def test_page_of_a_pdf_is_shown(emu: Emulator) -> None:
    """With the number of pages, so that another one can be chosen."""
    pytest.importorskip("pypdfium2")
    stream = io.BytesIO()
    pages = [Image.new("RGB", (300, 200), colour) for colour in ("red", "blue")]
    pages[0].save(stream, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    path = PREVIEW + "recognize_general_text&page=2"
    answer = page_call(emu, path, stream.getvalue())
    assert (answer.status, answer.headers["x-pages"]) == (200, "2")
    shown = Image.open(io.BytesIO(answer.body)).convert("RGB")
    red, _, blue = shown.getpixel((150, 100))  # type: ignore[misc]
    assert blue > red
    beyond = page_call(emu, PREVIEW + "recognize_general_text&page=3", stream.getvalue())
    assert (beyond.status, "2 in the PDF" in beyond.json["error"]) == (422, True)


@pytest.mark.parametrize(
    ("query", "data", "status"),
    [
        (PASSPORT, b"no image", 422),
        (PASSPORT, b"%PDF-1.7", 422),
        (PASSPORT + "&page=0", image_bytes(), 400),
        ("nothing", image_bytes(), 400),
    ],
)
def test_what_cannot_be_shown_is_refused(
    emu: Emulator, query: str, data: bytes, status: int
) -> None:
    """With the reason, so that the page can say it."""
    answer = page_call(emu, PREVIEW + query, data)
    assert (answer.status, bool(answer.json["error"])) == (status, True)


def test_bodies_are_shown_only_when_they_are_kept(emu: Emulator) -> None:
    """They hold identity documents."""
    call(emu)
    assert page_call(emu, "playground/bodies/1").status == 404
    with Emulator(engine=None, keep_bodies=True) as keeping:
        call(keeping)
        answer = page_call(keeping, "playground/bodies/1")
        assert answer.body == keeping.journal.last.body
        assert answer.headers["cache-control"] == "no-store"


def test_no_export_is_listed_without_exporters(emu: Emulator) -> None:
    """The emulator itself has none."""
    assert admin(emu, "GET", "exports").json == {"exports": []}
    assert page_call(emu, "exports/xlsx", {"operation": PASSPORT}).status == 400


def test_given_exporters_are_offered() -> None:
    """The program that starts the emulator brings them along."""
    image = b"\x89PNG image"
    order = {
        "operation": PASSPORT,
        "response": {"result": {}},
        "image": base64.b64encode(image).decode(),
        "source": "scan.png",
        "example": True,
    }
    with Emulator(engine=None, exporters={"letters": Letters()}) as emu:
        listed = admin(emu, "GET", "exports").json["exports"]
        answer = page_call(emu, "exports/letters", order)
        del order["image"]
        refused = page_call(emu, "exports/letters", order)
    assert listed == [{"name": "letters", "suffix": ".letters", "needs_image": True}]
    assert answer.body == b"recognize_passport scan.png None True" + image
    assert "attachment" in answer.headers["content-disposition"]
    assert (refused.status, refused.json["error"]) == (400, "this format needs the image")


@pytest.mark.parametrize(
    "change",
    [
        {"response": 5},
        {"response": {}},
        {"image": "*"},
        {"image": 5},
        {"page": 0},
        {"example": 1},
        {"x": 1},
    ],
)
def test_malformed_order_is_refused(change: Mapping[str, object]) -> None:
    """Before the exporter sees it."""
    order = {"operation": PASSPORT, "response": {"result": {}}, **change}
    with Emulator(engine=None, exporters={"letters": Letters()}) as emu:
        assert page_call(emu, "exports/letters", order).status == 400


def test_session_describes_every_operation(emu: Emulator) -> None:
    """Sixteen, in groups, with their options and their own help texts."""
    session = page_call(emu, "playground/session").json
    contract = session["contract"]
    operations = {operation["name"]: operation for operation in contract["operations"]}
    assert set(operations) == set(emu.contract.operations)
    listed = {name: label for group in session["groups"] for name, label in group["items"]}
    assert set(listed) == set(operations)
    assert listed["recognize_peru_id_card"] == "Peru ID card · example only"
    assert operations["recognize_id_document"]["withdrawn"] == "2025-11-04"
    language = {
        option["name"]: option for option in operations["recognize_general_text"]["options"]
    }
    assert ["ja", "ja: Japanese"] in language["language"]["values"]
    assert "D-203" not in language["language"]["help"]
    assert set(contract["errors"]) == set(emu.contract.errors)


def test_session_says_what_reads_images() -> None:
    """Without an engine nothing does, and the page says so before a call."""
    with Emulator(engine=None) as emu:
        assert page_call(emu, "playground/session").json["readers"] == []
    with Emulator(engine="rapidocr") as emu:
        assert PASSPORT in page_call(emu, "playground/session").json["readers"]


def test_examples_of_an_operation_are_served(emu: Emulator) -> None:
    """Successful responses and errors by their names."""
    found = admin(emu, "GET", f"playground/examples/{PASSPORT}").json
    assert found["examples"]["example=default"]["result"]["surname"] == "LINDQVIST"
    assert any(name.startswith("code=401, ") for name in found["examples"])


def test_what_is_active_is_told_in_words(emu: Emulator) -> None:
    """Each line names the path that removes it."""
    emu.faults.error("AIS.0105", times=2, operation=PASSPORT)
    emu.faults.latency(1.5, account="default")
    emu.sequence(503, "ok")
    emu.sequence({"answer": {"surname": "A"}}, operation=PASSPORT)
    emu.answers.set(PASSPORT, {"surname": "B"})
    emu.quotas.per_minute(3)
    emu.clock.freeze()
    emu.account.frozen = True
    emu.account.restricted = True
    emu.account.permitted = False
    emu.account.unsubscribe(PASSPORT)
    active = admin(emu, "GET", "playground/active").json["active"]
    assert [item["text"] for item in active if "Clock" not in item["text"]] == [
        "Fault AIS.0105 for recognize_passport: applied 0 of 2 times",
        "Fault latency 1.5 s for every operation, account default: applied 0 times",
        "Sequence 503, ok for every operation: 2 left, verdict incomplete",
        "Sequence answer for recognize_passport: 1 left, verdict incomplete",
        "Scripted answer for recognize_passport: 0 times",
        "Quota per minute: 3 for every operation",
        "Account default: frozen",
        "Account default: restricted",
        "Account default: without permission",
        "Account default: no subscription to recognize_passport",
    ]
    for item in active:
        if item["path"]:
            admin(emu, "DELETE", item["path"])
    left = admin(emu, "GET", "playground/active").json["active"]
    assert [item["path"] for item in left] == ["", "", "", ""]


def test_reset_can_keep_the_journal(emu: Emulator) -> None:
    """Scripts and standing are reset; what was recorded can still be read."""
    call(emu)
    emu.faults.error("AIS.0105")
    emu.account.frozen = True
    admin(emu, "POST", "reset?namespace=default&keep=journal")
    assert admin(emu, "GET", "playground/active").json == {"active": []}
    assert len(emu.journal) == 1
    assert admin(emu, "POST", "reset?keep=everything").status == 400


def test_every_kind_of_fault_is_in_the_form() -> None:
    """A new kind gets its words."""
    assert set(FAULT_KINDS) == set(KINDS)


def test_sequences_are_listed(emu: Emulator) -> None:
    """With what is left of each."""
    emu.sequence(503, "ok", operation=PASSPORT)
    call(emu)
    listed = admin(emu, "GET", "sequences").json["sequences"]
    assert [(item["operation"], item["length"], item["remaining"]) for item in listed] == [
        (PASSPORT, 2, 1)
    ]
