"""Print the coverage of each package, and fail below the floor of its branches.

`coverage report` has one floor for lines and branches of all packages together, which a package
with few branches hides. `python -m scripts.branch_coverage FILE` reads what `coverage json` wrote.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.layout import REPOSITORY


def totals(report: Mapping[str, Any]) -> dict[str, Counter[str]]:
    """Add up lines and branches of the files of each package."""
    found: dict[str, Counter[str]] = {}
    for name, file in report["files"].items():
        package = name.replace("\\", "/").partition("/")[0]
        found.setdefault(package, Counter()).update(
            {key: value for key, value in file["summary"].items() if isinstance(value, int)}
        )
    return found


def percent(counts: Mapping[str, int], *parts: tuple[str, str]) -> float:
    """Return the share of what was covered, in percent; all of nothing is covered."""
    covered = sum(counts[part] for part, _ in parts)
    whole = sum(counts[of] for _, of in parts)
    return 100 * covered / whole if whole else 100.0


LINES = ("covered_lines", "num_statements")
BRANCHES = ("covered_branches", "num_branches")


def table(found: Mapping[str, Mapping[str, int]]) -> str:
    """Return the shares as a Markdown table."""
    rows = ["| Package | Lines | Branches | Both |", "|---|--:|--:|--:|"]
    for package, counts in sorted(found.items()):
        shares = [percent(counts, *parts) for parts in ([LINES], [BRANCHES], [LINES, BRANCHES])]
        cells = " | ".join(f"{share:.1f} %" for share in shares)
        rows.append(f"| `{package}` | {cells} |")
    return "\n".join(rows)


def below(found: Mapping[str, Mapping[str, int]], floors: Mapping[str, float]) -> list[str]:
    """Return a line for each package that is below its floor, or was not measured."""
    lines = []
    for package, floor in floors.items():
        if package not in found:
            lines.append(f"{package} was not measured")
        elif (share := percent(found[package], BRANCHES)) < floor:
            lines.append(f"{package}: {share:.2f} % of the branches, below the floor of {floor} %")
    return lines


def main(arguments: list[str] | None = None) -> int:
    """Print the table and what is below its floor; return the exit code."""
    (file,) = sys.argv[1:] if arguments is None else arguments
    found = totals(json.loads(Path(file).read_text(encoding="utf-8")))
    print(table(found))
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    missed = below(found, project["tool"]["branch-coverage"])
    for line in missed:
        print(line, file=sys.stderr)
    return 2 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
