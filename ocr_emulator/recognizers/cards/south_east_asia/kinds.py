"""Kinds of values on these cards: dates and numbers in other digits, and with other months.

A value is accepted by its pattern alone and returned as it is printed; characters that readers
confuse are exchanged only where the pattern leaves no choice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from rapidfuzz.distance import Indel

from ocr_emulator.engine.cards.kinds import Match, Name, Text, plain

THAI_MONTHS = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
ENGLISH_MONTHS = (
    "Jan.", "Feb.", "Mar.", "Apr.", "May", "Jun.", "Jul.", "Aug.", "Sep.", "Oct.", "Nov.", "Dec.",
)  # fmt: skip
KHMER_DIGITS = "០១២៣៤៥៦៧៨៩"
BURMESE_DIGITS = "၀၁၂၃၄၅၆၇၈၉"
BURMESE_LOOKS = {"ဝ": "၀", "ရ": "၇", "င": "၄", "ဂ": "၈", "o": "၀", "O": "၀", "0": "၀"}
"""Letters that a reader returns for Burmese digits."""
_LEAST_ALIKE = 0.5  # of the name of a month
_LEAST_PHRASE = 0.85
_FIRST_WORDS = 3
BUDDHIST_ERA = 543
"""Years by which the Thai calendar is ahead."""


_KHMER_COLON = "\u17d6"
_SIGNS = f" .:;,-=|_~“”‘’{_KHMER_COLON}"
_LABEL_REST = 4
"""Characters in which a colon ends the label and is no part of a text."""
_COMMON_DIGITS = "0123456789"


@dataclass(frozen=True)
class Native:
    """Words of a script whose label may leave its last sign and its colon before them."""

    label_end: str = ""
    """End of the label that readers cut off as a word of its own."""
    own_digits: bool = False
    """Whether numbers are printed in digits of the script: another one alone before the text is a
    misread sign."""
    free: bool = True

    def find(self, text: str) -> Match | None:
        """Return the text without signs before it."""
        start = len(self.label_end) if text.startswith(self.label_end) else 0
        start = max(start, text.find(_KHMER_COLON, 0, _LABEL_REST) + 1)
        while start < len(text) and self._is_no_text(text, start):
            start += 1
        value = text[start:].rstrip(_SIGNS)
        enough = sum(unicodedata.category(c)[0] in "LN" for c in value) >= 2
        return Match(value, start, start + len(value)) if enough else None

    def _is_no_text(self, text: str, place: int) -> bool:
        if text[place] in _SIGNS or unicodedata.category(text[place])[0] == "M":
            return True
        alone = text[place + 1 : place + 2].isspace()
        return self.own_digits and alone and text[place] in _COMMON_DIGITS


@dataclass(frozen=True)
class NativeHeight:
    """A height in centimetres, in the digits of a script."""

    digits: str
    unit: str
    free: bool = False

    def find(self, text: str) -> Match | None:
        """Return the first number of three digits, with the unit as cards print it."""
        match = re.search(f"(?<![{self.digits}])[{self.digits}]{{3}}(?![{self.digits}])", text)
        if match is None:
            return None
        letters = "".join(c for c in self.unit if c.isalpha())
        rest = "".join(c for c in text[match.end() :] if c.isalpha())
        has_unit = rest.startswith(letters)
        value = f"{match.group()} {self.unit}" if has_unit else match.group()
        return Match(value, match.start(), len(text) if has_unit else match.end())


@dataclass(frozen=True)
class TitledName:
    """A name that begins with a title: what is read before the title is no part of it."""

    titles: tuple[str, ...]
    free: bool = True

    def find(self, text: str) -> Match | None:
        """Return the words from the title on; all words of a name without one."""
        match = Name().find(text)
        if match is None:
            return None
        value = match.value
        for title in self.titles:
            if title.endswith("."):  # the blank behind a point is lost easily
                value = value.replace(title, f"{title} ")
        words = [word.strip("“”‘’") for word in value.split()]
        for i, word in enumerate(words[:_FIRST_WORDS]):
            if word in self.titles:
                return Match(" ".join(words[i:]), match.start, match.end)
        return Match(" ".join(word for word in words if word), match.start, match.end)


@dataclass(frozen=True)
class Marks:
    """Distinguishing marks on Vietnamese cards: scars and moles, and where they are."""

    free: bool = True

    def find(self, text: str) -> Match | None:
        """Return the text, whose first words are written as in the language.

        Nearly all begin with `Sẹo` (scar) or `Nốt ruồi` (mole); small accents are lost first.
        """
        match = Text().find(text)
        if match is None:
            return None
        value = re.sub(r"^S[eéẻèẽ]o(?=\s)", "Sẹo", match.value)
        value = re.sub(r"^N[oôóốồ]t ru[oôóốồ][iì](?=\s)", "Nốt ruồi", value)
        return Match(value, match.start, match.end)


@dataclass(frozen=True)
class NamedDate:
    """A date with the short name of a month, such as `14 ต.ค. 2533`."""

    months: tuple[str, ...]
    ahead: int = 0
    """Years by which its calendar is ahead of the common one."""
    forever: str = ""
    """What stands in place of the date on a card that does not expire."""
    free: bool = False

    def find(self, text: str) -> Match | None:
        """Return the first date that the calendar has."""
        for match in re.finditer(
            r"(?<!\d)(\d{1,2})\s*([^\W\d][^\d\s]{1,7}?)\s*(\d{4})(?!\d)", text
        ):
            day, name, year = match.groups()
            best = max(self.months, key=lambda month: _alike(name, month))
            number = self.months.index(best) + 1
            known = _alike(name, best) >= _LEAST_ALIKE
            if known and _exists(int(year) - self.ahead, number, int(day)):
                return Match(f"{day} {best} {year}", *match.span())
        start = text.find(self.forever) if self.forever else -1
        if start >= 0:
            return Match(self.forever, start, start + len(self.forever))
        return None

    def iso(self, text: str) -> str:
        """Return a date that was found as YYYY-MM-DD; empty for one without an end."""
        parts = text.split()
        if len(parts) != 3 or parts[1] not in self.months:
            return ""
        month = self.months.index(parts[1]) + 1
        return f"{int(parts[2]) - self.ahead:04}-{month:02}-{int(parts[0]):02}"

    def written(self, iso: str) -> str:
        """Write a date YYYY-MM-DD as the card prints it."""
        year, month, day = (int(part) for part in iso.split("-"))
        return f"{day} {self.months[month - 1]} {year + self.ahead}"


@dataclass(frozen=True)
class NativeDate:
    """A date in the digits of a script, day first; or a year alone."""

    digits: str
    looks: Mapping[str, str] = field(default_factory=dict, hash=False)
    year_alone: bool = False
    joiner: str = "."
    """What stands between the parts of a date that is written here."""
    free: bool = False

    def find(self, text: str) -> Match | None:
        """Return the first date that the calendar has, with the separators that are printed."""
        for match in self._pattern.finditer(text):
            day, month, year = (self._number(match[i]) for i in (1, 3, 5))
            if _exists(year, month, day):
                parts = [self._spelled(match[i]) if i % 2 else match[i][:1] for i in range(1, 6)]
                return Match("".join(parts), *match.span(), self._exchanged(match.group()))
        if not self.year_alone:
            return None
        alone = re.search(self._digit + "{4}", text)
        if alone is None or not 1880 <= self._number(alone.group()) <= 2100:
            return None
        return Match(self._spelled(alone.group()), *alone.span(), self._exchanged(alone.group()))

    def iso(self, text: str) -> str:
        """Return a date that was found as YYYY-MM-DD; empty for another text."""
        match = self._pattern.fullmatch(text)
        if match is None:
            return ""
        day, month, year = (self._number(match[i]) for i in (1, 3, 5))
        return f"{year:04}-{month:02}-{day:02}"

    def written(self, iso: str) -> str:
        """Write a date YYYY-MM-DD as the card prints it."""
        parts = reversed(iso.split("-"))
        return self.joiner.join(parts).translate(str.maketrans("0123456789", self.digits))

    @cached_property
    def _digit(self) -> str:
        return f"[{self.digits}{''.join(self.looks)}]"

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        d, sign = self._digit, r"([./·-]\s?)"
        return re.compile(f"({d}{{1,2}})\\s?{sign}({d}{{1,2}})\\s?{sign}({d}{{4}})")

    def _spelled(self, text: str) -> str:
        return "".join(self.looks.get(c, c) for c in text)

    def _number(self, text: str) -> int:
        return int("".join(str(self.digits.index(c)) for c in self._spelled(text)))

    def _exchanged(self, text: str) -> int:
        return sum(c in self.looks for c in text)


@dataclass(frozen=True)
class WordedDate:
    """A Vietnamese date, in digits alone or as `Ngày 03 tháng 04 năm 2020`."""

    in_words: bool = False
    """Whether it is printed in words, as the dates beside a place of issue are."""
    free: bool = False

    def find(self, text: str) -> Match | None:
        """Return the first date that the calendar has; one in words is returned with slashes."""
        # Documents in two languages print `ngày/date 03 tháng/month 04 năm/year 2020`.
        words = r"[^\d]{3,16}?"
        sign = f"({words})" if self.in_words else rf"(\s?[./-]\s?|{words})"
        for match in re.finditer(
            rf"(?<!\d)(\d{{1,2}}){sign}(\d{{1,2}}){sign}(\d{{4}})(?!\d)", text
        ):
            day, one, month, _, year = match.groups()
            if _exists(int(year), int(month), int(day)):
                joiner = one.strip() if one.strip() in ("-", "/", ".") else "/"
                return Match(joiner.join((day, month, year)), *match.span())
        return None

    def iso(self, text: str) -> str:
        """Return a date that was found as YYYY-MM-DD."""
        day, month, year = re.findall(r"\d+", text)
        return f"{year}-{int(month):02}-{int(day):02}"


@dataclass(frozen=True)
class Phrase:
    """A text that begins with one of some phrases, such as the name of an office."""

    phrases: tuple[str, ...]
    free: bool = False

    def find(self, text: str) -> Match | None:
        """Return the first phrase, with accents as it is known, and what follows it."""
        words = list(re.finditer(r"\S+", text))
        for first, word in enumerate(words):
            for phrase in self.phrases:
                count = len(phrase.split())
                if first + count > len(words):
                    continue
                end = words[first + count - 1].end()
                if _alike(plain(text[word.start() : end]), plain(phrase)) >= _LEAST_PHRASE:
                    rest = text[end:].rstrip(" .,;:-")
                    known = phrase.upper() if text[word.start() : end].isupper() else phrase
                    return Match(known + rest, word.start(), end + len(rest))
        return None


@dataclass(frozen=True)
class Pattern:
    """A value of a fixed form, as a regular expression whose blanks do not count."""

    form: str
    looks: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Look-alikes of the characters of its groups, which are exchanged."""
    free: bool = False

    def find(self, text: str) -> Match | None:
        """Return the first value of the form, without blanks."""
        places = [i for i, c in enumerate(text) if not c.isspace()]
        match = self._compiled.search("".join(text[i] for i in places))
        if match is None:
            return None
        value = "".join(
            self.looks.get(c, c) if self._in_group(match, match.start() + i) else c
            for i, c in enumerate(match.group())
        )
        exchanged = sum(a != b for a, b in zip(value, match.group(), strict=True))
        start, end = places[match.start()], places[match.end() - 1] + 1
        return Match(value, start, end, exchanged)

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.form)

    def _in_group(self, match: re.Match[str], place: int) -> bool:
        groups = range(1, self._compiled.groups + 1)
        return any(match.start(group) <= place < match.end(group) for group in groups)


def _alike(one: str, other: str) -> float:
    plain = (text.replace(".", "").casefold() for text in (one, other))
    return Indel.normalized_similarity(*plain)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        return date(year, month, day).year >= 1880
    except ValueError:
        return False
