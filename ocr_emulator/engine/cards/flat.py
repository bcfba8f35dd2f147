"""Rectified copy of a card, for a second reading: level, without perspective, and of good size.

Detectors miss small type that stands aslant or is only a few pixels high.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from PIL import Image

from ocr_emulator.engine.base import Polygon
from ocr_emulator.engine.tables.model import Box
from ocr_emulator.engine.tables.plane import Plane

_WIDTH = 1250  # pixels of the text's width: as large as the detector sees
_FACTORS = (0.5, 2.5)
_MARGIN = 0.06  # of the text's width
_NOISY = 5.0  # levels of gray, from which a copy is smoothed
_SMOOTH = 0.7  # pixels of the image


@dataclass(frozen=True, slots=True)
class Flat:
    """A rectified copy, and the way back to the image."""

    image: Image.Image = field(repr=False)
    plane: Plane
    left: float
    top: float
    factor: float
    """Pixels of the copy by pixels of the rectified plane."""

    def back(self, polygon: Polygon) -> Polygon:
        """Map an area of the copy to the image."""
        a, b, c, d = (
            self.plane.back((self.left + x / self.factor, self.top + y / self.factor))
            for x, y in polygon
        )
        return (a, b, c, d)


def flat_copy(image: Image.Image, plane: Plane, area: Box) -> Flat:
    """Return a copy of an area of the rectified plane."""
    margin = _MARGIN * area.width
    wide, tall = area.width + 2 * margin, area.height + 2 * margin
    left, top = area.left - margin, area.top - margin
    factor = min(max(_WIDTH / wide, _FACTORS[0]), _FACTORS[1])
    size = (max(1, round(wide * factor)), max(1, round(tall * factor)))
    move = np.array([[factor, 0, -left * factor], [0, factor, -top * factor], [0, 0, 1]])
    pixels = cv2.warpPerspective(
        np.asarray(image.convert("RGB")),
        move @ plane.matrix,
        size,
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    noise = _noise(image)
    if noise > _NOISY:
        pixels = cv2.GaussianBlur(pixels, (0, 0), _SMOOTH * factor)
    return Flat(Image.fromarray(np.asarray(pixels, dtype=np.uint8)), plane, left, top, factor)


def _noise(image: Image.Image) -> float:
    """Estimate the standard deviation of the noise (Immerkaer), by the median over the image."""
    gray = np.asarray(image.convert("L"), dtype=np.float32)
    mask = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], dtype=np.float32)
    found = np.abs(cv2.filter2D(gray, cv2.CV_32F, mask))
    # The mask has a gain of 6, and 0.6745 is the median of the absolute value of normal noise.
    return float(np.median(found)) / (6 * 0.6745)
