"""On the terminal the blocks of a row keep their positions on the page."""

from __future__ import annotations

import math

from ocr_wrapper.cli.output.columns import aligned
from ocr_wrapper.results.lines import Line


def block(text: str, x: float, *, angle: float = 0.0, size: float = 10.0) -> Line:
    """Make a block of characters 10 pixels wide, on a page turned by an angle in degrees."""
    turn = math.radians(angle)
    along = (math.cos(turn), math.sin(turn))
    corners = [(x, 0), (x + size * len(text), 0), (x + size * len(text), 20), (x, 20)]
    return Line(
        text,
        tuple((a * along[0] - b * along[1], a * along[1] + b * along[0]) for a, b in corners),
    )


def test_columns_are_aligned() -> None:
    """Prices end in one column, and a centred heading stays centred, for any rotation."""
    for angle in (0, 37, 90, 180):
        rows = [
            [block("SHOP", 170, angle=angle)],
            [block("Rye bread", 100, angle=angle), block("7.80", 300, angle=angle)],
            [block("Olive oil", 100, angle=angle), block("11.25", 290, angle=angle)],
        ]
        assert aligned(rows, 80) == [
            "       SHOP",
            "Rye bread           7.80",
            "Olive oil          11.25",
        ]


def test_blocks_are_separated() -> None:
    """Text that is wider than on the page moves the next block."""
    rows = [[block("Coffee", 0), block("3", 20, size=5)], [block("Tea", 0)]]
    assert aligned(rows, 80)[0] == "Coffee 3"


def test_wide_page_is_joined() -> None:
    """Rows that are wider than the terminal are joined with spaces."""
    rows = [[block("Rye bread", 0), block("7.80", 2000)]]
    assert aligned(rows, 80) == ["Rye bread   7.80"]


def test_blocks_without_positions() -> None:
    """Blocks without positions are joined with spaces, and no blocks make no rows."""
    nowhere = Line("a long text"), Line("b")
    assert aligned([nowhere], 80) == ["a long text   b"]
    assert aligned([[block("Rye bread", 0)], nowhere], 80) == ["Rye bread", "a long text   b"]
    assert aligned([[Line("point", ((1, 1), (1, 1)))]], 80) == ["point"]
    assert aligned([], 80) == []


def test_absurd_positions_are_joined() -> None:
    """Numbers at the end of their range, which a response may have, overflow in a sum."""
    far = 1.7e308
    wide = Line("a long text", ((-far, -far), (far, far), (far, far), (-far, -far)))
    assert aligned([[block("Rye bread", 0), wide]], 80) == ["Rye bread   a long text"]
    assert aligned([[block("Rye bread", far, size=1e-300), block("7", 0)]], 80) == ["Rye bread   7"]
