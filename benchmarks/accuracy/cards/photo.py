"""Camera model: a flat card photographed on a desk, with the faults that photos have.

Each fault has a strength, so that a measure of quality can be held against growing faults. One
homography carries the card into the image, and its corners, portrait and fields with it.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from benchmarks.accuracy.cards.sheet import SCALE
from benchmarks.accuracy.damage import compressed

Pixels = NDArray[np.float32]
Matrix = NDArray[np.float64]
_DESKS = (
    (96, 78, 62),
    (58, 62, 70),
    (188, 170, 140),
    (226, 226, 222),
    (120, 130, 124),
    (40, 60, 96),
)
_ROUNDING = 3.18
"""Radius of a card's corners in millimetres."""


@dataclass(frozen=True, slots=True)
class Photo:
    """How a card is photographed; every fault is absent by default."""

    resolution: float = 10.0
    """Pixels a millimetre of the card."""
    margin: float = 0.12
    """Desk on each side, as a part of the card's longer side; negative crops the card."""
    angle: float = 0.0
    """Rotation of the card, anticlockwise, in degrees."""
    tilt: float = 0.0
    """Perspective: by what part of the card's height its corners move."""
    shadow: float = 0.0
    """How much darker the darker half of the image is."""
    darkness: float = 0.0
    """Part of the light that is missing."""
    glare: float = 0.0
    """Radius of a reflection, as a part of the card's height."""
    grey: bool = False
    """Whether the card is a copy in black and white on paper."""
    crop: float = 0.0
    """Part of the card's width that lies beyond the image's left edge."""
    blur: float = 0.0
    """Standard deviation of the blur in pixels."""
    noise: float = 0.0
    """Standard deviation of the noise in levels of 255."""
    quality: int = 92
    """Quality of the JPEG compression."""


Condition = Callable[[random.Random], Photo]


def _hard(rng: random.Random) -> Photo:
    return Photo(
        resolution=rng.uniform(8, 12),
        margin=rng.uniform(0.05, 0.25),
        angle=rng.uniform(0, 360),
        tilt=rng.uniform(0, 0.08),
        shadow=rng.uniform(0, 0.4),
        blur=rng.uniform(0, 1.1),
        noise=rng.uniform(0, 8),
        quality=rng.randint(45, 90),
    )


CONDITIONS: dict[str, Condition] = {
    "scan": lambda rng: Photo(resolution=rng.uniform(10, 14), margin=0),
    "desk": lambda rng: Photo(margin=rng.uniform(0.05, 0.3), angle=rng.uniform(-4, 4)),
    "turned": lambda rng: Photo(margin=rng.uniform(0.05, 0.15), angle=rng.uniform(0, 360)),
    "perspective": lambda rng: Photo(tilt=rng.uniform(0.06, 0.12), angle=rng.uniform(-12, 12)),
    "blurred": lambda rng: Photo(blur=rng.uniform(0.8, 1.6), margin=0.08),
    "noisy": lambda rng: Photo(noise=rng.uniform(8, 18), margin=0.08),
    "jpeg": lambda rng: Photo(quality=rng.randint(25, 45), margin=0.08),
    "shadow": lambda rng: Photo(shadow=rng.uniform(0.3, 0.6), angle=rng.uniform(-6, 6)),
    "small": lambda rng: Photo(resolution=rng.uniform(5.5, 7), margin=0.05),
    "copy": lambda rng: Photo(grey=True, noise=rng.uniform(0, 5), angle=rng.uniform(-3, 3)),
    "hard": _hard,
}
"""Conditions by name; each chooses its strengths from a generator."""


