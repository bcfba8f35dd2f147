"""Files of drawn pages of many kinds and sizes, as callers send them."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator

from PIL import Image

from benchmarks.accuracy.drawn.layouts import LAYOUTS
from benchmarks.accuracy.drawn.receipts import KINDS, receipt


def receipts(count: int, seed: int) -> list[bytes]:
    """Draw receipts, for comparing costs: one is read in about a second."""
    rng = random.Random(f"{seed} receipts")
    return [_jpeg(receipt(rng, KINDS[number % len(KINDS)]).image) for number in range(count)]


def mixture(count: int, seed: int) -> Iterator[bytes]:
    """Draw pages of all layouts and receipts, one in ten as large as a photograph."""
    rng = random.Random(f"{seed} mixture")
    names = [*LAYOUTS, *KINDS, *KINDS]
    for number in range(count):
        name = rng.choice(names)
        image = (LAYOUTS[name](rng) if name in LAYOUTS else receipt(rng, name)).image
        if number % 10 == 9:
            factor = (12_000_000 / (image.width * image.height)) ** 0.5
            size = (round(image.width * factor), round(image.height * factor))
            image = image.resize(size, Image.Resampling.BICUBIC)
        yield _jpeg(image)


def _jpeg(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.convert("RGB").save(stream, "JPEG", quality=90)
    return stream.getvalue()
