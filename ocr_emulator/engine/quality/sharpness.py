"""Blur measurement: the width of the sharpest edges, by blurring the image once more.

An edge of width s that is blurred by t gets the width sqrt(s² + t²), so the ratio of an edge's
slopes after a small and a larger blur gives s, whatever the contrast (defocus from a single image,
Zhuo and Sim 2011).
"""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.float32]

WIDTH = 640
"""Pixels of the width of the card on which edges are measured."""
_FINE, _COARSE = 1.0, 3.5
_EDGES = 0.004
"""Part of the pixels that are taken for the sharpest edges of a direction."""
_WITHIN = math.cos(math.radians(25))
"""An edge belongs to a direction if its slope is at most 25 degrees from it."""
_HALF = 1.3
"""Width of edges, in pixels, at which the fault is 0.5: the smallest print of cards is gone."""
_WIDEST = 12.0
_DIRECTIONS = (0, 45, 90, 135)


def blur_of(gray: Pixels) -> float:
    """Return the blur of a card that is `WIDTH` wide, 0 to 1."""
    width = edge_width(gray)
    return width**2 / (width**2 + _HALF**2)


def edge_width(gray: Pixels) -> float:
    """Return the standard deviation of the blur of the sharpest edges, in pixels.

    Motion blurs edges of one direction alone: the most blurred direction counts.
    """
    fine, coarse = _slopes(gray, _FINE), _slopes(gray, _COARSE)
    return max(_width(fine, coarse, turn) for turn in _DIRECTIONS)


def _slopes(gray: Pixels, blur: float) -> tuple[Pixels, Pixels]:
    smooth = cv2.GaussianBlur(gray, (0, 0), blur)
    dx = np.asarray(cv2.Sobel(smooth, cv2.CV_32F, 1, 0), dtype=np.float32)
    return dx, np.asarray(cv2.Sobel(smooth, cv2.CV_32F, 0, 1), dtype=np.float32)


def _along(slopes: tuple[Pixels, Pixels], turn: int) -> Pixels:
    radians = math.radians(turn)
    mixed = slopes[0] * math.cos(radians) + slopes[1] * math.sin(radians)
    return np.abs(mixed).astype(np.float32)


def _width(fine: tuple[Pixels, Pixels], coarse: tuple[Pixels, Pixels], turn: int) -> float:
    """Return the width of the sharpest edges of one direction."""
    sharp, soft = _along(fine, turn), _along(coarse, turn)
    facing = sharp > _WITHIN * np.hypot(*fine)
    count = min(round(_EDGES * sharp.size), int(facing.sum()))
    if count < 2:
        return _WIDEST
    slopes = sharp[facing]
    level = np.partition(slopes, -count)[-count]
    strong = facing & (sharp >= level)
    ratio = float(np.median(sharp[strong] / np.maximum(soft[strong], 1e-3)))
    if ratio <= 1.02:
        return _WIDEST
    square = (_COARSE**2 - ratio**2 * _FINE**2) / (ratio**2 - 1)
    return min(math.sqrt(max(square, 0.0)), _WIDEST)
