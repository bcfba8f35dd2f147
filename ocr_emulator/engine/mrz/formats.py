"""Formats of machine-readable zones: TD1, TD2, TD3, MRV-A and MRV-B (ICAO 9303 parts 4 to 7).

A format says where the fields and their check digits stand; everything above it works for all.
The lines that check digits cover are the *data* of a zone, joined into one text: the first two of
three, or the second of two. The remaining line has the names, which no check digit covers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Literal

from ocr_emulator.engine.mrz.zone import DIGITS, FILLER, LETTERS, WEIGHTS, check_digit, value

Digit = Literal["number", "birth", "expiry", "optional", "composite"]
"""What a check digit covers."""


@dataclass(frozen=True, slots=True)
class Span:
    """The places of a field: `start` up to but not including `stop`."""

    start: int
    stop: int

    def of(self, text: str) -> str:
        """Return the field's characters."""
        return text[self.start : self.stop]

    @property
    def places(self) -> range:
        """The places one by one."""
        return range(self.start, self.stop)


@dataclass(frozen=True, slots=True)
class CheckSum:
    """One check digit: the places that it covers in their order, and its own place."""

    name: Digit
    places: tuple[int, ...]
    digit: int
    weights: Mapping[int, int]
    """Weight of each place in the sum; the digit itself is subtracted."""

    def holds(self, data: str) -> bool:
        """Return whether the digit is right."""
        covered = "".join(data[place] for place in self.places)
        if self.name == "optional" and not covered.strip(FILLER):
            # An unused field's digit may be 0 or a filler (part 4, section 4.2.2.2, note k).
            return data[self.digit] in "0<"
        return check_digit(covered) == data[self.digit]

    def residual(self, data: str) -> int:
        """Return by how much the sum differs from the digit, modulo 10; 0 where it agrees."""
        return sum(weight * value(data[place]) for place, weight in self.weights.items()) % 10


def _check_sum(name: Digit, places: tuple[int, ...], digit: int) -> CheckSum:
    weights = {place: WEIGHTS[i % 3] for i, place in enumerate(places)} | {digit: -1}
    return CheckSum(name, places, digit, MappingProxyType(weights))


@dataclass(frozen=True, slots=True)
class Checks:
    """Which check digits of a zone are right; None for a digit that its format does not have."""

    number: bool
    birth: bool
    expiry: bool
    optional: bool | None = None
    composite: bool | None = None

    @property
    def all(self) -> bool:
        """Whether no digit is wrong."""
        return False not in self._values

    @property
    def count(self) -> int:
        """How many are right."""
        return sum(value is True for value in self._values)

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(value is not None for value in self._values)

    @property
    def _values(self) -> tuple[bool | None, ...]:
        return (self.number, self.birth, self.expiry, self.optional, self.composite)


