"""Command line `hwocr`: one subcommand for each operation, and commands for everything else.

It needs click and rich, which the extra `[cli]` installs and only this package imports.
"""

from __future__ import annotations

import contextlib
import os
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
    from ocr_wrapper.cli.exit_codes import INTERRUPTED

    if arguments is not None:
        return run(list(arguments))
    code = run(sys.argv[1:])
    if code == INTERRUPTED:
        _exit_now(code)
    return code


def _exit_now(code: int) -> None:
    """End the process without waiting for threads, such as those of the OCR engine."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)
