"""The end of a batch before its inputs end: nothing starts, nothing that was billed is lost."""

from __future__ import annotations

import asyncio
import gc
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from ocr_wrapper import errors
from ocr_wrapper.parallel.items import INTERRUPT_TIMEOUT, close_timeout
from ocr_wrapper.parallel.recognize import make_handler
from ocr_wrapper.parallel.tasks import AsyncBatch
from ocr_wrapper.parallel.threads import Batch
from tests.wrapper.parallel.conftest import OPERATION, Calls, recognition


def handler() -> Any:
    return make_handler(OPERATION, {}, None, None, "test")


def batch(calls: Calls, inputs: Iterator[Any], *, jobs: int = 3, ordered: bool = False) -> Any:
    """Return a batch of threads."""
    documents = ((value, None) for value in inputs)
    return Batch(calls.sync, OPERATION, documents, handler(), jobs=jobs, ordered=ordered)


def numbers() -> Iterator[bytes]:
    """Yield more inputs than any test takes."""
    for number in range(100_000):
        yield b"%d" % number


class Gate:
    """Lets the first call pass, and the others after `open`."""

    def __init__(self) -> None:
        self.waiting = threading.Semaphore(0)
        self._open = threading.Event()

    def __call__(self, image: bytes) -> Any:
        if image != b"0":
            self.waiting.release()
            assert self._open.wait(30)
        return recognition(image)

    def open(self) -> None:
        self._open.set()


def test_close_returns_the_calls_in_flight() -> None:
    """Results that came after the loop was left are returned, and no further call starts."""
    gate = Gate()
    calls = Calls(gate)
    running = batch(calls, numbers())
    assert next(running).input == b"0"
    for _ in range(3):
        assert gate.waiting.acquire(timeout=30)
    made = len(calls.seen)
    gate.open()
    left = running.close()
    assert len(calls.seen) == made == 4
    assert sorted(item.input for item in left) == [b"1", b"2", b"3"]
    assert all(item.ok for item in left)
    assert running.close() == ()
    assert list(running) == []


def test_close_gives_up_calls_that_do_not_end() -> None:
    """A call in flight at the time limit is reported as one that may have been billed."""
    gate = Gate()
    running = batch(Calls(gate), numbers())
    next(running)
    for _ in range(3):
        assert gate.waiting.acquire(timeout=30)
    left = running.close(timeout=0.0)
    assert [type(item.error) for item in left] == [errors.ResponseLostError] * 3
    assert "may have been billed" in str(left[0].error)
    assert running.close() == ()
    assert running.given_up == 3
    gate.open()


@pytest.mark.parametrize("jobs", [1, 3])
def test_interrupt_of_a_call_reaches_the_caller(jobs: int) -> None:
    """Ctrl-C is raised from the loop, and what it interrupted is reported by close."""

    def respond(image: bytes) -> Any:
        if image == b"5":
            raise KeyboardInterrupt
        return recognition(image)

    calls = Calls(respond)
    running = batch(calls, numbers(), jobs=jobs, ordered=True)
    found: list[Any] = []
    with pytest.raises(KeyboardInterrupt):
        found.extend(running)
    assert all(item.ok for item in found)
    interrupted = [item for item in running.close() if item.input == b"5"]
    assert [type(item.error) for item in interrupted] == [errors.ResponseLostError]
    assert running.given_up == 0
    assert len(calls.seen) < 20


def test_threads_end_with_the_batch() -> None:
    """After a batch is closed none of its threads is left."""
    before = set(threading.enumerate())
    with batch(Calls(), numbers(), jobs=4) as running:
        next(running)
    for thread in set(threading.enumerate()) - before:
        thread.join(30)
    assert set(threading.enumerate()) <= before


def test_batch_that_is_left_open_warns_and_stops() -> None:
    """A loop that is left without close starts nothing more and says what is lost."""
    gate = Gate()
    calls = Calls(gate)
    running = batch(calls, numbers())
    next(running)
    for _ in range(3):
        assert gate.waiting.acquire(timeout=30)
    with pytest.warns(ResourceWarning, match="may be billed"):
        del running
    made = len(calls.seen)
    gate.open()
    assert made <= 4


def test_finished_batch_does_not_warn() -> None:
    """A loop that came to its end has nothing to close."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(list(batch(Calls(), iter([b"1", b"2"])))) == 2
        gc.collect()


# --- tasks --------------------------------------------------------------------


class AsyncGate:
    """A call that passes for the first input, and for the others after `open` is set."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []
        self.cancelled = 0
        self.open = asyncio.Event()
        self.full = asyncio.Event()
        """Set when the first call has passed and three others wait."""

    async def call(self, operation: str, image: Any = None, **options: Any) -> Any:
        self.seen.append(image)
        if len(self.seen) == 4:
            self.full.set()
        if image != b"0":
            try:
                await self.open.wait()
            except asyncio.CancelledError:
                self.cancelled += 1
                raise
        return recognition(image)


