"""The README's first examples run as they stand."""

from __future__ import annotations

import re

import pytest

from tests.paths import ROOT

BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)


@pytest.mark.engine
@pytest.mark.parametrize(
    ("block", "expected"),
    [(BLOCKS[0], ["LINDQVARN", "TOTAL EUR"]), (BLOCKS[1], ["City Library: a guide for visitors"])],
    ids=["sync", "async"],
)
def test_readme_examples_read_real_images(
    block: str,
    expected: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An example of the README, run as a script, prints what the image shows."""
    monkeypatch.chdir(ROOT)
    exec(compile(block, "README.md", "exec"), {"__name__": "readme"})
    shown = capsys.readouterr().out
    assert [text for text in expected if text not in shown] == []


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
