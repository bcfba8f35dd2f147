"""Command of the accuracy benchmark.

    python -m benchmarks.accuracy [--part NAME …] [--quick] [--seed 1 …] [--output FOLDER]

Each part is a module `part_NAME` below this package, found by its name. It draws its set from the
seed, so a run repeats the last one; only the seconds differ: CPU seconds an image of one engine
thread. Parts run in processes of their own, as many at a time as there are cores. Each is saved
when it ends: `report.md` in the output folder grows part by part, with the plots beside it, and
`--resume` continues a run that was interrupted. Needs the fonts that `scripts/draw_samples.py`
names, and Debian's fonts-liberation. `--cache FOLDER` keeps what the engine and the other readers
read, for work on what stands above the engine; the emulator's seconds mean nothing then.
"""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import closing
from pathlib import Path

from benchmarks.accuracy.runs.display import Display, duration, slowness
from benchmarks.accuracy.runs.parts import cpu_seconds, part_modules
from benchmarks.accuracy.runs.processes import Ended, run_parts
from benchmarks.accuracy.runs.report import Report
from benchmarks.accuracy.runs.settings import Settings

QUICK = 0.1  # part of the pages


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
    parser.add_argument("--cache", type=Path, help="folder for what was read")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="parts at a time (default: cores)"
    )
    parser.add_argument(
        "--resume", action="store_true", help="keep the parts that the output folder has already"
    )
    parser.add_argument(
        "--output", type=Path, default=Path("out/accuracy"), help="folder for report and plots"
    )
    return parser.parse_args()


def measure(names: list[str], settings: Settings, report: Report, jobs: int) -> list[str]:
    """Measure parts and save each one; returns those that failed."""
    factor = slowness()
    seconds = {name: factor * cpu_seconds(name, settings) for name in names}
    display, failed = Display(seconds, jobs), list[str]()
    parts = f"{len(names)} part{'s' * (len(names) != 1)}"
    # A long part that begins last would leave the other cores without work.
    order = sorted(names, key=lambda name: -seconds[name])
    print(
        f"{settings}: {parts}, about {duration(display.left())} on this machine as busy as it is",
        file=sys.stderr,
        flush=True,
    )
    with closing(run_parts(order, settings, jobs)) as events:
        for event in events:
            display.show(event)
            if not isinstance(event, Ended):
                continue
            if event.error:
                failed.append(event.part)
                print(event.error, file=sys.stderr)
                continue
            report.save(event.part, str(settings), event.seconds, event.section)
            print(f"\n## {event.part.capitalize()}\n\n{event.section.strip()}", flush=True)
    return failed


def main() -> int:
    """Run the measurements; 1 when one failed, 130 when they were interrupted."""
    names = list(part_modules())
    chosen = arguments(names)
    share = chosen.share or (QUICK if chosen.quick else 1.0)
    settings = Settings(
        tuple(chosen.seed), chosen.output, share, chosen.only, chosen.show, chosen.cache
    )
    report, parts = Report(chosen.output, names), list(chosen.part)
    if chosen.resume:
        parts = [name for name in parts if not report.has(name, str(settings))]
    try:
        failed = measure(parts, settings, report, max(1, chosen.jobs)) if parts else []
    except KeyboardInterrupt:
        print(
            "\nInterrupted. The parts that ended are saved; continue with --resume.",
            file=sys.stderr,
        )
        return 130
    print(f"Report: {report.path}", file=sys.stderr)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
