"""Run of one operation: process all inputs, print and save the results, report errors."""

from __future__ import annotations

import contextlib
import logging
import sys
import traceback
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.text import Text

from ocr_wrapper.cli import exit_codes
from ocr_wrapper.cli.options import RunOptions
from ocr_wrapper.cli.output import formats, terminal
from ocr_wrapper.cli.output.files import save
from ocr_wrapper.cli.output.paths import OutputPaths
from ocr_wrapper.cli.session import ClientSession, Connect
from ocr_wrapper.cli.workers import Outcome, outcomes
from ocr_wrapper.errors import ConfigurationError

_EXAMPLE_WARNING = (
    "the emulator could not read this image and returned an example of the contract, which is NOT "
    'the content of the image; real recognition needs pip install "ocr-wrapper[local]".'
)


def run_operation(options: RunOptions, connect: Connect) -> int:
    """Process all inputs and return the worst exit code."""
    out, err = Console(highlight=False), Console(stderr=True, highlight=False)
    # Rich keeps a progress bar below the printed text only if both use the same console.
    live = out if out.is_terminal else err
    with _logging(options.verbose), ClientSession(connect, options.connection) as session:
        codes: list[int] = []
        printer = _Printer(options, out)
        paths = OutputPaths(options)
        paths.prepare()
        skipped = examples = 0
        with _progress(options, live) as advance:
            for outcome in outcomes(options, paths, session):
                if outcome.recognition is not None:
                    save(options, outcome, paths, session)
                    printer.show(outcome)
                skipped += outcome.skipped
                examples += outcome.is_example
                codes.append(exit_codes.exit_code(outcome.error) if outcome.error else 0)
                if outcome.error is not None:
                    _report_error(outcome, err, live, options.verbose)
                advance()
                if isinstance(outcome.error, ConfigurationError):
                    break  # every other input would fail for the same reason
    if examples:
        err.out(f"hwocr: {_EXAMPLE_WARNING}", highlight=False)
    _print_summary(options, codes, skipped, err)
    return exit_codes.worst(codes)


class _Printer:
    """Print results to standard output in the requested format."""

    def __init__(self, options: RunOptions, console: Console) -> None:
        self._options, self._console = options, console
        self._first = True

    def show(self, outcome: Outcome) -> None:
        options, recognition = self._options, outcome.recognition
        assert recognition is not None
        if options.format == "table":
            terminal.show(
                self._console,
                outcome.source,
                recognition,
                command=options.operation.slug,
                local=options.connection.local,
                is_example=outcome.is_example,
                written=outcome.written,
            )
        elif options.output is None:
            if options.format == "csv":
                text = formats.as_csv(outcome.source, recognition, header=self._first)
            elif options.format == "json" and self._console.is_terminal:
                text = recognition.to_json(indent=2) + "\n"
            else:
                several = len(options.sources) > 1
                text = formats.render(options.format, outcome.source, recognition, several=several)
            self._write(text)
        self._first = False

    def _write(self, text: str) -> None:
        """Write a result unchanged; on a terminal without breaking the progress bar."""
        if self._console.is_terminal:
            self._console.print(Text(text.expandtabs()), end="", soft_wrap=True)
        else:
            sys.stdout.write(text)
            sys.stdout.flush()


def _report_error(outcome: Outcome, err: Console, live: Console, verbose: int) -> None:
    assert outcome.error is not None
    message = f"hwocr: {exit_codes.error_line(outcome.error, outcome.source)}"
    if live is err or not live.is_terminal:
        err.out(exit_codes.printable(message), highlight=False)
    else:
        # Both are terminals: print above the bar, and still to a redirected standard error.
        (live if err.is_terminal else err).out(exit_codes.printable(message), highlight=False)
    if verbose and exit_codes.exit_code(outcome.error) == exit_codes.UNEXPECTED:
        trace = "".join(traceback.format_exception(outcome.error))
        err.out(trace, highlight=False)


def _print_summary(options: RunOptions, codes: list[int], skipped: int, err: Console) -> None:
    count = len(options.sources)
    if count < 2:
        return
    failed = sum(code != 0 for code in codes)
    not_tried = count - len(codes)
    text = f"hwocr: {len(codes) - failed - skipped} of {count} processed"
    text += f", {skipped} skipped" if skipped else ""
    text += f", {failed} failed" if failed else ""
    text += f", {not_tried} not tried" if not_tried else ""
    err.out(text, highlight=False)


@contextlib.contextmanager
def _progress(options: RunOptions, console: Console) -> Iterator[Callable[[], None]]:
    """Show a bar for several inputs, a spinner for one, and nothing outside a terminal."""
    if not console.is_terminal:
        yield lambda: None
    elif len(options.sources) == 1:
        engine = " with the local engine" if options.connection.local else ""
        with console.status(f"processing{engine} …") as status:
            yield status.stop
    else:
        with Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            console=console,
            transient=True,
        ) as progress:
            task = progress.add_task(options.operation.slug, total=len(options.sources))
            yield lambda: progress.advance(task)


@contextlib.contextmanager
def _logging(verbose: int) -> Iterator[None]:
    """Show the log of the library on standard error with `-v`, and every attempt with `-vv`."""
    if not verbose:
        yield
        return
    logger = logging.getLogger("ocr_wrapper")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG if verbose > 1 else logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
