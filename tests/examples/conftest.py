"""Run examples as a user would, away from this machine's home, proxies and keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocr_emulator import Emulator
from ocr_emulator.connection import environment
from tests.paths import IMAGES

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
REGION = "ap-southeast-1"


@pytest.fixture(autouse=True)
def _empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder that is also the home, without proxies."""
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def emulated(ocr_emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """Set the variables by which a program finds the emulator."""
    for name, value in environment(ocr_emulator.connection_info(), REGION).items():
        monkeypatch.setenv(name, value)
    return ocr_emulator


@pytest.fixture
def passport() -> bytes:
    """Return an image of a passport."""
    return (IMAGES / "passport.png").read_bytes()
