"""Waits are interruptible on Windows: each is made of short ones, and lasts as long as before."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from ocr_wrapper import concurrency
from ocr_wrapper.concurrency import Waiter, one_wait, wait_in_thread
from ocr_wrapper.images import blocking
from ocr_wrapper.parallel import threads
from tests.wrapper.parallel.conftest import Calls, Driver
from tests.wrapper.parallel.test_closing import Gate, batch, numbers


class Rounds:
    """In place of `one_wait`: very short waits, and a call when there were three of them."""

    def __init__(self, third: Callable[[], None]) -> None:
        self._third = third
        self.count = 0

    def __call__(self, seconds: float | None = None) -> float:
        self.count += 1
        if self.count == 3:
            self._third()
        return 0.001


@pytest.mark.parametrize(
    ("longest", "seconds", "expected"),
    [
        (None, None, None),
        (None, 9.0, 9.0),
        (0.5, None, 0.5),
        (0.5, 9.0, 0.5),
        (0.5, 0.1, 0.1),
    ],
)
def test_one_wait_is_bounded_where_waits_cannot_be_interrupted(
    monkeypatch: pytest.MonkeyPatch,
    longest: float | None,
    seconds: float | None,
    expected: float | None,
) -> None:
    """Without a bound, the whole time is one wait."""
    monkeypatch.setattr(concurrency, "LONGEST_WAIT", longest)
    assert one_wait(seconds) == expected


@pytest.mark.parametrize("seconds", [None, 3600.0])
def test_thread_waits_on_after_a_short_wait(
    monkeypatch: pytest.MonkeyPatch, seconds: float | None
) -> None:
    """It returns when the waiter is woken, after as many short waits as that takes."""
    waiter = Waiter()
    rounds = Rounds(waiter.wake)
    monkeypatch.setattr(concurrency, "one_wait", rounds)
    wait_in_thread(waiter, seconds)
    assert rounds.count == 3


def test_thread_stops_waiting_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short waits do not add up to more than the seconds that were given."""
    monkeypatch.setattr(concurrency, "LONGEST_WAIT", 0.001)
    waiter = Waiter()
    wait_in_thread(waiter, 0.01)
    assert not waiter.woken


def test_batch_waits_on_for_a_slow_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call that takes longer than one wait still delivers its result."""
    gate = threading.Event()
    rounds = Rounds(gate.set)
    monkeypatch.setattr(threads, "one_wait", rounds)

    def respond(image: object) -> object:
        gate.wait()
        return image

    items, error = Driver("threads").run(Calls(respond), [b"1"], jobs=2)
    assert error is None
    assert [item.result for item in items] == [b"1"]
    assert rounds.count >= 3


def test_closing_a_batch_waits_on_for_the_calls_in_flight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a timeout no call is given up, however many short waits it takes."""
    gate = Gate()
    running = batch(Calls(gate), numbers(), jobs=3)
    assert next(running).ok
    rounds = Rounds(gate.open)
    monkeypatch.setattr(threads, "one_wait", rounds)
    left = running.close()
    assert left != ()
    assert all(item.ok for item in left)
    assert rounds.count >= 3


def test_read_of_an_input_is_waited_for_in_short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe that delivers after several short waits, and before the deadline, is read."""
    gate = threading.Event()
    rounds = Rounds(gate.set)
    monkeypatch.setattr(blocking, "one_wait", rounds)
    assert (
        blocking.run_before(time.monotonic() + 3600, lambda: gate.wait() and b"image") == b"image"
    )
    assert rounds.count >= 3
