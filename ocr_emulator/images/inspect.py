"""Look at a picture the way the service does before it reads it: format, sides, size.

Only headers are parsed here. Nothing is decompressed before the sides are known, so a
file of a few kilobytes that unfolds to gigabytes is refused at the price of its header.
"""

from __future__ import annotations

import base64
import binascii
import io
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ocr_emulator.contract.bundle import Operation
from ocr_emulator.contract.errors import ImageError
from ocr_emulator.images import pdf

if TYPE_CHECKING:
    from PIL import Image
    from PIL.ImageFile import ImageFile

__all__ = ["ImageError", "ImageInfo", "decode", "decode_base64", "inspect"]

ALWAYS_DECODED = 48 * 1024 * 1024
"""Bytes of pixels that are unfolded whatever the file's size."""
MAX_RATIO = 100
"""Above that, pixels may be so many times larger than the file; scans stay below 60."""
MAX_DECODED = 512 * 1024 * 1024

# Formats with a magic number, tried by Pillow; TGA has none and is tried last.
_PILLOW = ("PNG", "JPEG", "BMP", "TIFF", "PCX", "PSD", "TGA")
_ALIASES = {"JPG": "JPEG", "TIF": "TIFF"}


# What Pillow raises over damaged files. A warning is among them where warnings are errors.
_DAMAGE = (
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


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """What the header says: format, sides in pixels, bytes of pixels when unfolded."""

    format: str
    width: int
    height: int
    decoded_bytes: int
    page: int = 1
    """Which page of a PDF it is, from 1."""


def decode_base64(text: str) -> bytes:
    """Decode the picture of a request.

    Strict: the standard alphabet, padded, no white space, no `data:` prefix. Raises
    `ImageError` AIS.0102, which the service answers to all of these.
    """
    if text[:5].lower() == "data:":
        raise ImageError("AIS.0102", "Base64 without a data: prefix", "a data: prefix")
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except UnicodeEncodeError:
        got = "a character outside ASCII"
    except binascii.Error as exc:
        got = str(exc).lower()
    raise ImageError("AIS.0102", "standard Base64 with padding", got)


def _names(operation: Operation) -> frozenset[str]:
    names = {_ALIASES.get(name.upper(), name.upper()) for name in operation.formats}
    if operation.pdf:
        names.add("PDF")
    return frozenset(names)


def _webp_size(data: bytes) -> tuple[int, int] | None:
    # Read by hand: Pillow's WebP reader allocates the whole canvas when it opens a file.
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
    # Read by hand: Pillow unfolds an icon when it opens it, and a PNG inside may be huge.
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
    # Read by hand: Pillow warns about large ones when it opens them, whatever is allowed.
    if data[:6] not in (b"GIF87a", b"GIF89a") or len(data) < 13:
        return None
    width, height = struct.unpack_from("<HH", data, 6)
    return width, height


def _open(data: bytes, allowed: frozenset[str]) -> Image.Image | None:
    """Parse a header with Pillow; the pixels stay folded."""
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
            # knows one limit for all; ours is per operation and comes right after.
            return factory(io.BytesIO(data), "")
        except _DAMAGE:
            continue
    return None


def _header(data: bytes, allowed: frozenset[str]) -> ImageInfo | None:
    for name, size in (
        ("WEBP", _webp_size(data)),
        ("ICO", _icon_size(data)),
        ("GIF", _gif_size(data)),
    ):
        if size is not None:
            return ImageInfo(name, *size, size[0] * size[1] * 4)
    image = _open(data, allowed)
    if image is None:
        return None
    with image:
        # MPO is the JPEG of phones that keep a second picture in the file.
        name = "JPEG" if image.format in ("JPEG", "MPO") else str(image.format)
        # Recognition wants three bytes a pixel, whatever the file has.
        width, height = image.size
        return ImageInfo(name, width, height, width * height * max(3, len(image.getbands())))


def inspect(data: bytes, operation: Operation, page: int = 1) -> ImageInfo:
    """Check a picture against an operation's formats, sides and pixels.

    `page` counts for a PDF only. Raises `ImageError`: AIS.0102 for the format, AIS.0103
    for sides, pixels or bytes, AIS.0101 for a page that is not there.
    """
    encoded = (len(data) + 2) // 3 * 4
    limit = operation.max_encoded_bytes
    if encoded > limit:
        raise ImageError("AIS.0103", f"at most {limit} bytes after Base64", f"{encoded} bytes")
    allowed = _names(operation)
    listed = " ".join(operation.formats)
    if pdf.is_pdf(data):
        if "PDF" not in allowed:
            raise ImageError("AIS.0102", f"a picture in {listed}", "a PDF")
        size = pdf.page_size(data, page)
        if size is None:
            # Without a PDF reader the page goes unmeasured; `decode` says what is missing.
            return ImageInfo("PDF", 0, 0, 0, page)
        picture = ImageInfo("PDF", *size, size[0] * size[1] * 4, page)
    else:
        found = _header(data, allowed)
        if found is None:
            raise ImageError("AIS.0102", f"a picture in {listed}", f"{len(data)} bytes of none")
        picture = found
        if picture.format not in allowed:
            name = picture.format
            raise ImageError("AIS.0102", f"a picture in {listed}", f"a picture in {name}")
    low, high = operation.min_side, operation.max_side
    sides = f"{picture.width}x{picture.height}"
    if not (
        low <= min(picture.width, picture.height) and max(picture.width, picture.height) <= high
    ):
        raise ImageError("AIS.0103", f"sides of {low} to {high} pixels", sides)
    if operation.max_pixels and picture.width * picture.height > operation.max_pixels:
        raise ImageError("AIS.0103", f"at most {operation.max_pixels} pixels", sides)
    return picture


def decode(data: bytes, picture: ImageInfo) -> Image.Image:
    """Unfold an inspected picture to RGB for the engine: its first frame, or the page.

    Raises `ImageError` AIS.0103 when the pixels are out of all proportion to the file
    (a limit of the emulator, not of the service) and AIS.0104 when the file is damaged.
    """
    from PIL import Image

    limit = max(ALWAYS_DECODED, min(MAX_DECODED, MAX_RATIO * len(data)))
    if picture.decoded_bytes > limit:
        raise ImageError(
            "AIS.0103",
            f"at most {limit} bytes of pixels from {len(data)} bytes of file (emulator's limit)",
            f"{picture.decoded_bytes} bytes",
        )
    if picture.format == "PDF":
        return pdf.draw(data, picture.page)
    try:
        factory, _ = _opener(picture.format)
        with factory(io.BytesIO(data), "") as image:
            image.load()
            if image.mode == "RGB":
                return image.copy()
            if "A" in image.getbands() or "transparency" in image.info:
                # Text on a transparent ground is meant to be seen on white.
                layer = image.convert("RGBA")
                ground = Image.new("RGB", layer.size, "white")
                ground.paste(layer, mask=layer.getchannel("A"))
                return ground
            if image.mode.startswith("I"):
                # Sixteen bits a pixel: converted as they are, all but black would be white.
                shades = image.convert("I").point(lambda level: level * (1 / 257))
                return shades.convert("L").convert("RGB")
            return image.convert("RGB")
    except (*_DAMAGE, MemoryError, Image.DecompressionBombError) as exc:
        raise ImageError("AIS.0104", "an undamaged picture", type(exc).__name__) from None


def _opener(name: str) -> tuple[Callable[..., ImageFile], Any]:
    from PIL import Image

    if name not in Image.OPEN:
        Image.init()
    return Image.OPEN[name]
