"""The machine-readable zone of passports: two lines of 44 characters (ICAO 9303 part 4).

Only the standard is here: alphabet, check digits, the places of the fields and their meaning.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from ocr_emulator.engine.mrz.states import STATES

LENGTH = 44
FILLER = "<"
DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALPHABET = frozenset(DIGITS + LETTERS + FILLER)

# Where the fields of the lines stand (ICAO 9303 part 4, section 4.2.2).
ISSUER = slice(2, 5)
NAME = slice(5, 44)
NUMBER = slice(0, 9)
NATIONALITY = slice(10, 13)
BIRTH = slice(13, 19)
SEX = 20
EXPIRY = slice(21, 27)
OPTIONAL = slice(28, 42)
NUMBER_CHECK, BIRTH_CHECK, EXPIRY_CHECK, OPTIONAL_CHECK, COMPOSITE_CHECK = 9, 19, 27, 42, 43
DIGIT_PLACES = frozenset([9, *range(13, 20), *range(21, 28), 43])
LETTER_PLACES = frozenset([10, 11, 12, 20])

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
    total = sum(value(character) * _WEIGHTS[place % 3] for place, character in enumerate(text))
    return str(total % 10)


def value(character: str) -> int:
    """Return the value of a character in a check sum (part 3, 4.9)."""
    return _VALUES[character]


_WEIGHTS = (7, 3, 1)
_VALUES = {FILLER: 0} | {c: i for i, c in enumerate(DIGITS + LETTERS)}

# Places under each check digit, the composite last (part 4, section 4.2.2.2).
_CHECKED = (
    (range(0, 9), NUMBER_CHECK),
    (range(13, 19), BIRTH_CHECK),
    (range(21, 27), EXPIRY_CHECK),
    (range(28, 42), OPTIONAL_CHECK),
    ((*range(0, 10), *range(13, 20), *range(21, 43)), COMPOSITE_CHECK),
)
SUM_WEIGHTS: tuple[dict[int, int], ...] = tuple(
    {place: _WEIGHTS[i % 3] for i, place in enumerate(places)} | {check: -1}
    for places, check in _CHECKED
)
"""For each check digit, the weight of every place in its sum; the digit itself is subtracted."""


def residuals(line2: str) -> tuple[int, ...]:
    """Return by how much each check sum differs from its digit, modulo 10; 0 where it agrees."""
    return tuple(
        sum(weight * value(line2[place]) for place, weight in weights.items()) % 10
        for weights in SUM_WEIGHTS
    )


@dataclass(frozen=True, slots=True)
class Checks:
    """Which of the five check digits of a second line are right."""

    number: bool
    birth: bool
    expiry: bool
    optional: bool
    composite: bool

    @property
    def all(self) -> bool:
        """Whether every digit is right."""
        return self.count == 5

    @property
    def count(self) -> int:
        """How many are right."""
        return sum((self.number, self.birth, self.expiry, self.optional, self.composite))


def checks(line2: str) -> Checks:
    """Verify the check digits of a second line of 44 characters."""
    optional = line2[OPTIONAL]
    # An unused field's digit may be 0 or a filler (part 4, section 4.2.2.2, note k).
    unused = optional == FILLER * 14 and line2[OPTIONAL_CHECK] in "0<"
    composite = line2[0:10] + line2[13:20] + line2[21:43]
    return Checks(
        number=check_digit(line2[NUMBER]) == line2[NUMBER_CHECK],
        birth=check_digit(line2[BIRTH]) == line2[BIRTH_CHECK],
        expiry=check_digit(line2[EXPIRY]) == line2[EXPIRY_CHECK],
        optional=unused or check_digit(optional) == line2[OPTIONAL_CHECK],
        composite=check_digit(composite) == line2[COMPOSITE_CHECK],
    )


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


def names(line1: str) -> tuple[str, str]:
    """Return surname and given names, fillers replaced by blanks."""
    surname, _, given = line1[NAME].partition(FILLER * 2)
    return _words(surname), _words(given)


def _words(text: str) -> str:
    return " ".join(part for part in text.split(FILLER) if part)


@dataclass(frozen=True, slots=True)
class Zone:
    """A decoded zone.

    `confidences1` and `confidences2` have one value a character; `corrected1` and
    `corrected2` are the places where the lines differ from what was recognized, or where the
    printed part of the page contradicts them.
    """

    line1: str
    line2: str
    confidences1: tuple[float, ...]
    confidences2: tuple[float, ...]
    corrected1: frozenset[int] = frozenset()
    corrected2: frozenset[int] = frozenset()
    years: frozenset[int] = field(default=frozenset(), repr=False)
    """Years of four digits in the printed part of the page."""

    def __repr__(self) -> str:
        # Never the lines: they are a person's identity.
        return f"Zone(checks={self.checks.count}/5)"

    @property
    def checks(self) -> Checks:
        """Check the second line."""
        return checks(self.line2)

    def confidence(self, line: int, places: Iterable[int], *, valid: bool = True) -> float:
        """Rate the field at some places of line 1 or 2.

        The confidence of its weakest character: a mean hides one wrong letter. A correction
        or a contradiction takes a fifth off, a wrong check digit half.
        """
        values = self.confidences1 if line == 1 else self.confidences2
        corrected = self.corrected1 if line == 1 else self.corrected2
        chosen = list(places)
        rate = min((values[i] for i in chosen), default=0.0)
        if corrected.intersection(chosen):
            rate *= 0.8
        return rate if valid else rate * 0.5