async def test_aclose_returns_the_calls_in_flight() -> None:
    """Results that came after the loop was left are returned, and no further call starts."""
    gate = AsyncGate()
    running = AsyncBatch(gate.call, numbers(), handler(), jobs=3, ordered=False)
    assert (await anext(running)).input == b"0"
    await gate.full.wait()
    gate.open.set()
    left = await running.aclose()
    assert [item.input for item in left] == [b"1", b"2", b"3"]
    assert all(item.ok for item in left)
    assert len(gate.seen) == 4
    assert [item async for item in running] == []


async def test_aclose_cancels_calls_that_do_not_end() -> None:
    """A call in flight at the time limit is cancelled and reported."""
    gate = AsyncGate()
    running = AsyncBatch(gate.call, numbers(), handler(), jobs=3, ordered=False)
    await anext(running)
    await gate.full.wait()
    left = await running.aclose(timeout=0)
    assert [type(item.error) for item in left] == [errors.ResponseLostError] * 3
    assert gate.cancelled == 3


async def test_cancelled_consumer_leaves_no_task() -> None:
    """After a cancelled loop in `async with` no task of the batch is left."""
    gate = AsyncGate()

    async def consume() -> None:
        running = AsyncBatch(gate.call, numbers(), handler(), jobs=3, ordered=False)
        try:
            async for _ in running:
                pass
        finally:
            await running.aclose(timeout=0)

    task = asyncio.create_task(consume())
    await gate.full.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert gate.cancelled == 3
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_asynchronous_inputs_are_closed_with_the_batch() -> None:
    """An asynchronous generator of inputs is read lazily, and ended when the batch is left."""
    taken = ended = 0

    async def inputs() -> Any:
        nonlocal taken, ended
        try:
            while True:
                taken += 1
                yield b"%d" % taken
                await asyncio.sleep(0)
        finally:
            ended += 1

    async with AsyncBatch(Calls().task, inputs(), handler(), jobs=3, ordered=True) as running:
        async for item in running:
            if item.index == 9:
                break
    assert taken <= 10 + 2 * 3 + 1
    gc.collect()
    await asyncio.sleep(0)
    assert ended == 1


async def test_asynchronous_batch_that_is_left_open_warns() -> None:
    """A loop that is left without aclose starts nothing more and says what is lost."""
    gate = AsyncGate()

    async def leave() -> None:
        async for _ in AsyncBatch(gate.call, numbers(), handler(), jobs=3, ordered=False):
            await gate.full.wait()
            break

    with pytest.warns(ResourceWarning, match="may be billed"):
        await leave()
    gate.open.set()
    for _ in range(10):
        await asyncio.sleep(0)
    assert len(gate.seen) == 4
    assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.mark.parametrize(
    ("kind", "seconds"),
    [
        (None, None),
        (ValueError, None),
        (GeneratorExit, None),
        (KeyboardInterrupt, INTERRUPT_TIMEOUT),
        (asyncio.CancelledError, INTERRUPT_TIMEOUT),
    ],
)
def test_only_an_interruption_gives_calls_up(
    kind: type[BaseException] | None, seconds: float | None
) -> None:
    """A generator that is closed has time: what its calls return was paid for."""
    assert close_timeout(kind) == seconds


def test_generator_that_is_closed_waits_for_its_calls() -> None:
    """A loop over a batch in a generator of the caller may end early."""
    gate = Gate()
    calls = Calls(gate)
    left: list[Any] = []

    class Watched(Batch[Any]):
        def close(self, timeout: float | None = None) -> tuple[Any, ...]:
            gate.open()
            left.extend(super().close(timeout))
            return ()

    def results() -> Iterator[Any]:
        documents = ((value, None) for value in numbers())
        with Watched(calls.sync, OPERATION, documents, handler(), jobs=3, ordered=False) as running:
            yield from running

    running = results()
    next(running)
    for _ in range(3):
        assert gate.waiting.acquire(timeout=30)
    running.close()  # type: ignore[attr-defined]
    assert [item.ok for item in left] == [True] * 3


@pytest.mark.parametrize("jobs", [1, 3])
def test_interrupt_while_a_result_is_kept_does_not_lose_it(jobs: int) -> None:
    """The result has come and was paid for: close returns it."""

    class Interrupting:
        def __init__(self) -> None:
            self.inner = handler()
            self.prepare = self.inner.prepare

        def finish(self, item: Any) -> None:
            self.inner.finish(item)
            raise KeyboardInterrupt

    documents = ((value, None) for value in (b"0",))
    running = Batch(Calls().sync, OPERATION, documents, Interrupting(), jobs=jobs)
    with pytest.raises(KeyboardInterrupt):
        next(running)
    (item,) = running.close()
    assert item.ok


def test_one_job_may_have_a_thread_of_its_own() -> None:
    """Ctrl-C ends a call in the thread that it interrupts; the command line asks for another."""
    threads: list[threading.Thread] = []

    def respond(image: bytes) -> Any:
        threads.append(threading.current_thread())
        return recognition(image)

    for threaded in (False, True):
        documents = ((value, None) for value in (b"0", b"1"))
        calls = Calls(respond)
        with Batch(
            calls.sync, OPERATION, documents, handler(), jobs=1, threaded=threaded
        ) as running:
            assert [item.input for item in running] == [b"0", b"1"]
        assert calls.most == 1
    assert threads[:2] == [threading.current_thread()] * 2
    assert threading.current_thread() not in threads[2:]
