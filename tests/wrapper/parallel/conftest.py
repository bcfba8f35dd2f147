"""Fixtures: both drivers behind one interface, with calls that need no network."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from ocr_wrapper.parallel.recognize import make_handler, with_pages
from ocr_wrapper.parallel.tasks import AsyncBatch
from ocr_wrapper.parallel.threads import Batch
from ocr_wrapper.results.recognition import Recognition

OPERATION = "recognize_general_text"


def recognition(image: object) -> Recognition[Any]:
    """Return a result that names its input."""
    return Recognition(OPERATION, {"result": {"image": repr(image)}})


class Calls:
    """A client's `call` for both drivers: `respond` returns a result or raises."""

    def __init__(self, respond: Callable[[Any], Any] = recognition) -> None:
        self.respond = respond
        self.seen: list[Any] = []
        self.running = self.most = 0
        self._lock = threading.Lock()

    def _begin(self, image: Any) -> None:
        with self._lock:
            self.seen.append(image)
            self.running += 1
            self.most = max(self.most, self.running)

    def _end(self) -> None:
        with self._lock:
            self.running -= 1

    def sync(self, operation: str, image: Any = None, **options: Any) -> Recognition[Any]:
        self._begin(image)
        try:
            return self.respond(image)  # type: ignore[no-any-return]
        finally:
            self._end()

    async def task(self, operation: str, image: Any = None, **options: Any) -> Recognition[Any]:
        self._begin(image)
        try:
            await asyncio.sleep(0)
            return self.respond(image)  # type: ignore[no-any-return]
        finally:
            self._end()


class Driver:
    """Runs a whole batch with one of the drivers."""

    def __init__(self, name: str) -> None:
        self.name = name

    def run(
        self,
        calls: Calls,
        inputs: Iterable[Any],
        *,
        each: Callable[[Any, Any], None] = lambda batch, item: None,
        jobs: int = 4,
        ordered: bool = True,
        pages: Any = None,
        checkpoint: Any = None,
        **options: Any,
    ) -> tuple[list[Any], Exception | None]:
        """Return all items, and the error that ended the batch."""
        handler = make_handler(OPERATION, options, pages, checkpoint, "test")
        if self.name == "tasks":
            return asyncio.run(self._run_tasks(calls, inputs, handler, each, jobs, ordered))
        found: list[Any] = []
        documents = (pair for value in inputs for pair in with_pages(value, handler))
        try:
            with Batch(
                calls.sync, OPERATION, documents, handler, jobs=jobs, ordered=ordered
            ) as batch:
                for item in batch:
                    each(batch, item)
                    found.append(item)
        except Exception as error:
            return found, error
        return found, None

    async def _run_tasks(
        self, calls: Calls, inputs: Any, handler: Any, each: Any, jobs: int, ordered: bool
    ) -> tuple[list[Any], Exception | None]:
        found: list[Any] = []
        try:
            async with AsyncBatch(calls.task, inputs, handler, jobs=jobs, ordered=ordered) as batch:
                async for item in batch:
                    each(batch, item)
                    found.append(item)
        except Exception as error:
            return found, error
        return found, None


@pytest.fixture(params=["threads", "tasks"])
def driver(request: pytest.FixtureRequest) -> Driver:
    return Driver(request.param)
