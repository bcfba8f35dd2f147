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
from ocr_emulator.engine.geometry import Rotation, mapped
from ocr_emulator.engine.scripts.catalog import LANGUAGES, requirement
from ocr_emulator.engine.scripts.engine import ScriptEngine
from ocr_emulator.engine.tables.model import Box
from ocr_emulator.recognizers.base import Options, Recognized
from ocr_emulator.recognizers.cards.south_east_asia.provinces import province
from ocr_emulator.recognizers.places import location, scale_of

_LETTERS = "[ก-ฮ]"
_NUMBER = re.compile(rf"^([0-9]?{_LETTERS}{{1,3}})([0-9]{{1,4}})$")
_SERIES = re.compile(rf"^[0-9]?{_LETTERS}{{1,3}}$")
_DIGITS = re.compile(r"^[0-9]{1,4}$")
_LOOKS = str.maketrans("๐๑๒๓๔๕๖๗๘๙OIl|", "01234567890111"[:14])
_NEAR = 2.2  # heights of the number, within which its province stands
_MARGIN = 0.3  # of the height of the number, around what is printed on a plate
_NO_PROVINCE = 0.5  # of the confidence of a plate whose province was not read


@dataclass(frozen=True, slots=True)
class _Print:
    """A line of an image and all its readings."""

    box: Box
    texts: tuple[tuple[str, float], ...] = field(repr=False)
    """Readings without blanks, each with its confidence."""

    def matching(self, form: re.Pattern[str]) -> tuple[str, float] | None:
        """Return the reading of a form that most preparations of the line agree on."""
        weights: dict[str, float] = {}
        for text, confidence in self.texts:
            match = form.match(text)
            if match is not None:
                value = " ".join(match.groups()) if match.groups() else text
                weights[value] = weights.get(value, 0.0) + confidence
        if not weights:
            return None
        best = max(weights, key=lambda value: weights[value])
        return best, weights[best] / max(len(self.texts), 1)

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
    readings = [line, *reader.readings(image, line.polygon)]
    readings += engine.recognize(image, [line.polygon])
    texts = tuple(
        ("".join(one.text.split()).translate(_LOOKS), one.confidence)
        for one in readings
        if one.text
    )
    return _Print(_box(mapped(line.polygon, upright, back=False)), texts)


def _numbers(printed: Sequence[_Print]) -> Iterable[_Number]:
    """Yield the numbers of plates: in one line, or the series above the digits."""
    for one in printed:
        whole = one.matching(_NUMBER)
        if whole is not None:
            yield _Number(*whole, one.box)
            continue
        series = one.matching(_SERIES)
        if series is None:
            continue
        below = [p for p in printed if _is_below(p.box, one.box) and p.matching(_DIGITS)]
        if below:
            lower = min(below, key=lambda p: p.box.top)
            digits = lower.matching(_DIGITS)
            if digits is not None:
                text = f"{series[0]} {digits[0]}"
                yield _Number(text, min(series[1], digits[1]), one.box.joined(lower.box))


def _is_below(box: Box, series: Box) -> bool:
    """Return whether a line can hold the digits below a series: as tall, and centred below it."""
    alike = 0.6 <= box.height / series.height <= 1.6
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
