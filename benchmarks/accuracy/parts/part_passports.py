"""Accuracy on passports: zones, fields, and wrong values that look sure."""

from benchmarks.accuracy.compare.run import Run
from benchmarks.accuracy.passports.measure import measure_passports

PAGES = 200
CPU_SECONDS = 4200.0


def measure(run: Run) -> None:
    """Print how many zones and fields are right, in each condition."""
    measure_passports(run.engine, run.seed, run.count(PAGES), run.only)
