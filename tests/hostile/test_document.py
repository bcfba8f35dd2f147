"""docs/explanation/hostile.md lists the attacks that are in these folders."""

from __future__ import annotations

from tests.hostile.document import PAGE, written


def test_page_lists_every_attack() -> None:
    """The page is what the command writes."""
    assert PAGE.read_text(encoding="utf-8") == written()
