"""PDF files: one page, measured and drawn, where a PDF reader is installed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ocr_emulator.contract.errors import ImageError

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["draw", "is_pdf", "page_size"]

DPI = 150
"""The service draws PDF pages at 150 dpi (API Reference 4.1, parameter `data`)."""

# PDFium is not thread-safe: one call at a time in the whole process.
_one_at_a_time = threading.Lock()


def is_pdf(data: bytes) -> bool:
    """Whether a file says that it is a PDF."""
    return data[:1024].lstrip()[:5] == b"%PDF-"


@contextmanager
def _page(data: bytes, number: int, code: str) -> Iterator[Any]:
    import pypdfium2

    with _one_at_a_time:
        try:
            document = pypdfium2.PdfDocument(data)
            try:
                if number > len(document):
                    raise ImageError(
                        "AIS.0101", f"a page of the {len(document)} in the PDF", f"page {number}"
                    )
                page = document[number - 1]
                try:
                    yield page
                finally:
                    page.close()
            finally:
                document.close()
        except (pypdfium2.PdfiumError, IndexError, ValueError):
            raise ImageError(code, "a readable PDF", "a damaged or locked one") from None


def page_size(data: bytes, number: int = 1) -> tuple[int, int] | None:
    """Return a page's sides in pixels; None when no PDF reader is installed.

    Pages count from 1. Raises `ImageError`: AIS.0102 for a damaged or locked file,
    AIS.0101 for a page that it has not.
    """
    try:
        with _page(data, number, "AIS.0102") as page:
            width, height = page.get_size()
            return round(width * DPI / 72), round(height * DPI / 72)
    except ImportError:
        return None


def draw(data: bytes, number: int = 1) -> Image.Image:
    """Draw a page in RGB.

    Raises `ImageError`: AIS.0104 for a page that cannot be drawn, AIS.0102 when no PDF
    reader is installed.
    """
    try:
        with _page(data, number, "AIS.0104") as page:
            drawn: Image.Image = page.render(scale=DPI / 72).to_pil()
            return drawn.convert("RGB")
    except ImportError:
        raise ImageError(
            "AIS.0102", "a picture (PDF needs the package pypdfium2 here)", "a PDF"
        ) from None
