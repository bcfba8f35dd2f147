"""Dotted and dashed rules: marks of one size at one distance, like the teeth of a comb.

Marks are hidden where letters touch a rule or other rules cross it, and letters have strokes that
look like marks. So patterns are learned where marks are sure, and rules are the best alignments of
all marks with such a pattern.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import fmean, median

from ocr_emulator.engine.tables.model import Box, Pen, Rule
from ocr_emulator.engine.tables.rules.marks import Mark, Marks

# Lengths in heights of a line of text.
_SAME = 0.15
_STEEPEST = 0.02
_OFF_LEVEL = 1.5  # pixels by which neighbours may differ across their rule
_APART = 0.9  # white space between two marks
_LEAST_DOTS, _LEAST_DASHES = 8, 4
_LONG = 0.25  # a dash, not a dot
_EVEN = 0.4  # by what part white space may differ from the usual one
_MOSTLY_EVEN = 0.75
_LEAST_AMONG_LETTERS = 12
_ALMOST_ALL = 0.85
_CLOSE = 0.85  # from mark to mark among letters: lines of text are farther apart
_OUTSIDE = 0.3  # part of the marks of a rule that may lie in text
_MOST_MARKS = 20_000
_MOST_CHAINS = 200
_MOST_PENS = 6
_SHORT = 0.6  # so long are no letters
_ALIKE = 0.15  # by what part the distances of the dashes of one table differ
_ALIKE_ALONG = 0.25  # the same of their lengths, which seem shorter where they are paler
_ALIKE_ACROSS = 0.4  # the same of their thickness, to which a crossing rule adds
_REACH = 6.0  # length in which marks may be missing, because cells are merged
_FEWEST_DOTS, _FEWEST_DASHES, _FEWEST_CLOSE_DASHES = 5.0, 2.8, 1.9  # teeth of a rule, less misses
_HIDDEN, _MISSING, _AWAY = 0.25, 1.0, 2.5  # cost of a tooth under ink, of one on paper, of a jump
_HOLE = 1.15  # a longer one is a merged cell, and no text that hides marks
_MOST_BEYOND = 2  # teeth that are hidden at an end of a rule
_KNOWN = 0.85  # part of a rule that another one covers


@dataclass(frozen=True, slots=True)
class Comb:
    """A dotted rule and the places of its teeth along it at which there is ink."""

    rule: Rule
    pitch: float
    teeth: tuple[float, ...]


def pens_of(chains: Sequence[Sequence[Mark]]) -> list[Pen]:
    """Return the different pens of chains of marks, those of most marks first."""
    found: list[Pen] = []
    for chain in sorted(chains, key=len, reverse=True):
        usual = _pitch(chain)
        near = [step for step in _steps(chain) if abs(step - usual) <= max(_ALIKE * usual, 1.5)]
        thick = median(mark.box.height for mark in chain)
        pen = Pen(_size(chain), thick, fmean(near or [usual]))
        if len(found) < _MOST_PENS and not any(_is_near(pen, other) for other in found):
            found.append(pen)
    return found


def sure_chains(marks: Marks, unit: float, *, among_letters: bool) -> list[list[Mark]]:
    """Return rows of marks that are rules for certain; none on paper that is full of marks.

    Down the page, short marks within text count as well: letters make no column of them.
    """
    if len(marks.marks) > _MOST_MARKS:
        return []
    short = _SHORT * unit if among_letters else 0.0
    begun = [mark for mark in marks.marks if not mark.inside or mark.box.width <= short]
    sure = [chain for chain in _chains(begun, unit) if _is_rule(chain, unit)]
    return sure if len(sure) <= _MOST_CHAINS else []


def combs(marks: Marks, pens: Sequence[Pen], unit: float, *, among_letters: bool) -> list[Comb]:
    """Find rules from left to right whose marks are in their places, whatever hides some."""
    found: list[Comb] = []
    for pen in pens:
        fitting = [mark for mark in marks.marks if _fits(pen, mark.box)]
        for chain in sorted(_aligned(fitting, pen, marks, unit), key=len, reverse=True):
            outside = sum(not mark.inside for mark in chain)
            boxes = [mark.box for mark in chain]
            if not among_letters and outside < (1 - _OUTSIDE) * len(chain):
                continue
            whole = _through(boxes, pen)
            if not any(covers(comb.rule, whole, unit) for comb in found):
                found += [_comb(part, pen, marks) for part in _parts(boxes, pen, marks, unit)]
    return found


def covers(rule: Rule, other: Rule, unit: float) -> bool:
    """Return whether a rule covers most of another one."""
    middle = (other.start + other.end) / 2
    shared = min(rule.end, other.end) - max(rule.start, other.start)
    return (
        abs(rule.near(middle) - other.near(middle)) <= _SAME * unit
        and shared >= _KNOWN * other.length
    )


def is_leader(rule: Rule, unit: float, texts: Sequence[Box]) -> bool:
    """Return whether dots lead from one text to another on the same line."""
    beside = [box for box in texts if box.top < rule.at < box.bottom]
    return any(abs(rule.start - box.right) < unit for box in beside) and any(
        abs(rule.end - box.left) < unit for box in beside
    )


def _fits(pen: Pen, box: Box) -> bool:
    """Return whether a mark is of a pen."""
    return abs(box.width - pen.dash) <= max(_ALIKE_ALONG * pen.dash, 2.0) and abs(
        box.height - pen.thick
    ) <= max(_ALIKE_ACROSS * pen.thick, 2.0)


def _teeth(pen: Pen, step: float) -> int:
    """Return how many marks farther a distance leads; 0 when it leads between them."""
    count = round(step / pen.pitch)
    return count if abs(step - count * pen.pitch) <= max(_ALIKE * pen.pitch, 1.0) else 0


def _is_near(one: Pen, other: Pen) -> bool:
    """Return whether two pens differ by no more than measuring them does."""
    return (
        abs(one.dash - other.dash) <= 1.5
        and abs(one.thick - other.thick) <= 1.5
        and abs(one.pitch - other.pitch) <= 0.05 * one.pitch
    )


def _chains(marks: Sequence[Mark], unit: float) -> list[list[Mark]]:
    """Join each mark to the nearest chain to its left on the same height."""
    size = max(2.0, _LONG * unit)
    ends: dict[int, list[list[Mark]]] = {}
    finished: list[list[Mark]] = []
    for mark in marks:
        row = int(mark.box.centre[1] // size)
        near: list[list[Mark]] = []
        for place in (row - 1, row, row + 1):
            waiting = ends.get(place, [])
            finished += [c for c in waiting if mark.box.left - c[-1].box.right > _APART * unit]
            waiting[:] = [c for c in waiting if mark.box.left - c[-1].box.right <= _APART * unit]
            near += [chain for chain in waiting if _follows(chain[-1].box, mark.box)]
        chain = max(near, key=lambda one: one[-1].box.right, default=None)
        if chain is None:
            chain = []
        else:
            for place in (row - 1, row, row + 1):
                ends[place] = [one for one in ends.get(place, []) if one is not chain]
        chain.append(mark)
        ends.setdefault(row, []).append(chain)
    finished += [chain for waiting in ends.values() for chain in waiting]
    return finished


def _follows(one: Box, other: Box) -> bool:
    gap = other.left - one.right
    return gap > 0 and abs(one.centre[1] - other.centre[1]) <= _OFF_LEVEL + _STEEPEST * gap


def _is_rule(chain: Sequence[Mark], unit: float) -> bool:
    """Return whether marks stand at one distance; among letters they must be more alike."""
    long = _size(chain) >= _LONG * unit
    if len(chain) < (_LEAST_DASHES if long else _LEAST_DOTS):
        return False
    strict = sum(mark.inside for mark in chain) > _OUTSIDE * len(chain)
    if strict and (len(chain) < _LEAST_AMONG_LETTERS or _pitch(chain) > _CLOSE * unit):
        return False
    gaps = [b.box.left - a.box.right for a, b in pairwise(chain)]
    usual = median(gaps)
    slack = max(1.5, (_EVEN / 2 if strict else _EVEN) * usual)
    even = sum(abs(gap - usual) <= slack for gap in gaps)
    return even >= (_ALMOST_ALL if strict else _MOSTLY_EVEN) * len(gaps)


def _size(chain: Sequence[Mark]) -> float:
    """Return the usual length of the marks."""
    return median(mark.box.width for mark in chain)


def _steps(chain: Sequence[Mark]) -> list[float]:
    return [b.box.centre[0] - a.box.centre[0] for a, b in pairwise(chain)]


def _pitch(chain: Sequence[Mark]) -> float:
    """Return the usual distance from one mark to the next."""
    return median(_steps(chain))


def _aligned(fitting: Sequence[Mark], pen: Pen, marks: Marks, unit: float) -> Iterator[list[Mark]]:
    """Return the best local alignments of marks with a comb, the best one first."""
    scores, before = _alignment(fitting, pen, marks, unit)
    if pen.dash < _LONG * unit:
        fewest = _FEWEST_DOTS
    else:
        fewest = _FEWEST_CLOSE_DASHES if pen.pitch < _CLOSE * unit else _FEWEST_DASHES
    used: set[int] = set()
    for last in sorted(range(len(fitting)), key=lambda index: -scores[index]):
        if scores[last] < fewest:
            return
        chain: list[Mark] = []
        index: int | None = last
        while index is not None and index not in used:
            used.add(index)
            chain.append(fitting[index])
            index = before[index]
        # What an alignment shares with a better one is not its own.
        if scores[last] - (scores[index] if index is not None else 0.0) >= fewest:
            yield chain[::-1]


def _alignment(
    fitting: Sequence[Mark], pen: Pen, marks: Marks, unit: float
) -> tuple[list[float], list[int | None]]:
    """Return for each mark the score of the best comb that ends there, and the mark before it."""
    size = max(4.0, _OFF_LEVEL + _STEEPEST * _REACH * unit)
    rows: dict[int, tuple[list[float], list[int]]] = {}
    scores, before = [1.0] * len(fitting), list[int | None]([None] * len(fitting))
    for index, mark in enumerate(fitting):
        x, y = mark.box.centre
        row = int(y // size)
        near: list[int] = []
        for place in (row - 1, row, row + 1):
            lefts, members = rows.get(place, ([], []))
            near += members[bisect_left(lefts, mark.box.left - _REACH * unit) :]
        for other in sorted(near, reverse=True):
            box = fitting[other].box
            count = _teeth(pen, x - box.centre[0]) if _follows(box, mark.box) else 0
            if count:
                score = scores[other] + 1 - _cost(box, mark.box, count, marks)
                if score > scores[index]:
                    scores[index], before[index] = score, other
            if count == 1:
                # What is farther leads here through the neighbour.
                break
        lefts, members = rows.setdefault(row, ([], []))
        lefts.append(mark.box.left)
        members.append(index)
    return scores, before


def _between(one: Box, other: Box, count: int, marks: Marks) -> list[tuple[float, bool]]:
    """Return the places of the teeth between two marks, and whether there is ink."""
    (x0, y0), (x1, y1) = one.centre, other.centre
    parts = [i / count for i in range(1, count)]
    places = [(x0 + part * (x1 - x0), y0 + part * (y1 - y0)) for part in parts]
    return [(x, marks.inked(x, y)) for x, y in places]


def _skipped(one: Box, other: Box, pen: Pen, marks: Marks) -> list[tuple[float, bool]]:
    """Return the same for neighbours of a rule, of which the distance tells how many there are."""
    count = max(1, round((other.centre[0] - one.centre[0]) / pen.pitch))
    return _between(one, other, count, marks)


def _cost(one: Box, other: Box, count: int, marks: Marks) -> float:
    inked = [ink for _, ink in _between(one, other, count, marks)]
    return min(_AWAY, sum(_HIDDEN if ink else _MISSING for ink in inked))


def _parts(boxes: Sequence[Box], pen: Pen, marks: Marks, unit: float) -> list[list[Box]]:
    """Divide the marks of a rule where so much of it is missing."""
    parts = [[boxes[0]]]
    for one, other in pairwise(boxes):
        hidden = all(ink for _, ink in _skipped(one, other, pen, marks))
        if other.left - one.right > _HOLE * unit and not hidden:
            parts.append([])
        parts[-1].append(other)
    return parts


def _comb(boxes: Sequence[Box], pen: Pen, marks: Marks) -> Comb:
    """Return the rule through marks and its teeth, also those that something hides."""
    teeth = [box.centre[0] for box in boxes]
    for one, other in pairwise(boxes):
        teeth += [place for place, ink in _skipped(one, other, pen, marks) if ink]
    rule = _through(boxes, pen)
    # At both ends marks are parts of a rule that crosses, or of letters before it.
    before = _beyond(boxes[0].centre[0], -pen.pitch, rule, marks)
    after = _beyond(boxes[-1].centre[0], pen.pitch, rule, marks)
    teeth += [*before, *after]
    rule = replace(
        rule,
        start=min([rule.start, *(tooth - pen.dash / 2 for tooth in before)]),
        end=max([rule.end, *(tooth + pen.dash / 2 for tooth in after)]),
    )
    return Comb(rule, pen.pitch, tuple(sorted(teeth)))


def _beyond(last: float, step: float, rule: Rule, marks: Marks) -> list[float]:
    """Return the teeth beyond the last one that is seen, as long as something hides them."""
    found: list[float] = []
    while len(found) < _MOST_BEYOND:
        last += step
        if not marks.inked(last, rule.near(last)):
            break
        found.append(last)
    return found


def _through(boxes: Sequence[Box], pen: Pen) -> Rule:
    """Return the rule through marks."""
    first, last = boxes[0], boxes[-1]
    drift = (last.centre[1] - first.centre[1]) / max(last.centre[0] - first.centre[0], 1.0)
    # The next mark may be missing where it would touch another rule.
    gap = max(pen.pitch - pen.dash, 0.0)
    at = median(box.centre[1] for box in boxes)
    return Rule(at, first.left - gap, last.right + gap, drift, dotted=True, pen=pen)
