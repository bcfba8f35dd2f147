"""Decoding of a validated image to RGB, bounded in pixels and reduced where it is very large.

The bound protects against decompression bombs. It counts the compressed pixels alone, so that
bytes appended to a file do not raise it.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Callable
from typing import TYPE_CHECKING

from ocr_emulator.contract.errors import ImageError
from ocr_emulator.images.inspect import DAMAGE, ORIENTATION, EmulatorLimitError, ImageInfo

if TYPE_CHECKING:
    from PIL import Image
    from PIL.ImageFile import ImageFile

ALWAYS_DECODED = 60 * 1024 * 1024
"""Bytes of pixels that are decoded for a file of any size: 15 million pixels in colour."""
MAX_RATIO = 100
"""Above that, pixels may be so many times larger than their compressed form; photographs and
scans of full pages stay below 60."""
MAX_DECODED = 512 * 1024 * 1024
MAX_RUN_LENGTH_RATIO = 8
"""The same for formats whose compressed part is not measured (BMP, PCX, PSD, TGA, GIF, ICO)."""
_JPEG_SCALES = (1, 2, 4, 8)
_FILL = re.compile(b"\xff+")


RenderedPage = tuple[tuple[int, int], bytes]
"""Size and RGB pixels of a page of a PDF."""


def decode(data: bytes, info: ImageInfo, page: RenderedPage | None = None) -> Image.Image:
    """Decode a validated image to RGB for the engine: its first frame, or the page.

    Very large images are reduced; `image.info["reduced_by"]` is the factor then. `page` is the
    page of a PDF if it was rendered elsewhere.

    Raises:
        EmulatorLimitError: When the pixels are out of proportion to the file.
        ImageError: AIS.0104 when the file is damaged.
    """
    from PIL import Image

    if info.format == "PDF":
        if page is not None:
            return _marked(Image.frombytes("RGB", *page), info.width)
        from ocr_emulator.images import pdf

        return pdf.draw(data, info.page)
    limit = _limit(data, info)
    scale = 1
    if info.format == "JPEG":
        # A JPEG is decoded at a half, a quarter or an eighth without its full size in memory.
        fitting = (s for s in _JPEG_SCALES if info.decoded_bytes <= limit * s * s)
        scale = next(fitting, _JPEG_SCALES[-1])
    if info.decoded_bytes > limit * scale * scale:
        raise _out_of_proportion(limit, info.decoded_bytes)
    try:
        with _opener(info.format)(io.BytesIO(data), "") as image:
            if scale > 1:
                image.draft(None, (info.width // scale, info.height // scale))
            return _marked(_to_rgb(_reduced(_loaded(image))), info.width)
    except (*DAMAGE, MemoryError, Image.DecompressionBombError) as error:
        raise ImageError("AIS.0104", "an undamaged image", type(error).__name__) from None


def _out_of_proportion(limit: int, got: int) -> EmulatorLimitError:
    return EmulatorLimitError(
        "AIS.0103",
        f"at most {limit} bytes of decoded pixels (emulator's limit)",
        f"{got} bytes",
        f"The emulator does not decode this image: its pixels take {got} bytes, and for a file "
        f"like this the emulator's own limit is {limit}. The service may accept it.",
    )


def _opener(name: str) -> Callable[..., ImageFile]:
    from PIL import Image

    if name not in Image.OPEN:
        Image.init()
    return Image.OPEN[name][0]


def _loaded(image: ImageFile) -> Image.Image:
    """Decode an image with its pixels as they are stored.

    Pillow turns a TIFF upright while it decodes it, and no other format.
    """
    from PIL.Image import Transpose

    orientation = image.getexif().get(ORIENTATION) if image.format == "TIFF" else None
    image.load()
    if orientation is None:
        return image
    back = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_90,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_270,
    }
    return image.transpose(back[orientation]) if orientation in back else image


def _reduced(image: Image.Image) -> Image.Image:
    """Return a smaller copy of a very large image; other images as they are."""
    from PIL import Image

    from ocr_emulator.engine.geometry import reduction

    factor = reduction(image.size)
    if factor == 1.0:
        return image
    if image.mode == "1":
        image = image.convert("L")
    elif image.mode not in ("L", "RGB", "RGBA", "CMYK", "LA"):
        image = _to_rgb(image)
    size = (max(1, round(image.width / factor)), max(1, round(image.height / factor)))
    return image.resize(size, Image.Resampling.BOX)


def _marked(image: Image.Image, width: int) -> Image.Image:
    from ocr_emulator.engine.geometry import REDUCED_BY

    if image.width != width:
        image.info[REDUCED_BY] = width / image.width
    return image


def _to_rgb(image: Image.Image) -> Image.Image:
    from ocr_emulator.engine.flatten import flattened, has_alpha

    if image.mode == "RGB":
        return image.copy()
    if has_alpha(image):
        return flattened(image)
    if image.mode.startswith("I"):
        # Pillow clips sixteen bits a pixel to eight; dividing keeps the shades.
        shades = image.convert("I").point(lambda level: level * (1 / 257))
        return shades.convert("L").convert("RGB")
    return image.convert("RGB")


# --- compressed size -------------------------------------------------------------------


def _limit(data: bytes, info: ImageInfo) -> int:
    """Return how many bytes of pixels a file may decode to."""
    measure = _MEASURES.get(info.format)
    if measure is None:
        return max(ALWAYS_DECODED, MAX_RUN_LENGTH_RATIO * len(data))
    try:
        compressed = min(measure(data), len(data))
    except (*DAMAGE, IndexError):
        compressed = 0
    return max(ALWAYS_DECODED, min(MAX_DECODED, MAX_RATIO * compressed))


def _png_pixels(data: bytes) -> int:
    total, place = 0, 8
    while place + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, place)
        if kind == b"IDAT":
            total += size
        elif kind == b"IEND":
            break
        place += 12 + size
    return total


def _jpeg_pixels(data: bytes) -> int:
    """Return the bytes from the first scan to the last end marker before any padding."""
    place = 2
    while found := _FILL.match(data, place):
        # Any number of fill bytes may precede a marker (ITU T.81, B.1.1.2).
        place = found.end() - 1
        if place + 4 > len(data):
            break
        marker, size = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        if marker == 0xDA:
            end = data.find(b"\xff\xd9", place)
            return (len(data) if end < 0 else end) - place
        place += 2 + size
    return 0


def _webp_pixels(data: bytes) -> int:
    total, place = 0, 12
    while place + 8 <= len(data):
        kind, size = struct.unpack_from("<4sI", data, place)
        if kind in (b"VP8 ", b"VP8L", b"ALPH"):
            total += size
        place += 8 + size + size % 2
    return total


def _tiff_pixels(data: bytes) -> int:
    from PIL import TiffImagePlugin

    with TiffImagePlugin.TiffImageFile(io.BytesIO(data)) as image:
        counts = image.tag_v2.get(279) or image.tag_v2.get(325) or (0,)
        return sum(counts) if isinstance(counts, tuple) else int(counts)


_MEASURES: dict[str, Callable[[bytes], int]] = {
    "PNG": _png_pixels,
    "JPEG": _jpeg_pixels,
    "WEBP": _webp_pixels,
    "TIFF": _tiff_pixels,
}
