"""Model files for the emulator of ocr-wrapper, and where they are."""

from __future__ import annotations

from pathlib import Path

__all__ = ["path"]

_FOLDER = Path(__file__).parent


def path(name: str) -> Path:
    """Return where a file of this package is; raises `FileNotFoundError` for an unknown one."""
    found = _FOLDER / name
    if not found.is_file():
        raise FileNotFoundError(f"ocr-wrapper-models has no file {name}")
    return found
