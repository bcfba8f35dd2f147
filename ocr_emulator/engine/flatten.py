"""Alpha compositing: lay a transparent image on a background on which its text is visible.

Black text on transparency needs white paper; white text, as on overlays and logos, needs black.
"""

from __future__ import annotations

from PIL import Image, ImageStat

_DARKEST_OF_LIGHT_TEXT = 140
"""Luminance: when no visible pixel is darker, white paper would hide the text."""


def has_alpha(image: Image.Image) -> bool:
    """Return whether an image has transparent parts, or could have."""
    return "A" in image.getbands() or "transparency" in image.info


def flattened(image: Image.Image) -> Image.Image:
    """Return an image with transparency as RGB on white, or on black for light content."""
    layer = image.convert("RGBA")
    alpha = layer.getchannel("A")
    background = "white"
    if alpha.getextrema() != (255, 255) and alpha.getbbox() is not None:
        darkest, _ = ImageStat.Stat(layer.convert("L"), mask=alpha).extrema[0]
        if darkest > _DARKEST_OF_LIGHT_TEXT:
            background = "black"
    ground = Image.new("RGB", layer.size, background)
    ground.paste(layer, mask=alpha)
    return ground
