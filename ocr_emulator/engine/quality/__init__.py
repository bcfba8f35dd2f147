"""Image quality of a card: blur, glare, darkness, cropping, and a copy in black and white."""

from __future__ import annotations

from ocr_emulator.engine.quality.assess import assess
from ocr_emulator.engine.quality.model import ALARM, NOT_EVALUATED, Quality, score

__all__ = ["ALARM", "NOT_EVALUATED", "Quality", "assess", "score"]
