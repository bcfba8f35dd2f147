"""Waiters, single flight and fork safety, for threads and tasks.

A `Waiter` is created under a lock and woken when what it waits for is free. A `SingleFlight`
makes many callers share one piece of work. An object with a lock or a connection registers
itself, so that a forked child gets its own: a lock that another thread held at the fork would
stay locked for ever, and a shared connection would mix up responses.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import weakref
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar, cast

T = TypeVar("T")


class Forkable(Protocol):
    """An object that has to change in a forked child."""

    def after_fork(self) -> None:
        """Replace locks and connections; called in the child, never touches the parent's."""
        ...


_registered: weakref.WeakSet[Forkable] = weakref.WeakSet()


def register_at_fork(resource: Forkable) -> None:
    """Call `after_fork` in every forked child, for as long as the object exists."""
    _registered.add(resource)


_of_the_parent: list[object] = []


def leave_to_parent(connections: object) -> None:
    """Keep connections of the parent process in a forked child, unused.

    Removing the last reference would close them, which would end the parent's.
    """
    _of_the_parent.append(connections)


def _in_child() -> None:
    for resource in list(_registered):
        resource.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)


class Waiter:
    """A one-shot event that any thread may set; a driver attaches how it is notified."""

    __slots__ = ("_notify", "woken")

    def __init__(self) -> None:
        self.woken: bool = False
        self._notify: Callable[[], None] | None = None

    def wake(self) -> None:
        """Set the event and notify the driver."""
        self.woken = True
        notify = self._notify
        if notify is not None:
            notify()

    def attach(self, notify: Callable[[], None]) -> None:
        """Set what to call on waking; called at once if the waiter is woken already."""
        self._notify = notify
        # The order matters: both methods write before they read, so one of them sees the other.
        if self.woken:
            notify()


LONGEST_WAIT: float | None = 0.5 if sys.platform == "win32" else None
"""Seconds that a thread may block at once; None for no limit. On Windows, Ctrl-C does not interrupt
a wait for a lock before Python 3.14 (gh-125541), so it is noticed between two shorter waits."""


def one_wait(seconds: float | None = None) -> float | None:
    """Return how long to block at once, when `seconds` are left (None: no limit)."""
    if LONGEST_WAIT is None:
        return seconds
    return LONGEST_WAIT if seconds is None else min(seconds, LONGEST_WAIT)


def wait_in_thread(waiter: Waiter, seconds: float | None) -> None:
    """Block this thread until the waiter is woken or the time is over."""
    woken = threading.Event()
    waiter.attach(woken.set)
    end = None if seconds is None else time.monotonic() + seconds
    while not woken.wait(one_wait(seconds)):
        if end is not None:
            seconds = end - time.monotonic()
            if seconds <= 0:
                return


class Flight(Generic[T]):
    """One piece of shared work, with its waiters and its outcome."""

    __slots__ = ("done", "error", "leaderless", "value", "waiters")

    def __init__(self) -> None:
        self.waiters: dict[Waiter, None] = {}
        """In order of joining."""
        self.leaderless = False
        """Whether the leader has left; who joins next leads."""
        self.done = False
        self.value: T | None = None
        self.error: Exception | None = None

    def result(self) -> T:
        """Return the value of a flight that is done without an error."""
        return cast("T", self.value)


class SingleFlight(Generic[T]):
    """Make concurrent callers share one flight: one leads, the others wait for its end.

    A leader that is cancelled or runs out of its own time resigns, and the next waiter is woken to
    lead the same flight. A leader that fails sets the exception, and all waiters get it, so that
    200 threads with a wrong password ask once and not 200 times.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._flight: Flight[T] | None = None
        register_at_fork(self)

    def after_fork(self) -> None:
        """Forget a flight whose leader stayed in the parent process."""
        self._lock = threading.Lock()
        self._flight = None

    def join(self) -> tuple[Flight[T], Waiter | None]:
        """Return the flight under way and a waiter, or a flight to lead and None."""
        with self._lock:
            if self._flight is None:
                self._flight = Flight()
                return self._flight, None
            if self._flight.leaderless:
                self._flight.leaderless = False
                return self._flight, None
            waiter = Waiter()
            self._flight.waiters[waiter] = None
            return self._flight, waiter

    def set_result(self, flight: Flight[T], value: T) -> None:
        """End the flight with its value."""
        flight.value = value
        flight.done = True
        self._end(flight)

    def set_exception(self, flight: Flight[T], error: Exception) -> None:
        """End the flight with an error that all waiters get."""
        flight.error = error
        flight.done = True
        self._end(flight)

    def cancel(self, flight: Flight[T]) -> None:
        """Resign as the leader: one waiter is woken and joins again to lead."""
        with self._lock:
            waiter = self._pop_next_leader(flight)
        if waiter is not None:
            waiter.wake()

    def leave(self, flight: Flight[T], waiter: Waiter) -> None:
        """Stop waiting; a waiter that was woken to lead hands over to the next one."""
        with self._lock:
            chosen = waiter not in flight.waiters and flight.leaderless
            flight.waiters.pop(waiter, None)
            following = self._pop_next_leader(flight) if chosen else None
        if following is not None:
            following.wake()

    def _pop_next_leader(self, flight: Flight[T]) -> Waiter | None:
        """Leave the flight without a leader and return the waiter to wake, if there is one."""
        if not flight.waiters:
            if self._flight is flight:
                self._flight = None
            return None
        flight.leaderless = True
        waiter = next(iter(flight.waiters))
        del flight.waiters[waiter]
        return waiter

    def _end(self, flight: Flight[T]) -> None:
        """Allow the next flight, then wake those who waited for this one."""
        with self._lock:
            if self._flight is flight:
                self._flight = None
            waiters, flight.waiters = flight.waiters, {}
        for waiter in waiters:
            waiter.wake()
