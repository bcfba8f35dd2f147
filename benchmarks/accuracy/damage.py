"""Image degradation: what cameras, scanners and compression do to a page.

Drawn pages are clean; recognition is measured on damaged copies of them.
"""

from __future__ import annotations

import io
import random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter


def hard(page: Image.Image, rng: random.Random) -> Image.Image:
    """Photograph a page badly: on a desk, askew, unevenly lit, blurred, noisy, compressed."""
    w, h = page.size
    margin = rng.uniform(0.05, 0.25)
    desk = Image.new("RGB", (round(w * (1 + 2 * margin)), round(h * (1 + 2 * margin))), "gray")
    ImageDraw.Draw(desk).rectangle((0, 0, desk.width, desk.height // 2), fill=(96, 78, 62))
    desk.paste(page, (round(w * margin), round(h * margin)))
    askew = [rng.uniform(0, 0.05) * min(desk.size) for _ in range(8)]
    dw, dh = desk.size
    quad = (
        askew[0], askew[1], askew[2], dh - askew[3],
        dw - askew[4], dh - askew[5], dw - askew[6], askew[7],
    )  # fmt: skip
    desk = desk.transform(desk.size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC)
    desk = desk.rotate(rng.uniform(0, 360), Image.Resampling.BICUBIC, expand=True)
    desk = desk.filter(ImageFilter.GaussianBlur(rng.uniform(0, 1.2)))
    light = np.linspace(rng.uniform(0.55, 1), rng.uniform(0.75, 1.1), desk.width)
    noise = np.random.default_rng(rng.randrange(10**6)).normal(
        0, rng.uniform(0, 10), desk.size[::-1]
    )
    pixels = np.asarray(desk, dtype=np.float32) * light[None, :, None] + noise[:, :, None]
    desk = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
    return compressed(desk, rng.randint(40, 90))


def compressed(image: Image.Image, quality: int) -> Image.Image:
    """Compress an image as JPEG and open it again."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return Image.open(io.BytesIO(buffer.getvalue()))


def scanned(page: Image.Image, rng: random.Random) -> Image.Image:
    """Photograph or scan a page with care: nearly level, a little noise, compressed."""
    w, h = page.size
    strength = rng.choice((0.0, 0.0, 0.01, 0.02))
    off = [rng.uniform(0, strength) * min(w, h) for _ in range(8)]
    quad = (off[0], off[1], off[2], h - off[3], w - off[4], h - off[5], w - off[6], off[7])
    page = page.transform(page.size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC)
    angle = rng.choice((0.0, 0.0, rng.uniform(-4, 4)))
    page = page.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    if rng.random() < 0.3:
        page = page.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 0.8)))
    if rng.random() < 0.5:
        seed = rng.randrange(10**6)
        noise = np.random.default_rng(seed).normal(0, rng.uniform(2, 8), page.size[::-1])
        pixels = np.asarray(page, dtype=np.float32) + noise[:, :, None]
        page = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
    return compressed(page, rng.randint(50, 95))
