"""A PDF with several pages is never read in part without a note."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.wrapper.cli.conftest import FakeCloud, Hwocr


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    """A PDF of three pages."""
    path = tmp_path / "file.pdf"
    pages = [Image.new("L", (40, 30), number) for number in range(3)]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    return path


@pytest.mark.parametrize("form", ["table", "json", "text", "markdown", "csv"])
def test_first_page_of_several(hwocr: Hwocr, cloud: FakeCloud, pdf: Path, form: str) -> None:
    """Without a page number the output says that page 1 of 3 is processed."""
    outcome = hwocr("general-text", pdf, "--format", form)
    assert (outcome.code, len(cloud.calls)) == (0, 1)
    assert outcome.err.endswith(
        "file.pdf: page 1 of 3 is processed; --pdf-page-number selects another.\n"
    )


def test_chosen_page(hwocr: Hwocr, cloud: FakeCloud, pdf: Path) -> None:
    """With a page number there is no note."""
    outcome = hwocr("general-text", pdf, "--pdf-page-number", "3")
    assert (outcome.code, outcome.err) == (0, "")
    assert cloud.calls[0][2] == {"pdf_page_number": 3}


def test_page_out_of_range(hwocr: Hwocr, cloud: FakeCloud, pdf: Path) -> None:
    """A page that does not exist is refused with the number of pages, before anything is sent."""
    outcome = hwocr("general-text", pdf, "--pdf-page-number", "4")
    assert (outcome.code, cloud.calls) == (2, [])
    assert "Page 4 is out of range: the PDF has 3 pages" in outcome.err


def test_single_page(hwocr: Hwocr, tmp_path: Path) -> None:
    """A PDF of one page needs no note."""
    Image.new("L", (40, 30)).save(tmp_path / "one.pdf")
    assert hwocr("general-text", "one.pdf").err == ""
    assert "has one page" in hwocr("general-text", "one.pdf", "--pdf-page-number", "2").err


def test_unknown_number_of_pages(hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path) -> None:
    """If the pages cannot be counted, the note says that only one page is processed."""
    (tmp_path / "odd.pdf").write_bytes(b"%PDF-1.7\n")
    assert "only page 1 of the PDF is processed" in hwocr("general-text", "odd.pdf").err
    assert hwocr("general-text", "odd.pdf", "--pdf-page-number", "9").code == 0
