"""Keep what the identity service gave, ask again before it expires, and ask once.

The flow of asking is a generator like every other, so threads and tasks share this code.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Generator
from typing import Generic, TypeVar

from ocr_wrapper.attempts.messages import Command, Reply, Wait
from ocr_wrapper.concurrency import SingleFlight
from ocr_wrapper.errors import DeadlineExceededError, OcrError

T = TypeVar("T")

EARLY = 0.05
"""Part of the lifetime that is left when one caller refreshes while others use the old value;
72 minutes of a token's 24 hours."""

LATE = 60.0
"""Seconds left when nobody uses the old value any more."""

PATIENCE = 60.0
"""Seconds before an early refresh that failed is tried again."""


class Slot(Generic[T]):
    """Hold one value with a lifetime, on the monotonic clock of its owner."""

    def __init__(self) -> None:
        self.flights: SingleFlight[T] = SingleFlight()
        # One tuple, replaced whole: no reader ever sees a value with another's lifetime.
        self._held: tuple[T, float, float] | None = None

    def put(self, value: T, lifetime: float | None, now: float) -> None:
        """Keep a value for so many seconds; None is for ever."""
        if lifetime is None:
            self._held = (value, float("inf"), float("inf"))
            return
        usable = max(lifetime - LATE, lifetime * 0.5)
        self._held = (value, now + min(lifetime * (1 - EARLY), usable), now + usable)

    def get(self, now: float) -> tuple[T, bool] | None:
        """Return the value and whether to refresh it already; None if there is none to use."""
        held = self._held
        if held is None or now >= held[2]:
            return None
        return held[0], now >= held[1]

    def postpone(self, now: float) -> None:
        """Leave a value alone for a while after its early refresh failed."""
        held = self._held
        if held is not None:
            self._held = (held[0], now + PATIENCE, held[2])

    def drop(self, value: T) -> None:
        """Forget a value that was refused, unless another has taken its place meanwhile."""
        held = self._held
        if held is not None and held[0] is value:
            self._held = None


def obtain(
    slot: Slot[T],
    clock: Callable[[], float],
    until: float | None,
    fetch: Callable[[], Generator[Command, Reply, tuple[T, float | None]]],
) -> Generator[Command, Reply, T]:
    """Return the slot's value; fetch it if it is due, and only once however many ask.

    ``fetch`` returns the value and its lifetime in seconds. Raises what it raises, for all who
    waited, and `DeadlineExceededError` at ``until``.
    """
    while True:
        held = slot.get(clock())
        if held is not None and not held[1]:
            return held[0]
        flight, waiter = slot.flights.join()
        if waiter is not None:
            if held is not None:
                return held[0]
            now = clock()
            if until is not None and now >= until:
                raise DeadlineExceededError(
                    "The deadline passed while another call fetched the token or project id: "
                    "allow more time.",
                    retry_safe=True,
                )
            yield Wait(waiter, None if until is None else until - now)
            if flight.error is not None:
                raise copy.copy(flight.error)
            if flight.landed:
                return flight.result()
            continue
        fresh = slot.get(clock())
        if fresh is not None and (held is None or not fresh[1]):
            # Someone else's flight landed between our look and our lead.
            slot.flights.abandon(flight)
            return fresh[0]
        try:
            value, lifetime = yield from fetch()
        except DeadlineExceededError:
            # It was our time that ran out; whoever waits may have more.
            slot.flights.abandon(flight)
            raise
        except OcrError as error:
            if held is not None and slot.get(clock()) is not None:
                slot.postpone(clock())
                slot.flights.abandon(flight)
                return held[0]
            slot.flights.fail(flight, error)
            raise
        except BaseException:
            slot.flights.abandon(flight)
            raise
        slot.put(value, lifetime, clock())
        slot.flights.land(flight, value)
        return value
