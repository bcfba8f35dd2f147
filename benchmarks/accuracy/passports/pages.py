"""Invented holders, and the pages of their passports in every condition."""

from __future__ import annotations

import random
import string
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter

from benchmarks.accuracy.damage import compressed, hard
from benchmarks.accuracy.words import GIVEN, SURNAMES, WORDS
from ocr_emulator.engine.mrz.states import STATES
from scripts.draw_samples import SANS, Holder, font, passport


def holder(rng: random.Random) -> Holder:
    """Invent a passport's holder."""
    letters = string.ascii_uppercase + string.digits
    number = "".join(rng.choice(letters) for _ in range(2))
    number += "".join(rng.choice(string.digits + "OISBZ" * (rng.random() < 0.2)) for _ in range(7))
    optional = ""
    if rng.random() < 0.4:
        optional = "".join(rng.choice(string.digits) for _ in range(rng.randint(6, 14)))
    return Holder(
        state=rng.choice(sorted(STATES)),
        surname=" ".join(rng.sample(SURNAMES, rng.choice((1, 1, 1, 2)))),
        given=" ".join(rng.sample(GIVEN, rng.choice((1, 1, 2, 3)))),
        number=number,
        birth=_date(rng, 30, 99),
        sex=rng.choice("MF<"),
        expiry=_date(rng, 24, 36),
        optional=optional,
    )


def _date(rng: random.Random, first: int, last: int) -> str:
    return f"{rng.randint(first, last):02}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"


def labelled(page: Image.Image, rng: random.Random) -> Image.Image:
    """Print labels on both sides of the zone, at the height of its lines."""
    scale = page.width / 125
    wide = Image.new("RGB", (round(page.width * 1.3), page.height), (246, 247, 243))
    wide.paste(page, (round(page.width * 0.15), 0))
    draw = ImageDraw.Draw(wide)
    for base in (72.1, 78.6):
        for x in (0.01, 1.14):
            text = " ".join(rng.sample(WORDS, 1)).upper()
            face = font(SANS, 2.6 * scale)
            draw.text((x * page.width, (base - 2.6) * scale), text, font=face, fill=(40, 44, 60))
    return wide


def reduced(image: Image.Image, share: float = 0.6) -> Image.Image:
    """Reduce an image."""
    size = (round(image.width * share), round(image.height * share))
    return image.resize(size, Image.Resampling.BICUBIC)


def spoilt(page: Image.Image, rng: random.Random) -> Image.Image:
    """Photograph a page badly, or carefully but turned, small or blurred."""
    kind = rng.choice(("hard", "hard", "turned", "small", "blurred"))
    if kind == "hard":
        return hard(page, rng)
    if kind == "turned":
        return page.rotate(rng.uniform(0, 360), Image.Resampling.BICUBIC, expand=True)
    if kind == "small":
        return reduced(page)
    return compressed(page.filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 1.5))), 40)


Condition = Callable[[Holder, random.Random], Image.Image]
CONDITIONS: dict[str, Condition] = {
    "upright, 12 px/mm": lambda who, _: passport(who, 12),
    "upright, 8 px/mm": lambda who, _: passport(who, 8),
    "upright, 5 px/mm": lambda who, _: passport(who, 5),
    "turned by any angle": lambda who, rng: passport(who, 9).rotate(
        rng.uniform(0, 360), Image.Resampling.BICUBIC, expand=True
    ),
    "blurred, JPEG 40": lambda who, rng: compressed(
        passport(who, 8).filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 1.5))), 40
    ),
    "labels beside the zone": lambda who, rng: labelled(passport(who, 9), rng),
    "small, 3.2 px/mm": lambda who, _: passport(who, 3.2),
    "60 % of the size": lambda who, rng: reduced(hard(passport(who, rng.uniform(5, 12)), rng)),
    "hard": lambda who, rng: hard(passport(who, rng.uniform(5, 12)), rng),
}
