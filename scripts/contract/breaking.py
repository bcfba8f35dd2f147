"""Report breaking changes of the contract.

Breaking is what makes a call fail that worked, or takes something away from a response
or from the names that callers wrote into their programs.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from scripts.contract import bundle as bundler
from scripts.contract.changes import Change, compare
from scripts.contract.document import load_yaml
from scripts.layout import Layout, ToolError

_PATH_IN_REPOSITORY = "openapi/dist/openapi.yaml"


def last_tag(repository: Path) -> str:
    """Return the name of the newest tag that the work tree descends from.

    Raises:
        ToolError: there is none.
    """
    done = _git(repository, "describe", "--tags", "--abbrev=0")
    if done.returncode:
        raise ToolError("There is no tag to compare with; name a commit with --base.")
    return done.stdout.strip()


def bundle_at(repository: Path, revision: str) -> dict[str, Any]:
    """Return the bundle that was committed at a revision.

    Raises:
        ToolError: no such revision, or it has no bundle.
    """
    done = _git(repository, "show", f"{revision}:{_PATH_IN_REPOSITORY}")
    if done.returncode:
        raise ToolError(f"{revision!r} has no {_PATH_IN_REPOSITORY}: {done.stderr.strip()}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "openapi.yaml"
        file.write_text(done.stdout, encoding="utf-8")
        found: dict[str, Any] = load_yaml(file)
    return found


def _git(repository: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", "-C", str(repository), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def report(changes: Sequence[Change], base: str) -> Iterator[str]:
    """Yield the lines of the report, what breaks first."""
    breaking = [change for change in changes if change.breaking]
    others = [change for change in changes if not change.breaking]
    if breaking:
        yield f"Breaking since {base}:"
        yield from (f"  {change}" for change in breaking)
    else:
        yield f"Nothing breaks since {base}."
    if others:
        yield "Changed without breaking:"
        yield from (f"  {change}" for change in others)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0: nothing breaks, 1: something breaks, 2: no comparison possible."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.contract.breaking", description=__doc__
    )
    here = Layout.of_repository()
    parser.add_argument("--base", help="commit, tag or bundle file to compare with: the last tag")
    parser.add_argument("--contract", type=Path, default=here.contract, help="folder to read")
    options = parser.parse_args(arguments)
    contract = options.contract.resolve()
    try:
        base = options.base or last_tag(contract.parent)
        old = load_yaml(Path(base)) if Path(base).is_file() else bundle_at(contract.parent, base)
        new = bundler.bundle(Layout(contract, here.output, here.docs))
        changes = compare(old, new)
    except ToolError as error:
        print(error, file=sys.stderr)
        return 2
    for line in report(changes, base):
        print(line)
    return 1 if any(change.breaking for change in changes) else 0


if __name__ == "__main__":
    sys.exit(main())
