"""Accuracy on pages of PDFs, drawn as the emulator draws them."""

from __future__ import annotations

import io
import random

from benchmarks.accuracy.compare.comparison import TextScore
from benchmarks.accuracy.compare.readers import Reading
from benchmarks.accuracy.compare.run import Run, table
from benchmarks.accuracy.drawn.layouts import LAYOUTS
from benchmarks.accuracy.progress import Progress
from ocr_emulator.images import pdf

PAGES = 10  # of each kind
CPU_SECONDS = 200.0
KINDS = ("article", "letter", "small print", "Chinese article")


def measure(run: Run) -> None:
    """Print the character error rate of scanned pages inside PDFs."""
    pages, kinds = run.count(PAGES), [kind for kind in KINDS if run.wants(kind)]
    rows: list[list[str]] = []
    with Progress("PDF", pages * len(kinds)) as progress:
        for kind in kinds:
            score, rng = TextScore(), random.Random(f"{run.seed} PDF {kind}")
            for _ in range(pages):
                page = LAYOUTS[kind](rng)
                stream = io.BytesIO()
                # A4 is 8.27 inches wide.
                page.image.save(stream, "PDF", resolution=page.image.width / 8.27)
                read = run.engine.read(pdf.draw(stream.getvalue(), 1), orient=False)
                score.add(Reading([line.text for line in read.lines], 0.0, 0.0), page)
                progress.step()
            rows.append([kind, str(pages), f"{score.error:.2%}"])
    table(["PDF of", "pages", "characters wrong"], rows)
