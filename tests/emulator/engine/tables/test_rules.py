"""Rules beside letters: dots and dashes among text, and strokes that look like walls."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PIL import Image, ImageDraw

from ocr_emulator.engine.tables.lattice import Lattice, find_lattices
from ocr_emulator.engine.tables.model import Box, Pen, Rule
from ocr_emulator.engine.tables.rules import find_rules
from tests.emulator.engine.tables.drawing import UNIT, dashed_grid, gray, grid, paper

XS, YS = (50, 250, 400, 700), (60, 107, 154, 201, 248)


def spans(image: Image.Image, texts: Sequence[Box] = ()) -> list[tuple[list[int], list[int]]]:
    (lattice,) = lattices(image, texts)
    return [(span.rows, span.columns) for span, _ in lattice.cells]


def lattices(image: Image.Image, texts: Sequence[Box]) -> list[Lattice]:
    return find_lattices(find_rules(gray(image), UNIT, texts), UNIT)


def fields(rows: int = 4, columns: int = 3) -> list[tuple[list[int], list[int]]]:
    return [([r], [c]) for r in range(rows) for c in range(columns)]


def letters(pen: ImageDraw.ImageDraw, box: Box, ink: str = "black") -> Box:
    """Draw strokes of letters through a line of text."""
    for x in range(round(box.left) + 3, round(box.right) - 8, 11):
        for y in (box.top + 6, box.top + box.height / 2, box.bottom - 6):
            pen.line((x, y, x + 7, y), fill=ink, width=2)
        pen.line((x, box.top + 6, x, box.bottom - 6), fill=ink, width=2)
    return box


def test_dots_of_a_thin_pen_are_rules() -> None:
    """A sharp dot of two pixels is darker than any speck of compression."""
    image, pen = paper()
    dashed_grid(pen, XS, YS, dash=2, gap=9, width=1)
    assert spans(image) == fields()


@pytest.mark.parametrize(("dash", "gap"), [(3, 8), (10, 8)])
def test_wall_inside_boxes_of_text_is_found_by_its_pen(dash: int, gap: int) -> None:
    """Boxes of text lie over a whole wall, and the other rules cross it between its marks."""
    image, pen = paper()
    dashed_grid(pen, XS, YS, dash=dash, gap=gap)
    texts = [Box(170, y + 4, 390, y + 43) for y in YS[:-1]]
    for box in texts:
        letters(pen, Box(170, box.top + 5, 246, box.bottom - 5))
        letters(pen, Box(256, box.top + 5, 380, box.bottom - 5))
    assert spans(image, texts) == fields()


def test_letters_that_touch_a_dotted_wall_do_not_end_it() -> None:
    """A dot may be hidden by ink, where on blank paper it would be missing."""
    image, pen = paper()
    dashed_grid(pen, XS, YS, dash=3, gap=8)
    for y in (YS[1], YS[2]):
        pen.line((251, y + 12, 251, y + 36), fill="black", width=4)
    assert spans(image, [Box(170, y + 8, 254, y + 40) for y in (YS[1], YS[2])]) == fields()


def test_columns_of_a_low_table_are_found_by_the_pen_of_its_rows() -> None:
    """Six dots alone are no rule; a table is mostly drawn with one pen."""
    image, pen = paper()
    dashed_grid(pen, XS, (60, 100, 140), dash=3, gap=7)
    assert spans(image) == fields(rows=2)


def test_dashed_wall_of_one_row_is_found_by_its_pen() -> None:
    """The cells above and below are merged, so that there are two dashes alone."""
    image, pen = paper()
    dashed_grid(pen, XS, YS, dash=12, gap=8)
    for y in (YS[0], YS[2], YS[3]):
        pen.rectangle((246, y + 3, 254, y + 45), fill="white")
    merged = [(r, c) for r, c in fields() if r == [1] or c == [2]]
    assert spans(image) == sorted([*merged, *(([r], [0, 1]) for r in (0, 2, 3))])


def test_wall_of_one_dash_is_found_where_others_are() -> None:
    """A low row has room for one dash, and the cell below it is merged."""
    image, pen = paper()
    dashed_grid(pen, XS, range(60, 261, 40), dash=14, gap=10)
    pen.rectangle((246, 103, 254, 137), fill="white")
    found = spans(image)
    assert ([0], [0]) in found
    assert ([1], [0, 1]) in found


def test_text_of_a_merged_cell_is_no_dotted_wall() -> None:
    """The dot of a letter where the dots of the column go on does not divide the cell."""
    image, pen = paper()
    dashed_grid(pen, XS, range(60, 261, 40), dash=3, gap=7)
    pen.rectangle((246, 103, 254, 137), fill="white")
    pen.line((250, 120, 250, 122), fill="black", width=2)
    assert ([1], [0, 1]) in spans(image, [Box(200, 103, 300, 137)])


def test_text_between_merged_rows_is_no_wall() -> None:
    """The strokes of a line in the middle of two merged rows lie where others have their rule."""
    image, pen = paper()
    grid(pen, XS, YS)
    pen.rectangle((253, 103, 397, 111), fill="white")
    box = letters(pen, Box(262, 91, 390, 123))
    assert ([0, 1], [1]) in spans(image, [box])


@pytest.mark.parametrize(("at", "inked"), [(115, 0.0), (121, 0.0), (140, 1.0)])
def test_ink_beside_the_middle_of_a_line_of_text_is_no_rule(at: int, inked: float) -> None:
    """Only above and below the letters it can be one."""
    image, pen = paper()
    pen.line((100, at + 3, 300, at + 3), fill="black", width=3)
    rules = find_rules(gray(image), UNIT, [Box(90, 96, 310, 134)])
    assert rules.across.inked(Rule(at, 110, 290), 4.0) == inked


@pytest.mark.parametrize("dashed", [False, True])
def test_letter_that_touches_rules_is_no_wall(dashed: bool) -> None:
    """A dot, a stem and the white between them and both rules."""
    image, pen = paper()
    if dashed:
        dashed_grid(pen, XS, YS, dash=10, gap=6)
    else:
        grid(pen, XS, YS)
    for top in (62, 109):
        pen.line((270, top + 2, 270, top + 5), fill="black", width=3)
        pen.line((270, top + 11, 270, top + 40), fill="black", width=3)
    assert spans(image, [Box(262, 62, 340, 104)]) == fields()


@pytest.mark.parametrize(
    ("strokes", "dotted"),
    [
        (((80, 91),), True),
        (((68, 78), (86, 97)), True),
        (((62, 105),), False),
        (((66, 69), (74, 100)), False),
        ((), False),
    ],
)
def test_mark_of_a_pen_has_its_length_and_gap(
    strokes: Sequence[tuple[int, int]], dotted: bool
) -> None:
    """Strokes of letters are longer, and the white around them is, too."""
    image, pen = paper()
    for first, last in strokes:
        pen.line((250, first, 250, last), fill="black", width=2)
    rules = find_rules(gray(image), UNIT, ())
    assert rules.down.dotted(Rule(250, 70, 100), Pen(12, 2, 20), 3.0) is dotted


@pytest.mark.parametrize(("ink", "inked"), [(50.0, 1.0), (0.0, 0.75)])
def test_ink_of_a_pale_rule_is_no_less_beside_dark_letters(ink: float, inked: float) -> None:
    """What counts is the usual contrast of the rule, where it is known."""
    image, pen = paper()
    pen.line((250, 60, 250, 120), fill=(205, 205, 205), width=2)
    pen.line((248, 70, 248, 91), fill="black", width=2)
    rules = find_rules(gray(image), UNIT, ())
    found = rules.down.inked(Rule(250, 65, 95, ink=ink), 3.0)
    assert found == pytest.approx(inked, abs=0.1)


def test_wall_that_a_shaded_heading_makes_pale_is_drawn_through() -> None:
    """A dark rule differs little from a dark ground, and much from paper."""
    image, pen = paper()
    pen.rectangle((50, 60, 700, 107), fill=(90, 90, 90))
    grid(pen, XS, YS[:3], ink=(70, 70, 70))
    assert spans(image) == fields(rows=2)
