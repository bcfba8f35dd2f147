"""Error correction of a second line by its check digits, with as few changes as possible.

The composite digit weighs the number as the number's own digit does, so for a number the two
give one piece of evidence and not two: with several letters O in it, chance alone satisfies
them often. The confidence of the recognizer and the printed part of the page decide; where
neither does, the line stays as it was recognized.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from ocr_emulator.engine.mrz.align import GUESS, Alignment
from ocr_emulator.engine.mrz.templates import CONFUSABLE_PAIRS, TemplateCosts
from ocr_emulator.engine.mrz.zone import (
    BIRTH,
    BIRTH_CHECK,
    COMPOSITE_CHECK,
    DIGIT_PLACES,
    DIGITS,
    EXPIRY,
    EXPIRY_CHECK,
    FILLER,
    NUMBER,
    NUMBER_CHECK,
    OPTIONAL,
    OPTIONAL_CHECK,
    checks,
    is_date,
)

_CONFUSABLE_GROUPS = (
    "0OQDU", "1ILJ7T", "2Z7", "5S", "8B3", "6G", "4A", "5638", "09", "VY", "MNH", "EF", "CG",
)  # fmt: skip
CONFUSABLE: dict[str, frozenset[str]] = {
    c: frozenset("".join(group for group in _CONFUSABLE_GROUPS if c in group)) - {c}
    for c in set("".join(_CONFUSABLE_GROUPS))
}
"""Characters that recognizers confuse on poor paper."""
_MERGED = str.maketrans({pair[1]: pair[0] for pair in CONFUSABLE_PAIRS})
SURE = 0.92
"""Confidence from which a character counts as recognized; wrong ones on drawn pages had less."""

# Costs are natural logarithms: how much less likely a change is than what was recognized.
# The values were chosen by hand on drawn hard passports (benchmarks/accuracy.md).
_PAIR_COST = 8.0  # the other character of a pair, where the recognizer was sure
_PLACE_COST = 9.0  # the recognized character, where its place made it another one
_RIVAL_COST = 4.0  # what another reading of the same line says
_UNSURE_PAIR_COST = 1.0  # added to the log odds of an unsure character
_UNSURE_COST = 3.0  # the same, for a character outside the pairs
_LEAST_UNSURE_COST = 0.5
_LEAST_COST = 0.1
_LEAST_ALTERNATIVE = 1e-3  # confidence below which an alternative of the recognizer is noise
_NUMBER_IS_PRINTED = 20.0  # e^20: the number also stands in the printed part
_NUMBER_RESEMBLES_PRINT = 8.0  # the same, with the characters of a pair taken as equal
_LEAD = 1.5  # by how much the best change must be cheaper than the second (4.5 to 1)
_MAX_CHANGES = 3
_MAX_COST_OF_THIRD = 5.0  # three changes are believed of pairs and near misses alone
_LEAST_PRINTED_NUMBER = 5  # characters; a shorter number is found in any text by chance
_FIELDS = (
    (range(NUMBER.start, NUMBER.stop), NUMBER_CHECK),
    (range(BIRTH.start, BIRTH.stop), BIRTH_CHECK),
    (range(EXPIRY.start, EXPIRY.stop), EXPIRY_CHECK),
    (range(OPTIONAL.start, OPTIONAL.stop), OPTIONAL_CHECK),
)

Options = dict[int, dict[str, float]]
"""For places of a line, the characters that may stand there and their costs."""
_NO_COSTS: TemplateCosts = MappingProxyType({})


def correct(
    line: Alignment,
    rivals: Sequence[Alignment],
    printed: str = "",
    templates: TemplateCosts = _NO_COSTS,
) -> tuple[float, Alignment] | None:
    """Find the likeliest change of up to three characters that satisfies every check digit.

    Args:
        line: The line as recognized.
        rivals: Other readings of the same line.
        printed: Text of the rest of the page.
        templates: Result of comparing confusable characters with samples of the zone.

    Returns:
        The cost and the changed line; None when no change satisfies the digits, or when
        two changes are about equally likely. A line that satisfies them already is changed
        only where the templates contradict it.
    """
    valid = checks(line.text).all
    places = _confusable_places(line.text) if valid else _suspects(line.text)
    options = {place: _options(line, place, rivals, templates) for place in places}
    ranked: list[tuple[float, Alignment]] = []
    if valid:
        options = {place: _pairs_only(line.text[place], o) for place, o in options.items()}
        ranked.append((-_support(line.text, printed), line))
    for size in range(1, _MAX_CHANGES + 1):
        if size == _MAX_CHANGES:
            options = {p: _up_to(_MAX_COST_OF_THIRD, o) for p, o in options.items()}
        for cost, changed in _changes(line, options, size):
            if checks(changed.text).all and _dated(changed.text):
                ranked.append((cost - _support(changed.text, printed), changed))
    ranked.sort(key=lambda pair: pair[0])
    if not ranked or ranked[0][1] is line:
        return None
    others = [cost for cost, changed in ranked if changed.text != ranked[0][1].text]
    if others and others[0] - ranked[0][0] < _LEAD:
        return None
    return ranked[0]


def _pairs_only(character: str, costs: Mapping[str, float]) -> dict[str, float]:
    return {c: k for c, k in costs.items() if {c, character} in map(set, CONFUSABLE_PAIRS)}


def _up_to(limit: float, costs: Mapping[str, float]) -> dict[str, float]:
    return {c: cost for c, cost in costs.items() if cost <= limit}


def _dated(text: str) -> bool:
    return is_date(text[BIRTH]) and is_date(text[EXPIRY])


def apply_printed_number(line: Alignment, printed: str) -> Alignment:
    """Take letters of the number from the printed page where the zone was read as digits.

    Among digits a recognizer takes a letter for a digit and hardly ever the other way, and
    two letters O can leave every check digit as it was. Nothing changes unless all check
    digits are valid afterwards.
    """
    number = line.text[NUMBER].rstrip(FILLER)
    start = printed.translate(_MERGED).find(number.translate(_MERGED))
    if len(number) < _LEAST_PRINTED_NUMBER or start < 0:
        return line
    changed = line
    for place, character in enumerate(printed[start : start + len(number)]):
        if character not in DIGITS:
            changed = changed.put(place, character)
    return changed if checks(changed.text).all else line


def _support(text: str, printed: str) -> float:
    """Rate how far the printed part of the page confirms the number of a line."""
    number = text[NUMBER].rstrip(FILLER)
    if len(number) < _LEAST_PRINTED_NUMBER:
        return 0.0
    if number in printed:
        return _NUMBER_IS_PRINTED
    resembles = number.translate(_MERGED) in printed.translate(_MERGED)
    return _NUMBER_RESEMBLES_PRINT if resembles else 0.0


def _confusable_places(text: str) -> list[int]:
    """Return the places of number and optional field that hold a character of a pair."""
    places = (*range(NUMBER.start, NUMBER.stop), *range(OPTIONAL.start, OPTIONAL.stop))
    return [place for place in places if any(text[place] in pair for pair in CONFUSABLE_PAIRS)]


def _suspects(text: str) -> list[int]:
    """Return the places under the check digits that are wrong."""
    found = checks(text)
    valid = (found.number, found.birth, found.expiry, found.optional)
    suspects = {COMPOSITE_CHECK}
    for (places, check), right in zip(_FIELDS, valid, strict=True):
        if not right:
            suspects.update(places, (check,))
    return sorted(suspects)


def _changes(line: Alignment, options: Options, size: int) -> Iterator[tuple[float, Alignment]]:
    """Change `size` characters in every way; yield each with its cost."""
    for places in itertools.combinations([p for p, o in options.items() if o], size):
        for choice in itertools.product(*(options[p].items() for p in places)):
            changed = line
            for place, (character, _) in zip(places, choice, strict=True):
                changed = changed.put(place, character)
            yield sum(cost for _, cost in choice), changed


def _options(
    line: Alignment, place: int, rivals: Sequence[Alignment], templates: TemplateCosts
) -> dict[str, float]:
    """Return what else may stand in a place, with the cost of each."""
    character, glyph = line.text[place], line.glyphs[place]
    found = _confused(character, glyph.confidence)
    if glyph.confidence <= GUESS and place in DIGIT_PLACES:
        # Nothing was recognized there: any digit, and the check digits tell which.
        found = dict.fromkeys(DIGITS, math.log(10))
    for other, likely in glyph.alternatives:
        if likely >= _LEAST_ALTERNATIVE or other in found:
            cost = math.log(max(glyph.confidence, 1e-9) / max(likely, 1e-9))
            found[other] = min(max(cost, _LEAST_COST), found.get(other, math.inf))
    for rival in rivals:
        if rival.text[place] != character:
            found[rival.text[place]] = min(found.get(rival.text[place], math.inf), _RIVAL_COST)
    # Samples of both characters from this very zone outweigh the recognizer.
    costs = templates.get(place, {})
    if character in costs:
        found |= {c: costs[c] - costs[character] for c in costs if c != character}
    if glyph.text != character:
        found.setdefault(glyph.text, _PLACE_COST)
    allowed = _alphabet(place)
    return {
        c: cost for c, cost in found.items() if c != character and (not allowed or c in allowed)
    }


def _confused(character: str, confidence: float) -> dict[str, float]:
    """Return the characters that are confused with one, with the cost of each."""
    found: dict[str, float] = {}
    for other in CONFUSABLE.get(character, ()):
        pair = any({character, other} == set(pair) for pair in CONFUSABLE_PAIRS)
        if confidence < SURE:
            odds = math.log(max(confidence / (1.001 - confidence), 1e-3))
            found[other] = max(_LEAST_UNSURE_COST, odds) + (
                _UNSURE_PAIR_COST if pair else _UNSURE_COST
            )
        elif pair:
            found[other] = _PAIR_COST
    return found


def _alphabet(place: int) -> str:
    """Return the characters that a place is limited to; empty when any may stand there."""
    if place in DIGIT_PLACES:
        return DIGITS
    return DIGITS + FILLER if place == OPTIONAL_CHECK else ""
