"""Pages: selections, counts, and one page of a PDF or TIFF."""

from __future__ import annotations

import io
import sys

import pytest
from huawei_ocr_api.catalog import OPERATIONS
from PIL import Image

from ocr_wrapper.errors import ConfigurationError, InputError, InvalidImageError, OptionError
from ocr_wrapper.images.pages import PageSelection, extract_page, page_count
from ocr_wrapper.images.pdf import count_pages

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
