"""Text layer: the invisible text of a page as a PDF content stream.

Each word is stretched to the width of its box and turned like its line, so that what is selected in
a viewer is what is seen there.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator

from ocr_wrapper.exports.page import Page, PageLine
from ocr_wrapper.exports.pdf.font import ASCENT, UNITS, InvisibleFont, advance
from ocr_wrapper.results.geometry import Point, Polygon
from ocr_wrapper.results.views.words import frame, is_right_to_left

_MIN_SIDE = 0.01
"""Smallest width or height in points of a word that is written."""

_MAX_SHIFT = 0.5
"""Points by which the base line of a word may rise before poppler takes its letters for words of
their own; such a word also states its text as a whole."""

_UNPLACED_LINES = 60
"""Lines without a position that would fill a page from top to bottom."""


class TextLayer:
    """Writes the text of one page; positions are pixels, y down, and become points, y up."""

    def __init__(self, page: Page, font: InvisibleFont, scale: float) -> None:
        self._page, self._font, self._scale = page, font, scale

    def content(self) -> bytes:
        """Return the operators that write the text of the page, invisibly."""
        parts = ["BT", "3 Tr"]
        for line in self._page.lines:
            if line.polygon is not None:
                parts.extend(self._line(line))
        parts.extend(self._unplaced())
        parts.append("ET")
        return "\n".join(parts).encode("ascii")

    def _line(self, line: PageLine) -> Iterator[str]:
        before: Polygon | None = None
        for word in line.words:
            corners = frame(word.text, word.polygon) if word.polygon is not None else None
            if corners is None:
                continue
            if before is not None:
                yield from self._space(before, corners, backwards=is_right_to_left(line.text))
            yield from self._run(_visual(word.text), corners)
            before = corners

    def _space(self, before: Polygon, after: Polygon, *, backwards: bool) -> Iterator[str]:
        """Fill the gap between two words with a space, so that a selection is continuous."""
        left, right = (after, before) if backwards else (before, after)
        gap = (left[1], right[0], right[3], left[2])
        along = (left[1][0] - left[0][0], left[1][1] - left[0][1])
        step = (gap[1][0] - gap[0][0], gap[1][1] - gap[0][1])
        if along[0] * step[0] + along[1] * step[1] > 0:
            yield from self._run(" ", gap)

    def _run(self, text: str, corners: Polygon) -> Iterator[str]:
        """Write a text into a box: its base line along the first two corners."""
        upper_left, upper_right, _, lower_left = (self._point(corner) for corner in corners)
        x, y = upper_right[0] - upper_left[0], upper_right[1] - upper_left[1]
        length = math.hypot(x, y)
        if length < _MIN_SIDE:
            return
        cosine, sine = x / length, y / length
        down = lower_left[0] - upper_left[0], lower_left[1] - upper_left[1]
        height = abs(cosine * down[1] - sine * down[0])
        if height < _MIN_SIDE:
            return
        drop = height * ASCENT / UNITS
        origin = upper_left[0] + sine * drop, upper_left[1] - cosine * drop
        stretch = 100 * length / (height * advance(text))
        tilted = min(abs(cosine), abs(sine)) * length > _MAX_SHIFT and len(text) > 1
        if tilted:
            actual = ("\ufeff" + text).encode("utf-16-be").hex()
            yield f"/Span << /ActualText <{actual}> >> BDC"
        yield f"/F {height:.4f} Tf {stretch:.4f} Tz"
        yield (
            f"{cosine:.6f} {sine:.6f} {-sine:.6f} {cosine:.6f} {origin[0]:.4f} {origin[1]:.4f} Tm"
        )
        yield f"<{self._font.encode(text).hex()}> Tj"
        if tilted:
            yield "EMC"

    def _unplaced(self) -> Iterator[str]:
        """Write lines without a position in the upper left corner, so that search finds the page.

        They do not lie above what is printed; the response does not say where that is.
        """
        height = self._page.height / _UNPLACED_LINES
        lines = [line for line in self._page.lines if line.polygon is None and line.text]
        for number, line in enumerate(lines):
            top = number % _UNPLACED_LINES * height
            right = advance(line.text) * height
            corners = ((0.0, top), (right, top), (right, top + height), (0.0, top + height))
            yield from self._run(_visual(line.text), corners)

    def _point(self, point: Point) -> Point:
        return point[0] * self._scale, (self._page.height - point[1]) * self._scale


def _visual(text: str) -> str:
    """Return the characters from left to right; readers of PDF restore the logical order."""
    if not is_right_to_left(text):
        return text
    groups: list[str] = []
    for character in text:
        if groups and unicodedata.category(character) in {"Mn", "Me"}:
            groups[-1] += character
        else:
            groups.append(character)
    return "".join(reversed(groups))
