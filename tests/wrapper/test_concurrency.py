"""Waiters and single flight, across threads."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from ocr_wrapper.concurrency import SingleFlight, Waiter


def test_waiter_that_was_woken_before_it_was_attached_notifies() -> None:
    """A late driver does not wait for ever."""
    waiter = Waiter()
    waiter.wake()
    woken = threading.Event()
    waiter.attach(woken.set)
    assert woken.is_set()


def test_fifty_threads_share_one_flight() -> None:
    """They join at the same moment: one leads, all get its value."""
    flights: SingleFlight[int] = SingleFlight()
    gate = threading.Barrier(50)

    def one(_: int) -> tuple[bool, int]:
        gate.wait(10)
        flight, waiter = flights.join()
        if waiter is None:
            with flights._lock:
                pass
            while len(flight.waiters) < 49:
                pass
            flights.set_result(flight, 7)
            return True, 7
        woken = threading.Event()
        waiter.attach(woken.set)
        assert woken.wait(10)
        return False, flight.result()

    with ThreadPoolExecutor(50) as pool:
        found = list(pool.map(one, range(50)))
    assert sum(led for led, _ in found) == 1
    assert {value for _, value in found} == {7}
