"""Rule-based classification: which kind of document the printed texts speak for.

Texts are compared without accents, case and punctuation, and a few wrong characters are allowed. A
single weak text is never enough, so that a letter about a passport is no passport.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from ocr_emulator.engine.base import Line
from ocr_emulator.engine.identity.kinds import KINDS, DocumentKind

ENOUGH = 0.85
"""Sum of weights from which a document is taken for one of a kind."""
_LEAD = 0.15
"""By how much the first kind has to lead the second."""
_ALIKE = 84.0
_LONGEST = 2.2
"""Length of a line, in lengths of a phrase, that may still be that phrase with something beside."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The kind of document that texts speak for, and how strongly."""

    kind: DocumentKind
    weight: float
    lines: tuple[Line, ...]
    """The lines that speak for it: they lie on the document."""


def classify(lines: Sequence[Line], burmese: Sequence[Line] = ()) -> Finding | None:
    """Return the kind that the lines of an image speak for; None if none stands out.

    Args:
        lines: As the built-in engine read them.
        burmese: As a reader of Burmese read them.
    """
    found = sorted((_finding(kind, lines, burmese) for kind in KINDS), key=lambda one: -one.weight)
    first, second = found[0], found[1]
    if first.weight < ENOUGH or first.weight - second.weight < _LEAD:
        return None
    return first


def _finding(kind: DocumentKind, lines: Sequence[Line], burmese: Sequence[Line]) -> Finding:
    weight, said = _said(kind.phrases, lines)
    more, further = _said(kind.burmese, burmese)
    weight, said = weight + more, said + further
    for pattern, value in kind.numbers.items():
        matching = [line for line in lines if pattern.search("".join(line.text.split()))]
        if matching:
            weight, said = weight + value, said + matching
    return Finding(kind, weight, tuple(said))


def _said(phrases: Mapping[str, float], lines: Iterable[Line]) -> tuple[float, list[Line]]:
    """Return the weight of the phrases that lines say, and those lines; each line counts once."""
    folded = [(folded_text(line.text), line) for line in lines]
    weight, said = 0.0, []
    for phrase, value in sorted(phrases.items(), key=lambda item: -item[1]):
        variants = [folded_text(variant) for variant in phrase.split("|")]
        for place, (text, line) in enumerate(folded):
            if any(_says(text, wanted) for wanted in variants):
                weight += value
                said.append(line)
                del folded[place]
                break
    return weight, said


def _says(text: str, wanted: str) -> bool:
    """Return whether a line is a phrase, or begins or ends with it."""
    size = len(wanted)
    if size < 4 or len(text) < 0.75 * size:
        return text.startswith(wanted)
    if fuzz.ratio(text[:size], wanted) >= _ALIKE:
        return True
    return len(text) <= _LONGEST * size + 4 and fuzz.ratio(text[-size:], wanted) >= _ALIKE


def folded_text(text: str) -> str:
    """Return text in lower case without accents, blanks and punctuation.

    Vowel signs of Asian scripts are no accents and stay.
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(
        c for c in apart if not "\u0300" <= c <= "\u036f" and unicodedata.category(c)[0] in "LNM"
    )
