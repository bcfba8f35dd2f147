"""Image validation before recognition: Base64, format, sides and pixels from the header.

Only headers are parsed here. Nothing is decompressed before the sides are known, so a file of a
few kilobytes that decompresses to gigabytes is refused at the cost of its header.
"""

from __future__ import annotations

import binascii
import functools
import io
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr_emulator.contract.bundle import Operation
from ocr_emulator.contract.errors import ImageError

if TYPE_CHECKING:
    from PIL import Image

# Formats with a magic number, tried by Pillow; TGA has none and is tried last.
_PILLOW = ("PNG", "JPEG", "BMP", "TIFF", "PCX", "PSD", "TGA")
# Pillow stores these modes in one or two bytes a pixel, all others in four.
_BYTES_OF_MODE = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2, "I;16L": 2, "LA": 4}
_ALIASES = {"JPG": "JPEG", "TIF": "TIFF"}
ORIENTATION = 0x0112
"""Tag of EXIF and TIFF that says how an image is held."""
_ON_THE_SIDE = (5, 6, 7, 8)
_PDF_HEADER_WITHIN = 1024
"""Readers accept a PDF header within so many bytes (PDF Reference 1.7, appendix H, note 13)."""

_APP0, _DQT, _SOS = 0xE0, 0xDB, 0xDA
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
"""Markers of the frames that all decoders know: baseline, extended, progressive (ITU T.81, B.1)."""
_PLAIN_SEGMENTS = frozenset({_APP0, _DQT, 0xC4, 0xDD, 0xFE})
"""JFIF, quantization and Huffman tables, restart interval, comment."""
_JFIF_BYTES = 14
_SEGMENT = struct.Struct(">BBH")
"""Beginning of a segment: the prefix of a marker, the marker, the length."""

_SHORT_BYTES = 16 * 1024
"""A header in so few bytes never holds the event loop for long, however it is made."""

DAMAGE = (
    SyntaxError,
    OSError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    OverflowError,
    AttributeError,
    NotImplementedError,
    Warning,
    struct.error,
)
"""What Pillow raises for damaged files; a warning where warnings are errors."""


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """Format of an image, its sides in pixels, and the bytes that Pillow decodes it to."""

    format: str
    width: int
    height: int
    decoded_bytes: int
    page: int = 1
    """Page of a PDF, from 1."""


class EmulatorLimitError(ImageError):
    """Raised for an image that exceeds a limit of the emulator, not of the service.

    `message` says so in the emulator's own words.
    """

    def __init__(self, code: str, expected: str, got: str, message: str) -> None:
        super().__init__(code, expected, got)
        self.message = message


Measure = Callable[[bytes, int], tuple[int, int] | None]
"""Return the sides of a page of a PDF in pixels; None without a PDF reader."""


def decode_base64(text: str) -> bytes:
    """Decode the image of a request.

    Strict: the standard alphabet, padded, no white space, no `data:` prefix. Raises
    `ImageError` AIS.0102, the service's code for all of these.
    """
    if text[:5].lower() == "data:":
        raise ImageError("AIS.0102", "Base64 without a data: prefix", "a data: prefix")
    got = "a character outside ASCII"
    if text.isascii():
        try:
            # The text itself: `base64.b64decode` would copy it first.
            return binascii.a2b_base64(text, strict_mode=True)
        except binascii.Error as error:
            got = str(error).lower()
    raise ImageError("AIS.0102", "standard Base64 with padding", got)


def is_pdf(data: bytes) -> bool:
    """Return whether a file has the header of a PDF."""
    return data[:_PDF_HEADER_WITHIN].lstrip()[:5] == b"%PDF-"


def has_short_header(data: bytes) -> bool:
    """Return whether a file's header is parsed faster than a thread is started.

    So it is for a small JPEG, and for a small PNG without compressed chunks in its header: each
    of those could unpack to a megabyte.
    """
    if len(data) > _SHORT_BYTES:
        return False
    if data.startswith(b"\xff\xd8\xff"):
        return True
    return data.startswith(b"\x89PNG\r\n\x1a\n") and not any(
        name in data for name in (b"zTXt", b"iTXt", b"iCCP")
    )


