"""One process for each part, as many at a time as cores, with progress.

A process gives its memory back when it ends, and a part that fails does not stop the others.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
import traceback
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from benchmarks.accuracy import progress
from benchmarks.accuracy.runs.parts import measured
from benchmarks.accuracy.runs.settings import Settings


@dataclass(frozen=True, slots=True)
class Step:
    """How far a part is: so many of the images of a measurement."""

    part: str
    name: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Ended:
    """A part that ended: its section, or why it failed."""

    part: str
    seconds: float
    section: str = field(repr=False)
    error: str = ""


@dataclass(frozen=True, slots=True)
class _Running:
    part: str
    process: BaseProcess
    started: float


def run_parts(
    names: Sequence[str], settings: Settings, jobs: int
) -> Generator[Step | Ended, None, None]:
    """Measure parts, `jobs` at a time; yields what happens.

    Processes that still run are ended when the generator is closed.
    """
    context = multiprocessing.get_context("spawn")
    waiting = list(names)
    running: dict[Connection, _Running] = {}
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                name = waiting.pop(0)
                source, sink = context.Pipe(duplex=False)
                process = context.Process(target=_measure, args=(name, settings, sink), daemon=True)
                process.start()
                sink.close()
                running[source] = _Running(name, process, time.monotonic())
            ready = wait(list(running))
            for source in [one for one in running if one in ready]:
                yield from _received(source, running)
    finally:
        for one in running.values():
            one.process.kill()
            one.process.join()


def _received(source: Connection, running: dict[Connection, _Running]) -> Iterator[Step | Ended]:
    """Take a message of a part; its end, or that of its process, removes it."""
    one = running[source]
    try:
        message: Step | Ended = source.recv()
    except EOFError:
        one.process.join()
        error = f"its process ended with code {one.process.exitcode}"
        message = Ended(one.part, time.monotonic() - one.started, "", error)
    yield message
    if isinstance(message, Ended):
        one.process.join()
        source.close()
        del running[source]


def _measure(name: str, settings: Settings, sink: Connection) -> None:
    """Measure a part in a process of its own."""
    # A Ctrl-C reaches all processes of a terminal; the first one decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    start = time.monotonic()
    progress.listen(lambda title, done, total: sink.send(Step(name, title, done, total)))
    try:
        section, error = measured(name, settings), ""
    except BrokenPipeError:
        # The command was killed: nobody waits for this part.
        return
    except Exception:
        section, error = "", traceback.format_exc()
    sink.send(Ended(name, time.monotonic() - start, section, error))
