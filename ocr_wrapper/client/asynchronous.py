"""Async client: the operations of `OcrClient` as coroutines.

It has the same settings and runs the same calls; only the driver differs.
"""

from __future__ import annotations

import asyncio
import contextvars
import functools
import threading
import time
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Mapping
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING, Any, Self, TypeVar

from huawei_ocr_api.facade import AsyncOperations

from ocr_wrapper.attempts.deadlines import deadline_error
from ocr_wrapper.call import Call, CallOptions
from ocr_wrapper.client.blocking import BaseClient
from ocr_wrapper.config import ClientConfig
from ocr_wrapper.errors import OcrError
from ocr_wrapper.images.read import may_block
from ocr_wrapper.telemetry import opentelemetry, span
from ocr_wrapper.transport import asynchronous

if TYPE_CHECKING:
    from ocr_wrapper.images.load import ImageInput
    from ocr_wrapper.parallel.recognize import Checkpoint
    from ocr_wrapper.parallel.tasks import AsyncBatch
    from ocr_wrapper.results.recognition import Recognition

_SMALL_IMAGE = 1 << 16
"""Bytes of an image that are checked and encoded faster than a thread is started."""

I = TypeVar("I")  # noqa: E741 - input
T = TypeVar("T")


class AsyncOcrClient(BaseClient, AsyncOperations):
    """Client whose operations are awaited; safe to share between tasks.

    Use it in an `async with` block, or await `aclose`.
    """

    _session: asynchronous.AsyncSession
    _block = "an async with"

    def _make_session(self, config: ClientConfig) -> asynchronous.AsyncSession:
        return asynchronous.AsyncSession(config.transport_settings)

    async def call(
        self, operation: str, image: ImageInput | None = None, **options: Any
    ) -> Recognition[Any]:
        """Call an operation by its name, as `OcrClient.call`.

        The image is read and encoded in a thread, so that a large one does not block other tasks.
        """
        started = time.monotonic()
        given = CallOptions.from_keywords(options)
        with nullcontext() if opentelemetry() is None else span(operation) as trace:
            prepare = functools.partial(self._pipeline.prepare, operation, image, given, started)
            small = image is None or (isinstance(image, bytes) and len(image) <= _SMALL_IMAGE)
            if small:
                return await self._run(prepare(), trace)
            deadline = self._pipeline.deadline(given, started)
            thread = _own_thread if may_block(image) else asyncio.to_thread
            call = await _before(deadline, operation, thread(prepare))
            return await self._run(call, trace)

    async def request(
        self,
        path: str,
        body: Mapping[str, Any],
        *,
        region: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the deadline of the whole call
        enterprise_project_id: str | None = None,
    ) -> Recognition[Any]:
        """Send a request for an operation that this version does not know, as `OcrClient.request`.

        The body is encoded in a thread, so that a large one does not block other tasks.
        """
        started = time.monotonic()
        given = CallOptions(
            region=region, timeout=timeout, enterprise_project_id=enterprise_project_id
        )
        with nullcontext() if opentelemetry() is None else span(path) as trace:
            prepare = functools.partial(self._pipeline.prepare_request, path, body, given, started)
            deadline = self._pipeline.deadline(given, started)
            call = await _before(deadline, path, asyncio.to_thread(prepare))
            return await self._run(call, trace)

    def recognize_many(
        self,
        operation: str,
        inputs: Iterable[I] | AsyncIterable[I],
        *,
        jobs: int = 8,
        ordered: bool = True,
        pages: str | int | Iterable[int] | None = None,
        checkpoint: Checkpoint | None = None,
        **options: Any,
    ) -> AsyncBatch[I]:
        """Call an operation for many inputs, several at a time, as `OcrClient.recognize_many`.

        Inputs may also come from an asynchronous generator. Iterate with `async for`, in an
        `async with` block, or await `aclose`.
        """
        from ocr_wrapper.parallel import recognize, tasks

        recognize.check_inputs(inputs)
        handler = recognize.make_handler(operation, options, pages, checkpoint, self._service)
        return tasks.AsyncBatch(self.call, inputs, handler, jobs=jobs, ordered=ordered)

    async def _run(self, call: Call, trace: Callable[..., None] | None) -> Recognition[Any]:
        """Run a prepared call, and set the attributes of its span."""
        found = await asynchronous.run(self._session, self._pipeline.run(call))
        if trace is not None:
            trace(region=found.region, attempts=found.attempts, request_id=found.request_id)
        return found

    async def aclose(self) -> None:
        """Close every idle connection of the running event loop.

        Calls under way get their responses, which may have been billed, and close their
        connections then. A later call opens new ones.
        """
        await self._session.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.aclose()


async def _before(deadline: float | None, name: str, preparing: Awaitable[Call]) -> Call:
    """Return what a thread prepares; a slow source is abandoned at the deadline."""
    left = None if deadline is None else deadline - time.monotonic()
    try:
        async with asyncio.timeout(left):
            return await preparing
    except OcrError:
        raise
    except TimeoutError:
        raise deadline_error(
            "The input was not read and encoded before the deadline, nothing was sent: check the "
            "pipe or the file object, or allow more time.",
            operation=name,
        ) from None


async def _own_thread(function: Callable[[], T]) -> T:
    """Run a function that may block for ever in a thread of its own.

    In the event loop's pool a few of them would block every other image, and the end of the
    program.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()
    context = contextvars.copy_context()

    def settle(set_outcome: Callable[[Any], None], outcome: object) -> None:
        if not future.done():
            set_outcome(outcome)

    def work() -> None:
        settled: tuple[Callable[[Any], None], object]
        try:
            settled = (future.set_result, context.run(function))
        except Exception as error:
            settled = (future.set_exception, error)
        # The loop may have ended meanwhile.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, *settled)

    threading.Thread(target=work, name="ocr-wrapper-prepare", daemon=True).start()
    return await future
