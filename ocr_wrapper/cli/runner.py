"""Read sources, one after the other or several at once, with a client opened when it is needed."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from ocr_wrapper.cli.output.paths import Placement
from ocr_wrapper.cli.session import Caller, Connect
from ocr_wrapper.cli.settings import Connection, Job
from ocr_wrapper.images import load
from ocr_wrapper.images.load import LoadedImage
from ocr_wrapper.images.urls import is_url
from ocr_wrapper.results.recognition import Recognition

_LOCAL_JOBS = 8
"""Most pictures sent at a time to the emulator, which lets ten wait and answers more with the
vendor's "too many calls"."""


@dataclass
class Outcome:
    """Hold what became of one source."""

    source: str
    input: LoadedImage | None = None
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


def outcomes(job: Job, places: Placement, session: Session) -> Iterator[Outcome]:
    """Yield what became of each source, in the order given, reading ``jobs`` at a time."""
    if job.jobs == 1 or len(job.sources) == 1:
        yield from (_read(job, s, places.result(s), session) for s in job.sources)
        return
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


def _load(job: Job, source: str) -> LoadedImage:
    """Check a source here and not in the client: what was sent is needed for drawing on it."""
    if job.address or is_url(source):
        return load.load_image(None, url=source, operation=job.operation)
    if source == "-":
        return load.load_image(sys.stdin.buffer, operation=job.operation, fit=job.fit)
    return load.load_image(Path(source), operation=job.operation, fit=job.fit)
