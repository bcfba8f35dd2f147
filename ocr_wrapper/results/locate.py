"""Find where recognized fields stand, for answers that do not tell.

The service gives a passport's or a card's fields without places. When the text of the same
picture was read as well, a field's value can be found again in it. This is for looking at, not
for deciding: a value that stands twice in the picture is found once.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from ocr_wrapper.results.fields import Field
from ocr_wrapper.results.lines import Line

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_LIKENESS = 0.8
"""Share of equal characters from which a long line counts as the value: the two readings of a
machine-readable zone differ in a character or two, since one of them was repaired."""


def locate(fields: Iterable[Field], lines: Sequence[Line]) -> dict[str, Line]:
    """Return the line in which each field's value was found, by the field's name."""
    placed = [(line, _compact(line.text)) for line in lines if line.polygon is not None]
    found: dict[str, Line] = {}
    for field in fields:
        if field.is_picture or field.polygon is not None:
            continue
        line = _find(field.text, placed)
        if line is not None:
            found[field.name] = line
    return found


def _find(value: str, placed: Sequence[tuple[Line, str]]) -> Line | None:
    for wanted in _spellings(value):
        if len(wanted) < 4:
            # So short a value is in every other word: it has to be the whole line, or a word.
            whole = [line for line, text in placed if text == wanted]
            words = [line for line, _ in placed if wanted in map(_compact, line.text.split())]
            hits = whole or words
        else:
            hits = [line for line, text in placed if wanted in text]
        if hits:
            return min(hits, key=lambda line: len(line.text))
    return _similar(_compact(value), placed)


def _similar(wanted: str, placed: Sequence[tuple[Line, str]]) -> Line | None:
    if len(wanted) < 12:
        return None
    best, score = None, _LIKENESS
    for line, text in placed:
        matcher = difflib.SequenceMatcher(None, wanted, text, autojunk=False)
        if matcher.quick_ratio() >= score and matcher.ratio() >= score:
            best, score = line, matcher.ratio()
    return best


def _spellings(value: str) -> list[str]:
    """Return how a value may be printed; dates come normalized and are printed in many ways."""
    date = _DATE.fullmatch(value)
    if date is None or not 1 <= int(date[2]) <= 12:
        return [compact] if (compact := _compact(value)) else []
    year, month, day = date.groups()
    name = _MONTHS[int(month) - 1]
    plain = day.lstrip("0")
    forms = [
        f"{day}{name}{year}",
        f"{plain}{name}{year}",
        f"{day}{name}{year[2:]}",
        f"{day}{month}{year}",
        f"{month}{day}{year}",
        f"{year}{month}{day}",
        f"{name}{day}{year}",
    ]
    return list(dict.fromkeys(forms))


def _compact(text: str) -> str:
    """Return letters and digits alone, so that blanks and punctuation make no difference."""
    return "".join(character for character in text.casefold() if character.isalnum())
