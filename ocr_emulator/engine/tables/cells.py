"""Text of ruled cells: lines are cut at walls, and cells that detection left empty are read.

A detector joins what stands close together, also across a wall, and it misses a single character or
a dash.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from ocr_emulator.engine.base import Line
from ocr_emulator.engine.reading_order import rows as text_rows
from ocr_emulator.engine.tables.lattice import Lattice
from ocr_emulator.engine.tables.model import Box, Cell, Piece, Span, Table
from ocr_emulator.engine.tables.plane import Gray, Plane, Sheet

_INK = 45  # levels of gray between ink and the ground of a cell
_LEGIBLE = 0.6
_MOST_LOOKS = 120  # cells that are read on their own
_INSET = 0.18  # of a line's height, that a wall may reach into a cell
_BESIDE = 0.1  # the same, for a line that is cut at the wall
_BETWEEN = 0.14  # the same, for a line beside which a wall was read
_DASH_TALL, _DASH_WIDE = 0.2, 1.2  # a stroke that stands for a text
_DASH_FLAT = 1.7  # its width by its height
_DASH_CONFIDENCE = 0.85
_ON_WALL = 0.2  # the same, from a wall to the middle of the letter that it is read as
_UPRIGHT = 1.5  # height of a line of text from top to bottom by its width
_DRIFT = 0.3  # how far the place of a character may be off
_CROSSING = 0.3  # the same, by which a text may reach over the edge of a column
_WALL_LETTERS = "|丨¦"


def fill(sheet: Sheet, lattice: Lattice) -> Table:
    """Put the text of a page into the cells of a ruled table."""
    lattice = _with_columns(lattice, sheet.boxes, sheet.plane.unit)
    contents: list[list[Piece]] = [[] for _ in lattice.cells]
    boxes = [box for _, box in lattice.cells]
    cut: list[tuple[int, Piece]] = []
    walls: set[int] = set()
    for index, (line, box) in enumerate(zip(sheet.lines, sheet.boxes, strict=True)):
        if box.overlap(lattice.box) < 0.5 * box.area:
            continue
        parts = _divided(sheet.plane, line, box, boxes)
        if len(parts) == 1 and parts[0][1] == box:
            contents[parts[0][0]].append(Piece.of(line, box, index))
        else:
            cut += [(cell, Piece("", sheet.plane.polygon(b), 0.0, b, index)) for cell, b in parts]
        if not parts:
            walls.add(index)
    for (cell, piece), line in zip(cut, _read(sheet, [p for _, p in cut]), strict=True):
        text = _without_walls(line.text)
        if text:
            contents[cell].append(_with_text(piece, replace(line, text=text)))
    unread = second_looks(sheet, boxes, contents)
    cells = [
        Cell(span, box, sheet.plane.polygon(box), _in_rows(pieces), index in unread)
        for index, ((span, box), pieces) in enumerate(zip(lattice.cells, contents, strict=True))
    ]
    polygon = sheet.plane.polygon(lattice.box)
    return Table(tuple(cells), lattice.box, polygon, ruled=True, walls=frozenset(walls))


def _with_columns(lattice: Lattice, texts: Sequence[Box], unit: float) -> Lattice:
    """Divide cells over several columns that have a text of their own for each of them.

    Walls are mostly not drawn in a filled heading. A text that is one for all columns crosses them.
    """
    edges = {span.left: box.left for span, box in lattice.cells}
    cells: list[tuple[Span, Box]] = []
    for span, box in lattice.cells:
        inner = [edges[column] for column in span.columns[1:] if column in edges]
        if inner and len(inner) == len(span.columns) - 1:
            sides = [box.left, *inner, box.right]
            inside = [text for text in texts if box.contains(*text.centre)]
            if _has_columns(inside, sides, _CROSSING * unit):
                cells += [
                    (replace(span, left=column, right=column), replace(box, left=left, right=right))
                    for column, (left, right) in zip(span.columns, pairwise(sides), strict=True)
                ]
                continue
        cells.append((span, box))
    return replace(lattice, cells=tuple(cells))


def _has_columns(texts: Sequence[Box], sides: Sequence[float], slack: float) -> bool:
    """Return whether each column has a text of its own, and none reaches into the next column."""
    return all(
        any(left <= text.centre[0] <= right for text in texts) for left, right in pairwise(sides)
    ) and not any(
        text.left < edge - slack and text.right > edge + slack
        for text in texts
        for edge in sides[1:-1]
    )


def _in_rows(pieces: Sequence[Piece]) -> tuple[tuple[Piece, ...], ...]:
    """Group the pieces of a cell into rows, from top to bottom and from left to right."""
    upright = [piece.box.corners for piece in pieces]
    return tuple(tuple(pieces[i] for i in row) for row in text_rows(upright))


def _divided(plane: Plane, line: Line, box: Box, cells: Sequence[Box]) -> list[tuple[int, Box]]:
    """Return the cells in which a line has characters, each with the part of its box there.

    A wall that was read as a letter is no character; a line of nothing else has no parts.
    """
    owner = _owner(box.centre, cells)
    if _is_mark(box, cells[owner]):
        return []
    if not line.characters or box.height > _UPRIGHT * box.width:
        return [(owner, box)]
    parts: list[tuple[int, Box]] = []
    for character in line.characters:
        place = plane.box(character.polygon)
        owner = _owner((place.centre[0], box.centre[1]), cells)
        if parts and parts[-1][0] == owner:
            parts[-1] = (owner, parts[-1][1].joined(place))
        else:
            parts.append((owner, place))
    if len(parts) > 1:
        parts = [part for part in parts if not _is_wall(part[1], cells[part[0]])] or parts
    if len(parts) > 1:
        return [(owner, _within(part, box, cells[owner])) for owner, part in parts]
    owner = parts[0][0]
    if _ends_on_wall(plane, line, cells[owner]):
        return [(owner, _between_walls(box, cells[owner]))]
    return [(owner, box)]


def _is_mark(box: Box, cell: Box) -> bool:
    """Return whether a box of text lies on a wall and is no wider than a letter."""
    off = min(abs(box.centre[0] - cell.left), abs(box.centre[0] - cell.right))
    return box.width <= box.height and off < _ON_WALL * box.height


def _is_wall(part: Box, cell: Box) -> bool:
    """Return whether a part of a line is the wall itself, read as a letter."""
    slender = part.width < 0.5 * part.height
    return slender and min(part.left - cell.left, cell.right - part.right) < 0.25 * part.width


def _ends_on_wall(plane: Plane, line: Line, cell: Box) -> bool:
    """Return whether the first or the last character of a line lies on a wall."""
    first, last = (plane.box(line.characters[end].polygon) for end in (0, -1))
    slack = _ON_WALL * first.height
    return first.centre[0] - cell.left < slack or cell.right - last.centre[0] < slack


def _within(part: Box, line: Box, cell: Box) -> Box:
    """Return the part of a line's box inside a cell."""
    inset = _BESIDE * line.height
    margin = _DRIFT * line.height
    left = max(part.left - margin, cell.left + inset)
    right = min(part.right + margin, cell.right - inset)
    return Box(min(left, right - 2), line.top, right, line.bottom)


