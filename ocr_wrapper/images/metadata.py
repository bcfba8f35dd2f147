"""Metadata of images: decode the pixels as they are stored, and save what belongs to them.

The service reads an image as it is stored, and its coordinates refer to the stored pixels. How the
image is held is kept beside them, as its EXIF orientation.
"""

from __future__ import annotations

import io
from typing import Any

from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

_ORIENTATION = 0x0112

_UPRIGHT_TO_STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""What turns an upright image back, by its EXIF orientation."""

_SUBFILE_TYPE = 254
"""Tag of a TIFF that says what each image of the file is."""

_COPY_OR_MASK = 0b101
"""Its bits for a smaller copy and for a mask of another image."""

_EXIF_PREFIX = b"Exif\0\0"
"""Start of an EXIF block in a JPEG; other formats store the block without it."""

_LONGEST_JPEG_EXIF = 65_533
"""Most bytes of an EXIF block that one segment of a JPEG holds."""

_COLOUR_SPACES = {
    **dict.fromkeys(("1", "L", "LA", "I;16"), b"GRAY"),
    **dict.fromkeys(("P", "RGB", "RGBA"), b"RGB "),
}
"""The colour space that a profile states, by the mode of the image (ICC.1, 7.2.6)."""


def open_stored(data: bytes, formats: list[str] | None = None) -> Image.Image:
    """Open an image file, with its pixels as they are stored."""
    return as_stored(Image.open(io.BytesIO(data), formats=formats))


def pixels(image: Image.Image | bytes) -> Image.Image:
    """Return the image that a caller wants to see something on, with its pixels as stored.

    Raises:
        TypeError: It is neither the bytes of a file nor a Pillow image.
    """
    if isinstance(image, Image.Image):
        return image
    if isinstance(image, (bytes, bytearray, memoryview)):
        return open_stored(bytes(image))
    raise TypeError(
        f"The image to draw on is a {type(image).__name__}: give the bytes of the file, such as "
        "Path(...).read_bytes(), or a Pillow image."
    )


def as_stored(image: Image.Image) -> Image.Image:
    """Return an image that was just opened with its pixels as they are stored.

    Pillow turns a TIFF upright while it decodes it, and no other format. The orientation becomes
    the EXIF block, as if the image were a JPEG.
    """
    turned = orientation(image) if image.format == "TIFF" else 1
    if turned not in _UPRIGHT_TO_STORED:
        return image
    stored = image.transpose(_UPRIGHT_TO_STORED[turned])
    stored.info["exif"] = _exif(turned)
    image.close()  # so that the pixels are in memory once
    return stored


def orientation(image: Image.Image) -> int:
    """Return the EXIF orientation of an image; 1, upright, if there is none."""
    try:
        found = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # Pillow may raise anything for a damaged block
        return 1
    return found if isinstance(found, int) else 1


def is_page(image: TiffImageFile) -> bool:
    """Return whether the current image of a TIFF is no smaller copy or mask of another one."""
    kind = image.tag_v2.get(_SUBFILE_TYPE, 0)
    return not (isinstance(kind, int) and kind & _COPY_OR_MASK)


def save_options(image: Image.Image, form: str) -> dict[str, Any]:
    """Return the options of Pillow that save the metadata of an image as `PNG` or `JPEG`.

    A profile of another colour space than that of the pixels is left out; it belongs to the image
    before a conversion.
    """
    profile = image.info.get("icc_profile")
    suits = isinstance(profile, bytes) and profile[16:20] == _COLOUR_SPACES.get(image.mode)
    # None, because Pillow would save the profile of the image if there were no option.
    return {"icc_profile": profile if suits else None, "exif": _exif_block(image, form)}


def _exif_block(image: Image.Image, form: str) -> bytes:
    """Return the EXIF block of an image; of one too long for a JPEG, the orientation alone."""
    block = image.info.get("exif")
    if not isinstance(block, bytes) or not block:
        return b""
    whole = _EXIF_PREFIX + block.removeprefix(_EXIF_PREFIX)
    if form != "JPEG" or len(whole) <= _LONGEST_JPEG_EXIF:
        return whole
    turned = orientation(image)
    return _exif(turned) if turned in _UPRIGHT_TO_STORED else b""


def _exif(turned: int) -> bytes:
    """Return an EXIF block with an orientation and nothing else."""
    exif = Image.Exif()
    exif[_ORIENTATION] = turned
    return exif.tobytes()
