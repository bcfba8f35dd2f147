"""Waiters, shared work and fork safety for threads and tasks alike.

A `Waiter` is handed out under a lock and woken by whoever frees what it waits for. A
`SingleFlight` makes many callers share one piece of work. Whatever holds a lock or a connection
registers itself, so that a forked child starts with its own: a lock that another thread held at
the fork would stay held for ever, and a shared connection would mix up responses.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar, cast

T = TypeVar("T")


class Forkable(Protocol):
    """Be told in the child, by its only thread, that a fork happened."""

    def after_fork(self) -> None:
        """Replace locks and connections; never touch those of the parent."""
        ...


_registered: weakref.WeakSet[Forkable] = weakref.WeakSet()


def register_at_fork(thing: Forkable) -> None:
    """Have ``after_fork`` called in every child, as long as the thing lives."""
    _registered.add(thing)


def _in_child() -> None:
    for thing in list(_registered):
        thing.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)


class Waiter:
    """Be woken once, from any thread; a driver attaches what waking means for it."""

    __slots__ = ("_notify", "woken")

    def __init__(self) -> None:
        self.woken = False
        self._notify: Callable[[], None] | None = None

    def wake(self) -> None:
        """Wake whoever waits; a second time does nothing more."""
        self.woken = True
        notify = self._notify
        if notify is not None:
            notify()

    def attach(self, notify: Callable[[], None]) -> None:
        """Set what to call on waking, and call it at once if that was before."""
        self._notify = notify
        # Order matters: `wake` writes, then reads; so do we, so one of both sees the other.
        if self.woken:
            notify()


class Flight(Generic[T]):
    """Hold one piece of shared work: who waits for it, and how it ended."""

    __slots__ = ("error", "landed", "value", "waiters")

    def __init__(self) -> None:
        self.waiters: list[Waiter] = []
        self.landed = False
        self.value: T | None = None
        self.error: Exception | None = None

    def result(self) -> T:
        """Return the value of a flight that landed without an error."""
        return cast("T", self.value)


class SingleFlight(Generic[T]):
    """Make concurrent callers share one flight: one leads, the others wait for its end.

    A leader that is cancelled or runs out of its own time *abandons*: the next waiter leads.
    A leader that fails *lands* with the error, and all who waited get it, so that 200 threads
    with a wrong password ask once and not 200 times.
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
        """Return the flight under way and a waiter, or a new one to lead and None."""
        with self._lock:
            if self._flight is None:
                self._flight = Flight()
                return self._flight, None
            waiter = Waiter()
            self._flight.waiters.append(waiter)
            return self._flight, waiter

    def land(self, flight: Flight[T], value: T) -> None:
        """End the flight with its value."""
        flight.value = value
        flight.landed = True
        self._end(flight)

    def fail(self, flight: Flight[T], error: Exception) -> None:
        """End the flight with an error that all who waited get."""
        flight.error = error
        flight.landed = True
        self._end(flight)

    def abandon(self, flight: Flight[T]) -> None:
        """End the flight with nothing: whoever waited tries again."""
        self._end(flight)

    def _end(self, flight: Flight[T]) -> None:
        """Clear the way for the next flight, then wake those who waited for this one."""
        with self._lock:
            if self._flight is flight:
                self._flight = None
            waiters, flight.waiters = flight.waiters, []
        for waiter in waiters:
            waiter.wake()
