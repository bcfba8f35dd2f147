"""Accuracy of the reading order on pages set in columns."""

from __future__ import annotations

import random

from benchmarks.accuracy.compare.comparison import Comparison
from benchmarks.accuracy.compare.readers import OURS, TESSERACT, TUNED
from benchmarks.accuracy.compare.run import Run
from benchmarks.accuracy.drawn.columns import STYLES, columns_page

PAGES = 5  # for each style and number of columns
CPU_SECONDS = 1200.0
COUNTS = (2, 3, 4)


def measure(run: Run) -> None:
    """Print the share of words in reading order."""
    pages = run.count(PAGES)
    kinds = [(style, count) for style in STYLES for count in COUNTS]
    kinds = [kind for kind in kinds if run.wants(f"{kind[0]}, {kind[1]} columns")]
    names = (OURS, TUNED, TESSERACT)
    with Comparison(run, "columns", len(kinds) * pages, only=names) as comparison:
        for style, count in kinds:
            rng = random.Random(f"{run.seed} {style} {count}")
            for _ in range(pages):
                comparison.add(f"{style}, {count} columns", columns_page(rng, count, style))
    comparison.print("columns", "columns")
