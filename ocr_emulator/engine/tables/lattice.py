"""Lattice tables: the grid of a ruled table from its rules, merged cells included.

Rules that touch form one table. The grid has a line wherever a rule is; parts of it that no wall
divides are one cell, and parts that no wall divides from the outside are none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ocr_emulator.engine.tables.model import Box, Rule, Span
from ocr_emulator.engine.tables.rules import Rules

# Lengths in heights of a line of text.
_TOUCH = 0.22
_SAME = 0.4
_OPEN_SIDE = 1.0
_WALL = 0.6  # part of a cell's side that a rule must cover
_TRACED = 0.85  # the same for traces, which letters leave too
_TRACE = 0.1
_REACHING = 0.85  # part of a rule between crossings that has ink
_MOST_RULES = 600  # of one direction on a page
_MOST_FIELDS = 4000
_CORNER = 0.15
_INKED = 0.8  # part of a cell's side that has ink
_INKED_ALONE = 0.92  # the same where no rule was found: words have blanks
_TEETH = 0.65  # part of its dots that have


@dataclass(frozen=True, slots=True)
class Lattice:
    """Cells of a ruled table."""

    box: Box
    cells: tuple[tuple[Span, Box], ...]


def find_lattices(rules: Rules, unit: float) -> list[Lattice]:
    """Return the ruled tables of a page; frames around a single area are none."""
    if max(len(rules.horizontal), len(rules.vertical)) > _MOST_RULES:
        # Squared paper or a pattern; the time to analyse it grows with the square.
        return []
    found: list[Lattice] = []
    for across, down in _groups(rules, _TOUCH * unit):
        grid = _grid(rules, across, down, unit)
        if grid is not None:
            found.append(grid)
    return found


def _groups(rules: Rules, touch: float) -> list[tuple[list[Rule], list[Rule]]]:
    """Split rules into groups that touch one another."""
    across, down = list(rules.horizontal), list(rules.vertical)
    parent = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for i, one in enumerate(across):
        for j, other in enumerate(down):
            if _touches(one, other, touch):
                parent[root(i)] = root(len(across) + j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(rule)
    for j, rule in enumerate(down):
        groups.setdefault(root(len(across) + j), ([], []))[1].append(rule)
    return list(groups.values())


def _touches(one: Rule, other: Rule, touch: float) -> bool:
    """Return whether two rules of different directions meet."""
    return (
        one.start - touch <= other.near(one.at) <= one.end + touch
        and other.start - touch <= one.near(other.at) <= other.end + touch
    )


def _grid(rules: Rules, across: list[Rule], down: list[Rule], unit: float) -> Lattice | None:
    if len(across) < 2 or not down:
        return None
    down = _trimmed(rules, down, across, unit, vertical=True)
    if not down:
        # Letters that touch a rule are no walls.
        return None
    down = down + _open_sides(across, down, unit)
    across = across + _open_sides(down, across, unit)
    across, down = _anchored(rules, across, down, unit)
    ys = _clusters([rule.at for rule in across], _SAME * unit)
    xs = _clusters([rule.at for rule in down], _SAME * unit)
    if len(ys) < 2 or len(xs) < 2 or len(ys) + len(xs) < 5:
        return None
    if len(ys) * len(xs) > _MOST_FIELDS:
        return None
    anchored = replace(rules, horizontal=tuple(across), vertical=tuple(down))
    walls = _Walls(xs, ys, anchored, unit)
    cells = [
        (span, Box(xs[span.left], ys[span.top], xs[span.right + 1], ys[span.bottom + 1]))
        for span in _spans(walls, len(ys) - 1, len(xs) - 1)
    ]
    if len(cells) < 2:
        return None
    box = cells[0][1]
    for _, other in cells[1:]:
        box = box.joined(other)
    return Lattice(box, tuple(cells))


def _open_sides(across: Sequence[Rule], down: Sequence[Rule], unit: float) -> list[Rule]:
    """Return the missing outer walls of a table whose rules all end at one place beyond them."""
    if len(across) < 2 or not down:
        return []
    first, last = min(r.at for r in across), max(r.at for r in across)
    walls: list[Rule] = []
    left = _common([rule.start for rule in across], unit)
    if left is not None and left < min(rule.at for rule in down) - _OPEN_SIDE * unit:
        walls.append(Rule(left, first, last, supposed=True))
    right = _common([rule.end for rule in across], unit)
    if right is not None and right > max(rule.at for rule in down) + _OPEN_SIDE * unit:
        walls.append(Rule(right, first, last, supposed=True))
    return walls


def _common(ends: Sequence[float], unit: float) -> float | None:
    """Return the place where at least two rules, and half of them, end."""
    groups = _members(ends, _SAME * unit)
    largest = max(groups, key=len)
    if len(largest) < max(2, len(ends) / 2):
        return None
    return sum(largest) / len(largest)


def _anchored(
    rules: Rules, across: list[Rule], down: list[Rule], unit: float
) -> tuple[list[Rule], list[Rule]]:
    """Trim rules to their outermost crossings; drop those that end in the open."""
    while True:
        kept_across = _trimmed(rules, across, down, unit, vertical=False)
        kept_down = _trimmed(rules, down, kept_across, unit, vertical=True)
        if len(kept_across) == len(across) and len(kept_down) == len(down):
            return kept_across, kept_down
        across, down = kept_across, kept_down


def _trimmed(
    rules: Rules, ruled: Iterable[Rule], others: Sequence[Rule], unit: float, *, vertical: bool
) -> list[Rule]:
    kept: list[Rule] = []
    touch, slack = _TOUCH * unit, _TRACE * unit
    for rule in ruled:
        crossings = [other.near(rule.at) for other in others if _touches(rule, other, touch)]
        if not crossings or max(crossings) - min(crossings) <= 2 * touch:
            continue
        first, last = min(crossings), max(crossings)
        trimmed = replace(rule, at=rule.near((first + last) / 2), start=first, end=last)
        # Letters may come close to rules, one below the other, but do not reach them.
        ink = rules.down if vertical else rules.across
        measure = ink.drawn if rule.dotted else ink.inked
        if rule.supposed or measure(trimmed, slack) >= _REACHING:
            kept.append(trimmed)
    return kept


def _members(values: Sequence[float], gap: float) -> list[list[float]]:
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= gap:
            groups[-1].append(value)
        else:
            groups.append([value])
    return groups


def _clusters(values: Sequence[float], gap: float) -> list[float]:
    return [sum(group) / len(group) for group in _members(values, gap)]


class _Walls:
    """Which sides of the grid's fields are drawn."""

    def __init__(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        rules: Rules,
        unit: float,
    ) -> None:
        self._xs, self._ys, self._unit = xs, ys, unit
        self._rules = rules
        self._pens = {rule.pen for rule in (*rules.horizontal, *rules.vertical) if rule.pen}

    def left_of(self, row: int, column: int) -> bool:
        """Return whether there is a wall to the left of a field."""
        wall = Rule(self._xs[column], self._ys[row], self._ys[row + 1])
        return self._drawn(wall, vertical=True)

    def above(self, row: int, column: int) -> bool:
        """Return whether there is a wall above a field."""
        wall = Rule(self._ys[row], self._xs[column], self._xs[column + 1])
        return self._drawn(wall, vertical=False)

    def _drawn(self, wall: Rule, *, vertical: bool) -> bool:
        near = [
            rule
            for rule in (self._rules.vertical if vertical else self._rules.horizontal)
            if abs(rule.at - wall.at) <= _SAME * self._unit
            and min(rule.end, wall.end) > max(rule.start, wall.start)
        ]
        covered = sum(min(r.end, wall.end) - max(r.start, wall.start) for r in near)
        inset = min(_CORNER * self._unit, 0.2 * wall.length)
        pale = min((rule.ink for rule in near), default=0.0)
        inner = Rule(wall.at, wall.start + inset, wall.end - inset, ink=pale)
        slack = _TRACE * self._unit
        ink = self._rules.down if vertical else self._rules.across
        if covered >= _WALL * wall.length:
            if any(rule.supposed for rule in near):
                return True
            # A rule may go on in strokes of the text of a merged cell.
            if any(rule.dotted for rule in near):
                return ink.drawn(inner, slack) >= _TEETH
            return ink.inked(inner, slack) >= _INKED
        # Too short or too faint for a rule of its own: the place of a wall is known here.
        if ink.drawn(inner, slack) >= _TRACED and ink.inked(inner, slack) >= _INKED_ALONE:
            return True
        return any(ink.dotted(inner, pen, slack) for pen in self._pens)


