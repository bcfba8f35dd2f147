"""Accuracy on pages of text: layouts, directions, damage; beside raw engine and Tesseract."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from statistics import median

from PIL import Image

from benchmarks.accuracy.compare.comparison import Comparison, TextScore
from benchmarks.accuracy.compare.readers import OURS, TESSERACT, TUNED, Reading
from benchmarks.accuracy.compare.run import Run, table
from benchmarks.accuracy.damage import compressed
from benchmarks.accuracy.drawn.camera import blurred, oblique, shadowed, with_noise
from benchmarks.accuracy.drawn.layouts import LAYOUTS, article, letter
from benchmarks.accuracy.drawn.paper import Sheet
from benchmarks.accuracy.progress import Progress

PAGES = 10  # of each layout
CPU_SECONDS = 3500.0
DAMAGED = 5  # for each strength
ANGLES = (0, 7, 45, 90, 180, 200, 270, 353)
Damage = Callable[[Image.Image, float, random.Random], Image.Image]
DAMAGE: Mapping[str, tuple[Damage, tuple[float, ...]]] = {
    "noise": (with_noise, (10, 25, 40, 60)),
    "blur": (lambda image, size, _: blurred(image, size), (1, 2, 3, 4)),
    "perspective": (oblique, (0.03, 0.06, 0.1, 0.15)),
    "shadow": (lambda image, depth, rng: shadowed(image, rng, depth), (0.3, 0.5, 0.7, 0.85)),
    "JPEG": (lambda image, loss, _: compressed(image, round(loss)), (60, 40, 20, 8)),
}
"""What is done to a page, and how much: levels, pixels, parts of a side, depth, quality."""


def measure(run: Run) -> None:
    """Print character errors by layout, by direction of the page, and by damage."""
    _layouts(run)
    _directions(run)
    _damage(run)


def _layouts(run: Run) -> None:
    pages = run.count(PAGES)
    kinds = [kind for kind in LAYOUTS if run.wants(kind)]
    with Comparison(run, "layouts", len(kinds) * pages) as comparison:
        for kind in kinds:
            rng = random.Random(f"{run.seed} {kind}")
            for _ in range(pages):
                comparison.add(kind, LAYOUTS[kind](rng))
    if kinds:
        comparison.print("layouts", "layouts")


def _directions(run: Run) -> None:
    """Print how well pages of any direction are read upright, with `detect_direction`."""
    if not run.wants("directions"):
        return
    pages = run.count(PAGES) // 2 or 1
    rows: list[list[str]] = []
    with Progress("directions", pages * len(ANGLES)) as progress:
        for angle in ANGLES:
            score, off = TextScore(), list[float]()
            rng = random.Random(f"{run.seed} directions")
            for index in range(pages):
                page = article(rng, han=True) if index % 2 else letter(rng)
                turned = page.image.rotate(
                    angle, Image.Resampling.BICUBIC, expand=True, fillcolor="white"
                )
                read = run.engine.read(turned)
                score.add(Reading([line.text for line in read.lines], 0.0, 0.0), page)
                off.append(abs((read.angle - angle + 180) % 360 - 180))
                progress.step()
            rows.append(
                [f"{angle}°", f"{score.error:.2%}", f"{median(off):.2f}°", f"{max(off):.2f}°"]
            )
    print("\nTurned pages, read with `detect_direction`:\n")
    table(["turned by", "characters wrong", "angle off, median", "worst"], rows)


def _damage(run: Run) -> None:
    kinds = [kind for kind in DAMAGE if run.wants(kind)]
    pages, names = run.count(DAMAGED), (OURS, TUNED, TESSERACT)
    total = pages * sum(len(DAMAGE[kind][1]) for kind in kinds)
    with Comparison(run, "damage", total, only=names) as comparison:
        for kind in kinds:
            damage, strengths = DAMAGE[kind]
            for strength in strengths:
                rng = random.Random(f"{run.seed} {kind}")
                for _ in range(pages):
                    page = letter(rng)
                    image = damage(page.image, strength, rng)
                    comparison.add(f"{kind} {strength:g}", Sheet(image, page.lines))
    if not kinds:
        return
    print()
    comparison.print("damage", "damage")
