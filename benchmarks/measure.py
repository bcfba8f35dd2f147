"""What both libraries are measured with; standard library alone, for it runs in either's process.

A process runs one scenario once and prints one line of JSON. The library is imported after this
module and after the first reading, so that nothing of it is counted as base.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable

Call = Callable[[str | bytes], str]
"""Have a picture recognized, in a file or in memory; return the surname that was read."""

Connect = Callable[[str, str], Call]
"""Make a client for an address and a CA file."""

SURNAME = "SAMPLE"
WARM_UP = 20
SMALL_CALLS = 200
LARGE_CALLS = 5


def cpu() -> float:
    """Return the seconds of CPU, user and system, that this process has used in all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def memory() -> tuple[int, int]:
    """Return resident bytes, now and at their peak.

    Linux keeps the peak of the process that forked this one in `ru_maxrss`, over exec; its
    `VmHWM` begins anew. Elsewhere `ru_maxrss` has to do for both.
    """
    try:
        # Not by way of pathlib: the library that imports it shall pay for it.
        with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123
            told = dict(line.split(":", 1) for line in status)
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        peak *= 1 if sys.platform == "darwin" else 1024
        return peak, peak
    now, peak = (int(told[name].split()[0]) * 1024 for name in ("VmRSS", "VmHWM"))
    return now, peak


def _imports(load: Callable[[], Connect], _arguments: list[str]) -> dict[str, float]:
    used, began = cpu(), time.perf_counter()
    load()
    return {"cpu": cpu() - used, "wall": time.perf_counter() - began}


def _first(load: Callable[[], Connect], arguments: list[str]) -> dict[str, float]:
    url, ca_file, small, _large = arguments
    used, began = cpu(), time.perf_counter()
    _expect(load()(url, ca_file)(small))
    return {"cpu": cpu() - used, "wall": time.perf_counter() - began}


def _small(load: Callable[[], Connect], arguments: list[str]) -> dict[str, float]:
    url, ca_file, small, _large = arguments
    call = load()(url, ca_file)
    for _ in range(WARM_UP):
        _expect(call(small))
    used, began = cpu(), time.perf_counter()
    for _ in range(SMALL_CALLS):
        call(small)
    return {
        "cpu": (cpu() - used) / SMALL_CALLS,
        "wall": (time.perf_counter() - began) / SMALL_CALLS,
    }


def _large(load: Callable[[], Connect], arguments: list[str]) -> dict[str, float]:
    with open(arguments[3], "rb") as file:  # noqa: PTH123
        return _send(load, arguments, file.read())


def _file(load: Callable[[], Connect], arguments: list[str]) -> dict[str, float]:
    return _send(load, arguments, arguments[3])


def _send(
    load: Callable[[], Connect], arguments: list[str], picture: str | bytes
) -> dict[str, float]:
    url, ca_file, small, _large = arguments
    call = load()(url, ca_file)
    _expect(call(small))
    base, _ = memory()
    used = cpu()
    _expect(call(picture))
    first = cpu() - used
    _, peak = memory()
    used, began = cpu(), time.perf_counter()
    for _ in range(LARGE_CALLS):
        call(picture)
    return {
        "first": first,
        "cpu": (cpu() - used) / LARGE_CALLS,
        "wall": (time.perf_counter() - began) / LARGE_CALLS,
        "growth": float(peak - base),
        "peak": float(peak),
    }


def _expect(surname: str) -> None:
    if surname != SURNAME:
        raise SystemExit(f"the answer holds {surname!r} and not {SURNAME!r}")


SCENARIOS: dict[str, Callable[[Callable[[], Connect], list[str]], dict[str, float]]] = {
    "import": _imports,
    "first": _first,
    "small": _small,
    "large": _large,
    "file": _file,
}


def main(load: Callable[[], Connect]) -> None:
    """Run the scenario that the command line names and print what it measured."""
    scenario, *arguments = sys.argv[1:]
    figures = SCENARIOS[scenario](load, arguments)
    import json  # not before, for then the library would find it loaded

    print(json.dumps(figures), flush=True)
    # What a library does at the end of a process is not measured, and must not fail the run.
    os._exit(0)
