"""Kinds of values: what a date, a number, a name or a code looks like, and how one is spelled.

A value is accepted by its pattern alone. Characters that recognizers confuse (O and 0, I and 1) are
exchanged only where the pattern leaves no choice, and the match says so.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from rapidfuzz.distance import Indel

DIGIT_LOOKS = {"O": "0", "o": "0", "Q": "0", "D": "0", "I": "1", "l": "1", "|": "1", "!": "1",
                "i": "1", "Z": "2", "z": "2", "S": "5", "s": "5", "B": "8", "G": "6"}  # fmt: skip
LETTER_LOOKS = {"0": "O", "1": "I", "5": "S", "8": "B", "2": "Z", "6": "G", "|": "I", "!": "I"}
DASHES = "-–—―‐_~"
_ENDS = " \t.,:;/|·•*'\"`´‘’“”„-–—_~()[]{}<>«»=+"
MOST_EXCHANGED = 0.4
"""Part of a code's characters that may be exchanged for look-alikes; more is another text."""


@dataclass(frozen=True, slots=True)
class Match:
    """A value found in a text, and which part of the text it was."""

    value: str = field(repr=False)
    start: int
    end: int
    exchanged: int = 0
    """How many characters were exchanged for look-alikes."""


class Kind(Protocol):
    """Find a value in the text beside a label."""

    @property
    def free(self) -> bool:
        """Whether nearly any text is accepted: such fields take what stricter ones leave."""
        ...

    def find(self, text: str) -> Match | None:
        """Return the first value in a text."""
        ...


@dataclass(frozen=True)
class Text:
    """Any text: an address, remarks."""

    least: int = 1
    """Fewest letters and digits."""
    free: bool = True

    def find(self, text: str) -> Match | None:
        """Return the text without punctuation around it."""
        start, end = _inside(text)
        # A bracket or a full stop that belongs to the text stays.
        while end < len(text) and text[end] in ".)":
            end += 1
        value = text[start:end]
        if "(" not in value:
            value = value.rstrip(")")
        enough = sum(c.isalnum() for c in value) >= self.least
        return Match(value, start, start + len(value)) if enough else None


@dataclass(frozen=True)
class Name:
    """Names of people and places: words of letters."""

    least: int = 2
    free: bool = True

    def find(self, text: str) -> Match | None:
        """Return the words; digits that look like letters become those."""
        start, end = _inside(text)
        value = "".join(LETTER_LOOKS.get(c, c) for c in text[start:end])
        letters = sum(unicodedata.category(c)[0] in "LM" for c in value)
        exchanged = sum(one != other for one, other in zip(value, text[start:end], strict=True))
        if letters < self.least or letters - exchanged < 0.7 * sum(not c.isspace() for c in value):
            return None
        return Match(value, start, end, exchanged)


@dataclass(frozen=True)
class Part:
    """One of two names that a comma divides: the family name before it, the others behind it."""

    kind: Kind
    index: int
    """0 for what stands before the comma, 1 for what stands behind it."""
    free: bool = False

    def find(self, text: str) -> Match | None:
        """Return the part of a text with one comma."""
        if text.count(",") != 1:
            return None
        comma = text.index(",")
        start = comma + 1 if self.index else 0
        match = self.kind.find(text[start:] if self.index else text[:comma])
        if match is None:
            return None
        return Match(match.value, match.start + start, match.end + start, match.exchanged)


@dataclass(frozen=True)
class Code:
    """A code of fixed shape, such as `dddddddd-d`.

    In the shape `d` is a digit, `A` a capital letter, `X` either, `K` a digit or the letter K;
    other characters stand for themselves, and blanks around them do not matter. Several shapes
    are tried in their order.
    """

    shapes: tuple[str, ...]
    written: bool = True
    """Whether the punctuation of the shape is part of the value."""
    free: bool = False

    def find(self, text: str) -> Match | None:
        """Return the first code in the order of the shapes."""
        for shape, pattern in zip(self.shapes, self._patterns, strict=True):
            found = [_spelled(shape, match, signs=self.written) for match in pattern.finditer(text)]
            likely = [match for match in found if match is not None]
            if likely:
                return min(likely, key=lambda match: match.exchanged)
        return None

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(self._pattern(shape)) for shape in self.shapes)

    def _pattern(self, shape: str) -> str:
        return r"(?<![^\W_])" + "".join(map(_part, shape)) + r"(?![^\W_])"


