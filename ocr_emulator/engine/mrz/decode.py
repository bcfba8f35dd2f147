"""Decode the two rows of a passport's zone: choose the best hypothesis of its lines.

A row rarely comes as 44 characters: runs of fillers lose or gain some, a character is doubled,
letters and digits that look alike change places. Every plausible line is scored by check
digits, dates, state codes and the places of letters and digits. Check digits are no proof, so
nothing that the recognizer was sure of is changed to satisfy one, unless another reading or
the printed part of the page says the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocr_emulator.engine.mrz.align import GUESS, Alignment, Row, alignments
from ocr_emulator.engine.mrz.budget import Budget
from ocr_emulator.engine.mrz.correct import CONFUSABLE, SURE, apply_printed_number, correct
from ocr_emulator.engine.mrz.printed import check_names, printed_years
from ocr_emulator.engine.mrz.templates import TemplateCosts
from ocr_emulator.engine.mrz.zone import (
    BIRTH,
    COMPOSITE_CHECK,
    DIGIT_PLACES,
    DIGITS,
    EXPIRY,
    EXPIRY_CHECK,
    FILLER,
    ISSUER,
    LENGTH,
    LETTER_PLACES,
    LETTERS,
    NAME,
    NATIONALITY,
    NUMBER_CHECK,
    OPTIONAL_CHECK,
    SEX,
    Zone,
    checks,
    is_date,
    is_state,
)

_DIGIT_FOR = dict(zip("OQDUILJZSBGAT", "0000111258647", strict=True))
_LETTER_FOR = dict(zip("0125846", "OIZSBAG", strict=True))
_READ_FOR_FILLER = "KCLEX"
"""What recognizers make of a single filler on drawn pages."""

# Check digits that no field may leave out (ICAO 9303 part 4, section 4.2.2.2).
_MANDATORY_CHECKS = (NUMBER_CHECK, EXPIRY_CHECK, COMPOSITE_CHECK)

# Scores were chosen by hand on drawn passports (benchmarks/accuracy.md): what random text
# satisfies by chance weighs little, what only a zone satisfies weighs much.
_COST_TO_SCORE = 0.3  # what a likelihood of one in e takes off a score
_MAX_RIVALS = 12  # best alignments that may doubt one another
_MAX_CORRECTED = 6  # best alignments whose correction is tried
_LEAST_EQUAL_LETTERS = 2  # of three, for one state code to confirm the other


@dataclass(frozen=True, slots=True)
class DecodedZone:
    """A zone, its score, and the glyphs that its two lines were made from."""

    score: float
    zone: Zone
    upper: Row
    lower: Row


def decode_zone(
    first: Sequence[Row],
    second: Sequence[Row],
    printed: str = "",
    templates: TemplateCosts | None = None,
    budget: Budget | None = None,
) -> DecodedZone | None:
    """Choose the best zone that some readings of its two rows allow.

    Args:
        first: Readings of the upper row.
        second: Readings of the lower row.
        printed: Text of the rest of the page, upper case without blanks.
        templates: Result of comparing confusable characters with samples of the zone.
        budget: Bound on the search.

    Returns:
        The zone; its score is about 0 for a chance likeness and 20 for a whole zone. None
        when no alignment exists.
    """
    budget = budget or Budget()
    lower = _decode_second(second, printed, templates or {}, budget)
    if lower is None:
        return None
    score2, line2 = lower
    nationality = line2.text[NATIONALITY]
    upper = _decode_first(first, nationality, budget)
    if upper is None:
        return None
    score1, line1 = upper
    if not is_state(nationality) and is_state(line1.text[ISSUER]):
        # The two state codes confirm each other when one of them was misread.
        line2 = _confirmed(line2, NATIONALITY, line1.text[ISSUER])
    line1, contradicted = check_names(line1, printed)
    zone = Zone(
        line1.text,
        line2.text,
        line1.confidences,
        line2.confidences,
        line1.corrected | contradicted,
        line2.corrected,
        printed_years(printed),
    )
    return DecodedZone(score1 + score2, zone, line1.glyphs, line2.glyphs)


def _confirmed(line: Alignment, places: slice, code: str) -> Alignment:
    """Put a state code that the other line gives, if what was read resembles it."""
    near = sum(
        a == b or b in CONFUSABLE.get(a, ()) for a, b in zip(line.text[places], code, strict=True)
    )
    if near < _LEAST_EQUAL_LETTERS:
        return line
    for offset, character in enumerate(code):
        line = line.put(places.start + offset, character)
    return line


# --- first line ------------------------------------------------------------------------


def _decode_first(
    rows: Sequence[Row], nationality: str, budget: Budget
) -> tuple[float, Alignment] | None:
    best: tuple[float, Alignment] | None = None
    for row in rows:
        for aligned in alignments(row):
            if best is not None and not budget.spend():
                break
            lettered = _with_letters(aligned, nationality)
            score = _score_first(lettered, nationality) - aligned.penalty
            if best is None or score > best[0]:
                best = (score, lettered)
    return best


def _with_letters(line: Alignment, nationality: str) -> Alignment:
    """Correct the first line by the characters that may stand in each place."""
    for place, character in enumerate(line.text):
        # No digit stands in the first line (ICAO 9303 part 4, section 4.2.2.1).
        if character in DIGITS:
            line = line.put(place, _LETTER_FOR.get(character, FILLER))
    if line.text[0] != "P" and line.confidences[0] < SURE:
        line = line.put(0, "P")
    if line.text[1] in _READ_FOR_FILLER and line.confidences[1] < SURE:
        line = line.put(1, FILLER)
    issuer = line.text[ISSUER]
    if not is_state(issuer):
        if is_state(nationality) and _distance(issuer, nationality) == 1:
            line = _confirmed(line, ISSUER, nationality)
        else:
            line = _corrected_code(line, ISSUER)
    return _cleared_tail(line)


def _distance(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _cleared_tail(line: Alignment) -> Alignment:
    """Replace stray letters among the fillers that end the line."""
    body = line.text[NAME]
    surname_end = body.find(FILLER * 2)
    if surname_end < 0:
        return line
    given_start = len(body) - len(body[surname_end:].lstrip(FILLER))
    after = body.find(FILLER * 2, given_start)
    if after < 0:
        return line
    for part in body[after:].split(FILLER):
        start = NAME.start + body.rfind(part)
        if len(part) > 2 and min(line.confidences[start : start + len(part)]) >= SURE:
            # A whole word that was read surely is a name after a doubled filler, not noise.
            return line
    for place in range(NAME.start + after, LENGTH):
        line = line.put(place, FILLER)
    return line


def _score_first(line: Alignment, nationality: str) -> float:
    text = line.text
    score = 2.0 * (text[0] == "P") + 1.0 * (text[1] == FILLER)
    score += 2.0 * is_state(text[ISSUER]) + 1.0 * (text[ISSUER] == nationality)
    score += 1.0 * (FILLER * 2 in text[NAME]) + 1.0 * (text[NAME.start] != FILLER)
    score -= 0.4 * len(line.corrected)
    return score + sum(line.confidences) / LENGTH


# --- second line -----------------------------------------------------------------------


def _decode_second(
    rows: Sequence[Row], printed: str, templates: TemplateCosts, budget: Budget
) -> tuple[float, Alignment] | None:
    ranked: list[tuple[float, Alignment]] = []
    for row in rows:
        for aligned in alignments(row):
            if ranked and not budget.spend():
                break
            placed = apply_printed_number(_with_types(aligned), printed)
            ranked.append((_score_second(placed) - aligned.penalty, placed))
            if _is_consistent(placed.text):
                # Later alignments of this row are less likely.
                break
    if not ranked:
        return None
    ranked.sort(key=lambda pair: -pair[0])
    best = ranked[0]
    if checks(best[1].text).all:
        change = correct(best[1], (), printed, templates, budget) if templates else None
        return (best[0], change[1]) if change is not None else best
    # Where readings of equal length differ, each doubts the other.
    rivals = [line for _, line in ranked[:_MAX_RIVALS]]
    # A reading with alternatives for each character is corrected best.
    detailed = [pair for pair in ranked if any(g.alternatives for g in pair[1].glyphs)]
    for score, line in (detailed or ranked)[:_MAX_CORRECTED]:
        # Without one valid check digit a row is no zone: nothing to correct.
        change = None
        if _has_evidence(line.text):
            change = correct(line, rivals, printed, templates, budget)
        if change is not None:
            cost, changed = change
            gain = _score_second(changed) - _score_second(line)
            total = score + gain - _COST_TO_SCORE * max(cost, 0.0)
            if total > best[0]:
                best = (total, changed)
    return best


def _has_evidence(text: str) -> bool:
    """Return whether a check digit of a field that is not empty is valid."""
    found = checks(text)
    return found.number or found.birth or found.expiry or found.composite


def _is_consistent(text: str) -> bool:
    dated = is_date(text[BIRTH]) and is_date(text[EXPIRY])
    return checks(text).all and dated and is_state(text[NATIONALITY]) and text[SEX] in "MF<"


def _with_types(line: Alignment) -> Alignment:
    """Put digits where only digits stand and letters where only letters stand."""
    for place in DIGIT_PLACES:
        character = line.text[place]
        inserted = line.glyphs[place].confidence <= GUESS
        if character in LETTERS:
            line = line.put(place, _DIGIT_FOR.get(character, character))
        elif character == FILLER and (place in _MANDATORY_CHECKS or inserted):
            # A digit was lost there. In the sums a filler counts as nought.
            line = line.put(place, "0")
    for place in LETTER_PLACES:
        if line.text[place] in DIGITS:
            line = line.put(place, _LETTER_FOR.get(line.text[place], line.text[place]))
    if line.text[OPTIONAL_CHECK] in LETTERS:
        digit = _DIGIT_FOR.get(line.text[OPTIONAL_CHECK], FILLER)
        line = line.put(OPTIONAL_CHECK, digit)
    if not is_state(line.text[NATIONALITY]):
        line = _corrected_code(line, NATIONALITY)
    return line


def _corrected_code(line: Alignment, places: slice) -> Alignment:
    """Replace one confusable letter of a state code, if exactly one replacement is a state."""
    start, code = places.start, line.text[places]
    found = [
        (start + i, other)
        for i, character in enumerate(code)
        for other in CONFUSABLE.get(character, ())
        if is_state(code[:i] + other + code[i + 1 :])
    ]
    return line.put(*found[0]) if len(found) == 1 else line


def _score_second(line: Alignment) -> float:
    text = line.text
    found = checks(text)
    score = 3.0 * found.number + 2.0 * found.birth + 2.0 * found.expiry
    score += 1.0 * found.optional + 3.0 * found.composite
    score += 1.0 * is_state(text[NATIONALITY]) + 1.0 * (text[SEX] in "MF<")
    score += 0.5 * is_date(text[BIRTH]) + 0.5 * is_date(text[EXPIRY])
    score -= 0.3 * len(line.corrected)
    score -= 0.5 * sum(text[i] not in DIGITS for i in DIGIT_PLACES if i not in range(13, 19))
    return score + sum(line.confidences) / LENGTH
