"""From what was read of two rows to the zone that was printed.

A row rarely comes as 44 characters: runs of fillers lose or gain some, a character is
doubled, letters and digits that look alike change places. Every plausible row of 44 is
tried; check digits, dates, state codes and the places of letters and digits choose
among them. Check digits are no proof, so nothing that the reader was sure of is changed
to please one, unless another reading or the printed part of the page says the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocr_emulator.engine.mrz.fit import GUESS, Fit, Row, fits
from ocr_emulator.engine.mrz.mend import LOOKS, SURE, mend, settle
from ocr_emulator.engine.mrz.shapes import Shapes
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

# Check digits that no field may leave out.
_ALWAYS = (NUMBER_CHECK, EXPIRY_CHECK, COMPOSITE_CHECK)
# What a likelihood of one in e takes off a score.
_COST = 0.3


@dataclass(frozen=True, slots=True)
class Repaired:
    """Hold a zone, how well it fits, and the glyphs that its two lines were made from."""

    score: float
    zone: Zone
    upper: Row
    lower: Row


def repair(
    first: Sequence[Row], second: Sequence[Row], printed: str = "", shapes: Shapes | None = None
) -> Repaired | None:
    """Choose the best zone that some readings of its two rows allow.

    `printed` is the text of the rest of the page, upper case without blanks; `shapes` is
    what `mrz_shapes` says. The score is about 0 for a chance likeness and 20 for a whole
    zone. Gives None when no reading fits.
    """
    lower = _second(second, printed, shapes or {})
    if lower is None:
        return None
    score2, line2 = lower
    upper = _first(first, line2.text[NATIONALITY])
    if upper is None:
        return None
    score1, line1 = upper
    nationality = line2.text[NATIONALITY]
    if not is_state(nationality) and is_state(line1.text[ISSUER]):
        # The two codes vouch for each other when one of them is spoilt.
        line2 = _vouched(line2, NATIONALITY, line1.text[ISSUER])
    zone = Zone(
        line1.text,
        line2.text,
        line1.confidences,
        line2.confidences,
        line1.corrected,
        line2.corrected,
    )
    return Repaired(score1 + score2, zone, line1.glyphs, line2.glyphs)


def _vouched(fit: Fit, places: slice, code: str) -> Fit:
    near = sum(a == b or b in LOOKS.get(a, ()) for a, b in zip(fit.text[places], code, strict=True))
    if near < 2:
        return fit
    for offset, character in enumerate(code):
        fit = fit.put(places.start + offset, character)
    return fit


# --- first line ------------------------------------------------------------------------


def _first(rows: Sequence[Row], nationality: str) -> tuple[float, Fit] | None:
    best: tuple[float, Fit] | None = None
    for row in rows:
        for fit in fits(row):
            lettered = _lettered(fit, nationality)
            score = _score_first(lettered, nationality) - fit.penalty
            if best is None or score > best[0]:
                best = (score, lettered)
    return best


def _lettered(fit: Fit, nationality: str) -> Fit:
    for place, character in enumerate(fit.text):
        # No digit stands in the first line (ICAO 9303 part 4, section 4.2.2.1).
        if character in DIGITS:
            fit = fit.put(place, _LETTER_FOR.get(character, FILLER))
    if fit.text[0] != "P" and fit.confidences[0] < SURE:
        fit = fit.put(0, "P")
    if fit.text[1] in "KCLEX" and fit.confidences[1] < SURE:
        fit = fit.put(1, FILLER)
    issuer = fit.text[ISSUER]
    if not is_state(issuer):
        if is_state(nationality) and _distance(issuer, nationality) == 1:
            fit = _vouched(fit, ISSUER, nationality)
        else:
            fit = _one_look(fit, ISSUER)
    return _tail(fit)


def _distance(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _tail(fit: Fit) -> Fit:
    """Clear stray letters from the fillers that end the line."""
    body = fit.text[5:]
    names_end = body.find(FILLER * 2)
    if names_end < 0:
        return fit
    after = body.find(FILLER * 2, len(body) - len(body[names_end:].lstrip(FILLER)))
    tail = 5 + after if after >= 0 else LENGTH
    if after >= 0 and any(
        len(part) > 2 and min(fit.confidences[5 + body.rfind(part) :][: len(part)]) >= SURE
        for part in body[after:].split(FILLER)
    ):
        # A whole sure word there is a name after a doubled filler, not noise.
        return fit
    for place in range(tail, LENGTH):
        fit = fit.put(place, FILLER)
    return fit


def _score_first(fit: Fit, nationality: str) -> float:
    text = fit.text
    score = 2.0 * (text[0] == "P") + 1.0 * (text[1] == FILLER)
    score += 2.0 * is_state(text[ISSUER]) + 1.0 * (text[ISSUER] == nationality)
    score += 1.0 * (FILLER * 2 in text[5:]) + 1.0 * (text[5] != FILLER)
    score -= 0.4 * len(fit.corrected)
    return score + sum(fit.confidences) / LENGTH


# --- second line -----------------------------------------------------------------------


def _second(rows: Sequence[Row], printed: str, shapes: Shapes) -> tuple[float, Fit] | None:
    ranked: list[tuple[float, Fit]] = []
    for row in rows:
        for fit in fits(row):
            placed = settle(_placed(fit), printed)
            ranked.append((_score_second(placed) - fit.penalty, placed))
    if not ranked:
        return None
    ranked.sort(key=lambda pair: -pair[0])
    best = ranked[0]
    if checks(best[1].text).all:
        change = mend(best[1], (), printed, shapes) if shapes else None
        return (best[0], change[1]) if change is not None else best
    # Where readings of equal length differ, each doubts the other.
    rivals = [fit for _, fit in ranked[:12]]
    # A reading that says how near each character was to another is mended best.
    telling = [pair for pair in ranked if any(g.alternatives for g in pair[1].glyphs)]
    for score, fit in (telling or ranked)[:6]:
        change = mend(fit, rivals, printed, shapes)
        if change is not None:
            cost, mended = change
            gain = _score_second(mended) - _score_second(fit) - _COST * max(cost, 0.0)
            if score + gain > best[0]:
                best = (score + gain, mended)
    return best


def _placed(fit: Fit) -> Fit:
    """Read digits where digits stand and letters where letters stand."""
    for place in DIGIT_PLACES:
        character = fit.text[place]
        if character in LETTERS:
            fit = fit.put(place, _DIGIT_FOR.get(character, character))
        elif character == FILLER and (place in _ALWAYS or fit.glyphs[place].confidence <= GUESS):
            # A digit was lost there. In the sums a filler counts as nought.
            fit = fit.put(place, "0")
    for place in LETTER_PLACES:
        if fit.text[place] in DIGITS:
            fit = fit.put(place, _LETTER_FOR.get(fit.text[place], fit.text[place]))
    if fit.text[OPTIONAL_CHECK] in LETTERS:
        fit = fit.put(OPTIONAL_CHECK, _DIGIT_FOR.get(fit.text[OPTIONAL_CHECK], FILLER))
    if not is_state(fit.text[NATIONALITY]):
        fit = _one_look(fit, NATIONALITY)
    return fit


def _one_look(fit: Fit, places: slice) -> Fit:
    """Make a code a state's by one look-alike, if exactly one does."""
    start, code = places.start, fit.text[places]
    found = [
        (start + i, other)
        for i, character in enumerate(code)
        for other in LOOKS.get(character, ())
        if is_state(code[:i] + other + code[i + 1 :])
    ]
    return fit.put(*found[0]) if len(found) == 1 else fit


def _score_second(fit: Fit) -> float:
    text = fit.text
    found = checks(text)
    score = 3.0 * found.number + 2.0 * found.birth + 2.0 * found.expiry
    score += 1.0 * found.optional + 3.0 * found.composite
    score += 1.0 * is_state(text[NATIONALITY]) + 1.0 * (text[SEX] in "MF<")
    score += 0.5 * is_date(text[BIRTH]) + 0.5 * is_date(text[EXPIRY])
    score -= 0.3 * len(fit.corrected)
    score -= 0.5 * sum(text[i] not in DIGITS for i in DIGIT_PLACES if i not in range(13, 19))
    return score + sum(fit.confidences) / LENGTH
