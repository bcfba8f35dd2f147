"""One engine for all tests that need the real one: its models load once."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(scope="session")
def engine() -> Any:
    """Load the built-in engine."""
    rapid = pytest.importorskip("ocr_emulator.engine.rapid")
    return rapid.RapidEngine()
