"""Accuracy on tables: cells with the right text in the right place."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from benchmarks.accuracy.drawn_tables import DrawnTable, ruled, unruled
from benchmarks.accuracy.progress import Progress
from ocr_emulator.engine.base import Engine
from ocr_emulator.recognizers.base import recognized
from ocr_emulator.recognizers.general_table import recognize_general_table

Position = tuple[tuple[int, ...], tuple[int, ...]]
"""Rows and columns that a cell covers."""
CellText = tuple[Position, str]
KINDS: Mapping[str, Callable[[random.Random], DrawnTable]] = {
    "with rules": ruled,
    "without rules": unruled,
}


@dataclass
class CellScore:
    """Counts of cells; a cell is right when its rows, columns and text are."""

    right: int = 0
    returned: int = 0
    drawn: int = 0
    tables: int = 0
    found: int = 0
    whole: int = 0
    missed: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / max(self.returned + self.drawn, 1)

    def add(self, drawn: Sequence[CellText], tables: Sequence[Sequence[CellText]]) -> float:
        """Count one page with one drawn table; returns its F1."""
        want = Counter(drawn)
        best = max(tables, key=lambda cells: (want & Counter(cells)).total(), default=())
        right = (want & Counter(best)).total()
        returned = sum(len(cells) for cells in tables)
        self.right += right
        self.returned += returned
        self.drawn += len(drawn)
        self.tables += 1
        self.found += len(tables) == 1
        self.whole += right == returned == len(drawn)
        return 2 * right / max(returned + len(drawn), 1)


def normalized(lines: Iterable[str]) -> str:
    """Return text without blanks, in which one dash is as good as another."""
    text = "".join("".join(lines).split())
    return "-" if text in ("—", "–", "一", "_") else text


def drawn_cells(table: DrawnTable) -> list[CellText]:
    """Return the cells of a drawn table that have text.

    A row or column in which no cell begins shows nowhere, and does not count.
    """
    tops = sorted({cell.top for cell in table.cells})
    lefts = sorted({cell.left for cell in table.cells})

    def covered(starts: Sequence[int], first: int, last: int) -> tuple[int, ...]:
        return tuple(i for i, start in enumerate(starts) if first <= start <= last)

    return [
        ((covered(tops, c.top, c.bottom), covered(lefts, c.left, c.right)), normalized(c.lines))
        for c in table.cells
        if c.lines
    ]


def returned_cells(result: Mapping[str, Any]) -> list[list[CellText]]:
    """Return the cells with text of each table of a response."""
    return [
        [
            ((tuple(block["rows"]), tuple(block["columns"])), normalized([block["words"]]))
            for block in region["words_block_list"]
            if block["words"]
        ]
        for region in result["words_region_list"]
        if region["type"] == "table"
    ]


def read_tables(engine: Engine, image: Image.Image) -> list[list[CellText]]:
    """Return the cells of the tables that are found in an image."""
    result: Any = recognized(recognize_general_table(image, {}, engine)).result
    return returned_cells(result)


def measure_tables(
    engine: Engine, seeds: Sequence[int], pages: int, *, only: str | None, show: bool
) -> None:
    """Print the F1 of cells of drawn tables."""
    print("| tables | cell F1 | tables found alone | tables whole | CPU s |\n|---|---|---|---|---|")
    for kind, draw in KINDS.items():
        if only and only != kind:
            continue
        score, styles, start = CellScore(), dict[str, CellScore](), time.process_time()
        with Progress(f"tables {kind}", len(seeds) * pages) as progress:
            for seed in seeds:
                rng = random.Random(f"{seed} {kind}")
                for index in range(pages):
                    table = draw(rng)
                    cells, read = drawn_cells(table), read_tables(engine, table.image)
                    page = score.add(cells, read)
                    styles.setdefault(table.style, CellScore()).add(cells, read)
                    if show and page < 1:
                        _show(table, seed, index, page, cells, read)
                    progress.step()
        spent = (time.process_time() - start) / score.tables
        print(
            f"| {kind} | {score.f1:.4f} | {score.found}/{score.tables} "
            f"| {score.whole}/{score.tables} | {spent:.2f} |",
            flush=True,
        )
        for style, part in sorted(styles.items()):
            print(f"| … {style} | {part.f1:.4f} | {part.found}/{part.tables} "
                  f"| {part.whole}/{part.tables} | |")  # fmt: skip


def _show(
    table: DrawnTable,
    seed: int,
    index: int,
    page: float,
    cells: Sequence[CellText],
    read: Sequence[Sequence[CellText]],
) -> None:
    returned = [cell for part in read for cell in part]
    print(f"   {seed}/{index} {table.style} F1 {page:.3f} tables {len(read)}")
    print("      not returned:", [c for c in cells if c not in returned][:8])
    print("      not drawn:   ", [c for c in returned if c not in cells][:8])
