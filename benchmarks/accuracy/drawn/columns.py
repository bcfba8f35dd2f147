"""Drawn pages in columns: plain, with figures, with headlines between, turned a little."""

from __future__ import annotations

import random

from PIL import Image, ImageDraw, ImageFont

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

STYLES = ("plain", "figures", "headlines", "photographed")
WIDTH, HEIGHT, MARGIN = 1600, 2000, 90


def columns_page(rng: random.Random, columns: int, style: str) -> Sheet:
    """Draw a headline over columns of running text."""
    page = sheet((WIDTH, HEIGHT))
    title = chosen(rng, BOLD_FACES, 44)
    page.write((MARGIN, 90), wrapped(rng, title, WIDTH - 2 * MARGIN, 1)[0], title)
    size = rng.randint(20, 26) if columns < 4 else rng.randint(18, 21)
    face = chosen(rng, SERIF_FACES + SANS_FACES, size)
    top = 190.0
    if style == "headlines":
        bottom = _columns(rng, page, columns, face, (top, rng.randint(800, 1000)), style)
        middle = chosen(rng, BOLD_FACES, 36)
        page.write((MARGIN, bottom + 24), sentence(rng, rng.randint(6, 8)), middle)
        top = bottom + 110
    _columns(rng, page, columns, face, (top, HEIGHT - 120), style)
    if style == "photographed":
        page.image = page.image.rotate(
            rng.uniform(-4, 4), Image.Resampling.BICUBIC, expand=True, fillcolor="white"
        )
    return page


def _columns(
    rng: random.Random,
    page: Sheet,
    columns: int,
    face: ImageFont.FreeTypeFont,
    span: tuple[float, float],
    style: str,
) -> float:
    """Write columns between two heights; return where the longest one ends."""
    gutter = rng.uniform(1.4, 3.0) * face.size
    width = (WIDTH - 2 * MARGIN - gutter * (columns - 1)) / columns
    pitch, lowest = face.size * rng.uniform(1.3, 1.6), span[0]
    for column in range(columns):
        x = MARGIN + column * (width + gutter)
        y = span[0] + (0 if rng.random() < 0.5 else rng.uniform(0, pitch))
        end = (
            span[1] if column + 1 < columns else span[0] + (span[1] - span[0]) * rng.uniform(0.5, 1)
        )
        figure = span[0] + (span[1] - span[0]) * rng.uniform(0.2, 0.6)
        while y < end - pitch:
            if style == "figures" and figure is not None and y > figure:
                box = (x, y + 8, x + width, y + 8 + 0.6 * width)
                ImageDraw.Draw(page.image).rectangle(box, fill=rng.choice(("#8899aa", "#c9b8a0")))
                y, figure = y + 0.6 * width + 28, HEIGHT
                continue
            lines = wrapped(rng, face, width, rng.randint(2, 7))
            for text in lines:
                if y >= end - pitch:
                    break
                page.write((x, y), text, face)
                y += pitch
            y += 0.5 * pitch
        lowest = max(lowest, y)
    return lowest
