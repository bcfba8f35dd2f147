"""Rules of the ledger of deviations."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from scripts.contract.rules.contract import Contract, Problem

_ID = re.compile(r"\bD-\d{3}\b")
_HEADING = re.compile(r"^## (D-\d{3})\b", re.MULTILINE)


def ids_are_unique(contract: Contract) -> Iterator[Problem]:
    """Find entries that share an id."""
    found = _entries(contract)
    for name in sorted({name for name in found if found.count(name) > 1}):
        yield Problem("DEVIATIONS.md", f"{name} stands twice")


def ids_are_in_order(contract: Contract) -> Iterator[Problem]:
    """Find entries that stand behind one with a higher number."""
    found = _entries(contract)
    for before, name in itertools.pairwise(found):
        if name < before:
            yield Problem("DEVIATIONS.md", f"{name} stands behind {before}")


def references_exist(contract: Contract) -> Iterator[Problem]:
    """Find mentions of an entry that is not in the ledger."""
    known = set(_entries(contract))
    for file in sorted(contract.folder.rglob("*.yaml")):
        if "dist" in file.relative_to(contract.folder).parts:
            continue
        for name in sorted(set(_ID.findall(file.read_text(encoding="utf-8"))) - known):
            where = file.relative_to(contract.folder).as_posix()
            yield Problem(where, f"mentions {name}, which DEVIATIONS.md does not have")


def _entries(contract: Contract) -> list[str]:
    ledger = contract.folder / "DEVIATIONS.md"
    text = ledger.read_text(encoding="utf-8") if ledger.is_file() else ""
    # The ledger shows the form of an entry as an indented one with the number 000.
    return [name for name in _HEADING.findall(text) if name != "D-000"]
