"""Image resizing: scale and re-encode an image until it fits the limits of an operation.

An image becomes no smaller than necessary: it is first re-encoded at its own size, lossless if
that is small enough, then as JPEG, and only then scaled down. It is never rotated, its aspect
ratio and its EXIF block are kept, and no side becomes smaller than the operation accepts.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from ocr_wrapper.errors import (
    ImageTooLargeError,
    InputError,
    InvalidImageError,
    UnsupportedFormatError,
)
from ocr_wrapper.images.headers import Format
from ocr_wrapper.images.metadata import as_stored, is_page, save_options

if TYPE_CHECKING:
    from huawei_ocr_api.catalog import Operation

MAX_PIXELS = 2 * (1024 * 1024 * 1024 // 4 // 3)
"""Most pixels that are decoded (about 179 million), the bound of Pillow's own check against
decompression bombs. That check is a global setting of the process, so it is not used here."""

_LOSSLESS_PIXELS = 40_000_000
"""Above this, PNG encoding takes seconds and the result is never small enough."""

_QUALITIES = (95, 90, 80)
"""JPEG qualities to try at one size; below 80, scaling down costs less accuracy."""

_PNG_MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA", "I;16"})
"""Modes that are saved as PNG without a conversion."""

_MAX_8_BIT, _MAX_16_BIT = 255.0, 65535.0

_ANIMATED = frozenset({"GIF", "PNG", "WEBP"})
"""Formats, as Pillow names them, whose further images are no copies of the first one."""

_MOST_IMAGES = 30
"""Most images of a TIFF that are searched for another page; with more it is taken for a document.
Each copy has half the sides of the one before, so that fewer are usual."""


def encode(image: Image.Image, label: str) -> bytes:
    """Return a Pillow image as PNG, lossless and with its EXIF block."""
    try:
        return png(image)
    except Exception as error:
        raise _invalid_image_error(label, error) from None


def fit_bytes(data: bytes, found: Format, operation: Operation, label: str) -> bytes:
    """Return the image in `data` as a file within the limits of the operation."""
    assert found.size is not None
    _check_pixels(found.size, label)
    try:
        with _open(data, found.name, label) as opened:
            if opened.format in _ANIMATED and getattr(opened, "is_animated", False):
                raise InputError(
                    f"{label} is an animated {found.name}, and fit=True would send its first "
                    "image only: give one image of it."
                )
            if _has_pages(opened):
                raise InputError(
                    f"{label} is a TIFF of several pages, and fit=True would send the first one "
                    "only: select pages with --pages on the command line or pages= of "
                    "recognize_many, or give one page."
                )
            lossless = opened.format not in {"JPEG", "MPO"}
            # A JPEG can be decoded at 1/2, 1/4 or 1/8, which saves most of the memory.
            opened.draft(None, _scaled(found.size, operation, label))
            image = as_stored(opened)
            image.load()
            original = image.size if lossless else found.size
            return _fit(image, original, operation, label, lossless=lossless)
    except InputError:
        raise
    except Exception as error:  # a decoder may raise anything for damaged data
        raise _invalid_image_error(label, error) from None


def fit_pil_image(image: Image.Image, operation: Operation, label: str) -> bytes:
    """Return a Pillow image as a file within the limits of the operation."""
    _check_pixels(image.size, label)
    try:
        return _fit(image, image.size, operation, label, lossless=True)
    except InputError:
        raise
    except Exception as error:  # Pillow decodes lazily, and the data may be damaged
        raise _invalid_image_error(label, error) from None


def _fit(
    image: Image.Image,
    original: tuple[int, int],
    operation: Operation,
    label: str,
    *,
    lossless: bool,
) -> bytes:
    limit = operation.max_encoded_bytes // 4 * 3
    size = _scaled(original, operation, label)
    while True:
        scaled = _resized(image, size)
        data = b""
        for data in _encodings(scaled, lossless=lossless):
            if len(data) <= limit:
                return data
        # The last attempt had the lowest quality; the size is roughly proportional to the area.
        factor = min(0.9, math.sqrt(limit / len(data)) * 0.97)
        size = (max(1, int(size[0] * factor)), max(1, int(size[1] * factor)))
        if min(size) < operation.min_side:
            raise ImageTooLargeError(
                f"{label} cannot be made to fit {operation.max_encoded_bytes:,} bytes of Base64 "
                f"with {operation.min_side} pixels on each side: split it into parts."
            )


def _scaled(size: tuple[int, int], operation: Operation, label: str) -> tuple[int, int]:
    """Return the largest size of the same aspect ratio within the limits on sides and pixels."""
    width, height = size
    factor = min(1.0, operation.max_side / max(width, height))
    if operation.max_pixels is not None:
        factor = min(factor, math.sqrt(operation.max_pixels / (width * height)))
    if factor == 1.0:
        return size
    scaled = (
        min(operation.max_side, max(1, int(width * factor))),
        min(operation.max_side, max(1, int(height * factor))),
    )
    if min(scaled) < operation.min_side:
        raise ImageTooLargeError(
            f"{label} is {width} x {height} pixels; scaled to the longest side of "
            f"{operation.max_side:,} its short side would be less than {operation.min_side}: "
            "split it into parts."
        )
    return scaled


def _resized(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    if image.size == size:
        return image
    if image.mode not in {"L", "LA", "RGB", "RGBA", "CMYK"}:
        image = _to_8_bit(image)
    return _with_metadata(image, image.resize(size, Image.Resampling.LANCZOS))


def _encodings(image: Image.Image, *, lossless: bool) -> Iterator[bytes]:
    if lossless and (image.mode == "1" or image.width * image.height <= _LOSSLESS_PIXELS):
        yield png(image)
    paper = flatten(image)
    for quality in _QUALITIES:
        yield _save(paper, "JPEG", quality=quality, subsampling=0 if quality > 90 else 2)


def flatten(image: Image.Image) -> Image.Image:
    """Return the image in a mode that JPEG supports, transparent parts on white as on paper."""
    if not _has_alpha(image):
        return image if image.mode in {"L", "RGB"} else _to_8_bit(image)
    layer = _to_8_bit(image).convert("RGBA")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(layer, mask=layer.getchannel("A"))
    return _with_metadata(image, paper)


def _to_8_bit(image: Image.Image) -> Image.Image:
    """Return the image in 8-bit grey, RGB or RGBA, the modes that every encoder here supports."""
    if image.mode == "1":
        converted = image.convert("L")
    elif _is_wide(image):
        converted = _scale_to_8_bit(image)
    elif image.mode == "La":  # Pillow converts it to LA only
        converted = image.convert("LA").convert("RGBA")
    elif image.mode == "LAB":
        converted = _from_lab(image)
    else:
        converted = image.convert("RGBA" if _has_alpha(image) else "RGB")
    return _with_metadata(image, converted)


def _is_wide(image: Image.Image) -> bool:
    """Return whether the image has one channel of more than 8 bits."""
    return image.mode in {"I", "F"} or image.mode.startswith("I;16")


def _scale_to_8_bit(image: Image.Image) -> Image.Image:
    """Scale one wide channel to 8 bits; plain conversion clips at 255, which leaves only white.

    The range follows from the values: 0 to 1, to 255 or to 65535, else the range that occurs.
    """
    wide = image if image.mode == "F" else image.convert("I").convert("F")
    low, high = cast("tuple[float, float]", wide.getextrema())
    if not (math.isfinite(low) and math.isfinite(high)):
        low, high = 0.0, _MAX_8_BIT
    elif low < 0 or high > _MAX_16_BIT:
        high = max(high, math.nextafter(low, math.inf))
    else:
        low = 0.0
        unit = 1.0 if image.mode == "F" and high <= 1 else _MAX_8_BIT
        high = _MAX_16_BIT if high > _MAX_8_BIT or image.mode.startswith("I;16") else unit
    factor = _MAX_8_BIT / (high - low)
    shift = -low * factor + 0.5  # conversion truncates
    return wide.point(lambda value: value * factor + shift).convert("L")


def _from_lab(image: Image.Image) -> Image.Image:
    """Convert CIELAB to RGB; older versions of Pillow cannot, so that only lightness is kept."""
    try:
        return image.convert("RGB")
    except ValueError:
        return image.getchannel("L")


def _has_alpha(image: Image.Image) -> bool:
    return image.mode in {"LA", "PA", "RGBA", "La", "RGBa"} or "transparency" in image.info


def _with_metadata(source: Image.Image, converted: Image.Image) -> Image.Image:
    """Copy the metadata of the file, which Pillow drops in a conversion."""
    for key in ("exif", "icc_profile", "dpi"):
        if key in source.info:
            converted.info[key] = source.info[key]
    return converted


def png(image: Image.Image) -> bytes:
    """Return an image as PNG; a mode that PNG does not have is converted, with all its shades."""
    if image.mode == "I" or image.mode.startswith("I;16"):
        image = _with_metadata(image, _lossless_grey(image))
    return _save(image if image.mode in _PNG_MODES else _to_8_bit(image), "PNG")


def _lossless_grey(image: Image.Image) -> Image.Image:
    """Return whole numbers in the smallest mode that holds all of them; PNG has at most 16 bits."""
    wide = image.convert("I")
    low, high = cast("tuple[float, float]", wide.getextrema())
    if image.mode == "I" and low >= 0 and high <= _MAX_8_BIT:
        return wide.convert("L")
    return wide.convert("I;16") if low >= 0 and high <= _MAX_16_BIT else _scale_to_8_bit(wide)


def _save(image: Image.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **save_options(image, form), **options)
    return buffer.getvalue()


def _open(data: bytes, name: str, label: str) -> Image.Image:
    """Open with the plugin of the detected format, instead of trying all of them."""
    plugin = name.upper()
    Image.preinit()
    if plugin not in Image.OPEN:
        Image.init()
    if plugin not in Image.OPEN:
        raise UnsupportedFormatError(
            f"{label} is {name}, which cannot be converted here: convert it, for example to PNG."
        )
    factory, _ = Image.OPEN[plugin]
    return factory(io.BytesIO(data), "")


def _has_pages(image: Image.Image) -> bool:
    """Return whether a TIFF has another page, not counting smaller copies and masks."""
    if not isinstance(image, TiffImageFile):
        return False
    for number in range(1, _MOST_IMAGES):
        try:
            image.seek(number)
        except EOFError:
            image.seek(0)
            return False
        if is_page(image):
            return True
    return True


def _check_pixels(size: tuple[int, int], label: str) -> None:
    if size[0] * size[1] > MAX_PIXELS:
        raise ImageTooLargeError(
            f"{label} is {size[0]} x {size[1]} pixels, and fit=True decodes at most "
            f"{MAX_PIXELS:,}: scale it down."
        )


def _invalid_image_error(label: str, error: Exception) -> InvalidImageError:
    why = " ".join(str(error).split())[:80] or type(error).__name__
    return InvalidImageError(
        f"{label} cannot be decoded ({why}): get the file again from its source."
    )
