"""Ruled tables from drawn rules."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from PIL import Image

from ocr_emulator.engine.tables.lattice import Lattice, find_lattices
from ocr_emulator.engine.tables.model import Box, Rule
from ocr_emulator.engine.tables.rules import find_rules
from tests.emulator.engine.tables.drawing import UNIT, dashed_grid, gray, grid, paper


def lattices(image: Image.Image, texts: Sequence[Box] = ()) -> list[Lattice]:
    return find_lattices(find_rules(gray(image), UNIT, texts), UNIT)


def spans(lattice: Lattice) -> list[tuple[list[int], list[int]]]:
    return [(span.rows, span.columns) for span, _ in lattice.cells]


@pytest.mark.parametrize("ink", ["black", (205, 205, 205)])
@pytest.mark.parametrize("width", [1, 2, 4])
def test_grid_has_a_cell_for_each_field(ink: str | tuple[int, ...], width: int) -> None:
    """Dark and pale rules of any width make the same grid."""
    image, pen = paper()
    grid(pen, (50, 250, 400, 700), (60, 120, 200), ink=ink, width=width)
    (found,) = lattices(image)
    assert spans(found) == [([r], [c]) for r in range(2) for c in range(3)]
    assert found.box.left == pytest.approx(50, abs=2)
    assert found.box.bottom == pytest.approx(200, abs=2)


@pytest.mark.parametrize(("dash", "gap"), [(2, 4), (2, 8), (3, 12), (12, 8), (24, 14)])
def test_dotted_and_dashed_rules_make_a_grid(dash: int, gap: int) -> None:
    """Dots and dashes at even distances are rules."""
    image, pen = paper()
    dashed_grid(pen, (50, 250, 400, 700), (60, 130, 200), dash=dash, gap=gap)
    (found,) = lattices(image)
    assert spans(found) == [([r], [c]) for r in range(2) for c in range(3)]


def test_dashed_walls_among_letters_make_a_grid() -> None:
    """Boxes of text that reach over a wall, and noise of the compression, do not interrupt it."""
    image, pen = paper()
    dashed_grid(pen, (50, 250, 400), range(60, 481, 60), dash=12, gap=8)
    for x, y in ((131, 61), (77, 121), (252, 91), (51, 105), (248, 300)):
        pen.point((x, y), fill="black")
    texts = [Box(220, top, 280, top + 50) for top in (65, 185, 305)]
    for box in texts:
        # Strokes of letters that touch the wall.
        pen.line((236, box.top + 12, 249, box.top + 12), fill="black", width=3)
        pen.line((263, box.top + 4, 263, box.top + 30), fill="black", width=3)
    (found,) = lattices(image, texts)
    assert spans(found) == [([r], [c]) for r in range(7) for c in range(2)]


def test_dashed_wall_ends_at_merged_cell() -> None:
    """A hole as high as a row is no wall that something hides."""
    image, pen = paper()
    dashed_grid(pen, (50, 250, 400), range(60, 481, 60), dash=12, gap=8)
    pen.rectangle((246, 244, 254, 296), fill="white")
    (found,) = lattices(image)
    assert ([3], [0, 1]) in spans(found)
    assert len(found.cells) == 13


def test_column_of_letters_is_no_dashed_wall() -> None:
    """Strokes under one another at the distance of lines of text are letters."""
    image, pen = paper()
    dashed_grid(pen, (50, 400), range(60, 481, 60), dash=12, gap=8)
    texts = []
    for y in range(68, 470, 40):
        pen.line((120, y, 120, y + 23), fill="black", width=3)
        texts.append(Box(100, y - 4, 200, y + 28))
    (found,) = lattices(image, texts)
    assert spans(found) == [([r], [0]) for r in range(7)]


def test_uneven_marks_are_no_rules() -> None:
    """Dots of texture, and letters in a row, make no table."""
    image, pen = paper()
    places = random.Random(1)
    for _ in range(1500):
        x, y = places.randrange(800), places.randrange(600)
        pen.rectangle((x, y, x + 2, y + 2), fill="black")
    assert lattices(image) == []


def test_missing_wall_merges_cells() -> None:
    """Fields without a wall between them are one cell, to the right and downwards."""
    image, pen = paper()
    grid(pen, (50, 250, 400, 700), (60, 120, 200, 300))
    pen.rectangle((246, 64, 254, 116), fill="white")
    pen.rectangle((404, 196, 696, 204), fill="white")
    (found,) = lattices(image)
    assert ([0], [0, 1]) in spans(found)
    assert ([1, 2], [2]) in spans(found)
    assert len(found.cells) == 7


def test_open_sides_get_outer_columns() -> None:
    """Rules that end together beyond the outermost wall close the table."""
    image, pen = paper()
    for y in (60, 120, 200):
        pen.line((50, y, 700, y), fill="black", width=2)
    pen.line((300, 60, 300, 200), fill="black", width=2)
    (found,) = lattices(image)
    assert spans(found) == [([0], [0]), ([0], [1]), ([1], [0]), ([1], [1])]


def test_white_rules_on_dark_ground_are_found() -> None:
    """The walls of a filled header are lighter than it."""
    image, pen = paper()
    pen.rectangle((50, 60, 700, 200), fill=(40, 60, 100))
    grid(pen, (50, 300, 700), (60, 130, 200), ink="white")
    (found,) = lattices(image)
    assert len(found.cells) == 4


def test_noise_does_not_hide_rules() -> None:
    """Rules are measured against the noise of the paper."""
    image, pen = paper()
    grid(pen, (50, 250, 400, 700), (60, 120, 200), ink=(60, 60, 60), width=1)
    noise = Image.effect_noise(image.size, 24).convert("RGB")
    (found,) = lattices(Image.blend(image, noise, 0.3))
    assert len(found.cells) == 6


@pytest.mark.parametrize("shape", ["frame", "rules", "cross", "nothing"])
def test_other_drawings_are_no_tables(shape: str) -> None:
    """A frame around one area, parallel rules and crossing lines have no cells."""
    image, pen = paper()
    if shape == "frame":
        grid(pen, (50, 700), (60, 400))
    elif shape == "rules":
        for y in (60, 120, 200):
            pen.line((50, y, 700, y), fill="black", width=2)
    elif shape == "cross":
        pen.line((50, 200, 700, 200), fill="black", width=2)
        pen.line((300, 60, 300, 500), fill="black", width=2)
    assert lattices(image) == []


def test_two_tables_are_apart() -> None:
    """Rules that do not touch belong to different tables."""
    image, pen = paper()
    grid(pen, (50, 200, 350), (60, 120, 200))
    grid(pen, (450, 600, 750), (60, 120, 200))
    assert [len(found.cells) for found in lattices(image)] == [4, 4]


def test_squared_paper_is_no_table() -> None:
    """A grid of thousands of fields is a pattern; it costs no minutes either."""
    image, pen = paper(1600, 1600)
    grid(pen, range(20, 1600, 20), range(20, 1600, 20), width=1)
    assert find_lattices(find_rules(gray(image), 12.0, []), 12.0) == []


def test_strokes_between_rules_are_no_walls() -> None:
    """Tall letters close to parallel rules do not make them a table of one column."""
    image, pen = paper()
    for y in (60, 104, 148, 192):
        pen.line((50, y, 700, y), fill="black", width=2)
        for x in (120, 300, 520):
            pen.line((x, y + 7, x, y + 37), fill="black", width=3)
    assert lattices(image) == []


LINE = Box(90, 96, 310, 134)


@pytest.mark.parametrize(("texts", "count"), [((LINE,), 0), ((), 1)])
def test_stroke_inside_a_line_of_text_is_no_rule(texts: tuple[Box, ...], count: int) -> None:
    """The long letter of a word is as tall as a low row of a table."""
    image, pen = paper()
    pen.line((200, 100, 200, 130), fill="black", width=3)
    assert len(find_rules(gray(image), UNIT, texts).vertical) == count


@pytest.mark.parametrize(("texts", "drawn"), [((LINE,), 0.0), ((), 1.0)])
def test_letters_leave_no_traces_of_a_wall(texts: tuple[Box, ...], drawn: float) -> None:
    """A line of text in the middle of a merged cell lies where the next column has its rule."""
    image, pen = paper()
    pen.line((100, 115, 300, 115), fill="black", width=3)
    rules = find_rules(gray(image), UNIT, texts)
    assert rules.across.drawn(Rule(115, 110, 290), 2.0) == drawn
