"""Ledger of deviations: read openapi/DEVIATIONS.md and link its entries.

Descriptions name an entry by its number, as `(D-018)`. Where they are shown, the number becomes
a link to the entry.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

NUMBER = re.compile(r"\bD-\d{3}\b")
_HEADING = re.compile(r"^## (D-\d{3})\b *(.*)$", re.MULTILINE)
_FILE = "DEVIATIONS.md"
_EXAMPLE = "D-000"


@dataclass(frozen=True)
class Entry:
    """One entry of the ledger."""

    number: str
    title: str
    text: str
    """Markdown below the heading: paragraphs that begin with a bold word."""

    @property
    def anchor(self) -> str:
        """The anchor of the heading in Markdown as forges render it."""
        words = re.sub(r"[^\w\s-]", "", f"{self.number} {self.title}".lower())
        return re.sub(r"\s", "-", words)


def numbers(contract: Path) -> list[str]:
    """Return the numbers of all entries in the order of the file."""
    return [match[1] for match in _HEADING.finditer(_text(contract)) if match[1] != _EXAMPLE]


def read(contract: Path) -> dict[str, Entry]:
    """Return the entries by number."""
    text = _text(contract)
    matches = [match for match in _HEADING.finditer(text) if match[1] != _EXAMPLE]
    ends = [match.start() for match in matches[1:]] + [len(text)]
    return {
        match[1]: Entry(match[1], match[2], text[match.end() : end].strip())
        for match, end in zip(matches, ends, strict=True)
    }


def linked(text: str, entries: Mapping[str, Entry], file: str) -> str:
    """Return a text of Markdown in which each number of an entry is a link into `file`."""

    def link(match: re.Match[str]) -> str:
        entry = entries.get(match[0])
        return f"[{match[0]}]({file}#{entry.anchor})" if entry else match[0]

    return NUMBER.sub(link, text)


def _text(contract: Path) -> str:
    path = contract / _FILE
    return path.read_text(encoding="utf-8") if path.is_file() else ""
