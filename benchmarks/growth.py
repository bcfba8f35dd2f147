"""Plots of cost: by image size, by concurrent calls, by number of calls."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from benchmarks import images
from benchmarks.plan import HEADINGS, Measurement, Side

if TYPE_CHECKING:
    from typing import Any

FOLDER = Path(__file__).parent
SIZES = (1_000, 10_000, 100_000, 1_000_000, images.LARGE)
IN_FLIGHT = (1, 4, 16, 64, 256)
CALLS: Mapping[Side, int] = {"ours": 100_000, "vendor": 20_000, "floor": 100_000}
THREE: tuple[Side, ...] = ("ours", "vendor", "floor")

Points = list[tuple[float, float]]


class Bench(Protocol):
    """What runs a measurement."""

    @property
    def folder(self) -> Path:
        """Where files may be written."""
        ...

    def run(self, side: Side, one: Measurement, **more: Any) -> dict[str, float]:
        """Run one scenario and return its figures."""
        ...


def measure(bench: Bench, progress: Callable[[str], None]) -> None:
    """Measure and draw the three plots."""
    progress("growth with the image")
    by_size = {HEADINGS[side]: _by_size(bench, side) for side in THREE}
    draw("growth-size", "bytes of the image", "CPU of a call, ms", by_size, log_y=True)
    in_flight: dict[str, Points] = {}
    for kind in ("threads", "tasks"):
        progress(f"\n==> growth with {kind} in flight")
        for side in THREE:
            # The vendor's tasks are eight threads, so that more than those never run.
            if (side, kind) != ("vendor", "tasks"):
                in_flight[f"{HEADINGS[side]}, {kind}"] = _by_workers(bench, side, kind)
    draw("growth-in-flight", "calls in flight", "CPU of a call, ms", in_flight)
    progress("\n==> memory")
    kept = {HEADINGS[side]: _memory(bench, side) for side in THREE}
    draw("growth-memory", "calls made", "resident memory, MiB", kept, log_x=False)
    print(file=sys.stderr)


def _by_size(bench: Bench, side: Side) -> Points:
    points: list[tuple[float, float]] = []
    for size in SIZES:
        path = bench.folder / f"{size}.jpg"
        if not path.exists():
            images.write(path, size)
        one = Measurement("size", "growth", "calls", (side,))
        each = 100 if size < 1_000_000 else 10
        points.append((size, bench.run(side, one, small=str(path), each=each)["cpu"] * 1e3))
        _dot()
    return points


def _by_workers(bench: Bench, side: Side, kind: str) -> Points:
    points: list[tuple[float, float]] = []
    for workers in IN_FLIGHT:
        one = Measurement("in flight", "growth", kind, (side,), "late")
        figures = bench.run(side, one, workers=workers, each=4 if workers > 1 else 10)
        points.append((workers, figures["cpu"] * 1e3))
        _dot()
    return points


def _memory(bench: Bench, side: Side) -> Points:
    one = Measurement("memory", "growth", "memory", (side,), "plain")
    kept = bench.run(side, one, each=CALLS[side])
    _dot()
    return [(int(calls), size / (1 << 20)) for calls, size in kept.items()]


def _dot() -> None:
    print(".", end="", file=sys.stderr, flush=True)


def draw(
    name: str,
    x: str,
    y: str,
    lines: Mapping[str, Sequence[tuple[float, float]]],
    *,
    log_x: bool = True,
    log_y: bool = False,
) -> None:
    """Write one plot; the same figures give the same bytes."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = name
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4))
    for label, points in lines.items():
        axes.plot(*zip(*points, strict=True), marker="o", label=label)
    axes.set(xlabel=x, ylabel=y)
    if log_x:
        axes.set_xscale("log")
    if log_y:
        axes.set_yscale("log")
    else:
        axes.set_ylim(bottom=0)
    axes.grid(visible=True, alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(FOLDER / f"{name}.svg", metadata={"Date": None})
    pyplot.close(figure)
