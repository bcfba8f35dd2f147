"""Write the documentation pages: `python -m scripts.docs.build`.

The API reference is one page without scripts, fonts or images from elsewhere: it works offline
and under the strictest content policy. It is part of the generated package, from where the
emulator serves it; `docs/reference` has the table of operations.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.contract import ledger
from scripts.contract.document import load_yaml
from scripts.contract.ledger import Entry
from scripts.docs import operations_table, reference
from scripts.layout import Layout, ToolError

REFERENCE = "reference.html"
TABLE = "operations.md"


def write_table(bundle: Mapping[str, Any], folder: Path) -> None:
    """Write the table of operations into a folder, if it differs."""
    _write(folder / TABLE, operations_table.page(bundle))


def write_reference(bundle: Mapping[str, Any], package: Path, entries: Mapping[str, Entry]) -> None:
    """Write the API reference into the generated package, if it differs."""
    _write(package / REFERENCE, reference.page(bundle, entries))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def differences(bundle: Mapping[str, Any], folder: Path) -> list[str]:
    """Return a line if the table of operations is not what the bundle gives."""
    path = folder / TABLE
    if not path.is_file():
        return [f"{folder.name}/{TABLE} is missing"]
    if path.read_text(encoding="utf-8") != operations_table.page(bundle):
        return [f"{folder.name}/{TABLE} differs from what the contract gives"]
    return []


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command on the committed bundle, for which no Node is needed."""
    parser = argparse.ArgumentParser(prog="python -m scripts.docs.build", description=__doc__)
    here = Layout.of_repository()
    parser.add_argument("--contract", type=Path, default=here.contract, help="folder to read")
    parser.add_argument("--output", type=Path, default=here.output, help="folder of the package")
    parser.add_argument("--docs", type=Path, default=here.docs, help="folder of the table")
    options = parser.parse_args(arguments)
    layout = Layout(options.contract.resolve(), options.output.resolve(), options.docs.resolve())
    try:
        bundle = load_yaml(layout.bundle)
    except ToolError as error:
        print(error, file=sys.stderr)
        return 1
    write_reference(bundle, layout.package, ledger.read(layout.contract))
    write_table(bundle, layout.docs)
    print(f"Wrote {layout.package / REFERENCE} and {layout.docs / TABLE}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