def inspect(
    data: bytes, operation: Operation, page: int = 1, measure: Measure | None = None
) -> ImageInfo:
    """Validate an image against the formats, sides and pixels of an operation.

    Args:
        data: The file.
        operation: The operation that is to read it.
        page: Page of a PDF, from 1.
        measure: Returns the sides of that page; by default PDFium in this process.

    Raises:
        ImageError: AIS.0102 for the format, AIS.0103 for sides, pixels or bytes, AIS.0101
            for a page that does not exist.
    """
    encoded = (len(data) + 2) // 3 * 4
    if encoded > operation.max_encoded_bytes:
        expected = f"at most {operation.max_encoded_bytes} bytes after Base64"
        raise ImageError("AIS.0103", expected, f"{encoded} bytes")
    if is_pdf(data):
        info = _pdf_info(data, operation, page, measure)
    else:
        info = _image_info(data, operation)
    if info.width:
        _check_sides(info, operation)
    return info


def _pdf_info(data: bytes, operation: Operation, page: int, measure: Measure | None) -> ImageInfo:
    if not operation.pdf:
        raise _wrong_format(operation, "a PDF")
    if measure is None:
        from ocr_emulator.images import pdf

        measure = pdf.page_size
    size = measure(data, page)
    if size is None:
        # Without a PDF reader the page is not measured; `decode` reports what is missing.
        return ImageInfo("PDF", 0, 0, 0, page)
    return ImageInfo("PDF", *size, size[0] * size[1] * 4, page)


def _image_info(data: bytes, operation: Operation) -> ImageInfo:
    allowed = _allowed(operation.formats)
    info = _header(data, allowed)
    if info is None:
        raise _wrong_format(operation, f"{len(data)} bytes of no known format")
    if info.format not in allowed:
        raise _wrong_format(operation, f"an image in {info.format}")
    return info


@functools.cache
def _allowed(formats: tuple[str, ...]) -> frozenset[str]:
    """Return the formats of an operation by Pillow's names."""
    return frozenset(_ALIASES.get(name.upper(), name.upper()) for name in formats)


def _wrong_format(operation: Operation, got: str) -> ImageError:
    return ImageError("AIS.0102", f"an image in {' '.join(operation.formats)}", got)


def _check_sides(info: ImageInfo, operation: Operation) -> None:
    low, high = operation.min_side, operation.max_side
    sides = f"{info.width}x{info.height}"
    if min(info.width, info.height) < low or max(info.width, info.height) > high:
        raise ImageError("AIS.0103", f"sides of {low} to {high} pixels", sides)
    if operation.max_pixels and info.width * info.height > operation.max_pixels:
        raise ImageError("AIS.0103", f"at most {operation.max_pixels} pixels", sides)


# --- headers ---------------------------------------------------------------------------


def _header(data: bytes, allowed: frozenset[str]) -> ImageInfo | None:
    for name, size in (
        ("WEBP", _webp_size(data)),
        ("ICO", _icon_size(data)),
        ("GIF", _gif_size(data)),
    ):
        if size is not None:
            return ImageInfo(name, *size, size[0] * size[1] * 4)
    plain = _plain_jpeg(data)
    if plain is not None:
        return plain
    image = _open(data, allowed)
    if image is None:
        return None
    with image:
        # MPO is the JPEG of phones that keep a second image in the file.
        name = "JPEG" if image.format in ("JPEG", "MPO") else str(image.format)
        width, height = image.size
        if name == "TIFF" and image.getexif().get(ORIENTATION) in _ON_THE_SIDE:
            width, height = height, width  # Pillow turns a TIFF, and what is stored counts
        return ImageInfo(name, width, height, width * height * _BYTES_OF_MODE.get(image.mode, 4))


def _webp_size(data: bytes) -> tuple[int, int] | None:
    # Parsed by hand: Pillow's WebP reader allocates the whole canvas when it opens a file.
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or len(data) < 30:
        return None
    chunk = data[12:16]
    if chunk == b"VP8X":
        return (
            1 + int.from_bytes(data[24:27], "little"),
            1 + int.from_bytes(data[27:30], "little"),
        )
    if chunk == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    if chunk == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return None


