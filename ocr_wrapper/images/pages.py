"""Pages of documents: select them, count them, and extract one from a PDF or a TIFF.

An operation recognizes one page a call. Where the operation has an option for the page, the
document is sent unchanged; else the page is extracted here, which needs pypdfium2 for a PDF.
"""

from __future__ import annotations

import importlib
import io
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from ocr_wrapper.concurrency import register_at_fork
from ocr_wrapper.errors import ConfigurationError, InputError, InvalidImageError, OptionError
from ocr_wrapper.images import headers
from ocr_wrapper.images.pdf import count_pages

if TYPE_CHECKING:
    from huawei_ocr_api.catalog import Operation

PAGE_OPTION = "pdf_page_number"
"""Request option for the page of a PDF, counted from 1."""

_RANGE = re.compile(r"\s*(\d{1,6})?\s*(-)?\s*(\d{1,6})?\s*")

_DPI = 200
"""Resolution of a rendered page: small print is legible, and an A4 page has 4 million pixels."""

_POINTS_PER_INCH = 72

_MOST_PIXELS = 40_000_000
"""Largest rendered page; it needs 120 MB of memory."""


@dataclass(frozen=True, slots=True)
class PageSelection:
    """Which pages of a document are recognized."""

    ranges: tuple[tuple[int, int | None], ...]
    """First and last page of each range, from 1; None is the last page of the document."""

    @classmethod
    def parse(cls, pages: str | int | Iterable[int]) -> PageSelection:
        """Return the selection of `"all"`, `"1-3,7"`, `"5-"`, a number, or several numbers.

        Raises:
            OptionError: The text or a number is no selection of pages.
        """
        if isinstance(pages, str):
            if pages.strip().lower() == "all":
                return cls(((1, None),))
            return cls(tuple(_parse_range(part, pages) for part in pages.split(",")))
        numbers = (pages,) if isinstance(pages, int) else tuple(pages)
        for number in numbers:
            if isinstance(number, bool) or not isinstance(number, int) or number < 1:
                raise _not_a_selection(repr(number))
        if not numbers:
            raise _not_a_selection("an empty list")
        return cls(tuple((number, number) for number in numbers))

    @property
    def last(self) -> int | None:
        """The last page; None if that depends on the document."""
        ends = [end for _, end in self.ranges]
        return None if None in ends else max(end for end in ends if end is not None)

    def of(self, count: int | None) -> Iterator[int]:
        """Yield the selected pages of a document of `count` pages, each once.

        A range is cut at the end of the document. A page that is named and does not exist is
        yielded, so that it is reported.
        """
        seen: set[int] = set()
        for first, last in self.ranges:
            end = count if last is None else last if count is None else min(last, count)
            if end is None:
                raise InputError(
                    "The pages of an address cannot be counted here: name the pages, such as 1-3."
                )
            for page in range(first, max(first, end) + 1):
                if page not in seen:
                    seen.add(page)
                    yield page


def _parse_range(part: str, whole: str) -> tuple[int, int | None]:
    found = _RANGE.fullmatch(part)
    if found is None or not (found[1] or found[3]):
        raise _not_a_selection(repr(whole[:80]))
    first = int(found[1] or 1)
    last = int(found[3]) if found[3] else None
    if found[2] is None:
        last = first
    if first < 1 or (last is not None and last < first):
        raise _not_a_selection(repr(whole[:80]))
    return first, last


