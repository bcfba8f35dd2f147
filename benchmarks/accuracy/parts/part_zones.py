"""Accuracy on the zones of cards and visas, and what the reader of zones needs of its time."""

from benchmarks.accuracy.compare.run import Run
from benchmarks.accuracy.passports.measure import measure_zones

IMAGES = 40
"""Images of each kind of zone."""
CPU_SECONDS = 900.0


def measure(run: Run) -> None:
    """Print how many zones and fields are right, for each kind of zone."""
    measure_zones(run.engine, run.seed, run.count(IMAGES), run.only)
