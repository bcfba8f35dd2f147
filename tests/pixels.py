"""Values of single pixels, with the types that Pillow's own methods leave open."""

from __future__ import annotations

from PIL import Image


def color(image: Image.Image, place: tuple[int, int]) -> tuple[int, int, int]:
    """Return red, green and blue of a pixel."""
    found = image.convert("RGB").getpixel(place)
    assert isinstance(found, tuple)
    red, green, blue = found
    return red, green, blue


def gray(image: Image.Image, place: tuple[int, int]) -> float:
    """Return the brightness of a pixel of an image with one channel."""
    found = image.getpixel(place)
    assert isinstance(found, int | float)
    return found


def extremes(image: Image.Image) -> tuple[float, float]:
    """Return the darkest and the brightest value of an image with one channel."""
    low, high = image.getextrema()
    assert isinstance(low, int | float)
    assert isinstance(high, int | float)
    return low, high
