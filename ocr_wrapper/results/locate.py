"""Field localization: find the text line of each field, for responses without coordinates.

The service returns the fields of a passport or card without coordinates. If the text of the same
image was read as well, the value of a field can be found in it. The result is meant for display
only: a value that occurs twice in the image is found once.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ocr_wrapper.results.fields import Field
from ocr_wrapper.results.lines import Line

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_LIKENESS = 0.8
"""Smallest share of equal characters at which a long line counts as the value: the two readings of
a machine-readable zone differ in one or two characters, because one of them was corrected."""

_MIN_SUBSTRING = 4
"""Shortest value that is searched for inside a line; shorter ones occur in unrelated words."""

_MAX_FIELDS, _MAX_LINES = 200, 2000
"""Most fields and lines that are compared; the work grows with their product."""

_MAX_SIMILARITIES = 1000
"""Most comparisons by similarity, each of which takes up to milliseconds."""

_MAX_SIMILAR, _MAX_SIMILAR_LINE = 100, 200
"""Longest value and line that are matched by similarity; a line of an MRZ has 44 characters."""

_MIN_SIMILAR = 12
"""Shortest value that is matched by similarity; for shorter ones two characters are too many."""


@dataclass(frozen=True)
class _Candidate:
    """A line with the forms of its text that values are compared with."""

    line: Line
    text: str
    words: frozenset[str]


class _Similarity:
    """Find the most similar line for a value, within a budget of comparisons."""

    def __init__(self) -> None:
        self._budget = _MAX_SIMILARITIES

    def best(self, wanted: str, candidates: Sequence[_Candidate]) -> Line | None:
        """Return the most similar line; None if none is similar enough."""
        if not _MIN_SIMILAR <= len(wanted) <= _MAX_SIMILAR:
            return None
        best, score = None, _LIKENESS
        for candidate in candidates:
            if len(candidate.text) > _MAX_SIMILAR_LINE or self._budget == 0:
                continue
            matcher = difflib.SequenceMatcher(None, wanted, candidate.text, autojunk=False)
            if matcher.real_quick_ratio() < score:
                continue
            self._budget -= 1
            if matcher.quick_ratio() >= score and matcher.ratio() >= score:
                best, score = candidate.line, matcher.ratio()
        return best


def locate(fields: Iterable[Field[Any]], lines: Sequence[Line]) -> dict[str, Line]:
    """Return the line in which the value of each field was found, by field name."""
    placed = (line for line in lines if line.polygon is not None)
    candidates = [_candidate(line) for line in islice(placed, _MAX_LINES)]
    similarity = _Similarity()
    found: dict[str, Line] = {}
    for field in islice(fields, _MAX_FIELDS):
        if field.is_image or field.polygon is not None:
            continue
        line = _find(field.text, candidates) or similarity.best(_compact(field.text), candidates)
        if line is not None:
            found[field.name] = line
    return found


def _candidate(line: Line) -> _Candidate:
    return _Candidate(line, _compact(line.text), frozenset(map(_compact, line.text.split())))


def _find(value: str, candidates: Sequence[_Candidate]) -> Line | None:
    for wanted in _spellings(value):
        if len(wanted) < _MIN_SUBSTRING:
            # A short value is part of many words: it has to be the whole line, or one word of it.
            whole = [item.line for item in candidates if item.text == wanted]
            hits = whole or [item.line for item in candidates if wanted in item.words]
        else:
            hits = [item.line for item in candidates if wanted in item.text]
        if hits:
            return min(hits, key=lambda line: len(line.text))
    return None


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
