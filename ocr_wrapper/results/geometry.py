"""Polygon geometry: parse coordinates of a response and compare positions of text.

Coordinates are pixels of the image as sent, x to the right and y down. A missing or malformed
polygon becomes None, so that it never costs the text at that position.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot, isfinite
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
Polygon: TypeAlias = tuple[Point, ...]
"""Corners clockwise from the upper left corner of the text itself; usually four."""

Size: TypeAlias = tuple[float, float]
"""Width and height of an image in pixels."""

_NUMBERS = frozenset({int, float})
"""Types of JSON numbers; a truth value is none."""

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom of an upright rectangle."""

_MIN_ROW_OVERLAP = 0.5
"""Share of the lower block's height that both blocks of one row have in common."""


def parse_polygon(value: object) -> Polygon | None:
    """Return the corners in `value`, which may be a list of pairs or one flat list of numbers."""
    if not isinstance(value, (list, tuple)) or len(value) < 2:
        return None
    if not isinstance(value[0], (list, tuple)):
        if len(value) % 2:
            return None
        value = [value[index : index + 2] for index in range(0, len(value), 2)]
    try:
        # One pass without a call for each number: a page has thousands of corners.
        points = tuple(
            [
                (float(x), float(y))
                for x, y in value
                if type(x) in _NUMBERS and type(y) in _NUMBERS and isfinite(x) and isfinite(y)
            ]
        )
    except (OverflowError, TypeError, ValueError):
        return None
    return points if len(points) == len(value) >= 2 else None


def parse_number(value: object) -> float | None:
    """Return a number that may have been sent as text; None if it is not a finite number."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    return _finite(value)


def parse_size(value: object) -> tuple[int, int] | None:
    """Return a width and height that were saved; None if they are not two positive integers."""
    if not isinstance(value, list) or len(value) != 2:
        return None
    width, height = value
    if type(width) is not int or type(height) is not int or min(width, height) < 1:
        return None
    return width, height


def scaled(corners: Polygon, sent: Size | None, shown: Size) -> Polygon:
    """Return a polygon of the image that was sent in pixels of the image that is shown.

    They differ after `fit=True`. Without the size of the sent image nothing is scaled.
    """
    if sent is None or sent == shown:
        return corners
    across, down = shown[0] / sent[0], shown[1] / sent[1]
    return tuple((x * across, y * down) for x, y in corners)


def clipped(corners: Polygon, limit: float) -> Polygon:
    """Return a polygon without coordinates that are farther than `limit` from 0."""
    return tuple((max(-limit, min(limit, x)), max(-limit, min(limit, y))) for x, y in corners)


def bounds(corners: Polygon) -> Box:
    """Return the smallest upright rectangle around a polygon."""
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def center(corners: Polygon) -> Point:
    """Return the mean of the corners."""
    x = sum(corner[0] for corner in corners) / len(corners)
    y = sum(corner[1] for corner in corners) / len(corners)
    return x, y


def contains(area: Polygon, corners: Polygon) -> bool:
    """Return whether the center of `corners` lies in a convex area of any rotation."""
    x, y = center(corners)
    sides = [
        (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
        for (x1, y1), (x2, y2) in zip(area, (*area[1:], area[0]), strict=True)
    ]
    return len(area) > 2 and (min(sides) >= 0 or max(sides) <= 0)


def same_row(first: Polygon | None, second: Polygon | None) -> bool:
    """Return whether `second` continues the row of text that contains `first`.

    Both are measured along the reading direction of the first one, so that a rotated page is
    assembled like an upright one.
    """
    if first is None or second is None or len(first) != 4 or len(second) != 4:
        return False
    along = (first[1][0] - first[0][0], first[1][1] - first[0][1])
    length = hypot(*along)
    if length == 0:
        return False
    unit = (along[0] / length, along[1] / length)
    normal = (-unit[1], unit[0])
    top, bottom = _extent(first, normal)
    other_top, other_bottom = _extent(second, normal)
    overlap = min(bottom, other_bottom) - max(top, other_top)
    smaller = min(bottom - top, other_bottom - other_top)
    if smaller <= 0 or overlap < _MIN_ROW_OVERLAP * smaller:
        return False
    # A row continues forward; a step back starts the next column or the next row.
    return _extent(second, unit)[0] >= _extent(first, unit)[1] - smaller


def _extent(corners: Sequence[Point], direction: Point) -> tuple[float, float]:
    values = [x * direction[0] + y * direction[1] for x, y in corners]
    return min(values), max(values)


def _finite(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if isfinite(number) else None
