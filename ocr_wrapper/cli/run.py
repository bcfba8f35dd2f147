"""Run of one operation: process all inputs, print and save the results, report errors."""

from __future__ import annotations

import contextlib
import json
import logging
import sys
import time
import traceback
from collections.abc import Callable, Iterator

from ocr_wrapper.batch.errors import InDoubtError, may_be_billed
from ocr_wrapper.batch.summary import Summary
from ocr_wrapper.cli import exit_codes
from ocr_wrapper.cli.exit_codes import OutputError
from ocr_wrapper.cli.options import RunOptions
from ocr_wrapper.cli.output import terminal
from ocr_wrapper.cli.output.files import ResultFiles
from ocr_wrapper.cli.output.printer import Printer
from ocr_wrapper.cli.progress import report
from ocr_wrapper.cli.session import ClientSession, Connect, example_hint
from ocr_wrapper.cli.workers import CallBudget, CallHandler, Outcome, outcomes
from ocr_wrapper.parallel.items import INTERRUPT_TIMEOUT, STOPPING_ERRORS, BatchItem
from ocr_wrapper.parallel.threads import Batch
from ocr_wrapper.redaction import printable, printable_line

_MAX_LOCAL_JOBS = 8
"""Most concurrent requests to the emulator, which queues ten and refuses more with the vendor's
"too many calls"."""


def run_operation(options: RunOptions, connect: Connect) -> int:
    """Process all inputs and return the exit code of the run."""
    with (
        _logging(options.verbose),
        ClientSession(connect, options.connection) as session,
    ):
        run = _Run(options, session)
        with report(options, run.summary, run.live) as advance:
            run.process(advance)
        try:
            run.combine()
        finally:
            run.close()
    run.print_summary()
    return run.exit_code()


