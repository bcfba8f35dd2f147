"""Recognizers: from a recognized page to the result of an operation.

One module an operation, found by its name (`registry`). Operations without a module here are
answered from the contract's examples.
"""

from __future__ import annotations

from collections.abc import Mapping

from ocr_emulator.contract.unread import Unread
from ocr_emulator.recognizers.base import RecognitionError, Recognized, Recognizer
from ocr_emulator.recognizers.registry import Registry

__all__ = ["RECOGNIZERS", "RecognitionError", "Recognized", "Recognizer", "Unread"]

RECOGNIZERS: Mapping[str, Recognizer] = Registry(__name__)
"""Recognizer of each operation, by the operation's id."""
