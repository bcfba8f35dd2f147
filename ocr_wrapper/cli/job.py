"""Do a job: read the sources, print and save what came, and report on each."""

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
from ocr_wrapper.cli.output import formats, terminal
from ocr_wrapper.cli.output.files import save
from ocr_wrapper.cli.output.paths import Placement
from ocr_wrapper.cli.runner import Outcome, Session, outcomes
from ocr_wrapper.cli.session import Connect
from ocr_wrapper.cli.settings import Job
from ocr_wrapper.errors import ConfigurationError

_EXAMPLE = (
    "the emulator could not read this and answered with an example of the contract, which is NOT "
    'what stands in the picture; real recognition needs pip install "ocr-wrapper[local]".'
)


def run(job: Job, connect: Connect) -> int:
    """Do a job and return the exit code of the worst that happened."""
    out, err = Console(highlight=False), Console(stderr=True, highlight=False)
    # Rich keeps a bar below what is printed only if both go through one console.
    live = out if out.is_terminal else err
    with _logging(job.verbose), Session(connect, job.connection) as session:
        codes: list[int] = []
        printer = _Printer(job, out)
        places = Placement(job)
        places.prepare()
        skipped = examples = 0
        with _progress(job, live) as advance:
            for outcome in outcomes(job, places, session):
                if outcome.recognition is not None:
                    save(job, outcome, places, session)
                    printer.show(outcome)
                skipped += outcome.skipped
                examples += outcome.example
                codes.append(exit_codes.exit_code(outcome.error) if outcome.error else 0)
                if outcome.error is not None:
                    _report(outcome, err, live, job.verbose)
                advance()
                if isinstance(outcome.error, ConfigurationError):
                    break  # the next file would fail alike
    if examples:
        err.out(f"hwocr: {_EXAMPLE}", highlight=False)
    _summary(job, codes, skipped, err)
    return exit_codes.worst(codes)


class _Printer:
    """Print results to standard output in the format asked for."""

    def __init__(self, job: Job, console: Console) -> None:
        self._job, self._console = job, console
        self._first = True

    def show(self, outcome: Outcome) -> None:
        job, recognition = self._job, outcome.recognition
        assert recognition is not None
        if job.format == "table":
            terminal.show(
                self._console,
                outcome.source,
                recognition,
                command=job.operation.slug,
                local=job.connection.local,
                example=outcome.example,
                written=outcome.written,
            )
        elif job.output is None:
            if job.format == "csv":
                text = formats.as_csv(outcome.source, recognition, head=self._first)
            else:
                if job.format == "json" and self._console.is_terminal:
                    text = recognition.to_json(indent=2) + "\n"
                    self._write(text)
                    return
                several = len(job.sources) > 1
                text = formats.write(job.format, outcome.source, recognition, several=several)
            self._write(text)
        self._first = False

    def _write(self, text: str) -> None:
        """Write a result byte for byte; on a terminal in a way that spares the progress bar."""
        if self._console.is_terminal:
            self._console.print(Text(text.expandtabs()), end="", soft_wrap=True)
        else:
            sys.stdout.write(text)
            sys.stdout.flush()


def _report(outcome: Outcome, err: Console, live: Console, verbose: int) -> None:
    assert outcome.error is not None
    message = f"hwocr: {exit_codes.line(outcome.error, outcome.source)}"
    if live is err or not live.is_terminal:
        err.out(exit_codes.printable(message), highlight=False)
    else:
        # Both are terminals: print above the bar, and still on standard error if redirected.
        (live if err.is_terminal else err).out(exit_codes.printable(message), highlight=False)
    if verbose and exit_codes.exit_code(outcome.error) == exit_codes.UNEXPECTED:
        trace = "".join(traceback.format_exception(outcome.error))
        err.out(trace, highlight=False)


def _summary(job: Job, codes: list[int], skipped: int, err: Console) -> None:
    count = len(job.sources)
    if count < 2:
        return
    failed = sum(code != 0 for code in codes)
    left = count - len(codes)
    text = f"hwocr: {len(codes) - failed - skipped} of {count} read"
    text += f", {skipped} there already" if skipped else ""
    text += f", {failed} failed" if failed else ""
    text += f", {left} not tried" if left else ""
    err.out(text, highlight=False)


@contextlib.contextmanager
def _progress(job: Job, console: Console) -> Iterator[Callable[[], None]]:
    """Show a bar over several files, a spinner over one; nothing where nobody looks."""
    if not console.is_terminal:
        yield lambda: None
    elif len(job.sources) == 1:
        engine = " with the local engine" if job.connection.local else ""
        with console.status(f"reading{engine} …") as status:
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
            task = progress.add_task(job.operation.slug, total=len(job.sources))
            yield lambda: progress.advance(task)


@contextlib.contextmanager
def _logging(verbose: int) -> Iterator[None]:
    """Show the library's log on standard error with ``-v``, and wire-level lines with ``-vv``."""
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