def _not_a_selection(given: str) -> OptionError:
    return OptionError(
        f"pages is {given}: give pages from 1, such as 1-3,7 or 5- or all.", option="pages"
    )


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it is sent."""

    data: bytes = field(repr=False)
    options: Mapping[str, Any]
    """The option of the operation that selects the page, if the document is sent whole."""

    extracted: bool = False
    """Whether `data` is another file than the document."""


def page_count(data: bytes, label: str) -> int:
    """Return the number of pages of a document; 1 for an image.

    Raises:
        InvalidImageError: The file is no image, damaged or encrypted.
        ConfigurationError: A library is needed to count the pages and is not installed.
    """
    kind = _kind(data)
    if kind == "PDF":
        known = count_pages(data)
        if known is not None:
            return known
        with _PDFIUM.document(data, label) as document:
            return len(document)
    if kind == "TIFF":
        with _tiff(data, label) as image:
            return sum(1 for _ in _tiff_pages(image))
    if kind is None:
        raise InvalidImageError(
            f"{label} is neither an image nor a PDF, or is damaged: give such a file."
        )
    return 1


def extract_page(data: bytes, page: int, operation: Operation, label: str) -> Page:
    """Return one page of a document, as it is sent to an operation.

    Raises:
        InputError: The page does not exist, or the document is damaged or encrypted.
        ConfigurationError: A library is needed for the page and is not installed.
    """
    kind = _kind(data)
    if kind == "TIFF":
        return _tiff_page(data, page, label)
    count = page_count(data, label)
    if page > count:
        raise _out_of_range(page, count, "PDF" if kind == "PDF" else "image")
    if kind == "PDF":
        return _pdf_page(data, page, count, operation, label)
    return Page(data, {})


def _out_of_range(page: int, count: int, name: str) -> InputError:
    pages = "one page" if count == 1 else f"{count:,} pages"
    return InputError(f"Page {page} is out of range: the {name} has {pages}; nothing was sent.")


def _kind(data: bytes) -> str | None:
    try:
        found = headers.sniff(data)
    except headers.DamagedHeaderError:
        return None
    return None if found is None else found.name


def _pdf_page(data: bytes, page: int, count: int, operation: Operation, label: str) -> Page:
    small = (len(data) + 2) // 3 * 4 <= operation.max_encoded_bytes
    if operation.pdf and small:
        if any(option.name == PAGE_OPTION for option in operation.options):
            return Page(data, {PAGE_OPTION: page})
        if count == 1:
            return Page(data, {})
    with _PDFIUM.document(data, label) as document:
        if operation.pdf:
            return Page(_single_page_pdf(document, page), {}, extracted=True)
        if not _has_loose_fields(document, page):
            return Page(_rendered(document, page, operation), {}, extracted=True)
        with _single_page(document, page) as single:
            return Page(_rendered(single, 1, operation), {}, extracted=True)


class _Pdfium:
    """PDFium, which is not safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        register_at_fork(self)

    def after_fork(self) -> None:
        """Replace the lock, which another thread may have held."""
        self._lock = threading.Lock()

    @contextmanager
    def document(self, data: bytes, label: str) -> Iterator[Any]:
        """Open a PDF, whose pages show their form fields.

        Raises:
            InvalidImageError: It is damaged or encrypted.
            ConfigurationError: PDFium is not installed.
        """
        library = _pdfium()
        with self._lock:
            try:
                document = library.PdfDocument(data)
                try:
                    document.init_forms()  # pages that were loaded before show no fields
                    yield document
                finally:
                    document.close()
            except library.PdfiumError as error:
                reason = " ".join(str(error).split())[:100]
                raise InvalidImageError(
                    f"{label} cannot be split into pages ({reason}): it may be damaged or have a "
                    "password."
                ) from None


_PDFIUM = _Pdfium()


def _pdfium() -> Any:
    try:
        return importlib.import_module("pypdfium2")
    except ModuleNotFoundError:
        raise ConfigurationError(
            "Pages of this PDF are extracted with pypdfium2, which is not installed: run "
            'pip install "ocr-wrapper[pages]".'
        ) from None


def _single_page_pdf(document: Any, page: int) -> bytes:
    """Return a page as a PDF without a form, in which form fields are drawings."""
    with _single_page(document, page) as single:
        target = io.BytesIO()
        single.save(target)
        return target.getvalue()


