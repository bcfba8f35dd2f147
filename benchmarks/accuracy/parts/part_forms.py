"""Accuracy on forms: pairs of label and value."""

from benchmarks.accuracy.compare.run import Run
from benchmarks.accuracy.documents import measure_forms

PAGES = 60
CPU_SECONDS = 140.0


def measure(run: Run) -> None:
    """Print how many pairs of drawn forms are found."""
    measure_forms(run.engine, run.seeds, run.count(PAGES), show=run.show)
