"""Calibration: how often lines of a confidence are right (reliability diagram)."""

from __future__ import annotations

import random
from itertools import pairwise

from benchmarks.accuracy.compare.comparison import normalized
from benchmarks.accuracy.compare.plots import plot_lines
from benchmarks.accuracy.compare.run import Run, table
from benchmarks.accuracy.drawn.camera import blurred, with_noise
from benchmarks.accuracy.drawn.layouts import letter
from benchmarks.accuracy.drawn.paper import Sheet
from benchmarks.accuracy.drawn.receipts import KINDS, receipt
from benchmarks.accuracy.progress import Progress

SHEETS = 40
CPU_SECONDS = 120.0
EDGES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.001)
"""Confidences at which bins begin; lines below the first are not returned."""


def measure(run: Run) -> None:
    """Print and draw the share of lines that are right, by confidence."""
    sheets, rng = run.count(SHEETS), random.Random(f"{run.seed} calibration")
    found: list[tuple[float, bool]] = []
    with Progress("calibration", sheets) as progress:
        for number in range(sheets):
            page = _damaged(rng, number)
            drawn = [normalized([line]) for line in page.lines]
            for line in run.engine.read(page.image, orient=False).lines:
                text = normalized([line.text])
                if text:
                    # Text and amount of a row may be read as one line or as two.
                    found.append((line.confidence, any(text in line for line in drawn)))
            progress.step()
    rows: list[list[str]] = []
    points: list[tuple[float, float]] = []
    for low, high in pairwise(EDGES):
        part = [(sure, right) for sure, right in found if low <= sure < high]
        if not part:
            continue
        mean = sum(sure for sure, _ in part) / len(part)
        share = sum(right for _, right in part) / len(part)
        points.append((mean, share))
        rows.append([f"{low:g} to {min(high, 1):g}", str(len(part)), f"{mean:.3f}", f"{share:.3f}"])
    table(["confidence", "lines", "mean confidence", "lines right"], rows)
    plot_lines(
        run.folder, "calibration", "Calibration of lines", ("confidence", "lines right"),
        {"lines": points}, diagonal=True,
    )  # fmt: skip


def _damaged(rng: random.Random, number: int) -> Sheet:
    """Draw a receipt, or a letter that is noisy and out of focus to the edge of legibility."""
    if number % 2:
        return receipt(rng, rng.choice(KINDS))
    page = letter(rng)
    image = with_noise(blurred(page.image, rng.uniform(1, 4)), rng.uniform(0, 40), rng)
    return Sheet(image, page.lines)
