"""Counts over pages with machine-readable zones, printed as rows of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HEADING = (
    "| {} | zones whole | fields right | wrong fields ≥ 0.9 | wrong under valid checks | refused "
    "| CPU s |\n|---|---|---|---|---|---|---|"
)
SURE = 0.9
"""Confidence that a wrong field must not have."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of one zone."""

    lines: Sequence[str]
    fields: Mapping[str, str]
    confidences: Mapping[str, float]
    is_valid: bool
    """Whether every check digit is right."""


@dataclass
class Score:
    """Counts over the pages of one condition."""

    pages: int = 0
    whole: int = 0
    fields: int = 0
    right: int = 0
    sure: int = 0
    valid: int = 0
    refused: int = 0
    seconds: float = 0.0

    def add(self, lines: Sequence[str], fields: Mapping[str, str], found: Reading | None) -> bool:
        """Count one page; returns whether its zone is whole."""
        self.pages += 1
        self.fields += len(fields)
        if found is None:
            self.refused += 1
            return False
        wrong = [name for name, value in fields.items() if found.fields[name] != value]
        whole = list(found.lines) == list(lines)
        self.whole += whole
        self.right += len(fields) - len(wrong)
        self.sure += sum(found.confidences[name] >= SURE for name in wrong)
        self.valid += len(wrong) if found.is_valid else 0
        return whole

    def row(self, name: str) -> str:
        """Return a row of the table."""
        share = self.right / max(self.fields, 1)
        return (
            f"| {name} | {self.whole}/{self.pages} | {self.right}/{self.fields} ({share:.2%}) "
            f"| {self.sure} | {self.valid} | {self.refused} | {self.seconds / self.pages:.2f} |"
        )
