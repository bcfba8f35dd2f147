"""PDF pages: measure one and render it with PDFium, where `pypdfium2` is installed.

PDFium is not thread-safe, so all calls of a process are serialized by a lock. A hostile file can
make it work for ever: the emulator calls it in a worker process, which can be ended.
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
def _opened(data: bytes, number: int, code: str) -> Iterator[pypdfium2.PdfDocument]:
    """Open a document that has a page of this number."""
    import pypdfium2

    with _pdfium_lock:
        try:
            document = pypdfium2.PdfDocument(data)
            try:
                document.init_forms()  # pages that were loaded before show no fields
                if number > len(document):
                    raise ImageError(
                        "AIS.0101", f"a page of the {len(document)} in the PDF", f"page {number}"
                    )
                yield document
            finally:
                document.close()
        except (pypdfium2.PdfiumError, IndexError, ValueError):
            raise ImageError(code, "a readable PDF", "a damaged or encrypted one") from None


def page_size(data: bytes, number: int = 1) -> tuple[int, int] | None:
    """Return the sides of a page in pixels; None when no PDF reader is installed.

    Pages count from 1. The content of the page is not parsed. Raises `ImageError`: AIS.0102
    for a damaged or encrypted file, AIS.0101 for a page that does not exist.
    """
    try:
        with _opened(data, number, "AIS.0102") as document:
            width, height = document.get_page_size(number - 1)
            return round(width * DPI / _POINTS_PER_INCH), round(height * DPI / _POINTS_PER_INCH)
    except ImportError:
        return None


def page_count(data: bytes) -> int:
    """Return the number of pages; raises `ImageError` for a damaged or encrypted file."""
    with _opened(data, 1, "AIS.0102") as document:
        return len(document)


def draw(data: bytes, number: int = 1) -> Image.Image:
    """Render a page in RGB; a very large page at fewer dots an inch (`info["reduced_by"]`).

    Raises `ImageError`: AIS.0104 for a page that cannot be rendered, AIS.0102 when no PDF
    reader is installed.
    """
    from ocr_emulator.engine.geometry import REDUCED_BY, reduction

    try:
        with _opened(data, number, "AIS.0104") as document:
            scale = DPI / _POINTS_PER_INCH
            width, height = document.get_page_size(number - 1)
            factor = reduction((round(width * scale), round(height * scale)))
            page = document[number - 1]
            try:
                image: Image.Image = page.render(scale=scale / factor).to_pil().convert("RGB")
            finally:
                page.close()
            image.info[REDUCED_BY] = factor
            return image
    except ImportError:
        raise ImageError(
            "AIS.0102", "an image (PDF needs the package pypdfium2 here)", "a PDF"
        ) from None
