"""PDF files, with and without PDFium."""

from __future__ import annotations

import io
import sys
import threading

import pytest
from PIL import Image

from ocr_emulator.contract.bundle import load
from ocr_emulator.contract.errors import ImageError
from ocr_emulator.emulator import Emulator
from ocr_emulator.images import pdf
from ocr_emulator.images.decode import decode
from ocr_emulator.images.inspect import inspect
from tests.emulator.conftest import call, encoded
from tests.forms import dark_area, filled_form
from tests.pixels import color

TEXT = "recognize_general_text"


def pages(*colours: str, size: tuple[int, int] = (300, 150)) -> bytes:
    """Make a PDF with a page of each colour, 150 dpi."""
    stream = io.BytesIO()
    first, *rest = [Image.new("RGB", size, colour) for colour in colours]
    first.save(stream, "PDF", resolution=150, save_all=True, append_images=rest)
    return stream.getvalue()


def test_pdf_is_accepted_where_operation_allows(emu: Emulator) -> None:
    """General text accepts PDFs, passport does not."""
    assert call(emu, TEXT, {"image": encoded(pages("red"))}).status == 200
    refused = call(emu, "recognize_passport", {"image": encoded(pages("red"))})
    assert (refused.code, refused.violation["got"]) == ("AIS.0102", "a PDF")


def test_first_page_is_rendered_at_150_dpi() -> None:
    """Sides are those of the page in pixels; later pages are not read."""
    data = pages("red", "blue")
    found = inspect(data, load().operations[TEXT])
    assert (found.format, found.width, found.height) == ("PDF", 300, 150)
    drawn = decode(data, found)
    assert drawn.size == (300, 150)
    red, green, blue = color(drawn, (150, 75))
    assert (red > 240, green < 20, blue < 20) == (True, True, True)


def test_requested_page_is_read(emu: Emulator) -> None:
    """pdf_page_number counts from 1; a page beyond the last is the caller's error."""
    data = pages("red", "blue")
    found = inspect(data, load().operations[TEXT], page=2)
    assert color(decode(data, found), (150, 75))[2] > 240
    body = {"image": encoded(data), "pdf_page_number": 2}
    assert call(emu, TEXT, body).status == 200
    answer = call(emu, TEXT, {**body, "pdf_page_number": 3})
    assert (answer.code, answer.violation["got"]) == ("AIS.0101", "page 3")


@pytest.mark.parametrize("appearance", [True, False])
def test_form_fields_are_drawn(appearance: bool) -> None:
    """What was typed into a form is read, also if the file does not say how it looks."""
    area = dark_area(pdf.draw(filled_form(appearance=appearance)))
    assert area is not None
    assert area[0] < 100, "the letters are left of the stamp"


def test_small_page_is_refused(emu: Emulator) -> None:
    """The limits of sides hold for pages too."""
    answer = call(emu, TEXT, {"image": encoded(pages("red", size=(300, 10)))})
    assert (answer.code, answer.violation["got"]) == ("AIS.0103", "300x10")


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF", b"\n\n%PDF-" + bytes(500)])
def test_damaged_pdf_is_refused(emu: Emulator, data: bytes) -> None:
    """A file with a PDF header and no PDF behind it is AIS.0102."""
    assert call(emu, TEXT, {"image": encoded(data)}).code == "AIS.0102"


def test_pdf_without_reader(emu: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without PDFium examples are answered, and recognition says what is missing."""
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    data = pages("red")
    assert call(emu, TEXT, {"image": encoded(data)}).status == 200
    with pytest.raises(ImageError, match="pypdfium2"):
        decode(data, inspect(data, load().operations[TEXT]))


def test_threads_render_one_at_a_time() -> None:
    """PDFium is not thread-safe; calls are serialized."""
    data, sizes = pages("red"), []
    threads = [threading.Thread(target=lambda: sizes.append(pdf.draw(data).size)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sizes == [(300, 150)] * 8
