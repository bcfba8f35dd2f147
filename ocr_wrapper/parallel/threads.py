"""Thread pool with a bounded window: many calls of a blocking client.

Inputs are taken one by one, and only while fewer than `READ_AHEAD` times `jobs` of them are
waiting, in flight or not yet handed over. So memory does not grow with the number of inputs.
"""

from __future__ import annotations

import contextvars
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, Generic, Protocol, Self, TypeVar

from ocr_wrapper.concurrency import one_wait
from ocr_wrapper.errors import OcrError
from ocr_wrapper.parallel.items import (
    READ_AHEAD,
    STOPPING_ERRORS,
    BatchItem,
    Handler,
    Prepared,
    Stop,
    abandoned,
    check_jobs,
    close_timeout,
)
from ocr_wrapper.parallel.pacing import Pacer, is_refused
from ocr_wrapper.results.recognition import Recognition

I = TypeVar("I")  # noqa: E741 - input


SLOW_INPUT = 0.05
"""Seconds; after an input that took longer, results do not wait for the next one."""


class CallMethod(Protocol):
    """The method `call` of a client."""

    def __call__(
        self, operation: str, image: Any = None, **options: Any
    ) -> Recognition[Any]:  # pragma: no cover - an interface
        """Call an operation by its name."""


class _Worker(Generic[I]):
    """Processes items; shared by the threads of a batch, and without a reference to it."""

    def __init__(
        self,
        call: CallMethod,
        operation: str,
        handler: Handler,
        jobs: int,
    ) -> None:
        self._call, self._operation, self._handler = call, operation, handler
        self._pacer = Pacer(jobs)
        self._changed = threading.Condition()
        self.stopped = False
        self.failure: Exception | None = None
        """The error that ended the batch."""
        self.crash: BaseException | None = None
        """What ended a thread and is no error of an item, such as `KeyboardInterrupt`."""
        self.tasks: SimpleQueue[BatchItem[I] | None] = SimpleQueue()
        self.done: SimpleQueue[tuple[BatchItem[I], bool]] = SimpleQueue()
        """Items that are finished, and whether they were tried."""

    def stop(self) -> None:
        """Let no further call start."""
        with self._changed:
            self.stopped = True
            self._changed.notify_all()

    def run(self) -> None:
        """Process items until None comes; the target of the threads."""
        while (item := self.tasks.get()) is not None:
            tried = not self.stopped
            try:
                tried = tried and self.process(item)
            except BaseException as error:
                item.error = abandoned(item).error
                self.crash = error
                self.stop()
            self.done.put((item, tried))

    def process(self, item: BatchItem[I]) -> bool:
        """Process one item and return whether it was tried."""
        try:
            prepared = self._handler.prepare(item)
            if prepared is None:
                item.skipped = item.error is None
                return True
        except Stop:
            self.stop()
            return False
        except Exception as error:
            self._fail(item, error)
        else:
            try:
                item.result = self._send(prepared)
            except Stop:
                # The handler began this call, and it was not made.
                item.error = None
                self._handler.finish(item)
                return False
            except Exception as error:
                self._fail(item, error)
        try:
            self._handler.finish(item)
        except Exception as error:
            self._fail(item, error)
        return True

    def _fail(self, item: BatchItem[I], error: Exception) -> None:
        item.error = error
        if isinstance(error, STOPPING_ERRORS):
            if self.failure is None:
                self.failure = error
            self.stop()

    def _send(self, prepared: Prepared) -> Recognition[Any]:
        """Make the call; while it is refused because of a limit, wait and make it again."""
        while True:
            self._wait_for_start()
            refusal: OcrError | None = None
            try:
                return self._call(self._operation, prepared.image, **prepared.options)
            except OcrError as error:
                if not is_refused(error):
                    raise
                refusal = error
            finally:
                self._end(refusal)
            if self._pacer.exhausted or self.stopped:
                self.failure = self.failure or refusal
                self.stop()
                raise refusal

    def _wait_for_start(self) -> None:
        with self._changed:
            while (seconds := self._pacer.try_start(time.monotonic())) is not None:
                if self.stopped:
                    raise Stop
                self._changed.wait(one_wait(None if seconds == float("inf") else seconds))

    def _end(self, refusal: OcrError | None) -> None:
        with self._changed:
            if refusal is None:
                self._pacer.succeeded()
            else:
                self._pacer.refused(refusal, time.monotonic())
            self._changed.notify_all()


