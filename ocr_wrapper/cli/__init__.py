"""Command line `hwocr`: one subcommand for each operation, and commands for everything else.

It needs click and rich, which the extra `[cli]` installs and only this package imports.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

_MISSING = (
    "hwocr: the command line needs {name}, which is not installed: "
    'run pip install "ocr-wrapper[cli]".'
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `hwocr` and return its exit code; `arguments` default to those of the process."""
    try:
        import click  # noqa: F401
        import rich  # noqa: F401
    except ModuleNotFoundError as error:
        print(_MISSING.format(name=error.name), file=sys.stderr)
        return 3
    from ocr_wrapper.cli.app import run

    return run(sys.argv[1:] if arguments is None else list(arguments))
