"""Print the mutation score of each module from the results of mutmut.

mutmut lists every surviving mutant; docs/explanation/testing.md wants one line per module.
`python -m scripts.mutation_scores` reads what `mutmut run` left in `mutants/`.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterable

_FOUND = ("killed", "timeout", "segfault", "suspicious", "caught by type check")


def scores(lines: Iterable[str]) -> dict[str, Counter[str]]:
    """Count the states of the mutants of each module, `ocr_wrapper.auth.signer` and so on."""
    found: dict[str, Counter[str]] = {}
    for line in lines:
        name, _, state = line.strip().partition(": ")
        module = name.rpartition(".")[0]
        if module and state:
            found.setdefault(module, Counter())[state] += 1
    return found


def table(found: dict[str, Counter[str]]) -> str:
    """Return the scores as a Markdown table."""
    rows = ["| Module | Mutants | Found | Score |", "|---|--:|--:|--:|"]
    for module, states in sorted(found.items()):
        caught = sum(states[state] for state in _FOUND)
        share = 100 * caught / states.total()
        rows.append(f"| `{module}` | {states.total()} | {caught} | {share:.0f} % |")
    return "\n".join(rows)


def main() -> int:
    """Print the table; return the exit code."""
    command = [sys.executable, "-m", "mutmut", "results", "--all", "true"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = scores(done.stdout.splitlines())
    if not found:
        print(f"mutmut has no results; run: mutmut run\n{done.stderr}", file=sys.stderr)
        return 1
    print(table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
