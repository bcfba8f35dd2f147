"""Tables without rules: where they end, and cells over several columns."""

from __future__ import annotations

import pytest

from tests.emulator.engine.tables.drawing import paper, text
from tests.emulator.engine.tables.test_find import ROWS, drawn, expected, tables, texts

XS = (50, 300, 550)


def test_long_table_is_one() -> None:
    """Its columns are those of all rows, also of the first ones."""
    image, pen = paper(800, 3600)
    rows = [(f"Lamp {i}", f"{i}.50", f"{2 * i}.00") for i in range(10, 80)]
    (table,) = tables(image, drawn(pen, rows, XS, range(60, 3560, 50))).tables
    assert table.size == (70, 3)
    assert texts(table) == expected(rows)


def test_tables_that_stand_apart_are_two() -> None:
    """White space that is wider than that between rows ends a table."""
    image, pen = paper(800, 900)
    lines = drawn(pen, ROWS, XS, (60, 110, 160)) + drawn(pen, ROWS, XS, (600, 650, 700))
    found = tables(image, lines).tables
    assert [texts(table) for table in found] == [expected(ROWS)] * 2


def test_words_over_two_columns_are_one_cell() -> None:
    """The sum below two columns belongs to neither of them alone."""
    image, pen = paper()
    lines = drawn(pen, ROWS, XS, (60, 110, 160))
    lines += [text(pen, 60, 220, "Sum of both the lamp and kettle"), text(pen, 560, 220, "46")]
    lines += drawn(pen, (("Iron", "3.00", "3.00"),), XS, (260,))
    (table,) = tables(image, lines).tables
    (cell,) = [cell for cell in table.cells if cell.span.columns == [0, 1]]
    assert (cell.text, cell.span.top) == ("Sum of both the lamp and kettle", 3)
    assert texts(table)[(3, 2)] == "46"


@pytest.mark.parametrize(
    ("x", "y", "belongs"), [(60, 220, True), (60, 250, False), (310, 220, False), (310, 195, True)]
)
def test_last_row_with_one_cell_belongs_to_the_table_where_a_row_would_be(
    x: float, y: float, belongs: bool
) -> None:
    """Else it is a note below it; text close below a cell is its next line."""
    image, pen = paper()
    lines = [*drawn(pen, ROWS, XS, (60, 110, 160)), text(pen, x, y, "each")]
    found = tables(image, lines)
    (table,) = found.tables
    assert ("each" in " ".join(texts(table).values()).split()) is belongs
    assert [one.text for row in found.outside for one in row] == ([] if belongs else ["each"])
