"""Work on one input of a run: load it, look it up in the journal, call, save.

This is what `recognize_many` does with each input of the command line. A result was billed, so
the worker that received it saves it at once; the outcomes keep the order of the inputs.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from ocr_wrapper.batch.errors import may_be_billed
from ocr_wrapper.batch.inputs import STANDARD_INPUT, Source
from ocr_wrapper.batch.journal import Entry
from ocr_wrapper.batch.summary import Summary
from ocr_wrapper.cli.exit_codes import ExampleError, OutputError
from ocr_wrapper.cli.options import RunOptions
from ocr_wrapper.cli.session import ClientSession, example_hint
from ocr_wrapper.errors import InputError, OcrError
from ocr_wrapper.images import read
from ocr_wrapper.images.load import LoadedImage, load_image
from ocr_wrapper.images.pages import PAGE_OPTION, PageSelection, extract_page, page_count
from ocr_wrapper.images.pdf import count_pages
from ocr_wrapper.images.urls import is_url
from ocr_wrapper.parallel.items import BatchItem, Prepared, Stop
from ocr_wrapper.results.recognition import Recognition


@dataclass
class Outcome:
    """What happened to one input."""

    source: str
    """The input as it is shown: a path or address, with `#page=3` for one page."""

    stem: str = ""
    """Name for the output without suffix, with `/` between folders."""

    origin: Source | None = None
    page: int | None = None
    content: read.Source | None = field(default=None, repr=False)
    """The file as it was read."""

    input: LoadedImage | None = None
    """What is sent; with `--fit` or for a page it may be another image than the file."""

    key: str = ""
    """Digest of everything that determines the result."""

    input_key: str | None = None
    """Digest of what stays when the content of the input changes; None if that is not known."""

    known: Entry | None = None
    """What the journal knew of the call when it was claimed."""

    started: bool = False
    """Whether the call was noted in the journal and begun."""

    recognition: Recognition[Any] | None = None
    error: BaseException | None = None
    skipped: bool = False
    planned: bool = False
    """Whether a dry run would call the service for this input."""

    billed_before: bool = False
    """Whether an earlier run was killed during the call of this input."""

    note: str = ""
    """One line for the user, such as which page of a PDF was processed."""

    written: list[tuple[str, str]] = field(default_factory=list)
    """Kind and path of every file that was written."""


class ResultStore(Protocol):
    """Keeps results, and the journal of calls; safe to share between threads."""

    def claim(self, outcome: Outcome) -> bool:
        """Return whether a call is needed; raise if its outcome is in doubt."""
        ...

    def start(self, outcome: Outcome) -> None:
        """Note that the call is about to be made."""
        ...

    def save(self, outcome: Outcome) -> None:
        """Save the result of an outcome; a failure becomes the error of the outcome."""
        ...

    def fail(self, outcome: Outcome, *, may_be_billed: bool) -> None:
        """Note that the call has no result."""
        ...

    def forget(self, outcome: Outcome) -> None:
        """Note that the call was not made."""
        ...


class CallBudget:
    """The number of calls that a run may make (`--max-calls`)."""

    def __init__(self, limit: int | None) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self.made = 0

    def take(self) -> bool:
        """Count a call; False if no further one is allowed."""
        with self._lock:
            if self._limit is not None and self.made >= self._limit:
                return False
            self.made += 1
            return True

    def give_back(self) -> None:
        """Count one call less: nothing was sent for it."""
        with self._lock:
            self.made -= 1


class CallHandler:
    """Prepares the call of each input and keeps its result; implements `parallel.items.Handler`."""

    def __init__(
        self, options: RunOptions, results: ResultStore, session: ClientSession, budget: CallBudget
    ) -> None:
        self._options, self._results, self._session = options, results, session
        self._budget = budget

    def prepare(self, item: BatchItem[Outcome]) -> Prepared | None:
        """Return what to send; None if the result exists, or in a dry run.

        Everything that can fail without a request is tried before the call is counted.
        """
        options, outcome = self._options, item.input
        origin = outcome.origin
        assert origin is not None
        if origin.error is not None:
            raise origin.error
        has_content = options.operation.input_field is not None and not is_address(options, origin)
        if has_content and outcome.content is None:
            outcome.content = _read(options, origin)
        if not self._results.claim(outcome):
            outcome.skipped = True
            return None
        request = dict(options.request)
        outcome.input = loaded = _load(options, outcome, request)
        outcome.note = outcome.note or _check_page(options, loaded, request)
        if options.dry_run:
            outcome.planned = True
            return None
        self._session.client()
        if not self._budget.take():
            raise Stop
        try:
            self._results.start(outcome)
        except BaseException:
            self._budget.give_back()
            raise
        outcome.started = True
        if options.connection.enterprise_project_id is not None:
            request["enterprise_project_id"] = options.connection.enterprise_project_id
        if loaded.url is not None:
            request["url"] = loaded.url
        return Prepared(loaded.data, request)

    def finish(self, item: BatchItem[Outcome]) -> None:
        """Save the result, or note why there is none."""
        outcome = item.input
        outcome.error, outcome.recognition = item.error, item.result
        if not outcome.started:
            return
        if item.error is None and item.result is None:
            self._budget.give_back()
            self._results.forget(outcome)
            return
        if item.result is not None and item.result.is_example and not self._options.allow_examples:
            request_id = item.result.request_id
            outcome.recognition = item.result = None
            outcome.error = ExampleError(
                f"{example_hint(self._options)}; --allow-examples accepts it for tests.",
                request_id=request_id,
            )
        if outcome.recognition is not None:
            sent = outcome.input
            if sent is not None and sent.fitted:
                outcome.recognition.sent_size = sent.size
            self._results.save(outcome)
        else:
            assert outcome.error is not None
            if _was_not_sent(outcome.error):
                self._budget.give_back()
            try:
                self._results.fail(outcome, may_be_billed=may_be_billed(outcome.error))
            except OutputError as error:
                outcome.error = error  # it names that of the call as well
        if isinstance(outcome.error, Exception) and outcome.error is not item.error:
            raise outcome.error


def _was_not_sent(error: BaseException) -> bool:
    return isinstance(error, OcrError) and error.attempts == 0 and not may_be_billed(error)


def outcomes(options: RunOptions, summary: Summary) -> Iterator[tuple[Outcome, int | None]]:
    """Yield one outcome for each input, or for each selected page of it.

    Pages are counted when the turn of their document comes; the total of `summary` grows then.
    """
    for source in options.sources:
        if options.pages is None or source.error is not None:
            yield Outcome(source.name, source.stem, source), None
            continue
        try:
            yield from _pages(options, options.pages, source, summary)
        except OcrError as error:
            yield Outcome(source.name, source.stem, replace(source, error=error)), None


def _pages(
    options: RunOptions, pages: PageSelection, source: Source, summary: Summary
) -> Iterator[tuple[Outcome, int | None]]:
    content, count = None, None
    if not is_address(options, source):
        content = _read(options, source)
        count = page_count(content.data, content.label)
    elif not any(option.name == PAGE_OPTION for option in options.operation.options):
        name = options.operation.name
        raise InputError(f"{name} has no option for the page of an address: download the file.")
    numbers = list(pages.of(count))
    summary.total += len(numbers) - 1
    width = len(str(count or max(numbers)))
    # Standard input can be read only once; a file is read again for each page.
    kept = content if source.name == STANDARD_INPUT else None
    for page in numbers:
        if count == 1 and page == 1:  # as without a selection, so that its result counts for both
            yield Outcome(source.name, source.stem, source, None, kept), None
            continue
        stem = f"{source.stem}.page-{page:0{width}}"
        yield Outcome(f"{source.name}#page={page}", stem, source, page, kept), page


def _read(options: RunOptions, origin: Source) -> read.Source:
    """Read the file of a source, whose content is a part of its key."""
    operation = options.operation
    timeout = options.connection.timeout
    deadline = None if timeout is None else time.monotonic() + timeout
    # A document may be larger than what is sent: a page of it is extracted.
    large = options.fit or options.pages is not None
    limit = operation.max_encoded_bytes // 4 * 3
    try:
        return read.read(_image(origin), limit=limit, fit=large, deadline=deadline)
    except OcrError as error:
        error.operation = operation.name
        raise


def is_address(options: RunOptions, origin: Source) -> bool:
    """Return whether a source is an address that the service downloads."""
    return options.source_is_url or is_url(origin.name)


def _image(origin: Source) -> Any:
    if origin.name != STANDARD_INPUT:
        return Path(origin.name)
    if sys.stdin is None:
        raise InputError("Standard input is closed: name a file.")
    return sys.stdin.buffer


def _load(options: RunOptions, outcome: Outcome, request: dict[str, Any]) -> LoadedImage:
    """Check an image here and not in the client: the annotation needs the bytes that are sent."""
    operation, origin = options.operation, outcome.origin
    assert origin is not None
    if operation.input_field is None:
        return load_image(None, operation=operation)
    if is_address(options, origin):
        if outcome.page is not None:
            request[PAGE_OPTION] = outcome.page
        return load_image(None, url=origin.name, operation=operation)
    content = outcome.content
    assert content is not None
    fit = options.fit
    if outcome.page is not None:
        page = extract_page(content.data, outcome.page, operation, content.label)
        request.update(page.options)
        content, fit = read.Source(page.data, content.label), fit or page.extracted
    return load_image(content, operation=operation, fit=fit)


def _check_page(options: RunOptions, loaded: LoadedImage, request: dict[str, Any]) -> str:
    """Check the page of a PDF, and return a note if the file has other pages."""
    if loaded.format != "PDF" or loaded.data is None or options.pages is not None:
        return ""
    pages = count_pages(loaded.data)
    page = request.get(PAGE_OPTION)
    if pages is not None and isinstance(page, int) and page > pages:
        count = "one page" if pages == 1 else f"{pages:,} pages"
        raise InputError(f"Page {page} is out of range: the PDF has {count}; nothing was sent.")
    if page is not None or pages == 1:
        return ""
    note = f"page 1 of {pages:,}" if pages is not None else "only page 1 of the PDF"
    selectable = any(option.name == PAGE_OPTION for option in options.operation.options)
    other = "--pdf-page-number selects another" if selectable else "--pages selects others"
    return f"{note} is processed; {other}"
