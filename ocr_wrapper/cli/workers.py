"""Worker pool: process inputs one after another, or several in threads.

The results keep the order of the inputs.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from ocr_wrapper.cli.options import RunOptions
from ocr_wrapper.cli.session import ClientSession
from ocr_wrapper.images.load import LoadedImage, load_image
from ocr_wrapper.images.urls import is_url
from ocr_wrapper.results.recognition import Recognition

_MAX_LOCAL_JOBS = 8
"""Most concurrent requests to the emulator, which queues ten and refuses more with the vendor's
"too many calls"."""


@dataclass
class Outcome:
    """What happened to one input."""

    source: str
    input: LoadedImage | None = None
    recognition: Recognition[Any] | None = None
    error: BaseException | None = None
    skipped: bool = False
    is_example: bool = False
    """Whether the result is an example of the contract and not a recognition of the image."""

    result_path: Path | None = None
    """The file for the result, if it is saved."""

    written: list[tuple[str, str]] = field(default_factory=list)
    """Kind and path of every file that was written."""


class ResultPaths(Protocol):
    """Chooses the file for the result of each input."""

    def result(self, source: str) -> Path | None:
        """Return the path for the result of an input; None if it is not saved."""
        ...


def outcomes(options: RunOptions, paths: ResultPaths, session: ClientSession) -> Iterator[Outcome]:
    """Yield the outcome of each input in the given order, with `jobs` inputs in progress."""
    if options.jobs == 1 or len(options.sources) == 1:
        yield from (_process(options, s, paths.result(s), session) for s in options.sources)
        return
    jobs = min(options.jobs, _MAX_LOCAL_JOBS) if options.connection.local else options.jobs
    pending: deque[Future[Outcome]] = deque()
    with ThreadPoolExecutor(jobs, thread_name_prefix="hwocr") as pool:
        try:
            for source in options.sources:
                path = paths.result(source)
                pending.append(pool.submit(_process, options, source, path, session))
                if len(pending) >= 2 * jobs:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            for future in pending:
                future.cancel()


def _process(
    options: RunOptions, source: str, result_path: Path | None, session: ClientSession
) -> Outcome:
    outcome = Outcome(source, result_path=result_path)
    if options.skip_existing and result_path is not None and result_path.exists():
        outcome.skipped = True
        return outcome
    try:
        outcome.input = _load(options, source)
        client = session.client()
        request = dict(options.request)
        if options.connection.enterprise_project_id is not None:
            request["enterprise_project_id"] = options.connection.enterprise_project_id
        if outcome.input.url is not None:
            request["url"] = outcome.input.url
        outcome.recognition = client.call(options.operation.name, outcome.input.data, **request)
        outcome.is_example = client.is_example(outcome.recognition)
    except Exception as error:
        outcome.error = error
    return outcome


def _load(options: RunOptions, source: str) -> LoadedImage:
    """Load a source here and not in the client: the annotation needs the bytes that were sent."""
    if options.source_is_url or is_url(source):
        return load_image(None, url=source, operation=options.operation)
    if source == "-":
        return load_image(sys.stdin.buffer, operation=options.operation, fit=options.fit)
    return load_image(Path(source), operation=options.operation, fit=options.fit)
