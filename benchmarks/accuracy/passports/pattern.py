"""What lies under and over the print of a page: guilloche, laminate, glare, a bend of the sheet.

Security printing and light disturb a zone in ways that blur and noise do not.
"""

from __future__ import annotations

import math
import random

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

Values = npt.NDArray[np.float32]


def guilloche(page: Image.Image, scale: float, rng: random.Random, strength: float) -> Image.Image:
    """Print families of fine waves in two or three inks; `strength` 1 is full ink."""
    w, h = page.size
    y, x = np.mgrid[0:h, 0:w].astype(np.float32) / np.float32(scale)
    pixels = np.asarray(page, dtype=np.float32)
    for _ in range(rng.randint(2, 3)):
        turn = rng.uniform(-0.6, 0.6)
        u, v = x * math.cos(turn) + y * math.sin(turn), y * math.cos(turn) - x * math.sin(turn)
        spacing = rng.uniform(0.9, 2.6)
        wave = rng.uniform(0.5, 4) * np.sin(2 * math.pi * u / rng.uniform(9, 40) + rng.random() * 6)
        wave += rng.uniform(0.2, 1) * np.sin(2 * math.pi * u / rng.uniform(3, 8))
        off = np.abs((v + wave) / spacing % 1 - 0.5) * spacing
        ink = np.clip((rng.uniform(0.1, 0.2) - off) * scale + 0.5, 0, 1) * strength
        colour = np.array([rng.uniform(40, 200) for _ in range(3)], dtype=np.float32)
        pixels = pixels * (1 - ink[..., None]) + colour * ink[..., None]
    return _image(pixels)


def glare(image: Image.Image, rng: random.Random) -> Image.Image:
    """Let a lamp shine on the laminate over part of the zone, at the bottom of a level page."""
    w, h = image.size
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    cx, cy = rng.uniform(0.05, 0.95) * w, rng.uniform(0.72, 0.98) * h
    turn = rng.uniform(0, math.pi)
    u = (x - cx) * math.cos(turn) + (y - cy) * math.sin(turn)
    v = (y - cy) * math.cos(turn) - (x - cx) * math.sin(turn)
    long, short = rng.uniform(0.12, 0.5) * w, rng.uniform(0.03, 0.12) * w
    light = rng.uniform(0.4, 0.9) * np.exp(-((u / long) ** 2) - (v / short) ** 2)
    pixels = np.asarray(image.convert("RGB"), dtype=np.float32)
    return _image(pixels + (255 - pixels) * light[..., None])


def laminate(image: Image.Image, rng: random.Random) -> Image.Image:
    """Lay a film with a pale hologram and specks over a page."""
    w, h = image.size
    y, x = np.mgrid[0:h, 0:w].astype(np.float32) * np.float32(125 / w)
    pixels = np.asarray(image.convert("RGB"), dtype=np.float32)
    for _ in range(rng.randint(2, 5)):
        cx, cy = rng.uniform(0, 125), rng.uniform(30, 88)
        ring = np.hypot(x - cx, (y - cy) * rng.uniform(0.7, 1.4)) / rng.uniform(1.2, 4)
        fade = np.exp(-(((x - cx) / 22) ** 2) - ((y - cy) / 16) ** 2)
        film = rng.uniform(0.15, 0.4) * fade * (np.sin(2 * math.pi * ring) > 0.3)
        colour = np.array([rng.uniform(150, 255) for _ in range(3)], dtype=np.float32)
        pixels = pixels * (1 - film[..., None]) + colour * film[..., None]
    specks = np.random.default_rng(rng.randrange(10**6)).random((h, w)) < 0.002
    pixels[specks] = np.minimum(pixels[specks] + 110, 255)
    return _image(pixels)


def bent(image: Image.Image, rng: random.Random) -> Image.Image:
    """Bend a page that is held in the hand: its lines become arcs, narrower towards one side."""
    w, h = image.size
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    along = x / w
    middle, lift = rng.uniform(0.2, 0.8), rng.uniform(0.01, 0.045) * h * rng.choice((-1, 1))
    from_y = y + lift * (1 - ((along - middle) / 0.7) ** 2)
    squeeze = rng.uniform(-0.12, 0.12)
    from_x = w * (along + squeeze * along * (1 - along))
    warped = cv2.remap(
        np.asarray(image.convert("RGB")), from_x.astype(np.float32), from_y.astype(np.float32),
        cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    return Image.fromarray(np.asarray(warped, dtype=np.uint8))


def photocopied(image: Image.Image, rng: random.Random) -> Image.Image:
    """Copy a page in black and white: grey becomes dots or vanishes."""
    grey = image.convert("L").filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 0.9)))
    pixels = np.asarray(grey, dtype=np.float32)
    noise = np.random.default_rng(rng.randrange(10**6)).normal(0, rng.uniform(2, 14), pixels.shape)
    level = rng.uniform(115, 165)
    soft = rng.choice((6.0, 25.0, 60.0))
    copied = 255 / (1 + np.exp(-(pixels + noise - level) / soft))
    return Image.fromarray(copied.clip(0, 255).astype(np.uint8)).convert("RGB")


def _image(pixels: Values) -> Image.Image:
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