class _Run:
    """State of one run: what was printed, saved, skipped and failed."""

    def __init__(self, options: RunOptions, session: ClientSession) -> None:
        self.options = options
        self.summary = Summary(len(options.sources), time.monotonic)
        self._codes: set[int] = set()
        out = terminal.Screen(highlight=False)
        self._err = terminal.Screen(stderr=True, highlight=False)
        # Rich keeps a progress bar below the printed text only if both use the same console.
        self.live = out if out.is_terminal else self._err
        self._printer = Printer(options, out)
        self._printer.prepare()
        self._files = ResultFiles(options, session)
        self._files.prepare()
        self._session = session
        self._budget = CallBudget(options.max_calls)
        self._examples = 0
        self._billed_before = 0

    def process(self, advance: Callable[[], None]) -> None:
        """Process the inputs; after an error that concerns all of them, start no further one."""
        options = self.options
        jobs = options.jobs if options.pages else min(options.jobs, len(options.sources))
        if options.connection.local:
            jobs = min(jobs, _MAX_LOCAL_JOBS)
        batch = Batch(
            self._session.call,
            options.operation.name,
            outcomes(options, self.summary),
            CallHandler(options, self._files, self._session, self._budget),
            jobs=max(1, jobs),
            threaded=True,
        )
        try:
            self._handle_all(batch, advance)
        except KeyboardInterrupt:
            self._interrupted(batch)
            raise
        except BaseException:
            # The calls in flight are paid for, and the threads that make them save the results.
            batch.close()
            self.close()
            raise
        for item in batch.close():
            self._handle(item)
            advance()
        self.summary.calls = self._budget.made

    def _handle_all(self, batch: Batch[Outcome], advance: Callable[[], None]) -> None:
        while True:
            try:
                item = next(batch)
            except StopIteration:
                return
            except STOPPING_ERRORS:
                return  # reported with the input that had it
            outcome = self._handle(item)
            advance()
            if isinstance(outcome.error, OutputError):
                return

    def _interrupted(self, batch: Batch[Outcome]) -> None:
        """Save what has finished meanwhile, and name the calls that have not."""
        in_flight = []
        for item in batch.close(INTERRUPT_TIMEOUT):
            if item.result is not None or item.error is None or not may_be_billed(item.error):
                self._handle(item)
            elif item.input.started:
                in_flight.append(item.input.source)
        if self.options.output is not None and in_flight:
            names = ", ".join(exit_codes.describe_source(name) for name in in_flight)
            self._print_error(
                f"hwocr: {_calls(len(in_flight))} in flight and may have been billed: {names}"
            )
        if self.options.combined is not None:
            parts = self.options.combined.parts
            self._print_error(f"hwocr: the results so far are in {parts}; --resume continues")
        if not batch.given_up:
            self.close()

    def combine(self) -> None:
        """Write the one file for all inputs, if that was requested."""
        combined, summary = self.options.combined, self.summary
        if combined is None or self.options.dry_run:
            return
        complete = self._codes <= {0} and summary.not_tried == 0
        try:
            path = self._files.combine(complete=complete)
        except OutputError as error:
            self._codes.add(exit_codes.exit_code(error))
            self._print_error(f"hwocr: {exit_codes.error_line(error)}")
            return
        if not complete:
            what = "has the results so far" if path else "is not written yet"
            self._print_error(
                f"hwocr: {combined.path} {what}; --resume continues with {combined.parts}"
            )

    def close(self) -> None:
        """Close the journals; not while a worker may still save the result of a call."""
        self._files.close()

    def exit_code(self) -> int:
        """Return the exit code of the run."""
        return exit_codes.of_run(self._codes, complete=self.summary.not_tried == 0)

    def print_summary(self) -> None:
        """Print how many inputs were processed, skipped and failed, if there are several."""
        if self._examples:
            self._print_error(f"hwocr: {example_hint(self.options)}.")
        count = self._billed_before
        if count:
            again = "would be" if self.options.dry_run else "was" if count == 1 else "were"
            self._print_error(
                f"hwocr: {count} {'call' if count == 1 else 'calls'} {again} made again that an "
                "earlier run may have been billed for; each is named above."
            )
        if self.summary.in_doubt and self.options.several:
            cure = ": --resume --retry-unknown makes them again" if self.options.output else ""
            self._print_error(
                f"hwocr: {_calls(self.summary.in_doubt)} without a result and may have been "
                f"billed{cure}. Each is named above."
            )
        if self.options.dry_run:
            self._print_error(f"hwocr: {self._plan()}")
        elif self.options.several:
            text = self.summary.text()
            limit = self.options.max_calls
            if limit is not None and self.summary.not_tried:
                text += f" (--max-calls {limit})"
            self._print_error(f"hwocr: {text}")

    def _plan(self) -> str:
        summary = self.summary
        count = summary.planned
        limit = self.options.max_calls
        limited = "" if limit is None or limit >= count else f", of which a run makes {limit}"
        text = f"dry run: {count} billable call{'' if count == 1 else 's'}{limited}"
        text += f", {summary.skipped} skipped" if summary.skipped else ""
        text += f", {summary.in_doubt} may have been billed" if summary.in_doubt else ""
        text += f", {summary.failed.total()} that cannot be sent" if summary.failed else ""
        return f"{text}; nothing was sent"

    def _handle(self, item: BatchItem[Outcome]) -> Outcome:
        outcome = item.input
        outcome.error = outcome.error or item.error
        outcome.content = None
        if outcome.recognition is not None:
            try:
                self._printer.show(outcome)
            except OSError as error:
                self._print_to_stderr(outcome, error)
        self._count(outcome)
        if outcome.error is None:
            self._files.collect(outcome)
        if outcome.planned or (outcome.skipped and self.options.dry_run):
            self._print_plan(outcome)
        if outcome.note:
            subject = exit_codes.describe_source(outcome.source)
            self._print_error(f"hwocr: {subject}: {outcome.note}.")
        if outcome.recognition is not None:
            self._report_unread(outcome)
        if outcome.error is not None:
            self._report_error(outcome)
        return outcome

    def _report_unread(self, outcome: Outcome) -> None:
        """Print what the emulator of `--local` could not read, and what to install."""
        assert outcome.recognition is not None
        subject = exit_codes.describe_source(outcome.source)
        for line in self._session.unread(outcome.recognition.request_id or ""):
            self._print_error(f"hwocr: {subject}: {line}")

    def _count(self, outcome: Outcome) -> None:
        summary, error = self.summary, outcome.error
        self._examples += outcome.recognition is not None and outcome.recognition.is_example
        self._codes.add(0 if error is None else exit_codes.exit_code(error))
        if outcome.billed_before and not isinstance(error, InDoubtError):
            self._billed_before += 1
        if error is not None:
            sent = outcome.started and outcome.recognition is None and may_be_billed(error)
            if sent or isinstance(error, InDoubtError):
                summary.in_doubt += 1
            else:
                summary.failed[type(error).__name__] += 1
        else:
            summary.skipped += outcome.skipped
            summary.planned += outcome.planned
            summary.done += not (outcome.skipped or outcome.planned)
        summary.calls = self._budget.made

    def _print_plan(self, outcome: Outcome) -> None:
        """Print what a run would do with an input, on standard output."""
        what = "call" if outcome.planned else "skip"
        loaded = outcome.input
        size = len(loaded.data) if loaded is not None and loaded.data is not None else None
        name = exit_codes.describe_source(outcome.source)
        if self.options.format == "json":
            record = {"plan": what, "file": outcome.source, "bytes": size}
            text = json.dumps({**record, "operation": self.options.operation.name})
        else:
            text = f"{what}  {printable_line(name)}" + ("" if size is None else f"  {size:,} bytes")
        sys.stdout.write(text + "\n")

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
            with contextlib.suppress(OSError):
                self._err.out(printable(trace), highlight=False)

    def _print_error(self, message: str) -> None:
        # If both are terminals, print above the progress bar; a redirected standard error still
        # gets its messages.
        console = self.live if self._err.is_terminal and self.live.is_terminal else self._err
        # Messages that nobody can read end no run: the calls of the others are paid for.
        with contextlib.suppress(OSError):
            console.out(printable_line(message), highlight=False)


def _calls(count: int) -> str:
    return "1 call was" if count == 1 else f"{count} calls were"


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
