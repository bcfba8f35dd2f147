"""Passport desk: read a passport, check it, and print a decision with its reasons.

The machine-readable zone repeats the printed page with check digits. A passport is accepted if all
of them hold, the zone agrees with the page, and it is valid for six months after the journey.
"""

from __future__ import annotations

import argparse
import calendar
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from ocr_wrapper import GeneralTextResult, OcrClient, OcrError, PassportResult, Recognition

MIN_CONFIDENCE = 0.9
MONTHS = 6
"""Many states admit only passports that are valid for so many months after the arrival."""

Outcome = Literal["accept", "refer", "refuse"]
EXIT_CODES: dict[Outcome, int] = {"accept": 0, "refer": 3, "refuse": 4}


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens to a traveller; the reasons contain nothing that is in the passport."""

    outcome: Outcome
    reasons: tuple[str, ...]


def decide(client: OcrClient, photo: str, on: date) -> Decision:
    """Return the decision about the passport in a photo, for a journey on a date.

    Two calls are billed: the fields and the zone, and the printed text to compare them with. The
    second one is not made for a passport that is refused anyway.

    Raises:
        OcrError: The photo could not be read.
    """
    passport = client.recognize_passport(photo)
    if passport.is_example:
        return Decision("refer", ("an emulator without an OCR engine made this result up",))
    refused = tuple(expiry(passport, on))
    if refused:
        return Decision("refuse", refused)
    page = client.recognize_general_text(photo)
    doubts = (*certainty(passport, on), *zone_checks(passport), *page_checks(passport, page))
    return Decision("refer", doubts) if doubts else Decision("accept", ())


def expiry(passport: Recognition[PassportResult], on: date) -> Iterator[str]:
    """Yield why the passport is not valid long enough; a doubtful date is no reason."""
    if passport.expired(on):
        yield f"the passport has expired on {on}"
    elif passport.expired(months_after(on, MONTHS)):
        yield f"the passport expires less than {MONTHS} months after {on}"


def certainty(passport: Recognition[PassportResult], on: date) -> Iterator[str]:
    """Yield what was not read with certainty."""
    if passport.expired(on) is None:
        yield "the date of expiry is not certain"
    for name in ("surname", "passport_number", "date_of_birth", "date_of_expiry"):
        field = passport.fields.get(name)
        if field is None or not field.text:
            yield f"{name} was not read"
        elif field.confidence is None or field.confidence < MIN_CONFIDENCE:
            yield f"{name} is uncertain"


def zone_checks(passport: Recognition[PassportResult]) -> Iterator[str]:
    """Yield what is wrong with the zone, and where it differs from the fields."""
    zone = passport.mrz
    if zone is None:
        yield "no machine-readable zone was read"
        return
    for name, holds in zone.checks.items():
        if not holds:
            yield f"the check digit of the zone for {name!r} is wrong"
    r = passport.result
    pairs = {
        "number": (zone.number, r.passport_number),
        "surname": (zone.surname, r.surname),
        "given names": (zone.given_names, r.given_name),
        "issuing state": (zone.issuer, r.country_code),
        "sex": (zone.sex, r.sex),
    }
    for name, (in_zone, in_fields) in pairs.items():
        if compact(in_zone) != compact(in_fields or ""):
            yield f"the {name} in the zone differs from the field"
    for name, day in (("date_of_birth", zone.birth_date), ("date_of_expiry", zone.expiry_date)):
        if name in passport.dates and day not in passport.dates[name].candidates:
            yield f"{name} in the zone differs from the field"


def page_checks(
    passport: Recognition[PassportResult], page: Recognition[GeneralTextResult]
) -> Iterator[str]:
    """Yield what the zone says and the printed part of the page does not."""
    zone = passport.mrz
    if zone is None:
        return
    printed = " ".join(compact(line.text) for line in page.lines if not is_zone(line.text))
    # A name in the zone is transliterated (Ö is OE), so a difference is a reason to look at it.
    for name, value in {"number": zone.number, "surname": zone.surname}.items():
        if compact(value) not in printed:
            yield f"the {name} of the zone is not printed on the page"


def is_zone(line: str) -> bool:
    """Return whether a line of text belongs to the machine-readable zone."""
    return "<" in line or len(compact(line)) >= 30


def compact(text: str) -> str:
    """Return the letters and digits of a text in capitals and without accents."""
    plain = unicodedata.normalize("NFKD", text).upper()
    return re.sub(r"[^0-9A-Z]", "", plain)


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, or the last one of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 1 for a photo without a result, and else as `EXIT_CODES` says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photo", help="image of the page with the photograph")
    today = datetime.now(UTC).date()
    parser.add_argument("--on", type=date.fromisoformat, default=today, help="day of the journey")
    options = parser.parse_args(arguments)
    try:
        with OcrClient() as client:
            decision = decide(client, options.photo, options.on)
    except OcrError as error:
        print(error, file=sys.stderr)
        return 1
    print(decision.outcome)
    for reason in decision.reasons:
        print(f"- {reason}")
    return EXIT_CODES[decision.outcome]


if __name__ == "__main__":
    sys.exit(main())
