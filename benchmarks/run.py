"""Measure our client beside the vendor's SDK: `python -m benchmarks.run`.

Both are called in one run, in turns, each time in a fresh process, over HTTPS on the loopback
address against a server that answers at once. What counts is the ratio: it carries over to
another machine, seconds do not.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import environments, pictures, report

ROOT = environments.ROOT
RESULTS = ROOT / "benchmarks" / "RESULTS.md"
SCENARIOS = ("import", "first", "small", "large", "file")


@contextlib.contextmanager
def sink(environment: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Run the server; yield its address and the file with its CA."""
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
        told = json.loads(line)
        try:
            yield f"https://127.0.0.1:{told['port']}", told["ca_file"]
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


def measure(
    python: Path, module: str, scenario: str, arguments: list[str], environment: dict[str, str]
) -> dict[str, float]:
    """Run one scenario in a fresh process and return its figures."""
    done = subprocess.run(
        [python, "-m", module, scenario, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{module} failed in the scenario {scenario!r}; see above.")
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def compare(rounds: int) -> dict[str, report.Pairs]:
    """Measure every scenario so many times, ours and the vendor's in turns."""
    sides = {
        "ours": ("ours", environments.ours()),
        "vendor": ("vendor", environments.vendor()),
        "fast": ("ours", environments.ours("[fast]")),
    }
    found: dict[str, report.Pairs] = {name: [] for name in (*SCENARIOS, "large fast")}
    with tempfile.TemporaryDirectory() as folder:
        environment = quiet_environment(folder)
        small, large = Path(folder, "small.jpg"), Path(folder, "large.jpg")
        pictures.write_small(small)
        pictures.write_large(large)
        with sink(environment) as (url, ca_file):
            arguments = [url, ca_file, str(small), str(large)]
            for scenario in SCENARIOS:
                print(f"==> {scenario}", end=" ", file=sys.stderr, flush=True)
                # The first turn of each warms the disk's cache and is thrown away.
                for turn in range(rounds + 1):
                    figures = {
                        side: measure(
                            python, f"benchmarks.{module}", scenario, arguments, environment
                        )
                        for side, (module, python) in sides.items()
                        # The extra is for large pictures, and has nothing to show elsewhere.
                        if side != "fast" or scenario == "large"
                    }
                    if turn:
                        found[scenario].append((figures["ours"], figures["vendor"]))
                    if turn and "fast" in figures:
                        found["large fast"].append((figures["fast"], figures["vendor"]))
                    print(".", end="", file=sys.stderr, flush=True)
                print(file=sys.stderr)
    return found


def main() -> None:
    """Measure, print the table, and write it with its method to `benchmarks/RESULTS.md`."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="turns of each scenario (7)")
    parser.add_argument("--no-write", action="store_true", help="leave RESULTS.md as it is")
    parser.add_argument("--check", action="store_true", help="fail when a target is missed")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error("--rounds must be 1 or more")
    rows = report.rows(compare(options.rounds))
    print(report.table(rows))
    if not options.no_write:
        versions = {
            "huaweicloudsdkocr": environments.version(environments.vendor(), "huaweicloudsdkocr"),
            "requests": environments.version(environments.vendor(), "requests"),
            "ocr-wrapper": environments.version(environments.ours(), "ocr-wrapper"),
            "httpx": environments.version(environments.ours(), "httpx"),
        }
        RESULTS.write_text(report.document(rows, options.rounds, versions), encoding="utf-8")
    missed = [row.what for row in rows if row.missed]
    if options.check and missed:
        raise SystemExit(f"Missed: {'; '.join(missed)}")


if __name__ == "__main__":
    main()
