"""Pages: selections, counts, and one page of a PDF or TIFF."""

from __future__ import annotations

import io
import sys
from typing import Any

import pypdfium2
import pytest
from huawei_ocr_api.catalog import OPERATIONS
from PIL import Image

from ocr_wrapper.errors import ConfigurationError, InputError, InvalidImageError, OptionError
from ocr_wrapper.images.pages import PageSelection, extract_page, page_count
from ocr_wrapper.images.pdf import count_pages
from tests.forms import dark_area, filled_form
from tests.pixels import extremes

TEXT = OPERATIONS["recognize_general_text"]
PERU = OPERATIONS["recognize_peru_id_card"]
PASSPORT = OPERATIONS["recognize_passport"]


def document(form: str, pages: int = 3) -> bytes:
    """Return a document whose pages have different sizes."""
    images = [Image.new("L", (100 + 10 * number, 80), number) for number in range(pages)]
    target = io.BytesIO()
    images[0].save(target, form, save_all=True, append_images=images[1:])
    return target.getvalue()


@pytest.mark.parametrize(
    ("spec", "pages"),
    [
        ("all", [1, 2, 3, 4, 5]),
        ("1-3,5", [1, 2, 3, 5]),
        ("4-", [4, 5]),
        ("-2", [1, 2]),
        ("2,1,2", [2, 1]),
        ("3-99", [3, 4, 5]),
        (2, [2]),
        ([5, 1], [5, 1]),
        ("9", [9]),
    ],
)
def test_selections(spec: object, pages: list[int]) -> None:
    """A range ends with the document; a page that is named is kept, so that it is reported."""
    assert list(PageSelection.parse(spec).of(5)) == pages  # type: ignore[arg-type]


@pytest.mark.parametrize("spec", ["", "0", "a", "3-1", "1,,2", "-", "1-2-3", [], [0], [True], 0])
def test_invalid_selections(spec: object) -> None:
    """What selects no pages is refused."""
    with pytest.raises(OptionError, match="give pages from 1"):
        PageSelection.parse(spec)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["PDF", "TIFF"])
def test_pages_are_counted(form: str) -> None:
    """A PDF and a TIFF have their pages, an image has one."""
    assert page_count(document(form), "file") == 3
    assert page_count(document(form, 1), "file") == 1
    assert page_count(document("PNG", 1), "file") == 1


def test_pdf_with_the_option_of_the_service_is_sent_whole() -> None:
    """Where the operation has an option for the page, the document is not changed."""
    data = document("PDF")
    page = extract_page(data, 2, TEXT, "file")
    assert (page.data, page.options, page.extracted) == (data, {"pdf_page_number": 2}, False)


def test_pdf_page_is_extracted_as_pdf() -> None:
    """An operation that reads PDF without a page option gets a PDF of one page."""
    page = extract_page(document("PDF"), 2, PERU, "file")
    assert (page.data[:5], page_count(page.data, "page"), page.options) == (b"%PDF-", 1, {})


@pytest.mark.parametrize("form", ["PDF", "TIFF"])
@pytest.mark.parametrize("number", [1, 3])
def test_page_becomes_an_image(form: str, number: int) -> None:
    """An operation that reads images gets the right page as PNG."""
    page = extract_page(document(form), number, PASSPORT, "file")
    image = Image.open(io.BytesIO(page.data))
    assert (image.format, page.extracted) == ("PNG", True)
    ratio = (100 + 10 * (number - 1)) / 80
    assert abs(image.width / image.height - ratio) < 0.02


def drawn(data: bytes) -> Image.Image:
    """Return the only page of a PDF at 200 dpi, as a reader shows it that knows no forms."""
    with pypdfium2.PdfDocument(data) as pdf:
        assert len(pdf) == 1
        image: Image.Image = pdf[0].render(scale=200 / 72).to_pil()
        return image


@pytest.mark.filterwarnings("ignore:This document has 1 form widget")
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"appearance": False},
        {"inherited": True},
        {"rotation": 90},
        {"owner": "secret"},
        {"form": False},
        {"form": False, "inherited": True, "rotation": 90},
    ],
    ids=[
        "appearance",
        "no appearance",
        "inherited size",
        "turned",
        "encrypted",
        "fields without a form",
        "turned fields without a form",
    ],
)
def test_extracted_page_shows_its_form_fields(options: dict[str, Any]) -> None:
    """What was typed into a form is a part of the page, as PNG and as PDF, and in its place."""
    data = filled_form(**options)
    shown = Image.open(io.BytesIO(extract_page(data, 1, PASSPORT, "file").data))
    single = drawn(extract_page(data, 1, PERU, "file").data)
    assert shown.size == single.size == ((695, 1112) if "rotation" in options else (1112, 695))
    field_and_stamp = [dark_area(shown), dark_area(single)]
    for area in field_and_stamp:
        assert area is not None
        left, top, right, bottom = area
        longest = max(right - left, bottom - top)
        assert 850 < longest < 900, "from the first letter to the edge of the stamp"


