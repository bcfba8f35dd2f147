"""Rules of the ledger of deviations."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from scripts.contract.ledger import NUMBER, numbers
from scripts.contract.rules.contract import Contract, Problem


def ids_are_unique(contract: Contract) -> Iterator[Problem]:
    """Find entries that share an id."""
    found = numbers(contract.folder)
    for name in sorted({name for name in found if found.count(name) > 1}):
        yield Problem("DEVIATIONS.md", f"{name} appears twice")


def ids_are_in_order(contract: Contract) -> Iterator[Problem]:
    """Find entries that stand behind one with a higher number."""
    found = numbers(contract.folder)
    for before, name in itertools.pairwise(found):
        if name < before:
            yield Problem("DEVIATIONS.md", f"{name} comes after {before}")


def references_exist(contract: Contract) -> Iterator[Problem]:
    """Find mentions of an entry that is not in the ledger."""
    known = set(numbers(contract.folder))
    for file in sorted(contract.folder.rglob("*.yaml")):
        if "dist" in file.relative_to(contract.folder).parts:
            continue
        for name in sorted(set(NUMBER.findall(file.read_text(encoding="utf-8"))) - known):
            where = file.relative_to(contract.folder).as_posix()
            yield Problem(where, f"mentions {name}, which DEVIATIONS.md does not have")
