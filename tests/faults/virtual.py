"""Virtual clock of client and emulator: a sleep moves it forward at once.

A matrix of thousands of retries would take hours if anyone really waited. Sleeping moves the
clock of both sides instead, so that what the server measures between two attempts is what
the client meant to wait.
"""

from __future__ import annotations

import asyncio
import sys
import time
from types import SimpleNamespace
from typing import Any, Protocol

import pytest

from ocr_wrapper import config
from ocr_wrapper.transport import asynchronous


class Adjustable(Protocol):
    """A clock that can be moved forward and brought back to real time."""

    def advance(self, seconds: float) -> object: ...

    def reset(self) -> object: ...


class VirtualTime:
    """Stand in for the module `time` in everything of the client that reads it."""

    def __init__(self, clock: Adjustable) -> None:
        self._clock = clock
        self._ahead = 0.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return time.monotonic() + self._ahead

    def time(self) -> float:
        return time.time() + self._ahead

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._ahead += seconds
        self._clock.advance(seconds)

    def rewind(self) -> None:
        """Bring both clocks back to real time."""
        self.slept.clear()
        self._ahead = 0.0
        self._clock.reset()

    def install(self, monkeypatch: pytest.MonkeyPatch) -> VirtualTime:
        """Put it in the place of the real time; jitter is a half, always."""
        for name, module in list(sys.modules.items()):
            if name.startswith("ocr_wrapper.") and _is_time(getattr(module, "time", None)):
                monkeypatch.setattr(module, "time", self)
        monkeypatch.setattr(config, "random", SimpleNamespace(random=lambda: 0.5))
        monkeypatch.setattr(asynchronous, "asyncio", _Asyncio(self))
        return self


def _is_time(value: object) -> bool:
    """Whether this is the time that modules read, the real one or one put there before."""
    return value is time or isinstance(value, VirtualTime)


class _Asyncio:
    """The module `asyncio`, but for sleeping."""

    def __init__(self, virtual: VirtualTime) -> None:
        self._virtual = virtual

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    async def sleep(self, seconds: float) -> None:
        self._virtual.sleep(seconds)
