"""Decode the data of a zone: the lines that check digits cover.

Every plausible alignment is scored by check digits, dates, state codes and the places of letters
and digits. Of a zone with two such lines the best alignments of each are joined.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from ocr_emulator.engine.mrz.decoding.align import GUESS, Alignment, Glyph, Row, alignments, joined
from ocr_emulator.engine.mrz.decoding.correct import Evidence, apply_printed_number, correct
from ocr_emulator.engine.mrz.decoding.letters import (
    DIGIT_FOR,
    LETTER_FOR,
    corrected_code,
    corrected_first,
)
from ocr_emulator.engine.mrz.formats import Digit, Format, checks
from ocr_emulator.engine.mrz.zone import DIGITS, FILLER, LETTERS, is_date, is_state

# Scores were chosen by hand on drawn zones (benchmarks/accuracy.md): what random text
# satisfies by chance weighs little, what only a zone satisfies weighs much.
_CHECK_SCORES: dict[Digit, float] = {
    "number": 3.0, "birth": 2.0, "expiry": 2.0, "optional": 1.0, "composite": 3.0,
}  # fmt: skip
_COST_TO_SCORE = 0.3  # what a likelihood of one in e takes off a score
_MAX_RIVALS = 12  # best alignments that may doubt one another
_MAX_CORRECTED = 6  # best alignments whose correction is tried
_MAX_OF_EACH = 6  # best alignments of one line that are joined with those of the other


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate for the data, and its score."""

    score: float
    line: Alignment


def highest_score(kind: Format) -> float:
    """Return the score of data that were read perfectly."""
    digits = sum(_CHECK_SCORES[check.name] for check in kind.check_sums(FILLER * 99))
    return digits + 4.0 + (5.0 if kind.has_header_in_data else 0.0)


def decode_data(
    kind: Format, readings: Sequence[Sequence[Row]], evidence: Evidence
) -> Ranked | None:
    """Return the best data among some readings of each of its lines."""
    ranked = _ranked(kind, readings, evidence)
    if not ranked:
        return None
    best = ranked[0]
    if checks(kind, best.line.text).all:
        change = correct(kind, best.line, (), evidence) if evidence.templates else None
        return Ranked(best.score, change[1]) if change is not None else best
    # Where readings of equal length differ, each doubts the other.
    rivals = [candidate.line for candidate in ranked[:_MAX_RIVALS]]
    # A reading with alternatives for each character is corrected best.
    detailed = [r for r in ranked if any(g.alternatives for g in r.line.glyphs)]
    for candidate in (detailed or ranked)[:_MAX_CORRECTED]:
        # Without one valid check digit a row is no zone: nothing to correct.
        change = None
        if _has_evidence(kind, candidate.line.text):
            change = correct(kind, candidate.line, rivals, evidence)
        if change is not None:
            cost, changed = change
            gain = _score(kind, changed) - _score(kind, candidate.line)
            total = candidate.score + gain - _COST_TO_SCORE * max(cost, 0.0)
            if total > best.score:
                best = Ranked(total, changed)
    return best


# --- candidates ------------------------------------------------------------------------


def _ranked(kind: Format, readings: Sequence[Sequence[Row]], evidence: Evidence) -> list[Ranked]:
    """Return the candidates, the best first."""
    if len(readings) == 1:
        found = _of_line(kind, readings[0], 0, evidence)
    else:
        best = [
            [ranked.line for ranked in _of_line(kind, rows, index, evidence)[:_MAX_OF_EACH]]
            for index, rows in enumerate(readings)
        ]
        found = [
            _placed(kind, joined([_line(kind, part, i) for i, part in enumerate(parts)]), evidence)
            for parts in itertools.product(*best)
            if evidence.budget.spend()
        ]
    return sorted(found, key=lambda ranked: -ranked.score)


