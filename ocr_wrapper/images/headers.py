"""Image format detection by file signature and header.

The file name is ignored. Only headers are read and nothing is decoded, so a decompression bomb
costs nothing here, and an image that can be sent unchanged needs no imaging library. The layouts
come from the specifications of the formats.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass

_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Start-of-frame markers; C4, C8 and CC are tables and an extension (ITU T.81, table B.1)."""

JPEG_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]")
"""A marker with a length field, or one behind the header. Passed over are markers without a length
(ITU T.81, table B.1), fill bytes, and padding, which the standard forbids and readers skip."""

_MOST_JPEG_SEGMENTS = 1 << 16
"""Most segments that are searched; the longest metadata has some hundreds."""

_BMP_HEADERS = frozenset({12, 16, 40, 52, 56, 64, 108, 124})
"""Lengths of the versions of the information header, those of OS/2 first."""

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"

_TGA_KINDS = frozenset({1, 2, 3, 9, 10, 11})
_TGA_DEPTHS = frozenset({1, 8, 15, 16, 24, 32})


@dataclass(frozen=True, slots=True)
class Format:
    """Format of a file, with the size in pixels if it is an image."""

    name: str
    """`PNG`, `JPEG`, `BMP`, `GIF`, `TIFF`, `WebP`, `PCX`, `ICO`, `PSD`, `TGA`, `PDF`; or a
    readable name of a format that no operation accepts, such as `HEIC`."""

    size: tuple[int, int] | None = None
    """Width and height as stored, before any EXIF rotation; None for a PDF and for a format that
    no operation accepts."""


class DamagedHeaderError(ValueError):
    """Raised when the signature matches a format and the rest of the header is missing or wrong."""


def sniff(data: bytes | memoryview) -> Format | None:
    """Detect the format of `data`; return None if it is unknown.

    Raises:
        DamagedHeaderError: The signature is that of an image, and its header is truncated or
            contains impossible values.
    """
    view = memoryview(data)
    head = bytes(view[:64])
    for signature, name, read_size in _SIGNATURES:
        if head.startswith(signature):
            return _with_size(name, read_size, view)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _with_size("WebP", _webp, view)
    if head[4:8] == b"ftyp":
        return Format(_BRANDS.get(head[8:12], "ISO media"))
    # A PDF may start after up to 1 KiB of other bytes (ISO 32000-1, annex H, note 13).
    if b"%PDF-" in bytes(view[:1024]):
        return Format("PDF")
    if _is_pcx(head):
        return _with_size("PCX", _pcx, view)
    if _is_tga(view):
        return Format("TGA", struct.unpack_from("<HH", view, 12))
    return None


def is_text(data: bytes | memoryview) -> bool:
    """Return whether the first 4 KiB are text, for a better message than "unknown format"."""
    sample = bytes(data[:4096])
    if not sample or b"\0" in sample:
        return False
    try:
        text = sample.decode("utf-8")
    except UnicodeDecodeError as error:
        truncated = len(data) > len(sample) and error.start > len(sample) - 4
        if not truncated:  # only the last character of the sample may be incomplete
            return False
        text = sample[: error.start].decode("utf-8")
    return all(character.isprintable() or character.isspace() for character in text)


def _with_size(
    name: str, read_size: Callable[[memoryview], tuple[int, int]] | None, view: memoryview
) -> Format:
    if read_size is None:
        return Format(name)
    try:
        width, height = read_size(view)
    except (struct.error, IndexError, OverflowError) as error:
        raise DamagedHeaderError(f"the {name} header is truncated") from error
    if width < 1 or height < 1:
        raise DamagedHeaderError(f"the {name} header states a size of {width} x {height} pixels")
    return Format(name, (width, height))


def _png(view: memoryview) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", view, 16)
    return width, height


def _gif(view: memoryview) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", view, 6)
    return width, height


def _bmp(view: memoryview) -> tuple[int, int]:
    (header,) = struct.unpack_from("<I", view, 14)
    if header not in _BMP_HEADERS:
        raise DamagedHeaderError(f"no version of the BMP header has {header} bytes")
    if header == 12:  # OS/2 1.x, the only layout with 16-bit sides
        width, height = struct.unpack_from("<HH", view, 18)
        return width, height
    width, height = struct.unpack_from("<ii", view, 18)
    return width, abs(height)  # a negative height means top-down rows


def _psd(view: memoryview) -> tuple[int, int]:
    height, width = struct.unpack_from(">II", view, 14)
    return width, height


def _ico(view: memoryview) -> tuple[int, int]:
    (count,) = struct.unpack_from("<H", view, 4)
    sides = [_ico_sides(view, 6 + 16 * index) for index in range(min(count, 256))]
    # Readers use the largest image of the file.
    return max(sides, key=lambda side: side[0] * side[1], default=(0, 0))


def _ico_sides(view: memoryview, entry: int) -> tuple[int, int]:
    """Read the size of one image; a byte of 0 means 256, or more if the image is a PNG."""
    width, height = struct.unpack_from("<BB", view, entry)
    if width and height:
        return width, height
    (start,) = struct.unpack_from("<I", view, entry + 12)
    (signature,) = struct.unpack_from("8s", view, start)
    if signature == _PNG_SIGNATURE:
        return _png(view[start:])
    return width or 256, height or 256


