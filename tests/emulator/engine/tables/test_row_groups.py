"""Rows of tables without rules: which lines of text are one row."""

from __future__ import annotations

import pytest

from ocr_emulator.engine.tables.logical_rows import group_rows
from ocr_emulator.engine.tables.model import Box, Rule

UNIT = 20.0
"""Height of a line of text."""
COLUMNS = [(0.0, 100.0), (200.0, 300.0), (400.0, 500.0)]
ALL = (0, 1, 2)


def row(top: float, columns: tuple[int, ...] = ALL) -> list[Box]:
    """Return a line of text with words in these columns."""
    return [Box(COLUMNS[c][0], top, COLUMNS[c][1], top + UNIT) for c in columns]


def rule(at: float) -> Rule:
    return Rule(at, 0.0, 500.0)


def groups(*rows: list[Box], rules: tuple[Rule, ...] = ()) -> list[list[int]]:
    return group_rows(rows, COLUMNS, rules, UNIT)


def test_lines_of_a_cell_stand_closer_than_rows() -> None:
    """A description of two lines is one cell, wherever in the table it stands."""
    rows = row(0), row(22, (1,)), row(62), row(102), row(124, (1,))
    assert groups(*rows) == [[0, 1], [2], [3, 4]]


def test_line_between_two_lines_of_a_cell_belongs_to_its_row() -> None:
    """A number that is centred beside a cell of three lines is of the same row."""
    rows = row(0, (1,)), row(11, (0, 2)), row(22, (1,)), row(62), row(102)
    assert groups(*rows) == [[0, 1, 2], [3], [4]]


def test_rows_that_stand_close_in_pairs_are_not_joined() -> None:
    """Sections of a table have the same distances as cells of two lines, but in every column."""
    rows = row(0), row(22), row(62), row(84)
    assert groups(*rows) == [[0], [1], [2], [3]]


def test_empty_cell_does_not_join_the_rows_around_it() -> None:
    """Over an empty cell the distance is twice that of rows, which makes no row closer."""
    rows = row(0), row(24, (0, 2)), row(48), row(72)
    assert groups(*rows) == [[0], [1], [2], [3]]


def test_rules_between_rows_decide() -> None:
    """However far the lines of a cell are apart, they stand between the same rules."""
    rows = row(0), row(40, (1,)), row(80), row(120, (1, 2)), row(160)
    assert groups(*rows, rules=(rule(70), rule(150))) == [[0, 1], [2, 3], [4]]


def test_rules_between_sections_do_not_join_their_rows() -> None:
    """Two whole rows between rules stay two."""
    rows = row(0), row(40), row(80), row(120), row(160)
    assert groups(*rows, rules=(rule(30), rule(110))) == [[0], [1], [2], [3], [4]]


@pytest.mark.parametrize(
    ("rules", "expected"), [((), [[0, 1]]), ((rule(23),), [[0], [1]])], ids=["none", "rule"]
)
def test_rule_separates_lines_that_stand_close(
    rules: tuple[Rule, ...], expected: list[list[int]]
) -> None:
    """Without a rule the second line continues the cell above it."""
    assert groups(row(0), row(26, (1,)), rules=rules) == expected


@pytest.mark.parametrize(("gap", "joined"), [(12, True), (28, False)])
def test_line_continues_a_row_when_it_stands_closer_than_rows_do(gap: float, joined: bool) -> None:
    """Rows have 30 between them; a line without a first column may be a row with empty cells."""
    rows = row(0), row(50), row(100), row(120 + gap, (2,))
    assert groups(*rows) == [[0], [1], [2, 3] if joined else [2], *([] if joined else [[3]])]


def test_cells_centred_on_different_heights_are_one_row() -> None:
    """Detection finds them as two lines that share no column and overlap in height."""
    rows = row(0, (0, 2)), row(8, (1,)), row(60, (0, 2)), row(68, (1,))
    assert groups(*rows) == [[0, 1], [2, 3]]


def test_line_below_that_shares_no_column_begins_a_row() -> None:
    """It stands beside nothing of the row above."""
    rows = row(0, (0, 1)), row(50, (2,))
    assert groups(*rows) == [[0], [1]]