DIGIT = f"[0-9{re.escape(''.join(DIGIT_LOOKS))}]"
_LETTER = f"[A-Z{re.escape(''.join(LETTER_LOOKS))}]"
_PLACES = {"d": f"({DIGIT})", "A": f"({_LETTER})", "X": "([A-Z0-9])", "K": f"({DIGIT}|[Kk])"}


def _part(sign: str) -> str:
    """Return the pattern of one place of a shape; a recognizer may lose punctuation."""
    if sign in _PLACES:
        return _PLACES[sign]
    like = DASHES if sign == "-" else ".,·'" if sign in ".," else sign
    return f" ?([{re.escape(like)}]?) ?"


def _spelled(shape: str, match: re.Match[str], *, signs: bool) -> Match | None:
    """Write a code in its shape; None where too much would have to be exchanged."""
    written: list[str] = []
    exchanged = places = 0
    for sign, read in zip(shape, match.groups(), strict=True):
        if sign not in _PLACES:
            written.append(sign if signs else "")
            continue
        character = read
        if sign == "d" or (sign == "K" and read not in "Kk"):
            character = DIGIT_LOOKS.get(read, read)
        elif sign == "A":
            character = LETTER_LOOKS.get(read, read)
        written.append(character.upper())
        places += 1
        exchanged += character.upper() != read.upper()
    if exchanged > MOST_EXCHANGED * places:
        return None
    return Match("".join(written), match.start(), match.end(), exchanged)


@dataclass(frozen=True)
class Choice:
    """One of a few words, letters or signs, such as a sex or a blood group."""

    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """How each value may be printed; compared without accents and case."""
    free: bool = False

    def find(self, text: str) -> Match | None:
        """Return the first word of the text that is one of the choices."""
        words = list(re.finditer(r"[^\s/,;:.|]+", text))
        for match in words:
            value = self._value(_sign(match.group()))
            if value is not None:
                return Match(value, match.start(), match.end())
        for one, other in itertools.pairwise(words):
            value = self._value(_sign(one.group() + other.group()))
            if value is not None:
                return Match(value, one.start(), other.end())
        for match in words:
            value = self._alike(_sign(match.group()))
            if value is not None:
                return Match(value, match.start(), match.end(), 1)
        return None

    def _value(self, word: str) -> str | None:
        for value, spellings in self.words.items():
            if any(word == _sign(spelling) for spelling in spellings):
                return value
        return None

    def _alike(self, word: str) -> str | None:
        """Return the value that a longer word with an error in it means."""
        for value, spellings in self.words.items():
            for spelling in map(_sign, spellings):
                long = len(spelling) >= _LEAST_ALIKE and len(word) >= _LEAST_ALIKE
                if long and Indel.normalized_similarity(word, spelling) >= _ALIKE:
                    return value
        return None


_LEAST_ALIKE = 4
_ALIKE = 0.8


def _sign(word: str) -> str:
    """Return a word in small letters without accents; a zero is the letter O, a dash a minus."""
    letters = (plain(c) or ("-" if c in DASHES else c) for c in word)
    return "".join(letters).replace("0", "o")


def choice(*values: str, **spellings: str) -> Choice:
    """Make a choice of values that are printed as they are returned, or spelled otherwise."""
    words = {value: (value,) for value in values}
    return Choice(words | {value: tuple(text.split("|")) for value, text in spellings.items()})


_PLAIN = str.maketrans({"đ": "d", "Đ": "D", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ı": "i"})


def plain(text: str) -> str:
    """Return a text in small letters without accents, blanks and punctuation."""
    apart = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return "".join(c for c in apart if c.isalnum()).casefold()


def _inside(text: str) -> tuple[int, int]:
    """Return where a text begins and ends without punctuation around it."""
    end = len(text.rstrip(_ENDS))
    return min(len(text) - len(text.lstrip(_ENDS)), end), end
