"""Folder of results: the options that write one, and its content."""

from __future__ import annotations

from pathlib import Path


def visible(folder: Path) -> list[str]:
    """Return the names in a folder, without the index of the results."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


SAVE = ("--output", "results", "--format", "json")
