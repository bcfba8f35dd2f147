"""Value of a field: its text, how sure it is, and where it is printed."""

from __future__ import annotations

from dataclasses import dataclass, field

from ocr_emulator.engine.base import Polygon


@dataclass(frozen=True)
class Value:
    """The value of a field; empty with confidence 0 when it was not read."""

    text: str = field(repr=False)
    confidence: float
    polygon: Polygon | None = None
    """Where it is printed, in the image."""
    reason: str = ""
    """Why it was not read."""
    install: str = ""
    """Requirement to install, where one is missing."""
