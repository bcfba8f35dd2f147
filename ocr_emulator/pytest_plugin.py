"""Pytest plugin with the fixture `ocr_emulator`.

One server runs for the whole test session and is reset for each test. Nothing is imported
and nothing listens until a test requests the fixture.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ocr_emulator.emulator import Emulator


@pytest.fixture(scope="session")
def ocr_emulator_options() -> dict[str, Any]:
    """Return the arguments of `Emulator`; override it. The default responds with examples."""
    return {"engine": None}


@pytest.fixture(scope="session")
def ocr_emulator_server(ocr_emulator_options: dict[str, Any]) -> Iterator[Emulator]:
    """Run one emulator for the whole session."""
    from ocr_emulator.emulator import Emulator

    with Emulator(**ocr_emulator_options) as emulator:
        yield emulator


@pytest.fixture
def ocr_emulator(ocr_emulator_server: Emulator) -> Iterator[Emulator]:
    """Emulate Huawei Cloud OCR for one test: valid keys, empty scripts and journal.

    Expectations made with `expect()` and not verified by the test are verified after it.
    """
    ocr_emulator_server.reset()
    yield ocr_emulator_server
    pending = ocr_emulator_server.default.expectations
    try:
        for expectation in pending:
            if not expectation.checked:
                expectation.verify()
    finally:
        ocr_emulator_server.reset()
