"""Fixtures: an environment without keys, in which the command is run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ocr_emulator import Emulator


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return a home folder without a profile, in an environment without settings."""
    for name in list(os.environ):  # noqa: TID251 - to remove what this machine has
        proxy = name.lower().endswith("_proxy")
        if name.startswith(("HUAWEICLOUD_", "HWOCR_", "SSL_CERT_")) or proxy:
            monkeypatch.delenv(name)
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    return folder


@pytest.fixture
def keys_in_environment(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the emulator's key pair as the vendor's variables."""
    monkeypatch.setenv("HUAWEICLOUD_SDK_AK", emulator.ak)
    monkeypatch.setenv("HUAWEICLOUD_SDK_SK", emulator.sk)
