"""Accuracy on Chinese passports, whose other fields stand in print alone."""

from benchmarks.accuracy.compare.run import Run
from benchmarks.accuracy.passports.measure import measure_chinese

PAGES = 40
CPU_SECONDS = 240.0


def measure(run: Run) -> None:
    """Print how many of all fields are right, in English and in Chinese."""
    measure_chinese(run.engine, run.seed, run.count(PAGES), show=run.show)
