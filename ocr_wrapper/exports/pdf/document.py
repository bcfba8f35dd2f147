"""Searchable PDF of one or many results.

pikepdf builds the file. So that memory stays bounded, finished parts are kept in temporary files
and put together at the end.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from dataclasses import dataclass
from typing import BinaryIO, cast

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf

from ocr_wrapper.errors import InputError
from ocr_wrapper.exports.exporter import Entry, Exporter
from ocr_wrapper.exports.page import page
from ocr_wrapper.exports.pdf.font import InvisibleFont
from ocr_wrapper.exports.pdf.images import EmbeddedImage, embed
from ocr_wrapper.exports.pdf.text_layer import TextLayer
from ocr_wrapper.exports.text import title
from ocr_wrapper.version import __version__

_PART_BYTES = 64 * 1024 * 1024
"""Size of the images of a part that is kept in memory."""

_MAX_TITLE = 200
_VERSION = "1.5"
"""First version of PDF with images of 16 bits."""


@dataclass
class _Part:
    """Pages that are still in memory."""

    pdf: Pdf
    font: InvisibleFont
    size: int = 0


class SearchablePdf(Exporter):
    """One PDF with a page for each result."""

    def __init__(self, file: BinaryIO, *, several: bool) -> None:
        self._file, self._several = file, several
        self._finished: list[BinaryIO] = []
        self._titles: list[str] = []
        self._part: _Part | None = None

    def add(self, entry: Entry) -> None:
        """Add one page: the image with the text above it.

        Raises:
            InputError: There is no image, it cannot be embedded, or the result is an example, whose
                text is not in the image.
        """
        if entry.recognition.is_example:
            raise InputError("An example is not in the image: it makes no searchable PDF.")
        if entry.image is None:
            raise InputError("A searchable PDF needs the image that was sent.")
        if self._part is None:
            pdf = Pdf.new()
            self._part = _Part(pdf, InvisibleFont(pdf))
        part = self._part
        self._add_page(part, entry, embed(part.pdf, entry.image))
        self._titles.append(title(entry)[:_MAX_TITLE])
        part.size += len(entry.image)
        if part.size > _PART_BYTES:
            self._finish_part()

    def close(self) -> None:
        """Write the file."""
        with contextlib.ExitStack() as stack:
            stack.callback(self.abort)
            if self._finished:
                self._finish_part()
                whole = stack.enter_context(Pdf.new())
                for file in self._finished:
                    source = stack.enter_context(Pdf.open(file))
                    whole.pages.extend(source.pages)
            elif self._part is not None:
                self._part.font.complete()
                whole = self._part.pdf
            else:
                whole = stack.enter_context(Pdf.new())
            self._save(whole)

    def abort(self) -> None:
        """Remove the temporary files."""
        for file in self._finished:
            file.close()
        self._finished.clear()
        if self._part is not None:
            self._part.pdf.close()
            self._part = None

    def _add_page(self, part: _Part, entry: Entry, image: EmbeddedImage) -> None:
        content = page(entry)
        wide, high = image.width * image.points, image.height * image.points
        placed = any(line.polygon is not None for line in content.lines)
        text = TextLayer(content, part.font, image.points).content()
        draw = f"q {wide:.4f} 0 0 {high:.4f} 0 0 cm /I Do Q\n".encode("ascii")
        part.pdf.pages.append(
            pikepdf.Page(
                part.pdf.make_indirect(
                    Dictionary(
                        Type=Name.Page,
                        MediaBox=Array([0, 0, round(wide, 4), round(high, 4)]),
                        # The text shows how the page is held; without text its EXIF block does.
                        Rotate=content.turn if placed else image.turn,
                        Resources=Dictionary(
                            XObject=Dictionary(I=image.object),
                            Font=Dictionary(F=part.font.object),
                        ),
                        Contents=part.pdf.make_stream(draw + text),
                    )
                )
            )
        )

    def _finish_part(self) -> None:
        """Write the pages in memory to a temporary file without a name."""
        if self._part is None:
            return
        self._part.font.complete()
        file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - closed by `abort`
        self._finished.append(file)
        self._part.pdf.save(file)
        self._part.pdf.close()
        self._part = None
        file.seek(0)

    def _save(self, whole: Pdf) -> None:
        if self._several:
            with whole.open_outline() as outline:
                for number, name in enumerate(self._titles):
                    outline.root.append(OutlineItem(name, number))
        save(whole, self._file)


def save(pdf: Pdf, file: BinaryIO) -> None:
    """Write a document; the same pages give the same bytes."""
    pdf.docinfo["/Producer"] = pikepdf.String(f"ocr-wrapper {__version__}")
    if file.seekable():
        pdf.save(file, deterministic_id=True, min_version=_VERSION)
        return
    with tempfile.TemporaryFile() as copy:  # pikepdf cannot write to a pipe
        # On Windows it is a wrapper around a named file.
        pdf.save(cast("BinaryIO", copy), deterministic_id=True, min_version=_VERSION)
        copy.seek(0)
        shutil.copyfileobj(copy, file)
