"""Homoglyph folding: Greek and Cyrillic look-alikes in Latin words become Latin letters.

A recognizer of many scripts returns a Greek or Cyrillic capital where a Latin one is printed; a
reader cannot see the difference, but a search or a comparison can.
"""

from __future__ import annotations

import re

_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοινυ", "ABEZHIKMNOPTYXoivu", strict=True))
_CYRILLIC = dict(zip("АВЕЅІЈКМНОРСТУХЗаеѕіјорсухк", "ABESIJKMHOPCTYX3aesijopcyxk", strict=True))
_TO_LATIN = str.maketrans(_GREEK | _CYRILLIC)
_WORD = re.compile(r"\S+")
_LATIN = re.compile(r"[A-Za-z]")
# A zero before small letters does not begin a number, unless it is hexadecimal.
_ZERO = re.compile(r"(?<![0-9A-Za-z])0(?!x[0-9a-f])(?=[a-z]{3})")


def fold_homoglyphs(text: str) -> str:
    """Replace homoglyphs in words that have Latin letters; the length stays the same."""
    return _ZERO.sub("O", _WORD.sub(_word, text))


def _word(match: re.Match[str]) -> str:
    word = match.group()
    return word.translate(_TO_LATIN) if _LATIN.search(word) else word
