"""Run of one operation: process all inputs, print and save the results, report errors."""

from __future__ import annotations

import contextlib
import logging
import sys
import traceback
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from ocr_wrapper.cli import exit_codes
from ocr_wrapper.cli.exit_codes import OutputError
from ocr_wrapper.cli.options import RunOptions
from ocr_wrapper.cli.output.files import ResultFiles
from ocr_wrapper.cli.output.printer import Printer
from ocr_wrapper.cli.session import ClientSession, Connect, example_hint
from ocr_wrapper.cli.workers import Outcome, Workers
from ocr_wrapper.errors import ConfigurationError
from ocr_wrapper.redaction import printable, printable_line

_INTERRUPT_TIMEOUT = 1.0
"""Seconds to wait after Ctrl-C for requests in progress, which may have been billed."""


def run_operation(options: RunOptions, connect: Connect) -> int:
    """Process all inputs and return the worst exit code."""
    with (
        _logging(options.verbose),
        ClientSession(connect, options.connection) as session,
    ):
        run = _Run(options, session)
        with _progress(options, run.live) as advance:
            run.process(advance)
    run.print_summary()
    return exit_codes.worst(run.codes)


class _Run:
    """State of one run: what was printed, saved, skipped and failed."""

    def __init__(self, options: RunOptions, session: ClientSession) -> None:
        self.options = options
        self.codes: list[int] = []
        out = Console(highlight=False)
        self._err = Console(stderr=True, highlight=False)
        # Rich keeps a progress bar below the printed text only if both use the same console.
        self.live = out if out.is_terminal else self._err
        self._printer = Printer(options, out)
        self._printer.prepare()
        self._files = ResultFiles(options, session)
        self._files.prepare()
        self._session = session
        self._skipped = self._examples = 0

    def process(self, advance: Callable[[], None]) -> None:
        """Process the inputs; after an error that concerns all of them, start no further one."""
        workers = Workers(self.options, self._files, self._session)
        try:
            for outcome in workers:
                self._handle(outcome)
                advance()
                if isinstance(outcome.error, ConfigurationError | OutputError):
                    break
        except KeyboardInterrupt:
            for outcome in workers.finish(_INTERRUPT_TIMEOUT):
                self._handle(outcome)
            raise
        for outcome in workers.finish():
            self._handle(outcome)
            advance()

    def print_summary(self) -> None:
        """Print how many inputs were processed, skipped and failed, if there are several."""
        if self._examples:
            self._print_error(f"hwocr: {example_hint(self.options)}.")
        count = len(self.options.sources)
        if count < 2:
            return
        failed = sum(code != 0 for code in self.codes)
        not_tried = count - len(self.codes)
        text = f"hwocr: {len(self.codes) - failed - self._skipped} of {count} processed"
        text += f", {self._skipped} skipped" if self._skipped else ""
        text += f", {failed} failed" if failed else ""
        text += f", {not_tried} not tried" if not_tried else ""
        self._print_error(text)

    def _handle(self, outcome: Outcome) -> None:
        if outcome.recognition is not None:
            try:
                self._printer.show(outcome)
            except OSError as error:
                self._print_to_stderr(outcome, error)
        self._skipped += outcome.skipped
        self._examples += outcome.recognition is not None and outcome.recognition.is_example
        self.codes.append(exit_codes.exit_code(outcome.error) if outcome.error else 0)
        if outcome.note:
            subject = exit_codes.describe_source(outcome.source)
            self._print_error(f"hwocr: {subject}: {outcome.note}.")
        if outcome.error is not None:
            self._report_error(outcome)

    def _print_to_stderr(self, outcome: Outcome, error: OSError) -> None:
        """Print a result that standard output did not accept, and let the run end."""
        if isinstance(error, BrokenPipeError):
            raise error
        why = (error.strerror or type(error).__name__).lower()
        outcome.error = outcome.error or OutputError(
            f"Standard output cannot be written ({why}): the result is on standard error."
        )
        self._err.file.write(self._printer.text(outcome))

    def _report_error(self, outcome: Outcome) -> None:
        assert outcome.error is not None
        self._print_error(f"hwocr: {exit_codes.error_line(outcome.error, outcome.source)}")
        unexpected = exit_codes.exit_code(outcome.error) == exit_codes.UNEXPECTED
        if self.options.verbose and unexpected:
            trace = "".join(traceback.format_exception(outcome.error))
            self._err.out(printable(trace), highlight=False)

    def _print_error(self, message: str) -> None:
        # If both are terminals, print above the progress bar; a redirected standard error still
        # gets its messages.
        console = self.live if self._err.is_terminal and self.live.is_terminal else self._err
        console.out(printable_line(message), highlight=False)


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


class _PrintableFormatter(logging.Formatter):
    """Log formatter that removes control characters, which a response may contain."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one record as printable text."""
        return printable(super().format(record))


@contextlib.contextmanager
def _logging(verbose: int) -> Iterator[None]:
    """Show the log of the library on standard error with `-v`, and every attempt with `-vv`."""
    if not verbose:
        yield
        return
    logger = logging.getLogger("ocr_wrapper")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_PrintableFormatter("%(levelname)s %(name)s: %(message)s"))
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG if verbose > 1 else logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
