"""Client-side rate limiter: calls per minute and calls at a time.

The vendor throttles per account and minute (`limit:N,time:1 minute` in APIG.0308). One limiter
may be shared by any number of clients, threads and tasks; it learns N from the first refusal.
"""

from __future__ import annotations

import math
import re
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Self

from ocr_wrapper.attempts.deadlines import deadline_error, time_left
from ocr_wrapper.attempts.messages import Steps, Wait
from ocr_wrapper.concurrency import Waiter, register_at_fork
from ocr_wrapper.errors import ConfigurationError, OcrError, RateLimitError

WINDOW = 60.0
"""Seconds over which the vendor counts."""

_REMEMBERED = 10_000
"""Calls that are remembered; with a higher limit, all those of the last minute."""

_LIMIT = re.compile(r"limit\s*:\s*(\d{1,7})\s*,\s*time\s*:\s*1\s*minute", re.IGNORECASE)


class Turn:
    """A booking of one call: used by `sent`, or else given back at the end of its block."""

    def __init__(self, limiter: RateLimiter) -> None:
        self._limiter = limiter
        self.waiter: Waiter = Waiter()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._limiter.give_back(self)


class RateLimiter:
    """Limit calls per minute and calls at a time; None is no limit.

    Any 60 seconds hold at most `calls_per_minute` calls, and an idle minute does not allow more
    calls later. With `learn` a refusal that names the limit sets it, if it is lower than the one
    set. Calls that have to wait are sent in the order in which they came.
    """

    def __init__(
        self,
        calls_per_minute: int | None = None,
        concurrency: int | None = None,
        *,
        learn: bool = True,
    ) -> None:
        """Raise `ConfigurationError` for a limit below 1."""
        for name, limit in (("calls_per_minute", calls_per_minute), ("concurrency", concurrency)):
            if limit is not None and limit < 1:
                raise ConfigurationError(f"{name} is {limit}: give 1 or more, or None.")
        self._per_minute = calls_per_minute
        self._window = WINDOW
        self._concurrency = concurrency
        self._learn = learn
        self._lock = threading.Lock()
        self._queue: deque[Turn] = deque()
        self._booked: set[Turn] = set()
        self._running: set[Turn] = set()
        self.unlimited: bool = calls_per_minute is None and concurrency is None
        """Whether no call has to wait. A call then needs no turn and is added to `starts`."""
        self.starts: deque[float] = deque(maxlen=_REMEMBERED)
        """When the last calls were sent, newest last; `append` is atomic."""
        register_at_fork(self)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the limits; another process counts its own calls."""
        return _restore, (self._per_minute, self._concurrency, self._learn)

    def after_fork(self) -> None:
        """Forget the turns of the parent process, but not the calls that it has sent."""
        self._lock = threading.Lock()
        self._queue.clear()
        self._booked.clear()
        self._running.clear()

    @property
    def calls_per_minute(self) -> int | None:
        """The limit in force, given or learned."""
        return self._per_minute

    def wait_for_turn(
        self, monotonic: Callable[[], float], deadline: float | None, name: str
    ) -> Steps[Turn]:
        """Wait in the queue until a call may be sent, and return its turn.

        Raises:
            DeadlineExceededError: The turn comes after the deadline; raised at once if that is
                known beforehand.
        """
        turn = Turn(self)
        try:
            while True:
                now = monotonic()
                pause = self.try_turn(turn, now)
                if pause is None:
                    return turn
                left = time_left(deadline, now, f"{name} waited for its turn")
                if left is not None and left <= pause < math.inf:
                    raise deadline_error(
                        f"The rate limit allows {name} in {pause:.0f} s, after the deadline: "
                        "allow more time or more calls per minute.",
                        retry_after=pause,
                    )
                # Calls behind the first are woken when they become the first.
                timed = pause < math.inf and self._queue[0] is turn
                yield Wait(turn.waiter, pause if timed else left)
        except BaseException:
            self.give_back(turn)
            raise

    def try_turn(self, turn: Turn, now: float) -> float | None:
        """Book a call if it is its turn and the limits allow it.

        Returns:
            None if the call is booked. Otherwise the seconds until it may be sent if all calls
            before it are sent, infinite if that depends on calls under way; the turn is queued
            and its waiter is woken when it is worth trying again.
        """
        with self._lock:
            if turn not in self._queue:
                self._queue.append(turn)
            pause = self._pause(self._queue.index(turn), now)
            if self._queue[0] is not turn or pause > 0:
                turn.waiter = Waiter()
                return pause
            self._queue.popleft()
            self._running.add(turn)
            if self._per_minute is not None:
                self._booked.add(turn)
            following = self._next()
        if following is not None:
            following.wake()
        return None

    def _pause(self, position: int, now: float) -> float:
        """Return the seconds until the turn at a position of the queue may be sent."""
        if self._concurrency is not None and len(self._running) >= self._concurrency:
            return math.inf
        limit = self._per_minute
        if limit is None:
            return 0.0
        if limit > _REMEMBERED and self.starts.maxlen is not None:
            self.starts = deque(self.starts)
        while self.starts and self.starts[0] <= now - self._window:
            self.starts.popleft()
        if len(self._booked) >= limit:
            return math.inf
        # As if booked calls started now: the call `limit` places earlier has to be a window old.
        sent = len(self.starts)
        count = sent + len(self._booked)
        place, windows = count + position - limit, 1
        while place >= count:
            place, windows = place - limit, windows + 1
        if place < 0:
            windows -= 1
        start = self.starts[place] if 0 <= place < sent else now
        return max(0.0, start + windows * self._window - now)

    def _next(self) -> Waiter | None:
        """Return the waiter of the first turn in the queue if it may have become free."""
        if self._concurrency is not None and len(self._running) >= self._concurrency:
            return None
        return self._queue[0].waiter if self._queue else None

    def sent(self, turn: Turn, now: float) -> None:
        """Count a booked call from the moment at which it is sent."""
        with self._lock:
            self._booked.discard(turn)
            self.starts.append(now)
            following = self._next()
        if following is not None:
            following.wake()

    def give_back(self, turn: Turn) -> None:
        """End a turn; a booking that was not used is free for the next call."""
        with self._lock:
            if turn in self._queue:
                self._queue.remove(turn)
            self._booked.discard(turn)
            self._running.discard(turn)
            following = self._next()
        if following is not None:
            following.wake()

    def learn(self, error: OcrError) -> None:
        """Take the limit from a refusal that names it."""
        limit = named_limit(error)
        if not self._learn or limit is None:
            return
        with self._lock:
            if self._per_minute is None or limit < self._per_minute:
                self._per_minute = limit
                self.unlimited = False


def named_limit(error: OcrError) -> int | None:
    """Return the calls per minute that a refusal names, None if it names none."""
    if not isinstance(error, RateLimitError) or not error.detail:
        return None
    found = _LIMIT.search(error.detail)
    return int(found[1]) or None if found else None


def _restore(per_minute: int | None, concurrency: int | None, learn: bool) -> RateLimiter:
    """Return a limiter again from its pickled limits."""
    return RateLimiter(per_minute, concurrency, learn=learn)
