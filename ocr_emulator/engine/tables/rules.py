"""Rule detection by mathematical morphology: drawn lines and edges of filled areas.

Works on differences of brightness and not on a threshold of it, so that pale rules, shaded paper
and white rules on a dark ground are found alike.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

import cv2
import numpy as np
import numpy.typing as npt

from ocr_emulator.engine.tables.model import Box, Rule

Gray = npt.NDArray[np.uint8]
Marks = npt.NDArray[np.bool_]

# Lengths in heights of a line of text.
_SHORTEST = 1.5
_SHORTEST_DOWN = 0.9  # rows are lower than columns are wide
_THICKEST = 0.5
_LINE = 0.2  # a thicker rule is found by its two edges
_GAP = 0.5
_SAME = 0.15
_FAINTEST = 9  # levels of gray between a rule and its ground
_MOSTLY = 0.5  # part of a rule's length that its rows of pixels cover
_EDGES = 0.12  # of a line's height: padding of its box above and below
_ENDS = 0.4  # the same at both ends
_TEXT = 0.75  # part of a rule's length inside text, from which it is letters
_OVER_NOISE = 2.0
_SMOOTH = 7  # pixels along a rule
_STEEPEST = 0.02


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a page."""

    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]
    across: Gray = field(repr=False)
    """Where something seems to run from left to right, however short; 1 or 0 a pixel."""
    down: Gray = field(repr=False)
    """The same from top to bottom, with rows and columns of the page exchanged."""

    def drawn(self, rule: Rule, *, vertical: bool, slack: float) -> float:
        """Return how much of a supposed rule is drawn, 0 to 1."""
        traces = self.down if vertical else self.across
        first, last = max(round(rule.at - slack), 0), round(rule.at + slack) + 1
        part = traces[first:last, max(round(rule.start), 0) : max(round(rule.end), 0)]
        return float(part.max(axis=0).mean()) if part.size else 0.0


def find_rules(page: Gray, unit: float, texts: Sequence[Box]) -> Rules:
    """Find the rules of a rectified page; `unit` is the height of a line of text.

    Rows of letters look like rules too; they are told apart by the boxes of the text.
    """
    across, traces_across = _directed(page, unit, _SHORTEST, texts)
    turned = [Box(box.top, box.left, box.bottom, box.right) for box in texts]
    exchanged = np.ascontiguousarray(page.T)
    down, traces_down = _directed(exchanged, unit, _SHORTEST_DOWN, turned)
    across += _new(dotted_rules(page, unit, texts, 0.0), across, traces_across, unit)
    # Down the page they cross the boxes of text, whose letters make no column of short marks.
    down += _new(dotted_rules(exchanged, unit, turned, _SHORT * unit), down, traces_down, unit)
    return Rules(tuple(across), tuple(down), traces_across, traces_down)


def _new(dotted: Sequence[Rule], known: Sequence[Rule], traces: Gray, unit: float) -> list[Rule]:
    """Return the dotted rules that were not found as drawn ones, and trace them."""
    found: list[Rule] = []
    for rule in dotted:
        if any(_covers(other, rule, unit) for other in known):
            continue
        found.append(rule)
        ends = [(round(x), round(rule.near(x))) for x in (rule.start, rule.end)]
        cv2.line(traces, ends[0], ends[1], 1, 3)
    return found


def _directed(
    page: Gray, unit: float, shortest: float, texts: Sequence[Box]
) -> tuple[list[Rule], Gray]:
    mask, traces = _response(page, unit, shortest)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    found: list[Rule] = []
    across = shortest == _SHORTEST
    for index in range(1, count):
        left, top, wide, tall, _ = (int(value) for value in stats[index])
        part = labels[top : top + tall, left : left + wide] == index
        thickest = max(_THICKEST * unit, _STEEPEST * wide) + 3
        for rule in _rules_of(part, left, top, thickest):
            letters = across and _in_text(rule, texts)
            if rule.length >= shortest * unit and not letters:
                found.append(rule)
    return _joined(found, unit), traces


def _rules_of(part: Marks, left: int, top: int, thickest: float) -> Iterator[Rule]:
    """Return the rules of marks that hang together: one, or more where others run into it."""
    tall, wide = part.shape
    if tall <= thickest:
        at = top + float(np.nonzero(part)[0].mean())
        yield Rule(at, float(left), float(left + wide), _drift(part) / wide)
        return
    full = part.sum(axis=1) >= _MOSTLY * wide
    edges = np.flatnonzero(np.diff(np.concatenate(([0], full.astype(np.int8), [0]))))
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        columns = np.flatnonzero(part[first:last].any(axis=0))
        if last - first <= thickest:
            at = top + (float(first) + float(last) - 1) / 2
            yield Rule(at, float(left + columns[0]), float(left + columns[-1] + 1))


def _in_text(rule: Rule, texts: Sequence[Box]) -> bool:
    """Return whether a rule is made of strokes or edges of letters."""
    covered = 0.0
    for box in texts:
        # Boxes of text are padded, at both ends more than above and below.
        short = min(box.width, box.height)
        margin = (_ENDS if box.height > box.width else _EDGES) * short
        if box.top + margin <= rule.at <= box.bottom - margin:
            slack = 0.3 * short
            start, end = max(rule.start, box.left - slack), min(rule.end, box.right + slack)
            covered += max(0.0, end - start)
    return covered >= _TEXT * rule.length


