"""Fixtures of recording: a live service, and the file of a recording."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_emulator.emulator import Emulator


@pytest.fixture
def live() -> Iterator[Emulator]:
    """Return the emulator in the role of the live service."""
    with Emulator(engine=None) as emulator:
        yield emulator


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a path at which there is no file."""
    return tmp_path / "recording.jsonl"
