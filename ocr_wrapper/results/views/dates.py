"""Dates of a document as `date`, beside the text as it is printed.

Documents print dates in many ways: digits of other scripts, names of months in other languages, the
year of the Buddhist era, two digits of a year. A text that has more than one meaning stays
undecided, because an expired document that passes as valid costs more than a question.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from ocr_wrapper.results.fields import Field

_NAME = re.compile(r"(?:^|[._])(?:date|birth|dob|expiry|expir[a-z]*|validity)(?:$|[._#])")
"""Part of the name of a field that holds a date."""

_OTHER = re.compile(r"place|authority|confidence")
"""Part of the name of a field that holds something else, such as `place_of_birth`."""

_EXPIRY = re.compile(r"expir|valid")

_DAY_FIRST = frozenset(
    {
        "recognize_cambodian_id_card",
        "recognize_chile_id_card",
        "recognize_colombia_id_card",
        "recognize_myanmar_driver_license",
        "recognize_myanmar_id_card",
        "recognize_peru_id_card",
        "recognize_thailand_id_card",
        "recognize_vietnam_id_card",
    }
)
"""Documents that print the day before the month, according to the examples of the API Reference."""

_MONTHS = (
    "jan january ene enero janv janvier ม.ค. มกราคม",
    "feb february febrero fev ก.พ. กุมภาพันธ์",
    "mar march marzo mars มี.ค. มีนาคม",
    "apr april abr abril avr เม.ย. เมษายน",
    "may mayo mai พ.ค. พฤษภาคม",
    "jun june junio juin มิ.ย. มิถุนายน",
    "jul july julio juil ก.ค. กรกฎาคม",
    "aug august ago agosto aout ส.ค. สิงหาคม",
    "sep sept september set septiembre setiembre ก.ย. กันยายน",
    "oct october octubre ต.ค. ตุลาคม",
    "nov november noviembre พ.ย. พฤศจิกายน",
    "dec december dic diciembre ธ.ค. ธันวาคม",
)
"""Names of the months in English, Spanish, French and Thai, as documents shorten them."""

_MONTH = {
    name.replace(".", ""): number
    for number, names in enumerate(_MONTHS, 1)
    for name in names.split()
}

_UNLIMITED = frozenset(
    {"lifelong", "permanent", "indefinido", "ตลอดชีพ", "长期", "長期", "khôngthờihạn"}
)
"""Texts in place of a date of expiry, without spaces, which mean that there is none."""

_BUDDHIST_ERA = 543
"""Years that the Thai calendar is ahead."""

_THAI = re.compile("[\u0e00-\u0e7f]")
"""Letters and digits of Thai, beside which a year of two digits may be of either era."""

_FIRST_YEAR = 1800
"""Earliest year of a date on a document; an earlier one is misread, or of another calendar."""

_FIRST_BUDDHIST_YEAR = 2400
"""Year from which a year is of the Buddhist era: 1857."""

_YEARS_AHEAD = 50
"""Most years after the current one in which a document of a two-digit year expires."""

_MAX_TEXT = 60
"""Longest text that is read as a date."""


@dataclass(frozen=True, slots=True)
class DateValue:
    """A date of a document; the repr does not show it."""

    text: str = field(repr=False)
    """The text of the field, unchanged."""

    value: date | None = field(repr=False)
    """The date; None if it is not known for certain."""

    reason: str = ""
    """Why there is no date, as one sentence; empty if there is one."""

    candidates: tuple[date, ...] = field(default=(), repr=False)
    """All dates that the text may mean: one if it is certain, two if day and month can be
    exchanged."""

    unlimited: bool = False
    """Whether the text says that the document does not expire."""


def current() -> date:
    """Return the current date in UTC."""
    return datetime.now(UTC).date()


def dates(
    operation: str, fields: Mapping[str, Field[Any]], *, today: date | None = None
) -> dict[str, DateValue]:
    """Return the dates among the fields of a result, by the name of the field.

    Args:
        operation: Operation of the result, which decides between `day/month` and `month/day`.
        fields: The fields.
        today: Date that decides the century of two-digit years; None for the current date.
    """
    today = today or current()
    return {
        name: parse(
            item.text,
            day_first=operation in _DAY_FIRST or None,
            past=not _EXPIRY.search(name),
            today=today,
        )
        for name, item in fields.items()
        if item.text and _NAME.search(name) and not _OTHER.search(name)
    }


def expired(found: Mapping[str, DateValue], zone: date | None, on: date) -> bool | None:
    """Return whether a document has expired on a date: after its date of expiry.

    Args:
        found: The dates of the result.
        zone: Date of expiry in the machine-readable zone; None if there is none.
        on: The date.

    Returns:
        None if the result has no date of expiry, or if its dates lead to different conclusions.
    """
    conclusions: set[bool | None] = set() if zone is None else {on > zone}
    for name, item in found.items():
        if _EXPIRY.search(name):
            conclusions |= {False} if item.unlimited else {on > day for day in item.candidates}
            if not item.unlimited and not item.candidates:
                conclusions.add(None)
    return conclusions.pop() if len(conclusions) == 1 else None


def parse(
    text: str, *, day_first: bool | None = None, past: bool = False, today: date
) -> DateValue:
    """Return what a text means as a date.

    A year of two digits is the latest one that is not in the future, or, for a date of expiry, the
    latest one within 50 years. Beside Thai it may be of the Buddhist era too.

    Args:
        text: The text as printed.
        day_first: Whether the day stands before the month; None if that is not known.
        past: Whether it is not in the future, such as a date of birth; decides about centuries.
        today: Date that decides the century of two-digit years.
    """
    plain = _western(text).strip()
    if "".join(plain.split()) in _UNLIMITED:
        return DateValue(text, None, "The document does not expire.", unlimited=True)
    parts = _parts(plain) if len(plain) <= _MAX_TEXT else None
    if parts is None:
        return DateValue(text, None, "The text has none of the known forms of a date.")
    eras = (0, _BUDDHIST_ERA) if _THAI.search(text) else (0,)
    readings = {
        day
        for ahead in eras
        for day in _readings(parts, day_first, past=past, today=today, ahead=ahead)
    }
    found = sorted(day for day in readings if day.year >= _FIRST_YEAR)
    if not found:
        what = "No document has a date so early." if readings else "The calendar has no such date."
        return DateValue(text, None, what)
    if len(found) > 1:
        reason = "The text does not say which number is the day and which is the month."
        if len({(day.month, day.day) for day in found}) == 1:
            reason = "The text does not say of which era its year is."
        return DateValue(text, None, reason, tuple(found))
    return DateValue(text, found[0], "", tuple(found))


def of_birth(text: str, today: date) -> date | None:
    """Return a date of birth of the form `YYMMDD`: the latest one that is not in the future."""
    return _six_digits(text, today, past=True)


def of_expiry(text: str, today: date) -> date | None:
    """Return a date of expiry of the form `YYMMDD`: the latest one within 50 years."""
    return _six_digits(text, today, past=False)


def _six_digits(text: str, today: date, *, past: bool) -> date | None:
    if not (len(text) == 6 and text.isascii() and text.isdigit()):
        return None
    year, month, day = int(text[:2]), int(text[2:4]), int(text[4:])
    found = list(_in_century(year, month, day, past=past, today=today))
    return found[0] if found else None


def _western(text: str) -> str:
    """Return a text in lower case with the digits of all scripts as ASCII digits."""
    return "".join(
        str(digit) if (digit := unicodedata.digit(character, None)) is not None else character
        for character in unicodedata.normalize("NFC", text).casefold()
    )


def _parts(text: str) -> tuple[str, str, str] | None:
    """Split a date into its three parts."""
    if re.fullmatch(r"\d{8}", text):
        return text[:4], text[4:6], text[6:]
    chinese = re.fullmatch(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日", text)
    if chinese:
        return chinese[1], chinese[2], chinese[3]
    compact = text
    for name in sorted(_thai(), key=len, reverse=True):
        compact = compact.replace(name, f" {name.replace('.', '')} ")
    parts = [part for part in re.split(r"[\s./,-]+", compact) if part]
    if len(parts) == 1:
        joined = re.fullmatch(r"(\d{1,2})([^\W\d_]+)(\d{2,4})", parts[0])
        parts = list(joined.groups()) if joined else parts
    if len(parts) != 3 or sum(part in _MONTH for part in parts) > 1:
        return None
    if not all(part in _MONTH or re.fullmatch(r"\d{1,4}", part) for part in parts):
        return None
    return parts[0], parts[1], parts[2]


def _thai() -> Iterable[str]:
    """Return the names of months that contain a full stop or vowels above the letters."""
    return (name for names in _MONTHS for name in names.split() if not name[0].isascii())


def _readings(
    parts: tuple[str, str, str], day_first: bool | None, *, past: bool, today: date, ahead: int
) -> Iterable[date]:
    """Yield the dates that three parts may mean."""
    first, second, third = parts
    if second in _MONTH:  # 5 Feb 1950
        orders = [(third, str(_MONTH[second]), first)]
    elif first in _MONTH:  # Feb 5, 1950
        orders = [(third, str(_MONTH[first]), second)]
    elif third in _MONTH:
        return
    elif len(first) == 4:  # 1950-02-05
        orders = [(first, second, third)]
    elif day_first:
        orders = [(third, second, first)]
    else:
        orders = [(third, second, first), (third, first, second)]
        if len(third) == 2:
            orders.append((first, second, third))
    for year, month, day in orders:
        if len(year) in {2, 4} and len(month) <= 2 and len(day) <= 2:
            yield from _dates(year, int(month), int(day), past=past, today=today, ahead=ahead)


def _dates(
    year: str, month: int, day: int, *, past: bool, today: date, ahead: int
) -> Iterable[date]:
    if len(year) == 2:
        yield from _in_century(int(year), month, day, past=past, today=today, ahead=ahead)
        return
    number = int(year)
    if number >= _FIRST_BUDDHIST_YEAR:
        number -= _BUDDHIST_ERA
    try:
        yield date(number, month, day)
    except ValueError:
        return


def _in_century(
    year: int, month: int, day: int, *, past: bool, today: date, ahead: int = 0
) -> Iterable[date]:
    """Yield the date of a two-digit year, in the century that its meaning allows.

    The calendar of the year is `ahead` years ahead of ours.
    """
    limit = today if past else today.replace(year=today.year + _YEARS_AHEAD, day=1)
    century = (limit.year + ahead) // 100 * 100 - ahead
    for start in (century, century - 100):
        try:
            found = date(start + year, month, day)
        except ValueError:
            continue
        if found <= limit:
            yield found
            return
