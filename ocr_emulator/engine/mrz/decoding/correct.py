"""Error correction of a zone's data by its check digits, with as few changes as possible.

The composite digit weighs the number as the number's own digit does, so for a number the two
give one piece of evidence and not two: with several letters O in it, chance alone satisfies
them often. The confidence of the recognizer and the printed part of the page decide; where
neither does, the data stay as they were recognized.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ocr_emulator.engine.mrz.budget import Budget
from ocr_emulator.engine.mrz.decoding.align import GUESS, Alignment
from ocr_emulator.engine.mrz.formats import CheckSum, Format, checks
from ocr_emulator.engine.mrz.glyphs.templates import CONFUSABLE_PAIRS, TemplateCosts
from ocr_emulator.engine.mrz.zone import DIGITS, is_date, value

_CONFUSABLE_GROUPS = (
    "0OQDU", "1ILJ7T", "2Z7", "5S", "8B3", "6G", "4A", "5638", "09", "VY", "MNH", "EF", "CG",
)  # fmt: skip
CONFUSABLE: dict[str, frozenset[str]] = {
    c: frozenset("".join(group for group in _CONFUSABLE_GROUPS if c in group)) - {c}
    for c in set("".join(_CONFUSABLE_GROUPS))
}
"""Characters that recognizers confuse on poor paper."""
_MERGED = str.maketrans({pair[1]: pair[0] for pair in CONFUSABLE_PAIRS})
"""Maps the letter of each pair to its digit."""
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
_INVENTED_LETTER_COST = 6.0  # a letter for a digit that nothing but a check digit asks for
_LEAD = 1.5  # by how much the best change must be cheaper than the second (4.5 to 1)
_MAX_COST_OF_THIRD = 5.0  # three changes are believed of pairs and near misses alone
_MAX_COST_UNCOVERED = 5.0  # of a place that the composite digit alone covers
_LEAST_PRINTED_NUMBER = 5  # characters; a shorter number is found in any text by chance

Options = dict[int, dict[str, float]]
"""For places of the data, the characters that may stand there and their costs."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a zone apart from the readings of its rows."""

    printed: str = field(default="", repr=False)
    """Text of the rest of the page, upper case without blanks."""
    templates: TemplateCosts = field(default_factory=dict, repr=False)
    """Result of comparing confusable characters with samples of the zone."""
    budget: Budget = field(default_factory=Budget)


def correct(
    kind: Format, line: Alignment, rivals: Sequence[Alignment], evidence: Evidence
) -> tuple[float, Alignment] | None:
    """Find the likeliest change of up to three characters that satisfies every check digit.

    Args:
        kind: Format of the zone.
        line: The data as recognized.
        rivals: Other readings of the same data.
        evidence: What else is known; its budget bounds the search.

    Returns:
        The cost and the changed data; None when no change satisfies the digits, when two
        changes are about equally likely, or when the budget is spent. Data that satisfy
        the digits already are changed only where the templates contradict them.
    """
    valid = checks(kind, line.text).all
    places = _confusable_places(kind, line.text) if valid else _suspects(kind, line.text)
    options = {p: _options(kind, line, p, rivals, evidence.templates) for p in places}
    ranked: list[tuple[float, Alignment]] = []
    if valid:
        options = {place: _pairs_only(line.text[place], o) for place, o in options.items()}
        ranked.append((-_support(kind, line.text, evidence.printed), line))
    sums = kind.check_sums(line.text)
    moves = _moves(line.text, options, sums)
    for combination in _Search(line.text, moves, sums, evidence.budget).solutions():
        cost, changed = sum(move.cost for move in combination), line
        for move in combination:
            changed = changed.put(move.place, move.character)
        if checks(kind, changed.text).all and _dated(kind, changed.text):
            ranked.append((cost - _support(kind, changed.text, evidence.printed), changed))
    if evidence.budget.exhausted:
        return None
    ranked.sort(key=lambda pair: pair[0])
    if not ranked or ranked[0][1] is line:
        return None
    others = [cost for cost, changed in ranked if changed.text != ranked[0][1].text]
    if others and others[0] - ranked[0][0] < _LEAD:
        return None
    return ranked[0]


