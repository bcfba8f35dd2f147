"""What each operation makes of a page that an engine has read.

A recognizer takes the picture, the request's body and an engine, and gives the JSON
value of the response's `result`. Operations without one here are answered from the
contract's examples.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PIL import Image

from ocr_emulator.engine.base import Engine
from ocr_emulator.recognizers.errors import RecognitionError
from ocr_emulator.recognizers.general_text import recognize_general_text
from ocr_emulator.recognizers.passport import recognize_passport

__all__ = ["RECOGNIZERS", "RecognitionError", "Recognizer"]

Recognizer = Callable[[Image.Image, Mapping[str, Any], Engine], Any]

RECOGNIZERS: Mapping[str, Recognizer] = {
    "recognize_general_text": recognize_general_text,
    "recognize_passport": recognize_passport,
}
