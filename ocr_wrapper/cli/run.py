"""Read the sources one after the other or several at once, and report on each."""

from __future__ import annotations

import contextlib
import io
import logging
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.text import Text

from ocr_wrapper import inputs
from ocr_wrapper.cli import failures, placement, render, writers
from ocr_wrapper.cli.placement import Placement
from ocr_wrapper.cli.session import Caller, Connect
from ocr_wrapper.cli.settings import Connection, Job
from ocr_wrapper.errors import ConfigurationError, InputError
from ocr_wrapper.inputs import Input
from ocr_wrapper.recognition import Recognition
from ocr_wrapper.urls import is_url

_TEXT = "recognize_general_text"

_LOCAL_JOBS = 8

_EXAMPLE = (
    "the emulator could not read this and answered with an example of the contract, which is NOT "
    'what stands in the picture; real recognition needs pip install "ocr-wrapper[local]".'
)


@dataclass
class Outcome:
    """Hold what became of one source."""

    source: str
    input: Input | None = None
    recognition: Recognition[Any] | None = None
    error: BaseException | None = None
    skipped: bool = False
    example: bool = False
    """Whether the answer is an example of the contract and no reading of the picture."""

    saved: Path | None = None
    """Where the result is saved, if it is."""

    written: list[tuple[str, str]] = field(default_factory=list)


class Session:
    """Open the client when the first good input needs it, once for all threads.

    So an input that cannot be sent is reported without credentials and without starting an
    engine, and nothing is set up for nothing.
    """

    def __init__(self, connect: Connect, connection: Connection) -> None:
        self._connect, self._connection = connect, connection
        self._stack = contextlib.ExitStack()
        self._lock = threading.Lock()
        self._client: Caller | None = None
        self._failure: Exception | None = None

    def client(self) -> Caller:
        """Return the client; a failure to open it is the same for every source."""
        with self._lock:
            if self._failure is not None:
                raise self._failure
            if self._client is None:
                try:
                    self._client = self._stack.enter_context(self._connect(self._connection))
                except Exception as error:
                    self._failure = error
                    raise
            return self._client

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)


def run(job: Job, connect: Connect) -> int:
    """Do a job and return the exit code of the worst that happened."""
    out, err = Console(highlight=False), Console(stderr=True, highlight=False)
    # Rich keeps a bar below what is printed only if both go through one console.
    live = out if out.is_terminal else err
    with _logging(job.verbose), Session(connect, job.connection) as session:
        codes: list[int] = []
        printer = _Printer(job, out)
        places = Placement(job)
        skipped = examples = 0
        with _progress(job, live) as advance:
            for outcome in _outcomes(job, places, session):
                if outcome.error is None and not outcome.skipped:
                    try:
                        _save(job, outcome, places, session)
                        printer.show(outcome)
                    except InputError as error:
                        outcome.error = error
                skipped += outcome.skipped
                examples += outcome.example
                codes.append(failures.exit_code(outcome.error) if outcome.error else 0)
                if outcome.error is not None:
                    _report(outcome, err, live, job.verbose)
                advance()
                if isinstance(outcome.error, ConfigurationError):
                    break  # the next file would fail alike
    if examples:
        err.out(f"hwocr: {_EXAMPLE}", highlight=False)
    _summary(job, codes, skipped, err)
    return failures.worst(codes)


def _outcomes(job: Job, places: Placement, session: Session) -> Iterator[Outcome]:
    """Yield what became of each source, in the order given, reading ``jobs`` at a time."""
    if job.jobs == 1 or len(job.sources) == 1:
        yield from (_read(job, s, places.result(s), session) for s in job.sources)
        return
    # The emulator lets ten pictures wait and answers more with the vendor's "too many calls".
    jobs = min(job.jobs, _LOCAL_JOBS) if job.connection.local else job.jobs
    pending: deque[Future[Outcome]] = deque()
    with ThreadPoolExecutor(jobs, thread_name_prefix="hwocr") as pool:
        try:
            for source in job.sources:
                pending.append(pool.submit(_read, job, source, places.result(source), session))
                if len(pending) >= 2 * jobs:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            for future in pending:
                future.cancel()


