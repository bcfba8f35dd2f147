"""Labels and values on drawn pages, with an engine that reads them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PIL import Image

from ocr_emulator.engine.base import Line
from ocr_emulator.engine.document.kinds import is_form
from ocr_emulator.engine.document.pairs import Pair, find_pairs
from ocr_emulator.engine.tables.find import find_tables
from tests.emulator.engine.tables.drawing import Reader, form, grid, page_of, paper, text


def pairs(image: Image.Image, lines: Sequence[Line]) -> tuple[list[tuple[str, str]], list[Pair]]:
    page = page_of(image, lines)
    found = find_tables(Reader(lines), image, page)
    inside = frozenset().union(*(table.lines for table in found.tables))
    outside = [i for i in range(len(page.lines)) if i not in inside]
    made = find_pairs(found.sheet, found.tables, outside)
    return [(pair.key, pair.value) for pair in made], made


def written(*lines: tuple[float, float, str]) -> list[tuple[str, str]]:
    """Write lines at given places of a page."""
    image, pen = paper()
    return pairs(image, [text(pen, x, y, words) for x, y, words in lines])[0]


@pytest.mark.parametrize("colon", [":", "："])
def test_value_after_colon(colon: str) -> None:
    """Label and value on one line are divided at the colon."""
    assert written((50, 50, f"City{colon} Old Harbour")) == [("City", "Old Harbour")]


def test_value_beside_and_below() -> None:
    """A value stands to the right of its label, or under it."""
    found = written(
        (50, 50, "Born:"), (300, 50, "1987"), (50, 200, "Place:"), (50, 236, "Lakeport")
    )
    assert found == [("Born", "1987"), ("Place", "Lakeport")]


def test_value_of_several_lines() -> None:
    """Lines close below a value and aligned with it continue it."""
    found = written((50, 50, "To:"), (200, 50, "12 Harbour Road"), (200, 78, "Northhaven"))
    assert found == [("To", "12 Harbour Road\nNorthhaven")]


def test_known_label_needs_no_colon() -> None:
    """Words that forms print as labels are labels also without a colon."""
    assert written((50, 50, "Invoice No."), (400, 50, "INV-17")) == [("Invoice No.", "INV-17")]


def test_label_without_value_is_empty() -> None:
    """A field that nobody filled in has an empty value."""
    assert written((50, 50, "Fax:"), (50, 300, "Date: 2031-05-06")) == [
        ("Fax", ""),
        ("Date", "2031-05-06"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "Delivery note",
        "12:30",
        "http://example.org/a",
        "The items, as ordered: lamps",
        "These are the items of the order:",
        ": nothing before",
    ],
)
def test_other_text_with_a_colon_is_no_pair(words: str) -> None:
    """Times, addresses of the web and sentences are not labels."""
    assert written((50, 50, words)) == []


def test_blocks_of_a_pair_are_where_its_parts_are() -> None:
    """Label and value have their own corners, also on one line."""
    image, pen = paper()
    _, (pair,) = pairs(image, [text(pen, 50, 50, "City: Old Harbour")])
    key, value = pair.key_pieces[0].polygon, pair.value_pieces[0].polygon
    assert key[0][0] == pytest.approx(50, abs=3)
    assert key[1][0] == pytest.approx(50 + 4 * 14, abs=6)
    assert value[0][0] == pytest.approx(50 + 6 * 14, abs=6)


FORM = (("Name", "Jonas K.", "Gender", "M"), ("City", "Lakeport", "Phone", "555-0199"))


def test_cells_of_a_form_are_pairs() -> None:
    """The cell to the right of a label has its value."""
    image, _, lines = form(*FORM)
    found, _ = pairs(image, lines)
    assert found == [
        ("Name", "Jonas K."), ("Gender", "M"), ("City", "Lakeport"), ("Phone", "555-0199"),
    ]  # fmt: skip


def test_form_is_told_from_table() -> None:
    """Cells with labels make a form; a heading over columns makes a table."""
    image, _, lines = form(*FORM)
    found = find_tables(Reader(lines), image, page_of(image, lines))
    assert is_form(found.sheet, found.tables[0])
    image, pen = paper()
    xs, ys = (50, 250, 450, 650), (50, 110, 170, 230)
    grid(pen, xs, ys)
    rows = (("Item", "Amount", "Price"), ("Lamp", "2", "18.50"), ("Ink", "1", "3.25"))
    lines = [
        text(pen, xs[c] + 10, ys[r] + 15, words)
        for r, row in enumerate(rows)
        for c, words in enumerate(row)
    ]
    found = find_tables(Reader(lines), image, page_of(image, lines))
    assert not is_form(found.sheet, found.tables[0])
    assert pairs(image, lines)[0] == []


def test_label_and_value_in_one_cell_of_a_form_are_a_pair() -> None:
    """A value stands behind the colon or on the lines below it; an empty cell has none."""
    image, pen = paper()
    xs, ys = (50, 400, 760), (50, 140, 230)
    grid(pen, xs, ys)
    lines = [
        text(pen, 60, 60, "Name: Jonas K.", wide=12),
        text(pen, 410, 60, "Address:", wide=12), text(pen, 410, 100, "12 Harbour Road", wide=12),
        text(pen, 60, 150, "City: Lakeport", wide=12), text(pen, 410, 150, "Phone:", wide=12),
    ]  # fmt: skip
    found, _ = pairs(image, lines)
    assert found == [
        ("Name", "Jonas K."), ("Address", "12 Harbour Road"), ("City", "Lakeport"),
    ]  # fmt: skip


def test_value_is_not_looked_for_below_the_last_line() -> None:
    """A label at the foot of a page has an empty value."""
    assert written((50, 50, "City: Lakeport"), (50, 560, "Signature:")) == [
        ("City", "Lakeport"),
        ("Signature", ""),
    ]
