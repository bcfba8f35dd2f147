"""Accuracy on tables: cells with the right text in the right place."""

from benchmarks.accuracy.compare.run import Run
from benchmarks.accuracy.tables import measure_tables

PAGES = 60  # of each kind
CPU_SECONDS = 280.0


def measure(run: Run) -> None:
    """Print the F1 of cells of drawn tables."""
    measure_tables(run.engine, run.seeds, run.count(PAGES), only=run.only, show=run.show)
