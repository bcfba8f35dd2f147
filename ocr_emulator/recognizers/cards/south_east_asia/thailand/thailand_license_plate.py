"""Recognizer of Thai license plates: number, province and place of each plate in an image.

Response: API Reference 4.16, an array that may be empty (D-088). A plate is found by the form of
its number, one line on cars and two on motorcycles, and by the province near it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from PIL import Image

from ocr_emulator.contract.unread import Unread
from ocr_emulator.engine.base import Engine, Line, Polygon
from ocr_emulator.engine.geometry import Rotation, mapped, stretched
from ocr_emulator.engine.scripts.catalog import LANGUAGES
from ocr_emulator.engine.scripts.engine import ScriptEngine
from ocr_emulator.engine.scripts.tessdata import requirement
from ocr_emulator.engine.tables.model import Box
from ocr_emulator.recognizers.base import Options, Recognized
from ocr_emulator.recognizers.cards.south_east_asia.thailand.plate_number import (
    MOST_DIGITS,
    digits_alone,
    parse,
    shortened,
)
from ocr_emulator.recognizers.cards.south_east_asia.thailand.provinces import province
from ocr_emulator.recognizers.places import location, scale_of

_LATIN_LEAD = re.compile("[0-9](?=.)")
_LATIN_DIGITS = re.compile("[0-9]+$")
_LOOKS = str.maketrans("๐๑๒๓๔๕๖๗๘๙OIl|", "01234567890111"[:14])
_CONFUSED = frozenset("ฌณฎฏฑฒคศซชฟผฝฃฅ")
"""Letters that differ in a loop or a notch, which the reader confuses whatever its confidence."""
_UNSURE_LETTER = 0.85
_BUILT_IN = 3.0  # weight of the built-in engine's digits: it reads no Thai, but digits better
_NEAR = 2.2  # heights of the number, within which its province stands
_MARGIN = 0.3  # of the height of the number, around what is printed on a plate
_NO_PROVINCE = 0.5  # of the confidence of a plate whose province was not read
_INSIDE = -0.12  # of its height, by which a line is cut at its ends: a frame looks like a 1


class _Ballot:
    """Weighted votes for one part of a number."""

    def __init__(self) -> None:
        self._weights: dict[str, float] = {}
        self._sum = 0.0
        self._best = 0.0

    def add(self, value: str, confidence: float, weight: float = 1.0) -> None:
        """Add a reading."""
        self._weights[value] = self._weights.get(value, 0.0) + weight * confidence
        self._sum += weight * confidence
        self._best = max(self._best, confidence)

    def result(self) -> tuple[str, float]:
        """Return the value with most weight, and how sure it is; empty with 0 without a vote."""
        if not self._sum:
            return "", 0.0
        value = max(self._weights, key=lambda one: self._weights[one])
        return value, self._best * self._weights[value] / self._sum


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a line says of a number: a leading digit, letters, and the digits after them."""

    lead: tuple[str, float]
    letters: tuple[str, float]
    digits: tuple[str, float]

    @property
    def series(self) -> str:
        """Leading digit and letters."""
        return self.lead[0] + self.letters[0]

    @property
    def confidence(self) -> float:
        """That of the least sure part of the series."""
        sure = min(self.lead[1], self.letters[1])
        return min(sure, _UNSURE_LETTER) if _CONFUSED & set(self.letters[0]) else sure


@dataclass(frozen=True, slots=True)
class _Print:
    """A line of an image and all its readings."""

    box: Box
    texts: tuple[tuple[str, float], ...] = field(repr=False)
    """Thai readings without blanks, each with its confidence."""
    latin: tuple[str, float] = field(repr=False)
    """What the built-in engine reads."""

    def parts(self) -> _Parts | None:
        """Return the parts of a number; None for a line that has no letters of one."""
        numbers = [(parse(text), confidence) for text, confidence in self.texts]
        legible = [(one, confidence) for one, confidence in numbers if one is not None]
        if 2 * len(legible) < len(numbers):
            return None
        lead, letters, digits = _Ballot(), _Ballot(), _Ballot()
        for one, confidence in legible:
            if one.lead is not None:
                lead.add(one.lead, confidence)
            letters.add(one.letters, confidence)
            for part in shortened(one.digits):
                digits.add(part, confidence)
        latin, confidence = self.latin
        first, last = _LATIN_LEAD.match(latin), _LATIN_DIGITS.search(latin)
        if first is not None:
            lead.add(first[0], confidence, _BUILT_IN)
        if last is not None and len(last[0]) <= MOST_DIGITS:
            digits.add(last[0], confidence, _BUILT_IN)
        return _Parts(lead.result(), letters.result(), digits.result())

    def number(self) -> tuple[str, float] | None:
        """Return the digits of a line that has nothing else."""
        ballot = _Ballot()
        for text, confidence in self.texts:
            for part in shortened(digits_alone(text)):
                if part:
                    ballot.add(part, confidence)
        latin, confidence = self.latin
        if latin.isdecimal() and len(latin) <= MOST_DIGITS:
            ballot.add(latin, confidence, _BUILT_IN)
        value, confidence = ballot.result()
        return (value, confidence) if value else None

    def province(self) -> tuple[str, float] | None:
        """Return the province that the readings mean."""
        found = [(province(text), confidence) for text, confidence in self.texts if len(text) > 2]
        named = [(one[0], one[1] * rate) for one, rate in found if one is not None]
        return max(named, key=lambda one: one[1], default=None)


