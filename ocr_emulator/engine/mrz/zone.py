"""Alphabet, check digits, dates and names of machine-readable zones (ICAO 9303 part 3).

What all formats share; the places of their fields are in `formats`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from ocr_emulator.engine.mrz.states import STATES

FILLER = "<"
DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALPHABET = frozenset(DIGITS + LETTERS + FILLER)

# How an engine with a large alphabet reads fillers and letters. Greek and Cyrillic capitals
# look exactly like Latin ones in print.
_FOLDS = str.maketrans(
    {
        "«": "<<", "《": "<<", "〈": "<", "＜": "<", "‹": "<", "≤": "<", "∠": "<", "く": "<",
        "ㄑ": "<", "(": "<", "（": "<", "[": "<", "{": "<", "【": "<", "〔": "<", "≪": "<<",
        "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M",
        "Ν": "N", "Ο": "O", "Ρ": "P", "Τ": "T", "Υ": "Y", "Χ": "X", "А": "A", "В": "B",
        "Е": "E", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P", "С": "C", "Т": "T",
        "У": "Y", "Х": "X", "Ø": "0", "ø": "0", "|": "I", "!": "I",
    }
)  # fmt: skip


def fold(text: str) -> str:
    """Map text to the zone's alphabet; characters without a counterpart are dropped."""
    narrow = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)
    return "".join(c for c in narrow.translate(_FOLDS).upper() if c in ALPHABET)


def check_digit(text: str) -> str:
    """Compute the check digit over some characters: weights 7, 3, 1, modulo 10 (part 3, 4.9)."""
    total = sum(value(character) * WEIGHTS[place % 3] for place, character in enumerate(text))
    return str(total % 10)


def value(character: str) -> int:
    """Return the value of a character in a check sum (part 3, 4.9)."""
    return _VALUES[character]


WEIGHTS = (7, 3, 1)
"""Weights in a check sum, again and again (part 3, 4.9)."""
_VALUES = {FILLER: 0} | {c: i for i, c in enumerate(DIGITS + LETTERS)}


def is_state(code: str) -> bool:
    """Return whether three characters, fillers included, are a state or organization."""
    return len(code) == 3 and code.rstrip(FILLER) in STATES


def is_date(text: str) -> bool:
    """Return whether six characters can be a date; month and day may be unknown (`<<`)."""
    year, month, day = text[0:2], text[2:4], text[4:6]
    if not _known(year) or (month == "<<" and day != "<<"):
        return text == FILLER * 6
    if month == "<<":
        return True
    if not (_known(month) and 1 <= int(month) <= 12):
        return False
    return day == "<<" or (_known(day) and 1 <= int(day) <= 31)


def _known(part: str) -> bool:
    return len(part) == 2 and all(c in DIGITS for c in part)


def birth_date(text: str, today: date, years: Collection[int] = ()) -> str:
    """Write a date of birth as YYYY-MM-DD, or empty when the zone leaves part of it open.

    Two digits of year mean the latest such date that is not after `today`, unless only the
    one a century earlier is among `years`, the years printed on the page.
    """
    century = today.year // 100
    found = [_dated(text, century), _dated(text, century - 1)]
    past = [written for written in found if written and written <= today.isoformat()]
    printed = [written for written in past if int(written[:4]) in years]
    return (printed or past or [""])[0]


def expiry_date(text: str, today: date) -> str:
    """Write a date of expiry as YYYY-MM-DD, or empty when the zone leaves part of it open.

    Two digits of year mean a date from fifty years before `today` to fifty years after.
    """
    century = today.year // 100
    near = [_dated(text, c) for c in (century - 1, century, century + 1)]
    return min(near, key=lambda written: abs(int(written[:4]) - today.year) if written else 9999)


def _dated(text: str, century: int) -> str:
    if not (len(text) == 6 and all(c in DIGITS for c in text)):
        return ""
    try:
        return date(century * 100 + int(text[:2]), int(text[2:4]), int(text[4:6])).isoformat()
    except ValueError:
        return ""


def names(field: str) -> tuple[str, str]:
    """Return surname and given names of the field of names, fillers replaced by blanks."""
    surname, _, given = field.partition(FILLER * 2)
    return _words(surname), _words(given)


def _words(text: str) -> str:
    return " ".join(part for part in text.split(FILLER) if part)
