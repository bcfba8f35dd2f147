"""Dotted and dashed rules: rows of marks of one size at one distance.

Marks are hidden where letters touch a rule or other rules cross it, and letters have strokes that
look like marks. So rules are begun where marks are sure, and followed by the places of the next
ones.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import cv2
import numpy as np
import numpy.typing as npt

from ocr_emulator.engine.tables.model import Box, Rule

Gray = npt.NDArray[np.uint8]

# Lengths in heights of a line of text.
_SHORTEST = 1.5
_SAME = 0.15
_EDGES = 0.12  # of a line's height: padding of its box above and below
_STEEPEST = 0.02
_MARK = 0.25  # thickness of a dot
_DASH = 1.3  # length of a dash
_APART = 0.9  # white space between two of them
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
SHORT = 0.6  # so long are no letters
_ALIKE = 0.15  # by what part dashes of one table differ
_LEAST_ALIKE = 3
_BAND = 0.3  # beside a rule, in which its marks may lie
_HIDDEN = 1.2  # length in which all marks may be hidden by what crosses the rule
_OFF = 0.35  # from mark to mark: how far one may be from its place
_HOLE = 1.15  # a longer one is a merged cell, and no text that hides marks
_KNOWN = 0.85  # part of a rule that another one covers
_SPECK = 4  # pixels; less is noise of the compression
_DARKER = 20  # levels of gray


@dataclass(frozen=True, slots=True)
class _Mark:
    """A dot or a dash."""

    box: Box
    inside: bool
    """Whether it lies in the box of a text."""


def dotted_rules(page: Gray, unit: float, texts: Sequence[Box], short: float) -> list[Rule]:
    """Find rules from left to right that consist of dots or dashes at even distances.

    A rule is begun by marks outside text, and marks up to the length `short` within. It goes on
    where the next marks are in their places, whatever hides some of them.
    """
    marks = _marks(page, unit, texts)
    if len(marks) > _MOST_MARKS:
        return []
    begun = [mark for mark in marks if not mark.inside or mark.box.width <= short]
    sure = [chain for chain in _chains(begun, unit) if _is_rule(chain, unit)]
    if len(sure) > _MOST_CHAINS:
        # Dotted paper or a pattern.
        return []
    found = [(chain, _pitch(chain)) for chain in sure]
    # Other rules of the table have the same dashes at the same distance, which letters have not.
    sizes, pitches = {_size(chain) for chain in sure}, {pitch for _, pitch in found}
    alike = [
        mark for mark in marks if mark.box.width >= _LONG * unit and _is_near(mark.box.width, sizes)
    ]
    for chain in _chains(alike, unit) if short else []:
        known = [pitch for pitch in pitches if _has_pitch(chain, pitch)]
        found += [(chain, pitch) for pitch in known[:1]]
    rules: list[Rule] = []
    for chain, pitch in sorted(found, key=lambda one: -len(one[0])):
        middle = _through([mark.box for mark in chain], pitch)
        if any(covers(rule, middle, unit) for rule in rules):
            continue
        whole = _continued(chain, pitch, marks, unit)
        if whole[-1].right - whole[0].left >= _SHORTEST * unit:
            rules += [_through(part, pitch) for part in _parts(whole, _HOLE * unit)]
    # Leaders run along text, never down a page.
    return rules if short else [rule for rule in rules if not _is_leader(rule, unit, texts)]


def _marks(page: Gray, unit: float, texts: Sequence[Box]) -> list[_Mark]:
    """Return what may be dots and dashes, from left to right."""
    ground = cv2.medianBlur(page, max(5, round(0.6 * unit)) | 1)
    dark = (cv2.absdiff(page, ground) > _DARKER).astype(np.uint8)
    inside = np.zeros_like(dark)
    for box in texts:
        edge = _EDGES * min(box.width, box.height)
        top, bottom = max(round(box.top + edge), 0), max(round(box.bottom - edge), 0)
        inside[top:bottom, max(round(box.left), 0) : max(round(box.right), 0)] = 1
    thickest = max(3, round(_MARK * unit))
    # Dashes of the other direction are taken away where they cross these.
    strokes = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((thickest + 1, 1), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(cv2.subtract(dark, strokes), connectivity=8)
    # The first component is the ground.
    found = [
        Box(float(x), float(y), float(x + w), float(y + h))
        for x, y, w, h, area in stats[1:]
        if area >= _SPECK
    ]
    marks = [
        _Mark(box, bool(inside[int(box.centre[1]), int(box.centre[0])]))
        for box in found
        if box.height <= thickest and box.width <= _DASH * unit
    ]
    return sorted(marks, key=lambda mark: mark.box.left)


def _chains(marks: Sequence[_Mark], unit: float) -> list[list[_Mark]]:
    """Link each mark with the nearest one to its left on the same height."""
    size = max(2.0, _MARK * unit)
    ends: dict[int, list[list[_Mark]]] = {}
    finished: list[list[_Mark]] = []
    for mark in marks:
        row = int(mark.box.centre[1] // size)
        near: list[list[_Mark]] = []
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
    return gap > 0 and abs(one.centre[1] - other.centre[1]) <= 1.5 + _STEEPEST * gap


def _is_rule(chain: Sequence[_Mark], unit: float) -> bool:
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


def _is_near(length: float, known: Collection[float]) -> bool:
    """Return whether a length is about one of others."""
    return any(abs(length - other) <= max(_ALIKE * other, 1.5) for other in known)


def _has_pitch(chain: Sequence[_Mark], pitch: float) -> bool:
    """Return whether marks stand at multiples of a distance: some of them may be hidden."""
    steps = [b.box.centre[0] - a.box.centre[0] for a, b in pairwise(chain)]
    off = [abs(step - pitch * round(step / pitch)) for step in steps]
    return len(chain) >= _LEAST_ALIKE and all(far <= max(_ALIKE * pitch, 1.5) for far in off)


def _size(chain: Sequence[_Mark]) -> float:
    """Return the usual length of the marks."""
    return median(mark.box.width for mark in chain)


def _pitch(chain: Sequence[_Mark]) -> float:
    """Return the usual distance from one mark to the next."""
    return median(b.box.centre[0] - a.box.centre[0] for a, b in pairwise(chain))


def _continued(
    chain: Sequence[_Mark], pitch: float, marks: Sequence[_Mark], unit: float
) -> list[Box]:
    """Follow a rule in both directions as long as marks are where they have to be."""
    rule = _through([mark.box for mark in chain], pitch)
    usual = {_size(chain)}
    near = [
        mark.box
        for mark in marks
        if abs(mark.box.centre[1] - rule.near(mark.box.centre[0])) <= _BAND * unit
        and (not mark.inside or _is_near(mark.box.width, usual))
    ]
    found = [mark.box for mark in chain]
    for step in (-pitch, pitch):
        last = found[0] if step < 0 else found[-1]
        place = last.centre[0] + step
        while abs(place - last.centre[0]) <= _HIDDEN * unit + pitch:
            level = last.centre[1] + rule.drift * (place - last.centre[0])
            ahead = [box for box in near if abs(box.centre[1] - level) <= 2.0]
            mark = min(ahead, key=lambda box: abs(box.centre[0] - place), default=None)
            if mark is not None and abs(mark.centre[0] - place) <= _OFF * pitch:
                last, place = mark, mark.centre[0]
                found.append(mark)
            place += step
    return sorted(found, key=lambda box: box.left)


def covers(rule: Rule, other: Rule, unit: float) -> bool:
    """Return whether a rule covers most of another one."""
    middle = (other.start + other.end) / 2
    shared = min(rule.end, other.end) - max(rule.start, other.start)
    return (
        abs(rule.near(middle) - other.near(middle)) <= _SAME * unit
        and shared >= _KNOWN * other.length
    )


def _parts(marks: Sequence[Box], hole: float) -> list[list[Box]]:
    """Divide the marks of a rule where so much of it is missing."""
    parts = [[marks[0]]]
    for one, other in pairwise(marks):
        if other.left - one.right > hole:
            parts.append([])
        parts[-1].append(other)
    return parts


def _through(marks: Sequence[Box], pitch: float) -> Rule:
    """Return the rule through marks."""
    first, last = marks[0], marks[-1]
    drift = (last.centre[1] - first.centre[1]) / max(last.centre[0] - first.centre[0], 1.0)
    # The next mark may be missing where it would touch another rule.
    gap = max(pitch - median(mark.width for mark in marks), 0.0)
    at = median(mark.centre[1] for mark in marks)
    return Rule(at, first.left - gap, last.right + gap, drift, dotted=True)


def _is_leader(rule: Rule, unit: float, texts: Sequence[Box]) -> bool:
    """Return whether dots lead from one text to another on the same line."""
    beside = [box for box in texts if box.top < rule.at < box.bottom]
    return any(abs(rule.start - box.right) < unit for box in beside) and any(
        abs(rule.end - box.left) < unit for box in beside
    )
