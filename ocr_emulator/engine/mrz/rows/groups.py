"""Groups of neighbouring rows that together may be a zone, the likeliest first.

Where detection missed a line of a zone, its place is extrapolated from the others.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from ocr_emulator.engine.base import Polygon
from ocr_emulator.engine.geometry import along, direction, height, stretched, width
from ocr_emulator.engine.mrz.decoding.align import Row
from ocr_emulator.engine.mrz.formats import Format
from ocr_emulator.engine.mrz.rows.candidates import LONG, Candidate
from ocr_emulator.engine.mrz.zone import DIGITS, FILLER
from ocr_emulator.engine.orientation import between

_MAX_SLANT = 12.0  # degrees between the rows of a zone
# Lines of a zone are 2.4 heights apart (ICAO 9303 part 4, figure 2); the rest is distortion.
_MAX_DISTANCE = 4.0  # heights of the taller row
_MAX_SHIFT = 0.15  # of the width of the wider row
_NEXT_ROWS = 2  # rows below one that are tried as the next
_MAX_GROUPS = 8  # of one format
_LEAST_PROMISE = 4.0  # sentences have at most 3.5, a zone recognized badly 6 or more
_LEAST_FILLERS = 5  # in a zone of three lines, which many short rows resemble
_PITCH = 2.54  # millimetres of a character (ICAO 9303 part 3, section 4.4)
_LINE_DISTANCE = 6.35  # millimetres between lines (part 3, figure 2)
_FAR = 1.5  # line distances from which two rows have a third between them
_STRIP_HEIGHT = 1.15  # of the row that was detected
_CUT_OFF = 0.985  # of its length, below which the end of a line was not detected
_LEAST_STEPS = 5  # between neighbouring letters and digits, to tell their pitch
_LEAST_DIGITS = 14 / 44  # of a line, in a data line of two-line formats
_MAX_DIGITS_OF_NAMES = 2


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that may be a zone; a line that was not detected has an area and no glyphs."""

    kind: Format
    areas: tuple[Polygon, ...]
    rows: tuple[Row, ...] = field(repr=False)
    sources: frozenset[int]
    """Rows of the page that it is made of."""
    promise: float = 0.0

    @property
    def size(self) -> float:
        """Pixels that the rows cover."""
        return sum(width(area) * height(area) for area in self.areas)

    @property
    def is_complete(self) -> bool:
        """Whether every line was detected."""
        return all(self.rows)


Rows = Sequence[Sequence[Candidate]]
"""For each row of a page, the candidates that it gives."""


def complete_groups(kind: Format, rows: Rows) -> list[Group]:
    """Return groups of as many rows as the format has lines, the likeliest first."""
    found: list[Group] = []
    for chosen in _successive(rows, kind.lines):
        for members in itertools.product(*(rows[i] for i in chosen)):
            if not _is_plausible(kind, members):
                continue
            promise = _promise(kind, members)
            if promise >= _LEAST_PROMISE:
                texts = tuple(member.row for member in members)
                areas = _spanning(kind, [member.polygon for member in members], texts)
                found.append(Group(kind, areas, texts, frozenset(chosen), promise))
    found.sort(key=lambda group: -group.promise)
    return found[:_MAX_GROUPS]


def _successive(rows: Rows, lines: int) -> Iterator[tuple[int, ...]]:
    """Yield the indexes of rows that follow one another, with at most one row between them."""
    filled = [i for i, row in enumerate(rows) if row]
    for place in range(len(filled)):
        steps = itertools.product(range(1, _NEXT_ROWS + 1), repeat=lines - 1)
        for step in steps:
            places = list(itertools.accumulate(step, initial=place))
            if places[-1] < len(filled):
                yield tuple(filled[i] for i in places)


def _is_plausible(kind: Format, members: Sequence[Candidate]) -> bool:
    """Return whether rows stand close together, are parallel, and are long enough."""
    lengths = [len(member.row) for member in members]
    if max(lengths) < LONG * kind.length:
        return False
    fillers = sum(member.text.count(FILLER) for member in members)
    if kind.lines > 2 and fillers < _LEAST_FILLERS:
        return False
    return all(_is_near(upper, lower) for upper, lower in itertools.pairwise(members))


def _is_near(upper: Candidate, lower: Candidate) -> bool:
    tall = max(height(upper.polygon), height(lower.polygon))
    dx, dy = (lower.polygon[0][i] - upper.polygon[0][i] for i in (0, 1))
    slant = between(direction(upper.polygon), direction(lower.polygon))
    wide = max(width(upper.polygon), width(lower.polygon))
    near = (dx * dx + dy * dy) ** 0.5 < _MAX_DISTANCE * tall + _MAX_SHIFT * wide
    return abs(slant) < _MAX_SLANT and near


def _promise(kind: Format, members: Sequence[Candidate]) -> float:
    """Rate how far rows look like a zone, before anything is decoded."""
    names = members[kind.names_line].text
    data = [members[i].text for i in kind.data_lines]
    rate = 2.0 * (members[0].text[:1] in tuple(kind.codes)) + 2.0 * (FILLER * 2 in names)
    rate += min(sum(member.text.count(FILLER) for member in members), 12) / 4
    rate += min(sum(c in DIGITS for text in data for c in text), 16) / 4
    rate -= sum(abs(len(member.row) - kind.length) for member in members) / 15
    small = sum(member.lowercase for member in members)
    return rate - 4.0 * small * (FILLER not in names)


