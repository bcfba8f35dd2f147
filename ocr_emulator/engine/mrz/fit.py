"""Rows of a zone brought to their 44 characters, in every plausible way.

A row rarely comes whole: runs of fillers lose or gain some, twins melt into one, a faint
character is lost. What is likelier comes first; check digits choose later.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ocr_emulator.engine.base import Polygon
from ocr_emulator.engine.mrz.zone import FILLER, LENGTH

# What an invented character is worth.
GUESS = 0.3


@dataclass(frozen=True, slots=True)
class Glyph:
    """Hold one character of a row, where along the row it stands, and how sure it is."""

    text: str = field(repr=False)
    place: float
    confidence: float
    alternatives: tuple[tuple[str, float], ...] = field(default=(), repr=False)
    area: Polygon | None = None


Row = tuple[Glyph, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """Hold 44 characters, what was read in their places, and what fitting cost."""

    text: str = field(repr=False)
    glyphs: Row = field(repr=False)
    penalty: float

    @property
    def corrected(self) -> frozenset[int]:
        """Give the places that say something else than was read there."""
        return frozenset(i for i, g in enumerate(self.glyphs) if g.text != self.text[i])

    @property
    def confidences(self) -> tuple[float, ...]:
        """Give how sure the reader was of each place."""
        return tuple(g.confidence for g in self.glyphs)

    def put(self, place: int, character: str) -> Fit:
        """Change one character; what was read there stays known."""
        return replace(self, text=self.text[:place] + character + self.text[place + 1 :])


def fits(row: Row) -> list[Fit]:
    """Stretch or cut a row to 44 characters in every plausible way, the likeliest first."""
    if len(row) == LENGTH:
        return [_plain(row, 0.0)]
    found = {fit.text: fit for fit in reversed(list(_fitted(row)))}
    return sorted(found.values(), key=lambda fit: fit.penalty)


def _plain(row: Row, penalty: float) -> Fit:
    return Fit("".join(g.text for g in row), row, penalty)


def _fitted(row: Row) -> Iterator[Fit]:
    missing = LENGTH - len(row)
    snapped = _snap(row)
    if snapped is not None:
        yield snapped
    if abs(missing) > 14 or not row:
        return
    runs = _filler_runs(row)
    for start, end in runs:
        if missing > 0:
            mean = sum(g.confidence for g in row[start:end]) / (end - start)
            extra = tuple(Glyph(FILLER, row[start].place, mean) for _ in range(missing))
            # The longest run is the likeliest to have lost some.
            yield _plain(row[:end] + extra + row[end:], 1.0 + 3.0 / (end - start))
        elif end - start > -missing:
            yield _plain(row[:start] + row[start - missing :], 1.0 + 3.0 / (end - start))
    if 0 < missing <= 2:
        # Twins melt into one, and a faint character may be lost.
        for places in itertools.combinations(range(len(row)), missing):
            doubled = list(row)
            for place in reversed(places):
                doubled.insert(place, replace(row[place], confidence=GUESS))
            yield _plain(tuple(doubled), 3.0 * missing)
        if missing == 1:
            for place in range(len(row) + 1):
                near = row[min(place, len(row) - 1)].place
                lost = Glyph(FILLER, near, GUESS)
                yield _plain((*row[:place], lost, *row[place:]), 4.0)
    elif -2 <= missing < 0:
        for places in itertools.combinations(range(len(row)), -missing):
            kept = tuple(g for i, g in enumerate(row) if i not in places)
            unsure = sum(row[i].confidence for i in places)
            yield _plain(kept, 2.0 + unsure)


def _filler_runs(row: Row) -> list[tuple[int, int]]:
    runs = []
    for filler, group in itertools.groupby(enumerate(row), key=lambda pair: pair[1].text == FILLER):
        members = [i for i, _ in group]
        if filler:
            runs.append((members[0], members[-1] + 1))
    return sorted(runs, key=lambda run: run[0] - run[1])[:4]


def _snap(row: Row) -> Fit | None:
    """Put characters into 44 equal cells by where they stand: the zone's type has one width."""
    if len(row) < LENGTH // 2:
        return None
    start = row[0].place
    pitch = (row[-1].place - start) / (LENGTH - 1)
    steps = sorted(b.place - a.place for a, b in itertools.pairwise(row))
    if pitch <= 0 or not 0.8 < steps[len(steps) // 2] / pitch < 1.25:
        return None
    cells: dict[int, Glyph] = {}
    off = 0.0
    for glyph in row:
        cell = round((glyph.place - start) / pitch)
        off += abs((glyph.place - start) / pitch - cell)
        if cell not in cells or cells[cell].confidence < glyph.confidence:
            cells[cell] = glyph
    snapped = tuple(cells.get(i) or Glyph(FILLER, start + i * pitch, GUESS) for i in range(LENGTH))
    # Characters that stand between cells say that the row is not 44 wide after all.
    between_cells = max(0.0, off / len(row) - 0.1)
    return _plain(snapped, 0.5 + 8 * between_cells + 0.2 * (len(row) - len(cells)))
