"""Worker pool: process inputs one after another, or several in daemon threads.

A result was billed, so the thread that received it saves it at once; the outcomes keep the order
of the inputs. The threads do not keep the process alive, so that Ctrl-C ends it at once.
"""

from __future__ import annotations

import concurrent.futures
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Protocol

from ocr_wrapper.cli.exit_codes import ExampleError, OutputError
from ocr_wrapper.cli.options import RunOptions
from ocr_wrapper.cli.session import ClientSession, example_hint
from ocr_wrapper.errors import InputError
from ocr_wrapper.images.load import LoadedImage, load_image
from ocr_wrapper.images.pdf import count_pages
from ocr_wrapper.images.urls import is_url
from ocr_wrapper.results.recognition import Recognition

_MAX_LOCAL_JOBS = 8
"""Most concurrent requests to the emulator, which queues ten and refuses more with the vendor's
"too many calls"."""

_PDF_PAGE = "pdf_page_number"
"""Request option for the page of a PDF, counted from 1."""


@dataclass
class Outcome:
    """What happened to one input."""

    source: str
    input: LoadedImage | None = None
    key: str = ""
    """Digest of everything that determines the result."""

    recognition: Recognition[Any] | None = None
    error: BaseException | None = None
    skipped: bool = False
    note: str = ""
    """One line for the user, such as which page of a PDF was processed."""

    written: list[tuple[str, str]] = field(default_factory=list)
    """Kind and path of every file that was written."""


class ResultStore(Protocol):
    """Saves results and recognizes those of earlier runs; safe to share between threads."""

    def key(self, source: str, loaded: LoadedImage) -> str:
        """Return a digest of everything that determines a result."""
        ...

    def find_result(self, key: str) -> Path | None:
        """Return the existing result for a key."""
        ...

    def save(self, outcome: Outcome) -> None:
        """Save the result of an outcome; a failure becomes the error of the outcome."""
        ...


class Workers:
    """Process the inputs of a run; iterate once to get the outcomes in order."""

    def __init__(self, options: RunOptions, results: ResultStore, session: ClientSession) -> None:
        self._options, self._results, self._session = options, results, session
        self._pending: deque[Future[Outcome]] = deque()
        self._tasks: SimpleQueue[tuple[Future[Outcome], str] | None] = SimpleQueue()
        self._threads = 0
        self._save_failed = False

    def __iter__(self) -> Iterator[Outcome]:
        """Yield the outcome of each input in the given order, with `jobs` inputs in progress.

        After a result that could not be saved nothing more is started.
        """
        options = self._options
        jobs = min(options.jobs, len(options.sources))
        if options.connection.local:
            jobs = min(jobs, _MAX_LOCAL_JOBS)
        if jobs == 1:
            for source in options.sources:
                yield self._finished(source)
            return
        self._threads = jobs
        for number in range(jobs):
            threading.Thread(target=self._work, name=f"hwocr-{number}", daemon=True).start()
        for source in options.sources:
            future: Future[Outcome] = Future()
            self._pending.append(future)
            self._tasks.put((future, source))
            if len(self._pending) >= 2 * jobs:
                yield self._next()
            if self._save_failed:
                return
        while self._pending and not self._save_failed:
            yield self._next()

    def finish(self, timeout: float | None = None) -> Iterator[Outcome]:
        """Start nothing more, and yield the outcomes of what is in progress.

        Args:
            timeout: Seconds to wait for all of them; None waits for any time.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        running = [future for future in self._pending if not future.cancel()]
        self._pending.clear()
        for _ in range(self._threads):
            self._tasks.put(None)
        for future in running:
            remaining = None if deadline is None else max(0.0, deadline - time.monotonic())
            try:
                yield future.result(remaining)
            except (concurrent.futures.TimeoutError, KeyboardInterrupt):
                continue

    def _next(self) -> Outcome:
        # Removed only afterwards, so that an interruption of the wait does not lose it.
        outcome = self._pending[0].result()
        self._pending.popleft()
        return outcome

    def _finished(self, source: str) -> Outcome:
        """Process one input and save its result."""
        outcome = self._process(source)
        if outcome.recognition is not None:
            self._results.save(outcome)
            self._save_failed = self._save_failed or isinstance(outcome.error, OutputError)
        return outcome

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            future, source = task
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(self._finished(source))
                except BaseException as error:
                    future.set_exception(error)

    def _process(self, source: str) -> Outcome:
        options, outcome = self._options, Outcome(source)
        try:
            outcome.input = loaded = _load(options, source)
            outcome.key = self._results.key(source, loaded)
            if options.skip_existing and self._results.find_result(outcome.key) is not None:
                outcome.skipped = True
                return outcome
            outcome.note = _check_page(options, loaded)
            client = self._session.client()
            request = dict(options.request)
            if options.connection.enterprise_project_id is not None:
                request["enterprise_project_id"] = options.connection.enterprise_project_id
            if loaded.url is not None:
                request["url"] = loaded.url
            recognition = client.call(options.operation.name, loaded.data, **request)
            if recognition.is_example and not options.allow_examples:
                raise ExampleError(
                    f"{example_hint(options)}; --allow-examples accepts it for tests.",
                    request_id=recognition.request_id,
                )
            if recognition.is_example:  # does not count as the result of the input later
                outcome.key = f"example:{outcome.key}"
            outcome.recognition = recognition
        except Exception as error:
            outcome.error = error
        return outcome


def _load(options: RunOptions, source: str) -> LoadedImage:
    """Load a source here and not in the client: the annotation needs the bytes that were sent."""
    if options.operation.input_field is None:
        return load_image(None, operation=options.operation)
    timeout = options.connection.timeout
    deadline = None if timeout is None else time.monotonic() + timeout
    if options.source_is_url or is_url(source):
        return load_image(None, url=source, operation=options.operation)
    if source != "-":
        path = Path(source)
        return load_image(path, operation=options.operation, fit=options.fit, deadline=deadline)
    if sys.stdin is None:
        raise InputError("Standard input is closed: name a file.")
    stream = sys.stdin.buffer
    return load_image(stream, operation=options.operation, fit=options.fit, deadline=deadline)


def _check_page(options: RunOptions, loaded: LoadedImage) -> str:
    """Check the page of a PDF, and return a note if the file has other pages."""
    if loaded.format != "PDF" or loaded.data is None:
        return ""
    pages = count_pages(loaded.data)
    page = options.request.get(_PDF_PAGE)
    if pages is not None and isinstance(page, int) and page > pages:
        count = "one page" if pages == 1 else f"{pages:,} pages"
        raise InputError(f"Page {page} is out of range: the PDF has {count}; nothing was sent.")
    if page is not None or pages == 1:
        return ""
    note = f"page 1 of {pages:,}" if pages is not None else "only page 1 of the PDF"
    selectable = any(option.name == _PDF_PAGE for option in options.operation.options)
    return f"{note} is processed" + ("; --pdf-page-number selects another" if selectable else "")