@dataclass(frozen=True, slots=True)
class _Number:
    text: str = field(repr=False)
    confidence: float
    box: Box


def recognize_thailand_license_plate(
    image: Image.Image,
    options: Options,  # noqa: ARG001  (part of the protocol)
    engine: Engine,
) -> Recognized:
    """Recognize all plates of an image; there may be none."""
    if "th" not in engine.languages:
        reason = "the letters of a plate are Thai, and no reader of Thai is installed"
        return Recognized([], (Unread("plate_number", reason, requirement(LANGUAGES["th"])),))
    reader = ScriptEngine(engine, "th")
    page = reader.read(image, characters=False, mixed=False)
    upright = Rotation(page.angle, page.width, page.height)
    printed = [_printed(reader, engine, image, line, upright) for line in page.lines]
    plates, unread = [], []
    for number in _numbers(printed):
        place = _province_of(number, printed)
        name, rate, box = ("", _NO_PROVINCE, number.box) if place is None else place
        corners = _grown(box.joined(number.box), number.box.height * _MARGIN)
        polygon = mapped(corners, upright, back=True)
        plates.append(
            {
                "plate_number": number.text,
                "province": name,
                "confidence": round(min(number.confidence, rate), 4),
                "plate_location": location(polygon, scale_of(image)),
            }
        )
        if not name:
            unread.append(Unread("province", "no line near the number is a province"))
    return Recognized(plates, tuple(unread))


def _printed(
    reader: ScriptEngine, engine: Engine, image: Image.Image, line: Line, upright: Rotation
) -> _Print:
    """Read a line in several ways; the built-in engine adds what it makes of the digits."""
    readings = [line, *reader.readings(image, stretched(line.polygon, _INSIDE, 0.0))]
    texts = tuple((_joined(one), one.confidence) for one in readings if one.text)
    (latin,) = engine.recognize(image, [line.polygon])
    box = _box(mapped(line.polygon, upright, back=False))
    return _Print(box, texts, (_joined(latin), latin.confidence))


def _joined(line: Line) -> str:
    return "".join(line.text.split()).translate(_LOOKS)


def _numbers(printed: Sequence[_Print]) -> Iterable[_Number]:
    """Yield the numbers of plates: in one line, or the series above the digits."""
    for one in printed:
        parts = one.parts()
        if parts is None:
            continue
        digits, sure = parts.digits
        if digits:
            yield _Number(f"{parts.series} {digits}", min(parts.confidence, sure), one.box)
            continue
        below = [p for p in printed if _is_below(p.box, one.box) and p.number()]
        if below:
            lower = min(below, key=lambda p: p.box.top)
            value, sure = lower.number() or ("", 0.0)
            box = one.box.joined(lower.box)
            yield _Number(f"{parts.series} {value}", min(parts.confidence, sure), box)


def _is_below(box: Box, series: Box) -> bool:
    """Return whether a line can hold the digits below a series: as tall, and centred below it."""
    # The area of a line reaches to the edge of the plate where nothing else is printed.
    alike = 0.5 <= box.height / series.height <= 2.0
    near = 0 < box.top - series.bottom + 0.3 * series.height <= _NEAR * series.height
    return alike and near and abs(box.centre[0] - series.centre[0]) <= series.width


def _province_of(number: _Number, printed: Sequence[_Print]) -> tuple[str, float, Box] | None:
    """Return the province that stands in or just below a number."""
    found: list[tuple[float, str, float, Box]] = []
    for one in printed:
        off = one.box.centre[1] - number.box.centre[1]
        inside = abs(one.box.centre[0] - number.box.centre[0]) <= 0.5 * number.box.width
        named = one.province() if inside and abs(off) <= _NEAR * number.box.height else None
        if named is not None:
            found.append((abs(off), *named, one.box))
    if not found:
        return None
    _, name, rate, box = min(found, key=lambda one: one[0])
    return name, rate, box


def _box(polygon: Polygon) -> Box:
    x, y = [p[0] for p in polygon], [p[1] for p in polygon]
    return Box(min(x), min(y), max(x), max(y))


def _grown(box: Box, margin: float) -> Polygon:
    return Box(box.left - margin, box.top - margin, box.right + margin, box.bottom + margin).corners
