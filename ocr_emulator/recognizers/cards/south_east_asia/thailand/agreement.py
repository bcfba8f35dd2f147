"""Cross-checks of a Thai card: what it states twice, and the check digit of its number.

Dates are printed in two calendars, a title in two languages, and a number has a check digit. Where
both statements agree a value is surer; where they differ at least one is wrong, and the surer one
decides with a low confidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from ocr_emulator.engine.cards.value import DERIVED, Value
from ocr_emulator.recognizers.cards.south_east_asia.kinds import NamedDate

_CONTRADICTED = 0.5
_TITLES: Mapping[str, tuple[str, ...]] = {
    "mr": ("นาย",),
    "mrs": ("นาง",),
    "miss": ("น.ส.", "นางสาว", "ด.ญ."),
    "ms": ("น.ส.", "นางสาว", "ด.ญ."),
    "master": ("ด.ช.",),
}
"""Thai titles by the English one on the same card."""
TITLES = tuple(dict.fromkeys(title for thai in _TITLES.values() for title in thai))
"""Titles that names on cards begin with."""
_LEAST_ALIKE = 45.0  # of 100: a short title with one wrong letter


@dataclass(frozen=True, slots=True)
class Calendars:
    """The kinds of the same date in Thai and in English."""

    thai: NamedDate
    english: NamedDate


def checked(values: Mapping[str, Value], calendars: Calendars) -> dict[str, Value]:
    """Return the values of a card, compared with one another."""
    found = dict(values)
    for name in ("date_of_birth", "date_of_issue", "date_of_expiry"):
        thai, english = f"{name}_th", f"{name}_en"
        if thai in found and english in found:
            found[thai], found[english] = _dates(found[thai], found[english], calendars)
    if found.get("id_number", _EMPTY).text and not has_check_digit(found["id_number"].text):
        number = found["id_number"]
        found["id_number"] = replace(number, confidence=number.confidence * _CONTRADICTED)
    if "name_th" in found and "first_name_en" in found:
        found["name_th"] = _titled(found["name_th"], found["first_name_en"])
    return found


_EMPTY = Value("", 0.0)


def has_check_digit(number: str) -> bool:
    """Return whether the last of thirteen digits is the check digit of the others (modulus 11)."""
    digits = [int(c) for c in number if c.isdigit()]
    if len(digits) != 13:
        return False
    total = sum(digit * (13 - place) for place, digit in enumerate(digits[:12]))
    return (11 - total % 11) % 10 == digits[12]


def _dates(thai: Value, english: Value, calendars: Calendars) -> tuple[Value, Value]:
    """Compare a date in both calendars."""
    if not thai.text and not english.text:
        return thai, english
    if _day(calendars.thai, thai) == _day(calendars.english, english):
        return thai.confirmed(english.confidence), english.confirmed(thai.confidence)
    if thai.confidence > english.confidence:
        text = _translated(thai.text, calendars.thai, calendars.english)
        return _rated(thai, english), _stated(english, thai, text)
    text = _translated(english.text, calendars.english, calendars.thai)
    return _stated(thai, english, text), _rated(english, thai)


def _rated(value: Value, other: Value) -> Value:
    """Lower the confidence of a value whose counterpart was read and differs."""
    if not other.text:
        return value
    return replace(value, confidence=min(value.confidence * (1 - other.confidence / 2), DERIVED))


def _stated(value: Value, other: Value, text: str) -> Value:
    """Return a value as its counterpart states it."""
    rate = other.confidence * (0.9 if not value.text else 1 - value.confidence / 2)
    return Value(text, min(rate, DERIVED), value.polygon)


def _day(calendar: NamedDate, value: Value) -> str:
    return "forever" if value.text == calendar.forever else calendar.iso(value.text)


def _translated(text: str, source: NamedDate, target: NamedDate) -> str:
    return target.forever if text == source.forever else target.written(source.iso(text))


def _titled(name: Value, english: Value) -> Value:
    """Write the title of a Thai name as the English one says."""
    title = english.text.partition(" ")[0].rstrip(".").casefold()
    words = name.text.split()
    if title not in _TITLES or len(words) < 2:
        return name
    best = process.extractOne(words[0], _TITLES[title], scorer=fuzz.ratio)
    if best is None or best[1] < _LEAST_ALIKE or best[0] == words[0]:
        return name
    if len(words[0]) > len(best[0]) + 1:
        return name  # the name itself, whose title was not read
    return replace(name, text=" ".join((best[0], *words[1:])))
