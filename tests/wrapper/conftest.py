"""Fixtures of the client's tests: an emulator that responds with examples, and an image."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from ocr_emulator import Emulator
from ocr_wrapper import AkSk, Environment

NOWHERE = Environment.read({})
"""An empty environment, so that the one of this machine does not matter."""


@pytest.fixture(scope="session")
def image() -> bytes:
    """Return a small real image that every operation accepts."""
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (120, 120), "white").save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """Run an emulator for one test."""
    with Emulator(engine=None) as running:
        yield running


@pytest.fixture
def keys(emulator: Emulator) -> AkSk:
    """Return the emulator's key pair."""
    return AkSk(emulator.ak, emulator.sk)
