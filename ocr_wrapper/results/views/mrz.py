"""Machine-readable zone of a passport, visa or card: fields and check digits (ICAO Doc 9303).

The zone repeats what is printed above it, with check digits, so that a misread number or date can
be noticed. Nothing is corrected here: a check digit that does not hold is reported.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from ocr_wrapper.results.views import dates

_FILLER = "<"
_ALLOWED = re.compile(r"[A-Z0-9<]+")
_WEIGHTS = (7, 3, 1)
_LENGTHS = {2: (44, 36), 3: (30,)}
"""Lengths of a line by the number of lines."""

_MAX_ADJUSTED = 6
"""Most fillers that a line of names may lack or have in excess: a run of fillers is misread easily,
and its length says nothing."""

_LINES = re.compile(r"machine_code([1-3]?)")
"""Names of the fields that hold the lines: `machine_code` and `machine_code2` of a passport,
`machine_code1` to `machine_code3` of a card."""

Part: TypeAlias = tuple[int, int, int]
"""A line, and the first and last position in it, all from 0, the last one excluded."""


@dataclass(frozen=True, slots=True)
class Mrz:
    """A machine-readable zone; the repr shows no content."""

    kind: str
    """`TD1` (card, three lines), `TD2` (card, two lines), `TD3` (passport), `MRV-A` or `MRV-B`
    (visa)."""

    lines: tuple[str, ...] = field(repr=False)
    document_code: str = field(repr=False)
    """One or two letters, such as `P` or `ID`."""

    issuer: str = field(repr=False)
    """Code of the issuing state or organization."""

    surname: str = field(repr=False)
    given_names: str = field(repr=False)
    number: str = field(repr=False)
    """Number of the document."""

    nationality: str = field(repr=False)
    birth: str = field(repr=False)
    """Date of birth as `YYMMDD`; unknown parts are `<`."""

    birth_date: date | None = field(repr=False)
    """The same as a date; None if it is not one. The century is the latest one in which the date
    is not in the future."""

    sex: str = field(repr=False)
    """`M`, `F`, or empty."""

    expiry: str = field(repr=False)
    """Date of expiry as `YYMMDD`; empty if the document has none."""

    expiry_date: date | None = field(repr=False)
    """The same as a date: the latest one within 50 years."""

    optional: str = field(repr=False)
    """Optional data of the issuer, such as a personal number; the parts of a card are separated by
    a space."""

    checks: Mapping[str, bool] = field(hash=False)
    """Whether each check digit holds: `number`, `birth`, `expiry`, `optional` (passports only) and
    `composite` (not on visas)."""

    @property
    def is_valid(self) -> bool:
        """Whether all check digits hold. It says nothing about the document being genuine."""
        return all(self.checks.values())


@dataclass(frozen=True, slots=True)
class _Layout:
    """Positions of the fields of one kind."""

    issuer: Part
    name: Part
    number: Part
    nationality: Part
    birth: Part
    sex: Part
    expiry: Part
    optional: tuple[Part, ...]
    composite: tuple[Part, ...] = ()
    """Parts that the composite check digit covers."""

    composite_digit: Part | None = None
    optional_digit: Part | None = None


def _two_lines(length: int, optional: Part, *, composite: bool, personal: bool) -> _Layout:
    """Return the layout of two lines, whose lengths differ only at their ends."""
    covered = ((1, 0, 10), (1, 13, 20), (1, 21, length - 1)) if composite else ()
    return _Layout(
        issuer=(0, 2, 5),
        name=(0, 5, length),
        number=(1, 0, 9),
        nationality=(1, 10, 13),
        birth=(1, 13, 19),
        sex=(1, 20, 21),
        expiry=(1, 21, 27),
        optional=(optional,),
        composite=covered,
        composite_digit=(1, length - 1, length) if composite else None,
        optional_digit=(1, 42, 43) if personal else None,
    )


_LAYOUTS = {
    "TD3": _two_lines(44, (1, 28, 42), composite=True, personal=True),
    "TD2": _two_lines(36, (1, 28, 35), composite=True, personal=False),
    "MRV-A": _two_lines(44, (1, 28, 44), composite=False, personal=False),
    "MRV-B": _two_lines(36, (1, 28, 36), composite=False, personal=False),
    "TD1": _Layout(
        issuer=(0, 2, 5),
        name=(2, 0, 30),
        number=(0, 5, 14),
        nationality=(1, 15, 18),
        birth=(1, 0, 6),
        sex=(1, 7, 8),
        expiry=(1, 8, 14),
        optional=((0, 15, 30), (1, 18, 29)),
        composite=((0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 29)),
        composite_digit=(1, 29, 30),
    ),
}


def mrz(raw: Mapping[str, Any], *, today: date | None = None) -> Mrz | None:
    """Return the zone of the first document in a response body; None if it has none.

    Args:
        raw: The response body.
        today: Date that decides the century of two-digit years; None for the current date.
    """
    result = raw.get("result")
    for entry in result if isinstance(result, list) else [result]:
        if not isinstance(entry, Mapping):
            continue
        found = {match[1]: entry[name] for name in entry if (match := _LINES.fullmatch(name))}
        texts = [found[key] for key in sorted(found)]
        zone = parse([text for text in texts if isinstance(text, str) and text], today=today)
        if zone is not None:
            return zone
    return None


def parse(lines: Sequence[str], *, today: date | None = None) -> Mrz | None:
    """Return the zone of two or three lines; None if they are not one.

    Spaces are removed. The line of names may lack some fillers at its end or have too many; the
    other lines must have the exact length, because their positions have a meaning.

    Args:
        lines: The lines from top to bottom.
        today: Date that decides the century of two-digit years; None for the current date.
    """
    compact = ["".join(line.split()).upper() for line in lines]
    if not all(_ALLOWED.fullmatch(line) for line in compact):
        return None
    for length in _LENGTHS.get(len(compact), ()):
        names = 0 if len(compact) == 2 else 2
        fitted = tuple(
            _fitted(line, length) if number == names else line
            for number, line in enumerate(compact)
        )
        if all(len(line) == length for line in fitted):
            return _read(_kind(fitted, length), fitted, today or dates.current())
    return None


def check_digit(text: str) -> str:
    """Return the check digit of a text: weights 7, 3, 1, letters count from 10, fillers 0."""
    total = sum(
        (0 if character == _FILLER else int(character, 36)) * _WEIGHTS[index % 3]
        for index, character in enumerate(text)
    )
    return str(total % 10)


def _fitted(line: str, length: int) -> str:
    """Return a line of names with fillers added or removed at its end, if it lacks only these."""
    missing = length - len(line)
    if 0 < missing <= _MAX_ADJUSTED and line.endswith(_FILLER):
        return line + _FILLER * missing
    if -_MAX_ADJUSTED <= missing < 0 and line.endswith(_FILLER * -missing):
        return line[:missing]
    return line


def _kind(lines: Sequence[str], length: int) -> str:
    if len(lines) == 3:
        return "TD1"
    if lines[0].startswith("V"):
        return "MRV-A" if length == 44 else "MRV-B"
    return "TD3" if length == 44 else "TD2"


def _read(kind: str, lines: tuple[str, ...], today: date) -> Mrz:
    layout = _LAYOUTS[kind]
    surname, _, given = _cut(lines, layout.name).partition("<<")
    birth, expiry = _cut(lines, layout.birth), _cut(lines, layout.expiry)
    number, number_holds, optional = _number(kind, lines, layout)
    checks = {
        "number": number_holds,
        "birth": _holds(lines, layout.birth),
        "expiry": _holds(lines, layout.expiry),
    }
    if layout.optional_digit is not None:
        data, digit = _cut(lines, layout.optional[0]), _cut(lines, layout.optional_digit)
        empty = not data.strip(_FILLER) and digit == _FILLER
        checks["optional"] = empty or digit == check_digit(data)
    if layout.composite_digit is not None:
        covered = "".join(_cut(lines, part) for part in layout.composite)
        checks["composite"] = _cut(lines, layout.composite_digit) == check_digit(covered)
    return Mrz(
        kind=kind,
        lines=lines,
        document_code=lines[0][:2].rstrip(_FILLER),
        issuer=_text(_cut(lines, layout.issuer)),
        surname=_text(surname),
        given_names=_text(given),
        number=number,
        nationality=_text(_cut(lines, layout.nationality)),
        birth=birth,
        birth_date=dates.of_birth(birth, today),
        sex=_cut(lines, layout.sex).strip(_FILLER),
        expiry=expiry.strip(_FILLER),
        expiry_date=dates.of_expiry(expiry, today),
        optional=optional,
        checks=checks,
    )


def _number(kind: str, lines: Sequence[str], layout: _Layout) -> tuple[str, bool, str]:
    """Return the number of the document, whether its check digit holds, and the optional data.

    A number of more than nine characters on a card continues in the optional data: a filler is in
    the place of the check digit, which follows the rest of the number (Doc 9303, part 5).
    """
    line, start, end = layout.number
    number, digit = lines[line][start:end], lines[line][end]
    parts = [_cut(lines, part) for part in layout.optional]
    rest = ""
    if kind in {"TD1", "TD2"} and digit == _FILLER and number.strip(_FILLER):
        rest, _, remaining = parts[0].partition(_FILLER)
        if len(rest) > 1:
            parts[0] = remaining
            number, digit = number + rest[:-1], rest[-1]
    optional = " ".join(part for part in map(_text, parts) if part)
    return number.rstrip(_FILLER), digit == check_digit(number), optional


def _holds(lines: Sequence[str], part: Part) -> bool:
    """Return whether the check digit after a part holds; an empty part may have none."""
    line, _, end = part
    data, digit = _cut(lines, part), lines[line][end]
    return digit == check_digit(data) or (not data.strip(_FILLER) and digit == _FILLER)


def _cut(lines: Sequence[str], part: Part) -> str:
    line, start, end = part
    return lines[line][start:end]


def _text(part: str) -> str:
    """Return a part with spaces in place of fillers."""
    return " ".join(part.replace(_FILLER, " ").split())
