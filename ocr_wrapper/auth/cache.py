"""Cache for tokens, temporary keys and project ids: early refresh, single flight.

A refresh is a flow like every other, so threads and tasks share this code.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from typing import Generic, TypeVar

from ocr_wrapper.attempts.deadlines import time_left
from ocr_wrapper.attempts.messages import Steps, Wait
from ocr_wrapper.concurrency import Flight, SingleFlight, Waiter
from ocr_wrapper.errors import AuthenticationError, DeadlineExceededError, OcrError

T = TypeVar("T")

EARLY = 0.05
"""Part of the lifetime that is left when one caller refreshes while others use the old value;
72 minutes of a token's 24 hours."""

LATE = 60.0
"""Seconds left when the old value is no longer used."""

PATIENCE = 60.0
"""Seconds before an early refresh that failed is tried again, unless it was refused."""

EARLY_SECONDS = 5.0
"""Seconds at most for an early refresh, during which its caller waits although it has a value; much
less than `LATE`, so that the value can still be used afterwards."""


@dataclass(frozen=True, slots=True)
class Fetched(Generic[T]):
    """A value from the identity service."""

    value: T = field(repr=False)
    lifetime: float | None
    """Seconds; None is for ever."""


@dataclass(frozen=True, slots=True)
class Held(Generic[T]):
    """A cached value; replaced as a whole, so that no reader sees the lifetime of another one."""

    value: T = field(repr=False)
    refresh_at: float
    """When one caller refreshes it early, on the monotonic clock."""

    expires_at: float
    """When it is no longer used, on the monotonic clock."""


class Slot(Generic[T]):
    """One cached value with a lifetime."""

    def __init__(self) -> None:
        self._flights: SingleFlight[T] = SingleFlight()
        self._held: Held[T] | None = None

    def put(self, fetched: Fetched[T], now: float) -> None:
        """Keep a value for its lifetime."""
        lifetime = fetched.lifetime
        if lifetime is None:
            self._held = Held(fetched.value, inf, inf)
            return
        usable = max(lifetime - LATE, lifetime * 0.5)
        refresh_at = now + min(lifetime * (1 - EARLY), usable)
        self._held = Held(fetched.value, refresh_at, now + usable)

    def get(self, now: float) -> Held[T] | None:
        """Return the value if it can still be used."""
        held = self._held
        return None if held is None or now >= held.expires_at else held

    def drop(self, value: T) -> None:
        """Forget a value that was refused, unless another one has replaced it."""
        held = self._held
        if held is not None and held.value is value:
            self._held = None

    def get_or_refresh(
        self,
        monotonic: Callable[[], float],
        deadline: float | None,
        fetch: Callable[[float | None], Steps[Fetched[T]]],
    ) -> Steps[T]:
        """Return the value; fetch it if that is due, and only once for all concurrent callers.

        Args:
            monotonic: The monotonic clock.
            deadline: When the caller gives up.
            fetch: Asks for a fresh value until a deadline; its errors are raised for all callers
                that waited.

        Raises:
            DeadlineExceededError: The deadline passed before.
        """
        while True:
            now = monotonic()
            held = self.get(now)
            if held is not None and now < held.refresh_at:
                return held.value
            flight, waiter = self._flights.join()
            if waiter is None:
                try:
                    return (yield from self._lead(flight, held, monotonic, deadline, fetch))
                except DeadlineExceededError:
                    if held is None:
                        raise
                    # The value was refused during its early refresh, whose time is not the call's.
                    continue
            if held is not None:
                self._flights.leave(flight, waiter)
                return held.value
            yield from self._follow(flight, waiter, now, deadline)
            if flight.error is not None:
                raise copy.copy(flight.error)
            if flight.done:
                return flight.result()

    def _follow(
        self, flight: Flight[T], waiter: Waiter, now: float, deadline: float | None
    ) -> Steps[None]:
        """Wait for the end of another caller's flight, or until this caller has to lead it."""
        doing = "another call fetched the token or project id"
        try:
            yield Wait(waiter, time_left(deadline, now, doing))
        except BaseException:
            self._flights.leave(flight, waiter)
            raise
        if not waiter.woken:
            self._flights.leave(flight, waiter)

    def _lead(
        self,
        flight: Flight[T],
        held: Held[T] | None,
        monotonic: Callable[[], float],
        deadline: float | None,
        fetch: Callable[[float | None], Steps[Fetched[T]]],
    ) -> Steps[T]:
        """Fetch a fresh value for all callers and end the flight with the outcome."""
        fresh, now = self._held, monotonic()
        if fresh is not None and fresh is not held and self.get(now) is fresh:
            # Another flight has ended since the caller looked.
            self._flights.set_result(flight, fresh.value)
            return fresh.value
        if held is not None:
            # At most half of the caller's time, so that its call can still be made.
            left = EARLY_SECONDS if deadline is None else (deadline - now) / 2
            deadline = now + min(EARLY_SECONDS, left)
        try:
            fetched = yield from fetch(deadline)
        except OcrError as error:
            if held is not None and self._held is held:
                # The early refresh failed: keep the old value and try again later; a password that
                # was refused only when it has to be, or the service would lock the account.
                refused = isinstance(error, AuthenticationError)
                again = held.expires_at if refused else monotonic() + PATIENCE
                self._held = Held(held.value, again, held.expires_at)
                self._flights.set_result(flight, held.value)
                return held.value
            if isinstance(error, DeadlineExceededError):
                # It was this caller's time that ran out; the others may have more.
                self._flights.cancel(flight)
            else:
                # A copy: the call of this caller adds to the error that it raises.
                self._flights.set_exception(flight, copy.copy(error))
            raise
        except BaseException:
            self._flights.cancel(flight)
            raise
        self.put(fetched, monotonic())
        self._flights.set_result(flight, fetched.value)
        return fetched.value
