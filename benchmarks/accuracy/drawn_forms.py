"""Drawn forms: labels with values beside, below or in ruled cells, all of them known."""

from __future__ import annotations

import random
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from benchmarks.accuracy.damage import scanned
from benchmarks.accuracy.drawn_tables import FACES
from benchmarks.accuracy.words import GIVEN, SURNAMES, WORDS
from scripts.draw_samples import HAN, font

_COLON_LABELS = (
    "Name", "Date of birth", "Address", "Member since", "Case number", "Shipped by", "Policy",
    "Blood group", "Seat", "Ticket", "Valid until", "Phone", "Email", "Order no.", "Remarks",
)  # fmt: skip
_PLAIN_LABELS = (
    "Name", "Date of birth", "Address", "Nationality", "Phone", "Invoice No.", "Due date",
    "Department", "Position", "Account No.", "Reference",
)  # fmt: skip
STYLES = ("one line", "two columns", "below", "plain labels", "cells")


@dataclass
class DrawnForm:
    """A page with pairs of label and value."""

    image: Image.Image
    pairs: list[tuple[str, str]]
    style: str


def form(rng: random.Random) -> DrawnForm:
    """Draw a form with a heading."""
    style = rng.choice(STYLES)
    face = font(rng.choice([path for path in FACES if path != HAN]), rng.randint(19, 30))
    known = style in ("plain labels", "cells")
    labels = rng.sample(_PLAIN_LABELS if known else _COLON_LABELS, rng.randint(5, 9))
    pairs = [(label, _value(rng)) for label in labels]
    page = Image.new("RGB", (1100, 900), "white")
    draw = ImageDraw.Draw(page)
    heading = font(FACES[0], face.size * 1.5)
    draw.text((70, 50), " ".join(rng.sample(WORDS, 2)).title(), font=heading, fill="black")
    if style == "cells":
        _cells(draw, rng, pairs, face)
    elif style == "below":
        _below(draw, rng, pairs, face)
    else:
        _beside(draw, rng, pairs, face, style)
    return DrawnForm(scanned(page, rng), pairs, style)


def _value(rng: random.Random) -> str:
    kind = rng.randrange(4)
    if kind == 0:
        return f"{rng.choice(GIVEN).title()} {rng.choice(SURNAMES).title()}"
    if kind == 1:
        return f"{rng.randint(1950, 2035)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    if kind == 2:
        return f"{rng.choice('ABCDEF')}{rng.randint(1000, 999999)}"
    return f"{rng.randint(1, 99)} {rng.choice(WORDS).title()} {rng.choice(WORDS)}"


def _beside(
    draw: ImageDraw.ImageDraw,
    rng: random.Random,
    pairs: list[tuple[str, str]],
    face: ImageFont.FreeTypeFont,
    style: str,
) -> None:
    pitch = rng.uniform(1.7, 2.6) * face.size
    widest = max(face.getlength(label) for label, _ in pairs)
    colon = "" if style == "plain labels" else ":"
    for row, (label, value) in enumerate(pairs):
        y = 150 + row * pitch
        if style == "one line":
            draw.text((70, y), f"{label}{colon} {value}", font=face, fill="black")
        else:
            draw.text((70, y), f"{label}{colon}", font=face, fill="black")
            draw.text((70 + widest + 2.5 * face.size, y), value, font=face, fill="black")


def _below(
    draw: ImageDraw.ImageDraw,
    rng: random.Random,
    pairs: list[tuple[str, str]],
    face: ImageFont.FreeTypeFont,
) -> None:
    pitch = rng.uniform(3.6, 4.4) * face.size
    for index, (label, value) in enumerate(pairs):
        x, y = 70 + (index % 2) * 500, 150 + (index // 2) * pitch
        draw.text((x, y), f"{label}:", font=face, fill="black")
        draw.text((x, y + 1.5 * face.size), value, font=face, fill="black")


def _cells(
    draw: ImageDraw.ImageDraw,
    rng: random.Random,
    pairs: list[tuple[str, str]],
    face: ImageFont.FreeTypeFont,
) -> None:
    """Draw two pairs a row in ruled cells; the last one may take the whole row."""
    widest = max(face.getlength(label) for label, _ in pairs) + face.size
    value = max(face.getlength(text) for _, text in pairs) + face.size
    tall = rng.uniform(1.9, 2.6) * face.size
    xs = [60, 60 + widest, 60 + widest + value, 60 + 2 * widest + value, 60 + 2 * (widest + value)]
    for index, (label, text) in enumerate(pairs):
        row, side = divmod(index, 2)
        y = 150 + row * tall
        last = index == len(pairs) - 1 and side == 0
        edges = (xs[2 * side], xs[2 * side + 1], xs[4] if last else xs[2 * side + 2])
        for left, right, words in ((*edges[:2], label), (*edges[1:], text)):
            draw.rectangle((left, y, right, y + tall), outline=(40, 40, 40), width=2)
            place = (left + 0.5 * face.size, y + (tall - 1.2 * face.size) / 2)
            draw.text(place, words, font=face, fill="black")
