"""Drawn tables: ruled and unruled, with merged cells, of which every cell is known."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from PIL import Image, ImageDraw, ImageFont

from benchmarks.accuracy.damage import scanned
from benchmarks.accuracy.words import HAN_LETTERS, WORDS
from scripts.draw_samples import HAN, font

_LIBERATION = "/usr/share/fonts/truetype/liberation/Liberation"
_DEJAVU = "/usr/share/fonts/truetype/dejavu/DejaVu"
FACES = (
    f"{_DEJAVU}Sans.ttf",
    f"{_DEJAVU}Serif.ttf",
    f"{_DEJAVU}SansMono.ttf",
    f"{_LIBERATION}Sans-Regular.ttf",
    f"{_LIBERATION}Serif-Regular.ttf",
    HAN,
)
STYLES_RULED = (
    "grid", "grid", "pale grid", "thick frame", "open sides", "filled header", "dotted grid",
    "dashed grid",
)  # fmt: skip
STYLES_UNRULED = ("plain", "plain", "top and bottom", "row rules", "shaded rows", "filled header")


@dataclass
class DrawnCell:
    """A cell: its rows, columns, and the lines of its text."""

    top: int
    left: int
    bottom: int
    right: int
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Setting:
    """How a table is set: where rows and columns begin, type, style and padding."""

    xs: Sequence[int]
    ys: Sequence[int]
    face: ImageFont.FreeTypeFont
    style: str
    pad: float


@dataclass
class DrawnTable:
    """A page with one table."""

    image: Image.Image
    cells: list[DrawnCell]
    style: str


def ruled(rng: random.Random) -> DrawnTable:
    """Draw a table with rules, some cells merged."""
    return _drawn(rng, rng.choice(STYLES_RULED), merged=rng.random() < 0.6, walls=True)


def unruled(rng: random.Random) -> DrawnTable:
    """Draw a table without walls between columns, some with a heading over two columns."""
    return _drawn(rng, rng.choice(STYLES_UNRULED), merged=False, walls=False)


def _drawn(rng: random.Random, style: str, *, merged: bool, walls: bool) -> DrawnTable:
    path = rng.choice(FACES)
    face = font(path, rng.randint(17, 30))
    rows, columns = rng.randint(3, 10), rng.randint(2 if walls else 3, 6)
    cells = _cells(rng, rows, columns, merged=merged)
    for cell in cells:
        cell.lines = _text(rng, cell, path == HAN, rows_have_lines=rng.random() < 0.15)
    pad = rng.uniform(0.35, 1.0) * face.size if walls else rng.uniform(0.8, 2.2) * face.size
    ys, xs = _measure(cells, rows, columns, face, pad, rng)
    margin = rng.randint(30, 120)
    width, height = xs[-1] + 2 * margin, ys[-1] + 2 * margin + 240
    page = Image.new("RGB", (max(width, 700), height), rng.choice(("white", (250, 249, 244))))
    draw = ImageDraw.Draw(page)
    top = margin + _prose(rng, draw, (margin, margin), face, page.width - 2 * margin, path)
    xs, ys = [x + margin for x in xs], [y + top + round(face.size) for y in ys]
    _decorate(draw, rng, style, xs, ys, cells, walls=walls)
    _write_cells(draw, rng, cells, Setting(xs, ys, face, style, pad))
    _prose(
        rng, draw, (margin, ys[-1] + round(1.6 * face.size)), face, page.width - 2 * margin, path
    )
    return DrawnTable(scanned(page, rng), cells, style)


def _cells(rng: random.Random, rows: int, columns: int, *, merged: bool) -> list[DrawnCell]:
    taken: set[tuple[int, int]] = set()
    cells: list[DrawnCell] = []
    for _ in range(rng.randint(1, 3) if merged else 0):
        top, left = rng.randrange(rows), rng.randrange(columns)
        down, over = rng.choice(((0, 1), (1, 0), (0, 2), (1, 1), (2, 0)))
        area = {(r, c) for r in range(top, top + down + 1) for c in range(left, left + over + 1)}
        # A row or a column of one merged cell alone would not be seen in the drawing.
        fits = top + down < rows and left + over < columns and over + 1 < columns
        if fits and down + 1 < rows and not area & taken:
            taken |= area
            cells.append(DrawnCell(top, left, top + down, left + over))
    cells += [
        DrawnCell(row, column, row, column)
        for row in range(rows)
        for column in range(columns)
        if (row, column) not in taken
    ]
    return sorted(cells, key=lambda cell: (cell.top, cell.left))


def _text(rng: random.Random, cell: DrawnCell, han: bool, *, rows_have_lines: bool) -> list[str]:
    if cell.top and cell.left and rng.random() < 0.12:
        return []
    if cell.top and cell.left and rng.random() < 0.55 and not han:
        return [_number(rng)]

    def phrase(most: int) -> str:
        if han:
            return "".join(rng.choice(HAN_LETTERS) for _ in range(rng.randint(2, 2 + 2 * most)))
        return " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, most)))

    several = rows_have_lines and cell.top > 0 and cell.left > 0
    return [phrase(2) for _ in range(rng.randint(2, 3) if several else 1)]


def _number(rng: random.Random) -> str:
    kind = rng.randrange(6)
    if kind == 0:
        return str(rng.randint(0, 9))
    if kind == 1:
        return rng.choice(("-", "n/a", "100%", "0.00"))
    return rng.choice(("{:,.2f}", "{:.1f}", "{:.0f}", "${:,.2f}")).format(rng.uniform(1, 99999))


def _measure(
    cells: Sequence[DrawnCell],
    rows: int,
    columns: int,
    face: ImageFont.FreeTypeFont,
    pad: float,
    rng: random.Random,
) -> tuple[list[int], list[int]]:
    """Return where rows and columns begin, the first at 0."""
    wide, line = [3.0 * face.size] * columns, 1.3 * face.size
    tall = [line] * rows
    for cell in cells:
        longest = max((face.getlength(text) for text in cell.lines), default=0.0)
        over, down = cell.right - cell.left + 1, cell.bottom - cell.top + 1
        for column in range(cell.left, cell.right + 1):
            wide[column] = max(wide[column], longest / over)
        for row in range(cell.top, cell.bottom + 1):
            tall[row] = max(tall[row], len(cell.lines) * line / down)
    lead = rng.uniform(0.35, 1.1) * face.size
    xs, ys = [0], [0]
    for width in wide:
        xs.append(xs[-1] + round(width + pad))
    for height in tall:
        ys.append(ys[-1] + round(height + lead))
    return ys, xs


def _prose(
    rng: random.Random,
    draw: ImageDraw.ImageDraw,
    place: tuple[int, int],
    face: ImageFont.FreeTypeFont,
    width: int,
    path: str,
) -> int:
    """Write some lines of running text; return their height."""
    x, y = place
    for _ in range(rng.randint(0, 2)):
        text = ""
        while face.getlength(text) < width * rng.uniform(0.5, 0.85):
            word = "".join(rng.sample(HAN_LETTERS, 4)) if path == HAN else rng.choice(WORDS)
            text = text + word if path == HAN else f"{text} {word}".strip()
        while face.getlength(text) > width:
            text = text[:-1]
        draw.text((x, y), text.strip(), font=face, fill=(20, 20, 20))
        y += round(1.35 * face.size)
    return y - place[1]


def _pattern(rng: random.Random, style: str) -> tuple[int, int]:
    """Return the length of a dash and of the gap after it; no gap for a drawn rule."""
    if style == "dotted grid":
        return rng.choice((2, 3)), rng.randint(3, 8)
    if style == "dashed grid":
        return rng.randint(6, 14), rng.randint(4, 9)
    return 1, 0


@dataclass(frozen=True)
class _Pen:
    """Draw rules, also dotted ones: neighbouring cells put their dashes in the same places."""

    draw: ImageDraw.ImageDraw
    ink: tuple[int, int, int]
    thick: int
    pattern: tuple[int, int]

    def across(self, y: int, first: int, last: int) -> None:
        for start, end in self._dashes(first, last):
            self.draw.line((start, y, end, y), fill=self.ink, width=self.thick)

    def down(self, x: int, first: int, last: int) -> None:
        for start, end in self._dashes(first, last):
            self.draw.line((x, start, x, end), fill=self.ink, width=self.thick)

    def _dashes(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        dash, gap = self.pattern
        if not gap:
            yield first, last
            return
        for start in range(first - first % (dash + gap), last + 1, dash + gap):
            if start + dash > first:
                yield max(start, first), min(start + dash - 1, last)


def _decorate(
    draw: ImageDraw.ImageDraw,
    rng: random.Random,
    style: str,
    xs: Sequence[int],
    ys: Sequence[int],
    cells: Sequence[DrawnCell],
    *,
    walls: bool,
) -> None:
    """Draw rules and shades."""
    shade = rng.choice(((30, 60, 110), (90, 90, 90), (215, 222, 230)))
    if style == "filled header":
        draw.rectangle((xs[0], ys[0], xs[-1], ys[1]), fill=shade)
    if style == "shaded rows":
        for row in range(1, len(ys) - 1, 2):
            draw.rectangle((xs[0], ys[row], xs[-1], ys[row + 1]), fill=(238, 240, 244))
    ink: tuple[int, int, int] = rng.choice(((0, 0, 0), (70, 70, 70)))
    ink = rng.choice(((200, 200, 200), (180, 190, 205))) if style == "pale grid" else ink
    thick = rng.choice((1, 1, 2, 3))
    if walls:
        pen = _Pen(draw, ink, thick, _pattern(rng, style))
        for cell in cells:
            box = (xs[cell.left], ys[cell.top], xs[cell.right + 1], ys[cell.bottom + 1])
            pen.across(box[1], box[0], box[2])
            pen.across(box[3], box[0], box[2])
            if not (style == "open sides" and cell.left == 0):
                pen.down(box[0], box[1], box[3])
            if not (style == "open sides" and cell.right == len(xs) - 2):
                pen.down(box[2], box[1], box[3])
        if style == "thick frame":
            draw.rectangle((xs[0], ys[0], xs[-1], ys[-1]), outline=ink, width=5)
        return
    rows = {"top and bottom": (0, 1, len(ys) - 1), "row rules": range(len(ys))}.get(style, ())
    for row in rows:
        draw.line((xs[0], ys[row], xs[-1], ys[row]), fill=ink, width=thick)


def _write_cells(
    draw: ImageDraw.ImageDraw, rng: random.Random, cells: Sequence[DrawnCell], setting: Setting
) -> None:
    xs, ys, face, pad = setting.xs, setting.ys, setting.face, setting.pad
    aligned = [rng.choice(("left", "left", "right", "middle")) for _ in xs]
    dark = setting.style == "filled header" and draw.im.getpixel((xs[0] + 3, ys[0] + 3))[0] < 128
    for cell in cells:
        left, right = xs[cell.left], xs[cell.right + 1]
        height = len(cell.lines) * 1.3 * face.size
        y = (ys[cell.top] + ys[cell.bottom + 1] - height) / 2
        for text in cell.lines:
            length = face.getlength(text)
            side = aligned[cell.left]
            x = left + pad / 2
            if side == "right":
                x = right - pad / 2 - length
            elif side == "middle":
                x = (left + right - length) / 2
            fill = (255, 255, 255) if dark and cell.top == 0 else (15, 15, 20)
            draw.text((x, y), text, font=face, fill=fill)
            y += 1.3 * face.size
