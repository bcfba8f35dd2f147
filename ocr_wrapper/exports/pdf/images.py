"""Images in a PDF: embedded without loss, and a JPEG without decoding it.

A scan is evidence: it must look in the archive exactly as it was sent.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image

from ocr_wrapper.errors import InputError
from ocr_wrapper.images import headers
from ocr_wrapper.images.metadata import open_stored, orientation
from ocr_wrapper.images.resize import MAX_PIXELS, flatten

_TURNS = {3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}
"""Degrees, clockwise, by which an EXIF orientation is turned; mirroring is ignored, because the
service reads the text of the image as it is stored."""

_MIN_DPI, _MAX_DPI, _DPI = 100.0, 2400.0, 150.0
"""Resolutions that are believed, and the one that is taken otherwise."""

_MAX_POINTS = 842.0
"""Longest side of a page of unknown resolution: A4."""

_JPEG_SPACES = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB, "CMYK": Name.DeviceCMYK}
_PNG_COLOURS = {0: 1, 2: 3, 3: 1}
"""Channels by colour type of PNG, without those that have transparency."""

_PRIVATE = frozenset({0xE1, 0xED, 0xFE})
"""Segments of a JPEG with EXIF, XMP, IPTC and comments: where and when it was taken. A PDF viewer
reads none of them."""


@dataclass(frozen=True)
class EmbeddedImage:
    """An image in a document."""

    object: Stream
    width: int
    height: int
    points: float
    """Points per pixel."""

    turn: int
    """Degrees, clockwise, by which its EXIF block wants it to be shown."""


def embed(pdf: Pdf, data: bytes) -> EmbeddedImage:
    """Add an image file to a document.

    Raises:
        InputError: It is not an image that can be embedded.
    """
    if data[:1024].lstrip().startswith(b"%PDF"):
        raise InputError(
            "The input is a PDF, and its response does not say where the text is on the page: "
            "send the pages as images to get a searchable PDF."
        )
    try:
        found = headers.sniff(data)
    except ValueError:
        found = None
    if found is None or found.size is None:
        raise InputError("The input is not an image that can be put into a PDF.")
    if found.size[0] * found.size[1] > MAX_PIXELS:
        raise InputError(f"The image has more than {MAX_PIXELS:,} pixels: scale it down.")
    try:
        with open_stored(data, _plugins(found.name)) as image:
            stream = _jpeg(pdf, image, data)
            if stream is None:  # a stream itself has no truth value
                stream = _lossless(pdf, image, data)
            turn = _TURNS.get(orientation(image), 0)
            return EmbeddedImage(stream, image.width, image.height, _points(image), turn)
    except InputError:
        raise
    except Exception as error:  # a decoder may raise anything for damaged data
        raise InputError(
            f"The image cannot be decoded ({type(error).__name__}): get the file again."
        ) from None


def _plugins(name: str) -> list[str]:
    return ["JPEG", "MPO"] if name.upper() in {"JPEG", "JPG"} else [name.upper()]


def _points(image: Image.Image) -> float:
    """Return points per pixel from the resolution of the file, else so that the page fits A4."""
    known = image.info.get("dpi")
    dpi = float(known[0]) if isinstance(known, tuple) and known else 0.0
    if _MIN_DPI <= dpi <= _MAX_DPI:
        return 72 / dpi
    return min(72 / _DPI, _MAX_POINTS / max(image.size))


def _jpeg(pdf: Pdf, image: Image.Image, data: bytes) -> Stream | None:
    """Embed a JPEG as it is, without its metadata; None if it is not a JPEG that PDF allows."""
    if image.format not in {"JPEG", "MPO"} or image.mode not in _JPEG_SPACES:
        return None
    options: dict[str, Any] = {}
    if image.mode == "CMYK" and "adobe" in image.info:  # Adobe stores these colours inverted
        options["Decode"] = Array([1, 0] * 4)
    return Stream(
        pdf,
        b"".join(_without_metadata(data)),
        Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=image.width,
            Height=image.height,
            ColorSpace=_JPEG_SPACES[image.mode],
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
            **options,
        ),
    )


def _without_metadata(data: bytes) -> Iterator[bytes]:
    """Yield a JPEG file without the segments that describe it."""
    position = 2
    yield data[:position]
    while (found := headers.JPEG_MARKER.search(data, position)) is not None:
        start, position = found.span()
        marker = data[position - 1]
        if marker == 0xDA:  # the image itself follows
            yield data[start:]
            return
        position += max(2, int.from_bytes(data[position : position + 2], "big"))
        if marker not in _PRIVATE:
            yield data[start:position]


def _lossless(pdf: Pdf, image: Image.Image, data: bytes) -> Stream:
    """Embed any image as the compressed pixels of a PNG, which PDF stores in the same form."""
    png = _Png(data) if image.format == "PNG" else None
    if png is None or not png.is_plain:
        keep = image.mode in {"1", "L", "RGB", "P"} and "transparency" not in image.info
        copy = image if keep else flatten(image)
        if copy.mode not in {"1", "L", "RGB", "P"}:
            copy = copy.convert("RGB")
        buffer = io.BytesIO()
        copy.save(buffer, "PNG")
        png = _Png(buffer.getvalue())
    colours = _PNG_COLOURS[png.colour]
    space: Any = Name.DeviceRGB if colours == 3 else Name.DeviceGray
    if png.palette:
        space = Array([Name.Indexed, Name.DeviceRGB, len(png.palette) // 3 - 1, png.palette])
    return Stream(
        pdf,
        b"".join(png.pixels),
        Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=png.width,
            Height=png.height,
            ColorSpace=space,
            BitsPerComponent=png.bits,
            Filter=Name.FlateDecode,
            DecodeParms=Dictionary(
                Predictor=15, Colors=colours, BitsPerComponent=png.bits, Columns=png.width
            ),
        ),
    )


class _Png:
    """The parts of a PNG file that a PDF takes over."""

    def __init__(self, data: bytes) -> None:
        self.pixels: list[bytes] = []
        self.palette = b""
        transparent = False
        position = 8
        header: tuple[int, ...] = (0, 0, 0, 0, 0, 0, 1)
        while position + 8 <= len(data):
            size, kind = struct.unpack_from(">I4s", data, position)
            content = data[position + 8 : position + 8 + size]
            if kind == b"IHDR":
                header = struct.unpack(">IIBBBBB", content)
            elif kind == b"PLTE":
                self.palette = content
            elif kind == b"IDAT":
                self.pixels.append(content)
            transparent = transparent or kind == b"tRNS"
            position += 12 + size
        self.width, self.height, self.bits, self.colour = header[:4]
        if self.colour != 3:
            self.palette = b""
        self.is_plain = (
            self.colour in _PNG_COLOURS and not transparent and not header[6] and bool(self.pixels)
        )
        """Whether its pixels can be taken over: no transparency, not interlaced."""
