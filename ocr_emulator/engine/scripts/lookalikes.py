"""Script detection from a reading: is a line text, or Latin look-alikes of another script?

The built-in engine reads a word of Thai or Russian as Latin letters, with a confidence that blurred
Latin text has too. Single characters tell them apart: where letters are real, most are certain, and
words keep to one case and one script.
"""

from __future__ import annotations

import unicodedata

from ocr_emulator.engine.base import Line

FEATURES = ("x",)


def features(line: Line) -> tuple[float, ...]:
    """Return what tells look-alikes from text."""
    return (0.0,)


def is_lookalike(line: Line) -> bool:
    return False
