"""Comparison of a zone with the printed part of the page: names and years.

No check digit covers the names, and a zone has two digits of a year: the print is the only other
witness.
"""

from __future__ import annotations

import re

from ocr_emulator.engine.mrz.decoding.align import GUESS, Alignment
from ocr_emulator.engine.mrz.decoding.correct import CONFUSABLE, SURE
from ocr_emulator.engine.mrz.zone import FILLER, LETTERS

_LEAST_NAME = 4  # letters; shorter names resemble too many words
_MAX_DIFFERENT = 2
_NAME = re.compile(r"[A-Z]+")
_LOST = re.compile(r"([A-Z]+)<(?=([A-Z]+))")
_YEAR = re.compile(r"(?<![0-9])(?:18|19|20)[0-9]{2}(?![0-9])")


def printed_years(printed: str) -> frozenset[int]:
    """Return the years of four digits in a text without blanks."""
    return frozenset(int(year) for year in _YEAR.findall(printed))


def check_names(line: Alignment, start: int, printed: str) -> tuple[Alignment, frozenset[int]]:
    """Compare each name of a line, from the place `start` on, with the print.

    Returns:
        The line, with doubtful letters replaced by the printed ones where the rest of the name
        agrees; and the places where a sure name is contradicted by a similar printed one.
    """
    line = _with_lost_letters(line, start, printed)
    contradicted: set[int] = set()
    for first, name in _names(line.text, start):
        if len(name) < _LEAST_NAME or name in printed:
            continue
        other = _similar(name, printed)
        if other is None:
            continue
        for place, character in enumerate(other, first):
            if character == line.text[place]:
                continue
            if _is_doubtful(line, place, character):
                line = line.put(place, character)
            else:
                contradicted.add(place)
    return line, frozenset(contradicted)


def _with_lost_letters(line: Alignment, start: int, printed: str) -> Alignment:
    """Put the printed letter where nothing was recognized within a name."""
    for match in _LOST.finditer(line.text, start):
        place = match.end(1)
        if line.glyphs[place].confidence > GUESS or len(match[1] + match[2]) < _LEAST_NAME:
            continue
        found = set(re.findall(f"{match[1]}([A-Z]){match[2]}", printed))
        if len(found) == 1:
            line = line.put(place, found.pop())
    return line


def _names(text: str, start: int) -> list[tuple[int, str]]:
    return [(match.start(), match[0]) for match in _NAME.finditer(text, start)]


def _similar(name: str, printed: str) -> str | None:
    """Return the printed text that differs from a name in at most two confusable letters.

    None when there is none, or more than one.
    """
    found: set[str] = set()
    for start in range(len(printed) - len(name) + 1):
        other = printed[start : start + len(name)]
        different = [(a, b) for a, b in zip(name, other, strict=True) if a != b]
        if 0 < len(different) <= min(_MAX_DIFFERENT, len(name) // 4) and all(
            b in LETTERS for _, b in different
        ):
            found.add(other)
    return found.pop() if len(found) == 1 else None


def _is_doubtful(line: Alignment, place: int, character: str) -> bool:
    glyph = line.glyphs[place]
    alike = character in CONFUSABLE.get(glyph.text, ()) or glyph.text == FILLER
    return glyph.confidence < SURE and (alike or any(c == character for c, _ in glyph.alternatives))
