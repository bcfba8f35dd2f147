"""Links of the pages in the repository; the links of the built site are checked with the site."""

from __future__ import annotations

import re

from tests.paths import ROOT


def test_relative_links_name_existing_files() -> None:
    """Every relative link of the hand-written pages names a file of the repository."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?://|#)([^)#\s]+)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []
