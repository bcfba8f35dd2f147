"""Accuracy on lines of four scripts, beside Tesseract and the engine alone."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence

from benchmarks.accuracy.compare.run import Run, table
from benchmarks.accuracy.progress import Progress
from benchmarks.accuracy.scripts.lines import (
    CONDITIONS,
    FONTS,
    characters_wrong,
    damaged,
    script_page,
    tesseract_alone,
)
from ocr_emulator.engine.scripts.catalog import LANGUAGES

PAGES = 6  # of ten lines, for each language and condition
CPU_SECONDS = 700.0
HEADER = ("language", "page", "characters wrong", "Tesseract alone", "engine alone", "CPU s")


def measure(run: Run) -> None:
    """Print the character error rate of each language and condition."""
    kinds = [(language, condition) for language in FONTS for condition in CONDITIONS]
    kinds = [(one, other) for one, other in kinds if run.wants(f"{LANGUAGES[one].name} {other}")]
    pages = run.count(PAGES)
    with Progress("scripts", len(kinds) * pages) as progress:
        table(HEADER, _rows(run, kinds, pages, progress))


def _rows(
    run: Run, kinds: Sequence[tuple[str, str]], pages: int, progress: Progress
) -> Iterator[Sequence[str]]:
    for language, condition in kinds:
        totals, spent = [[0, 0] for _ in range(3)], 0.0
        for index in range(pages):
            rng = random.Random(f"{run.seed} {language} {condition} {index}")
            page, lines = script_page(language, rng, mixed=condition.startswith("mixed"))
            image = damaged(page, condition, rng)
            start = time.process_time()
            ours = [line.text for line in run.engine.read(image, language=language).lines]
            spent += time.process_time() - start
            raw = [line.text for line in run.engine.read(image).lines]
            readings = (ours, tesseract_alone(language, image), raw)
            for total, read in zip(totals, readings, strict=True):
                wrong, count = characters_wrong(read, lines)
                total[0] += wrong
                total[1] += count
            progress.step()
        rates = [f"{wrong / count:.2%}" for wrong, count in totals]
        yield (LANGUAGES[language].name, condition, *rates, f"{spent / pages:.1f}")
