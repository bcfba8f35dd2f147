"""Look-alike letters and digits, by the places where only one of them can stand.

State codes are the one part of a zone that is known beforehand, and a zone has two of them.
"""

from __future__ import annotations

from ocr_emulator.engine.mrz.decoding.align import Alignment
from ocr_emulator.engine.mrz.decoding.correct import CONFUSABLE, SURE
from ocr_emulator.engine.mrz.formats import Span
from ocr_emulator.engine.mrz.zone import is_state

DIGIT_FOR = dict(zip("OQDUILJZSBGAT", "0000111258647", strict=True))
"""The digit that a letter is taken for, where only digits stand."""
LETTER_FOR = dict(zip("0125846", "OIZSBAG", strict=True))
"""The letter that a digit is taken for, where only letters stand."""
_LEAST_EQUAL_LETTERS = 2  # of three, for one state code to confirm the other


def corrected_first(line: Alignment, codes: str) -> Alignment:
    """Correct the first letter of the document code, if what was read resembles one of `codes`."""
    found = [c for c in codes if c in CONFUSABLE.get(line.text[0], ())]
    unsure = line.confidences[0] < SURE
    return line.put(0, found[0]) if line.text[0] not in codes and unsure and found else line


def confirmed_code(line: Alignment, span: Span, code: str) -> Alignment:
    """Put a state code that another part of the zone gives, if what was read resembles it."""
    near = sum(
        a == b or b in CONFUSABLE.get(a, ()) for a, b in zip(span.of(line.text), code, strict=True)
    )
    if near < _LEAST_EQUAL_LETTERS:
        return line
    for place, character in zip(span.places, code, strict=True):
        line = line.put(place, character)
    return line


def corrected_code(line: Alignment, span: Span, other: str = "") -> Alignment:
    """Correct one confusable letter of a state code.

    It becomes `other`, the second code of the zone, if that differs in one letter, or the only
    state that one replacement gives.
    """
    code = span.of(line.text)
    if is_state(code):
        return line
    if is_state(other) and sum(a != b for a, b in zip(code, other, strict=True)) == 1:
        return confirmed_code(line, span, other)
    found = [
        (place, letter)
        for i, place in enumerate(span.places)
        for letter in CONFUSABLE.get(code[i], ())
        if is_state(code[:i] + letter + code[i + 1 :])
    ]
    return line.put(*found[0]) if len(found) == 1 else line