def _between_walls(line: Box, cell: Box) -> Box:
    """Return the part of a line's box that no wall of its cell touches."""
    inset = _BETWEEN * line.height
    left, right = max(line.left, cell.left + inset), min(line.right, cell.right - inset)
    return Box(left, line.top, right, line.bottom) if right - left >= line.height / 2 else line


def _owner(point: tuple[float, float], cells: Sequence[Box]) -> int:
    """Return the cell that a point lies in, or the nearest one."""

    def off(box: Box) -> float:
        wide = max(box.left - point[0], 0.0, point[0] - box.right)
        tall = max(box.top - point[1], 0.0, point[1] - box.bottom)
        return wide + tall

    return min(range(len(cells)), key=lambda index: off(cells[index]))


def _read(sheet: Sheet, pieces: Sequence[Piece]) -> tuple[Line, ...]:
    polygons = [piece.polygon for piece in pieces]
    return sheet.engine.recognize(sheet.image, polygons, characters=True)


def _without_walls(text: str) -> str:
    """Return a text without walls that were read as letters at its ends."""
    return text.strip(_WALL_LETTERS + " ") if len(text) > 1 else text


def _with_text(piece: Piece, line: Line) -> Piece:
    return Piece(line.text, piece.polygon, line.confidence, piece.box, piece.line, line.characters)


