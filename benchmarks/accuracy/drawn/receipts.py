"""Drawn receipts of five kinds: thermal, faded, dot matrix, photographed, crumpled.

Real receipts are personal data and not in the repository. These have what makes real ones hard:
narrow paper, rows of fillers, prices far from their items, pale or broken print.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from benchmarks.accuracy.drawn.camera import curled, noisy, photographed, shadowed
from benchmarks.accuracy.drawn.paper import LIBERATION, MONO_FACES, SANS_FACES, Sheet, chosen, sheet
from benchmarks.accuracy.words import WORDS
from scripts.draw_samples import font

ITEMS = """
Mountain cheese|Rye bread 750g|Oat milk 1L|Olives green|Butter unsalted|Apple juice|Coffee beans
Tomatoes loose|Notebook A5|Ball pen blue|Batteries AA 4pc|Light bulb E27|Cable USB-C 2m|Towel 50x90
Chicken curry|Fried rice special|Iced lemon tea|Mineral water 0.5|Cappuccino|Chocolate cake
""".replace("\n", "|").strip("|").split("|")  # fmt: skip
SHOPS = ("HARBOUR CORNER SHOP", "MARBLE & SONS SDN BHD", "Orange Bridge Cafe", "COPPER HARDWARE")
CLOSING = ("THANK YOU", "Goods sold are not returnable", "PLEASE COME AGAIN", "Tax invoice")


def receipt(rng: random.Random, kind: str) -> Sheet:
    """Draw a receipt and damage it as its kind is damaged."""
    plain = _printed(rng, kind)
    # Scans for accounting are small: letters of ten pixels and less.
    factor = rng.uniform(0.5, 1.0)
    size = (round(plain.image.width * factor), round(plain.image.height * factor))
    image = plain.image.resize(size, Image.Resampling.LANCZOS)
    return Sheet(_KINDS[kind](image, rng), plain.lines)


def _printed(rng: random.Random, kind: str) -> Sheet:
    faces = MONO_FACES if kind == "dot matrix" or rng.random() < 0.6 else SANS_FACES
    size = rng.randint(19, 27)
    face, width = chosen(rng, faces, size), rng.randint(470, 620)
    pitch = round(size * rng.uniform(1.25, 1.55))
    rows = _rows(rng, face, width - 60)
    page = sheet((width, 60 + pitch * (len(rows) + 2)), rng.choice(("white", (248, 247, 243))))
    for number, (left, right, style) in enumerate(rows):
        y = 40 + number * pitch
        large = style == "large"
        own = font(f"{LIBERATION}Sans-Bold.ttf", round(size * 1.2)) if large else face
        if style == "left":
            page.write((30, y), left, own)
        else:
            page.write((width / 2, y), left, own, anchor="ma")
        if right:
            ImageDraw.Draw(page.image).text(
                (width - 30, y), right, font=face, fill=(20, 20, 24), anchor="ra"
            )
            page.lines[-1] += f" {right}"
    if kind == "dot matrix":
        page.image = _dots(page.image)
    # A row of fillers says nothing; how many there are is not scored.
    page.lines = [line for line in page.lines if set(line) - set("*-= ")]
    return page


def _rows(
    rng: random.Random, face: ImageFont.FreeTypeFont, width: float
) -> list[tuple[str, str, str]]:
    """Return rows: text, amount at the right edge, and how the row is set."""
    shop = rng.choice(SHOPS)
    rows = [(shop, "", "large" if rng.random() < 0.5 else "centre")]
    rows += [(f"{rng.randint(1, 180)}, {rng.choice(WORDS).title()} Street", "", "centre")]
    rows += [(f"Tel: 0{rng.randint(10, 99)}-{rng.randint(100, 999)} {rng.randint(1000, 9999)}",
              "", "centre")]  # fmt: skip
    filler = rng.choice("*-=-") * int(width / face.getlength("-") * rng.uniform(0.7, 0.98))
    while face.getlength(filler) > width:
        filler = filler[:-1]
    rows.append((filler, "", "left"))
    day = f"{rng.randint(1, 28):02}/{rng.randint(1, 12):02}/20{rng.randint(18, 29)}"
    rows.append((f"Date {day}", f"{rng.randint(8, 21):02}:{rng.randint(0, 59):02}", "left"))
    rows.append((f"Receipt No: {rng.randint(10**5, 10**8):08}", "", "left"))
    total = 0.0
    for item in rng.sample(ITEMS, rng.randint(4, 11)):
        price, count = round(rng.uniform(0.5, 90), 2), rng.choice((1, 1, 1, 2, 3))
        total += price * count
        rows.append((f"{count} x {item}", f"{price * count:,.2f}", "left"))
    rows.append((filler, "", "left"))
    rows.append((rng.choice(("TOTAL", "Total (RM)", "TOTAL EUR")), f"{total:,.2f}", "left"))
    paid = total + rng.choice((0, 5, 10))
    rows += [("CASH", f"{paid:,.2f}", "left"), ("Change", f"{paid - total:,.2f}", "left")]
    if rng.random() < 0.5:
        rows.append((f"GST {rng.choice((6, 7, 19))}% included", f"{total * 0.06:,.2f}", "left"))
    return [*rows, (filler, "", "left"), (rng.choice(CLOSING), "", "centre")]


# --- kinds -----------------------------------------------------------------------------


def _dots(image: Image.Image) -> Image.Image:
    """Print in dots: ink where a grid of needles hits a letter."""
    pixels = np.asarray(image.convert("L"), dtype=np.float32)
    y, x = np.mgrid[0 : pixels.shape[0], 0 : pixels.shape[1]]
    # Needles stand closer than their dots are wide, so that strokes hang together.
    needle = 0.5 + 0.5 * np.cos(2 * np.pi * x / 3.0) * np.cos(2 * np.pi * y / 3.0)
    ink = (255 - pixels) * (0.35 + 0.65 * needle)
    grey = Image.fromarray((255 - ink).clip(0, 255).astype(np.uint8))
    return grey.filter(ImageFilter.GaussianBlur(0.5)).convert("RGB")


def _thermal(image: Image.Image, rng: random.Random) -> Image.Image:
    """Scan a thermal print: grey ink, missing rows of dots, some noise."""
    pixels = np.asarray(image, dtype=np.float32)
    strength = rng.uniform(0.55, 0.9)
    pixels = 255 - (255 - pixels) * strength
    for _ in range(rng.randint(0, 3)):
        column = rng.randrange(pixels.shape[1])
        pixels[:, column : column + 2] += 60
    paper = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
    paper = paper.rotate(
        rng.uniform(-2, 2), Image.Resampling.BICUBIC, expand=True, fillcolor="white"
    )
    return noisy(paper.filter(ImageFilter.GaussianBlur(rng.uniform(0, 0.7))), rng, 6, 70)


def _faded(image: Image.Image, rng: random.Random) -> Image.Image:
    """Let print fade towards one end, as heat and light do."""
    pixels = np.asarray(image, dtype=np.float32)
    left = np.linspace(rng.uniform(0.25, 0.45), rng.uniform(0.5, 0.8), pixels.shape[0])
    if rng.random() < 0.5:
        left = left[::-1]
    pale = 255 - (255 - pixels) * left[:, None, None]
    return noisy(Image.fromarray(pale.clip(0, 255).astype(np.uint8)), rng, 5, 70)


def _photo(image: Image.Image, rng: random.Random) -> Image.Image:
    """Photograph a receipt on a table: skewed, in the shadow of a hand."""
    return photographed(shadowed(image, rng), rng)


def _crumpled(image: Image.Image, rng: random.Random) -> Image.Image:
    """Curl a receipt that lay in a pocket, with creases of light and shade."""
    wavy = curled(image, rng)
    pixels = np.asarray(wavy, dtype=np.float32)
    h, w = pixels.shape[:2]
    for _ in range(rng.randint(2, 5)):
        crease = np.zeros((h, w), dtype=np.float32)
        start, end = (rng.randrange(w), rng.randrange(h)), (rng.randrange(w), rng.randrange(h))
        cv2.line(crease, start, end, rng.choice((-45.0, 35.0)), 2)
        pixels += cv2.GaussianBlur(crease, (0, 0), 2.5)[:, :, None]
    return noisy(Image.fromarray(pixels.clip(0, 255).astype(np.uint8)), rng, 6, 60)


_KINDS: Mapping[str, Callable[[Image.Image, random.Random], Image.Image]] = {
    "thermal": _thermal,
    "faded": _faded,
    "dot matrix": _thermal,
    "photographed": _photo,
    "crumpled": _crumpled,
}
KINDS = tuple(_KINDS)
