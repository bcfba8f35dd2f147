"""Perspective correction of a card: the area within four corners as an upright image."""

from __future__ import annotations

import math

import cv2
import numpy as np
from PIL import Image

from ocr_emulator.engine.base import Polygon

ID1_ASPECT = 85.60 / 53.98
"""Width by height of identity cards (ISO/IEC 7810, ID-1)."""
ID3_ASPECT = 125.0 / 88.0
"""Width by height of the data page of a passport (ID-3)."""
_NEAR = 0.12
_LARGEST = 4096


def side_lengths(corners: Polygon) -> tuple[float, float]:
    """Return the mean width and height of a quadrangle."""
    a, b, c, d = corners
    return (math.dist(a, b) + math.dist(d, c)) / 2, (math.dist(a, d) + math.dist(b, c)) / 2


def rectified(image: Image.Image, corners: Polygon, width: int | None = None) -> Image.Image:
    """Cut the area within four corners out and make it an upright rectangle.

    The proportions are those of a card or a passport where the area has nearly these, for
    perspective shortens one side more than the other.

    Args:
        image: The image.
        corners: From the card's own top left, clockwise.
        width: Width of the result in pixels; by default as wide as the card is in the image.
    """
    wide, high = side_lengths(corners)
    aspect = wide / max(high, 1.0)
    for known in (ID1_ASPECT, ID3_ASPECT, 1 / ID1_ASPECT):
        if abs(math.log(aspect / known)) < _NEAR / 2:
            aspect = known
            break
    across = min(width or max(round(wide), 1), _LARGEST)
    down = min(max(round(across / aspect), 1), _LARGEST)
    target = np.array([(0, 0), (across, 0), (across, down), (0, down)], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(np.array(corners, dtype=np.float32), target)
    pixels = np.asarray(image.convert("RGB"))
    shrink = wide / across
    if shrink > 1.5:
        # Warping samples single pixels: without a blur, fine patterns would become noise.
        pixels = cv2.GaussianBlur(pixels, (0, 0), 0.4 * shrink)
    warped = cv2.warpPerspective(
        pixels, matrix, (across, down), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return Image.fromarray(np.asarray(warped, dtype=np.uint8))