def _spanning(kind: Format, areas: Sequence[Polygon], rows: Sequence[Row]) -> tuple[Polygon, ...]:
    """Extend each row to where any of them begins and ends: all lines are equally long.

    Detection may lose the run of fillers that ends the lines; type of one width tells how far
    they reach.
    """
    spanned = [_extended(area, [other for other in areas if other is not area]) for area in areas]
    pitches = [pitch for pitch in map(_pitch_of, rows) if pitch]
    if not pitches:
        return tuple(spanned)
    full = kind.length * median(pitches)
    return tuple(
        along(area, 0.0, full / width(area)) if 0 < width(area) < _CUT_OFF * full else area
        for area in spanned
    )


def _pitch_of(row: Row) -> float | None:
    """Return the width of a character; runs of fillers are misread, so they do not count."""
    steps = [
        other.place - one.place
        for one, other in itertools.pairwise(row)
        if FILLER not in (one.text, other.text)
    ]
    return median(steps) if len(steps) >= _LEAST_STEPS else None


def _extended(area: Polygon, others: Sequence[Polygon]) -> Polygon:
    (ax, ay), (bx, by) = area[0], area[1]
    length = (bx - ax) ** 2 + (by - ay) ** 2
    if not length:
        return area
    ends = [
        ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length
        for other in others
        for x, y in other[:2]
    ]
    return along(area, min([*ends, 0.0]), max([*ends, 1.0]))


# --- rows that were not detected -------------------------------------------------------


def partial_groups(kind: Format, rows: Rows) -> Iterator[Group]:
    """Yield groups in which a line is missing, with the strip where it must be."""
    first = [(i, row[0]) for i, row in enumerate(rows) if row]
    if kind.lines > 2:
        for (i, upper), (j, lower) in itertools.pairwise(first):
            if _is_near(upper, lower) and _resembles_any(kind, upper, lower):
                for places in _places_of_pair(kind, upper, lower):
                    yield _group(kind, dict(zip(places, (upper, lower), strict=True)), {i, j})
    for i, candidate in first:
        place = _place_of_single(kind, candidate)
        if place is not None:
            yield _group(kind, {place: candidate}, {i})


def _resembles_any(kind: Format, *members: Candidate) -> bool:
    fillers = sum(member.text.count(FILLER) for member in members)
    return fillers >= _LEAST_FILLERS and any(
        len(member.row) >= LONG * kind.length for member in members
    )


def _places_of_pair(kind: Format, upper: Candidate, lower: Candidate) -> list[tuple[int, int]]:
    """Return which lines of a zone of three two rows may be."""
    if _is_names(lower):
        dx, dy = (lower.polygon[0][i] - upper.polygon[0][i] for i in (0, 1))
        step = max(width(upper.polygon), width(lower.polygon)) * _step(kind)
        return [(0, 2)] if (dx * dx + dy * dy) ** 0.5 > _FAR * step else [(1, 2)]
    return [(0, 1)]


def _is_names(candidate: Candidate) -> bool:
    return FILLER * 2 in candidate.text and candidate.digits <= _MAX_DIGITS_OF_NAMES


def _place_of_single(kind: Format, candidate: Candidate) -> int | None:
    """Return which line of a zone a row may be; None when it looks like no line."""
    text = candidate.text
    if len(text) < LONG * kind.length or candidate.lowercase >= 0.5:
        return None
    if kind.lines > 2:
        if text.count(FILLER) < _LEAST_FILLERS:
            return None
        if _is_names(candidate):
            return kind.names_line
        return 1 if sum(c in DIGITS for c in text[:6]) >= 5 else 0
    if text[0] in kind.codes and FILLER * 2 in text and text[-1] == FILLER:
        return kind.names_line
    if candidate.digits >= _LEAST_DIGITS * kind.length:
        return kind.data_lines[0]
    return kind.names_line if text[0] in kind.codes and FILLER * 2 in text else None


def _group(kind: Format, known: Mapping[int, Candidate], sources: set[int]) -> Group:
    """Make a group; the areas of missing lines are extrapolated."""
    spanned = _spanning(kind, [c.polygon for c in known.values()], [c.row for c in known.values()])
    areas = dict(zip(known, spanned, strict=True))
    found = tuple(
        areas[i] if i in areas else _extrapolated(kind, areas, i) for i in range(kind.lines)
    )
    rows = tuple(known[i].row if i in known else () for i in range(kind.lines))
    return Group(kind, found, rows, frozenset(sources))


def _extrapolated(kind: Format, areas: Mapping[int, Polygon], place: int) -> Polygon:
    """Return the area of a line from those of one or two others."""
    (i, one), *others = areas.items()
    if others:
        j, other = others[0]
        share = (place - i) / (j - i)
        moved = [
            (x + (u - x) * share, y + (v - y) * share)
            for (x, y), (u, v) in zip(one, other, strict=True)
        ]
    else:
        moved = _moved(one, (place - i) * _step(kind) * width(one))
    margin = (_STRIP_HEIGHT - 1) / 2
    return stretched((moved[0], moved[1], moved[2], moved[3]), 0.0, margin)


def _step(kind: Format) -> float:
    """Return the distance of two lines by the length of one."""
    return _LINE_DISTANCE / (kind.length * _PITCH)


def _moved(area: Polygon, distance: float) -> list[tuple[float, float]]:
    """Move an area down, as its text sees it."""
    a, _, _, d = area
    tall = height(area)
    if not tall:
        return list(area)
    down = ((d[0] - a[0]) / tall, (d[1] - a[1]) / tall)
    return [(x + down[0] * distance, y + down[1] * distance) for x, y in area]
