"""Accuracy on receipts, beside the raw engine and Tesseract."""

from __future__ import annotations

import random

from benchmarks.accuracy.compare.comparison import Comparison
from benchmarks.accuracy.compare.run import Run
from benchmarks.accuracy.drawn.receipts import KINDS, receipt

PAGES = 40  # of each kind
CPU_SECONDS = 1400.0


def measure(run: Run) -> None:
    """Print the character error rate of each kind of receipt."""
    pages = run.count(PAGES)
    kinds = [kind for kind in KINDS if run.wants(kind)]
    comparison = Comparison(run, "receipts", len(kinds) * pages)
    with comparison:
        for kind in kinds:
            rng = random.Random(f"{run.seed} receipts {kind}")
            for _ in range(pages):
                comparison.add(kind, receipt(rng, kind))
    comparison.print("receipts", "receipts")
