"""The watchdog of a stage: what counts is computing, and nothing lasts for ever."""

from __future__ import annotations

import os
import sys

import pytest

from ocr_emulator.workers.limits import Limits
from ocr_emulator.workers.watchdog import Watchdog, thread_seconds
from tests.emulator.workers.timers import Timers

LIMITS = Limits(recognize_seconds=40.0, patience=3.0)
MAIN, OTHER = 7, 8


class Process:
    """A process whose CPU time is what the test says."""

    def __init__(self) -> None:
        self.seconds: dict[int, float] | None = {MAIN: 100.0}
        self.killed = False

    def kill(self) -> None:
        self.killed = True

    def thread_seconds(self) -> dict[int, float] | None:
        return None if self.seconds is None else dict(self.seconds)


@pytest.fixture
def process() -> Process:
    return Process()


@pytest.fixture
def timers() -> Timers:
    return Timers()


@pytest.fixture
def watchdog(process: Process, timers: Timers) -> Watchdog:
    made = Watchdog(LIMITS, process, timers)
    made.begin("recognize")
    return made


def test_computing_for_all_seconds_ends_process(
    watchdog: Watchdog, process: Process, timers: Timers
) -> None:
    """A process that had a core all the time has no more time."""
    process.seconds = {MAIN: 140.0}
    timers.of(40.0).expire()
    assert process.killed
    assert watchdog.expired is not None
    assert (watchdog.expired.stage, watchdog.expired.seconds) == ("recognize", 40.0)


def test_process_without_core_gets_seconds_that_it_missed(
    watchdog: Watchdog, process: Process, timers: Timers
) -> None:
    """After 10 of 40 seconds on a core it may compute for 30 more, and no longer."""
    process.seconds = {MAIN: 110.0}
    timers.of(40.0).expire()
    assert not process.killed
    process.seconds = {MAIN: 140.0}
    timers.of(30.0).expire()
    assert process.killed
    assert watchdog.expired is not None


def test_busiest_thread_counts(watchdog: Watchdog, process: Process, timers: Timers) -> None:
    """Two threads that compute side by side for 25 seconds used 25, also if one began later."""
    process.seconds = {MAIN: 125.0, OTHER: 25.0}
    timers.of(40.0).expire()
    timers.of(15.0)
    assert not process.killed
    assert watchdog.expired is None


def test_process_that_computes_nothing_ends_after_clock_limit(
    watchdog: Watchdog, process: Process, timers: Timers
) -> None:
    """One that waits for something that never comes ends after three times its seconds."""
    for _ in range(3):
        assert not process.killed
        timers.of(40.0).expire()
    assert process.killed
    assert watchdog.expired is not None


def test_clock_counts_where_computing_is_unknown(process: Process, timers: Timers) -> None:
    """A system that does not tell the CPU time of another process has the limit of the clock."""
    process.seconds = None
    watchdog = Watchdog(LIMITS, process, timers)
    watchdog.begin("recognize")
    timers.of(40.0).expire()
    assert process.killed


def test_next_stage_begins_anew(watchdog: Watchdog, process: Process, timers: Timers) -> None:
    """A timer of the stage before neither ends the process nor starts another timer."""
    late = timers.of(40.0)
    process.seconds = {MAIN: 140.0}
    watchdog.begin("decode")
    late.expire()
    assert not process.killed
    process.seconds = {MAIN: 140.0 + LIMITS.decode_seconds}
    timers.of(LIMITS.decode_seconds).expire()
    assert watchdog.expired is not None
    assert watchdog.expired.stage == "decode"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")
def test_threads_of_process_are_found() -> None:
    """This process has at least its main thread; a process that ended has no threads."""
    found = thread_seconds(os.getpid())
    assert found is not None
    assert os.getpid() in found
    assert thread_seconds(2**22 + 1) is None
