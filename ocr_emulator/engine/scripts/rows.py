"""Text line segmentation: detected areas and connected ink become whole lines.

Detectors trained on Latin and Chinese text miss words of Thai or Burmese lines, and give marks
above and below a line areas of their own. A detected area shows that there is text; how far the
line reaches is seen by its ink.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ocr_emulator.engine.base import Polygon
from ocr_emulator.engine.crops import Pixels
from ocr_emulator.engine.geometry import direction, height, shifted, width
from ocr_emulator.engine.orientation import between, weighted_median

_GAP = 0.9  # between parts of a line, in heights of the lower one: cells stand further apart
_SHARED = 0.5  # part of the lower height that two parts of a line share
_UNLIKE = 2.2  # times the lower part: a drawing, or a heading beside text, is no part of a line
_GROWN = 1.5  # times the higher part: with more, the next line would be joined too
_ASLANT = 12.0  # degrees from level, beyond which an area is not merged
_INSIDE = 0.7  # of an area, to be a part of the line around it
_MARK = 0.6  # of the height of text: lower areas are marks above or below it
_USUAL = 1.2  # times the usual height of text, to which marks are compared beside taller lines
_WIDEST = 1.2  # heights of text: wider areas are no marks
_REACH = 0.35  # of the height of text: how far from a line its marks are
_OBLONG = 1.6  # times the shorter side: below it an area has no direction of its own
_TALLEST = 1.7  # of the height of text: taller ink is a drawing, a frame or a shadow
_TALLEST_AREA = 3.5  # of the height of text: a taller area is no line, however wide it is
_LEAST_WIDTH = 3.0  # of a line that was not detected, in heights of text
_AMONG = 0.7  # of the width of such a line, that is below or above others
_CONTRAST = 12  # levels by which ink is darker than its surroundings
_SPECK, _FAINT = 1, 0.015  # pixels of ink in a row, and part of those in the fullest one: blank
_LEAST_KEPT = 0.4  # of the height of a line, that has ink
_NEXT = 0.5  # of the height of the lower one: how far apart the middles of two lines are
_BELOW = 0.2  # of the width of the narrower one, that two lines share
_BLANK = 0.45  # of the height of text: between letters of a word


@dataclass(frozen=True, slots=True)
class Span:
    """Upright rectangle on a level page, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def tall(self) -> float:
        """Height."""
        return self.bottom - self.top

    def joined(self, other: Span) -> Span:
        """Return the rectangle around both."""
        return Span(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def continues(self, other: Span) -> bool:
        """Return whether both are parts of one line."""
        least, most = min(self.tall, other.tall), max(self.tall, other.tall)
        shared = min(self.bottom, other.bottom) - max(self.top, other.top)
        alike = most <= _UNLIKE * least and self.joined(other).tall <= _GROWN * most
        return alike and shared >= _SHARED * least and self._gap(other) <= _GAP * least

    def touches(self, other: Span) -> bool:
        """Return whether they have a part in common."""
        shared = min(self.bottom, other.bottom) - max(self.top, other.top)
        return shared > 0 and self._gap(other) < 0

    def covers(self, other: Span) -> bool:
        """Return whether it reaches over the middle height of another one."""
        return self.top <= (other.top + other.bottom) / 2 <= self.bottom

    def holds(self, other: Span) -> bool:
        """Return whether most of another rectangle lies in this one."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        size = (other.right - other.left) * other.tall
        return min(wide, high) > 0 and wide * high >= _INSIDE * size

    def is_mark_of(self, line: Span, text: float) -> bool:
        """Return whether this stands just above, below or in a much taller line.

        Small print beside a title is no mark: it is wider than letters are, or as tall as `text`
        mostly is on the page.
        """
        reach = _REACH * line.tall
        middle = (self.top + self.bottom) / 2
        within = line.top - reach <= middle <= line.bottom + reach
        tall = min(line.tall, _USUAL * text)
        small = self.tall < _MARK * tall and self.right - self.left < _WIDEST * tall
        return small and within and self._gap(line) <= 0

    def _gap(self, other: Span) -> float:
        return max(self.left, other.left) - min(self.right, other.right)


def text_lines(pixels: Pixels, areas: Sequence[Polygon]) -> tuple[list[Polygon], list[Polygon]]:
    """Return the whole lines of a level page, and the areas that run in other directions.

    `pixels` are gray levels; `areas` are what the detector found in them.
    """
    level = [polygon for polygon in areas if _is_level(polygon)]
    others = [polygon for polygon in areas if not _is_level(polygon)]
    if not level:
        return [], others
    tall = weighted_median([(s.tall, s.right - s.left) for s in map(_span, level)])
    others += [polygon for polygon in level if _is_no_line(_span(polygon), tall)]
    spans = [span for span in map(_span, level) if not _is_no_line(span, tall)]
    spans = _separated(spans, tall)
    dark = _dark(pixels, tall)
    ink = list(_ink(dark, tall))
    seeded = [part for part in ink if _is_in_one_line(part, spans)]
    lines = _with_marks(_grouped([*spans, *seeded]), tall)
    lines += _missed(lines, set(ink) - set(seeded))
    others = [area for area in others if not any(line.holds(_span(area)) for line in lines)]
    return [_polygon(line) for line in _fitted(dark, _separated(lines, tall))], others


def _separated(lines: Sequence[Span], tall: float) -> list[Span]:
    """Cut lines that overlap the next one: half-way between the middles of both.

    Areas of narrow print reach into the lines above and below them. Marks cut nothing.
    """
    middles = [(s.top + s.bottom) / 2 for s in lines]
    cut: list[Span] = []
    for span, middle in zip(lines, middles, strict=True):
        top, bottom = span.top, span.bottom
        for other, further in zip(lines, middles, strict=True):
            wide = min(span.right, other.right) - max(span.left, other.left)
            narrow = min(span.right - span.left, other.right - other.left)
            apart = abs(middle - further) >= _NEXT * min(span.tall, other.tall)
            if min(span.tall, other.tall) < _MARK * tall or wide < _BELOW * narrow or not apart:
                continue
            if further < middle:
                top = max(top, (middle + further) / 2)
            else:
                bottom = min(bottom, (middle + further) / 2)
        cut.append(Span(span.left, top, span.right, max(bottom, top + 1)))
    return cut


def _fitted(dark: Pixels, lines: Sequence[Span]) -> list[Span]:
    """Return lines without the blank that a detector leaves above and below them.

    Readers take the size of letters from the height of a line. So one without marks stays as tall
    as lines mostly are, as far as it was detected.
    """
    inner = [_trimmed(dark, line) for line in lines]
    tall = weighted_median([(s.tall, s.right - s.left) for s in inner]) if inner else 0.0
    fitted: list[Span] = []
    for line, ink in zip(lines, inner, strict=True):
        rest = max(tall - ink.tall, 0.0) / 2
        top, bottom = max(line.top, ink.top - rest), min(line.bottom, ink.bottom + rest)
        fitted.append(Span(line.left, top, line.right, bottom))
    return fitted


def _is_in_one_line(ink: Span, spans: Sequence[Span]) -> bool:
    """Return whether ink touches detected areas, and none that stand one above the other."""
    touched = [span for span in spans if span.touches(ink)]
    inside = [span for span in touched if ink.covers(span)]
    apart = any(
        one.bottom < (other.top + other.bottom) / 2 and (one.top + one.bottom) / 2 < other.top
        for one in inside
        for other in inside
    )
    return bool(touched) and not apart


def _missed(lines: Sequence[Span], ink: Collection[Span]) -> list[Span]:
    """Return rows of ink as tall as the lines and among them, of which nothing was detected."""
    left, right = min(s.left for s in lines), max(s.right for s in lines)
    top, bottom = min(s.top for s in lines), max(s.bottom for s in lines)
    tall = weighted_median([(s.tall, s.right - s.left) for s in lines])
    found = _with_marks(_grouped(sorted(ink, key=lambda s: (s.top, s.left))), tall)
    return [
        row
        for row in found
        if 0.6 * tall <= row.tall <= 1.5 * tall
        and row.right - row.left >= _LEAST_WIDTH * tall
        and min(row.right, right) - max(row.left, left) >= _AMONG * (row.right - row.left)
        and top - _LEAST_WIDTH * tall <= row.top
        and row.bottom <= bottom + _LEAST_WIDTH * tall
        and not any(line.touches(row) for line in lines)
    ]


def _is_no_line(span: Span, tall: float) -> bool:
    """Return whether an area is a portrait, an emblem or an edge of the image.

    Detectors take them for text, and they would swallow the lines beside them.
    """
    drawing = span.tall > _TALLEST * tall and span.right - span.left < _OBLONG * span.tall
    return drawing or span.tall > _TALLEST_AREA * tall


def _is_level(polygon: Polygon) -> bool:
    w, h = width(polygon), height(polygon)
    if max(w, h) < _OBLONG * min(w, h):
        return True  # a square mark has no direction of its own
    off = abs(between(direction(polygon if w >= h else shifted(polygon, 1)), 0))
    return min(off, 180 - off) <= _ASLANT


def _span(polygon: Polygon) -> Span:
    x, y = [p[0] for p in polygon], [p[1] for p in polygon]
    return Span(min(x), min(y), max(x), max(y))


def _polygon(span: Span) -> Polygon:
    return (
        (span.left, span.top),
        (span.right, span.top),
        (span.right, span.bottom),
        (span.left, span.bottom),
    )


def _trimmed(dark: Pixels, line: Span) -> Span:
    """Return the part of a line that has ink, over its whole width."""
    top, bottom = max(round(line.top), 0), round(line.bottom)
    part = dark[top:bottom, max(round(line.left), 0) : round(line.right)]
    if not part.size:
        return line
    filled = np.count_nonzero(part, axis=1)
    rows = np.flatnonzero(filled > max(_SPECK, _FAINT * filled.max()))
    if not rows.size or rows[-1] - rows[0] < _LEAST_KEPT * line.tall:
        return line
    return Span(line.left, top + float(rows[0]), line.right, top + float(rows[-1]) + 1)


def _dark(pixels: Pixels, tall: float) -> Pixels:
    """Return what is darker than its surroundings."""
    side = max(3, round(2 * tall) | 1)
    dark = cv2.adaptiveThreshold(
        pixels, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, side, _CONTRAST
    )
    return np.asarray(dark, dtype=np.uint8)


def _ink(dark: Pixels, tall: float) -> Iterator[Span]:
    """Return the words of a page as connected ink, whatever they are."""
    reach = (max(1, round(_BLANK * tall)), 1)
    closed = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones(reach[::-1], dtype=np.uint8))
    _, _, found, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    for left, top, wide, high, area in found[1:].tolist():
        # A rule is filled, a speck is nothing, and a frame is mostly empty.
        if high > _TALLEST * tall or area < 0.02 * tall * tall or high < 0.1 * tall:
            continue
        if wide > 4 * tall and high < 0.3 * tall:
            continue
        yield Span(left, top, left + wide, top + high)


def _grouped(spans: Sequence[Span]) -> list[Span]:
    """Join the parts of each line, until no two belong together."""
    lines = list(spans)
    while True:
        joined: list[Span] = []
        for span in sorted(lines, key=lambda s: s.left):
            near = [i for i, line in enumerate(joined) if line.continues(span)]
            if near:
                best = max(near, key=lambda i: joined[i].tall)
                joined[best] = joined[best].joined(span)
            else:
                joined.append(span)
        if len(joined) == len(lines):
            return joined
        lines = joined


def _with_marks(lines: Sequence[Span], text: float) -> list[Span]:
    """Add marks to the line that they belong to; `text` is the usual height of lines.

    A mark is told by the line alone, so that a line does not grow into its neighbours.
    """
    ordered = sorted(lines, key=lambda s: -s.tall * (s.right - s.left))
    alone: list[Span] = []
    whole: list[Span] = []
    for span in ordered:
        owners = (
            i for i, line in enumerate(alone) if span.is_mark_of(line, text) or line.holds(span)
        )
        owner = next(owners, None)
        if owner is None:
            alone.append(span)
            whole.append(span)
        else:
            whole[owner] = whole[owner].joined(span)
    return whole
