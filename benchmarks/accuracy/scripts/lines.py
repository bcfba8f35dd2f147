"""Accuracy on lines in Thai, Vietnamese, Khmer and Burmese: characters, beside other readers.

Needs Debian's packages fonts-tlwg-loma-ttf and its siblings, fonts-khmeros, fonts-sil-padauk,
fonts-noto-core and fonts-dejavu-core.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from rapidfuzz.distance import Levenshtein

from benchmarks.accuracy.cards.fonts import require_shaping
from benchmarks.accuracy.damage import scanned
from benchmarks.accuracy.scripts.vocabulary import WORDS
from benchmarks.accuracy.words import WORDS as LATIN_WORDS
from ocr_emulator.engine.scripts.catalog import LANGUAGES

_FONTS = Path("/usr/share/fonts/truetype")
FONTS = {
    "th": tuple(f"tlwg/{name}" for name in ("Loma", "Garuda", "Sawasdee", "Norasi", "Kinnari")),
    "vi": ("dejavu/DejaVuSans", "dejavu/DejaVuSerif", "noto/NotoSerif-Regular"),
    "km": ("khmeros/KhmerOS", "khmeros/KhmerOSbattambang", "khmeros/KhmerOSsiemreap"),
    "my": ("padauk/Padauk-Regular", "padauk/PadaukBook-Regular"),
}
"""Fonts of each language that have Western digits and letters too, without `.ttf`."""
PACKAGES = (
    "fonts-tlwg-loma-ttf fonts-tlwg-garuda-ttf fonts-tlwg-sawasdee-ttf fonts-tlwg-norasi-ttf "
    "fonts-tlwg-kinnari-ttf fonts-khmeros fonts-sil-padauk fonts-noto-core "
    "fonts-dejavu-core"
)
CONDITIONS = ("clean", "mixed with Latin", "scanned", "turned")


@cache
def script_font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Load a font, or exit with what is missing."""
    require_shaping()
    try:
        return ImageFont.truetype(str(_FONTS / f"{name}.ttf"), size)
    except OSError:
        raise SystemExit(f"A font is missing. Debian: apt-get install {PACKAGES}") from None


def script_page(
    language: str, rng: random.Random, *, mixed: bool = False, rows: int = 10
) -> tuple[Image.Image, list[str]]:
    """Draw a page of lines; return it and its lines from top to bottom."""
    size = rng.choice((22, 26, 32, 40))
    font = script_font(rng.choice(FONTS[language]), size)
    pitch = round(size * 2.3)
    page = Image.new("RGB", (1240, pitch * rows + 100), "white")
    draw = ImageDraw.Draw(page)
    lines: list[str] = []
    for row in range(rows):
        text = ""
        for _ in range(rng.randint(2, 8)):
            word = rng.choice(LATIN_WORDS if mixed and rng.random() < 0.3 else WORDS[language])
            if rng.random() < 0.1:
                word = str(rng.randint(1, 99999))
            longer = f"{text} {word}".strip()
            if font.getlength(longer) > 1130:
                break
            text = longer
        draw.text((50, 50 + row * pitch), text, font=font, fill=(24, 26, 40))
        lines.append(text)
    return page, lines


def damaged(page: Image.Image, condition: str, rng: random.Random) -> Image.Image:
    """Return the page as a condition has it."""
    if condition == "scanned":
        return scanned(page, rng)
    if condition == "turned":
        angle = rng.choice((90, 180, 270, rng.uniform(0, 360)))
        return page.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    return page


def characters_wrong(read: Iterable[str], lines: Sequence[str]) -> tuple[int, int]:
    """Return how many characters are wrong, and how many there are; blanks are not counted."""
    got, want = "".join("".join(read).split()), "".join("".join(lines).split())
    return Levenshtein.distance(got, want), len(want)


def tesseract_alone(language: str, image: Image.Image) -> list[str]:
    """Read a page with Tesseract alone, as a program does that gives it the image."""
    from tesserocr import OEM, PSM, PyTessBaseAPI

    from ocr_emulator.engine.scripts.reader import line_reader

    reader = line_reader(language)
    data = LANGUAGES[language].data
    with PyTessBaseAPI(path=str(reader.folder), lang=data, psm=PSM.AUTO, oem=OEM.LSTM_ONLY) as api:
        api.SetVariable("debug_file", os.devnull)
        api.SetImage(image.convert("RGB"))
        return str(api.GetUTF8Text()).splitlines()
