"""Mixed lines: Latin words of one engine among the words of another script.

A reader of Thai returns Thai look-alikes for Latin words, and the built-in engine Latin ones for
Thai. The built-in engine is sure of a word only if it is Latin, so its sure words win.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from ocr_emulator.engine.base import Character, Line, Point, Polygon, Word
from ocr_emulator.engine.geometry import height

SURE = 0.95
"""Confidence that the built-in engine has of Latin words, and not of look-alikes."""
_LIKELY = 0.7  # of a word of several letters that the other reader is less confident of
_LIKELY_SHORT = 0.85
_LEAD = 0.05
_LATIN_LINE = 0.9  # confidence of a line that is Latin as a whole
_OWN_WORD = 0.85  # of a word of the other script, that is one indeed
_LIKELY_LENGTH = 4
_MIXED = 0.75  # part of the confidence that a word of letters and digits keeps
_SLACK = 0.25  # of the height of a line: two engines place one word differently
_COVERED = 0.6  # part of a word's width that a Latin word must cover to replace it


def composed(polygon: Polygon, characters: Sequence[Character], words: Sequence[Word]) -> Line:
    """Make a line of its words; its confidence is their mean by length."""
    size = sum(len(word.text) for word in words)
    if not size:
        return Line("", polygon, 0.0)
    confidence = sum(word.confidence * len(word.text) for word in words) / size
    text = " ".join(word.text for word in words)
    return Line(text, polygon, confidence, tuple(characters), tuple(words))


def with_latin_words(line: Line, latin: Line) -> Line:
    """Replace words of a line by the Latin words that the built-in engine sees there.

    Both lines are readings of one area, with characters.
    """
    axis = _Axis(line.polygon)
    if _is_latin_line(line, latin, axis):
        return replace(latin, polygon=line.polygon)
    slack = _SLACK * height(line.polygon)
    extents = [axis.extent(word.polygon) for word in line.words]
    replaced: set[int] = set()
    chosen: list[Word] = []
    for word in latin.words:
        start, end = axis.extent(word.polygon)
        area = (start - slack, end + slack)
        under = {i for i, extent in enumerate(extents) if _covered(extent, area) >= _COVERED}
        if not _is_latin(word, [line.words[i] for i in under]):
            continue
        if not under and any(_covered((start, end), extent) >= _COVERED for extent in extents):
            continue  # inside a longer word, which stays whole
        replaced |= under
        chosen.append(word)
    kept = [word for i, word in enumerate(line.words) if i not in replaced]
    words = sorted([*kept, *chosen], key=lambda word: axis.extent(word.polygon))
    characters = [c for word in kept for c in _inside(axis, word, line.characters)]
    characters += [c for word in chosen for c in _inside(axis, word, latin.characters)]
    characters.sort(key=lambda c: axis.extent(c.polygon))
    return composed(line.polygon, characters, words)


def _is_latin_line(line: Line, latin: Line, axis: _Axis) -> bool:
    """Return whether a whole line is Latin: its words are, and the other reader is sure of none."""
    letters = sum(c.isalpha() for c in latin.text)
    if latin.confidence < _LATIN_LINE or not latin.text.isascii() or letters < _LIKELY_LENGTH:
        return False
    if any(_believed(word) >= _OWN_WORD and not word.text.isascii() for word in line.words):
        return False
    extents = [axis.extent(word.polygon) for word in latin.words]
    whole = (min(start for start, _ in extents), max(end for _, end in extents))
    return all(_covered(axis.extent(word.polygon), whole) >= _COVERED for word in line.words)


def _is_latin(word: Word, others: Sequence[Word]) -> bool:
    """Return whether a word is Latin, where another reader sees `others`."""
    count = sum(c.isalnum() for c in word.text)
    if count < 2 or not word.text.isascii():
        return False
    if _believed(word) >= SURE:
        return True
    least = max((_believed(other) for other in others), default=0.0) + _LEAD
    likely = _LIKELY if count >= _LIKELY_LENGTH else _LIKELY_SHORT
    return _believed(word) >= max(likely, least)


def _believed(word: Word) -> float:
    """Return the confidence of a word; digits among its letters are hardly what is printed."""
    letters = any(c.isalpha() for c in word.text)
    digits = any(c.isdigit() for c in word.text)
    return word.confidence * _MIXED if letters and digits else word.confidence


class _Axis:
    """Distances along the direction of a line."""

    def __init__(self, polygon: Polygon) -> None:
        (x, y), (u, v) = polygon[0], polygon[1]
        length = max(math.hypot(u - x, v - y), 1e-6)
        self._unit = ((u - x) / length, (v - y) / length)

    def extent(self, polygon: Polygon) -> tuple[float, float]:
        """Return where an area begins and ends."""
        a, b, c, d = (self._place(point) for point in polygon)
        return ((a + d) / 2, (b + c) / 2)

    def _place(self, point: Point) -> float:
        return point[0] * self._unit[0] + point[1] * self._unit[1]


def _covered(part: tuple[float, float], whole: tuple[float, float]) -> float:
    """Return which part of an interval another one covers."""
    shared = min(part[1], whole[1]) - max(part[0], whole[0])
    return max(0.0, shared) / max(part[1] - part[0], 1e-6)


def _inside(axis: _Axis, word: Word, characters: Sequence[Character]) -> list[Character]:
    start, end = axis.extent(word.polygon)
    return [c for c in characters if start <= sum(axis.extent(c.polygon)) / 2 <= end]
