"""Make a picture fit the limits of an operation, because the caller asked for it.

A picture is made no smaller than it must be: first it is encoded anew at its own size, without
loss where that is small enough, then as JPEG, and only then scaled down. It is never turned, its
aspect is kept and so is its EXIF block, and no side goes below what the operation reads.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from PIL import Image

from ocr_wrapper.errors import (
    ImageTooLargeError,
    InputError,
    InvalidImageError,
    UnsupportedFormatError,
)
from ocr_wrapper.images.headers import Format

if TYPE_CHECKING:
    from huawei_ocr_api.catalog import Operation

MAX_PIXELS = 2 * (1024 * 1024 * 1024 // 4 // 3)
"""Most pixels that are decoded (about 179 million), as in Pillow's own guard against bombs; that
guard is a global setting of the process, so it is neither relied on nor changed here."""

_LOSSLESS_PIXELS = 40_000_000
"""Above this, PNG takes seconds to try and has no chance to be small enough."""

_QUALITIES = (95, 90, 80)
"""JPEG qualities worth trying at one size; below 80 scaling down hurts reading less."""

_PNG_MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA", "I;16", "I"})


def encode(picture: Image.Image, label: str) -> bytes:
    """Return a Pillow picture as PNG, without loss and with its EXIF block."""
    try:
        return _png(picture)
    except Exception as error:
        raise _damaged(label, error) from None


def fit_bytes(data: bytes, found: Format, operation: Operation, label: str) -> bytes:
    """Return a file that holds the picture in ``data`` within the operation's limits."""
    assert found.size is not None
    _check_pixels(found.size, label)
    try:
        with _open(data, found.name, label) as picture:
            # A JPEG can be decoded at 1/2, 1/4 or 1/8, which saves most of the memory.
            picture.draft(None, _scaled(found.size, operation, label))
            picture.load()
            lossless = picture.format not in {"JPEG", "MPO"}
            return _fit(picture, found.size, operation, label, lossless=lossless)
    except InputError:
        raise
    except Exception as error:  # a decoder may stumble over damage in any way
        raise _damaged(label, error) from None


def fit_picture(picture: Image.Image, operation: Operation, label: str) -> bytes:
    """Return a file that holds a Pillow picture within the operation's limits."""
    _check_pixels(picture.size, label)
    try:
        return _fit(picture, picture.size, operation, label, lossless=True)
    except InputError:
        raise
    except Exception as error:  # a picture decodes late, and may be damaged
        raise _damaged(label, error) from None


def _fit(
    picture: Image.Image,
    original: tuple[int, int],
    operation: Operation,
    label: str,
    *,
    lossless: bool,
) -> bytes:
    limit = operation.max_encoded_bytes // 4 * 3
    size = _scaled(original, operation, label)
    while True:
        scaled = _resized(picture, size)
        data = b""
        for data in _encodings(scaled, lossless=lossless):
            if len(data) <= limit:
                return data
        # The last try had the lowest quality; bytes go about with the area.
        factor = min(0.9, math.sqrt(limit / len(data)) * 0.97)
        size = (max(1, int(size[0] * factor)), max(1, int(size[1] * factor)))
        if min(size) < operation.min_side:
            raise ImageTooLargeError(
                f"{label} cannot be made to fit {operation.max_encoded_bytes:,} bytes of Base64 "
                f"with {operation.min_side} pixels on each side: cut it into parts."
            )


def _scaled(size: tuple[int, int], operation: Operation, label: str) -> tuple[int, int]:
    """Return the largest size of the same aspect that is within the limits on sides and pixels."""
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
            f"{operation.max_side:,} its short side would be under {operation.min_side}: "
            "cut it into parts."
        )
    return scaled


def _resized(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    if picture.size == size:
        return picture
    if picture.mode not in {"L", "LA", "RGB", "RGBA", "CMYK"}:
        picture = _common(picture)
    return _like(picture, picture.resize(size, Image.Resampling.LANCZOS))


def _encodings(picture: Image.Image, *, lossless: bool) -> Iterator[bytes]:
    if lossless and (picture.mode == "1" or picture.width * picture.height <= _LOSSLESS_PIXELS):
        yield _png(picture)
    paper = flat(picture)
    for quality in _QUALITIES:
        yield _save(paper, "JPEG", quality=quality, subsampling=0 if quality > 90 else 2)


def flat(picture: Image.Image) -> Image.Image:
    """Return the picture in a mode that JPEG has, see-through parts on white as on paper."""
    if not _has_alpha(picture):
        return picture if picture.mode in {"L", "RGB"} else _common(picture)
    layer = picture.convert("RGBA")
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(layer, mask=layer.getchannel("A"))
    return _like(picture, paper)


def _common(picture: Image.Image) -> Image.Image:
    """Return the picture in 8-bit grey, RGB or RGBA, the modes that every encoder here has."""
    if picture.mode == "1":
        made = picture.convert("L")
    elif picture.mode in {"I", "F"} or picture.mode.startswith("I;16"):
        # Plain conversion cuts values off at 255, which leaves white paper and nothing else.
        wide = picture if picture.mode == "F" else picture.convert("I").convert("F")
        highest = max(cast("tuple[float, float]", wide.getextrema()))
        factor = 255.0 / (65535.0 if highest > 255.0 else 255.0)
        made = wide.point(lambda value: value * factor).convert("L")
    else:
        made = picture.convert("RGBA" if _has_alpha(picture) else "RGB")
    return _like(picture, made)


def _has_alpha(picture: Image.Image) -> bool:
    return picture.mode in {"LA", "PA", "RGBA", "La", "RGBa"} or "transparency" in picture.info


def _like(source: Image.Image, made: Image.Image) -> Image.Image:
    """Carry over what belongs to the file and not to its pixels."""
    for key in ("exif", "icc_profile", "dpi"):
        if key in source.info:
            made.info[key] = source.info[key]
    return made


def _png(picture: Image.Image) -> bytes:
    return _save(picture if picture.mode in _PNG_MODES else _common(picture), "PNG")


def _save(picture: Image.Image, form: str, **options: Any) -> bytes:
    exif = picture.info.get("exif")
    if isinstance(exif, bytes):
        options["exif"] = exif
    profile = picture.info.get("icc_profile")
    if isinstance(profile, bytes) and picture.mode in {"L", "RGB", "RGBA"}:
        options["icc_profile"] = profile
    buffer = io.BytesIO()
    picture.save(buffer, form, **options)
    return buffer.getvalue()


def _open(data: bytes, name: str, label: str) -> Image.Image:
    """Open by the plugin of the format that was found, not by trying all of them."""
    plugin = name.upper()
    Image.preinit()
    if plugin not in Image.OPEN:
        Image.init()
    if plugin not in Image.OPEN:
        raise UnsupportedFormatError(
            f"{label} is {name}, which cannot be converted here: convert it, for instance to PNG."
        )
    factory, _ = Image.OPEN[plugin]
    return factory(io.BytesIO(data), "")


def _check_pixels(size: tuple[int, int], label: str) -> None:
    if size[0] * size[1] > MAX_PIXELS:
        raise ImageTooLargeError(
            f"{label} is {size[0]} x {size[1]} pixels and at most {MAX_PIXELS:,} are decoded "
            "here to be made to fit: scale it down."
        )


def _damaged(label: str, error: Exception) -> InvalidImageError:
    why = " ".join(str(error).split())[:80] or type(error).__name__
    return InvalidImageError(f"{label} cannot be decoded ({why}): get the file again.")
