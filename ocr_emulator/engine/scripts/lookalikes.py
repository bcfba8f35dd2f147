"""Script detection from a reading: tell text from Latin look-alikes of another script.

The built-in engine reads a word of Thai or Russian as Latin letters, often with a confidence that
blurred Latin text has too. The mean confidence alone does not tell them apart; single characters,
the words that they make and the width that they leave empty do.
"""

from __future__ import annotations

import itertools
import math
import unicodedata
from collections.abc import Iterator, Sequence

from ocr_emulator.engine.base import Line
from ocr_emulator.engine.geometry import height, width

FEATURES = ("doubt", "doubtful", "weak words", "sparse", "foreign", "mixed", "no vowels")
"""Names of the features, in the order of the coefficients."""
# Fitted by benchmarks.accuracy.scripts.lookalikes to drawn lines of 26 languages.
_CONSTANT = -3.04
_COEFFICIENTS = (2.40, 3.84, 4.59, 5.79, 1.12, 3.97, 0.12)
# Leaving out text that can be read is worse than a line of look-alikes.
_THRESHOLD = 0.8
_VOWELS = frozenset("aeiouyAEIOUY")
_DENSE = 1.0  # characters in a line's height; Latin text has about two, Chinese has one


def is_lookalike(line: Line) -> bool:
    """Return whether a line that was read with characters is hardly what is printed."""
    if not line.text.strip():
        return False
    score = _CONSTANT + sum(
        weight * value for weight, value in zip(_COEFFICIENTS, features(line), strict=True)
    )
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) > _THRESHOLD


def features(line: Line) -> tuple[float, ...]:
    """Return what tells look-alikes from text, each between 0 and 1."""
    words = line.text.split()
    rates = [character.confidence for character in line.characters] or [line.confidence]
    letters = [c for c in line.text if c.isalpha()]
    long = [word for word in words if len(word) >= 3 and word.isalpha()]
    latin = [word for word in long if all("LATIN" in unicodedata.name(c, "") for c in word)]
    dense = len(line.text) / max(width(line.polygon) / max(height(line.polygon), 1.0), 1.0)
    return (
        1 - sum(rates) / len(rates),
        sum(rate < 0.8 for rate in rates) / len(rates),
        sum(len(word) for word, rate in _rated(line, words) if rate < 0.9)
        / max(sum(map(len, words)), 1),
        max(0.0, 1 - dense / _DENSE),
        sum(_is_foreign(c) for c in letters) / max(len(letters), 1),
        sum(_is_mixed(word) for word in words) / max(len(words), 1),
        sum(not _VOWELS & set(_plain(word)) for word in latin) / max(len(latin), 1),
    )


def _rated(line: Line, words: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Yield each word with the mean confidence of its characters."""
    start = 0
    for word in words:
        part = line.characters[start : start + len(word)]
        start += len(word)
        yield word, sum(c.confidence for c in part) / len(part) if part else line.confidence


def _plain(word: str) -> str:
    """Return a word without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def _is_foreign(c: str) -> bool:
    """Return whether a letter is of a script that the engine returns by accident only."""
    return unicodedata.name(c, "").startswith(("GREEK", "CYRILLIC"))


def _is_mixed(word: str) -> bool:
    """Return whether a word has digits or capitals among its letters, or letters of two scripts."""
    letters = word.strip("0123456789.,:;-/()'\"")
    if len(letters) < 3:
        return False
    digits = any(c.isdigit() for c in letters)
    case = any(a.islower() and b.isupper() for a, b in itertools.pairwise(letters))
    scripts = {unicodedata.name(c, "?").split()[0] for c in letters if c.isalpha()}
    return digits or case or len(scripts & {"LATIN", "GREEK", "CYRILLIC", "CJK"}) > 1
