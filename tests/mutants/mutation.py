"""Mutation testing of the modules where a mistake costs most.

    python -m tests.mutants.mutation                  # all; returns 1 below 85 %
    python -m tests.mutants.mutation retry limiter    # some
    python -m tests.mutants.mutation --survivors      # list what no test noticed

Each mutant runs in a process forked from one that has loaded everything but the client, so
that a mutant costs its tests and nothing else. It counts as noticed when a test fails or
does not end in time. The quick tests go first; what they let live meets the thorough ones.
"""

from __future__ import annotations

import argparse
import ast
import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from .mutating import Mutant, mutants

ROOT = Path(__file__).resolve().parents[2]
LEAST = 0.85
PATIENCE = 4.0
"""How many times as long as without a mutant the tests may take. A mutant that makes them wait
for ever is noticed; those are counted, so that a slow machine cannot pass for a good test."""

_CLIENT = "tests/client/"
_FLOW = (
    f"{_CLIENT}test_flow.py",
    f"{_CLIENT}test_flow_values.py",
    f"{_CLIENT}test_limits.py",
    f"{_CLIENT}test_observe.py",
)
_THOROUGH = (f"{_CLIENT}test_hosts.py", "tests/mutants/test_few_faults.py")


@dataclass(frozen=True)
class Target:
    """A module and the tests that are to notice its mutants."""

    module: str
    quick: tuple[str, ...]
    thorough: tuple[str, ...] = _THOROUGH


TARGETS = {
    "signer": Target("signer", (f"{_CLIENT}test_signer.py", *_FLOW)),
    "flow": Target("flow", _FLOW),
    "exchange": Target("exchange", (f"{_CLIENT}test_exchange.py", *_FLOW)),
    "retry": Target("retry", (f"{_CLIENT}test_retry.py", *_FLOW)),
    "timing": Target("timing", (f"{_CLIENT}test_timing.py", f"{_CLIENT}test_retry.py")),
    "limiter": Target("limiter", (f"{_CLIENT}test_limits.py", *_FLOW)),
    "redaction": Target("redaction", (f"{_CLIENT}test_outcome.py", f"{_CLIENT}test_observe.py")),
}


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Load one module from a tree in place of its file."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        self._name, self._path, self._tree = name, path, tree

    def find_spec(
        self, fullname: str, path: object = None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        return importlib.util.spec_from_file_location(fullname, self._path, loader=self)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._tree, str(self._path), "exec"), module.__dict__)


def _warm() -> None:
    """Load everything that a mutant cannot change, once for all of them."""
    import pytest

    _silently(lambda: pytest.main(["-q", "--collect-only", "-p", "no:cacheprovider", *_FLOW]))
    for name in [n for n in sys.modules if n.partition(".")[0] in ("ocr_wrapper", "tests")]:
        if not name.startswith("tests.mutants"):
            del sys.modules[name]


def _silently(work: object) -> object:
    """Call something with standard output and error closed off."""
    kept = os.dup(1), os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    sys.stdout.flush()
    try:
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        return work()  # type: ignore[operator]
    finally:
        sys.stdout.flush()
        os.dup2(kept[0], 1)
        os.dup2(kept[1], 2)
        for one in (*kept, nowhere):
            os.close(one)


def _child(target: Target, mutant: Mutant | None) -> None:
    """Run the tests against a mutant and leave with pytest's code; never returns."""
    code = 1
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        import pytest

        if mutant is not None:
            path = ROOT / "ocr_wrapper" / f"{target.module}.py"
            sys.meta_path.insert(0, _Finder(f"ocr_wrapper.{target.module}", path, mutant.tree))
        options = ["-q", "-x", "-p", "no:cacheprovider", "--no-header", "--tb=no"]
        code = int(pytest.main([*options, *target.quick]))
        if code == 0:
            code = int(pytest.main([*options, *target.thorough]))
    finally:
        os._exit(code)


def _wait(pid: int, patience: float) -> int | None:
    """Wait so many seconds for a child and return its code, None when it has to be ended."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return None


def tested(target: Target, mutant: Mutant | None, patience: float) -> int | None:
    """Run the tests against a mutant; return pytest's code, None when they did not end."""
    pid = os.fork()
    if pid == 0:
        _child(target, mutant)
    return _wait(pid, patience)


def measure(target: Target, workers: int, patience: float) -> Iterator[tuple[Mutant, int | None]]:
    """Yield each mutant of a module and what came of the tests."""
    source = (ROOT / "ocr_wrapper" / f"{target.module}.py").read_text(encoding="utf-8")
    found = list(mutants(source))
    with ThreadPoolExecutor(workers) as pool:
        yield from zip(
            found, pool.map(lambda one: tested(target, one, patience), found), strict=True
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print the scores; return 1 when one is below the least."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=", ".join(TARGETS))
    parser.add_argument("--survivors", action="store_true", help="list them")
    parser.add_argument("--workers", type=int, default=2, help="how many at a time (2)")
    given = parser.parse_args(arguments)
    os.chdir(ROOT)
    _warm()
    low = False
    print("| Module | Mutants | Noticed | without end | Score |\n|---|--:|--:|--:|--:|", flush=True)
    for name in given.modules or TARGETS:
        target = TARGETS[name]
        started = time.monotonic()
        if tested(target, None, 600.0) != 0:
            print(f"The tests of {name} fail without a mutant, so they prove nothing.")
            return 1
        patience = PATIENCE * given.workers * (time.monotonic() - started) + 10.0
        results = list(measure(target, given.workers, patience))
        killed = sum(code != 0 for _, code in results)
        endless = sum(code is None for _, code in results)
        score = killed / len(results)
        low = low or score < LEAST
        print(f"| {name} | {len(results)} | {killed} | {endless} | {score:.0%} |", flush=True)
        if given.survivors:
            for mutant, code in results:
                if code == 0:
                    print(f"    {name}.py:{mutant.line}: {mutant.what}", flush=True)
    if low:
        print(f"A module is below {LEAST:.0%}.", file=sys.stderr)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
