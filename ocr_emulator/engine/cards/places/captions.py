"""Fuzzy search for the texts that are printed on every card of a kind: labels and titles.

Accents are lost and letters misread, a label and its value are read as one line, and a short label
is part of a longer one. So all texts of a card are compared at once, and the longest ones win.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz

from ocr_emulator.engine.cards.kinds import plain
from ocr_emulator.engine.cards.places.printed import Glyph, Run, around
from ocr_emulator.engine.tables.model import Box

# Least similarity by the number of letters: a short label with an error is another word.
_LEAST = ((4, 100.0), (7, 85.0), (11, 82.0), (1000, 78.0))
_SHORT = 8
"""Labels up to this length must begin and end where words do."""
_LOOKS = str.maketrans("01l58", "oiisb")
_LEFT_OVER = 2
_SLASH = "/"
_WIDE_GAP = 1.5  # of a label's height: another column begins
_CROSSED = 0.3
"""Part of a match that a better match may share."""


@dataclass(frozen=True)
class Caption:
    """A text of the card, found in the image."""

    text: str
    """As the description of the card has it."""
    run: int
    start: int
    end: int
    score: float
    """Similarity, 0 to 1."""
    whole: float
    """Similarity when the words that it is part of are compared whole: `Peru` is no `Pe`."""
    glyphs: tuple[Glyph, ...] = field(repr=False)

    @property
    def box(self) -> Box:
        """Where it is printed."""
        return around(self.glyphs)

    @property
    def weight(self) -> float:
        """How much it proves: long texts are not found by chance."""
        return len(plain(self.text)) * self.score**2


class _Folded:
    """A text in plain letters, and the place of each in the original."""

    def __init__(self, text: str) -> None:
        self.original = text
        self.places: list[int] = []
        letters = ""
        for i, c in enumerate(text):
            folded = _letters(c)
            letters += folded
            self.places += [i] * len(folded)
        self.letters = letters

    def words(self, first: int, last: int) -> tuple[int, int]:
        """Extend a part of the plain text to the words that it touches."""
        while first > 0 and not self.begins_word(first):
            first -= 1
        while last < len(self.letters) and not self.ends_word(last):
            last += 1
        return first, last

    def begins_word(self, place: int) -> bool:
        """Return whether a word begins at a place of the plain text."""
        at = self.places[place]
        return at == 0 or not self.original[at - 1].isalnum()

    def ends_word(self, place: int) -> bool:
        """Return whether a word ends before a place of the plain text, or a number begins."""
        last = self.places[place - 1]
        following = self.original[last + 1 : last + 2]
        begins_number = following.isdigit() and not self.original[last].isdigit()
        return not following.isalnum() or begins_number


def find_captions(runs: Sequence[Run], texts: Iterable[str]) -> list[Caption]:
    """Return where texts are printed; none of them overlap, and one text may be found twice."""
    folded = [None if run.is_zone else _Folded(run.text) for run in runs]
    found: list[Caption] = []
    for text in texts:
        wanted = _letters(text)
        for index, line in enumerate(folded):
            if line is not None and wanted:
                found += _in_run(text, wanted, index, runs[index], line)
    found.sort(key=lambda caption: -caption.weight)
    kept: list[Caption] = []
    for caption in found:
        if not any(_crosses(caption, other) for other in kept):
            kept.append(caption)
    return kept


def with_translations(captions: Sequence[Caption], runs: Sequence[Run]) -> list[Caption]:
    """Extend labels over the same in another language: `Autoriteti / Authority`.

    What a slash divides is one label; a wide gap ends it, because another column begins there.
    """
    found: list[Caption] = []
    for caption in captions:
        others = [other for other in captions if other.run == caption.run and other is not caption]
        low = max((o.end for o in others if o.end <= caption.start), default=0)
        text = runs[caption.run].text
        high = min((o.start for o in others if o.start >= caption.end), default=len(text))
        start, end = caption.start, caption.end
        if text[low:start].rstrip().endswith(_SLASH):
            start = _extended(runs[caption.run], start, low, -1)
        if text[end:high].lstrip().startswith(_SLASH):
            end = _extended(runs[caption.run], end - 1, high - 1, 1) + 1
        glyphs = tuple(runs[caption.run].between(start, end))
        found.append(replace(caption, start=start, end=end, glyphs=glyphs))
    return found


def _extended(run: Run, start: int, last: int, step: int) -> int:
    """Return the place of the last character before a wide gap, seen from a place of a run."""
    place, near = start, run.glyphs[start]
    for i in range(start + step, last + step if step > 0 else last - 1, step):
        glyph = run.glyphs[i]
        if glyph is None or near is None:
            continue
        gap = max(glyph.box.left - near.box.right, near.box.left - glyph.box.right)
        if gap > _WIDE_GAP * near.box.height:
            break
        place, near = i, glyph
    return place


def _letters(text: str) -> str:
    """Return plain letters; those that look like digits are the same as these."""
    return plain(text).translate(_LOOKS)


def _in_run(text: str, wanted: str, index: int, run: Run, line: _Folded) -> list[Caption]:
    """Return all places of one text in a run."""
    found: list[Caption] = []
    start = 0
    while len(line.letters) - start >= 0.6 * len(wanted):
        match = _best(wanted, line.letters[start:])
        if match is None:
            break
        score, first, last = match
        first, last = first + start, last + start
        begin, end = line.words(first, last)
        if len(wanted) > _SHORT or (begin, end) == (first, last):
            # A letter or two that the match left over belong to the label too.
            first = begin if first - begin <= _LEFT_OVER else first
            last = end if end - last <= _LEFT_OVER else last
            a, b = line.places[first], line.places[last - 1] + 1
            while b < len(run.text) and unicodedata.category(run.text[b])[0] == "M":
                b += 1  # the marks of its last letter, which plain letters do not have
            glyphs = tuple(run.between(a, b))
            whole = fuzz.ratio(wanted, line.letters[begin:end]) / 100
            found.append(Caption(text, index, a, b, score, whole, glyphs))
        start = last
    return found


def _best(wanted: str, letters: str) -> tuple[float, int, int] | None:
    """Return similarity, start and end of the best match of a text."""
    least = next(score for length, score in _LEAST if len(wanted) <= length)
    if len(letters) < len(wanted):
        ratio = fuzz.ratio(wanted, letters)
        return (ratio / 100, 0, len(letters)) if ratio >= least and letters else None
    found = fuzz.partial_ratio_alignment(wanted, letters, score_cutoff=least)
    if found is None or found.score < least or found.dest_end <= found.dest_start:
        return None
    return found.score / 100, found.dest_start, found.dest_end


def _crosses(one: Caption, other: Caption) -> bool:
    if one.run != other.run:
        return False
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared > _CROSSED * min(one.end - one.start, other.end - other.start)
