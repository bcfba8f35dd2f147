"""Drawn portrait: a head with hair, eyes, nose and mouth, shaded like a photo.

A photo of a real person may not stand in the repository. Face detection has to find the drawn one
as it finds a real one, so light and dark lie where they lie in a face.
"""

from __future__ import annotations

import random

import cv2
import numpy as np
from PIL import Image

_WIDTH, _HEIGHT = 300, 380
_SKINS = ((224, 188, 160), (236, 205, 178), (206, 164, 130), (190, 146, 112), (216, 178, 150))
_HAIRS = ((34, 28, 26), (60, 44, 34), (24, 22, 22), (92, 66, 44))
_GROUNDS = ((222, 228, 234), (236, 236, 232), (190, 208, 226), (205, 205, 205))
_CLOTHES = ((52, 60, 84), (96, 40, 46), (60, 84, 66), (120, 116, 110), (28, 28, 32))
_Point = tuple[float, float]


class _Canvas:
    """Soft shapes on an array of colours."""

    def __init__(self, ground: tuple[int, int, int]) -> None:
        self.pixels = np.full((_HEIGHT, _WIDTH, 3), ground, dtype=np.float32)

    def ellipse(
        self,
        middle: _Point,
        radii: _Point,
        colour: tuple[float, ...],
        *,
        soft: float = 2.0,
        strength: float = 1.0,
        span: tuple[int, int] = (0, 360),
    ) -> None:
        """Blend an ellipse, or a part of it, with a soft edge."""
        mask = np.zeros((_HEIGHT, _WIDTH), dtype=np.float32)
        centre = (round(middle[0]), round(middle[1]))
        size = (max(round(radii[0]), 1), max(round(radii[1]), 1))
        cv2.ellipse(mask, centre, size, 0, span[0], span[1], 1.0, -1)
        mask = cv2.GaussianBlur(mask, (0, 0), soft)[..., None] * strength
        self.pixels = self.pixels * (1 - mask) + np.array(colour, dtype=np.float32) * mask


def portrait(rng: random.Random) -> Image.Image:
    """Draw a portrait of 30 by 38, in the proportions of an identity photo."""
    canvas = _Canvas(rng.choice(_GROUNDS))
    skin, hair = rng.choice(_SKINS), rng.choice(_HAIRS)
    x, y = _WIDTH / 2 + rng.uniform(-6, 6), 175 + rng.uniform(-8, 8)
    wide, high = rng.uniform(72, 82), rng.uniform(98, 108)
    long_hair = rng.random() < 0.5
    canvas.ellipse((x, 440), (148, 150), rng.choice(_CLOTHES), soft=3)
    if long_hair:
        canvas.ellipse((x, y + 30), (wide + 26, high + 46), hair, soft=4)
    canvas.ellipse((x, y + 104), (38, 56), tuple(0.82 * c for c in skin), soft=3)
    canvas.ellipse((x, y - 22), (wide + 9, high - 4), hair, soft=3)
    canvas.ellipse((x, y), (wide, high), skin, soft=3)
    # A forehead below the hair, darker sides of the face, lighter cheeks.
    canvas.ellipse((x, y - 112), (wide + 4, 58), hair, soft=5)
    for side in (-1, 1):
        dark, light = tuple(0.7 * c for c in skin), tuple(1.08 * c for c in skin)
        canvas.ellipse((x + side * (wide - 14), y + 10), (10, 70), dark, soft=9, strength=0.7)
        canvas.ellipse((x + side * 36, y + 30), (22, 20), light, soft=8, strength=0.8)
    _features(canvas, (x, y), skin, hair)
    grain = np.random.default_rng(rng.randrange(2**32)).normal(0, 3, canvas.pixels.shape)
    return Image.fromarray((canvas.pixels + grain).clip(0, 255).astype(np.uint8))


def _features(
    canvas: _Canvas, middle: _Point, skin: tuple[int, int, int], hair: tuple[int, int, int]
) -> None:
    """Draw brows, eyes, nose and mouth."""
    x, y = middle
    shade = tuple(0.62 * c for c in skin)
    for side in (-1, 1):
        eye = x + side * 32
        canvas.ellipse((eye, y - 14), (24, 17), shade, soft=6, strength=0.75)
        canvas.ellipse((eye, y - 32), (23, 5), hair, soft=2.5, strength=0.9)
        canvas.ellipse((eye, y - 11), (16, 7), (232, 228, 224), soft=1.5)
        canvas.ellipse((eye, y - 11), (7.5, 7.5), (46, 34, 28), soft=1)
        canvas.ellipse((eye, y - 17), (18, 3), (50, 38, 34), soft=1.5)
        canvas.ellipse((x + side * 10, y + 38), (6, 4), shade, soft=2)
    canvas.ellipse((x, y + 6), (8, 30), tuple(1.1 * c for c in skin), soft=5, strength=0.8)
    canvas.ellipse((x, y + 42), (14, 5), shade, soft=4, strength=0.5)
    canvas.ellipse((x, y + 66), (26, 7), (150, 84, 80), soft=3)
    canvas.ellipse((x, y + 66), (25, 2), (92, 46, 46), soft=1.5)
    canvas.ellipse((x, y + 80), (18, 5), shade, soft=5, strength=0.5)
