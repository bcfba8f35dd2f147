"""Catalogue of languages in other scripts: their names, letters and Tesseract data.

The built-in engine returns Latin look-alikes for these with high confidence, so the language of
a text decides who reads it, never a confidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

EXTRA = "ocr-wrapper[scripts]"
"""Requirement that brings Tesseract and the language data of `BUNDLED`."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to prepare a line for its reader."""

    margin: float
    """Margin above and below the line, in heights of it."""
    height: int
    """Pixels of the line with its margins."""
    raw: bool = False
    """Whether it is read without a search for words (page segmentation mode 13)."""


_ATTEMPTS = (Attempt(0.06, 56), Attempt(0.12, 44), Attempt(0.0, 48))
# Burmese is small on cards, and its marks are fine: four preparations that vote read 91 % of the
# lines of drawn cards, the best one alone 75 %.
_BURMESE = (Attempt(0.06, 68), Attempt(0.0, 68), Attempt(0.06, 90), Attempt(0.3, 68, raw=True))


@dataclass(frozen=True, slots=True)
class Language:
    """A language, and how its lines are read."""

    code: str
    """As general-text spells it; `my` is Burmese, which only cards have."""
    name: str
    data: str
    """Name of the file of Tesseract, without `.traineddata`."""
    letters: tuple[tuple[int, int], ...] = ()
    """Ranges of code points of its own script; empty for Latin script."""
    attempts: tuple[Attempt, ...] = _ATTEMPTS
    """Tried in this order until one is sure; else the surest counts. Found by measurement."""
    in_text: bool = True
    """Whether general-text has it, and not cards alone."""

    def has(self, character: str) -> bool:
        """Return whether a character is of the language's own script."""
        return any(first <= ord(character) <= last for first, last in self.letters)


BUNDLED = ("th", "vi", "km", "my")
"""Languages whose data are in the package ocr-wrapper-models."""

_ARABIC = ((0x0600, 0x06FF), (0x0750, 0x077F), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF))
_CYRILLIC = ((0x0400, 0x052F),)
_MYANMAR = ((0x1000, 0x109F), (0xAA60, 0xAA7F))
_HANGUL = ((0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7AF))

LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {
        language.code: language
        for language in (
            Language("th", "Thai", "tha", ((0x0E00, 0x0E7F),)),
            Language("vi", "Vietnamese", "vie"),
            Language("km", "Khmer", "khm", ((0x1780, 0x17FF), (0x19E0, 0x19FF))),
            Language("my", "Burmese", "mya", _MYANMAR, _BURMESE, in_text=False),
            Language("ar", "Arabic", "ara", _ARABIC),
            Language("he", "Hebrew", "heb", ((0x0590, 0x05FF),)),
            Language("hi", "Hindi", "hin", ((0x0900, 0x097F),)),
            Language("am", "Amharic", "amh", ((0x1200, 0x139F),)),
            Language("ko", "Korean", "kor", _HANGUL),
            Language("ru", "Russian", "rus", _CYRILLIC),
            Language("uk", "Ukrainian", "ukr", _CYRILLIC),
        )
    }
)


def file_name(language: Language) -> str:
    """Return the name of the language's file, which systems pack one by one."""
    return f"{language.data}.traineddata"
