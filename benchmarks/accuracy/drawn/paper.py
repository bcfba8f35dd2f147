"""Sheets of text: lines written on an image, with what a reader should return.

A sheet keeps the lines in reading order, so that every layout is scored in the same way.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import Image, ImageDraw, ImageFont

from benchmarks.accuracy.words import HAN_LETTERS, WORDS
from scripts.draw_samples import font

DEJAVU = "/usr/share/fonts/truetype/dejavu/DejaVu"
LIBERATION = "/usr/share/fonts/truetype/liberation/Liberation"
SANS_FACES = (f"{DEJAVU}Sans.ttf", f"{LIBERATION}Sans-Regular.ttf")
SERIF_FACES = (f"{DEJAVU}Serif.ttf", f"{LIBERATION}Serif-Regular.ttf")
MONO_FACES = (f"{DEJAVU}SansMono.ttf", f"{LIBERATION}Mono-Regular.ttf")
BOLD_FACES = (f"{DEJAVU}Sans-Bold.ttf", f"{LIBERATION}Sans-Bold.ttf")
SMALL_WORDS = "a of in the and to for by on with at from this that our your not is are".split()  # noqa: SIM905
Colour = str | tuple[int, int, int]


@dataclass
class Sheet:
    """An image and the lines of text on it, in reading order."""

    image: Image.Image
    lines: list[str] = field(default_factory=list)
    language: str = "en"

    def write(
        self,
        place: tuple[float, float],
        text: str,
        face: ImageFont.FreeTypeFont,
        fill: Colour = (20, 20, 24),
        *,
        anchor: str = "la",
    ) -> None:
        """Write a line and remember it; `anchor` is that of Pillow."""
        ImageDraw.Draw(self.image).text(place, text, font=face, fill=fill, anchor=anchor)
        self.lines.append(text)


def sheet(size: tuple[int, int], paper: Colour = "white", language: str = "en") -> Sheet:
    """Return an empty sheet."""
    return Sheet(Image.new("RGB", size, paper), language=language)


def sentence(rng: random.Random, words: int) -> str:
    """Invent a sentence with small words, numbers and punctuation."""
    parts = [rng.choice(SMALL_WORDS if rng.random() < 0.35 else WORDS) for _ in range(words)]
    if rng.random() < 0.3:
        parts[rng.randrange(words)] = rng.choice(("{:.0f}", "{:,.2f}")).format(rng.uniform(2, 9999))
    text = " ".join(parts)
    return text[0].upper() + text[1:] + rng.choice((".", ".", ",", ";", "?"))


def wrapped(
    rng: random.Random, face: ImageFont.FreeTypeFont, width: float, lines: int, *, han: bool = False
) -> list[str]:
    """Invent running text of so many lines that fit the width; the last one is shorter."""
    if han:
        most = max(2, int(width // face.size))
        counts = [most] * (lines - 1) + [rng.randint(max(1, most // 3), most)]
        return ["".join(rng.choice(HAN_LETTERS) for _ in range(count)) for count in counts]
    found: list[str] = []
    waiting = ""
    while len(found) < lines:
        waiting = f"{waiting} {sentence(rng, rng.randint(5, 11))}".strip()
        while face.getlength(waiting) > width and len(found) < lines:
            words = waiting.split()
            kept = len(words)
            while kept > 1 and face.getlength(" ".join(words[:kept])) > width:
                kept -= 1
            found.append(" ".join(words[:kept]))
            waiting = " ".join(words[kept:])
    last = found[-1].split()
    found[-1] = " ".join(last[: max(1, len(last) * 2 // 3)])
    return found


def chosen(rng: random.Random, faces: Sequence[str], size: float) -> ImageFont.FreeTypeFont:
    """Return one of some faces in a size."""
    return font(rng.choice(faces), size)
