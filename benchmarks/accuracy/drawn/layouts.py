"""Drawn pages of text in eight layouts, of which each line is known in reading order."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from PIL import ImageDraw

from benchmarks.accuracy.drawn.paper import (
    BOLD_FACES,
    SANS_FACES,
    SERIF_FACES,
    Sheet,
    chosen,
    sentence,
    sheet,
    wrapped,
)
from benchmarks.accuracy.words import GIVEN, HAN_LETTERS, SURNAMES, WORDS
from scripts.draw_samples import HAN, font


def article(rng: random.Random, *, han: bool = False) -> Sheet:
    """Draw a headline over paragraphs."""
    page = sheet((1240, 1754), language="zh" if han else "en")
    size = rng.randint(24, 30)
    face = font(HAN, size) if han else chosen(rng, SERIF_FACES, size)
    title = font(HAN, 46) if han else chosen(rng, BOLD_FACES, 44)
    page.write((110, 110), wrapped(rng, title, 900, 1, han=han)[0], title)
    y = 210.0
    while y < 1500:
        for text in wrapped(rng, face, 1020, rng.randint(3, 6), han=han):
            page.write((110, y), text, face)
            y += 1.45 * size
        y += 0.9 * size
    return page


def letter(rng: random.Random) -> Sheet:
    """Draw a letter: addresses, a date at the right, paragraphs, a signature."""
    page = sheet((1240, 1754))
    face, y = chosen(rng, SERIF_FACES + SANS_FACES, 26), 120
    name = f"{rng.choice(GIVEN).title()} {rng.choice(SURNAMES).title()}"
    address = [name, f"{rng.randint(1, 99)} {rng.choice(WORDS).title()} Road",
               f"{rng.randint(10000, 99999)} {rng.choice(WORDS).title()}"]  # fmt: skip
    for text in address:
        page.write((120, y), text, face)
        y += 38
    page.write((1120, y + 40), f"{rng.randint(1, 28)} March 20{rng.randint(20, 30)}", face,
               anchor="ra")  # fmt: skip
    y += 140
    page.write((120, y), f"Dear {name},", face)
    y += 70
    for _ in range(3):
        for text in wrapped(rng, face, 1000, rng.randint(3, 6)):
            page.write((120, y), text, face)
            y += 40
        y += 26
    page.write((120, y), "Yours sincerely,", face)
    page.write((120, y + 120), f"{rng.choice(GIVEN).title()} {rng.choice(SURNAMES).title()}", face)
    return page


def small_print(rng: random.Random) -> Sheet:
    """Draw a page of conditions, scanned at 200 dpi: type of 6 to 7 points, close lines."""
    page = sheet((1654, 2339))
    size = rng.randint(17, 20)
    face, y = chosen(rng, SANS_FACES, size), 140.0
    for number in range(1, rng.randint(9, 12)):
        lines = wrapped(rng, face, 1380, rng.randint(3, 6))
        lines[0] = f"{number}. {lines[0]}"
        for text in lines:
            page.write((130, y), text, face)
            y += 1.35 * size
        y += 0.7 * size
    return page


def screenshot(rng: random.Random) -> Sheet:
    """Draw a window of an application: small type, dark or light, a menu, a list."""
    dark = rng.random() < 0.5
    paper, ink = ((30, 32, 38), (220, 222, 226)) if dark else ((250, 250, 251), (36, 38, 44))
    page = sheet((1920, 1080), paper)
    face, bold = chosen(rng, SANS_FACES, 16), chosen(rng, BOLD_FACES, 18)
    ImageDraw.Draw(page.image).rectangle(
        (0, 0, 1920, 40), fill=(45, 48, 56) if dark else (228, 230, 234)
    )
    menu = rng.sample(WORDS, 6)
    for number, word in enumerate(menu):
        page.write((24 + 190 * number, 10), word.title(), face, ink)
    page.write((60, 80), sentence(rng, 5), bold, ink)
    for row in range(rng.randint(14, 26)):
        page.write((60, 140 + 34 * row), sentence(rng, rng.randint(7, 12)), face, ink)
    return page


def poster(rng: random.Random) -> Sheet:
    """Draw a poster: few lines of large type on a coloured ground."""
    ground = rng.choice(((20, 80, 120), (150, 30, 40), (245, 200, 60), (32, 90, 60)))
    ink = (250, 250, 250) if sum(ground) < 400 else (20, 20, 20)
    page = sheet((1400, 1800), ground)
    y = 180.0
    for _ in range(rng.randint(4, 6)):
        size = rng.choice((60, 90, 130))
        face = chosen(rng, BOLD_FACES, size)
        text = " ".join(rng.sample(WORDS, 3))
        while face.getlength(text) > 1240:
            text = text.rpartition(" ")[0]
        page.write((700, y), text.upper() if rng.random() < 0.5 else text, face, ink, anchor="ma")
        y += 1.9 * size
    return page


def wide_screen(rng: random.Random) -> Sheet:
    """Draw the screen of a large monitor: 3840 × 1600 pixels, type of 20."""
    page = sheet((3840, 1600), (252, 252, 252))
    face = chosen(rng, SANS_FACES, 20)
    for column in range(3):
        for row in range(rng.randint(18, 30)):
            text = sentence(rng, rng.randint(9, 13))
            page.write((80 + 1260 * column, 90 + 44 * row), text, face)
    return page


def chinese_article(rng: random.Random) -> Sheet:
    """Draw a Chinese headline over paragraphs."""
    return article(rng, han=True)


def vertical_chinese(rng: random.Random) -> Sheet:
    """Draw columns of Chinese from top to bottom, the first at the right."""
    size = rng.randint(30, 40)
    face = font(HAN, size)
    page = sheet((1240, 1200), rng.choice(("white", (246, 240, 226))), "zh")
    pen, x = ImageDraw.Draw(page.image), 1240 - 110 - size
    for _ in range(rng.randint(6, 12)):
        text = "".join(rng.choice(HAN_LETTERS) for _ in range(rng.randint(9, 24)))
        for number, character in enumerate(text):
            pen.text((x, 90 + number * 1.12 * size), character, font=face, fill=(20, 20, 24))
        page.lines.append(text)
        x -= round(size * rng.uniform(1.7, 2.1))
    return page


LAYOUTS: Mapping[str, Callable[[random.Random], Sheet]] = {
    "article": article,
    "letter": letter,
    "small print": small_print,
    "screenshot": screenshot,
    "poster": poster,
    "wide screen": wide_screen,
    "Chinese article": chinese_article,
    "vertical Chinese": vertical_chinese,
}
