"""Write what people read of the contract: `python -m scripts.docs.build`.

The API reference is one page without a script, a font or a picture from elsewhere: it
works with the network off and under the strictest content policy, and it is small
enough to ship with the package, from where the emulator serves it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.contract.document import load_yaml
from scripts.docs import operations_table, reference
from scripts.layout import Layout, ToolError


def pages(bundle: Mapping[str, Any]) -> dict[str, str]:
    """Return the text of each page by its path below `docs/`."""
    return {
        "operations.md": operations_table.page(bundle),
        "api/index.html": reference.page(bundle),
    }


def _strays(folder: Path) -> list[Path]:
    """Return the files below `api/` that are no page; `docs/` itself is written by hand."""
    known = {folder / "api" / "index.html"}
    return sorted(
        path for path in (folder / "api").rglob("*") if path.is_file() and path not in known
    )


def write(bundle: Mapping[str, Any], folder: Path) -> None:
    """Write the pages into a folder, where they differ, and leave nothing else in `api/`."""
    for stray in _strays(folder):
        stray.unlink()
    for name, text in pages(bundle).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def differences(bundle: Mapping[str, Any], folder: Path) -> list[str]:
    """Return a line for each page that is not what the bundle gives."""
    lines = []
    for name, text in pages(bundle).items():
        path = folder / name
        if not path.is_file():
            lines.append(f"{folder.name}/{name} is missing")
        elif path.read_text(encoding="utf-8") != text:
            lines.append(f"{folder.name}/{name} differs from what the contract gives")
    for stray in _strays(folder):
        name = stray.relative_to(folder).as_posix()
        lines.append(f"{folder.name}/{name} comes from nothing in the contract")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command on the committed bundle, for which no Node is needed."""
    parser = argparse.ArgumentParser(prog="python -m scripts.docs.build", description=__doc__)
    here = Layout.of_repository()
    parser.add_argument("--contract", type=Path, default=here.contract, help="folder to read")
    parser.add_argument("--docs", type=Path, default=here.docs, help="folder to write")
    options = parser.parse_args(arguments)
    layout = Layout(options.contract.resolve(), here.output, options.docs.resolve())
    try:
        write(load_yaml(layout.bundle), layout.docs)
    except ToolError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Wrote {layout.docs / 'api' / 'index.html'} and {layout.docs / 'operations.md'}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
