"""Rule detection by mathematical morphology: drawn lines and edges of filled areas.

Works on differences of brightness and not on a threshold of it, so that pale rules, shaded paper
and white rules on a dark ground are found alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
import numpy.typing as npt

from ocr_emulator.engine.tables.model import Box, Rule
from ocr_emulator.engine.tables.rules.dashes import (
    Comb,
    combs,
    covers,
    is_leader,
    patterns,
    sure_chains,
)
from ocr_emulator.engine.tables.rules.marks import find_marks

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
_LETTERS = 0.5  # of a line's height: how far inside a line a stroke of its letters is
_REST = 2.0  # pixels by which a stroke may be longer than the box of its line
_LINE_SHAPE = 2.0  # width of a line of text by its height
_ASIDE = 0.3  # of a line's height: room for a rule above and below the middle of its letters
_OVER_NOISE = 2.0
_OVER_MEDIAN = 2.5
_SMOOTH = 7  # pixels along a rule
_SHARP = 3  # the same, so that the gaps of dotted rules are seen
_OF_INK = 0.4  # of the usual contrast of a rule: less is a gap
_UNBROKEN = 0.85  # part of a drawn rule with ink
_CERTAIN = 3.0  # a broken rule of this length is no letter
_FOLLOWED = 2.0  # in pieces of about this length
_BESIDE = 0.06  # beside a rule that is followed
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
    ink_across: Gray = field(repr=False)
    """How clearly each pixel belongs to a rule from left to right; 0 for noise."""
    ink_down: Gray = field(repr=False)

    def inked(self, rule: Rule, *, vertical: bool, slack: float) -> float:
        """Return how much of a supposed rule is covered with ink, 0 to 1, without the gaps."""
        along = _along(self.ink_down if vertical else self.ink_across, rule, slack)
        return _inked(along, rule.ink)

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
    ink_across = _strength(page, unit, _SHARP)
    across, traces_across = _directed(page, unit, _SHORTEST, texts)
    _clear_text(traces_across, texts)
    turned = [Box(box.top, box.left, box.bottom, box.right) for box in texts]
    exchanged = np.ascontiguousarray(page.T)
    ink_down = _strength(exchanged, unit, _SHARP)
    down, traces_down = _directed(exchanged, unit, _SHORTEST_DOWN, turned)
    dots, dots_down = find_marks(page, unit, texts), find_marks(exchanged, unit, turned)
    # One pen draws both directions, and letters hide less of one of them.
    pens = patterns(
        [
            *sure_chains(dots, unit, among_letters=False),
            *sure_chains(dots_down, unit, among_letters=True),
        ]
    )
    leading = combs(dots, pens, unit, among_letters=False)
    rows = [comb for comb in leading if not is_leader(comb.rule, unit, texts)]
    columns = combs(dots_down, pens, unit, among_letters=True)
    return Rules(
        tuple(_merged(across, rows, traces_across, ink_across, unit)),
        tuple(_merged(down, columns, traces_down, ink_down, unit)),
        traces_across,
        traces_down,
        ink_across,
        ink_down,
    )


def _merged(
    drawn: Sequence[Rule], found: Sequence[Comb], traces: Gray, ink: Gray, unit: float
) -> list[Rule]:
    """Return drawn and dotted rules together, each once, and trace the dotted ones.

    Dots that stand close seem to be drawn through, in parts; so do letters below one another.
    """
    inked = [_with_ink(rule, ink, unit) for rule in drawn]
    solid = [rule for rule in inked if _is_unbroken(rule, ink, unit)]
    new = [c for c in found if not any(covers(other, c.rule, unit) for other in solid)]
    for comb in new:
        for tooth in comb.teeth:
            places = [tooth - comb.pitch / 2, tooth + comb.pitch / 2]
            ends = [(round(x), round(comb.rule.near(x))) for x in places]
            cv2.line(traces, ends[0], ends[1], 1, 3)
    broken = [
        replace(rule, dotted=True)
        for rule in inked
        if rule not in solid
        and rule.length >= _CERTAIN * unit
        and not any(covers(comb.rule, rule, unit) for comb in new)
    ]
    return [*solid, *broken, *(comb.rule for comb in new)]


def _with_ink(rule: Rule, ink: Gray, unit: float) -> Rule:
    """Return a rule with its usual contrast."""
    along = [_along(ink, part, _BESIDE * unit) for part in rule.parts(_FOLLOWED * unit)]
    return replace(rule, ink=_usual(np.concatenate(along)))


def _is_unbroken(rule: Rule, ink: Gray, unit: float) -> bool:
    """Return whether ink covers a rule, which is paler where it crosses a shaded area."""
    # The response reaches beyond both ends.
    inner = replace(rule, start=rule.start + _SMOOTH / 2, end=rule.end - _SMOOTH / 2)
    parts = inner.parts(_FOLLOWED * unit)
    inked = [_inked(_along(ink, part, _BESIDE * unit), part.ink) for part in parts]
    return sum(inked) / len(parts) >= _UNBROKEN


def _along(ink: Gray, rule: Rule, slack: float) -> Gray:
    """Return the strongest ink at each place along a level rule."""
    first, last = max(round(rule.at - slack), 0), round(rule.at + slack) + 1
    part = ink[first:last, max(round(rule.start), 0) : max(round(rule.end), 0)]
    return np.asarray(part.max(axis=0) if part.size else np.zeros(1, np.uint8))


def _inked(along: Gray, ink: float) -> float:
    """Return how much of a piece of a rule has ink: letters beside it may be darker."""
    usual = min(ink or 255.0, _usual(along))
    return float((along >= max(1.0, _OF_INK * usual)).mean())


def _usual(along: Gray) -> float:
    """Return the usual contrast of a rule where it has ink."""
    return float(np.median(along[along > 0])) if along.any() else 0.0


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
            letters = _in_text(rule, texts) if across else _is_stroke(rule, texts)
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


def _is_stroke(rule: Rule, texts: Sequence[Box]) -> bool:
    """Return whether a rule down the page is no longer than the line of text that it crosses.

    Rows and columns are exchanged.
    """
    return any(
        box.top + _LETTERS * box.width < rule.at < box.bottom - _LETTERS * box.width
        and box.left - _REST <= rule.start
        and rule.end <= box.right + _REST
        for box in texts
    )


def _clear_text(traces: Gray, texts: Sequence[Box]) -> None:
    """Remove traces along the middle of lines of text, through which no rule runs."""
    for box in texts:
        if box.width < _LINE_SHAPE * box.height:
            continue
        margin = _ASIDE * box.height
        top, bottom = max(round(box.top + margin), 0), max(round(box.bottom - margin), 0)
        traces[top:bottom, max(round(box.left), 0) : max(round(box.right), 0)] = 0


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
    strength = _contrast(page, unit, _SMOOTH)
    kernel = np.ones((1, max(8, round(shortest * unit))), np.uint8)
    straight = cv2.morphologyEx(strength, cv2.MORPH_OPEN, kernel)
    # Rules cover a small part of a page; what most of it shows is the noise of the paper.
    noise = float(np.percentile(straight, 80))
    faintest = max(_FAINTEST, _OVER_NOISE * noise)
    traces = (strength >= max(faintest, float(np.percentile(strength, 80)))).astype(np.uint8)
    return np.asarray((straight >= faintest).astype(np.uint8)), np.asarray(traces)


def _contrast(page: Gray, unit: float, smooth: int) -> Gray:
    """Return how much each pixel differs from those above and below it."""
    along = cv2.blur(page, (smooth, 1))
    step = np.zeros_like(along)
    step[1:-1] = cv2.absdiff(along[2:], along[:-2])
    thick = max(5, round(_LINE * unit)) | 1
    thin = cv2.morphologyEx(along, cv2.MORPH_BLACKHAT, np.ones((thick, 1), np.uint8))
    return np.asarray(cv2.dilate(cv2.max(step, thin), np.ones((3, 1), np.uint8)))


def _strength(page: Gray, unit: float, smooth: int) -> Gray:
    """Return the contrast of each pixel where it is more than noise."""
    contrast = _contrast(page, unit, smooth)
    contrast[contrast < max(_FAINTEST, _OVER_MEDIAN * float(np.median(contrast)))] = 0
    return contrast


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
