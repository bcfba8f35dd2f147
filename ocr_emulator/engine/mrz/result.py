"""A zone that was read: its lines, its fields, and how sure each of them is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal

from ocr_emulator.engine.base import Polygon
from ocr_emulator.engine.geometry import height, width
from ocr_emulator.engine.mrz.formats import Checks, Format, checks
from ocr_emulator.engine.mrz.zone import FILLER, birth_date, expiry_date, is_date, names

FieldName = Literal[
    "code", "issuer", "number", "nationality", "birth", "sex", "expiry", "optional", "optional2",
    "surname", "given_names",
]  # fmt: skip
"""Fields that a zone may have; only `TD1` has `optional2`."""

_SEXES = ("M", "F", FILLER)
"""Letters of the sex; the filler is unspecified (ICAO 9303 part 4, section 4.2.2.2)."""
_CORRECTED = 0.8
_DOUBTFUL = 0.8
_WRONG_CHECK = 0.5


@dataclass(frozen=True, slots=True)
class ZoneField:
    """The text of a field without fillers, and its confidence.

    A value that cannot be, such as a sex of "7" or a 31 February, is empty with confidence 0. One
    that the zone itself leaves open is empty with the confidence of its fillers.
    """

    text: str = field(repr=False)
    confidence: float


_IMPOSSIBLE = ZoneField("", 0.0)


@dataclass(frozen=True, slots=True)
class Zone:
    """A decoded zone; `confidences` and `corrected` have an item for each line.

    `corrected` holds the places where a line differs from what was recognized, or where the
    printed part of the page contradicts it. `outlines` are the areas of the lines in the image.
    """

    format: Format
    lines: tuple[str, ...] = field(repr=False)
    confidences: tuple[tuple[float, ...], ...] = field(repr=False)
    corrected: tuple[frozenset[int], ...] = field(repr=False)
    years: frozenset[int] = field(default=frozenset(), repr=False)
    """Years of four digits in the printed part of the page."""
    outlines: tuple[Polygon, ...] = field(default=(), repr=False)
    doubtful: frozenset[tuple[int, int]] = field(default=frozenset(), repr=False)
    """Lines and columns of characters that a look-alike could replace without being noticed."""

    def __repr__(self) -> str:
        # Never the lines: they are a person's identity.
        return f"Zone({self.format}, checks={self.checks.count}/{self.checks.total})"

    @property
    def data(self) -> str:
        """The lines that check digits cover, joined."""
        return "".join(self.lines[i] for i in self.format.data_lines)

    @property
    def names(self) -> str:
        """The line of names."""
        return self.lines[self.format.names_line]

    @property
    def code(self) -> str:
        """Document code, such as `P`, `ID` or `V`."""
        return self._header[self.format.code.start : self.format.code.stop].rstrip(FILLER)

    @property
    def checks(self) -> Checks:
        """Verify the check digits."""
        return checks(self.format, self.data)

    @property
    def size(self) -> float:
        """Pixels that the zone covers in the image: the larger document is the nearer one."""
        return sum(width(outline) * height(outline) for outline in self.outlines)

    def read(self, name: FieldName, today: date | None = None) -> ZoneField:
        """Return a field; a date is written as YYYY-MM-DD.

        Args:
            name: Name of the field.
            today: Decides the century of two digits of a year; the current day when omitted.
        """
        if name in ("surname", "given_names"):
            return self._name(given=name == "given_names")
        if name in ("birth", "expiry"):
            return self._date(name == "birth", today or datetime.now(UTC).date())
        if name == "sex":
            letter = self.data[self.format.sex]
            if letter not in _SEXES:
                return _IMPOSSIBLE
            return ZoneField(letter.rstrip(FILLER), self._rated([self.format.sex]))
        if name in ("code", "issuer"):
            span = self.format.code if name == "code" else self.format.issuer
            return ZoneField(span.of(self._header).rstrip(FILLER), self._header_rated(span.places))
        return self._data_field(name)

    # --- single fields -----------------------------------------------------------------

    def _data_field(self, name: FieldName) -> ZoneField:
        kind, data, right = self.format, self.data, self.checks
        if name == "number":
            places = kind.number_places(data)
            return ZoneField(kind.number_of(data), self._rated(places, valid=right.number))
        if name == "nationality":
            text = kind.nationality.of(data).rstrip(FILLER)
            return ZoneField(text, self._rated(kind.nationality.places))
        index = 1 if name == "optional2" else 0
        if index >= len(kind.optional):
            return _IMPOSSIBLE
        # Without a digit of its own the field is covered by the composite digit, if there is one.
        digit = right.optional if right.optional is not None else right.composite
        span = kind.optional[index]
        return ZoneField(
            kind.optional_text(data, index), self._rated(span.places, valid=digit is not False)
        )

    def _date(self, birth: bool, today: date) -> ZoneField:
        span = self.format.birth if birth else self.format.expiry
        right = self.checks.birth if birth else self.checks.expiry
        text = span.of(self.data)
        written = birth_date(text, today, self.years) if birth else expiry_date(text, today)
        if not written and not (FILLER in text and is_date(text)):
            return _IMPOSSIBLE
        return ZoneField(written, self._rated(span.places, valid=right))

    def _name(self, *, given: bool) -> ZoneField:
        span = self.format.names
        surname, given_names = names(span.of(self.names))
        middle = span.start + len(span.of(self.names).partition(FILLER * 2)[0])
        end = len(self.names.rstrip(FILLER))
        # A person with one name has no given names, which is as sure as the surname is.
        places = range(middle, end) if given and middle < end else range(span.start, middle)
        line = self.format.names_line
        return ZoneField(given_names if given else surname, self.confidence(line, places))

    # --- confidence --------------------------------------------------------------------

    @property
    def _header(self) -> str:
        return self.data if self.format.has_header_in_data else self.names

    def _header_rated(self, places: Iterable[int]) -> float:
        return self.confidence(0, places)

    def _rated(self, places: Iterable[int], *, valid: bool = True) -> float:
        """Rate places of the data."""
        by_line: dict[int, list[int]] = {}
        for place in places:
            line, column = self.format.line_of(place)
            by_line.setdefault(line, []).append(column)
        return min(
            (self.confidence(line, columns, valid=valid) for line, columns in by_line.items()),
            default=0.0,
        )

    def confidence(self, line: int, places: Iterable[int], *, valid: bool = True) -> float:
        """Rate some places of a line.

        The confidence of the weakest character: a mean hides one wrong letter. A correction,
        a contradiction or an unnoticed look-alike takes a fifth off, a wrong check digit half.
        """
        chosen = list(places)
        rate = min((self.confidences[line][i] for i in chosen), default=0.0)
        if self.corrected[line].intersection(chosen):
            rate *= _CORRECTED
        if any((line, column) in self.doubtful for column in chosen):
            rate *= _DOUBTFUL
        return rate if valid else rate * _WRONG_CHECK
