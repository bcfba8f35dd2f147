"""Second lines whose check digits do not agree, changed as little as makes them agree.

The composite digit weighs the number as the number's own digit does, so for a number the
two say one thing and not two: with several letters O in it, chance alone satisfies them
often. What decides is how near the reader was to another character, and what the printed
part of the page says; where neither does, the line is left as it was read.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from types import MappingProxyType

from ocr_emulator.engine.mrz.fit import GUESS, Fit
from ocr_emulator.engine.mrz.shapes import TWINS, Shapes
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

_ALIKE = ("0OQDU", "1ILJ7T", "2Z7", "5S", "8B3", "6G", "4A", "5638", "09", "VY", "MNH", "EF", "CG")
LOOKS: dict[str, frozenset[str]] = {
    c: frozenset("".join(group for group in _ALIKE if c in group)) - {c}
    for c in set("".join(_ALIKE))
}
"""Characters that are taken for one another on poor paper."""
_MERGED = str.maketrans({pair[1]: pair[0] for pair in TWINS})
SURE = 0.92
"""Below this the reader is unsure of a character."""

# Costs are natural logarithms of how much less likely a change is than what was read.
_TWIN_COST = 8.0
_LOOK_COST = 9.0
_RIVAL_COST = 4.0
_NEAR = 1e-3
_AGREES = 20.0  # what it is worth that the number is printed on the page
_RESEMBLES = 8.0  # the same, with twins taken for one another
_MARGIN = 1.5  # by how much the best change must lead
_FIELDS = (
    (range(NUMBER.start, NUMBER.stop), NUMBER_CHECK),
    (range(BIRTH.start, BIRTH.stop), BIRTH_CHECK),
    (range(EXPIRY.start, EXPIRY.stop), EXPIRY_CHECK),
    (range(OPTIONAL.start, OPTIONAL.stop), OPTIONAL_CHECK),
)

_NO_SHAPES: Shapes = MappingProxyType({})


def mend(
    fit: Fit, rivals: Sequence[Fit], printed: str = "", shapes: Shapes = _NO_SHAPES
) -> tuple[float, Fit] | None:
    """Find the likeliest change of up to three characters that pleases every check digit.

    `rivals` are other readings of the line, `printed` the rest of the page's text and
    `shapes` what pictures of look-alikes say. Gives the change with its cost; None when
    nothing does, or when two changes are about as likely as each other. A line that
    pleases all digits already is changed only where shapes speak against it.
    """
    right = checks(fit.text).all
    # With all digits pleased, only look-alikes come into question.
    places = _look_alikes(fit.text) if right else _suspects(fit.text)
    options = {place: _options(fit, place, rivals, shapes) for place in places}
    if right:
        options = {
            p: {c: k for c, k in o.items() if {c, fit.text[p]} in map(set, TWINS)}
            for p, o in options.items()
        }
    ranked: list[tuple[float, Fit]] = []
    if right:
        ranked.append((-_support(fit.text, printed), fit))
    for size in (1, 2, 3):
        if size == 3:
            # Three changes are believed of twins and near misses alone.
            options = {p: {c: k for c, k in o.items() if k <= 5} for p, o in options.items()}
        for cost, changed in _changes(fit, options, size):
            if checks(changed.text).all and _dated(changed.text):
                ranked.append((cost - _support(changed.text, printed), changed))
    ranked.sort(key=lambda pair: pair[0])
    if not ranked or ranked[0][1] is fit:
        return None
    others = [cost for cost, changed in ranked if changed.text != ranked[0][1].text]
    if others and others[0] - ranked[0][0] < _MARGIN:
        return None
    return ranked[0]


def _dated(text: str) -> bool:
    return is_date(text[BIRTH]) and is_date(text[EXPIRY])


def settle(fit: Fit, printed: str) -> Fit:
    """Take letters of the number from the page's print where the zone was read as digits.

    Among digits a reader takes a letter for a digit and hardly ever the other way, and two
    letters O can leave every check digit as it was. Nothing changes unless all agree then.
    """
    number = fit.text[NUMBER].rstrip(FILLER)
    start = printed.translate(_MERGED).find(number.translate(_MERGED))
    if len(number) < 5 or start < 0:
        return fit
    settled = fit
    for place, character in enumerate(printed[start : start + len(number)]):
        if character not in DIGITS:
            settled = settled.put(place, character)
    return settled if checks(settled.text).all else fit


def _support(text: str, printed: str) -> float:
    """Rate what the printed part of the page says for the number of a line."""
    number = text[NUMBER].rstrip(FILLER)
    if len(number) < 5:
        return 0.0
    if number in printed:
        return _AGREES
    return _RESEMBLES if number.translate(_MERGED) in printed.translate(_MERGED) else 0.0


def _look_alikes(text: str) -> list[int]:
    """Give the places of number and optional field that hold one of a pair."""
    places = (*range(NUMBER.start, NUMBER.stop), *range(OPTIONAL.start, OPTIONAL.stop))
    return [place for place in places if any(text[place] in pair for pair in TWINS)]


def _suspects(text: str) -> list[int]:
    """Give the places under the digits that do not agree."""
    found = checks(text)
    good = (found.number, found.birth, found.expiry, found.optional)
    suspects = {COMPOSITE_CHECK}
    for (places, check), right in zip(_FIELDS, good, strict=True):
        if not right:
            suspects.update(places, (check,))
    return sorted(suspects)


def _changes(
    fit: Fit, options: dict[int, dict[str, float]], size: int
) -> Iterator[tuple[float, Fit]]:
    """Change so many characters in every way, with what it costs."""
    for places in itertools.combinations([p for p, o in options.items() if o], size):
        for choice in itertools.product(*(options[p].items() for p in places)):
            changed = fit
            for place, (character, _) in zip(places, choice, strict=True):
                changed = changed.put(place, character)
            yield sum(cost for _, cost in choice), changed


def _options(fit: Fit, place: int, rivals: Sequence[Fit], shapes: Shapes) -> dict[str, float]:
    """Give what else may stand in a place, and how unlikely each is."""
    character, glyph = fit.text[place], fit.glyphs[place]
    found: dict[str, float] = {}
    for other in LOOKS.get(character, ()):
        twin = any({character, other} == set(pair) for pair in TWINS)
        if glyph.confidence < SURE:
            odds = glyph.confidence / (1.001 - glyph.confidence)
            found[other] = max(0.5, math.log(max(odds, 1e-3))) + (1.0 if twin else 3.0)
        elif twin:
            found[other] = _TWIN_COST
    if glyph.confidence <= GUESS and place in DIGIT_PLACES:
        # Nothing was read there, and the sums tell which digit is missing.
        found = dict.fromkeys(DIGITS, math.log(10))
    for other, likely in glyph.alternatives:
        if likely >= _NEAR or other in found:
            cost = math.log(max(glyph.confidence, 1e-9) / max(likely, 1e-9))
            found[other] = min(max(cost, 0.1), found.get(other, math.inf))
    for rival in rivals:
        if rival.text[place] != character:
            found[rival.text[place]] = min(found.get(rival.text[place], math.inf), _RIVAL_COST)
    # Pictures of both, in this very zone, know better than the reader.
    bad = shapes.get(place, {})
    if character in bad:
        found |= {other: bad[other] - bad[character] for other in bad if other != character}
    # What was read counts too where the place alone made it something else.
    if glyph.text != character:
        found.setdefault(glyph.text, _LOOK_COST)
    allowed = None
    if place in DIGIT_PLACES:
        allowed = DIGITS
    elif place == OPTIONAL_CHECK:
        allowed = DIGITS + FILLER
    return {
        c: cost for c, cost in found.items() if c != character and (not allowed or c in allowed)
    }
