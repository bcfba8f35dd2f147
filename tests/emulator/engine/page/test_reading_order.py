"""Reading order on an upright page."""

from __future__ import annotations

import random

import pytest

from ocr_emulator.engine.base import Polygon
from ocr_emulator.engine.reading_order import reading_order, rows


def box(x: float, y: float, w: float = 100, h: float = 20) -> Polygon:
    return ((x, y), (x + w, y), (x + w, y + h), (x, y + h))


def test_rows_top_to_bottom_left_to_right() -> None:
    """Rows go down the page, areas of one height go right."""
    areas = [box(300, 12), box(0, 100), box(0, 10), box(300, 104), box(0, 50)]
    assert rows(areas) == [[2, 0], [4], [1, 3]]


def test_slanted_row_stays_one_row() -> None:
    """Neighbours share height although the ends of the row do not."""
    assert rows([box(i * 120, 100 - i * 8) for i in range(6)]) == [[0, 1, 2, 3, 4, 5]]


def test_tight_lines_are_separate_rows() -> None:
    """Areas that stand above each other stay apart though their boxes overlap a little."""
    assert rows([box(0, 0, 400, 24), box(0, 18, 400, 24), box(0, 36, 400, 24)]) == [[0], [1], [2]]


def test_tall_and_low_area_share_row() -> None:
    """A tall area and a low one on its height make a row."""
    assert rows([box(0, 0, 100, 60), box(200, 20)]) == [[0, 1]]


def test_empty_page_has_no_rows() -> None:
    """A page without text has no rows."""
    assert rows([]) == []


def column(x: float, y: float, lines: int, w: float = 300, pitch: float = 34) -> list[Polygon]:
    """Lines of running text; the last one is short, as at the end of a paragraph."""
    widths = [w - 10 * (i % 3) for i in range(lines - 1)] + [w // 3]
    return [box(x, y + i * pitch, width) for i, width in enumerate(widths)]


@pytest.mark.parametrize("count", [2, 3, 4])
@pytest.mark.parametrize("shift", [0, 9, 17])
def test_columns_are_read_one_after_the_other(count: int, shift: int) -> None:
    """Columns need not share their baselines."""
    columns = [column(350 * i, shift * i, 12 + 3 * i) for i in range(count)]
    areas = [area for one in columns for area in one]
    shuffled = random.Random(count).sample(range(len(areas)), len(areas))
    order = reading_order([areas[i] for i in shuffled])
    assert [shuffled[i] for row in order for i in row] == list(range(len(areas)))


def test_headline_stands_above_its_columns() -> None:
    """What crosses the gutter divides the page: headline, columns, headline, columns."""
    areas = [box(0, 0, 660, 40), *column(0, 60, 8), *column(350, 66, 9)]
    areas += [box(100, 400, 500, 40), *column(0, 460, 6), *column(350, 460, 6)]
    assert [i for row in reading_order(areas) for i in row] == list(range(len(areas)))


def test_line_that_nearly_fills_the_gutter_divides_nothing() -> None:
    """Columns with a narrow gutter, in which one line ends further to the right, go on below it."""
    left, right = column(0, 0, 14), column(314, 7, 14)
    left[6] = box(0, 6 * 34, 309)
    order = reading_order([*left, *right])
    assert [i for row in order for i in row] == list(range(28))


def test_heading_over_one_column_divides_both() -> None:
    """A short heading with blank paper beside it begins a new part of the page."""
    areas = [*column(0, 0, 8), *column(350, 6, 8), box(0, 290, 200, 30)]
    areas += [*column(0, 340, 6), *column(350, 346, 6)]
    order = reading_order(areas)
    assert [i for row in order for i in row] == list(range(len(areas)))


def test_heading_beside_running_text_divides_nothing() -> None:
    """A heading inside a column belongs to it."""
    left = [*column(0, 0, 6), box(0, 220, 200, 30), *column(0, 270, 6)]
    order = reading_order([*left, *column(350, 6, 13)])
    assert [i for row in order for i in row] == list(range(len(left) + 13))


def test_column_that_begins_below_is_a_column_of_its_own() -> None:
    """An area beside the columns above it belongs to none of them."""
    left = [box(0, 30 * i, 200) for i in range(8)]
    right = [box(300, 30 * i, 200) for i in range(8)]
    third = [box(600, 120 + 30 * i, 200) for i in range(4)]
    areas = [*left, *right, *third]
    order = [i for row in reading_order(areas) for i in row]
    assert order == [*range(8), *range(8, 16), *range(16, 20)]


def test_receipt_is_read_row_by_row() -> None:
    """Items and their prices are no columns of text."""
    areas = [area for y in range(0, 400, 40) for area in (box(0, y, 300), box(420, y + 3, 60))]
    assert reading_order(areas) == [[i, i + 1] for i in range(0, 20, 2)]


def test_table_is_read_row_by_row() -> None:
    """Short cells under one another are no running text."""
    areas = [box(x, y, 90 + (x + y) % 40) for y in range(0, 300, 40) for x in (0, 200, 400, 600)]
    assert [len(row) for row in reading_order(areas)] == [4] * 8


def test_single_column_is_unchanged() -> None:
    """Without columns the order is that of the rows."""
    areas = column(0, 0, 30, 600)
    assert reading_order(areas) == rows(areas)
