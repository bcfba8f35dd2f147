"""Tables of whole pages, with drawn letters and an engine that reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from PIL import Image, ImageDraw

from ocr_emulator.engine.base import Line
from ocr_emulator.engine.tables.find import Tables, find_tables
from ocr_emulator.engine.tables.model import Table
from tests.emulator.engine.fakes import line
from tests.emulator.engine.tables.drawing import Reader, grid, page_of, paper, text

ROWS = (("Item", "Price", "Total"), ("Lamp", "18.50", "37.00"), ("Kettle", "7.25", "9"))


def tables(image: Image.Image, lines: Sequence[Line], **options: Any) -> Tables:
    return find_tables(Reader(lines), image, page_of(image, lines), **options)


def texts(table: Table) -> dict[tuple[int, int], str]:
    return {(c.span.top, c.span.left): c.text for c in table.cells}


def expected(rows: Sequence[Sequence[str]]) -> dict[tuple[int, int], str]:
    return {(r, c): text for r, row in enumerate(rows) for c, text in enumerate(row)}


def drawn(
    pen: ImageDraw.ImageDraw,
    rows: Sequence[Sequence[str]],
    xs: Sequence[float],
    ys: Sequence[float],
) -> list[Line]:
    return [
        text(pen, xs[c] + 10, ys[r] + 10, words)
        for r, row in enumerate(rows)
        for c, words in enumerate(row)
        if words
    ]


def test_ruled_cells_get_their_text() -> None:
    """Each line goes into the cell around it."""
    image, pen = paper()
    xs, ys = (50, 250, 450, 650), (60, 110, 160, 210)
    grid(pen, xs, ys)
    (table,) = tables(image, drawn(pen, ROWS, xs, ys)).tables
    assert table.ruled
    assert texts(table) == expected(ROWS)
    assert min(cell.confidence for cell in table.cells) == 1.0


def test_line_across_wall_is_cut() -> None:
    """What detection joined across a wall is divided between the cells, letter by letter."""
    image, pen = paper()
    grid(pen, (50, 134, 400), (60, 110, 160))
    lines = [text(pen, 60, 70, "Lamp 18.50"), text(pen, 60, 120, "Ink")]
    (table,) = tables(image, lines).tables
    assert texts(table)[(0, 0)] == "Lamp"
    assert texts(table)[(0, 1)] == "18.50"


def test_cell_that_detection_missed_is_read() -> None:
    """Ink in a cell without text is recognized on its own."""
    image, pen = paper()
    xs, ys = (50, 250, 450, 650), (60, 110, 160, 210)
    grid(pen, xs, ys)
    lines = drawn(pen, ROWS, xs, ys)
    reader = Reader(lines)
    page = page_of(image, [one for one in lines if one.text != "9"])
    (table,) = find_tables(reader, image, page).tables
    assert texts(table)[(2, 2)] == "9"


def test_ink_that_is_no_text_is_reported() -> None:
    """A mark that cannot be read leaves the cell empty, with confidence 0, and says so."""
    image, pen = paper()
    xs, ys = (50, 250, 450, 650), (60, 110, 160, 210)
    grid(pen, xs, ys)
    rows = (ROWS[0], ROWS[1], ("Kettle", "7.25", ""))
    lines = drawn(pen, rows, xs, ys)
    pen.rectangle((500, 175, 530, 195), fill="black")
    (table,) = tables(image, lines).tables
    last = table.cells[-1]
    assert (last.text, last.confidence, last.unread) == ("", 0.0, True)
    assert sum(cell.unread for cell in table.cells) == 1


def test_lone_dash_is_read_by_its_shape() -> None:
    """A recognizer sees no text in a level stroke, which stands for "none" in many tables."""
    image, pen = paper()
    xs, ys = (50, 250, 450, 650), (60, 110, 160, 210)
    grid(pen, xs, ys)
    lines = drawn(pen, (ROWS[0], ROWS[1], ("Kettle", "7.25", "")), xs, ys)
    pen.line((500, 185, 509, 185), fill="black", width=3)
    (table,) = tables(image, lines).tables
    assert (table.cells[-1].text, table.cells[-1].unread) == ("-", False)
    assert table.cells[-1].confidence < 0.9


@pytest.mark.parametrize("words", ["1Lamp", "Lamp1", "1Lamp1"])
def test_wall_that_was_read_as_a_letter_is_removed(words: str) -> None:
    """A letter on the place of a wall is the wall, whatever it was read as."""
    image, pen = paper()
    grid(pen, (60, 130, 400), (60, 110, 160))
    text(pen, 67, 70, "Lamp")
    read = line(words, 53 if words[0] == "1" else 67, 70, wide=14.0, tall=24.0)
    (table,) = tables(image, [read, text(pen, 76, 120, "Ink")]).tables
    assert texts(table)[(0, 0)] == "Lamp"


def test_short_text_beside_a_wall_is_a_line_across_the_page() -> None:
    """Two characters may be taller than wide together."""
    image, pen = paper()
    grid(pen, (60, 130, 400), (60, 110, 160))
    read = line(":9", 55, 70, wide=11.0, tall=24.0)
    (table,) = tables(image, [read, text(pen, 76, 120, "Ink")]).tables
    assert texts(table)[(0, 0)] == "9"


def test_piece_of_a_wall_that_was_read_as_a_line_is_no_text() -> None:
    """It is in no cell, and not outside the table either."""
    image, pen = paper()
    xs, ys = (50, 250, 450, 650), (60, 110, 160, 210)
    grid(pen, xs, ys)
    lines = drawn(pen, ROWS, xs, ys)
    found = tables(image, [*lines, line("1", 243, 123, wide=14.0, tall=24.0)])
    assert texts(found.tables[0]) == expected(ROWS)
    assert found.outside == ()


def test_alignment_alone_makes_a_table() -> None:
    """Three rows that keep two gutters free are a table without rules."""
    image, pen = paper()
    lines = drawn(pen, ROWS, (50, 250, 450), (60, 110, 160))
    (table,) = tables(image, lines).tables
    assert not table.ruled
    assert texts(table) == expected(ROWS)
    assert tables(image, lines, ruled_only=True).tables == ()


def test_joined_columns_are_divided_by_their_ink() -> None:
    """A line that detection made of two columns becomes two cells."""
    image, pen = paper()
    lines = [text(pen, 50, 60 + 50 * i, f"{a:<9}{b:<9}{c}") for i, (a, b, c) in enumerate(ROWS)]
    (table,) = tables(image, lines).tables
    assert texts(table) == expected(ROWS)


def test_lines_of_a_cell_stay_together() -> None:
    """A line that is close below, in one column alone, continues the cell."""
    image, pen = paper()
    lines = drawn(pen, ROWS, (50, 250, 450), (60, 140, 220))
    lines.insert(6, text(pen, 260, 176, "each"))
    (table,) = tables(image, lines).tables
    assert table.size == (3, 3)
    assert texts(table)[(1, 1)] == "18.50\neach"


@pytest.mark.parametrize("kind", ["prose", "labels", "one row"])
def test_other_text_is_no_table(kind: str) -> None:
    """Running text in columns, a list of labels, and a single row are text."""
    image, pen = paper(1000, 600)
    if kind == "prose":
        rows = [("window lantern marble", "winter garden silver")] * 5
        lines = drawn(pen, rows, (50, 450), range(60, 310, 40))
    elif kind == "labels":
        rows = [("Name:", "Mara"), ("City:", "Northhaven"), ("Born:", "1987")]
        lines = drawn(pen, rows, (50, 300), (60, 110, 160))
    else:
        lines = drawn(pen, [("Page", "3", "of 5")], (50, 300, 600), (60,))
    found = tables(image, lines)
    assert found.tables == ()
    assert sum(len(row) for row in found.outside) == len(lines)


def test_lines_outside_tables_are_returned() -> None:
    """A heading above a table stays text."""
    image, pen = paper()
    xs, ys = (50, 250, 450, 650), (160, 210, 260, 310)
    grid(pen, xs, ys)
    heading = text(pen, 50, 40, "Delivery note")
    found = tables(image, [heading, *drawn(pen, ROWS, xs, ys)])
    assert [one.text for row in found.outside for one in row] == ["Delivery note"]


def test_filled_heading_without_walls_has_the_columns_below_it() -> None:
    """Each column has a heading of its own, although no wall is drawn between them."""
    image, pen = paper()
    xs, ys = (50, 250, 450, 650), (60, 110, 160, 210)
    grid(pen, xs, ys[1:])
    grid(pen, (50, 650), ys[:2])
    (table,) = tables(image, drawn(pen, ROWS, xs, ys)).tables
    assert texts(table) == expected(ROWS)


def test_title_over_all_columns_is_one_cell() -> None:
    """A text that reaches over the edges of columns belongs to all of them."""
    image, pen = paper()
    xs, ys = (50, 250, 450, 650), (60, 110, 160, 210)
    grid(pen, xs, ys[1:])
    grid(pen, (50, 650), ys[:2])
    lines = [text(pen, 180, 70, "Lamps and kettles of 2024"), *drawn(pen, ROWS[1:], xs, ys[1:])]
    (table,) = tables(image, lines).tables
    assert [cell.text for cell in table.cells if cell.span.columns == [0, 1, 2]] == [
        "Lamps and kettles of 2024"
    ]
