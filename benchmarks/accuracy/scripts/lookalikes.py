"""Look-alikes: how many lines of scripts that the engine cannot read it returns as Latin text.

Lines are names of regions and languages from Babel (CLDR), so every script has real words.
Readable lines that are left out are counted too: that is the price. `python -m
benchmarks.accuracy.scripts.lookalikes --fit` fits the coefficients of
`ocr_emulator.engine.scripts.lookalikes` on other seeds. Needs Debian's fonts-noto-core,
fonts-noto-cjk and fonts-dejavu-core.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from babel import Locale
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from benchmarks.accuracy.damage import compressed
from benchmarks.accuracy.progress import Progress
from ocr_emulator.engine.base import Engine, Line
from ocr_emulator.engine.geometry import frame
from ocr_emulator.engine.scripts.lookalikes import FEATURES, features, is_lookalike

_FONTS = Path("/usr/share/fonts")
_SANS = ("truetype/noto/NotoSans-Regular.ttf", "truetype/noto/NotoSans-Bold.ttf")
_LATIN = (*_SANS, "truetype/noto/NotoSerif-Regular.ttf", "truetype/dejavu/DejaVuSans.ttf",
          "truetype/dejavu/DejaVuSansMono.ttf", "truetype/noto/NotoSerif-Italic.ttf")  # fmt: skip
_CJK = ("opentype/noto/NotoSansCJK-Regular.ttc", "opentype/noto/NotoSerifCJK-Bold.ttc")
READABLE = {
    "en": _LATIN, "de": _LATIN, "fr": _LATIN, "es": _LATIN, "pl": _LATIN, "tr": _LATIN,
    "ro": _LATIN, "id": _LATIN, "sv": _LATIN, "zh": _CJK, "ja": _CJK,
}  # fmt: skip
"""Languages that the engine reads, and their fonts."""


def _noto(script: str) -> tuple[str, ...]:
    return (
        f"truetype/noto/NotoSans{script}-Regular.ttf",
        f"truetype/noto/NotoSerif{script}-Bold.ttf",
    )


UNREADABLE = {
    "th": _noto("Thai"), "km": _noto("Khmer"), "my": _noto("Myanmar"), "lo": _noto("Lao"),
    "ru": _LATIN[:3], "uk": _LATIN[:3], "el": _LATIN[:3], "he": _noto("Hebrew"),
    "ar": ("truetype/noto/NotoSansArabic-Regular.ttf", "truetype/noto/NotoNaskhArabic-Bold.ttf"),
    "hi": _noto("Devanagari"), "bn": _noto("Bengali"), "ta": _noto("Tamil"),
    "ka": _noto("Georgian"),
    "am": _noto("Ethiopic"), "ko": _CJK,
}  # fmt: skip
"""Languages in scripts that the engine does not read."""


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    try:
        return ImageFont.truetype(str(_FONTS / name), size)
    except OSError:
        raise SystemExit(
            f"The font {name} is missing. Debian: apt-get install fonts-noto-core fonts-noto-cjk "
            "fonts-dejavu-core"
        ) from None


@cache
def _names(language: str) -> tuple[str, ...]:
    locale = Locale(language)
    names = {*locale.territories.values(), *locale.languages.values()}
    return tuple(sorted(str(name) for name in names if len(str(name)) > 1))


@dataclass(frozen=True, slots=True)
class Sample:
    """A drawn line and how the engine reads it."""

    language: str
    readable: bool
    line: Line = field(repr=False)
    image_size: tuple[int, int] = (0, 0)


def drawn_line(language: str, fonts: tuple[str, ...], rng: random.Random) -> Image.Image:
    """Draw a line of one to five names, clean or as a bad photograph has it."""
    size = rng.choice((18, 24, 32, 44))
    font = _font(rng.choice(fonts), size)
    text = " ".join(rng.sample(_names(language), rng.randint(1, 5)))[:60]
    if rng.random() < 0.2:
        text += f" {rng.randint(1, 9999)}"
    if rng.random() < 0.2:
        text = text.upper()
    box = font.getbbox(text)
    wide, high = round(box[2]) + size, round(box[3] - box[1]) + size // 2
    image = Image.new("RGB", (wide, high), rng.choice(("white", (236, 232, 220), (205, 222, 236))))
    ImageDraw.Draw(image).text((size // 2, size // 4 - box[1]), text, font=font, fill=(30, 30, 44))
    if rng.random() < 0.5:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, size / 20)))
        seed = rng.randrange(10**6)
        noise = np.random.default_rng(seed).normal(0, rng.uniform(0, 14), (high, wide, 1))
        pixels = np.asarray(image, dtype=np.float32) + noise
        image = compressed(
            Image.fromarray(pixels.clip(0, 255).astype(np.uint8)), rng.randint(35, 90)
        )
    return image


def samples(engine: Engine, seed: int, count: int) -> Iterator[Sample]:
    """Draw and read `count` lines of each language."""
    languages = [(READABLE, True), (UNREADABLE, False)]
    total = count * sum(len(fonts) for fonts, _ in languages)
    with Progress("look-alikes", total) as progress:
        for group, readable in languages:
            for language, fonts in group.items():
                for index in range(count):
                    rng = random.Random(f"{seed} {language} {index}")
                    image = drawn_line(language, fonts, rng)
                    (line,) = engine.recognize(image, [frame(image.size)], characters=True)
                    progress.step()
                    if line.text.strip() and line.confidence >= 0.5:
                        yield Sample(language, readable, line, image.size)


def fit(found: list[Sample]) -> list[float]:
    """Fit a logistic regression by Newton's method; the first coefficient is the constant."""
    rows = np.array([[1.0, *features(sample.line)] for sample in found])
    wanted = np.array([0.0 if sample.readable else 1.0 for sample in found])
    weights = np.zeros(rows.shape[1])
    for _ in range(60):
        chance = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (wanted - chance) - 0.5 * weights
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + 0.5 * np.eye(len(weights))
        weights += np.linalg.solve(curve, slope)
    return [float(weight) for weight in weights]


def measure_lookalikes(engine: Engine, seed: int, count: int = 20) -> None:
    """Print which part of the lines of each language is left out."""
    print("| language | lines read | left out |\n|---|---|---|")
    found = list(samples(engine, seed, count))
    for language in (*READABLE, *UNREADABLE):
        lines = [sample.line for sample in found if sample.language == language]
        left = sum(is_lookalike(line) for line in lines)
        print(f"| {Locale(language).english_name} | {len(lines)} | {left} |")


def main() -> None:
    """Fit the coefficients, or measure them."""
    from ocr_emulator.engine.rapid import RapidEngine

    parser = argparse.ArgumentParser(description="Measure look-alikes of other scripts.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lines", type=int, default=20, help="lines of each language")
    parser.add_argument("--fit", action="store_true", help="print new coefficients")
    chosen = parser.parse_args()
    if not chosen.fit:
        measure_lookalikes(RapidEngine(), chosen.seed, chosen.lines)
        return
    weights = fit(list(samples(RapidEngine(), chosen.seed, chosen.lines)))
    for name, weight in zip(("constant", *FEATURES), weights, strict=True):
        print(f"{name}: {weight:.3f}")


if __name__ == "__main__":
    main()
