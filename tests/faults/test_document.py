"""The page in the documentation tells what happens."""

from __future__ import annotations

from tests.faults.document import OPERATION, ours, written


def test_our_half_of_the_page_is_true() -> None:
    """Every row of docs/faults.md is what a run gives; `make faults` writes it anew."""
    assert written() == ours([OPERATION], ["sync"])
