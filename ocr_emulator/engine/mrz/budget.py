"""Budget of one search: how much computing time it may take before it settles for its best.

Ordinary sentences can look like the rows of a zone; without a bound, one photograph occupied a
thread for minutes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SECONDS = 2.0
"""Computing time for all of a zone; a zone on a plain page takes a tenth of it."""
_STEPS_BETWEEN_LOOKS = 32


class Budget:
    """Count the steps of a search and compare its computing time with a limit.

    The clock is the CPU time of the thread, so that a busy machine does not lose zones.
    """

    def __init__(
        self, seconds: float = SECONDS, clock: Callable[[], float] = time.thread_time
    ) -> None:
        self._clock = clock
        self._end = clock() + seconds
        self.steps = 0
        self.exhausted = False

    def spend(self) -> bool:
        """Count one step; returns whether the search may go on."""
        if not self.exhausted and self.steps % _STEPS_BETWEEN_LOOKS == 0:
            self.exhausted = self._clock() > self._end
        self.steps += 1
        return not self.exhausted

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Leave out what runs inside, such as the reading of another page."""
        start = self._clock()
        try:
            yield
        finally:
            self._end += self._clock() - start
