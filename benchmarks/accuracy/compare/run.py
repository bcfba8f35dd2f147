"""One run of the benchmark: what a part measures with, and where it writes.

A part prints Markdown; the command copies it to the report. Plots become SVG files beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Protocol

from ocr_emulator.engine.base import Engine

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Run:
    """Engine, seeds and extent of a run."""

    engine: Engine
    seeds: tuple[int, ...]
    folder: Path
    share: float = 1.0
    """Part of the pages of a full run."""
    only: str | None = None
    """Name of one condition or kind; a part measures the others not."""
    show: bool = False
    """Whether parts show what is wrong."""

    @property
    def seed(self) -> int:
        """The first seed."""
        return self.seeds[0]

    def count(self, full: int) -> int:
        """Return how many of the pages of a full run this one measures, at least two."""
        return max(2, round(full * self.share))

    def wants(self, name: str) -> bool:
        """Return whether a condition or kind is to be measured."""
        return self.only is None or self.only in name

    def plot(
        self,
        name: str,
        title: str,
        axes: tuple[str, str],
        lines: Mapping[str, Points],
        *,
        diagonal: bool = False,
    ) -> None:
        """Write a plot of lines and print a link to it; `diagonal` draws where x equals y.

        The same figures give the same bytes.
        """
        pyplot = _pyplot(name)
        figure, plot = pyplot.subplots(figsize=(7, 4))
        if diagonal:
            plot.plot((0, 1), (0, 1), color="grey", linestyle="--", linewidth=1, label="ideal")
        for label, points in lines.items():
            if points:
                plot.plot(*zip(*points, strict=True), marker="o", label=label)
        plot.set(xlabel=axes[0], ylabel=axes[1], title=title)
        self._save(name, title, figure, plot)

    def bars(
        self,
        name: str,
        title: str,
        unit: str,
        kinds: Sequence[str],
        values: Mapping[str, Iterable[float | None]],
    ) -> None:
        """Write a plot of horizontal bars, a group for each kind, and print a link to it."""
        pyplot = _pyplot(name)
        tall = max(3.0, 0.28 * len(kinds) * (len(values) + 1))
        figure, plot = pyplot.subplots(figsize=(7, tall))
        height = 0.8 / max(len(values), 1)
        for number, (label, sizes) in enumerate(values.items()):
            places = [kind + number * height for kind in range(len(kinds))]
            widths = [float("nan") if size is None else size for size in sizes]
            plot.barh(places, widths, height=height, label=label)
        middle = 0.4 - height / 2
        plot.set_yticks([kind + middle for kind in range(len(kinds))], kinds)
        plot.invert_yaxis()
        plot.set(xlabel=unit, title=title)
        self._save(name, title, figure, plot)

    def _save(self, name: str, title: str, figure: Figure, plot: Axes) -> None:
        plot.grid(visible=True, alpha=0.3)
        plot.legend()
        figure.tight_layout()
        self.folder.mkdir(parents=True, exist_ok=True)
        figure.savefig(self.folder / f"{name}.svg", metadata={"Date": None})
        _pyplot(name).close(figure)
        print(f"\n![{title}]({name}.svg)\n", flush=True)


def _pyplot(name: str) -> ModuleType:
    """Return matplotlib's plotting module, set to write SVG that repeats byte by byte."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = name
    from matplotlib import pyplot

    return pyplot


class Part(Protocol):
    """A module that measures one part."""

    def measure(self, run: Run) -> None:
        """Draw the set of the run's seeds, measure, and print a table."""


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a Markdown table, row by row as they are measured."""
    print(f"| {' | '.join(header)} |\n|{'---|' * len(header)}", flush=True)
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)
