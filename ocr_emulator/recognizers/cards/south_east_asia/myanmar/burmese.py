"""Burmese values and responses, shared by the card and the driver's license of Myanmar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ocr_emulator.engine.cards.kinds import Choice
from ocr_emulator.recognizers.base import Options, Recognized
from ocr_emulator.recognizers.cards.response import CardResponse
from ocr_emulator.recognizers.cards.south_east_asia.kinds import (
    BURMESE_DIGITS,
    BURMESE_LOOKS,
    NativeDate,
)
from ocr_emulator.recognizers.cards.south_east_asia.myanmar.zawgyi import to_zawgyi

DATE = NativeDate(BURMESE_DIGITS, BURMESE_LOOKS)
YEAR = NativeDate(BURMESE_DIGITS, BURMESE_LOOKS, year_alone=True)
BLOOD_GROUPS: Mapping[str, str] = {"အေဘီ": "AB", "အို": "O", "အေ": "A", "ဘီ": "B"}
"""Blood groups in Latin letters by their Burmese names."""
BLOOD_GROUP = Choice({name: (name,) for name in BLOOD_GROUPS})
DIGIT = f"[{BURMESE_DIGITS}{''.join(BURMESE_LOOKS)}]"
"""Pattern of a digit, or of a letter that is read for one."""
_TO_LATIN = str.maketrans(BURMESE_DIGITS, "0123456789")
_FROM_LATIN = str.maketrans("0123456789", BURMESE_DIGITS)


def latin_digits(text: str) -> str:
    """Return a text with Western digits; what has no counterpart stays in Burmese script."""
    return text.translate(_TO_LATIN)


def burmese_digits(text: str) -> str:
    """Return a text with Burmese digits."""
    return text.translate(_FROM_LATIN)


def in_encoding(response: CardResponse, options: Options, *, with_confidence: bool) -> Recognized:
    """Return the result in Unicode where it was asked for, else in Zawgyi as the service does."""
    found = response.recognized()
    result = dict(response.result)
    if not options.get("convert_unicode"):
        result = {name: _converted(value) for name, value in result.items()}
    if with_confidence:
        result["confidence"] = response.confidence
    return replace(found, result=result)


def _converted(value: object) -> object:
    if isinstance(value, str):
        # An image as Base64 text is long and has no Burmese letter.
        return value if value.isascii() else to_zawgyi(value)
    if isinstance(value, dict):
        return {name: _converted(part) for name, part in value.items()}
    return value
