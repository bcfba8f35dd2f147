"""Accuracy on pages of text: characters, and the order of words in columns."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable

from PIL import Image, ImageDraw
from rapidfuzz.distance import LCSseq, Levenshtein

from benchmarks.accuracy.words import HAN_LETTERS, WORDS
from ocr_emulator.engine.base import Engine
from scripts.draw_samples import SANS, font, write


def text_page(rng: random.Random, han: bool) -> tuple[Image.Image, list[str]]:
    """Draw a page of text; return it and its lines from top to bottom."""
    page = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(page)
    lines: list[str] = []
    for row in range(34):
        if han:
            text = "".join(rng.choice(HAN_LETTERS) for _ in range(rng.randint(18, 34)))
        else:
            words = [rng.choice(WORDS) for _ in range(rng.randint(6, 9))]
            words.insert(rng.randint(0, 5), str(rng.randint(10, 99999)))
            text = " ".join(words)
        write(draw, (90, 110 + row * 47), text, 26)
        lines.append(text)
    return page, lines


def columns_page(rng: random.Random, columns: int) -> tuple[Image.Image, list[str]]:
    """Draw a page with a headline over columns; return it and its lines in reading order."""
    page = Image.new("RGB", (1600, 2000), "white")
    draw = ImageDraw.Draw(page)
    title = " ".join(rng.sample(WORDS, 5))
    write(draw, (100, 110), title, 44)
    lines = [title]
    pitch, size = 1440 // columns, 26 if columns < 4 else 22
    for column in range(columns):
        left = 100 + column * pitch
        for row in range(rng.randint(22, 40)):
            text, face = "", font(SANS, size)
            while True:
                longer = f"{text} {rng.choice(WORDS)}".strip()
                if face.getlength(longer) > pitch - 60:
                    break
                text = longer
            # Columns do not share baselines, as in most printed pages.
            write(draw, (left, 200 + column * 9 + row * 42), text, size)
            lines.append(text)
    return page, lines


def words_in_order(read: Iterable[str], lines: Iterable[str]) -> float:
    """Return the share of words that a longest common subsequence keeps in order."""
    got, want = " ".join(read).split(), " ".join(lines).split()
    return LCSseq.similarity(got, want) / len(want)


def error_rate(read: Iterable[str], lines: Iterable[str]) -> float:
    """Return the character error rate, blanks not counted."""
    got = "".join("".join(read).split())
    want = "".join("".join(lines).split())
    return Levenshtein.distance(got, want) / len(want)


def measure_pages(engine: Engine, seed: int) -> None:
    """Print the character error rate on pages of text."""
    print("| page | turned by | characters wrong | angle off | CPU s |\n|---|---|---|---|---|")
    for han in (False, True):
        page, lines = text_page(random.Random(seed + han), han)
        for angle in (0, 90, 180, 270, 7, 200):
            rotated = page.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
            start = time.process_time()
            read = engine.read(rotated)
            spent = time.process_time() - start
            rate = error_rate((line.text for line in read.lines), lines)
            off = (read.angle - angle + 180) % 360 - 180
            name = "Chinese" if han else "English"
            print(f"| {name} | {angle}° | {rate:.2%} | {off:+.2f}° | {spent:.1f} |", flush=True)


def measure_order(engine: Engine, seed: int) -> None:
    """Print the share of words in reading order on pages of columns."""
    print("| columns | words in order | CPU s |\n|---|---|---|")
    for columns in (1, 2, 3, 4):
        shares, start = [], time.process_time()
        for index in range(3):
            page, lines = columns_page(random.Random(f"{seed} {columns} {index}"), columns)
            read = engine.read(page, orient=False, mixed=False)
            shares.append(words_in_order((line.text for line in read.lines), lines))
        spent = (time.process_time() - start) / len(shares)
        print(f"| {columns} | {min(shares):.1%} to {max(shares):.1%} | {spent:.1f} |", flush=True)