def _jpeg(view: memoryview) -> tuple[int, int]:
    position = 2
    for _ in range(_MOST_JPEG_SEGMENTS):
        found = JPEG_MARKER.search(view, position)
        if found is None:
            raise DamagedHeaderError("the JPEG header is truncated")
        position = found.end()
        marker = view[position - 1]
        if marker in {0xD9, 0xDA}:
            break
        (length,) = struct.unpack_from(">H", view, position)
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", view, position + 3)
            return width, height
        position += max(length, 2)
    raise DamagedHeaderError("the JPEG has no frame header")


def _webp(view: memoryview) -> tuple[int, int]:
    chunk = bytes(view[12:16])
    if chunk == b"VP8X":
        low_w, high_w, low_h, high_h = struct.unpack_from("<HBHB", view, 24)
        return (low_w | high_w << 16) + 1, (low_h | high_h << 16) + 1
    if chunk == b"VP8L":
        (bits,) = struct.unpack_from("<I", view, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 ":
        width, height = struct.unpack_from("<HH", view, 26)
        return width & 0x3FFF, height & 0x3FFF
    raise DamagedHeaderError("the WebP header has an unknown chunk")


def _tiff(view: memoryview) -> tuple[int, int]:
    order = "<" if view[0] == 0x49 else ">"
    if struct.unpack_from(order + "H", view, 2)[0] == 43:
        return _tiff_sides(view, order, big=True)
    return _tiff_sides(view, order, big=False)


def _tiff_sides(view: memoryview, order: str, *, big: bool) -> tuple[int, int]:
    """Read tags 256 and 257 of the first directory; BigTIFF has wider counts and offsets."""
    if big:
        (start,) = struct.unpack_from(order + "Q", view, 8)
        (count,) = struct.unpack_from(order + "Q", view, start)
        start, entry, inline = start + 8, 20, 12
    else:
        (start,) = struct.unpack_from(order + "I", view, 4)
        (count,) = struct.unpack_from(order + "H", view, start)
        start, entry, inline = start + 2, 12, 8
    sides = {256: 0, 257: 0}
    for index in range(min(count, 4096)):
        place = start + index * entry
        tag, kind = struct.unpack_from(order + "HH", view, place)
        if tag in sides:
            layout = {1: "B", 3: "H", 4: "I", 16: "Q"}.get(kind)
            if layout is None:
                raise DamagedHeaderError("the TIFF header stores the size in an unsupported type")
            (sides[tag],) = struct.unpack_from(order + layout, view, place + inline)
    return sides[256], sides[257]


def _is_pcx(head: bytes) -> bool:
    """Detect PCX by manufacturer, version, encoding and depth; its signature is one byte."""
    return len(head) >= 16 and (
        head[0] == 10 and head[1] in {0, 2, 3, 4, 5} and head[2] == 1 and head[3] in {1, 2, 4, 8}
    )


def _pcx(view: memoryview) -> tuple[int, int]:
    left, top, right, bottom = struct.unpack_from("<HHHH", view, 4)
    return right - left + 1, bottom - top + 1


def _is_tga(view: memoryview) -> bool:
    """Detect TGA, which has no signature, by the footer of version 2 or a consistent header.

    Every field with few allowed values is checked, because text must never be taken for an image.
    """
    if len(view) < 18:
        return False
    _, palette, kind, first, length, entry, _, _, width, height, depth, descriptor = (
        struct.unpack_from("<BBBHHBHHHHBB", view, 0)
    )
    if kind not in _TGA_KINDS or depth not in _TGA_DEPTHS or not width or not height:
        return False
    if bytes(view[-18:]) == b"TRUEVISION-XFILE.\0":
        return True
    if kind in {1, 9}:
        coherent = palette == 1 and depth in {8, 16} and length > 0 and entry in {15, 16, 24, 32}
    else:
        coherent = palette == 0 and first == 0 and length == 0 and entry == 0
    return coherent and descriptor & 0xC0 == 0


_SIGNATURES: tuple[tuple[bytes, str, Callable[[memoryview], tuple[int, int]] | None], ...] = (
    (_PNG_SIGNATURE, "PNG", _png),
    (b"\xff\xd8\xff", "JPEG", _jpeg),
    (b"BM", "BMP", _bmp),
    (b"GIF87a", "GIF", _gif),
    (b"GIF89a", "GIF", _gif),
    (b"II*\0", "TIFF", _tiff),
    (b"MM\0*", "TIFF", _tiff),
    (b"II+\0", "TIFF", _tiff),
    (b"MM\0+", "TIFF", _tiff),
    (b"8BPS", "PSD", _psd),
    (b"\0\0\1\0", "ICO", _ico),
    (b"\0\0\0\x0cjP  ", "JPEG 2000", None),
    (b"\xff\x4f\xff\x51", "JPEG 2000", None),
    (b"AT&TFORM", "DjVu", None),
    (b"PK\x03\x04", "ZIP or Office document", None),
    (b"\xd0\xcf\x11\xe0", "Office document", None),
    (b"\x1f\x8b", "gzip", None),
    (b"{\\rtf", "RTF document", None),
)
"""Signature, name, and the function that reads the size; None if no operation accepts it."""

_BRANDS = {
    b"heic": "HEIC",
    b"heix": "HEIC",
    b"hevc": "HEIC",
    b"mif1": "HEIF",
    b"msf1": "HEIF",
    b"avif": "AVIF",
    b"avis": "AVIF",
}
"""Major brands of ISO base media files (ISO/IEC 23008-12, annex B)."""
