"""National registration numbers of Myanmar: their form, and the form in Latin letters.

A number such as `၉/မခန(နိုင်)၂၅၁၉၅၉` names one of 14 states, a township by three letters, the kind of
citizen, and six digits. The form is so narrow that it decides between readings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from ocr_emulator.engine.cards.kinds import Match
from ocr_emulator.recognizers.cards.south_east_asia.kinds import BURMESE_LOOKS
from ocr_emulator.recognizers.cards.south_east_asia.myanmar.burmese import (
    DIGIT,
    burmese_digits,
    latin_digits,
)

_STATES = 14
_TOWNSHIP = 3
"""Letters of the name of a township."""
_LETTERS = r"([\u1000-\u103e၀၇]{3,9})[(\[{|`]+([\u1000-\u103e]{1,10})[)\]}|`]+"
"""Pattern of the township and the kind of citizen."""
_FORM = re.compile(rf"({DIGIT}{{1,2}})[/|။]?{_LETTERS}({DIGIT}{{6}})(?!{DIGIT})")
_LATIN_FORM = re.compile(r"([0-9]{1,2})/[A-Z]+\([A-Z]+\)([0-9]{6})")
_LETTER = re.compile("[\u1000-\u1021\u1025\u1027\u1029]")
_AS_LETTERS = str.maketrans("၀၇", "ဝရ")
_CITIZENS = ("နိုင်", "ဧည့်", "ပြု")
"""Kinds of citizens: full, associate, naturalized."""
_ALIKE = 0.6
# The service writes မခန as MaKhaNa and a citizen as C (example of API Reference 4.11). Letters for
# which people write several spellings are left out.
_LATIN = {
    "က": "Ka", "ခ": "Kha", "ဂ": "Ga", "င": "Nga", "စ": "Sa", "ဇ": "Za", "ည": "Nya", "တ": "Ta",
    "ဒ": "Da", "န": "Na", "ပ": "Pa", "ဗ": "Ba", "မ": "Ma", "ယ": "Ya", "ရ": "Ra", "လ": "La",
    "ဝ": "Wa", "သ": "Tha", "ဟ": "Ha",
}  # fmt: skip
_LATIN_CITIZEN = {"နိုင်": "C"}


@dataclass(frozen=True)
class NationalNumber:
    """A national registration number in Burmese digits and letters."""

    free: bool = False

    def find(self, text: str) -> Match | None:
        """Return the first number of a text, whose blanks do not count."""
        places = [i for i, c in enumerate(text) if not c.isspace()]
        for match in _FORM.finditer("".join(text[i] for i in places)):
            value = _spelled(*match.groups())
            if value is None:
                continue
            exchanged = Indel.distance(value, match.group())
            return Match(value, places[match.start()], places[match.end() - 1] + 1, exchanged)
        return None


NRC = NationalNumber()
"""The kind of a field that holds one."""


def in_latin(number: str) -> str:
    """Return a number in Latin letters; what has no counterpart stays in Burmese script."""
    parts = re.fullmatch(r"(.+)/(.+)\((.+)\)(.+)", number)
    if parts is None:
        return latin_digits(number)
    state, township, citizen, serial = parts.groups()
    if all(c in _LATIN for c in township):
        township = "".join(_LATIN[c] for c in township)
    citizen = _LATIN_CITIZEN.get(citizen, citizen)
    return latin_digits(f"{state}/{township}({citizen}){serial}")


def completed(text: str, latin: str) -> str:
    """Return the number of which a text has the letters, with the digits of its Latin form.

    Empty where the letters of both differ, or cannot be compared.
    """
    found, known = re.search(_LETTERS, "".join(text.split())), _LATIN_FORM.fullmatch(latin)
    if found is None or known is None:
        return ""
    number = _spelled(burmese_digits(known[1]), found[1], found[2], burmese_digits(known[2]))
    # The kind of citizen has other letters here than in the service's own transcription.
    state_and_township = latin[: latin.index("(") + 1]
    if number is None or not in_latin(number).upper().startswith(state_and_township):
        return ""
    return number


def _spelled(state: str, township: str, citizen: str, serial: str) -> str | None:
    """Write a number; None where one of its parts cannot be."""
    number, digits = _digits(state), _digits(serial)
    letters = "".join(_LETTER.findall(township.translate(_AS_LETTERS)))
    if not 1 <= int(latin_digits(number)) <= _STATES or len(letters) != _TOWNSHIP:
        return None
    likely = max(_CITIZENS, key=lambda kind: Indel.normalized_similarity(kind, citizen))
    if Indel.normalized_similarity(likely, citizen) >= _ALIKE:
        citizen = likely
    return f"{number}/{letters}({citizen}){digits}"


def _digits(text: str) -> str:
    return "".join(BURMESE_LOOKS.get(c, c) for c in text)
