"""Transparent images on a background that shows their content."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from ocr_emulator.engine.crops import rgb_pixels
from ocr_emulator.engine.flatten import flattened, has_alpha


def drawn(colour: tuple[int, ...], mode: str = "RGBA") -> Image.Image:
    image = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    image.paste((*colour, 255), (5, 5, 25, 15))
    return image.convert(mode)


@pytest.mark.parametrize(
    ("colour", "background"),
    [((0, 0, 0), 255), ((200, 30, 30), 255), ((255, 255, 255), 0), ((235, 240, 220), 0)],
)
@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_content_stays_visible(colour: tuple[int, ...], background: int, mode: str) -> None:
    """Dark content is laid on white, light content on black."""
    image = drawn(colour, mode)
    assert has_alpha(image)
    assert flattened(image).getpixel((35, 18)) == (background,) * 3
    assert flattened(image).getpixel((10, 10)) != (background,) * 3


def test_opaque_and_empty_images_are_on_white() -> None:
    """Without transparent parts nothing changes; without content the paper is white."""
    opaque = flattened(Image.new("RGBA", (9, 9), (250, 250, 250, 255)))
    assert opaque.getpixel((1, 1)) == (250,) * 3
    empty = flattened(Image.new("RGBA", (9, 9), (250, 250, 250, 0)))
    assert empty.getpixel((1, 1)) == (255,) * 3


def test_pixels_of_sixteen_bits_are_scaled() -> None:
    """Clipped, everything but the darkest letters would be white."""
    image = Image.fromarray(np.array([[0, 257 * 100, 65535]], dtype=np.uint16))
    assert rgb_pixels(image).tolist() == [[[0] * 3, [100] * 3, [255] * 3]]


def test_pixels_of_a_transparent_image_show_its_content() -> None:
    """Black text on transparency is not read as black on black."""
    pixels = rgb_pixels(drawn((0, 0, 0)))
    assert (pixels[10, 10].tolist(), pixels[18, 35].tolist()) == ([0] * 3, [255] * 3)