def second_looks(
    sheet: Sheet, boxes: Sequence[Box], contents: Sequence[list[Piece]]
) -> frozenset[int]:
    """Read cells with ink in which no text was detected; return those that stay unread."""
    looks: list[tuple[int, Piece]] = []
    inks: dict[int, Box] = {}
    for index, box in enumerate(boxes):
        if contents[index] or len(looks) >= _MOST_LOOKS:
            continue
        ink = _ink(sheet.gray, box, sheet.plane.unit)
        if ink is not None:
            inks[index] = ink
            around = _as_line(ink, sheet.plane.unit)
            looks.append((index, Piece("", sheet.plane.polygon(around), 0.0, around, -1)))
    unread: set[int] = set()
    for (index, piece), line in zip(looks, _read(sheet, [p for _, p in looks]), strict=True):
        text = _without_walls(line.text)
        if text and line.confidence >= _LEGIBLE:
            contents[index].append(_with_text(piece, replace(line, text=text)))
        elif _is_dash(sheet.gray, inks[index], sheet.plane.unit):
            contents[index].append(replace(piece, text="-", confidence=_DASH_CONFIDENCE))
        else:
            unread.add(index)
    return frozenset(unread)


def _is_dash(gray: Gray, ink: Box, unit: float) -> bool:
    """Return whether all that is printed in a cell is a short level stroke.

    A recognizer, which reads words, often sees no text in it.
    """
    around = _inside(gray, _as_line(ink, unit))
    ground = float(np.median(around[[0, -1]]))
    depth = np.abs(_inside(gray, ink).astype(np.float64) - ground)
    down, along = depth.sum(axis=1), depth.sum(axis=0)
    # Widths of profiles as high as the highest place: blur adds little to them.
    tall, wide = down.sum() / max(down.max(), 1.0), along.sum() / max(along.max(), 1.0)
    return bool(tall <= _DASH_TALL * unit and _DASH_FLAT * tall <= wide <= _DASH_WIDE * unit)


def _inside(gray: Gray, box: Box) -> Gray:
    top, left = max(round(box.top), 0), max(round(box.left), 0)
    return gray[top : round(box.bottom), left : round(box.right)]


def _ink(gray: Gray, box: Box, unit: float) -> Box | None:
    """Return the box of what is printed in a cell; None when it is blank or no line of text."""
    inset = max(3, round(_INSET * unit))
    top, bottom = max(round(box.top) + inset, 0), round(box.bottom) - inset
    left, right = max(round(box.left) + inset, 0), round(box.right) - inset
    part = gray[top:bottom, left:right]
    if part.shape[0] < 0.3 * unit or part.shape[1] < 0.2 * unit:
        return None
    ground = float(np.median(part))
    marks = (np.abs(part.astype(np.int16) - ground) > _INK).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
    kept = [
        stats[i]
        for i in range(1, count)
        if stats[i][4] >= 0.004 * unit * unit and not _on_border(stats[i], part.shape)
    ]
    if not kept:
        return None
    x0, y0 = min(s[0] for s in kept), min(s[1] for s in kept)
    x1, y1 = max(s[0] + s[2] for s in kept), max(s[1] + s[3] for s in kept)
    if y1 - y0 > 1.6 * unit or x1 - x0 < 0.06 * unit:
        return None
    return Box(left + x0, top + y0, left + x1, top + y1)


def _as_line(ink: Box, unit: float) -> Box:
    """Return the box of a line of text around what is printed."""
    tall = max(0.15 * unit, (0.9 * unit - ink.height) / 2)
    wide = 0.2 * unit
    return Box(ink.left - wide, ink.top - tall, ink.right + wide, ink.bottom + tall)


def _on_border(stats: npt.NDArray[np.int32], shape: tuple[int, ...]) -> bool:
    """Return whether a mark is what is left of a wall: it lies along the edge of the cell."""
    left, top, wide, tall = (int(value) for value in stats[:4])
    along_x = (top <= 1 or top + tall >= shape[0] - 1) and wide > 0.5 * shape[1]
    along_y = (left <= 1 or left + wide >= shape[1] - 1) and tall > 0.5 * shape[0]
    return along_x or along_y
