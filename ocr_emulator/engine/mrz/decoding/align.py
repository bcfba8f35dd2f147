"""Alignment of a recognized row to the cells of a zone's line.

A row is rarely recognized whole: runs of fillers lose or gain characters, doubled characters
merge, a faint one is lost. Every plausible alignment gets a penalty; check digits choose later.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ocr_emulator.engine.base import Polygon
from ocr_emulator.engine.mrz.zone import FILLER

GUESS = 0.3
"""Confidence of a character that was inserted and not recognized."""

# Penalties and limits below were chosen by hand on drawn passports (benchmarks/accuracy.md);
# one point is worth about as much as one agreeing date or state code.
MAX_LENGTH_DIFFERENCE = 0.32
"""Rows that differ more from a line, by its length, are not stretched or cut."""
MAX_EDITS = 2
"""Single characters that are inserted or deleted outside runs of fillers."""
MAX_TRIMMED = 30
"""Characters that are cut off the ends of a row."""
MAX_FILLER_RUNS = 4
"""Longest runs of fillers that are stretched or cut."""
_STRETCH_PENALTY = 1.0
_SHORT_RUN_PENALTY = 3.0  # divided by the length of the run: a long run more likely lost some
_DOUBLED_PENALTY = 3.0
_LOST_PENALTY = 4.0
_SURPLUS_PENALTY = 2.0
_TRIM_PENALTY = 1.0
_TRIM_PENALTY_EACH = 0.02
_SNAP_PENALTY = 0.5
_OFF_GRID_PENALTY = 8.0
_OFF_GRID_TOLERANCE = 0.1  # of a cell, the usual error of a character's place
_MERGED_CELL_PENALTY = 0.2
_PITCH_RANGE = (0.8, 1.25)  # median step over mean step of a row in type of one width


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character of a row, its place along the row in pixels, and its confidence."""

    text: str = field(repr=False)
    place: float
    confidence: float
    alternatives: tuple[tuple[str, float], ...] = field(default=(), repr=False)
    area: Polygon | None = None


