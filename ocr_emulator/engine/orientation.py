"""Page orientation (skew angle) from the areas of detected text.

Areas give the axis of the text, not which end is up. The axis is the length-weighted circular
mean of their long sides, refined by the weighted median, which a few stray areas cannot move.
Which end is up is decided by recognition.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from ocr_emulator.engine.base import Line, Polygon
from ocr_emulator.engine.geometry import direction, height, shifted, width

# Below this ratio of sides an area is too square to have a long side.
_OBLONG = 1.6


def axis(polygons: Iterable[Polygon]) -> float | None:
    """Return the axis of the lines in (-90, 90] degrees; None without oblong areas."""
    slants: list[tuple[float, float]] = []
    for polygon in polygons:
        w, h = width(polygon), height(polygon)
        if max(w, h) < _OBLONG * max(min(w, h), 1.0):
            continue
        slant = direction(polygon if w >= h else shifted(polygon, 1))
        slants.append((slant, max(w, h)))
    if not slants:
        return None
    # Twice the angle, because a side and its reverse are the same axis.
    x = sum(weight * math.cos(math.radians(2 * slant)) for slant, weight in slants)
    y = sum(weight * math.sin(math.radians(2 * slant)) for slant, weight in slants)
    mean = math.degrees(math.atan2(y, x)) / 2
    off = [(folded(slant - mean), weight) for slant, weight in slants]
    near = [(delta, weight) for delta, weight in off if abs(delta) < 30]
    refined = folded(mean + weighted_median(near or off))
    return refined if refined > -90 else 90.0


def folded(angle: float) -> float:
    """Normalize the angle of an axis to [-90, 90)."""
    return (angle + 90) % 180 - 90


def weighted_median(values: Sequence[tuple[float, float]]) -> float:
    """Return the value at which half of the weight is reached; `values` are (value, weight)."""
    ordered = sorted(values)
    half = sum(weight for _, weight in ordered) / 2
    total = 0.0
    for value, weight in ordered:
        total += weight
        if total >= half:
            return value
    raise ValueError("no values to take the median of")


def starting(polygon: Polygon, angle: float) -> Polygon:
    """Start an area at the corner that is top left when content rotated by `angle` is upright.

    An oblong area is taken to run along its long side; the start is the corner that
    makes its direction come closest to the page's. One that stands across the page is
    taken to run down it, as most spines and columns do.
    """
    w, h = width(polygon), height(polygon)
    candidates = [shifted(polygon, k) for k in range(4)]
    if max(w, h) >= _OBLONG * max(min(w, h), 1.0):
        candidates = candidates[0::2] if w >= h else candidates[1::2]
    best = min(candidates, key=lambda candidate: abs(between(direction(candidate), angle)))
    return shifted(best, 2) if between(direction(best), angle) > 60 else best


def between(angle: float, other: float) -> float:
    """Return the angle from `other` to `angle` in [-180, 180)."""
    return (angle - other + 180) % 360 - 180


def mean_confidence(lines: Iterable[Line]) -> float:
    """Return the mean confidence of some lines, weighted by length."""
    total = weight = 0.0
    for line in lines:
        size = max(len(line.text), 1)
        total += line.confidence * size
        weight += size
    return total / weight if weight else 0.0