def develop(flat: Image.Image, photo: Photo, rng: random.Random) -> tuple[Image.Image, Matrix]:
    """Photograph a flat card; returns the image and the homography from card to image."""
    matrix, size = _placement(flat.size, photo, rng)
    if photo.grey:
        flat = _toner(flat)
    desk = _desk(size, rng, paper=photo.grey)
    if photo.margin <= 0 and not photo.tilt and not photo.angle:
        alpha = np.ones((flat.height, flat.width), dtype=np.float32)
    else:
        alpha = _rounded(flat.size)
    # A large reduction needs a blur first, else thin strokes break.
    card: Pixels = np.asarray(flat, dtype=np.float32)
    shrink = SCALE / photo.resolution
    if shrink > 1.2:
        card = _blurred(card, 0.4 * shrink)
    warped = cv2.warpPerspective(card, matrix, size, flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(alpha, matrix, size, flags=cv2.INTER_LINEAR)[..., None]
    pixels: Pixels = warped * mask + desk * (1 - mask)
    pixels = _lit(pixels, photo, matrix, flat.size, rng)
    if photo.blur:
        pixels = _blurred(pixels, photo.blur)
    if photo.noise:
        grain = np.random.default_rng(rng.randrange(2**32)).normal(0, photo.noise, pixels.shape)
        pixels += grain
    image = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
    return compressed(image, photo.quality).convert("RGB"), matrix


def _placement(
    size: tuple[int, int], photo: Photo, rng: random.Random
) -> tuple[Matrix, tuple[int, int]]:
    """Choose where the card lies: the homography and the size of the image."""
    zoom = photo.resolution / SCALE
    width, height = size[0] * zoom, size[1] * zoom
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)])
    off = photo.tilt * height
    moved = corners + np.array([(rng.uniform(-off, off), rng.uniform(-off, off)) for _ in range(4)])
    turn = math.radians(photo.angle)
    spin = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    placed = moved @ spin.T
    border = photo.margin * max(width, height)
    placed = placed - placed.min(axis=0) + border
    extent = placed.max(axis=0) + border
    placed[:, 0] -= photo.crop * (width + border)
    if photo.crop:
        extent[0] -= photo.crop * (width + border)
    flat = np.array([(0, 0), (size[0], 0), size, (0, size[1])], dtype=np.float32)
    matrix = np.asarray(cv2.getPerspectiveTransform(flat, placed.astype(np.float32)), np.float64)
    return matrix, (round(float(extent[0])), round(float(extent[1])))


def _rounded(size: tuple[int, int]) -> Pixels:
    """Return the mask of a card with round corners."""
    mask = Image.new("L", size, 0)
    box = (0, 0, size[0] - 1, size[1] - 1)
    ImageDraw.Draw(mask).rounded_rectangle(box, _ROUNDING * SCALE, fill=255)
    return np.asarray(mask, dtype=np.float32) / np.float32(255)


def _blurred(pixels: Pixels, sigma: float) -> Pixels:
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma), dtype=np.float32)


def _toner(flat: Image.Image) -> Image.Image:
    """Copy a card in black and white: steeper contrast, a thin black edge."""
    levels = np.asarray(flat.convert("L"), dtype=np.float32)
    copied = ((levels - 96) * 1.45 + 96).clip(12, 250).astype(np.uint8)
    grey = Image.fromarray(copied)
    ImageDraw.Draw(grey).rectangle((0, 0, grey.width - 1, grey.height - 1), outline=60, width=5)
    return grey.convert("RGB")


def _desk(size: tuple[int, int], rng: random.Random, *, paper: bool) -> Pixels:
    """Draw what the card lies on: paper, or a desk with a grain."""
    width, height = size
    colour = (246, 246, 246) if paper else rng.choice(_DESKS)
    pixels = np.full((height, width, 3), colour, dtype=np.float32)
    if paper:
        return pixels
    seeds = np.random.default_rng(rng.randrange(2**32))
    rough = seeds.normal(0, 1, (max(height // 6, 1), max(width // 60, 1))).astype(np.float32)
    if rng.random() < 0.5:
        rough = seeds.normal(0, 1, (max(height // 20, 1), max(width // 20, 1))).astype(np.float32)
    grain = cv2.resize(rough, (width, height), interpolation=cv2.INTER_LINEAR)
    return pixels + grain[..., None] * rng.uniform(1, 9)


def _lit(
    pixels: Pixels, photo: Photo, matrix: Matrix, size: tuple[int, int], rng: random.Random
) -> Pixels:
    """Apply shadow, darkness and reflection."""
    height, width = pixels.shape[:2]
    if photo.shadow:
        angle = rng.uniform(0, 2 * math.pi)
        xs, ys = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
        side = (xs * math.cos(angle) + ys * math.sin(angle) + rng.uniform(-0.3, 0.3)) * 4
        pixels = pixels * (1 - photo.shadow / (1 + np.exp(-side)))[..., None].astype(np.float32)
    if photo.darkness:
        pixels = pixels * (1 - photo.darkness)
    if photo.glare:
        at = np.array([rng.uniform(0.3, 0.7) * size[0], rng.uniform(0.3, 0.7) * size[1], 1])
        x, y, w = matrix @ at
        radius = photo.glare * size[1] * photo.resolution / SCALE
        ys, xs = np.mgrid[0:height, 0:width]
        away = np.hypot((xs - x / w) / rng.uniform(1, 1.6), ys - y / w) / max(radius, 1.0)
        bloom = np.exp(-(away**4)).astype(np.float32)
        pixels = pixels * (1 - bloom[..., None]) + 262 * bloom[..., None]
    return pixels.astype(np.float32)
