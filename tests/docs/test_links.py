"""Links of the pages in the repository; the links of the built site are checked with the site."""

from __future__ import annotations

import re

from scripts.docs.package_index import without_files
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


def test_readme_on_the_package_index_has_no_link_to_a_file() -> None:
    """What the build backend makes of the README keeps its words and external links alone."""
    text = (ROOT / "README.md").read_text("utf-8")
    shown = without_files(text)
    assert re.findall(r"\]\((?!https?:|#)", shown) == []
    assert "[tutorial](docs/tutorial.md)" in text
    assert "tutorial · guides" in shown


def test_external_links_stay_on_the_package_index() -> None:
    """Only links to files are changed."""
    text = "[a](https://example.org/a), [b](docs/b.md), [c](#c)"
    assert without_files(text) == "[a](https://example.org/a), b, [c](#c)"
