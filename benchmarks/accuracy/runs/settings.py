"""Settings of a run: what is measured, on how much, and where the results go.

They are sent to the process of each part, so they hold values alone and no engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """What the command line of a run says."""

    seeds: tuple[int, ...]
    folder: Path
    """Where the report and its plots are written."""
    share: float = 1.0
    """Part of the images of a full run."""
    only: str | None = None
    """Text in the name of the conditions or kinds that are measured; None for all."""
    show: bool = False
    """Whether parts show what is wrong."""
    cache: Path | None = None
    """Folder for what was read; None to read everything."""

    def __str__(self) -> str:
        seeds = ", ".join(map(str, self.seeds))
        chosen = f", only {self.only}" if self.only else ""
        return f"Seed {seeds}, {self.share:.0%} of the images{chosen}"
