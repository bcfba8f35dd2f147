"""Value of a field: its text, how sure it is, and where it is printed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ocr_emulator.engine.base import Polygon

DERIVED = 0.89
"""Most confidence of a value that only another statement of the document tells."""


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

    def confirmed(self, confidence: float) -> Value:
        """Return it with the confidence that an equal reading of another place gives it."""
        return replace(self, confidence=1 - (1 - self.confidence) * (1 - confidence))
