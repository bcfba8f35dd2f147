"""Ways of calling that tests of the transport repeat: threads, tasks, aiohttp, and uvloop."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
from typing import Literal

import pytest

_NEEDS_UVLOOP = pytest.mark.skipif(
    importlib.util.find_spec("uvloop") is None, reason="uvloop is not installed"
)

ON_UVLOOP = [
    pytest.param(name, marks=_NEEDS_UVLOOP) for name in ("tasks on uvloop", "aiohttp on uvloop")
]
"""On the event loop that uvicorn prefers, whose transports are not asyncio's."""

DRIVERS = pytest.mark.parametrize("driver", ["threads", "tasks", "aiohttp", *ON_UVLOOP])


def transport_of(driver: str) -> Literal["aiohttp"] | None:
    """Return the setting `transport` of an asynchronous client."""
    return "aiohttp" if driver.startswith("aiohttp") else None


def runner_for(driver: str) -> asyncio.Runner:
    """Return what runs the tasks of a driver, on its event loop."""
    if not driver.endswith("uvloop"):
        return asyncio.Runner()
    return asyncio.Runner(loop_factory=importlib.import_module("uvloop").new_event_loop)
