"""Decode the line of names: the best alignment by the characters that may stand in each place.

No check digit covers this line; in formats of two lines it begins with document code and issuer.
"""

from __future__ import annotations

from collections.abc import Sequence

from ocr_emulator.engine.mrz.budget import Budget
from ocr_emulator.engine.mrz.decoding.align import Alignment, Row, alignments
from ocr_emulator.engine.mrz.decoding.correct import SURE
from ocr_emulator.engine.mrz.decoding.letters import LETTER_FOR, corrected_code, corrected_first
from ocr_emulator.engine.mrz.formats import Format
from ocr_emulator.engine.mrz.zone import DIGITS, FILLER, is_state

_READ_FOR_FILLER = "KCLEX"
"""What recognizers make of a single filler on drawn pages."""
_FIXED_CODES = "PV"
"""First letters of codes that have a filler after them nearly always."""
_FIRST_LETTERS = "ACIPV"
"""First letters of the codes of all formats: none of them is a misread other one."""


def decode_names(
    kind: Format, rows: Sequence[Row], nationality: str, budget: Budget
) -> tuple[float, Alignment] | None:
    """Return the best line of names among readings of its row, with its score."""
    best: tuple[float, Alignment] | None = None
    for row in rows:
        for aligned in alignments(row, kind.length):
            if best is not None and not budget.spend():
                break
            lettered = _with_letters(kind, aligned, nationality)
            score = _score(kind, lettered, nationality) - aligned.penalty
            if best is None or score > best[0]:
                best = (score, lettered)
    return best


def _with_letters(kind: Format, line: Alignment, nationality: str) -> Alignment:
    """Correct the line by the characters that may stand in each place."""
    for place, character in enumerate(line.text):
        # No digit stands in a line of names (ICAO 9303 part 4, section 4.2.2.1).
        if character in DIGITS:
            line = line.put(place, LETTER_FOR.get(character, FILLER))
    if not kind.has_header_in_data:
        line = _with_header(kind, line, nationality)
    return _cleared_tail(kind, line)


def _with_header(kind: Format, line: Alignment, nationality: str) -> Alignment:
    """Correct document code and issuer."""
    if kind.codes in _FIXED_CODES:
        if line.text[0] not in _FIRST_LETTERS and line.confidences[0] < SURE:
            line = line.put(0, kind.codes)
        if line.text[1] in _READ_FOR_FILLER and line.confidences[1] < SURE:
            line = line.put(1, FILLER)
    return corrected_code(corrected_first(line, kind.codes), kind.issuer, nationality)


def _cleared_tail(kind: Format, line: Alignment) -> Alignment:
    """Replace stray letters among the fillers that end the line."""
    first = kind.names.start
    body = kind.names.of(line.text)
    surname_end = body.find(FILLER * 2)
    if surname_end < 0:
        return line
    given_start = len(body) - len(body[surname_end:].lstrip(FILLER))
    after = body.find(FILLER * 2, given_start)
    if after < 0:
        return line
    for part in body[after:].split(FILLER):
        start = first + body.rfind(part)
        if len(part) > 2 and min(line.confidences[start : start + len(part)]) >= SURE:
            # A whole word that was read surely is a name after a doubled filler, not noise.
            return line
    for place in range(first + after, kind.length):
        line = line.put(place, FILLER)
    return line


def _score(kind: Format, line: Alignment, nationality: str) -> float:
    text, names = line.text, kind.names.of(line.text)
    score = 1.0 * (FILLER * 2 in names) + 1.0 * (names[0] != FILLER)
    if not kind.has_header_in_data:
        issuer = kind.issuer.of(text)
        score += 2.0 * (text[0] in kind.codes) + 1.0 * (text[1] == FILLER or kind.codes not in "PV")
        score += 2.0 * is_state(issuer) + 1.0 * (issuer == nationality)
    score -= 0.4 * len(line.corrected)
    return score + sum(line.confidences) / kind.length
