"""Plant each defect in a copy of the project and see whether its test finds out.

python -m tests.mutants.planting            # all of them; returns 1 when one is missed
python -m tests.mutants.planting E03 C17    # some of them
python -m tests.mutants.planting --table    # the table for docs/testing.md
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from os import environ  # noqa: TID251  (handed on to the tests' own processes)
from pathlib import Path

from .defects import DEFECTS, Defect

ROOT = Path(__file__).resolve().parents[2]
COPIED = (
    *("ocr_wrapper", "ocr_emulator", "generated", "tests", "openapi"),
    *("pyproject.toml", "schemathesis.toml"),
)
PASSED, FAILED = 0, 1
"""What pytest returns when all tests passed, and when some failed (and not: could not run)."""


def copy(folder: Path) -> None:
    """Copy what the tests need; nothing of the project itself is ever changed."""
    ignored = shutil.ignore_patterns("__pycache__", ".*")
    for name in COPIED:
        source, target = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=ignored)
        else:
            shutil.copy2(source, target)


def run(folder: Path, tests: Iterable[str]) -> tuple[int, str]:
    """Run tests of a copy against the code of that copy; return pytest's code and output."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests],
        cwd=folder,
        env={
            **environ,
            "PYTHONPATH": f"{folder}:{folder / 'generated'}",
            # Sources change faster than the clock of their time stamps.
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def plant(folder: Path, defect: Defect) -> None:
    """Change the copy; raises `ValueError` when the place is not there exactly once."""
    path = folder / defect.file
    text = path.read_text(encoding="utf-8")
    if text.count(defect.old) != 1:
        raise ValueError(
            f"{defect.id}: its place stands {text.count(defect.old)} times in {defect.file}; "
            "bring tests/mutants/defects.py up to date"
        )
    path.write_text(text.replace(defect.old, defect.new), encoding="utf-8")


def caught(defect: Defect) -> tuple[bool, str]:
    """Plant one defect in a copy of its own; say whether its test failed, and what came."""
    with tempfile.TemporaryDirectory(prefix="defect-") as name:
        folder = Path(name)
        copy(folder)
        plant(folder, defect)
        code, output = run(folder, [defect.test])
        return code == FAILED, output


def table() -> str:
    """Return all defects as a Markdown table."""
    rows = ["| | Planted defect | In | Caught by |", "|---|---|---|---|"]
    for defect in DEFECTS:
        test = defect.test.rpartition("/")[2].replace("|", "\\|")
        rows.append(f"| {defect.id} | {defect.what} | `{defect.file}` | `{test}` |")
    return "\n".join(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Plant defects and report; return 1 when one goes unnoticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ids", nargs="*", metavar="ID", help="only these defects")
    parser.add_argument("--table", action="store_true", help="print the table of defects")
    parser.add_argument("--workers", type=int, default=2, help="how many at a time (2)")
    given = parser.parse_args(arguments)
    if given.table:
        print(table())
        return 0
    chosen = [defect for defect in DEFECTS if not given.ids or defect.id in given.ids]
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="whole-") as name:
        folder = Path(name)
        copy(folder)
        code, output = run(folder, sorted({defect.test for defect in chosen}))
        if code != PASSED:
            print(output[-3000:])
            print("The tests fail without any defect, so they prove nothing.", file=sys.stderr)
            return 1
    print(f"{len(chosen)} defects; their tests pass without them")
    missed = 0
    with ThreadPoolExecutor(given.workers) as pool:
        for defect, (found, output) in zip(chosen, pool.map(caught, chosen), strict=True):
            print(f"{defect.id} {'caught' if found else 'MISSED'}  {defect.what}", flush=True)
            if not found:
                missed += 1
                print(output[-2000:])
    print(
        f"{len(chosen) - missed} of {len(chosen)} planted defects caught "
        f"in {time.monotonic() - started:.0f} s"
    )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
