"""Words of a response, with positions for hOCR, ALTO, searchable PDF and data frames.

The service returns blocks of text. If it also returned their characters (`character_mode`), the
position of a word is that of its characters; otherwise the block is divided in proportion to the
widths of the characters, and the word is marked as estimated.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ocr_wrapper.results import geometry
from ocr_wrapper.results.fields import as_text
from ocr_wrapper.results.geometry import Point, Polygon
from ocr_wrapper.results.lines import Line, blocks

_WIDE = frozenset("WF")
"""East Asian widths of characters as wide as two Latin letters."""

_RIGHT_TO_LEFT = frozenset({"R", "AL"})
"""Bidirectional classes of Hebrew and Arabic letters."""

_TALL = 1.5
"""Height of a block in widths from which Chinese or Japanese text in it runs downwards."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a line; the repr does not show the text."""

    text: str = field(repr=False)
    polygon: Polygon | None
    """Four corners in pixels, clockwise from the upper left corner of the word as it is read; None
    if the line has no position."""

    confidence: float | None
    """Lowest confidence of its characters if the response has them, else that of its line."""

    line: int
    """Index of its line in `lines`."""

    estimated: bool
    """Whether the position was divided from that of the line, and not returned by the service."""


@dataclass(frozen=True, slots=True)
class _Character:
    text: str
    polygon: Polygon
    confidence: float | None


def words(raw: Mapping[str, Any]) -> tuple[Word, ...]:
    """Return the words of a response body in the order of its lines.

    Text without spaces, such as Chinese, is one word per line.
    """
    found: list[Word] = []
    for number, (line, item) in enumerate(blocks(raw)):
        found.extend(_by_characters(number, line, item) or _by_width(number, line))
    return tuple(found)


def width(text: str) -> int:
    """Return the width of a text in half-width characters; combining marks have none."""
    return sum(
        0
        if unicodedata.category(character) in {"Mn", "Me", "Cf"}
        else 2
        if unicodedata.east_asian_width(character) in _WIDE
        else 1
        for character in text
    )


def is_right_to_left(text: str) -> bool:
    """Return whether a text is mainly written from right to left."""
    classes = [unicodedata.bidirectional(character) for character in text]
    return sum(name in _RIGHT_TO_LEFT for name in classes) > classes.count("L")


def frame(text: str, polygon: Polygon) -> Polygon | None:
    """Return the four corners of a text, the first two along its reading direction.

    Chinese and Japanese may be written downwards: a tall, narrow block of several such characters
    is read along its right edge. A polygon of another number of corners becomes the upright
    rectangle around it; None if it has no area.
    """
    if len(polygon) != 4:
        left, top, right, bottom = geometry.bounds(polygon)
        polygon = ((left, top), (right, top), (right, bottom), (left, bottom))
    along, across = math.dist(polygon[0], polygon[1]), math.dist(polygon[0], polygon[3])
    if not along or not across:
        return None
    wide = sum(unicodedata.east_asian_width(character) in _WIDE for character in text)
    if wide > 1 and 2 * wide >= len(text) and across > _TALL * along:
        return (*polygon[1:], polygon[0])
    return polygon


def _by_width(number: int, line: Line) -> Iterator[Word]:
    """Divide a line at its spaces."""
    parts = line.text.split()
    corners = None if line.polygon is None else frame(line.text, line.polygon)
    total = width(" ".join(parts))
    if corners is None or not total:
        for part in parts:
            yield Word(part, None, line.confidence, number, estimated=True)
        return
    backwards = is_right_to_left(line.text)
    start = 0
    for part in parts:
        end = start + width(part)
        low, high = start / total, end / total
        if backwards:
            low, high = 1 - high, 1 - low
        polygon = line.polygon if len(parts) == 1 else _slice(corners, low, high)
        yield Word(part, polygon, line.confidence, number, estimated=len(parts) > 1)
        start = end + 1


def _slice(corners: Polygon, low: float, high: float) -> Polygon:
    """Return the part of a quadrilateral between two shares of its reading direction."""
    upper_left, upper_right, lower_right, lower_left = corners
    return (
        _between(upper_left, upper_right, low),
        _between(upper_left, upper_right, high),
        _between(lower_left, lower_right, high),
        _between(lower_left, lower_right, low),
    )


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _by_characters(number: int, line: Line, item: Mapping[str, Any]) -> list[Word]:
    """Group the characters of a block to words; empty if they are not the text of the block."""
    characters = _characters(item.get("char_list"))
    parts = line.text.split()
    if not characters or line.polygon is None:
        return []
    if "".join(character.text for character in characters) != "".join(parts):
        return []
    corners = frame(line.text, line.polygon)
    if corners is None:
        return []
    found: list[Word] = []
    rest = iter(characters)
    for part in parts:
        own: list[_Character] = []
        length = 0
        while length < len(part):
            own.append(next(rest))
            length += len(own[-1].text)
        if length > len(part):  # one character of the response belongs to two words
            return []
        scores = [item.confidence for item in own if item.confidence is not None]
        score = min(scores) if scores else line.confidence
        polygon = _around([item.polygon for item in own], corners)
        found.append(Word(part, polygon, score, number, estimated=False))
    return found


def _characters(value: object) -> list[_Character]:
    """Read the characters of a block; empty if one of them has no position."""
    found: list[_Character] = []
    for item in value if isinstance(value, list) else []:
        if not isinstance(item, Mapping):
            return []
        text = as_text(item.get("char"))
        polygon = geometry.parse_polygon(item.get("char_location"))
        if text and polygon is None:
            return []
        if text and polygon is not None:
            score = geometry.parse_number(item.get("char_confidence"))
            found.append(_Character("".join(text.split()), polygon, score))
    return found


def _around(polygons: Sequence[Polygon], line: Polygon) -> Polygon:
    """Return the smallest rectangle around polygons that is turned like their line."""
    (x1, y1), (x2, y2) = line[0], line[1]
    length = math.hypot(x2 - x1, y2 - y1)
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    points = [point for polygon in polygons for point in polygon]
    along = [x * ux + y * uy for x, y in points]
    across = [y * ux - x * uy for x, y in points]
    corners = (
        (min(along), min(across)),
        (max(along), min(across)),
        (max(along), max(across)),
        (min(along), max(across)),
    )
    return tuple((u * ux - v * uy, u * uy + v * ux) for u, v in corners)
