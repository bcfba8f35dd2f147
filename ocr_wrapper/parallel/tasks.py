"""Task pool with a bounded window: many calls of an asynchronous client.

The rules are those of `threads`: inputs are taken only while few of them are in progress, and
every call that was begun is handed over. One event loop runs everything, so that no lock is
needed.
"""

from __future__ import annotations

import asyncio
import time
import warnings
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from contextlib import suppress
from typing import Any, Generic, Protocol, Self, TypeVar

from ocr_wrapper.errors import OcrError
from ocr_wrapper.parallel.items import (
    READ_AHEAD,
    STOPPING_ERRORS,
    BatchItem,
    Prepared,
    Stop,
    abandoned,
    check_jobs,
    close_timeout,
)
from ocr_wrapper.parallel.pacing import Pacer, is_refused
from ocr_wrapper.parallel.recognize import ImageHandler, with_pages
from ocr_wrapper.results.recognition import Recognition

I = TypeVar("I")  # noqa: E741 - input


class AsyncCallMethod(Protocol):
    """The method `call` of an asynchronous client."""

    async def __call__(
        self, operation: str, image: Any = None, **options: Any
    ) -> Recognition[Any]:  # pragma: no cover - an interface
        """Call an operation by its name."""


class _TaskPool(Generic[I]):
    """Takes inputs and makes calls; its tasks refer to it, and not to the `AsyncBatch`."""

    def __init__(
        self,
        call: AsyncCallMethod,
        inputs: Iterable[I] | AsyncIterable[I],
        handler: ImageHandler,
        *,
        jobs: int,
        ordered: bool,
    ) -> None:
        self._jobs = jobs
        self._call, self._handler, self._ordered = call, handler, ordered
        self._inputs: Iterable[I] | AsyncIterable[I] = inputs
        self._pacer = Pacer(jobs)
        self._taken = 0
        self.outstanding: dict[int, BatchItem[I]] = {}
        """Taken and not handed over, by index."""
        self._ready: dict[int, BatchItem[I]] = {}
        """Finished and not handed over; in the order in which they finished."""
        self._queue: list[BatchItem[I]] = []
        self._running: set[asyncio.Task[None]] = set()
        self._feeder: asyncio.Task[None] | None = None
        self._changed: asyncio.Event | None = None
        self._stopped = self._exhausted = False
        self._failure: BaseException | None = None

    async def next(self) -> BatchItem[I]:
        """Return the next item; see `AsyncBatch.__anext__`."""
        if self._feeder is None and not self._stopped:
            self._changed = asyncio.Event()
            self._feeder = asyncio.create_task(self._feed())
        while True:
            index = next(iter(self.outstanding if self._ordered else self._ready), None)
            if index is not None and index in self._ready:
                del self.outstanding[index]
                item = self._ready.pop(index)
                self._notify()
                return item
            if not self.outstanding and (self._stopped or self._exhausted):
                failure, self._failure = self._failure, None
                await self.close()
                raise failure or StopAsyncIteration
            await self._wait()

    def _notify(self) -> None:
        if self._changed is not None:
            self._changed.set()

    async def _wait(self, seconds: float | None = None) -> None:
        """Wait for any change; several tasks wait for the same event."""
        event = self._changed
        assert event is not None
        if event.is_set():
            self._changed = event = asyncio.Event()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await event.wait()

    # --- taking inputs ------------------------------------------------------

    async def _feed(self) -> None:
        """Take inputs while the window has room, and start their calls."""
        try:
            async for value, page in self._pages():
                self._start(BatchItem(self._taken, value, page))
                while len(self.outstanding) >= READ_AHEAD * self._jobs and not self._stopped:
                    await self._wait()
                if self._stopped:
                    break
        except Exception as error:
            # What was taken before is handed over first.
            self._failure = self._failure or error
        finally:
            self._exhausted = True
            self._notify()

    async def _pages(self) -> AsyncIterator[tuple[I, int | None]]:
        if isinstance(self._inputs, AsyncIterable):
            async for value in self._inputs:
                async for pair in self._pages_of(value):
                    yield pair
        else:
            for value in self._inputs:
                async for pair in self._pages_of(value):
                    yield pair

    async def _pages_of(self, value: I) -> AsyncIterator[tuple[I, int | None]]:
        pairs = with_pages(value, self._handler)
        if self._handler.selection is None:
            for pair in pairs:
                yield pair
            return
        # The first one opens the document, the others come from its count of pages.
        while (found := await asyncio.to_thread(next, pairs, None)) is not None:
            yield found

    def _start(self, item: BatchItem[I]) -> None:
        self._taken += 1
        self.outstanding[item.index] = item
        self._queue.append(item)
        self._start_queued()

    def _start_queued(self) -> None:
        while self._queue and len(self._running) < self._jobs and not self._stopped:
            task = asyncio.create_task(self._run(self._queue.pop(0)))
            self._running.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._start_queued()
        self._notify()

    # --- one item -----------------------------------------------------------

    async def _run(self, item: BatchItem[I]) -> None:
        """Process one item; cancelled, it is one whose call may have been billed."""
        tried = True
        try:
            tried = await self._process(item)
        except Exception as error:
            self._fail(item, error)
        except BaseException as error:
            if item.result is None:
                item.error = abandoned(item).error
            self._stop()
            if not isinstance(error, asyncio.CancelledError):
                self._failure = error
                raise
        finally:
            if tried:
                self._ready[item.index] = item
            else:
                self.outstanding.pop(item.index, None)

    async def _process(self, item: BatchItem[I]) -> bool:
        checkpoint = self._handler.checkpoint is not None
        blocking = checkpoint or self._handler.selection is not None
        try:
            if blocking:
                prepared = await asyncio.to_thread(self._handler.prepare, item)
            else:
                prepared = self._handler.prepare(item)
        except Stop:
            self._stop()
            return False
        if prepared is None:
            item.skipped = True
            return True
        tried = True
        try:
            item.result = await self._send(prepared)
        except Stop:
            tried = False
        except Exception as error:
            self._fail(item, error)
        if checkpoint:
            # Shielded: a result that was paid for is kept also if the batch is cancelled.
            await asyncio.shield(asyncio.to_thread(self._handler.finish, item))
        return tried

    def _fail(self, item: BatchItem[I], error: Exception) -> None:
        item.error = error
        if isinstance(error, STOPPING_ERRORS):
            self._failure = self._failure or error
            self._stop()

    async def _send(self, prepared: Prepared) -> Recognition[Any]:
        """Make the call; while it is refused because of a limit, wait and make it again."""
        operation = self._handler.operation.name
        while True:
            while (seconds := self._pacer.try_start(time.monotonic())) is not None:
                if self._stopped:
                    raise Stop
                await self._wait(None if seconds == float("inf") else seconds)
            refusal: OcrError | None = None
            try:
                return await self._call(operation, prepared.image, **prepared.options)
            except OcrError as error:
                if not is_refused(error):
                    raise
                refusal = error
            finally:
                if refusal is None:
                    self._pacer.succeeded()
                else:
                    self._pacer.refused(refusal, time.monotonic())
                self._notify()
            if self._pacer.exhausted or self._stopped:
                self._failure = self._failure or refusal
                self._stop()
                raise refusal

    # --- the end ------------------------------------------------------------

    def _stop(self) -> None:
        """Let no further call start, and forget what was not tried."""
        self._stopped = True
        for item in self._queue:
            self.outstanding.pop(item.index, None)
        self._queue.clear()
        self._notify()

    def abandon(self) -> None:
        """Stop without waiting: calls in flight end by themselves, and their results are lost."""
        self._stop()
        if self._feeder is not None:
            with suppress(RuntimeError):  # the event loop is closed
                self._feeder.cancel()

    async def close(self, timeout: float | None = None) -> tuple[BatchItem[I], ...]:  # noqa: ASYNC109
        """Stop, wait for the calls in flight, and return their items; see `AsyncBatch.aclose`."""
        self._stop()
        if self._feeder is not None:
            self._feeder.cancel()
            await asyncio.wait({self._feeder})
        try:
            if self._running:
                await asyncio.wait(set(self._running), timeout=timeout)
        finally:
            while self._running:
                for task in self._running:
                    task.cancel()
                await asyncio.wait(set(self._running))
        left_over = tuple(self._ready[index] for index in self.outstanding if index in self._ready)
        self.outstanding.clear()
        self._ready.clear()
        return left_over


