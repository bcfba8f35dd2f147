"""PDF pages: measure one and render it with PDFium, where `pypdfium2` is installed.

PDFium is not thread-safe, so all calls of a process are serialized by a lock.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ocr_emulator.contract.errors import ImageError

if TYPE_CHECKING:
    import pypdfium2
    from PIL import Image

DPI = 150
"""The service renders PDF pages at 150 dpi (API Reference 4.1, parameter `data`)."""
_POINTS_PER_INCH = 72

_pdfium_lock = threading.Lock()


@contextmanager
def _opened_page(data: bytes, number: int, code: str) -> Iterator[pypdfium2.PdfPage]:
    import pypdfium2

    with _pdfium_lock:
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
            raise ImageError(code, "a readable PDF", "a damaged or encrypted one") from None


def page_size(data: bytes, number: int = 1) -> tuple[int, int] | None:
    """Return the sides of a page in pixels; None when no PDF reader is installed.

    Pages count from 1. Raises `ImageError`: AIS.0102 for a damaged or encrypted file, AIS.0101
    for a page that does not exist.
    """
    try:
        with _opened_page(data, number, "AIS.0102") as page:
            width, height = page.get_size()
            return round(width * DPI / _POINTS_PER_INCH), round(height * DPI / _POINTS_PER_INCH)
    except ImportError:
        return None


def draw(data: bytes, number: int = 1) -> Image.Image:
    """Render a page in RGB.

    Raises `ImageError`: AIS.0104 for a page that cannot be rendered, AIS.0102 when no PDF
    reader is installed.
    """
    try:
        with _opened_page(data, number, "AIS.0104") as page:
            drawn: Image.Image = page.render(scale=DPI / _POINTS_PER_INCH).to_pil()
            return drawn.convert("RGB")
    except ImportError:
        raise ImageError(
            "AIS.0102", "an image (PDF needs the package pypdfium2 here)", "a PDF"
        ) from None