class Batch(Generic[I]):
    """Iterator over the items of many calls; close it, or use it in a `with` block.

    Inputs are taken in the thread that iterates, calls are made in `jobs` threads; with one job
    everything happens in the thread that iterates, unless `threaded` is set: Ctrl-C ends a call
    in the thread that it interrupts, and leaves one in another thread time to end.
    """

    def __init__(
        self,
        call: CallMethod,
        operation: str,
        inputs: Iterable[tuple[I, int | None]],
        handler: Handler,
        *,
        jobs: int,
        ordered: bool = True,
        threaded: bool = False,
    ) -> None:
        self._jobs = check_jobs(jobs)
        self._ordered = ordered
        self._inline = jobs == 1 and not threaded
        # With one job the next call begins when the result before was handed over.
        self._window = READ_AHEAD * jobs if jobs > 1 else 1
        self._worker: _Worker[I] = _Worker(call, operation, handler, jobs)
        self._inputs: Iterator[tuple[I, int | None]] | None = iter(inputs)
        self._taken = 0
        self._outstanding: dict[int, BatchItem[I]] = {}
        """Taken and not handed over, by index."""
        self._ready: dict[int, BatchItem[I]] = {}
        """Finished and not handed over; in the order in which they finished."""
        self._threads = 0
        self._slow = self._closed = False
        self._given_up = 0
        self._input_failure: BaseException | None = None

    @property
    def outstanding(self) -> int:
        """Number of inputs that were taken and not handed over; bounded."""
        return len(self._outstanding)

    @property
    def given_up(self) -> int:
        """Number of calls that `close` did not wait for: their threads may go on."""
        return self._given_up

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> BatchItem[I]:
        """Return the next item.

        Raises:
            StopIteration: All items were handed over.
            OcrError: An error that every further input would have (`STOPPING_ERRORS`), after the
                items of all calls in flight.
        """
        if self._inline:
            return self._next_inline()
        while True:
            self._fill()
            item = self._pop_ready()
            if item is not None:
                return item
            if not self._outstanding:
                self._end()
            # Without a result for a while, the loop goes round, so that Ctrl-C is noticed.
            with suppress(Empty):
                self._collect(*self._worker.done.get(timeout=one_wait()))

    def _next_inline(self) -> BatchItem[I]:
        item = None if self._worker.stopped else self._take()
        if item is None:
            self._end()
        assert item is not None
        try:
            tried = self._worker.process(item)
        except BaseException:
            self._worker.stop()
            raise
        del self._outstanding[item.index]
        if not tried:
            self._end()
        return item

    def _end(self) -> None:
        """Stop the threads and raise what ended the batch."""
        self._shut_down()
        failure = self._worker.crash or self._worker.failure or self._input_failure
        self._worker.crash = self._worker.failure = self._input_failure = None
        raise failure or StopIteration

    def _fill(self) -> None:
        """Take inputs until the window is full.

        An item that is ready is handed over before, if the workers are busy or inputs are slow.
        """
        while len(self._outstanding) < self._window and not self._worker.stopped:
            ready = self._collect_finished()
            in_flight = len(self._outstanding) - len(self._ready)
            if ready and (self._slow or in_flight >= self._jobs):
                return
            item = self._take()
            if item is None:
                return
            if self._threads < self._jobs:
                self._threads += 1
                _start_thread(self._worker.run, self._threads)
            self._worker.tasks.put(item)

    def _take(self) -> BatchItem[I] | None:
        """Return the next input as an item; None at the end."""
        if self._inputs is None:
            return None
        started = time.monotonic()
        try:
            value, page = next(self._inputs)
        except StopIteration:
            self._inputs = None
            return None
        except BaseException as error:
            # What was taken before is handed over first.
            self._inputs = None
            self._input_failure = error
            if not isinstance(error, Exception):
                self._worker.stop()
            return None
        self._slow = time.monotonic() - started > SLOW_INPUT
        item = BatchItem(self._taken, value, page)
        self._outstanding[item.index] = item
        self._taken += 1
        return item

    def _collect(self, item: BatchItem[I], tried: bool) -> None:
        if tried:
            self._ready[item.index] = item
        else:
            del self._outstanding[item.index]

    def _collect_finished(self) -> bool:
        """Collect what is finished, and return whether an item can be handed over."""
        while True:
            try:
                self._collect(*self._worker.done.get_nowait())
            except Empty:
                return self._next_ready() is not None

    def _next_ready(self) -> int | None:
        # An interruption must not wait for items that are before others in order.
        index = next(iter(self._outstanding if self._ordered else self._ready), None)
        return index if index in self._ready else None

    def _pop_ready(self) -> BatchItem[I] | None:
        if self._worker.crash is not None:
            self._end()
        index = self._next_ready()
        if index is None:
            return None
        del self._outstanding[index]
        return self._ready.pop(index)

    def _shut_down(self) -> None:
        """Let the threads end after the calls in flight, and forget what was not tried."""
        if self._closed:
            return
        self._closed = True
        self._worker.stop()
        self._inputs = None
        with suppress(Empty):
            while (item := self._worker.tasks.get_nowait()) is not None:
                del self._outstanding[item.index]
        for _ in range(self._threads):
            self._worker.tasks.put(None)

    def close(self, timeout: float | None = None) -> tuple[BatchItem[I], ...]:
        """Start no further call, wait for those in flight, and return what was not handed over.

        Inputs that were not tried are not among them.

        Args:
            timeout: Seconds to wait; None waits for all. A call that takes longer is given up:
                its item has a `ResponseLostError`, because it may have been billed.
        """
        end = None if timeout is None else time.monotonic() + timeout
        self._shut_down()
        while self._threads and len(self._ready) < len(self._outstanding):
            left = None if end is None else max(0.0, end - time.monotonic())
            try:
                self._collect(*self._worker.done.get(timeout=one_wait(left)))
            except Empty:
                if end is not None and time.monotonic() >= end:
                    break
        if self._threads:  # with one job, no call outlives the thread that closes
            self._given_up += len(self._outstanding) - len(self._ready)
        left_over = [
            self._ready.get(index) or abandoned(item) for index, item in self._outstanding.items()
        ]
        self._outstanding.clear()
        self._ready.clear()
        return tuple(left_over)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *exception: object) -> None:
        self.close(close_timeout(kind))

    def __del__(self) -> None:
        outstanding = getattr(self, "_outstanding", None)
        if outstanding is None:  # the constructor failed
            return
        self._shut_down()
        in_flight = len(outstanding)
        if in_flight:
            warnings.warn(
                f"A batch was left with {in_flight} calls in progress, which may be billed: use "
                "it in a with block, or call close, which returns them",
                ResourceWarning,
                stacklevel=2,
                source=self,
            )


def _start_thread(work: Callable[[], None], number: int) -> None:
    # Daemon: Ctrl-C ends the process without waiting for a server that does not respond.
    context = contextvars.copy_context()
    name = f"ocr-batch-{number}"
    threading.Thread(target=context.run, args=(work,), name=name, daemon=True).start()
