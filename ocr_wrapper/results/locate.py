"""Field localization: find the text line of each field, for responses without coordinates.

The service returns the fields of a passport or card without coordinates. If the text of the same
image was read as well, the value of a field can be found in it. The result is meant for display
only: a value that occurs twice in the image is found once.
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
"""Smallest share of equal characters at which a long line counts as the value: the two readings of
a machine-readable zone differ in one or two characters, because one of them was corrected."""

_MIN_SUBSTRING = 4
"""Shortest value that is searched for inside a line; shorter ones occur in unrelated words."""

_MIN_SIMILAR = 12
"""Shortest value that is matched by similarity; for shorter ones two characters are too many."""


def locate(fields: Iterable[Field], lines: Sequence[Line]) -> dict[str, Line]:
    """Return the line in which the value of each field was found, by field name."""
    candidates = [(line, _compact(line.text)) for line in lines if line.polygon is not None]
    found: dict[str, Line] = {}
    for field in fields:
        if field.is_image or field.polygon is not None:
            continue
        line = _find(field.text, candidates)
        if line is not None:
            found[field.name] = line
    return found


def _find(value: str, candidates: Sequence[tuple[Line, str]]) -> Line | None:
    for wanted in _spellings(value):
        if len(wanted) < _MIN_SUBSTRING:
            # A short value is part of many words: it has to be the whole line, or one word of it.
            whole = [line for line, text in candidates if text == wanted]
            words = [line for line, _ in candidates if wanted in map(_compact, line.text.split())]
            hits = whole or words
        else:
            hits = [line for line, text in candidates if wanted in text]
        if hits:
            return min(hits, key=lambda line: len(line.text))
    return _similar(_compact(value), candidates)


def _similar(wanted: str, candidates: Sequence[tuple[Line, str]]) -> Line | None:
    if len(wanted) < _MIN_SIMILAR:
        return None
    best, score = None, _LIKENESS
    for line, text in candidates:
        matcher = difflib.SequenceMatcher(None, wanted, text, autojunk=False)
        if matcher.quick_ratio() >= score and matcher.ratio() >= score:
            best, score = line, matcher.ratio()
    return best


def _spellings(value: str) -> list[str]:
    """Return how a value may be printed; dates are returned as ISO and printed in many forms."""
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
    """Return only letters and digits, so that spaces and punctuation make no difference."""
    return "".join(character for character in text.casefold() if character.isalnum())