@dataclass(frozen=True, eq=False)
class Format:
    """One kind of zone. The places of fields are those in the data."""

    name: str
    length: int
    """Characters of a line."""
    data_lines: tuple[int, ...]
    names_line: int
    codes: str
    """First letters of the document codes."""
    names: Span
    """Where the names stand in their line."""
    number: Span
    nationality: Span
    birth: Span
    sex: int
    expiry: Span
    optional: tuple[Span, ...]
    optional_check: int | None = None
    composite: tuple[Span, ...] = ()
    composite_check: int | None = None
    has_header_in_data: bool = False
    """Whether code and issuer stand in the data and not before the names."""
    continues_number: bool = False
    """Whether a number of more than nine characters goes on in the optional field (part 5,
    section 4.2.2.2, note j)."""

    def __repr__(self) -> str:
        return self.name

    code = Span(0, 2)
    issuer = Span(2, 5)

    @property
    def lines(self) -> int:
        """Number of lines."""
        return len(self.data_lines) + 1

    @property
    def number_check(self) -> int:
        """Place of the number's check digit."""
        return self.number.stop

    @property
    def birth_check(self) -> int:
        """Place of the check digit of the date of birth."""
        return self.birth.stop

    @property
    def expiry_check(self) -> int:
        """Place of the check digit of the date of expiry."""
        return self.expiry.stop

    @cached_property
    def digit_places(self) -> frozenset[int]:
        """Places of the data where only digits stand; unknown dates have fillers there."""
        found = {*self.birth.places, *self.expiry.places, self.birth_check, self.expiry_check}
        found.add(self.number_check)
        if self.composite_check is not None:
            found.add(self.composite_check)
        return frozenset(found)

    @cached_property
    def letter_places(self) -> frozenset[int]:
        """Places of the data where no digit stands."""
        found = {*self.nationality.places, self.sex}
        if self.has_header_in_data:
            found |= {*self.code.places, *self.issuer.places}
        return frozenset(found)

    @cached_property
    def mandatory_digits(self) -> frozenset[int]:
        """Check digits that may not be fillers."""
        found = {self.expiry_check}
        if not self.continues_number:
            found.add(self.number_check)
        if self.composite_check is not None:
            found.add(self.composite_check)
        return frozenset(found)

    @cached_property
    def free_places(self) -> tuple[int, ...]:
        """Places of number and optional fields, where letters and digits stand."""
        return (*self.number.places, *(p for span in self.optional for p in span.places))

    def line_of(self, place: int) -> tuple[int, int]:
        """Return line and column of a place of the data."""
        return self.data_lines[place // self.length], place % self.length

    def check_sums(self, data: str) -> tuple[CheckSum, ...]:
        """Return the check sums that hold for a zone; a long number changes its own."""
        return _check_sums(self, self._end_of_number(data))

    def _end_of_number(self, data: str) -> int:
        """Return where the second part of a long number ends; 0 for a short one."""
        if not self.continues_number or data[self.number_check] != FILLER:
            return 0
        rest = self.optional[0].of(data).partition(FILLER)[0]
        return self.optional[0].start + len(rest) if len(rest) > 1 else 0

    def number_of(self, data: str) -> str:
        """Return the number without fillers, a long one in full."""
        end = self._end_of_number(data)
        number = self.number.of(data)
        if end:
            number += data[self.optional[0].start : end - 1]
        return number.rstrip(FILLER)

    def number_places(self, data: str) -> tuple[int, ...]:
        """Return the places of the number, those of a long one in both fields."""
        end = self._end_of_number(data)
        rest = range(self.optional[0].start, end - 1) if end else range(0)
        return (*self.number.places, *rest)

    def optional_text(self, data: str, index: int) -> str:
        """Return an optional field without the fillers that end it, and without a long number."""
        span = self.optional[index]
        start = max(span.start, self._end_of_number(data)) if index == 0 else span.start
        return data[start : span.stop].strip(FILLER)

    def alphabet(self, place: int) -> str:
        """Return the characters that a place is limited to; empty when any may stand there."""
        if place in self.digit_places:
            long_number = self.continues_number and place == self.number_check
            return DIGITS + FILLER if long_number else DIGITS
        if place in self.letter_places:
            return LETTERS + FILLER
        return DIGITS + FILLER if place == self.optional_check else ""


@lru_cache(maxsize=256)
def _check_sums(kind: Format, end: int) -> tuple[CheckSum, ...]:
    """Build the check sums of a format; `end` is where a long number ends, or 0."""
    if end:
        start = kind.optional[0].start
        places = (*kind.number.places, *range(start, end - 1))
        number = _check_sum("number", places, end - 1)
    else:
        number = _check_sum("number", tuple(kind.number.places), kind.number_check)
    found = [
        number,
        _check_sum("birth", tuple(kind.birth.places), kind.birth_check),
        _check_sum("expiry", tuple(kind.expiry.places), kind.expiry_check),
    ]
    if kind.optional_check is not None:
        places = tuple(kind.optional[0].places)
        found.append(_check_sum("optional", places, kind.optional_check))
    if kind.composite_check is not None:
        places = tuple(place for span in kind.composite for place in span.places)
        found.append(_check_sum("composite", places, kind.composite_check))
    return tuple(found)


def checks(kind: Format, data: str) -> Checks:
    """Verify the check digits of a zone's data."""
    return Checks(**{check.name: check.holds(data) for check in kind.check_sums(data)})


TD3 = Format(
    name="TD3", length=44, data_lines=(1,), names_line=0, codes="P", names=Span(5, 44),
    number=Span(0, 9), nationality=Span(10, 13), birth=Span(13, 19), sex=20, expiry=Span(21, 27),
    optional=(Span(28, 42),), optional_check=42,
    composite=(Span(0, 10), Span(13, 20), Span(21, 43)), composite_check=43,
)  # fmt: skip
"""Passports (part 4, section 4.2.2)."""

TD2 = Format(
    name="TD2", length=36, data_lines=(1,), names_line=0, codes="ACI", names=Span(5, 36),
    number=Span(0, 9), nationality=Span(10, 13), birth=Span(13, 19), sex=20, expiry=Span(21, 27),
    optional=(Span(28, 35),),
    composite=(Span(0, 10), Span(13, 20), Span(21, 35)), composite_check=35,
    continues_number=True,
)  # fmt: skip
"""Official travel documents of 105 by 74 mm (part 6, section 4.2.2)."""

TD1 = Format(
    name="TD1", length=30, data_lines=(0, 1), names_line=2, codes="ACI", names=Span(0, 30),
    number=Span(5, 14), nationality=Span(45, 48), birth=Span(30, 36), sex=37, expiry=Span(38, 44),
    optional=(Span(15, 30), Span(48, 59)),
    composite=(Span(5, 30), Span(30, 37), Span(38, 45), Span(48, 59)), composite_check=59,
    has_header_in_data=True, continues_number=True,
)  # fmt: skip
"""Cards of 85.6 by 54 mm (part 5, section 4.2.2)."""

MRV_A = Format(
    name="MRV-A", length=44, data_lines=(1,), names_line=0, codes="V", names=Span(5, 44),
    number=Span(0, 9), nationality=Span(10, 13), birth=Span(13, 19), sex=20, expiry=Span(21, 27),
    optional=(Span(28, 44),),
)  # fmt: skip
"""Visas of 120 by 80 mm (part 7, section 4.2.2)."""

MRV_B = Format(
    name="MRV-B", length=36, data_lines=(1,), names_line=0, codes="V", names=Span(5, 36),
    number=Span(0, 9), nationality=Span(10, 13), birth=Span(13, 19), sex=20, expiry=Span(21, 27),
    optional=(Span(28, 36),),
)  # fmt: skip
"""Visas of 105 by 74 mm (part 7, section 5.2.2)."""

FORMATS = (TD3, TD1, TD2, MRV_A, MRV_B)
"""All formats."""
