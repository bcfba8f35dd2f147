"""Recognizers: from a recognized page to the result of an operation.

Operations without a recognizer here are answered from the contract's examples.
"""

from __future__ import annotations

from collections.abc import Mapping

from ocr_emulator.recognizers.base import RecognitionError, Recognizer
from ocr_emulator.recognizers.general_text import recognize_general_text
from ocr_emulator.recognizers.passport import recognize_passport

__all__ = ["RECOGNIZERS", "RecognitionError", "Recognizer"]

RECOGNIZERS: Mapping[str, Recognizer] = {
    "recognize_general_text": recognize_general_text,
    "recognize_passport": recognize_passport,
}
"""Recognizer of each operation, by the operation's id."""
