"""The pytest plugin: the fixture `ocr_emulator`, installed with the package.

One server lives as long as the test session; each test gets it reset. Nothing is
imported and nothing listens until a test asks for the fixture.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ocr_emulator.emulator import Emulator

__all__ = ["ocr_emulator", "ocr_emulator_options", "ocr_emulator_server"]


@pytest.fixture(scope="session")
def ocr_emulator_options() -> dict[str, Any]:
    """Override this to give `Emulator` other arguments; examples as answers by default."""
    return {"engine": None}


@pytest.fixture(scope="session")
def ocr_emulator_server(ocr_emulator_options: dict[str, Any]) -> Iterator[Emulator]:
    """Keep one emulator for the whole session."""
    from ocr_emulator.emulator import Emulator

    with Emulator(**ocr_emulator_options) as emulator:
        yield emulator


@pytest.fixture
def ocr_emulator(ocr_emulator_server: Emulator) -> Iterator[Emulator]:
    """Emulate Huawei Cloud OCR for one test: keys valid, scripts and journal empty.

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
