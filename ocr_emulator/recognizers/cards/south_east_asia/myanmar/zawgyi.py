"""Transliteration of Burmese from Unicode to Zawgyi, the older encoding of many fonts.

Zawgyi writes signs in the order in which they stand, the vowel e and medial ra before their
consonant, and has codes of its own for the forms of a sign. The service responds in it unless it is
asked for Unicode (API Reference 4.11).
"""

from __future__ import annotations

import re

_ASAT, _VIRAMA, _E = "\u103a", "\u1039", "\u1031"
_KINZI = f"\u1004{_ASAT}{_VIRAMA}"
_WIDE = frozenset("ကဃဆဏတထဘယလသဟအဿ")
# Codes of a consonant that stands below another one.
_STACKED = {
    "က": "\u1060", "ခ": "\u1061", "ဂ": "\u1062", "ဃ": "\u1063", "စ": "\u1065", "ဆ": "\u1066",
    "ဇ": "\u1068", "ဈ": "\u1069", "ဋ": "\u106c", "ဌ": "\u106d", "ဏ": "\u1070", "တ": "\u1071",
    "ထ": "\u1073", "ဒ": "\u1075", "ဓ": "\u1076", "န": "\u1077", "ပ": "\u1078", "ဖ": "\u1079",
    "ဗ": "\u107a", "ဘ": "\u107b", "မ": "\u107c", "လ": "\u1085",
}  # fmt: skip
# Forms of letters whose foot would meet what stands below them.
_SHORT = {"ည": "\u106b", "န": "\u108f", "ရ": "\u1090"}
_SYLLABLE = re.compile(
    f"({_KINZI})?([က-ဪဿ၎])((?:{_VIRAMA}[က-အ])*)(\u103b?)(\u103c?)(\u103d?)(\u103e?)({_E}?)"
    "([\u102d\u102e\u1032]?)([\u102f\u1030]?)(\u1036?)(\u1037?)"
)
# Vowels u and uu stand beside what already stands below the letter, in a longer form.
_LONG = {"\u102f": "\u1033", "\u1030": "\u1034"}


def to_zawgyi(text: str) -> str:
    """Return Burmese text in Zawgyi; everything else stays as it is."""
    written: list[str] = []
    end = 0
    for match in _SYLLABLE.finditer(text):
        written += [_signs(text[end : match.start()]), _syllable(match)]
        end = match.end()
    return "".join([*written, _signs(text[end:])])


def _signs(text: str) -> str:
    """Return the signs behind a consonant: asat has another code, the dot below follows it."""
    return text.replace("\u1037" + _ASAT, _ASAT + "\u1037").replace(_ASAT, "\u1039")


def _syllable(match: re.Match[str]) -> str:
    kinzi, base, stacked, ya, ra, wa, ha, e, above, u, anusvara, dot = match.groups()
    below = "".join(_STACKED.get(c, c) for c in stacked if c != _VIRAMA)
    front = (_E if e else "") + (
        _ra(base, above=bool(above or anusvara), below=bool(below or wa)) if ra else ""
    )
    middle = "\u103a" if ya else ""
    middle += "\u108a" if wa and ha else "\u103c" if wa else "\u103d" if ha else ""
    if below or wa or ha or u or (ra and base != "ည"):
        base = _SHORT.get(base, base)
    beside = bool(below or ya or ra or wa or ha)
    vowel = _LONG.get(u, "") if beside else u
    if dot and (u or beside):
        dot = "\u1095" if beside else "\u1094"
    return (
        front + base + below + middle + ("\u1064" if kinzi else "") + above + vowel + anusvara + dot
    )


def _ra(base: str, *, above: bool, below: bool) -> str:
    """Return medial ra in the form that fits around a consonant and its signs."""
    narrow, wide = {
        (False, False): ("\u103b", "\u107e"),
        (True, False): ("\u107f", "\u1080"),
        (False, True): ("\u1081", "\u1082"),
        (True, True): ("\u1083", "\u1084"),
    }[above, below]
    return wide if base in _WIDE else narrow
