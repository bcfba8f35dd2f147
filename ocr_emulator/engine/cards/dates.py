"""Dates of cards: digits or short names of months, accepted only if the calendar has them.

A date is returned as it is printed; nothing is converted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol, runtime_checkable

from ocr_emulator.engine.cards.kinds import (
    DASHES,
    DIGIT,
    DIGIT_LOOKS,
    LETTER_LOOKS,
    MOST_EXCHANGED,
    Match,
    plain,
)

SPANISH_MONTHS = (
    "ENE", "FEB", "MAR", "ABR", "MAY", "JUN", "JUL", "AGO", "SEP", "OCT", "NOV", "DIC",
)  # fmt: skip
ENGLISH_MONTHS = (
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
)  # fmt: skip
_YEARS = range(1880, 2100)


@runtime_checkable
class Dated(Protocol):
    """A kind of date that can be compared with one that a zone states."""

    def iso(self, text: str) -> str:
        """Return a date that was found as YYYY-MM-DD; empty for another text."""
        ...

    def written(self, iso: str) -> str:
        """Write a date YYYY-MM-DD as the card prints it."""
        ...


@dataclass(frozen=True)
class Date:
    """A date with the day first, in digits or with the name of the month, as it is printed."""

    months: tuple[str, ...] = ()
    """Short names of the months; none where the month is printed in digits."""
    joiner: str = " "
    """What stands between the parts where the image shows nothing else."""
    first: str = "day"
    """`day` or `year`: with which part a date begins."""
    century: str = ""
    """First two digits of the year, where only the last two are printed."""
    free: bool = False

    def find(self, text: str) -> Match | None:
        """Return the first date that the calendar has."""
        # A blank behind the year may have been lost; years are told from other digits.
        for after in (r"(?![0-9])", ""):
            for match in re.finditer(self._pattern + after, text):
                found = self._spelled(match)
                if found is not None:
                    return found
        return None

    def iso(self, text: str) -> str:
        """Return a date that was found as YYYY-MM-DD; empty for another text."""
        parts = re.findall(r"[^\W_]+", text)
        if len(parts) != 3:
            return ""
        day, month, year = parts if self.first == "day" else reversed(parts)
        number = self.months.index(month) + 1 if month in self.months else _digits(month)
        return f"{self.century}{year}-{int(number):02}-{int(day):02}"

    def written(self, iso: str) -> str:
        """Write a date YYYY-MM-DD as the card prints it."""
        year, month, day = iso.split("-")
        name = self.months[int(month) - 1] if self.months else month
        year = year[len(self.century) :]
        return self.joiner.join((day, name, year) if self.first == "day" else (year, name, day))

    @cached_property
    def _pattern(self) -> str:
        sign = rf"(\s?[./{re.escape(DASHES)}]\s?|\s{{0,2}})"
        short, long = f"({DIGIT}{{1,2}})", f"({DIGIT}{{{2 if self.century else 4}}})"
        month = r"([^\W_]{3,4})\.?" if self.months else short
        parts = (short, month, long) if self.first == "day" else (long, month, short)
        return rf"(?<![^\W_]){sign.join(parts)}"

    def _spelled(self, match: re.Match[str]) -> Match | None:
        first, sign, month, _, last = match.groups()
        begin, end = _digits(first), _digits(last)
        day, year = (begin, end) if self.first == "day" else (end, begin)
        exchanged = _changes(first, begin) + _changes(last, end)
        if self.months:
            name = _month(month, self.months)
            number = self.months.index(name) + 1 if name else 0
            exchanged += _changes(month.upper(), name or month)
        else:
            name = _digits(month)
            number = int(name)
            exchanged += _changes(month, name)
        if int(self.century + year) not in _YEARS or not _exists(
            int(self.century + year), number, int(day)
        ):
            return None
        if exchanged > MOST_EXCHANGED * len(match.group()):
            return None
        joiner = sign.strip() or self.joiner
        joiner = "-" if joiner in DASHES else joiner
        return Match(joiner.join((begin, name or month, end)), *match.span(), exchanged)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _digits(text: str) -> str:
    return "".join(DIGIT_LOOKS.get(c, c) for c in text)


def _changes(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=False))


def _month(text: str, months: Iterable[str]) -> str | None:
    """Return the month that a text names, one wrong letter allowed where that leaves one month."""
    letters = plain(text).upper()[:3]
    letters = "".join(LETTER_LOOKS.get(c, c) for c in letters)
    close = [name for name in months if _changes(letters, name.upper()[:3]) <= 1]
    exact = [name for name in close if letters == name.upper()[:3]]
    found = exact or close
    return found[0] if len(found) == 1 and len(letters) == 3 else None
