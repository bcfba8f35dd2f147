"""Fixtures of the documentation tests: a folder as a reader has it, and one engine for all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import ocr_emulator
from ocr_emulator.emulator import Emulator
from ocr_emulator.workers.limits import Limits
from ocr_wrapper.config import ClientConfig
from tests.docs import snippets

LONG = 900.0
"""Seconds that a call of these tests may take: other processes may use the machine too."""
PATIENT = Limits(start_seconds=LONG, load_seconds=LONG, recognize_seconds=LONG)


@pytest.fixture(scope="session")
def engine() -> Iterator[Emulator]:
    """Return a running emulator with the OCR engine; loading its models takes seconds."""
    with Emulator(worker_limits=PATIENT) as emulator:
        yield emulator


@pytest.fixture
def shared_engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `Emulator()` of a block be the running one; with arguments it is a new one."""

    class Shared:
        def __enter__(self) -> Emulator:
            return running()

        def __exit__(self, *_: object) -> None:
            running().reset()

    def running() -> Emulator:
        emulator: Emulator = request.getfixturevalue("engine")
        return emulator

    def make(*arguments: Any, **keywords: Any) -> Any:
        return Emulator(*arguments, **keywords) if arguments or keywords else Shared()

    monkeypatch.setattr(ocr_emulator, "Emulator", make)
    defaults = ClientConfig.__init__.__kwdefaults__
    assert defaults is not None
    assert "deadline" in defaults
    monkeypatch.setitem(defaults, "deadline", LONG)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that a reader works in; it is the working directory."""
    snippets.prepare(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """Return an emulator that stands for the cloud: the environment names it and its keys."""
    with Emulator(engine=None) as emulator:
        _name(emulator, monkeypatch)
        yield emulator


@pytest.fixture
def reading_cloud(engine: Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """Return an emulator that stands for the cloud and reads the images."""
    _name(engine, monkeypatch)
    yield engine
    engine.reset()


def _name(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the variables that name the service and the keys."""
    monkeypatch.setenv("HWOCR_REGION", "ap-southeast-1")
    monkeypatch.setenv("HWOCR_ENDPOINT", emulator.url)
    monkeypatch.setenv("HUAWEICLOUD_SDK_AK", emulator.ak)
    monkeypatch.setenv("HUAWEICLOUD_SDK_SK", emulator.sk)
