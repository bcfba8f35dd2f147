"""Table finder: ruled tables first, then tables by alignment in the text that is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import Image

from ocr_emulator.engine.base import Engine, Line, Page
from ocr_emulator.engine.tables.cells import fill
from ocr_emulator.engine.tables.lattice import Lattice, find_lattices
from ocr_emulator.engine.tables.model import Table
from ocr_emulator.engine.tables.plane import Plane, Sheet, rectify
from ocr_emulator.engine.tables.rules import find_rules
from ocr_emulator.engine.tables.stream import find_streams

_LEAST_FILLED = 0.1  # part of a ruled table's cells that have text


@dataclass(frozen=True, slots=True)
class Tables:
    """Tables of a page in reading order, the analysed page, and the lines outside."""

    sheet: Sheet
    tables: tuple[Table, ...]
    outside: tuple[tuple[Line, ...], ...] = field(repr=False)
    """Rows of lines that are in no table."""

    @property
    def plane(self) -> Plane:
        """The rectified page."""
        return self.sheet.plane


def find_tables(
    engine: Engine, image: Image.Image, page: Page, *, ruled_only: bool = False
) -> Tables:
    """Find the tables of a page whose lines were read with their characters."""
    plane = rectify(image, page)
    lines = page.lines
    boxes = tuple(plane.box(line.polygon) for line in lines)
    gray = plane.shades(image)
    rules = find_rules(gray, plane.unit, boxes)
    sheet = Sheet(engine, image, plane, gray, lines, boxes)
    found = [
        table
        for table in (fill(sheet, one) for one in _separate(find_lattices(rules, plane.unit)))
        if _is_filled(table)
    ]
    if not ruled_only:
        inside = frozenset[int]().union(*(table.lines for table in found))
        free = [i for i in range(len(lines)) if i not in inside]
        found += find_streams(sheet, free, rules.horizontal)
    used = frozenset[int]().union(*(table.lines for table in found))
    found.sort(key=lambda table: (round(table.box.top / plane.unit), table.box.left))
    places = {id(line): index for index, line in enumerate(lines)}
    outside = tuple(
        kept
        for row in page.rows
        if (kept := tuple(line for line in row if places[id(line)] not in used))
    )
    return Tables(sheet, tuple(found), outside)


def _separate(lattices: Sequence[Lattice]) -> list[Lattice]:
    """Return the ruled tables that lie in no other: of two, the one with more cells."""
    kept: list[Lattice] = []
    for lattice in sorted(lattices, key=lambda one: -len(one.cells)):
        if all(
            lattice.box.overlap(other.box) < 0.5 * min(lattice.box.area, other.box.area)
            for other in kept
        ):
            kept.append(lattice)
    return kept


def _is_filled(table: Table) -> bool:
    """Return whether a grid holds text: a diagram or a chart mostly does not."""
    filled = sum(bool(cell.rows) for cell in table.cells)
    return filled >= max(2, _LEAST_FILLED * len(table.cells))