def _drift(part: Marks) -> float:
    """Return by how much a rule that is not quite level descends from start to end."""
    wide = part.shape[1]
    size = max(1, min(20, wide // 4))
    first, last = np.nonzero(part[:, :size])[0], np.nonzero(part[:, -size:])[0]
    if not len(first) or not len(last) or wide <= 2 * size:
        return 0.0
    off = float(last.mean()) - float(first.mean())
    return off * float(wide / (wide - size))


def _response(page: Gray, unit: float, shortest: float) -> tuple[Gray, Gray]:
    """Return where something straight runs from left to right, and its traces of any length."""
    smooth = cv2.blur(page, (_SMOOTH, 1))
    step = np.zeros_like(smooth)
    step[1:-1] = cv2.absdiff(smooth[2:], smooth[:-2])
    thick = max(5, round(_LINE * unit)) | 1
    thin = cv2.morphologyEx(smooth, cv2.MORPH_BLACKHAT, np.ones((thick, 1), np.uint8))
    strength = cv2.dilate(cv2.max(step, thin), np.ones((3, 1), np.uint8))
    kernel = np.ones((1, max(8, round(shortest * unit))), np.uint8)
    straight = cv2.morphologyEx(strength, cv2.MORPH_OPEN, kernel)
    # Rules cover a small part of a page; what most of it shows is the noise of the paper.
    noise = float(np.percentile(straight, 80))
    faintest = max(_FAINTEST, _OVER_NOISE * noise)
    traces = (strength >= max(faintest, float(np.percentile(strength, 80)))).astype(np.uint8)
    return np.asarray((straight >= faintest).astype(np.uint8)), np.asarray(traces)


def _joined(rules: Sequence[Rule], unit: float) -> list[Rule]:
    """Join rules that continue one another, and both edges of a thick one."""
    waiting = sorted(rules, key=lambda rule: rule.start)
    joined: list[Rule] = []
    for rule in waiting:
        for index in range(len(joined) - 1, -1, -1):
            other = joined[index]
            meeting = (rule.start + other.end) / 2
            near = abs(other.near(meeting) - rule.near(meeting)) <= _SAME * unit
            if near and rule.start - other.end <= _GAP * unit:
                total = other.length + rule.length
                at = (other.at * other.length + rule.at * rule.length) / max(total, 1e-9)
                drift = (other.drift * other.length + rule.drift * rule.length) / max(total, 1e-9)
                joined[index] = Rule(at, other.start, max(other.end, rule.end), drift)
                break
        else:
            joined.append(rule)
    return joined


# --- dotted and dashed rules -----------------------------------------------------------

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
_SHORT = 0.6  # so long are no letters
_ALIKE = 0.15  # by what part dashes of one table differ
_LEAST_ALIKE = 3
_BAND = 0.3  # beside a rule, in which its marks may lie
_HIDDEN = 1.2  # length in which all marks may be hidden by what crosses the rule
_OFF = 0.35  # from mark to mark: how far one may be from its place
_KNOWN = 0.85  # part of it that a drawn rule covers
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
    # Other rules of the table have the same dashes, which letters have not.
    sizes, pitches = {_size(chain) for chain in sure}, {_pitch(chain) for chain in sure}
    alike = [
        mark for mark in marks if mark.box.width >= _LONG * unit and _is_near(mark.box.width, sizes)
    ]
    known = [
        chain
        for chain in (_chains(alike, unit) if short else [])
        if len(chain) >= _LEAST_ALIKE and _is_near(_pitch(chain), pitches)
    ]
    rules: list[Rule] = []
    for chain in sorted(sure + known, key=len, reverse=True):
        middle = _through([mark.box for mark in chain])
        if not any(_covers(rule, middle, unit) for rule in rules):
            rules.append(_through(_continued(chain, marks, unit)))
    long = [rule for rule in rules if rule.length >= _SHORTEST * unit]
    # Leaders run along text, never down a page.
    return long if short else [rule for rule in long if not _is_leader(rule, unit, texts)]


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


def _size(chain: Sequence[_Mark]) -> float:
    """Return the usual length of the marks."""
    return median(mark.box.width for mark in chain)


def _pitch(chain: Sequence[_Mark]) -> float:
    """Return the usual distance from one mark to the next."""
    return median(b.box.centre[0] - a.box.centre[0] for a, b in pairwise(chain))


def _continued(chain: Sequence[_Mark], marks: Sequence[_Mark], unit: float) -> list[Box]:
    """Follow a rule in both directions as long as marks are where they have to be."""
    rule, pitch = _through([mark.box for mark in chain]), _pitch(chain)
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


def _covers(rule: Rule, other: Rule, unit: float) -> bool:
    """Return whether a rule is a part of another one."""
    middle = (other.start + other.end) / 2
    shared = min(rule.end, other.end) - max(rule.start, other.start)
    return (
        abs(rule.near(middle) - other.near(middle)) <= _SAME * unit
        and shared >= _KNOWN * other.length
    )


def _through(chain: Sequence[Box]) -> Rule:
    """Return the rule through the marks of a chain."""
    first, last = chain[0], chain[-1]
    drift = (last.centre[1] - first.centre[1]) / max(last.centre[0] - first.centre[0], 1.0)
    # The next mark may be missing where it would touch another rule.
    gap = max(median(b.left - a.right for a, b in pairwise(chain)), 0.0)
    at = median(mark.centre[1] for mark in chain)
    return Rule(at, first.left - gap, last.right + gap, drift, dotted=True)


def _is_leader(rule: Rule, unit: float, texts: Sequence[Box]) -> bool:
    """Return whether dots lead from one text to another on the same line."""
    beside = [box for box in texts if box.top < rule.at < box.bottom]
    return any(abs(rule.start - box.right) < unit for box in beside) and any(
        abs(rule.end - box.left) < unit for box in beside
    )
