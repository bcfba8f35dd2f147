"""Accuracy on machine-readable zones of cards and visas."""

from benchmarks.accuracy.compare.run import Run
from benchmarks.accuracy.passports.measure import measure_zones

PAGES = 40  # of each kind


def measure(run: Run) -> None:
    """Print how many zones and fields are right, for each kind of zone."""
    measure_zones(run.engine, run.seed, run.count(PAGES), run.only)
