"""Folder of results: the options that write one, and its content."""

from __future__ import annotations

import re
from pathlib import Path


def visible(folder: Path) -> list[str]:
    """Return the names in a folder, without the journal of the results."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


SAVE = ("--output", "results", "--format", "json")


def counts(err: str) -> str:
    """Return standard error without the number of calls, the time, and the lines of progress.

    A run that takes seconds, as on a loaded machine, reports its progress.
    """
    lines = (line for line in err.splitlines(keepends=True) if not line.startswith("{"))
    return re.sub(r"; \d+ calls? in \d+\.\d s", "", "".join(lines))
