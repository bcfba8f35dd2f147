"""Sequences: what responds while one has steps left, and which request takes a step."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from ocr_emulator.emulator import Emulator
from ocr_emulator.http import fault_player
from ocr_emulator.scripting.faults import Fault
from ocr_emulator.state.retry_after import RetryAfterTracker
from tests.emulator.conftest import call

PASSPORT = "recognize_passport"


@pytest.mark.parametrize("kind", ["reset-before", "clock", "html", "truncate"])
def test_rules_do_not_mix_into_a_sequence(emu: Emulator, kind: str) -> None:
    """While a sequence has steps left, fault rules neither apply nor are used up."""
    rule = emu.faults.add({"kind": kind, "delay": 3600 if kind == "clock" else 0})
    sequence = emu.sequence(503, "ok", operation=PASSPORT)
    assert [call(emu).status, call(emu).status] == [503, 200]
    assert (rule.hits, sequence.report().verdict) == (0, "ok")


def test_refused_request_takes_no_step(emu: Emulator) -> None:
    """A step is for a request that passed all checks, and the report has no other."""
    sequence = emu.sequence(503, "ok", operation=PASSPORT)
    assert call(emu, sk="wrong").status == 401
    assert call(emu, body={"image": 1}).status == 400
    assert sequence.report().attempts == ()
    assert [call(emu).status, call(emu).status] == [503, 200]


def test_response_that_the_caller_chose_takes_no_step(emu: Emulator) -> None:
    """A request with `Prefer` gets what it asks for, so it did not get the step."""
    sequence = emu.sequence(503, operation=PASSPORT)
    assert call(emu, extra={"Prefer": "example=nulls"}).status == 200
    assert sequence.report().remaining == 1


def test_clock_can_be_a_step(emu: Emulator) -> None:
    """It acts before the check, so the request that it makes fail takes it."""
    sequence = emu.sequence({"kind": "clock", "delay": 3600}, 503, operation=PASSPORT)
    assert [call(emu).status, call(emu).status] == [401, 503]
    assert [attempt.answer for attempt in sequence.report().attempts] == ["clock", "503"]


def test_clock_step_that_changes_nothing_is_one_step(emu: Emulator) -> None:
    """A request gets one step, on its arrival or with its response."""
    sequence = emu.sequence({"kind": "clock", "delay": 60}, 503, operation=PASSPORT)
    assert [call(emu).status, call(emu).status] == [200, 503]
    assert sequence.report().remaining == 0


def test_early_request_that_is_refused_does_not_end_the_wait(emu: Emulator) -> None:
    """The next request is early as well, and the sequence reports it."""
    emu.clock.freeze()
    sequence = emu.sequence(Fault("error", status=429, retry_after=5), "ok")
    assert call(emu).status == 429
    assert call(emu, sk="wrong").status == 401
    emu.clock.advance(1)
    assert call(emu).status == 200
    assert [entry.early_by for entry in emu.journal] == [None, 5, 4]
    assert sequence.report().verdict == "early"
    assert call(emu).status == 200
    assert emu.journal.last.early_by is None


def test_early_request_that_is_served_ends_the_wait(emu: Emulator) -> None:
    """It is reported once; the next request is no longer early."""
    emu.clock.freeze()
    emu.faults.throttle(5, times=1)
    assert [call(emu).status for _ in range(3)] == [429, 200, 200]
    assert [entry.early_by for entry in emu.journal] == [None, 5, None]


def test_latency_applies_whatever_its_place(emu: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is added to another fault also when its rule was made after that one."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(fault_player, "asyncio", SimpleNamespace(sleep=sleep))
    emu.faults.error("AIS.0105")
    emu.faults.latency(30)
    assert (call(emu).status, waits) == (400, [30])


class Halted:
    """A request that has arrived and is held at its response until it is released."""

    def __init__(self, emu: Emulator, arrived: threading.Event, go_on: threading.Event) -> None:
        self.statuses: list[int] = []
        self._go_on = go_on
        self._thread = threading.Thread(target=lambda: self.statuses.append(call(emu).status))
        self._thread.start()
        assert arrived.wait(60)

    def finish(self) -> int:
        self._go_on.set()
        self._thread.join(60)
        return self.statuses[0]


@pytest.fixture
def halting(monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Event, threading.Event]:
    """Let a latency last until the second event is set; the first says that it began."""
    import asyncio

    arrived, go_on = threading.Event(), threading.Event()

    async def sleep(_seconds: float) -> None:
        arrived.set()
        await asyncio.to_thread(go_on.wait, 60)

    monkeypatch.setattr(fault_player, "asyncio", SimpleNamespace(sleep=sleep))
    return arrived, go_on


def test_request_from_before_a_reset_leaves_nothing_behind(emu: Emulator, halting: Any) -> None:
    """It is in no journal of the next test, and no Retry-After of it counts there."""
    emu.clock.freeze()
    emu.faults.latency(1)
    emu.faults.throttle(60)
    request = Halted(emu, *halting)
    emu.reset()
    with emu.expect(PASSPORT, times=0):
        assert request.finish() == 429
    assert len(emu.journal) == 0
    assert call(emu).status == 200
    assert (len(emu.journal), emu.journal.last.early_by) == (1, None)


def test_request_in_progress_is_recorded_when_only_scripts_are_reset(
    emu: Emulator, halting: Any
) -> None:
    """The journal goes on, so what it sees end belongs to it."""
    emu.faults.latency(1)
    request = Halted(emu, *halting)
    emu.default.reset_scripts()
    assert request.finish() == 200
    assert len(emu.journal) == 1


def test_wait_from_before_a_reset_is_not_remembered() -> None:
    """A response that was decided on before is none of the present ones."""
    tracker = RetryAfterTracker()
    before = tracker.epoch
    tracker.clear()
    tracker.record("a", "b", 100.0, before)
    assert (tracker.active, tracker.early("a", "b", 0.0)) == (False, None)
    tracker.record("a", "b", 100.0, tracker.epoch)
    assert tracker.early("a", "b", 10.0) == 90