def _of_line(kind: Format, rows: Sequence[Row], index: int, evidence: Evidence) -> list[Ranked]:
    """Return the candidates for one line, the best first; other lines are fillers."""
    found: list[Ranked] = []
    for row in rows:
        for aligned in alignments(row, kind.length):
            if found and not evidence.budget.spend():
                break
            candidate = _placed(kind, _padded(kind, aligned, index), evidence)
            found.append(candidate)
            if _is_consistent(kind, candidate.line.text):
                # Later alignments of this row are less likely.
                break
    return sorted(found, key=lambda ranked: -ranked.score)


def _padded(kind: Format, line: Alignment, index: int) -> Alignment:
    """Put fillers in place of the other lines."""
    nothing = Alignment(FILLER * kind.length, (Glyph(FILLER, 0.0, GUESS),) * kind.length, 0.0)
    return joined([line if i == index else nothing for i in range(len(kind.data_lines))])


def _line(kind: Format, data: Alignment, index: int) -> Alignment:
    """Return one line of some data."""
    part = slice(index * kind.length, (index + 1) * kind.length)
    return Alignment(data.text[part], data.glyphs[part], data.penalty)


def _placed(kind: Format, line: Alignment, evidence: Evidence) -> Ranked:
    """Correct a candidate by its places and by the print, and rate it."""
    placed = apply_printed_number(kind, _with_types(kind, line), evidence.printed)
    return Ranked(_score(kind, placed) - line.penalty, placed)


# --- places ----------------------------------------------------------------------------


def _with_types(kind: Format, line: Alignment) -> Alignment:
    """Put digits where only digits stand and letters where only letters stand."""
    for place in kind.digit_places:
        character = line.text[place]
        inserted = line.glyphs[place].confidence <= GUESS
        if character in LETTERS:
            line = line.put(place, DIGIT_FOR.get(character, character))
        elif character == FILLER and (place in kind.mandatory_digits or inserted):
            # A digit was lost there. In the sums a filler counts as nought.
            line = line.put(place, "0")
    for place in kind.letter_places:
        if line.text[place] in DIGITS:
            line = line.put(place, LETTER_FOR.get(line.text[place], line.text[place]))
    check = kind.optional_check
    if check is not None and line.text[check] in LETTERS:
        line = line.put(check, DIGIT_FOR.get(line.text[check], FILLER))
    line = corrected_code(line, kind.nationality)
    if kind.has_header_in_data:
        line = corrected_first(line, kind.codes)
        line = corrected_code(line, kind.issuer, kind.nationality.of(line.text))
    return line


# --- scores ----------------------------------------------------------------------------


def _has_evidence(kind: Format, text: str) -> bool:
    """Return whether a check digit of a field that is not empty is valid."""
    found = checks(kind, text)
    return found.number or found.birth or found.expiry or bool(found.composite)


def _is_consistent(kind: Format, text: str) -> bool:
    dated = is_date(kind.birth.of(text)) and is_date(kind.expiry.of(text))
    known = is_state(kind.nationality.of(text)) and text[kind.sex] in "MF<"
    return checks(kind, text).all and dated and known


def _score(kind: Format, line: Alignment) -> float:
    text = line.text
    score = sum(_CHECK_SCORES[c.name] for c in kind.check_sums(text) if c.holds(text))
    score += 1.0 * is_state(kind.nationality.of(text)) + 1.0 * (text[kind.sex] in "MF<")
    score += 0.5 * is_date(kind.birth.of(text)) + 0.5 * is_date(kind.expiry.of(text))
    if kind.has_header_in_data:
        issuer = kind.issuer.of(text)
        score += 2.0 * (text[0] in kind.codes) + 2.0 * is_state(issuer)
        score += 1.0 * (issuer == kind.nationality.of(text))
    score -= 0.3 * len(line.corrected)
    dated = kind.birth.places
    required = [place for place in kind.digit_places if place not in dated]
    score -= 0.5 * sum(text[place] not in kind.alphabet(place) for place in required)
    return score + sum(line.confidences) / len(text)
