"""Preview of an image for browsers, which show neither TIFF, PSD, PCX nor pages of a PDF."""

from __future__ import annotations

import io
from dataclasses import dataclass

from ocr_emulator.images import pdf
from ocr_emulator.images.decode import decode
from ocr_emulator.images.inspect import ImageInfo

_MAX_SIDE = 2400
"""A screen shows no more; the page scales the image to the sides of the file."""


@dataclass(frozen=True, slots=True)
class Preview:
    """An image as PNG, the sides of its file in pixels, and how many pages that has."""

    png: bytes
    width: int
    height: int
    pages: int


def preview(data: bytes, info: ImageInfo) -> Preview:
    """Decode a validated image, or render its page, and write it as PNG.

    Raises `ImageError` as `decode` does.
    """
    with decode(data, info) as image:
        image.thumbnail((_MAX_SIDE, _MAX_SIDE))
        stream = io.BytesIO()
        image.save(stream, "PNG", compress_level=1)
    pages = pdf.page_count(data) if info.format == "PDF" else 1
    return Preview(stream.getvalue(), info.width, info.height, pages)
