"""Clients of the raw server, and checks that hold for each of their errors."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from ocr_wrapper import AkSk, OcrError, Recognition
from tests.contract import images
from tests.contract.clients import MODES, Driver
from tests.faults.virtual import VirtualTime
from tests.hostile.server import RawServer

SECRET = "a-secret-that-must-never-be-shown"
IMAGE = images.FILES["PNG"]
TRANSPORTS = (*MODES, "aiohttp")


def client(kind: str, server: RawServer, **settings: Any) -> Driver:
    """Return a client of the raw server."""
    if kind == "aiohttp":
        settings["transport"] = "aiohttp"
    return Driver(
        "sync" if kind == "sync" else "async",
        region="ap-southeast-1",
        endpoint=server.url,
        credentials=AkSk("AK", SECRET),
        project_id="0123456789abcdef",
        trust_env=False,
        **{"max_attempts": 2, **settings},
    )


def call(ocr: Driver, timeout: float = 10.0) -> Recognition[Any] | OcrError:
    """Call once; an exception that is not ours fails the test by passing through."""
    try:
        return ocr.method("recognize_passport", IMAGE, timeout=timeout)
    except OcrError as error:
        return error


def check_shows_nothing(error: OcrError) -> None:
    """Fail if an error shows the key, is more than a line, or cannot cross a process."""
    again = pickle.loads(pickle.dumps(error))
    shown = f"{error!r} {error} {again!r} {dict(error.headers)} {error.body!r}"
    assert SECRET not in shown
    assert "\n" not in str(error)
    assert "\x1b" not in str(error)


class _NoClock:
    """A clock that is never read: the raw server has none."""

    def advance(self, seconds: float) -> None:
        """Do nothing."""

    def reset(self) -> None:
        """Do nothing."""


def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pauses between attempts take no time."""
    VirtualTime(_NoClock()).install(monkeypatch)
