"""Cross-check of a Khmer name with its Latin spelling, by their consonants.

Some Khmer letters differ by a stroke that small print loses. The card has the name in Latin letters
too, which are read surely, and which tell such letters apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from rapidfuzz.distance import Indel

from ocr_emulator.engine.cards.kinds import plain
from ocr_emulator.engine.cards.value import DERIVED, Value

_ALIKE = ("ជផ", "ងវ", "ឆធ")
"""Letters that a reader confused on drawn cards."""
_SOUNDS: Mapping[str, str] = {
    letter: sound
    for sound, letters in {
        "K": "កខគឃ", "G": "ង", "C": "ចឆជឈ", "N": "ញណន", "D": "ដឌ", "T": "ឋឍតថទធ", "B": "ប",
        "P": "ផពភ", "M": "ម", "Y": "យ", "R": "រ", "L": "លឡ", "V": "វ", "S": "សឝឞ", "H": "ហ",
    }.items()
    for letter in letters
}  # fmt: skip
_LATIN_PAIRS = (("NG", "G"), ("NH", "N"), ("CH", "C"), ("KH", "K"), ("TH", "T"), ("PH", "P"))
_NO_CONSONANTS = re.compile("[AEIOUW]")
_SURE = 0.9


def agreed_name(khmer: Value, latin: Value) -> Value:
    """Return a Khmer name, its confusable letters as the Latin name says.

    A letter is exchanged only where a sure Latin name has the consonant of the other letter and not
    of the one that was read.
    """
    if not khmer.text or latin.confidence < _SURE:
        return khmer
    wanted = _latin_sounds(latin.text)
    best, text = Indel.distance(_khmer_sounds(khmer.text), wanted), khmer.text
    for other in _exchanges(khmer.text):
        distance = Indel.distance(_khmer_sounds(other), wanted)
        if distance < best:
            best, text = distance, other
    if text == khmer.text:
        return khmer
    return replace(khmer, text=text, confidence=min(khmer.confidence, DERIVED))


def _exchanges(text: str) -> Iterator[str]:
    """Yield the text with each of its confusable letters exchanged, one at a time."""
    for place, letter in enumerate(text):
        for pair in _ALIKE:
            if letter in pair:
                yield text[:place] + pair.replace(letter, "") + text[place + 1 :]


def _khmer_sounds(text: str) -> str:
    return _merged("".join(_SOUNDS.get(letter, "") for letter in text))


def _latin_sounds(text: str) -> str:
    letters = plain(text).upper()
    for pair, sound in _LATIN_PAIRS:
        letters = letters.replace(pair, sound)
    return _merged(_NO_CONSONANTS.sub("", letters))


def _merged(sounds: str) -> str:
    """Write sounds that follow one another once: a syllable may end as the next one begins."""
    return "".join(sound for sound, _ in groupby(sounds))
