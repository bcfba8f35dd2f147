"""Rule detection by mathematical morphology: drawn lines and edges of filled areas.

Letters and dots make such lines too: what is drawn through has ink everywhere, and other rules
are those whose dots stand at one distance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from ocr_emulator.engine.tables.model import Box, Rule
from ocr_emulator.engine.tables.plane import Gray
from ocr_emulator.engine.tables.rules.dashes import (
    Comb,
    combs,
    covers,
    is_leader,
    pens_of,
    sure_chains,
)
from ocr_emulator.engine.tables.rules.ink import Ink, find_ink
from ocr_emulator.engine.tables.rules.marks import find_marks

Mask = npt.NDArray[np.bool_]

# Lengths in heights of a line of text.
_SHORTEST = 1.5
_SHORTEST_DOWN = 0.9  # rows are lower than columns are wide
_THICKEST = 0.5
_GAP = 0.5
_SAME = 0.15
_MOSTLY = 0.5  # part of a rule's length that its rows of pixels cover
_EDGES = 0.12  # of a line's height: padding of its box above and below
_ENDS = 0.4  # the same at both ends
_TEXT = 0.75  # part of a rule's length inside text, from which it is letters
_LETTERS = 0.5  # of a line's height: how far inside a line a stroke of its letters is
_REST = 2.0  # pixels by which a stroke may be longer than the box of its line
_UNBROKEN = 0.85  # part of a drawn rule with ink
_CERTAIN = 3.0  # a broken rule of this length is no letter
_STEEPEST = 0.02


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a page."""

    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]
    across: Ink
    """What runs from left to right."""
    down: Ink
    """What runs from top to bottom, with rows and columns of the page exchanged."""


def find_rules(page: Gray, unit: float, texts: Sequence[Box]) -> Rules:
    """Find the rules of a rectified page; `unit` is the height of a line of text.

    Rows of letters look like rules too; they are told apart by the boxes of the text.
    """
    across, straight = find_ink(page, unit, _SHORTEST)
    horizontal = [
        rule for rule in _straight(straight, unit, _SHORTEST) if not _in_text(rule, texts)
    ]
    turned = [Box(box.top, box.left, box.bottom, box.right) for box in texts]
    exchanged = np.ascontiguousarray(page.T)
    down, straight = find_ink(exchanged, unit, _SHORTEST_DOWN)
    vertical = [
        rule for rule in _straight(straight, unit, _SHORTEST_DOWN) if not _is_stroke(rule, turned)
    ]
    dots, dots_down = find_marks(page, unit, texts), find_marks(exchanged, unit, turned)
    # One pen draws both directions, and letters hide less of one of them.
    pens = pens_of(
        [
            *sure_chains(dots, unit, among_letters=False),
            *sure_chains(dots_down, unit, among_letters=True),
        ]
    )
    leading = combs(dots, pens, unit, among_letters=False)
    rows = [comb for comb in leading if not is_leader(comb.rule, unit, texts)]
    columns = combs(dots_down, pens, unit, among_letters=True)
    horizontal = _merged(_joined(horizontal, unit), rows, across, unit)
    vertical = _merged(_joined(vertical, unit), columns, down, unit)
    across.clear(texts)
    return Rules(tuple(horizontal), tuple(vertical), across, down)


def _merged(drawn: Sequence[Rule], found: Sequence[Comb], ink: Ink, unit: float) -> list[Rule]:
    """Return drawn and dotted rules together, each once, and trace the dotted ones.

    Dots that stand close seem to be drawn through, in parts; so do letters below one another. Both
    are left out where the dots are found, and short ones everywhere.
    """
    inked = [ink.measured(rule) for rule in drawn]
    solid = [rule for rule in inked if ink.unbroken(rule) >= _UNBROKEN]
    new = [c for c in found if not any(covers(other, c.rule, unit) for other in solid)]
    for comb in new:
        ink.trace(comb.rule, comb.teeth, comb.pitch)
    if new:
        return [*solid, *(comb.rule for comb in new)]
    broken = [rule for rule in inked if rule not in solid and rule.length >= _CERTAIN * unit]
    return [*solid, *(replace(rule, dotted=True) for rule in broken)]


def _straight(places: Gray, unit: float, shortest: float) -> Iterator[Rule]:
    """Return the rules that are drawn through."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(places, connectivity=8)
    for index in range(1, count):
        left, top, wide, tall, _ = (int(value) for value in stats[index])
        part = labels[top : top + tall, left : left + wide] == index
        thickest = max(_THICKEST * unit, _STEEPEST * wide) + 3
        for rule in _rules_of(part, left, top, thickest):
            if rule.length >= shortest * unit:
                yield rule


def _rules_of(part: Mask, left: int, top: int, thickest: float) -> Iterator[Rule]:
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


def _drift(part: Mask) -> float:
    """Return by how much a rule that is not quite level descends from start to end."""
    wide = part.shape[1]
    size = max(1, min(20, wide // 4))
    first, last = np.nonzero(part[:, :size])[0], np.nonzero(part[:, -size:])[0]
    if not len(first) or not len(last) or wide <= 2 * size:
        return 0.0
    off = float(last.mean()) - float(first.mean())
    return off * float(wide / (wide - size))


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