# --- search ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Move:
    """One change, its cost, and by how much it changes each check sum, modulo 10."""

    place: int
    character: str
    cost: float
    delta: tuple[int, ...]


def _moves(text: str, options: Options, sums: Sequence[CheckSum]) -> list[_Move]:
    """Return the single changes, the likeliest first."""
    moves = [
        _Move(place, other, cost, _delta(sums, place, text[place], other))
        for place, costs in options.items()
        for other, cost in costs.items()
    ]
    return sorted(moves, key=lambda move: move.cost)


def _delta(sums: Sequence[CheckSum], place: int, old: str, new: str) -> tuple[int, ...]:
    difference = value(new) - value(old)
    return tuple(check.weights.get(place, 0) * difference % 10 for check in sums)


class _Search:
    """Combinations of up to three changes that make every check sum agree.

    The sums are linear: the last change of a combination is looked up by what the others
    leave to be corrected, so that all combinations cost no more than pairs would.
    """

    def __init__(
        self, text: str, moves: Sequence[_Move], sums: Sequence[CheckSum], budget: Budget
    ) -> None:
        self._moves = moves
        self._budget = budget
        self._residual = tuple(check.residual(text) for check in sums)
        self._by_delta: dict[tuple[int, ...], list[tuple[int, _Move]]] = {}
        for index, move in enumerate(moves):
            self._by_delta.setdefault(move.delta, []).append((index, move))

    def solutions(self) -> Iterator[tuple[_Move, ...]]:
        """Yield the combinations, fewer changes first."""
        yield from self._completing((), -1)
        for index, move in enumerate(self._moves):
            yield from self._completing((move,), index)
        # Three changes are believed of likely ones alone.
        cheap = [move for move in self._moves if move.cost <= _MAX_COST_OF_THIRD]
        for (_, first), (index, second) in itertools.combinations(enumerate(cheap), 2):
            if not self._budget.spend():
                return
            if first.place == second.place:
                continue
            for triple in self._completing((first, second), index):
                if triple[2].cost <= _MAX_COST_OF_THIRD:
                    yield triple

    def _completing(self, used: tuple[_Move, ...], after: int) -> Iterator[tuple[_Move, ...]]:
        """Yield `used` with each later change that leaves every sum right."""
        sums = [self._residual, *(move.delta for move in used)]
        wanted = tuple(-sum(column) % 10 for column in zip(*sums, strict=True))
        for index, move in self._by_delta.get(wanted, ()):
            if index > after and all(move.place != other.place for other in used):
                yield (*used, move)


# --- evidence --------------------------------------------------------------------------


def _pairs_only(character: str, costs: Mapping[str, float]) -> dict[str, float]:
    return {c: k for c, k in costs.items() if {c, character} in map(set, CONFUSABLE_PAIRS)}


def _dated(kind: Format, text: str) -> bool:
    return is_date(kind.birth.of(text)) and is_date(kind.expiry.of(text))


def apply_printed_number(kind: Format, line: Alignment, printed: str) -> Alignment:
    """Take letters of the number from the printed page where the zone was read as digits.

    Among digits a recognizer takes a letter for a digit and hardly ever the other way, and
    two letters O can leave every check digit as it was. Digits are taken from the page as well
    where its letters alone do not fit. Nothing changes unless all check digits are valid
    afterwards.
    """
    number = kind.number_of(line.text)
    start = printed.translate(_MERGED).find(number.translate(_MERGED))
    if len(number) < _LEAST_PRINTED_NUMBER or start < 0:
        return line
    shown = printed[start : start + len(number)]
    places = kind.number_places(line.text)
    letters = whole = line
    for place, character in zip(places, shown, strict=False):
        whole = whole.put(place, character)
        if character not in DIGITS:
            letters = letters.put(place, character)
    if letters.text == line.text:
        return line
    valid = [changed for changed in (letters, whole) if checks(kind, changed.text).all]
    return valid[0] if valid else line