def _spans(walls: _Walls, rows: int, columns: int) -> list[Span]:
    """Return the cells of a grid in reading order; a ring around it stands for the outside."""
    wide = columns + 2
    parent = list(range((rows + 2) * wide))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for row in range(rows + 2):
        for column in range(wide):
            here = row * wide + column
            inside_rows, inside_columns = 0 < row <= rows, 0 < column <= columns
            if column and not (
                inside_rows and column <= columns + 1 and walls.left_of(row - 1, column - 1)
            ):
                parent[root(here)] = root(here - 1)
            if row and not (
                inside_columns and row <= rows + 1 and walls.above(row - 1, column - 1)
            ):
                parent[root(here)] = root(here - wide)
    outside = root(0)
    fields: dict[int, list[tuple[int, int]]] = {}
    for row in range(rows):
        for column in range(columns):
            owner = root((row + 1) * wide + column + 1)
            if owner != outside:
                fields.setdefault(owner, []).append((row, column))
    spans = [span for members in fields.values() for span in _rectangles(members)]
    return sorted(spans, key=lambda span: (span.top, span.left))


def _rectangles(members: Sequence[tuple[int, int]]) -> list[Span]:
    """Divide fields into rectangles; one, but for shapes that no table has."""
    free = set(members)
    found: list[Span] = []
    for row, column in sorted(members):
        if (row, column) not in free:
            continue
        right = column
        while (row, right + 1) in free:
            right += 1
        bottom = row
        while all((bottom + 1, c) in free for c in range(column, right + 1)):
            bottom += 1
        found.append(Span(row, column, bottom, right))
        free -= {(r, c) for r in range(row, bottom + 1) for c in range(column, right + 1)}
    return found
