"""Plots of measurements as SVG; the same figures give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Points = Sequence[tuple[float, float]]


@contextmanager
def _figure(folder: Path, name: str, title: str, height: float) -> Iterator[Axes]:
    """Give a figure to draw in; write it and print a link to it."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = name
    from matplotlib import pyplot

    figure, plot = pyplot.subplots(figsize=(7, height))
    yield plot
    plot.set_title(title)
    plot.grid(visible=True, alpha=0.3)
    plot.legend()
    figure.tight_layout()
    folder.mkdir(parents=True, exist_ok=True)
    figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
    pyplot.close(figure)
    print(f"\n![{title}]({name}.svg)\n", flush=True)


def plot_lines(
    folder: Path,
    name: str,
    title: str,
    axes: tuple[str, str],
    lines: Mapping[str, Points],
    *,
    diagonal: bool = False,
) -> None:
    """Draw lines; `diagonal` adds where x equals y."""
    with _figure(folder, name, title, 4) as plot:
        if diagonal:
            plot.plot((0, 1), (0, 1), color="grey", linestyle="--", linewidth=1, label="ideal")
        for label, points in lines.items():
            if points:
                xs, ys = zip(*points, strict=True)
                plot.plot(xs, ys, marker="o", markersize=3, label=label)
        plot.set(xlabel=axes[0], ylabel=axes[1])
        if not diagonal:
            plot.set_ylim(bottom=0)


def plot_bars(
    folder: Path,
    name: str,
    title: str,
    unit: str,
    kinds: Sequence[str],
    values: Mapping[str, Iterable[float | None]],
) -> None:
    """Draw horizontal bars, a group for each kind; None leaves a gap."""
    with _figure(folder, name, title, max(3.0, 0.24 * len(kinds) * (len(values) + 1))) as plot:
        height = 0.8 / max(len(values), 1)
        for number, (label, sizes) in enumerate(values.items()):
            places = [kind + number * height for kind in range(len(kinds))]
            widths = [float("nan") if size is None else size for size in sizes]
            plot.barh(places, widths, height=height, label=label)
        middle = 0.4 - height / 2
        plot.set_yticks([kind + middle for kind in range(len(kinds))], list(kinds))
        plot.invert_yaxis()
        plot.set_xlabel(unit)
