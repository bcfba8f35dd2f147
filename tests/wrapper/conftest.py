"""What tests of the client share: an emulator that answers with examples, and a picture."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from ocr_emulator import Emulator
from ocr_wrapper import AkSk, Environment

NOWHERE = Environment.read({})
"""An environment that says nothing, so that this machine's own cannot matter."""


@pytest.fixture(scope="session")
def picture() -> bytes:
    """Return a small real picture that every operation takes."""
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (120, 120), "white").save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """Run an emulator of its own for a test."""
    with Emulator(engine=None) as running:
        yield running


@pytest.fixture
def keys(emulator: Emulator) -> AkSk:
    """Return the emulator's key pair."""
    return AkSk(emulator.ak, emulator.sk)
