"""Runs of filler characters."""

import pytest

from ocr_emulator.engine.lines.filler_runs import collapsed


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        ("********************", "***"),
        ("TOTAL ............ 7.80", "TOTAL ... 7.80"),
        ("------ CUT HERE ------", "------ CUT HERE ------"),
        ("card ************2291", "card ***2291"),
        ("水水米水水水水水", "***"),
        ("水果水果市场今日特价苹果", "水果水果市场今日特价苹果"),
        ("*冰****冰冰冰***冰家冰冰***", "***"),
        ("***** 总计 *****", "***** 总计 *****"),
        ("wait...", "wait..."),
        ("7700000000", "7700000000"),
        ("", ""),
    ],
)
def test_long_runs_are_collapsed(read: str, expected: str) -> None:
    """Only runs of more than six fillers change, and lines of nothing but stars."""
    assert "".join(c for _, c in collapsed(read)) == expected


def test_indexes_are_those_of_kept_characters() -> None:
    """The place of each character stays known."""
    assert collapsed("a=======b") == [(0, "a"), (1, "="), (2, "="), (3, "="), (8, "b")]
