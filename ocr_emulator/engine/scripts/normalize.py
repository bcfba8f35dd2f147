"""Unicode normalization of recognized text: one spelling for what looks the same.

Recognition goes by the shape. Where two sequences of code points look alike, the one that people
type is returned, so that a search finds it.
"""

from __future__ import annotations

import re
import unicodedata

# Sara am is typed as one character; the recognizer sees its circle and its stroke, with a tone
# mark between them or before.
_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32|([\u0e48-\u0e4b])\u0e4d\u0e32")
# Two sara e look like sara ae.
_SARA_AE = re.compile("\u0e40\u0e40")
_BLANKS = re.compile(r"\s+")

# Khmer (Unicode 16.4): coeng and the letter below, then the shifter or robat, the vowel, signs.
_COENG, _COENG_RO = "\u17d2", "\u17d2\u179a"
_KHMER = re.compile(f"(?:{_COENG}[\u1780-\u17b3]|[\u17b6-\u17d1\u17d3\u17dd]){{2,}}")
_KHMER_SIGN = re.compile(f"{_COENG}?.")
# Two vowels that look like one.
_KHMER_VOWELS = (("\u17c1\u17b8", "\u17be"), ("\u17c1\u17b6", "\u17c4"))

# Burmese (Unicode Technical Note 11): medials, then e, vowels above, below and beside, signs.
_BURMESE = re.compile("[\u102b-\u1038\u103a-\u103e]{2,}")
_BURMESE_ORDER = "\u103b\u103c\u103d\u103e\u1031\u102d\u102e\u1032\u102f\u1030\u102b\u102c\u1036\u1037\u103a\u1038"  # noqa: E501
_ASAT_BEFORE_MEDIAL = re.compile("\u103a[\u103b-\u103e]")
# Zero and seven look like the letters wa and ra, but a digit carries no sign and no final letter.
_BURMESE_DIGIT = re.compile(
    "[\u1040\u1047](?=[\u102b-\u103e])|(?<![\u1040-\u1049])[\u1040\u1047](?=[က-အ]\u1037?\u103a)"
)
_BURMESE_ZERO = re.compile("(?<=[\u1040-\u1049])\u101d(?![\u1000-\u103f])")


def normalized(text: str) -> str:
    """Return the text as it is typed: composed (NFC), signs in their order, single blanks."""
    text = unicodedata.normalize("NFC", text)
    text = _SARA_AM.sub(lambda match: f"{match[1] or match[2] or ''}\u0e33", text)
    text = _SARA_AE.sub("\u0e41", text)
    text = _KHMER.sub(_khmer_ordered, text)
    for seen, typed in _KHMER_VOWELS:
        text = text.replace(seen, typed)
    text = _BURMESE.sub(_burmese_ordered, text)
    text = _BURMESE_DIGIT.sub(lambda m: "\u101d" if m[0] == "\u1040" else "\u101b", text)
    text = _BURMESE_ZERO.sub("\u1040", text)
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip()


def _khmer_ordered(match: re.Match[str]) -> str:
    return "".join(sorted(_KHMER_SIGN.findall(match.group()), key=_khmer_rank))


def _khmer_rank(sign: str) -> int:
    """Return the place of a sign among those of one letter."""
    if sign[0] == _COENG:
        return 1 if sign == _COENG_RO else 0
    if sign in "\u17c9\u17ca\u17cc":
        return 2
    return 3 if "\u17b6" <= sign <= "\u17c5" else 4


def _burmese_ordered(match: re.Match[str]) -> str:
    signs = match.group()
    if _ASAT_BEFORE_MEDIAL.search(signs):
        return signs  # an abbreviation, which is spelled so
    return "".join(sorted(signs, key=_burmese_rank))


def _burmese_rank(sign: str) -> int:
    return _BURMESE_ORDER.find(sign)
