"""Table model: cells with the rows and columns they cover, and the text inside.

Positions of rules and cells are on the rectified page; polygons are those of the image.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from ocr_emulator.engine.base import Character, Line, Polygon


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle on the rectified page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Extent from left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Extent from top to bottom."""
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the box."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def corners(self) -> Polygon:
        """The four corners, clockwise from the top left one."""
        return (
            (self.left, self.top),
            (self.right, self.top),
            (self.right, self.bottom),
            (self.left, self.bottom),
        )

    def contains(self, x: float, y: float, slack: float = 0.0) -> bool:
        """Return whether a point lies inside, or at most `slack` outside."""
        return (
            self.left - slack <= x <= self.right + slack
            and self.top - slack <= y <= self.bottom + slack
        )

    def joined(self, other: Box) -> Box:
        """Return the box around both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def overlap(self, other: Box) -> float:
        """Return the shared area."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        tall = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(wide, 0.0) * max(tall, 0.0)

    @property
    def area(self) -> float:
        """Width times height."""
        return self.width * self.height


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of text, or the part of one that lies in one cell."""

    text: str = field(repr=False)
    polygon: Polygon
    confidence: float
    box: Box
    line: int
    """Index into the lines of the page."""
    characters: tuple[Character, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, line: Line, box: Box, index: int) -> Piece:
        """Return a whole line as one piece."""
        return cls(line.text, line.polygon, line.confidence, box, index, line.characters)


@dataclass(frozen=True, slots=True)
class Span:
    """Rows and columns of a cell, counted from 0; both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def rows(self) -> list[int]:
        """All rows that the cell covers."""
        return list(range(self.top, self.bottom + 1))

    @property
    def columns(self) -> list[int]:
        """All columns that the cell covers."""
        return list(range(self.left, self.right + 1))


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `rows` of pieces stand on one height each."""

    span: Span
    box: Box
    polygon: Polygon
    rows: tuple[tuple[Piece, ...], ...] = field(default=(), repr=False)
    unread: bool = False
    """Whether there is ink in it that could not be read."""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces of text in reading order."""
        return tuple(piece for row in self.rows for piece in row)

    @property
    def text(self) -> str:
        """The text: blanks between pieces of a row, line feeds between rows."""
        return "\n".join(" ".join(piece.text for piece in row) for row in self.rows)

    @property
    def confidence(self) -> float:
        """Mean confidence of the text, by length; 0 without text."""
        weights = [(piece.confidence, max(len(piece.text), 1)) for piece in self.pieces]
        total = sum(weight for _, weight in weights)
        return sum(value * weight for value, weight in weights) / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Table:
    """A table, its cells from top to bottom and from left to right."""

    cells: tuple[Cell, ...]
    box: Box
    polygon: Polygon
    ruled: bool
    """Whether rules separate its cells."""
    walls: frozenset[int] = frozenset()
    """Indexes of the lines of the page that are pieces of its rules, and no text."""

    @property
    def size(self) -> tuple[int, int]:
        """Number of rows and of columns."""
        return (
            max(cell.span.bottom for cell in self.cells) + 1,
            max(cell.span.right for cell in self.cells) + 1,
        )

    @property
    def lines(self) -> frozenset[int]:
        """Indexes of the lines of the page that belong to it."""
        return self.walls | {piece.line for cell in self.cells for piece in cell.pieces}


@dataclass(frozen=True, slots=True)
class Pen:
    """How dotted or dashed rules are drawn."""

    dash: float
    """Length of a mark."""
    thick: float
    pitch: float
    """Distance from one mark to the next."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight drawn line: `at` across its direction, from `start` to `end` along it."""

    at: float
    start: float
    end: float
    drift: float = 0.0
    """Change of `at` by pixel, on a page that is not quite level."""
    supposed: bool = False
    """Whether it is an open side of a table, where nothing is drawn."""
    dotted: bool = False
    """Whether it consists of dots or dashes, which may be read as letters."""
    ink: float = 0.0
    """Its usual contrast in levels of gray; 0 when it is not known."""
    pen: Pen | None = None
    """The pen of a dotted rule, when it is known."""

    def near(self, place: float) -> float:
        """Return where the rule is, across its direction, at a place along it."""
        return self.at + self.drift * (place - (self.start + self.end) / 2)

    def parts(self, length: float) -> list[Rule]:
        """Return level pieces of about a length, which follow a rule that is a little oblique."""
        count = max(1, round(self.length / length))
        edges = [self.start + self.length * i / count for i in range(count + 1)]
        return [Rule(self.near((a + b) / 2), a, b, ink=self.ink) for a, b in pairwise(edges)]

    @property
    def length(self) -> float:
        """Extent along the rule."""
        return self.end - self.start
