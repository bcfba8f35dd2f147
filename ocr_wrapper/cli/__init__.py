"""Command line `hwocr`: one subcommand for each operation, and commands for everything else.

It needs click and rich, which the extra `[cli]` installs and only this package imports.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

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
    from ocr_wrapper.cli.exit_codes import INTERRUPTED, OUTPUT, TERMINATED

    if arguments is not None:
        return run(list(arguments))
    _interrupt_on_termination()
    code = run(sys.argv[1:])
    if not _flushed() and code == 0:
        code = OUTPUT
    if code in {INTERRUPTED, TERMINATED}:
        # Without waiting for threads, such as those of the OCR engine.
        os._exit(code)
    return code


def _interrupt_on_termination() -> None:
    """Let a request to end, such as that of a container, do what Ctrl-C does.

    By default the process would end at once, and with it the calls in flight, which are billed.
    """
    from ocr_wrapper.cli.exit_codes import Terminated

    def terminate(*_: object) -> NoReturn:
        raise Terminated

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # nohup has ignored it, and it stays so.
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            with contextlib.suppress(ValueError):  # not the main thread
                signal.signal(number, terminate)


def _flushed() -> bool:
    """Write what the streams hold; False if standard output does not accept it.

    Python itself would do it at its end, and change the exit code to 120 if a reader has gone.
    """
    complete = True
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError) as error:
            # A closed stream, or a reader that has gone, was reported where it was written.
            lost = isinstance(error, OSError) and not isinstance(error, BrokenPipeError)
            complete = complete and not (lost and stream is sys.stdout)
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return complete
