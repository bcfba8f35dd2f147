"""Reading order on an upright page."""

from ocr_emulator.engine.reading_order import rows


def box(x, y, w=100, h=20):
    return ((x, y), (x + w, y), (x + w, y + h), (x, y + h))


def test_rows_top_to_bottom_left_to_right():
    """Rows go down the page, areas of one height go right."""
    areas = [box(300, 12), box(0, 100), box(0, 10), box(300, 104), box(0, 50)]
    assert rows(areas) == [[2, 0], [4], [1, 3]]


def test_slanted_row_stays_one_row():
    """Neighbours share height although the ends of the row do not."""
    assert rows([box(i * 120, 100 - i * 8) for i in range(6)]) == [[0, 1, 2, 3, 4, 5]]


def test_tight_lines_are_separate_rows():
    """Areas that stand above each other stay apart though their boxes overlap a little."""
    assert rows([box(0, 0, 400, 24), box(0, 18, 400, 24), box(0, 36, 400, 24)]) == [[0], [1], [2]]


def test_tall_and_low_area_share_row():
    """A tall area and a low one on its height make a row."""
    assert rows([box(0, 0, 100, 60), box(200, 20)]) == [[0, 1]]


def test_empty_page_has_no_rows():
    """A page without text has no rows."""
    assert rows([]) == []
