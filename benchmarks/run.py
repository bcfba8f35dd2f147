"""Benchmark of our client and the vendor's SDK: `python -m benchmarks.run [part …]`.

All are called in one run, in turns, each time in a fresh process, on the loopback address
against a server that responds at once. The ratio is what counts: it is similar on another
machine, the seconds are not.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import environments, growth, images, report
from benchmarks.plan import MEASUREMENTS, PARTS, Measurement, Side

ROOT = environments.ROOT
RESULTS = ROOT / "benchmarks" / "RESULTS.md"
MODULES: Mapping[Side, tuple[str, ...]] = {
    "ours": ("benchmarks.clients.ours",),
    "fast": ("benchmarks.clients.ours",),
    "vendor": ("benchmarks.clients.vendor",),
    "floor": ("benchmarks.clients.floor",),
    "httpx": ("benchmarks.clients.bare", "httpx"),
    "aiohttp": ("benchmarks.clients.bare", "aiohttp"),
}


@contextlib.contextmanager
def sink(environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """Run the server; yield its addresses and the file with its CA."""
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.sink"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise SystemExit("The server that the calls go to did not start; see above.")
        try:
            yield json.loads(line)
        finally:
            process.communicate()


def quiet_environment(home: str) -> dict[str, str]:
    """Return an environment without proxies, keys or a home.

    The vendor's SDK writes an identifier into the home when it is imported, and reads `.netrc`
    and a profile from it.
    """
    kept = {
        name: value
        for name, value in os.environ.items()  # noqa: TID251 (of the measured processes)
        if not name.upper().endswith("_PROXY")
        and not name.startswith(("HUAWEICLOUD_", "HWOCR_", "PYTHON", "SSL_CERT"))
    }
    return {**kept, "HOME": home, "USERPROFILE": home}


@dataclass(frozen=True)
class Bench:
    """Where everything is that a measurement needs."""

    addresses: Mapping[str, str]
    environment: dict[str, str]
    folder: Path

    def run(self, side: Side, one: Measurement, **more: Any) -> dict[str, float]:
        """Run one scenario in a fresh process and return its figures."""
        secure = one.address == "secure"
        options = {
            "url": self.addresses[one.address],
            "ca_file": self.addresses["ca_file"] if secure else None,
            "small": str(self.folder / "small.jpg"),
            "large": str(self.folder / "large.jpg"),
            "variant": "aiohttp" if side == "fast" and one.scenario == "tasks" else "",
            **one.options,
            **more,
        }
        if side in one.fewer:
            options["each"] = one.fewer[side]
        command = [str(python(side)), "-m", *MODULES[side], one.scenario, json.dumps(options)]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{side} failed in {one.name!r}; see above.")
        figures: dict[str, float] = json.loads(done.stdout)
        return figures

    def cpu_of(self, *command: str | Path) -> float:
        """Return the seconds of CPU of a command."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            command, check=True, env=self.environment, cwd=self.folder, stdout=subprocess.DEVNULL
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def python(side: Side) -> Path:
    """Return the interpreter of a side."""
    if side == "vendor":
        return environments.vendor()
    return environments.ours() if side in ("ours", "floor") else environments.ours("[fast]")


@contextlib.contextmanager
def bench() -> Iterator[Bench]:
    """Make images, start the server, and keep a home for the measured processes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        images.write_small(folder / "small.jpg")
        images.write_large(folder / "large.jpg")
        environment = quiet_environment(name)
        with sink(environment) as addresses:
            yield Bench(addresses, environment, folder)


def compare(bench: Bench, parts: Sequence[str], rounds: int | None) -> dict[str, list[report.Turn]]:
    """Measure every scenario of the parts, the sides in turns."""
    found: dict[str, list[report.Turn]] = {}
    warm: set[str] = set()
    for one in (one for one in MEASUREMENTS if one.part in parts):
        turns = found[one.name] = []
        progress(one.name)
        # The first turn of each part warms the disk's cache and is thrown away.
        for turn in range(0 if one.part not in warm else 1, (rounds or one.rounds) + 1):
            figures: dict[str, Mapping[str, float]] = {
                side: bench.run(side, one) for side in one.sides
            }
            if turn:
                turns.append(figures)
            print(".", end="", file=sys.stderr, flush=True)
        warm.add(one.part)
        print(file=sys.stderr)
    if "start" in parts:
        found["help"] = help_screens(bench, rounds or 5)
    return found


def help_screens(bench: Bench, rounds: int) -> list[report.Turn]:
    """Measure what a user of the command line waits for, beside the import of httpx."""
    progress("help")
    command, base = environments.ours("[cli]").parent / "hwocr", environments.ours()
    turns: list[report.Turn] = []
    for turn in range(rounds + 1):
        help_screen = bench.cpu_of(command, "--help")
        httpx = bench.cpu_of(base, "-c", "import httpx")
        if turn:
            turns.append({"ours": {"cpu": help_screen}, "import httpx": {"cpu": httpx}})
        print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return turns


_began = time.monotonic()


def progress(what: str) -> None:
    """Print what is measured now."""
    print(f"==> {time.monotonic() - _began:4.0f} s  {what}", end=" ", file=sys.stderr, flush=True)


def versions() -> dict[str, str]:
    """Return the versions that the page names."""
    return {
        "huaweicloudsdkocr": environments.version(environments.vendor(), "huaweicloudsdkocr"),
        "requests": environments.version(environments.vendor(), "requests"),
        "ocr-wrapper": environments.version(environments.ours(), "ocr-wrapper"),
        "httpcore": environments.version(environments.ours(), "httpcore"),
        "aiohttp": environments.version(environments.ours("[fast]"), "aiohttp"),
    }


def main() -> None:
    """Measure, print the table, and write it with its method to `benchmarks/RESULTS.md`."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("part", nargs="*", help=f"{', '.join(PARTS)}; all if none is named")
    parser.add_argument("--rounds", type=int, help="turns of each scenario")
    parser.add_argument("--no-write", action="store_true", help="leave RESULTS.md as it is")
    parser.add_argument("--check", action="store_true", help="fail when a target is missed")
    options = parser.parse_args()
    if options.rounds is not None and options.rounds < 1:
        parser.error("--rounds must be 1 or more")
    if unknown := set(options.part) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    parts = options.part or PARTS
    with bench() as stage:
        found = compare(stage, parts, options.rounds)
        if "growth" in parts:
            growth.measure(stage, progress)
    lines = report.lines(found)
    print(report.table(lines))
    if not options.no_write and not options.part:
        rounds = str(options.rounds or "two to fifteen")
        RESULTS.write_text(report.document(lines, versions(), rounds), encoding="utf-8")
    missed = [line.row.what for line in lines if line.missed]
    if options.check and missed:
        raise SystemExit(f"Missed: {'; '.join(missed)}")


if __name__ == "__main__":
    main()