def test_page_without_a_form_field_stays_empty() -> None:
    """Another page of a document with a form shows nothing of it."""
    data = filled_form()
    page = Image.open(io.BytesIO(extract_page(data, 2, PASSPORT, "file").data))
    assert dark_area(page) is None
    assert dark_area(drawn(extract_page(data, 2, PERU, "file").data)) is None


@pytest.mark.parametrize(
    ("mode", "dark", "bright"),
    [
        ("L", 20, 235),
        ("I;16", 5000, 60000),
        ("I;16B", 5000, 60000),
        ("I", 5000, 60000),
        ("F", 0.1, 0.9),
        ("CMYK", (0, 0, 0, 235), (0, 0, 0, 20)),
        ("LAB", (20, 128, 128), (235, 128, 128)),
    ],
)
def test_page_keeps_its_shades(mode: str, dark: Any, bright: Any) -> None:
    """A page of a TIFF has dark text on bright paper, whatever its pixels are."""
    page = Image.new("I" if mode.startswith("I") else mode, (40, 30), bright)
    page.paste(dark, (0, 0, 20, 30))
    page = page.convert(mode) if mode != page.mode else page
    target = io.BytesIO()
    page.save(target, "TIFF", save_all=True, append_images=[page])
    sent = Image.open(io.BytesIO(extract_page(target.getvalue(), 2, PASSPORT, "file").data))
    divisor = 257 if sent.mode.startswith("I") else 1
    low, high = (level / divisor for level in extremes(sent if divisor > 1 else sent.convert("L")))
    assert 15 <= low <= 50
    assert 225 <= high <= 240


def tiff(*kinds: int) -> bytes:
    """Return a TIFF with an image for each number, the tag that tells pages from previews."""
    images = [Image.new("L", (100 + 10 * number, 80)) for number in range(len(kinds))]
    for image, kind in zip(images, kinds, strict=True):
        image.encoderinfo = {"tiffinfo": {254: kind}}
    target = io.BytesIO()
    images[0].save(
        target, "TIFF", save_all=True, append_images=images[1:], tiffinfo={254: kinds[0]}
    )
    return target.getvalue()


def test_previews_are_no_pages() -> None:
    """Smaller copies and masks in a TIFF are neither counted nor sent as pages."""
    data = tiff(1, 0, 1, 4, 2)
    assert page_count(data, "file") == 2
    for page, width in ((1, 110), (2, 140)):
        found = extract_page(data, page, PASSPORT, "file")
        assert Image.open(io.BytesIO(found.data)).width == width
    with pytest.raises(InputError, match="the TIFF has 2 pages"):
        extract_page(data, 3, PASSPORT, "file")


def test_only_page_of_a_tiff_is_sent_and_not_its_preview() -> None:
    """A TIFF of one page is sent as it is, unless a preview stands before the page."""
    assert extract_page(tiff(0, 1), 1, PASSPORT, "file").extracted is False
    found = extract_page(tiff(1, 0), 1, PASSPORT, "file")
    assert Image.open(io.BytesIO(found.data)).width == 110
    assert page_count(tiff(1, 1), "file") == 2


def test_page_of_a_tiff_with_an_orientation_is_upright() -> None:
    """A page that is taken out of a TIFF is turned upright, and needs no orientation any more."""
    images = [Image.new("L", (100, 80)), Image.new("L", (100, 80))]
    target = io.BytesIO()
    images[0].save(target, "TIFF", save_all=True, append_images=images[1:], tiffinfo={274: 6})
    page = Image.open(io.BytesIO(extract_page(target.getvalue(), 1, PASSPORT, "file").data))
    assert (page.size, dict(page.getexif())) == ((80, 100), {})


def test_document_too_large_for_a_call_is_split() -> None:
    """A PDF of more than 10 MB is sent page by page and not refused."""
    data = document("PDF") + b"%" + b"x" * 9_000_000
    page = extract_page(data, 3, TEXT, "file")
    assert page.extracted
    assert len(page.data) < 1_000_000


def test_page_that_does_not_exist() -> None:
    """The error names the number of pages."""
    with pytest.raises(InputError, match="Page 4 is out of range: the PDF has 3 pages"):
        extract_page(document("PDF"), 4, TEXT, "file")
    with pytest.raises(InputError, match="Page 2 is out of range: the image has one page"):
        extract_page(document("PNG", 1), 2, TEXT, "file")


def test_damaged_documents() -> None:
    """A damaged document is one error that names the file."""
    with pytest.raises(InvalidImageError, match="file cannot be split"):
        page_count(b"%PDF-1.7\n", "file")
    whole = document("TIFF")
    with pytest.raises(InvalidImageError, match="file cannot be split"):
        extract_page(whole[: len(whole) // 2] + bytes(len(whole) // 2), 3, PASSPORT, "file")


def test_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pypdfium2 the error says what to install; documents sent whole need no library."""
    data = document("PDF")
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    assert count_pages(data) == 3
    assert extract_page(data, 2, TEXT, "file").options == {"pdf_page_number": 2}
    with pytest.raises(ConfigurationError, match=r"ocr-wrapper\[pages\]"):
        extract_page(data, 2, PASSPORT, "file")