class AsyncBatch(Generic[I]):
    """Asynchronous iterator over the items of many calls; close it, or use `async with`."""

    def __init__(
        self,
        call: AsyncCallMethod,
        inputs: Iterable[I] | AsyncIterable[I],
        handler: ImageHandler,
        *,
        jobs: int,
        ordered: bool = True,
    ) -> None:
        self._pool: _TaskPool[I] = _TaskPool(
            call, inputs, handler, jobs=check_jobs(jobs), ordered=ordered
        )

    @property
    def outstanding(self) -> int:
        """Number of inputs that were taken and not handed over; bounded."""
        return len(self._pool.outstanding)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> BatchItem[I]:
        """Return the next item.

        Raises:
            StopAsyncIteration: All items were handed over.
            OcrError: An error that every further input would have (`STOPPING_ERRORS`), after the
                items of all calls in flight.
        """
        return await self._pool.next()

    async def aclose(self, timeout: float | None = None) -> tuple[BatchItem[I], ...]:  # noqa: ASYNC109
        """Start no further call, wait for those in flight, and return what was not handed over.

        Inputs that were not tried are not among them.

        Args:
            timeout: Seconds to wait; None waits for all. A call that takes longer is cancelled:
                its item has a `ResponseLostError`, because it may have been billed.
        """
        return await self._pool.close(timeout)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *exception: object) -> None:
        await self.aclose(close_timeout(kind))

    def __del__(self) -> None:
        pool = getattr(self, "_pool", None)
        if pool is None:  # the constructor failed
            return
        pool.abandon()
        if pool.outstanding:
            warnings.warn(
                f"A batch was left with {len(pool.outstanding)} calls in progress, which may be "
                "billed: use it in an async with block, or await aclose, which returns them",
                ResourceWarning,
                stacklevel=2,
                source=self,
            )