def _icon_size(data: bytes) -> tuple[int, int] | None:
    # Parsed by hand: Pillow decodes an icon when it opens it, and a PNG inside may be huge.
    if data[:4] != b"\0\0\1\0" or len(data) < 22:
        return None
    best = (0, 0)
    for index in range(int.from_bytes(data[4:6], "little")):
        entry = data[6 + 16 * index : 22 + 16 * index]
        if len(entry) < 16:
            return None
        size = (entry[0] or 256, entry[1] or 256)
        offset = int.from_bytes(entry[12:16], "little")
        inner = data[offset : offset + 24]
        if inner[:8] == b"\x89PNG\r\n\x1a\n" and len(inner) == 24:
            width, height = struct.unpack(">II", inner[16:24])
            size = (width, height)
        best = max(best, size, key=lambda pair: pair[0] * pair[1])
    return best if all(best) else None


def _gif_size(data: bytes) -> tuple[int, int] | None:
    # Parsed by hand: Pillow warns about large ones when it opens them, even if they are allowed.
    if data[:6] not in (b"GIF87a", b"GIF89a") or len(data) < 13:
        return None
    width, height = struct.unpack_from("<HH", data, 6)
    return width, height


def _plain_jpeg(data: bytes) -> ImageInfo | None:
    """Return what the header of an ordinary JPEG says; None for any other, which Pillow parses.

    Parsed by hand: Pillow takes a fifth of the time of a whole request for it. Nothing is accepted
    here that Pillow does not: one frame before the scan, complete segments, no metadata.
    """
    if not data.startswith(b"\xff\xd8\xff"):
        return None
    place, frame, length = 2, b"", len(data)
    while length >= place + _SEGMENT.size:
        prefix, marker, size = _SEGMENT.unpack_from(data, place)
        end = place + 2 + size
        if prefix != 0xFF or size < 2 or end > length:
            return None
        segment = data[place + _SEGMENT.size : end]
        if marker == _APP0 and len(segment) < _JFIF_BYTES:
            return None
        if marker == _SOS:
            return _jpeg_frame(frame)
        if marker in _FRAMES and not frame:
            frame = segment
        elif marker not in _PLAIN_SEGMENTS or (marker == _DQT and not _is_table(segment)):
            return None
        place = end
    return None


def _jpeg_frame(frame: bytes) -> ImageInfo | None:
    """Return what the frame header of a JPEG says (ITU T.81, B.2.2)."""
    if len(frame) < 6 or frame[5] not in (1, 3, 4) or len(frame) != 6 + 3 * frame[5]:
        return None
    bits, height, width = struct.unpack_from(">BHH", frame)
    if bits != 8 or not width or not height:
        return None
    return ImageInfo("JPEG", width, height, width * height * (1 if frame[5] == 1 else 4))


def _is_table(segment: bytes) -> bool:
    """Return whether a segment has complete quantization tables (ITU T.81, B.2.4.1)."""
    place = 0
    while place < len(segment):
        place += 65 if segment[place] < 16 else 129
    return place == len(segment)


def _open(data: bytes, allowed: frozenset[str]) -> Image.Image | None:
    """Parse a header with Pillow; no pixels are decoded."""
    from PIL import (  # noqa: F401  (each registers its format)
        BmpImagePlugin,
        Image,
        JpegImagePlugin,
        PcxImagePlugin,
        PngImagePlugin,
        PsdImagePlugin,
        TgaImagePlugin,
        TiffImagePlugin,
    )

    for name in _PILLOW:
        factory, accept = Image.OPEN[name]
        if accept is None and name not in allowed:
            continue
        try:
            if accept is not None and accept(data[:16]) is not True:
                continue
            # Not Image.open: its own bomb check warns through process-wide state and
            # has one limit for all; ours is per operation and follows immediately.
            return factory(io.BytesIO(data), "")
        except DAMAGE:
            continue
    return None
