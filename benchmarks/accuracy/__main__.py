"""Command of the accuracy benchmark.

    python -m benchmarks.accuracy [--part NAME] [--quick] [--seed 1 …] [--output FOLDER]

Each part is a module `part_NAME` below this package, found by its name. It draws its set from the
seed, so a run repeats the last one; only the seconds differ: CPU seconds an image, all threads
together. The tables are printed and written to `report.md` in the output folder, with the plots
beside it; what a run took is shown on the terminal alone. Needs the fonts that
`scripts/draw_samples.py` names, and Debian's fonts-liberation. `--cache FOLDER` keeps what the
engine read, for work on what stands above it; the seconds mean nothing then.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TextIO, cast

import benchmarks.accuracy as package
from benchmarks.accuracy.cache import CachedEngine
from benchmarks.accuracy.compare.run import Part, Run
from ocr_emulator.engine.base import Engine
from ocr_emulator.engine.rapid import RapidEngine

PREFIX = "part_"
QUICK = 0.1  # part of the pages
FIRST = ("text", "receipts", "order")


def part_modules() -> dict[str, str]:
    """Return the module of each part by its name, text first."""
    found = {
        info.name.rpartition(".")[2].removeprefix(PREFIX): info.name
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if info.name.rpartition(".")[2].startswith(PREFIX)
    }
    order = [name for name in FIRST if name in found]
    return {name: found[name] for name in [*order, *sorted(found.keys() - set(order))]}


class _Both:
    """Text stream that writes to the terminal and to the report."""

    def __init__(self, *streams: TextIO) -> None:
        self._streams = streams

    def write(self, text: str) -> int:
        """Write a text to both."""
        for stream in self._streams:
            stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush both."""
        for stream in self._streams:
            stream.flush()


@contextmanager
def _report(folder: Path) -> Iterator[None]:
    """Copy what is printed to the report in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        (folder / "report.md").open("w", encoding="utf-8") as file,
        redirect_stdout(cast("TextIO", _Both(sys.stdout, file))),
    ):
        yield


def arguments(names: list[str]) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy", description="Measure recognition on drawn images."
    )
    parser.add_argument(
        "--part", nargs="+", choices=names, default=names, metavar="NAME",
        help=f"some parts alone: {', '.join(names)}",
    )  # fmt: skip
    parser.add_argument("--quick", action="store_true", help="a tenth of the images")
    parser.add_argument("--share", type=float, help="another part of the images than 1 or 0.1")
    parser.add_argument(
        "--seed", type=int, nargs="+", default=[1], help="several for tables, forms"
    )
    parser.add_argument("--only", help="conditions or kinds with this text in their name")
    parser.add_argument("--show", action="store_true", help="show what is wrong")
    parser.add_argument("--cache", type=Path, help="folder for what the engine read")
    parser.add_argument(
        "--output", type=Path, default=Path("out/accuracy"), help="folder for report and plots"
    )
    return parser.parse_args()


def main() -> None:
    """Run the measurements."""
    modules = part_modules()
    chosen = arguments(list(modules))
    engine: Engine = RapidEngine()
    if chosen.cache is not None:
        engine = CachedEngine(engine, chosen.cache)
    share = chosen.share or (QUICK if chosen.quick else 1.0)
    run = Run(engine, tuple(chosen.seed), chosen.output, share, chosen.only, chosen.show)
    with _report(chosen.output):
        seeds = " ".join(map(str, run.seeds))
        print(f"# Accuracy\n\nSeed {seeds}, {share:.0%} of the images of a full run.")
        for number, name in enumerate(chosen.part, 1):
            start = time.monotonic()
            print(f"\n## {name.capitalize()}\n", flush=True)
            cast("Part", importlib.import_module(modules[name])).measure(run)
            minutes = (time.monotonic() - start) / 60
            done = f"{number} of {len(chosen.part)} parts done, {name} in {minutes:.1f} minutes"
            print(done, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