@contextmanager
def _single_page(document: Any, page: int) -> Iterator[Any]:
    """Copy a page to a document of its own, in which form fields are drawings."""
    single = _pdfium().PdfDocument.new()
    try:
        has_fields = document.formenv is not None or _has_loose_fields(document, page)
        if has_fields:
            document[page - 1].close()  # loading it adds the missing appearances of fields
        single.import_pages(document, [page - 1])
        if has_fields:
            _flatten(single)
        yield single
    finally:
        single.close()


def _has_loose_fields(document: Any, page: int) -> bool:
    """Return whether a page has fields although the document has no form.

    Readers show them, and PDFium draws the fields of a form alone.
    """
    if document.formenv is not None:
        return False
    raw = importlib.import_module("pypdfium2.raw")
    found = document[page - 1]
    try:
        for number in range(raw.FPDFPage_GetAnnotCount(found.raw)):
            annotation = raw.FPDFPage_GetAnnot(found.raw, number)
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            raw.FPDFPage_CloseAnnot(annotation)
            if kind == raw.FPDF_ANNOT_WIDGET:
                return True
    finally:
        found.close()
    return False


def _flatten(single: Any) -> None:
    """Make the form fields of the only page a part of its content.

    A page may have its size from its document, and PDFium would replace it by that of Letter. The
    copy of a page has a size of its own.
    """
    raw = importlib.import_module("pypdfium2.raw")
    copy = single[0]
    try:
        if raw.FPDFPage_Flatten(copy.raw, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_FAIL:
            raise _pdfium().PdfiumError("form fields cannot be drawn")
    finally:
        copy.close()


def _rendered(document: Any, page: int, operation: Operation) -> bytes:
    """Return a page as PNG, within the limits of the operation on its sides."""
    found = document[page - 1]
    try:
        width, height = (max(1.0, side) for side in found.get_size())
        most = min(operation.max_pixels or _MOST_PIXELS, _MOST_PIXELS)
        scale = min(
            _DPI / _POINTS_PER_INCH,
            operation.max_side / max(width, height) * 0.999,
            (most / (width * height)) ** 0.5 * 0.999,
        )
        image = found.render(scale=scale).to_pil()
    finally:
        found.close()
    return _png(image)


@contextmanager
def _tiff(data: bytes, label: str) -> Iterator[Any]:
    """Open a TIFF with Pillow, whose errors become one error that names the file."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=["TIFF"]) as image:
            yield image
    except InputError:
        raise
    except Exception as error:
        raise InvalidImageError(
            f"{label} cannot be split into pages ({type(error).__name__}): get the file again "
            "from its source."
        ) from None


def _tiff_page(data: bytes, page: int, label: str) -> Page:
    """Return a page of a TIFF; the file unchanged if it has one page and begins with it."""
    with _tiff(data, label) as image:
        found = list(islice(_tiff_pages(image), page + 1))  # one more, to know whether there is one
        if page > len(found):
            raise _out_of_range(page, len(found), "TIFF")
        if found == [0]:
            return Page(data, {})
        image.seek(found[page - 1])
        return Page(_frame(image, page, label), {}, extracted=True)


def _tiff_pages(image: Any) -> Iterator[int]:
    """Yield the numbers of the images of a TIFF that are pages, and no previews or masks."""
    from ocr_wrapper.images.metadata import is_page

    every = range(int(getattr(image, "n_frames", 1)))
    found = False
    for number in every:
        image.seek(number)
        if is_page(image):
            found = True
            yield number
    if not found:
        yield from every


def _frame(image: Any, page: int, label: str) -> bytes:
    width, height = image.size
    if width * height > 4 * _MOST_PIXELS:
        raise InvalidImageError(
            f"Page {page} of {label} has {width} x {height} pixels, too many to extract it: scale "
            "it down."
        )
    return _png(image)


def _png(image: Any) -> bytes:
    from ocr_wrapper.images import resize  # imports Pillow, only where it is needed

    return resize.png(image)
