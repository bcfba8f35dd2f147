"""One run of the benchmark: what a part measures with, and how it prints.

A part prints Markdown; the command copies it to the report. Plots become SVG files beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ocr_emulator.engine.base import Engine


@dataclass(frozen=True)
class Run:
    """Engine, seeds and extent of a run."""

    engine: Engine
    seeds: tuple[int, ...]
    folder: Path
    """Where plots are written."""
    share: float = 1.0
    """Part of the images of a full run."""
    only: str | None = None
    """Text in the name of the conditions or kinds that are measured; None for all."""
    show: bool = False
    """Whether parts show what is wrong."""
    cache: Path | None = None
    """Folder for what other readers read; None to read everything."""

    @property
    def seed(self) -> int:
        """The first seed."""
        return self.seeds[0]

    def count(self, full: int) -> int:
        """Return how many of the images of a full run this one measures."""
        return max(1, round(full * self.share))

    def wants(self, name: str) -> bool:
        """Return whether a condition or kind is to be measured."""
        return self.only is None or self.only in name


class Part(Protocol):
    """A module that measures one part."""

    CPU_SECONDS: float
    """About how much CPU time a full run of one seed takes, on the machine of the estimate."""

    def measure(self, run: Run) -> None:
        """Draw the set of the run's seeds, measure, and print a table."""


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a Markdown table, row by row as they are measured."""
    print(f"| {' | '.join(header)} |\n|{'---|' * len(header)}", flush=True)
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)
