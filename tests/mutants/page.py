"""Bring the tables of docs/testing.md up to date: `python -m tests.mutants.page`."""

from __future__ import annotations

import sys

from .planting import ROOT, table

PAGE = ROOT / "docs" / "testing.md"
BEGIN = "<!-- defects: python -m tests.mutants.page -->\n"
END = "\n<!-- end of defects -->"


def written(text: str) -> str:
    """Return the page with the table of planted defects as it has to be now."""
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE} has lost the marks between which the table stands")
    return head + begin + table() + end + tail


def main() -> int:
    """Write the page."""
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
