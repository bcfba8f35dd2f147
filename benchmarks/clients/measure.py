"""Benchmark scenarios, the same for every library; only the standard library is imported.

A process runs one scenario once and prints one line of JSON. The library is imported after this
module and after the first reading, so that nothing of it is counted as base.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

Call = Callable[[str | bytes], int]
"""Have an image recognized, a file or bytes; return how much of the response was read."""

AsyncCall = Callable[[str | bytes], Awaitable[int]]


@dataclass(frozen=True)
class Options:
    """Options of a scenario."""

    url: str
    ca_file: str | None
    small: str
    large: str
    workers: int = 1
    each: int = 200
    """Calls of each worker, or calls in all."""
    variant: str = ""
    view: str = ""


@dataclass(frozen=True)
class Library:
    """How to use a library; each function imports it first."""

    threads: Callable[[Options], Call]
    """Make a client that threads call."""

    tasks: Callable[[Options], AbstractAsyncContextManager[AsyncCall]] | None = None
    """Make a client that tasks call."""

    load: Callable[[], object] | None = None
    """Import what a user imports, and nothing more."""


WARM_UP = 20
"""Calls of 1 kB before those that count; of fewer and longer calls, a quarter."""
LARGE_CALLS = 12
Figures = dict[str, float]


def cpu() -> float:
    """Return the seconds of CPU, user and system, that this process has used in all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def memory() -> tuple[int, int]:
    """Return resident bytes, now and at their peak.

    Linux keeps the peak of the process that forked this one in `ru_maxrss`, over exec; its
    `VmHWM` begins again. Elsewhere `ru_maxrss` is used for both.
    """
    try:
        # Without pathlib: the library that imports it has to pay for it.
        with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123
            fields = dict(line.split(":", 1) for line in status)
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        peak *= 1 if sys.platform == "darwin" else 1024
        return peak, peak
    now, peak = (int(fields[name].split()[0]) * 1024 for name in ("VmRSS", "VmHWM"))
    return now, peak


class Stopwatch:
    """Measure CPU and time of a block, for each call in it."""

    def __init__(self, calls: int) -> None:
        self.calls = calls
        self.figures: Figures = {}

    def __enter__(self) -> Stopwatch:
        self._cpu, self._wall = cpu(), time.perf_counter()
        return self

    def __exit__(self, *exception: object) -> None:
        wall = time.perf_counter() - self._wall
        used = cpu() - self._cpu
        self.figures = {
            "cpu": used / self.calls,
            "wall": wall / self.calls,
            "rate": self.calls / wall,
        }


def _import(library: Library, _options: Options) -> Figures:
    assert library.load is not None
    with Stopwatch(1) as watch:
        library.load()
    return watch.figures


def _first(library: Library, options: Options) -> Figures:
    with Stopwatch(1) as watch:
        _expect(library.threads(options)(options.small))
    return watch.figures


def _calls(library: Library, options: Options) -> Figures:
    """Call one after another with an image in memory."""
    image = _read(options.small)
    call = library.threads(options)
    for _ in range(min(WARM_UP, options.each // 4)):
        _expect(call(image))
    with Stopwatch(options.each) as watch:
        for _ in range(options.each):
            call(image)
    return watch.figures


def _memory_kept(library: Library, options: Options) -> Figures:
    """Return resident bytes after a tenth, two tenths … of the calls."""
    image, call = _read(options.small), library.threads(options)
    kept: Figures = {}
    for tenth in range(1, 11):
        for _ in range(options.each // 10):
            call(image)
        kept[str(options.each * tenth // 10)] = float(memory()[0])
    return kept


def _large(library: Library, options: Options) -> Figures:
    return _send(library, options, _read(options.large))


def _file(library: Library, options: Options) -> Figures:
    return _send(library, options, options.large)


def _send(library: Library, options: Options, image: str | bytes) -> Figures:
    call = library.threads(options)
    _expect(call(options.small))
    base, _ = memory()
    used = cpu()
    _expect(call(image))
    first = cpu() - used
    _, peak = memory()
    with Stopwatch(LARGE_CALLS) as watch:
        for _ in range(LARGE_CALLS):
            call(image)
    return {**watch.figures, "first": first, "growth": float(peak - base), "peak": float(peak)}


def _threads(library: Library, options: Options) -> Figures:
    """Call from many threads, each one call after another, once they all have called."""
    import threading

    image, call = _read(options.small), library.threads(options)
    _expect(call(image))
    start = threading.Barrier(options.workers + 1)

    def work() -> None:
        call(image)
        start.wait()
        for _ in range(options.each):
            call(image)

    threads = [threading.Thread(target=work) for _ in range(options.workers)]
    for thread in threads:
        thread.start()
    start.wait()
    with Stopwatch(options.workers * options.each) as watch:
        for thread in threads:
            thread.join()
    return watch.figures


def _tasks(library: Library, options: Options) -> Figures:
    """Call from many tasks, each one call after another, once they all have called."""
    import asyncio

    image = _read(options.small)
    assert library.tasks is not None
    connect = library.tasks

    async def run() -> Figures:
        async with connect(options) as call:

            async def work(calls: int) -> None:
                for _ in range(calls):
                    await call(image)

            _expect(await call(image))
            await asyncio.gather(*(work(1) for _ in range(options.workers)))
            with Stopwatch(options.workers * options.each) as watch:
                await asyncio.gather(*(work(options.each) for _ in range(options.workers)))
            return watch.figures

    return asyncio.run(run())


def _read(path: str) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123
        return file.read()


def _expect(read: int) -> None:
    if not read:
        raise SystemExit("nothing was read out of the response")


SCENARIOS: dict[str, Callable[[Library, Options], Figures]] = {
    "import": _import,
    "first": _first,
    "calls": _calls,
    "memory": _memory_kept,
    "large": _large,
    "file": _file,
    "threads": _threads,
    "tasks": _tasks,
}


def main(library: Library) -> None:
    """Run the scenario that the command line names and print what it measured."""
    import json

    scenario, options = sys.argv[1:]
    figures = SCENARIOS[scenario](library, Options(**json.loads(options)))
    print(json.dumps(figures), flush=True)
    # What a library does at the end of a process is not measured, and must not fail the run.
    os._exit(0)
