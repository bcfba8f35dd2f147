"""Grammar of Thai plate numbers: a digit that may be absent, letters, and up to four digits.

No series in one line has three letters, and none has a vowel. What a reader makes of a wide letter
or of the frame of a plate breaks these rules, so that it is told from what is printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

MOST_DIGITS = 4
_FORMS = (
    # A letter before the leading digit is the frame of the plate, or the same digit once more.
    re.compile("[0-9]?[ก-ฮ]?(?P<lead>[0-9])(?P<letters>[ก-ฮ]{1,2})(?P<digits>[0-9]{0,5})"),
    re.compile("(?P<lead>)(?P<letters>[ก-ฮ]{1,2})(?P<digits>[0-9]{0,5})"),
    # Older motorcycles have three letters, and the digits on a line of their own.
    re.compile("(?P<lead>)(?P<letters>[ก-ฮ]{3})(?P<digits>)"),
)
_DOUBLE_LEAD = re.compile("(?P<lead>[3568])[รธอ](?P<letters>[ก-ฮ]{2})(?P<digits>[0-9]{0,5})")
"""A digit that is read twice, as itself and as the letter that it looks like."""
_LOST_LEAD = re.compile("[ก-ฮ](?P<letters>[ก-ฮ]{2})(?P<digits>[0-9]{1,5})")
_OTHER = re.compile("[^0-9ก-ฮ]")
_NO_LEADS = tuple("/(<เแโใไ")
"""Signs and vowels that a leading digit is read as."""
_NO_VOWELS = (
    ("ถู", "ฎ"), ("ถุ", "ฎ"), ("ภู", "ฎ"), ("ภุ", "ฎ"), ("รุ", "ฐ"), ("รู", "ฐ"), ("ธุ", "ฐ"), ("ธู", "ฐ"),
    ("พฟั", "ฬ"), ("พั", "ฬ"), ("ฟั", "ฬ"),
)  # fmt: skip
"""Where a reader sees a vowel, it is the foot or the curl of a letter."""
_WIDE = (
    ("ณฒณ", "ฌ"),
    ("ณฒญ", "ฌ"),
    ("ณฒ", "ฌ"),
    ("รฐ", "ฐ"),
    ("จฐ", "ฐ"),
    ("พฟ", "ฬ"),
    ("พฬ", "ฬ"),
)
"""Wide letters that are read as several, where a series has too many."""


@dataclass(frozen=True, slots=True)
class PlateNumber:
    """The parts of a number in one reading of a line."""

    lead: str | None = field(repr=False)
    """The digit before the letters: empty if there is none, None if it was not legible."""
    letters: str = field(repr=False)
    digits: str = field(repr=False)


def parse(text: str) -> PlateNumber | None:
    """Return the parts of a number in a reading without blanks; None for other text."""
    for read, letter in _NO_VOWELS:
        text = text.replace(read, letter)
    plain = _OTHER.sub("", text)
    if sum(c.isalnum() or c > "\u0e2f" for c in text) > len(plain) + 1:
        return None
    found = _parsed(plain)
    if found is None or found.lead is None:
        narrow = plain
        for read, letter in _WIDE:
            narrow = narrow.replace(read, letter)
        found = _parsed(narrow) or found
    if found is not None and found.lead == "" and text.startswith(_NO_LEADS):
        return replace(found, lead=None)
    return found


def _parsed(plain: str) -> PlateNumber | None:
    for form in (*_FORMS, _DOUBLE_LEAD):
        match = form.fullmatch(plain)
        if match is not None:
            return PlateNumber(match["lead"], match["letters"], match["digits"])
    match = _LOST_LEAD.fullmatch(plain)
    return PlateNumber(None, match["letters"], match["digits"]) if match is not None else None


def digits_alone(text: str) -> str:
    """Return the digits of a reading that has nothing else; empty for other text."""
    plain = _OTHER.sub("", text)
    return plain if plain.isdecimal() else ""


def shortened(digits: str) -> tuple[str, ...]:
    """Return the digits of a number; of five, the first or the last is an edge of the plate."""
    return (digits,) if len(digits) <= MOST_DIGITS else (digits[1:], digits[:-1])