def _read(job: Job, source: str, saved: Path | None, session: Session) -> Outcome:
    outcome = Outcome(source, saved=saved)
    if job.skip_existing and saved is not None and saved.exists():
        outcome.skipped = True
        return outcome
    try:
        outcome.input = _load(job, source)
        client = session.client()
        options = {
            **job.options,
            **(
                {"enterprise_project_id": job.connection.enterprise_project_id}
                if job.connection.enterprise_project_id is not None
                else {}
            ),
        }
        if outcome.input.url is not None:
            options["url"] = outcome.input.url
        outcome.recognition = client.call(job.operation.name, outcome.input.data, **options)
        outcome.example = client.is_example(outcome.recognition)
    except Exception as error:
        outcome.error = error
    return outcome


def _load(job: Job, source: str) -> Input:
    """Check a source here and not in the client: what was sent is needed for drawing on it."""
    if job.address or is_url(source):
        return inputs.load(None, url=source, operation=job.operation)
    if source == "-":
        return inputs.load(sys.stdin.buffer, operation=job.operation, fit=job.fit)
    return inputs.load(Path(source), operation=job.operation, fit=job.fit)


def _save(job: Job, outcome: Outcome, places: Placement, session: Session) -> None:
    """Write the result and the annotated picture to where they belong, if anywhere."""
    assert outcome.recognition is not None
    assert outcome.input is not None
    if outcome.saved is not None:
        form = "json" if job.format == "table" else job.format
        text = writers.write(form, outcome.source, outcome.recognition, several=False)
        placement.write(outcome.saved, text.encode())
        outcome.written.append(("Result", str(outcome.saved)))
        for number, sheet in enumerate(_sheets(outcome.recognition), 1):
            name = outcome.saved.with_suffix(f".{number}.xlsx" if number > 1 else ".xlsx")
            placement.write(name, sheet)
            outcome.written.append(("Spreadsheet", str(name)))
    picture = places.picture(outcome.source)
    if picture is not None:
        where = _annotate(job, outcome.input, outcome.recognition, picture, session)
        outcome.written.append(("Annotated picture", where))


def _sheets(recognition: Recognition[Any]) -> list[bytes]:
    """Return the .xlsx files of an answer; several tables may share one."""
    return list(dict.fromkeys(table.excel for table in recognition.tables if table.excel))


def _annotate(
    job: Job, source: Input, recognition: Recognition[Any], path: Path, session: Session
) -> str:
    """Draw on what was sent and say where it was written, or why it was not."""
    if source.data is None:
        return "none: the picture is behind an address and is not here to draw on"
    if source.format == "PDF":
        return "none: a PDF cannot be drawn on"
    from ocr_wrapper import annotate

    areas = annotate.marks(recognition)
    if not areas and job.connection.local and recognition.fields:
        # Passports and cards come without places. A second reading, as text, finds them; it
        # costs a second here and would be billed by the cloud, where it is therefore not done.
        text = session.client().call(_TEXT, source.data, detect_direction=True)
        areas = annotate.marks(recognition, text)
    if not areas:
        return "none: this answer gives no places in the picture"
    try:
        drawn = annotate.draw(source.data, areas)
        buffer = io.BytesIO()
        annotate.save(drawn, buffer, path.suffix)
    except Exception as error:
        raise InputError(
            f"The picture cannot be drawn on ({type(error).__name__}): use --no-annotate."
        ) from error
    placement.write(path, buffer.getvalue())
    return str(path)


class _Printer:
    """Print results to standard output in the format asked for."""

    def __init__(self, job: Job, console: Console) -> None:
        self._job, self._console = job, console
        self._first = True

    def show(self, outcome: Outcome) -> None:
        job, recognition = self._job, outcome.recognition
        assert recognition is not None
        if job.format == "table":
            render.show(
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
                text = writers.as_csv(outcome.source, recognition, head=self._first)
            else:
                if job.format == "json" and self._console.is_terminal:
                    text = recognition.to_json(indent=2) + "\n"
                    self._write(text)
                    return
                several = len(job.sources) > 1
                text = writers.write(job.format, outcome.source, recognition, several=several)
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
    message = f"hwocr: {failures.line(outcome.error, outcome.source)}"
    if live is err or not live.is_terminal:
        err.out(failures.printable(message), highlight=False)
    else:
        # Both are terminals: print above the bar, and still on standard error if redirected.
        (live if err.is_terminal else err).out(failures.printable(message), highlight=False)
    if verbose and failures.exit_code(outcome.error) == failures.UNEXPECTED:
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