def _support(kind: Format, text: str, printed: str) -> float:
    """Rate how far the printed part of the page confirms the number of a zone."""
    number = kind.number_of(text)
    if len(number) < _LEAST_PRINTED_NUMBER:
        return 0.0
    if number in printed:
        return _NUMBER_IS_PRINTED
    resembles = number.translate(_MERGED) in printed.translate(_MERGED)
    return _NUMBER_RESEMBLES_PRINT if resembles else 0.0


def _confusable_places(kind: Format, text: str) -> list[int]:
    """Return the places of number and optional fields that hold a character of a pair."""
    return [p for p in kind.free_places if any(text[p] in pair for pair in CONFUSABLE_PAIRS)]


def _suspects(kind: Format, text: str) -> frozenset[int]:
    """Return the places under the check digits that are wrong.

    A field that has a valid digit of its own is not doubted because of the composite digit.
    """
    suspects: set[int] = set()
    trusted: set[int] = set()
    for check in kind.check_sums(text):
        covered = {*check.places, check.digit}
        if check.name == "composite":
            # The last one: what it covers alone is doubted only when it is wrong.
            suspects |= {check.digit} if check.holds(text) else covered - trusted
        elif check.holds(text):
            trusted |= covered
        else:
            suspects |= covered
    return frozenset(suspects)


def _uncovered(kind: Format, text: str) -> frozenset[int]:
    """Return the places that no digit but the composite one covers."""
    own = {p for c in kind.check_sums(text) if c.name != "composite" for p in (*c.places, c.digit)}
    return frozenset(p for span in kind.optional for p in span.places) - own


def _options(
    kind: Format,
    line: Alignment,
    place: int,
    rivals: Sequence[Alignment],
    templates: TemplateCosts,
) -> dict[str, float]:
    """Return what else may stand in a place, with the cost of each."""
    character, glyph = line.text[place], line.glyphs[place]
    found = _confused(character, glyph.confidence)
    if glyph.confidence <= GUESS and place in kind.digit_places:
        # Nothing was recognized there: any digit, and the check digits tell which.
        found = dict.fromkeys(DIGITS, math.log(10))
    for other, likely in glyph.alternatives:
        if likely >= _LEAST_ALTERNATIVE or other in found:
            cost = math.log(max(glyph.confidence, 1e-9) / max(likely, 1e-9))
            found[other] = min(max(cost, _LEAST_COST), found.get(other, math.inf))
    for rival in rivals:
        if rival.text[place] != character:
            found[rival.text[place]] = min(found.get(rival.text[place], math.inf), _RIVAL_COST)
    if place in kind.number.places and character in DIGITS:
        # Chance satisfies a check digit often: letters are not invented in a number.
        supported = {c for c, likely in glyph.alternatives if likely >= _LEAST_ALTERNATIVE}
        found = {
            c: cost + _INVENTED_LETTER_COST * (c not in DIGITS and c not in supported)
            for c, cost in found.items()
        }
    # Samples of both characters from this very zone outweigh the recognizer.
    costs = templates.get(place, {})
    if character in costs:
        found |= {c: costs[c] - costs[character] for c in costs if c != character}
    if glyph.text != character:
        found.setdefault(glyph.text, _PLACE_COST)
    allowed = kind.alphabet(place)
    # One digit over two thirds of a zone is weak evidence for a change of an optional field.
    limit = _MAX_COST_UNCOVERED if place in _uncovered(kind, line.text) else math.inf
    return {
        c: cost
        for c, cost in found.items()
        if c != character and (not allowed or c in allowed) and cost <= limit
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
