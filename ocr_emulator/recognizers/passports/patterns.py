"""Patterns of printed values: Chinese characters, Latin words, dates with the month in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ocr_emulator.engine.cards.dates import ENGLISH_MONTHS
from ocr_emulator.engine.cards.kinds import Match

_LOOKS = str.maketrans("01582", "OISBZ")


@dataclass(frozen=True)
class Pattern:
    """A value that is the first match of a regular expression."""

    expression: str
    free: bool = False

    def find(self, text: str) -> Match | None:
        """Return the first match."""
        match = self._compiled.search(text)
        return Match(match.group(), *match.span()) if match else None

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.expression)


HAN = Pattern("[\u3400-\u9fff\uf900-\ufaff·]{2,}")
"""Chinese characters; names of two parts have a dot between them."""
LATIN = Pattern(r"[A-Z][A-Za-z'’.,&()\- ]*[A-Za-z.)]")
"""Latin words that begin with a capital."""


@dataclass(frozen=True)
class Day:
    """A date such as `23 NOV 1991` or `23 11月/NOV 1991`, written as YYYY-MM-DD."""

    free: bool = False

    def find(self, text: str) -> Match | None:
        """Return the first date that the calendar has."""
        for match in _DAY.finditer(text):
            month = _month(match["name"], match["number"])
            if month:
                try:
                    found = date(int(match["year"]), month, int(match["day"]))
                except ValueError:
                    continue
                return Match(found.isoformat(), *match.span())
        return None


_DAY = re.compile(
    r"(?<![0-9])(?P<day>[0-3]?[0-9])\s*"
    r"(?:(?P<number>[01]?[0-9])\s*月\s*/?\s*)?"
    r"(?P<name>[A-Z0-9]{3})[A-Z]?\.?\s*"
    r"(?P<year>(?:19|20)[0-9]{2})(?![0-9])"
)


def _month(name: str, number: str | None) -> int:
    """Return the month by its name, or by its number where one is printed; 0 if they disagree."""
    letters = name.translate(_LOOKS)
    named = ENGLISH_MONTHS.index(letters) + 1 if letters in ENGLISH_MONTHS else 0
    counted = int(number) if number else 0
    if named and counted and named != counted:
        return 0
    return named or counted
