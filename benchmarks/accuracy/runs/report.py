"""Report of a run: a section for each part, saved when the part ends.

A full run takes hours. What was measured before an interruption stays, and the next run with the
same settings can continue after it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

SECTIONS = "sections"
HEADING = """\
# Accuracy

Drawn images whose content is known. CPU seconds an image are those of one engine thread.
"""


class Report:
    """`report.md` in a folder, made of the sections that are saved there."""

    def __init__(self, folder: Path, order: Iterable[str]) -> None:
        self._folder = folder
        self._order = list(order)

    @property
    def path(self) -> Path:
        """The report."""
        return self._folder / "report.md"

    def has(self, name: str, settings: str) -> bool:
        """Return whether a part was measured completely with these settings."""
        path = self._section(name)
        return path.exists() and f"\n{settings}; " in path.read_text(encoding="utf-8")

    def save(self, name: str, settings: str, seconds: float, text: str) -> None:
        """Save the section of a part, and write the report with all sections so far."""
        path = self._section(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        heading = f"## {name.capitalize()}\n\n{settings}; {seconds / 60:.1f} minutes."
        _replace(path, f"{heading}\n\n{text.strip()}\n")
        saved = [self._section(one) for one in self._order]
        texts = [one.read_text(encoding="utf-8") for one in saved if one.exists()]
        _replace(self.path, "\n".join([HEADING, *texts]))

    def _section(self, name: str) -> Path:
        return self._folder / SECTIONS / f"{name}.md"


def _replace(path: Path, text: str) -> None:
    """Write a file completely or leave it as it was."""
    draft = path.with_suffix(".part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
