"""Damage to drawn pages: noise, blur, perspective, shadow, curl and compression.

Each takes a strength or a random generator, so that accuracy can be plotted over the damage.
"""

from __future__ import annotations

import random

import cv2
import numpy as np
from PIL import Image, ImageFilter

from benchmarks.accuracy.damage import compressed


def noisy(image: Image.Image, rng: random.Random, most: float, quality: int) -> Image.Image:
    """Add noise of a sensor up to a deviation, and compress at this quality or better."""
    return compressed(with_noise(image, rng.uniform(0, most), rng), rng.randint(quality, 95))


def with_noise(image: Image.Image, deviation: float, rng: random.Random) -> Image.Image:
    """Add Gaussian noise of a deviation in levels of brightness."""
    values = np.random.default_rng(rng.randrange(10**6)).normal(0, deviation, image.size[::-1])
    pixels = np.asarray(image.convert("RGB"), dtype=np.float32) + values[:, :, None]
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def blurred(image: Image.Image, radius: float) -> Image.Image:
    """Put the camera out of focus."""
    return image.filter(ImageFilter.GaussianBlur(radius))


def oblique(image: Image.Image, strength: float, rng: random.Random) -> Image.Image:
    """Take the page from the side: each corner moves inwards by a part of the sides."""
    w, h = image.size
    pixels = np.asarray(image.convert("RGB"))
    corners = np.array([[0, 0], [w, 0], [w, h], [0, h]], dtype=np.float32)
    inward = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]], dtype=np.float32)
    moves = np.array(
        [[rng.uniform(0, strength) * w, rng.uniform(0, strength) * h] for _ in range(4)]
    )
    matrix = cv2.getPerspectiveTransform(corners, (corners + inward * moves).astype(np.float32))
    desk = rng.choice(((96, 78, 62), (70, 74, 80), (150, 140, 128)))
    seen = cv2.warpPerspective(
        pixels, matrix, (w, h), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_CONSTANT,
        borderValue=desk,
    )  # fmt: skip
    return Image.fromarray(np.asarray(seen, dtype=np.uint8))


def shadowed(image: Image.Image, rng: random.Random, depth: float | None = None) -> Image.Image:
    """Let the shadow of a hand or a phone fall on a page."""
    w, h = image.size
    depth = rng.uniform(0.25, 0.6) if depth is None else depth
    mask = np.zeros((h, w), dtype=np.float32)
    points = [
        [rng.uniform(-0.2, 0.6) * w, -10],
        [rng.uniform(0.4, 1.2) * w, -10],
        [rng.uniform(0.4, 1.2) * w, h + 10],
        [rng.uniform(-0.2, 0.6) * w, h + 10],
    ]
    cv2.fillPoly(mask, [np.array(points, dtype=np.int32)], 1.0)
    soft = cv2.GaussianBlur(mask, (0, 0), max(w, h) * rng.uniform(0.01, 0.04))
    pixels = np.asarray(image.convert("RGB"), dtype=np.float32) * (1 - depth * soft[:, :, None])
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def curled(image: Image.Image, rng: random.Random) -> Image.Image:
    """Bend a sheet: its lines become waves of some pixels."""
    w, h = image.size
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    lift, length = rng.uniform(2, 6), rng.uniform(0.6, 1.4) * w
    phase = rng.uniform(0, 6.28)
    sway = rng.uniform(0, 4)
    from_y = y + lift * np.sin(2 * np.pi * x / length + phase)
    from_x = x + sway * np.sin(2 * np.pi * y / (1.3 * w) + phase)
    bent = cv2.remap(
        np.asarray(image.convert("RGB")), from_x.astype(np.float32), from_y.astype(np.float32),
        cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    return Image.fromarray(np.asarray(bent, dtype=np.uint8))


def photographed(page: Image.Image, rng: random.Random) -> Image.Image:
    """Photograph a page on a table by hand: a little askew, soft, noisy, compressed."""
    w, h = page.size
    margin = round(rng.uniform(0.05, 0.2) * w)
    desk = Image.new("RGB", (w + 2 * margin, h + 2 * margin), rng.choice(("gray", (96, 78, 62))))
    desk.paste(page, (margin, margin))
    desk = oblique(desk, rng.uniform(0, 0.06), rng)
    level = desk.rotate(
        rng.uniform(-8, 8), Image.Resampling.BICUBIC, expand=True, fillcolor=(84, 80, 76)
    )
    return noisy(blurred(level, rng.uniform(0, 1.0)), rng, 7, 60)
