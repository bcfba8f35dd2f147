"""Doubt about look-alikes that no check digit distinguishes.

Two letters O read as zeros, or an L read as 1, can leave every check digit as it was. Where the
image of the characters does not tell them apart either, the field must not look sure.
"""

from __future__ import annotations

from ocr_emulator.engine.mrz.decoding.align import Alignment
from ocr_emulator.engine.mrz.decoding.correct import (
    Evidence,
    compared,
    confusable_places,
    log_odds,
    support,
)
from ocr_emulator.engine.mrz.decoding.search import Search, moves_of
from ocr_emulator.engine.mrz.formats import Format
from ocr_emulator.engine.mrz.glyphs.templates import CONFUSABLE_PAIRS, UNTOLD
from ocr_emulator.engine.mrz.zone import DIGITS

# Costs are natural logarithms, as those of corrections are. Chosen on drawn hard passports.
_CLEAR = 2.5
"""Cost from which other characters are ruled out."""
_UNKNOWN = 0.25
"""Cost of a zero for a letter O and the reverse, where no sample of the zone tells."""
_INVENTED = 0.7
"""Cost of letters among digits, counted once: a type that looks so does so everywhere."""
_PRINTED = 1.5
"""Cost of contradicting the printed number."""


def doubtful_places(kind: Format, line: Alignment, evidence: Evidence) -> frozenset[int]:
    """Return places of number and optional fields where a look-alike is nearly as likely.

    Only combinations count that leave every valid check digit valid.
    """
    options = {
        place: _options(line, place, evidence) for place in confusable_places(kind, line.text)
    }
    sums = [check for check in kind.check_sums(line.text) if check.holds(line.text)]
    printed = _PRINTED * (support(kind, line.text, evidence.printed) > 0)
    number = set(kind.number_places(line.text))
    doubtful: set[int] = set()
    moves = moves_of(line.text, options, sums)
    for combination in Search(line.text, moves, sums, evidence.budget).solutions():
        changed = {move.place for move in combination}
        cost = sum(move.cost for move in combination)
        if any(move.character not in DIGITS for move in combination):
            cost += _INVENTED
        if changed & number:
            cost += printed
        if cost < _CLEAR:
            doubtful |= changed
    return frozenset(doubtful)


def _options(line: Alignment, place: int, evidence: Evidence) -> dict[str, float]:
    """Return the look-alikes of a character, and the cost of each."""
    character, glyph = line.text[place], line.glyphs[place]
    costs = evidence.templates.get(place, {})
    found = compared(glyph, character, costs, letter_cost=0.0)
    for pair in CONFUSABLE_PAIRS:
        other = pair.replace(character, "")
        if character in pair and other not in found:
            known = pair != UNTOLD and glyph.text == character
            found[other] = max(log_odds(glyph, other), _UNKNOWN) if known else _UNKNOWN
    return found
