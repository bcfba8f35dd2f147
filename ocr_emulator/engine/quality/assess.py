"""Assessment of a card's image: all faults that can be measured, on the rectified card."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from ocr_emulator.engine.base import Polygon
from ocr_emulator.engine.outline import ID1_ASPECT, Outline, rectified
from ocr_emulator.engine.quality.colour import copy_of
from ocr_emulator.engine.quality.cropping import cropping_of
from ocr_emulator.engine.quality.light import darkness_of, glare_of
from ocr_emulator.engine.quality.model import Quality
from ocr_emulator.engine.quality.sharpness import WIDTH, blur_of


def assess(
    image: Image.Image,
    outline: Outline | None = None,
    areas: Sequence[Polygon] = (),
    aspect: float = ID1_ASPECT,
) -> Quality:
    """Measure what is wrong with the image of a card.

    Args:
        image: The image.
        outline: Where the card lies (`find_outline`); the whole image if None.
        areas: Areas of text, to see whether some are cut off.
        aspect: Width by height of a whole card of this kind, to see how much is missing.
    """
    if outline is None:
        size = (WIDTH, max(1, round(WIDTH * image.height / image.width)))
        card = image.convert("RGB").resize(size, Image.Resampling.BICUBIC)
    else:
        card = rectified(image, outline.corners, WIDTH)
    # The rim of a card is rounded and shows the desk.
    inset = round(0.02 * WIDTH)
    card = card.crop((inset, inset, card.width - inset, max(card.height - inset, inset + 1)))
    colours = np.asarray(card, dtype=np.float32)
    gray = np.asarray(card.convert("L"), dtype=np.float32)
    return Quality(
        blur=round(blur_of(gray), 4),
        glare=round(glare_of(colours), 4),
        darkness=round(darkness_of(colours), 4),
        cropping=round(cropping_of(image.size, outline, areas, aspect), 4),
        copy=round(copy_of(colours), 4),
    )
