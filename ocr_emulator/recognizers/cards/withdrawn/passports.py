"""Printed fields of passports that their zone does not have: date of issue and authority.

Passports of all states print these two with an English label beside that of their own language
(ICAO 9303 part 4, section 4.1.1), so one description serves them all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from PIL import Image

from ocr_emulator.engine.base import Engine
from ocr_emulator.engine.cards.card import BELOW_OR_RIGHT, Card, Face, Field
from ocr_emulator.engine.cards.dates import ENGLISH_MONTHS
from ocr_emulator.engine.cards.kinds import DIGIT, DIGIT_LOOKS, LETTER_LOOKS, Match
from ocr_emulator.engine.cards.places.printed import Print
from ocr_emulator.engine.cards.reader import read_card
from ocr_emulator.engine.cards.value import Value
from ocr_emulator.engine.mrz.result import Zone

PASSPORTS = frozenset(
    "ALB BRA CHL IDN IND MYS NGA PAK PHL RUS THA TWN UKR VNM".split()  # noqa: SIM905
)
"""States whose passports are read."""
_CYRILLIC = frozenset(["RUS"])
"""States that print the authority in Cyrillic letters."""
_VALIDITIES = range(1, 11)  # years from issue to expiry
_SLACK = 3  # days, because the day before the anniversary is the last one
_UNUSUAL = 0.8
"""Part of the confidence of a date that is no whole number of years before the expiry."""
_CENTURY = 2000  # of passports that print two digits of the year; older ones have expired
_CONTRADICTED = "the date contradicts those of the zone"
_NO_LABELS = "the labels of a passport were not found"


@dataclass(frozen=True)
class PrintedDay:
    """A date of a passport in any of its forms, such as `05 ЛИП/JUL 21`, written YYYY-MM-DD."""

    free: bool = False

    def find(self, text: str) -> Match | None:
        """Return the first date that the calendar has."""
        for form in (_NAMED, _NUMBERED):
            for match in form.finditer(text):
                found = _day(match)
                if found is not None:
                    return Match(found.isoformat(), *match.span())
        return None


@dataclass(frozen=True)
class Authority:
    """The name of an office: a line with letters or a number, and no date."""

    free: bool = True

    def find(self, text: str) -> Match | None:
        """Return the text without punctuation around it."""
        match = re.search(r"[^\W_].*[^\W_)]", text)
        if match is None or PrintedDay().find(text) is not None:
            return None
        return Match(match.group(), *match.span())


# The month is printed in one or two languages: `05 ЛИП/JUL 21`, `05 JUL/JUIL 2021`.
_NAMED = re.compile(
    rf"(?<![^\W_])(?P<day>{DIGIT}{{1,2}})(?P<month>[^\n]{{3,24}}?)"
    rf"(?P<year>{DIGIT}{{4}}|{DIGIT}{{2}})(?![^\W_])"
)
_NUMBERED = re.compile(
    rf"(?<![^\W_])(?P<day>{DIGIT}{{1,2}})\s?[./ -]\s?(?P<month>{DIGIT}{{1,2}})\s?[./ -]\s?"
    rf"(?P<year>{DIGIT}{{4}})(?![^\W_])"
)


def _day(match: re.Match[str]) -> date | None:
    day, year = (_digits(match[part]) for part in ("day", "year"))
    month = _month(match["month"])
    if not month and match.re is _NUMBERED:
        month = int(_digits(match["month"]))
    try:
        return date(int(year) + (_CENTURY if len(year) == 2 else 0), month, int(day))
    except ValueError:
        return None


def _month(text: str) -> int:
    """Return the month that one of some words names in English; 0 if none does."""
    for word in re.findall(r"[^\W_]{3,}", text):
        name = "".join(LETTER_LOOKS.get(c, c) for c in word.upper())[:3]
        if name in ENGLISH_MONTHS:
            return ENGLISH_MONTHS.index(name) + 1
    return 0


def _digits(text: str) -> str:
    return "".join(DIGIT_LOOKS.get(c, c) for c in text)


_ISSUED = ("Date of issue", "Date of issuance", "Issue date")
_OFFICES = ("Issuing authority", "Authority", "Issuing office", "Issued by", "Authority / Autorité")

DATA_PAGE = Card(
    country="",
    is_translated=True,
    marks=(*_ISSUED, *_OFFICES, "Date of expiry", "Date of birth", "Passport No."),
    faces=(
        Face(
            side="front",
            titles=(
                "Passport No.",
                "Passport number",
                "Passport",
                "Code of issuing state",
                "Country code",
                "Type",
                "Surname",
                "Given names",
                "Given name(s)",
                "Nationality",
                "Date of birth",
                "Place of birth",
                "Place of issue",
                "Date of expiry",
                "Valid until",
                "Personal No.",
                "Identity No.",
                "Sex",
                "Height",
                "Holder's signature",
                "Signature of bearer",
            ),
            fields=(
                Field("issue_date", _ISSUED, PrintedDay(), BELOW_OR_RIGHT),
                Field("issuing_authority", _OFFICES, Authority(), BELOW_OR_RIGHT, optional=True),
            ),
        ),
    ),
)
"""The data page of any state, as far as its labels are printed in English."""


def printed_fields(engine: Engine, image: Image.Image, text: Print, zone: Zone) -> dict[str, Value]:
    """Return date of issue and authority as they are printed beside a zone."""
    reading = read_card(engine, image, DATA_PAGE, text=text)
    if reading is None:
        missing = Value("", 0.0, None, _NO_LABELS)
        return {"issue_date": missing, "issuing_authority": missing}
    values = dict(reading.values)
    values["issue_date"] = _checked(values["issue_date"], zone)
    if zone.read("issuer").text in _CYRILLIC:
        reason = "it is printed in Cyrillic letters, which are not read"
        values["issuing_authority"] = Value("", 0.0, None, reason)
    return values


def _checked(issue: Value, zone: Zone) -> Value:
    """Compare the date of issue with the dates of the zone."""
    birth, expiry = zone.read("birth").text, zone.read("expiry").text
    if not issue.text:
        return issue
    if (expiry and issue.text >= expiry) or (birth and issue.text <= birth):
        return Value("", 0.0, None, _CONTRADICTED)
    if expiry and not _is_validity(issue.text, expiry):
        return replace(issue, confidence=issue.confidence * _UNUSUAL)
    return issue


def _is_validity(issue: str, expiry: str) -> bool:
    """Return whether a passport is valid for a whole number of years."""
    days = (date.fromisoformat(expiry) - date.fromisoformat(issue)).days
    return any(abs(days - years * 365.25) <= _SLACK for years in _VALIDITIES)