Row = tuple[Glyph, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """A line of a zone, the glyphs recognized in its places, and the penalty."""

    text: str = field(repr=False)
    glyphs: Row = field(repr=False)
    penalty: float

    @property
    def corrected(self) -> frozenset[int]:
        """Places where the text differs from what was recognized."""
        return frozenset(i for i, g in enumerate(self.glyphs) if g.text != self.text[i])

    @property
    def confidences(self) -> tuple[float, ...]:
        """Confidence of each place."""
        return tuple(g.confidence for g in self.glyphs)

    def put(self, place: int, character: str) -> Alignment:
        """Return a copy with one character changed; the recognized glyphs stay."""
        return replace(self, text=self.text[:place] + character + self.text[place + 1 :])


def joined(lines: Sequence[Alignment]) -> Alignment:
    """Join the alignments of several lines to that of their text."""
    return Alignment(
        "".join(line.text for line in lines),
        tuple(glyph for line in lines for glyph in line.glyphs),
        sum(line.penalty for line in lines),
    )


def alignments(row: Row, length: int) -> list[Alignment]:
    """Return every plausible alignment of a row to a line, the likeliest first."""
    if len(row) == length:
        return [_plain(row, 0.0)]
    found = {aligned.text: aligned for aligned in reversed(list(_candidates(row, length)))}
    return sorted(found.values(), key=lambda aligned: aligned.penalty)


def _plain(row: Row, penalty: float) -> Alignment:
    return Alignment("".join(g.text for g in row), row, penalty)


def _candidates(row: Row, length: int) -> Iterator[Alignment]:
    missing = length - len(row)
    snapped = _snap(row, length)
    if snapped is not None:
        yield snapped
    if missing < 0:
        yield from _trimmed(row, -missing)
    if abs(missing) > MAX_LENGTH_DIFFERENCE * length or not row:
        return
    yield from _resized_fillers(row, missing)
    if 0 < missing <= MAX_EDITS:
        yield from _with_insertions(row, missing)
    elif -MAX_EDITS <= missing < 0:
        yield from _with_deletions(row, -missing)


def _trimmed(row: Row, surplus: int) -> Iterator[Alignment]:
    """Cut characters off both ends: a label beside the zone was recognized with it."""
    if surplus <= MAX_TRIMMED:
        for left in range(surplus + 1):
            kept = row[left : len(row) - (surplus - left)]
            yield _plain(kept, _TRIM_PENALTY + _TRIM_PENALTY_EACH * surplus)


def _resized_fillers(row: Row, missing: int) -> Iterator[Alignment]:
    """Stretch or cut one run of fillers."""
    for start, end in _filler_runs(row):
        penalty = _STRETCH_PENALTY + _SHORT_RUN_PENALTY / (end - start)
        if missing > 0:
            mean = sum(g.confidence for g in row[start:end]) / (end - start)
            extra = tuple(Glyph(FILLER, row[start].place, mean) for _ in range(missing))
            yield _plain(row[:end] + extra + row[end:], penalty)
        elif end - start > -missing:
            yield _plain(row[:start] + row[start - missing :], penalty)


def _with_insertions(row: Row, missing: int) -> Iterator[Alignment]:
    """Double characters that may have merged; insert a filler for one that may be lost."""
    for places in itertools.combinations(range(len(row)), missing):
        doubled = list(row)
        for place in reversed(places):
            doubled.insert(place, replace(row[place], confidence=GUESS))
        yield _plain(tuple(doubled), _DOUBLED_PENALTY * missing)
    if missing == 1:
        for place in range(len(row) + 1):
            near = row[min(place, len(row) - 1)].place
            lost = Glyph(FILLER, near, GUESS)
            yield _plain((*row[:place], lost, *row[place:]), _LOST_PENALTY)


def _with_deletions(row: Row, surplus: int) -> Iterator[Alignment]:
    """Delete surplus characters; unsure ones are the likelier to be surplus."""
    for places in itertools.combinations(range(len(row)), surplus):
        kept = tuple(g for i, g in enumerate(row) if i not in places)
        unsure = sum(row[i].confidence for i in places)
        yield _plain(kept, _SURPLUS_PENALTY + unsure)


def _filler_runs(row: Row) -> list[tuple[int, int]]:
    runs = []
    for filler, group in itertools.groupby(enumerate(row), key=lambda pair: pair[1].text == FILLER):
        members = [i for i, _ in group]
        if filler:
            runs.append((members[0], members[-1] + 1))
    return sorted(runs, key=lambda run: run[0] - run[1])[:MAX_FILLER_RUNS]


def _snap(row: Row, length: int) -> Alignment | None:
    """Assign characters to equal cells by their places: a zone is set in type of one width."""
    if len(row) < length // 2:
        return None
    start = row[0].place
    pitch = (row[-1].place - start) / (length - 1)
    steps = sorted(b.place - a.place for a, b in itertools.pairwise(row))
    if pitch <= 0 or not _PITCH_RANGE[0] < steps[len(steps) // 2] / pitch < _PITCH_RANGE[1]:
        return None
    cells: dict[int, Glyph] = {}
    off = 0.0
    for glyph in row:
        cell = round((glyph.place - start) / pitch)
        off += abs((glyph.place - start) / pitch - cell)
        if cell not in cells or cells[cell].confidence < glyph.confidence:
            cells[cell] = glyph
    snapped = tuple(cells.get(i) or Glyph(FILLER, start + i * pitch, GUESS) for i in range(length))
    # Characters between two cells show that the row is not as wide as a line.
    off_grid = max(0.0, off / len(row) - _OFF_GRID_TOLERANCE)
    penalty = _SNAP_PENALTY + _OFF_GRID_PENALTY * off_grid
    return _plain(snapped, penalty + _MERGED_CELL_PENALTY * (len(row) - len(cells)))
