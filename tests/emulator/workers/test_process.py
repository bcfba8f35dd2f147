"""A worker process: results, limits of time and memory, replacement after it was killed."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from ocr_emulator.workers import process as module
from ocr_emulator.workers.limits import Limits
from ocr_emulator.workers.process import WorkerProcess
from ocr_emulator.workers.protocol import Message
from ocr_emulator.workers.watchdog import TimeLimitError, WorkerError
from tests.emulator.images.hostile import many_objects, nested_forms
from tests.emulator.images.test_pdf import pages
from tests.emulator.workers.timers import Timers

DECODE = 7.0
LIMITS = Limits(decode_seconds=DECODE, patience=1.0)


@pytest.fixture
def timers() -> Timers:
    return Timers()


@pytest.fixture
def process(timers: Timers) -> Iterator[WorkerProcess]:
    worker = WorkerProcess(LIMITS, timers)
    yield worker
    worker.close()


def measure(data: bytes, page: int = 1) -> Message:
    return Message({"task": "measure", "page": page}, data)


def draw(data: bytes) -> Message:
    return Message({"task": "draw", "page": 1}, data)


def failing(process: WorkerProcess, task: Message) -> tuple[threading.Thread, list[BaseException]]:
    """Run a task in a thread; returns the thread and the error that it will collect."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            process.run(task)
        except WorkerError as error:
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, errors


def test_process_is_started_by_first_task_and_reused(process: WorkerProcess) -> None:
    """No process runs before a task, and one process carries out many."""
    assert process.pid is None
    assert process.run(measure(pages("red"))).header["size"] == [300, 150]
    first = process.pid
    assert process.run(measure(pages("red", "blue"), 2)).header["size"] == [300, 150]
    assert process.pid == first


def test_image_error_is_returned(process: WorkerProcess) -> None:
    """A page that does not exist is an error of the task, not of the process."""
    reply = process.run(measure(pages("red"), 2)).header
    assert (reply["code"], reply["got"]) == ("AIS.0101", "page 2")


def test_rendering_that_never_ends_is_killed(process: WorkerProcess, timers: Timers) -> None:
    """Nested forms of two kilobytes exceed the time of a stage; the next task has a new process."""
    data = nested_forms()
    assert len(data) < 4_000
    thread, errors = failing(process, draw(data))
    timers.of(DECODE)
    # The second one: the worker says that the task began.
    timers.of(DECODE).expire()
    thread.join()
    assert isinstance(errors[0], TimeLimitError)
    assert (errors[0].stage, errors[0].seconds) == ("decode", DECODE)
    assert process.pid is None
    assert process.run(measure(pages("red"))).header["size"] == [300, 150]


def test_late_timer_does_not_end_next_task(process: WorkerProcess, timers: Timers) -> None:
    """A timer that expires after its stage is ignored."""
    process.run(measure(pages("red")))
    late = timers.of(DECODE)
    pid = process.pid
    late.expire()
    process.run(measure(pages("red")))
    assert (late.cancelled, process.pid) == (True, pid)


def test_memory_of_one_task_is_limited(timers: Timers) -> None:
    """Half a megabyte that unpacks to objects without end stops at the limit of memory."""
    worker = WorkerProcess(Limits(memory_bytes=128 * 1024 * 1024), timers)
    try:
        data = many_objects(20_000_000)
        assert len(data) < 600_000
        try:
            reply = worker.run(draw(data)).header
        except WorkerError:
            # PDFium ends the process when an allocation fails.
            reply = {"exhausted": "memory"}
        assert {"exhausted", "code"} & set(reply)
        assert worker.run(measure(pages("red"))).header["size"] == [300, 150]
    finally:
        worker.close()


def test_process_with_much_memory_is_replaced(timers: Timers) -> None:
    """After a task the process is retired when its resident memory is above the bound."""
    worker = WorkerProcess(Limits(retire_bytes=1), timers)
    assert worker.run(measure(pages("red"))).header["retiring"] is True
    assert worker.pid is None
    worker.close()


def test_abandoned_task_is_not_sent(process: WorkerProcess) -> None:
    """A caller that left before the process was ready leaves no work behind."""
    abandoned = threading.Event()
    abandoned.set()
    with pytest.raises(WorkerError):
        process.run(measure(pages("red")), abandoned)


def test_closed_process_starts_no_more(process: WorkerProcess) -> None:
    """After close() no process is left and none begins."""
    process.run(measure(pages("red")))
    process.close()
    assert process.pid is None
    with pytest.raises(WorkerError):
        process.run(measure(pages("red")))


def test_idle_process_leaves_by_itself(process: WorkerProcess) -> None:
    """It is not killed, so that what it holds is released and what it measured is written."""
    process.run(measure(pages("red")))
    running = process._process
    process.close()
    assert running is not None
    assert running.returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals that end a process")
def test_idle_process_that_does_not_leave_is_killed(
    process: WorkerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program may hold the other end of its pipe; closing waits no longer than a moment."""
    process.run(measure(pages("red")))
    running = process._process
    assert running is not None
    assert running.stdin is not None
    held = os.dup(running.stdin.fileno())
    monkeypatch.setattr(module, "_LEAVING_SECONDS", 0.01)
    process.close()
    os.close(held)
    assert running.returncode == -signal.SIGKILL


def test_defect_has_frames_and_no_text(process: WorkerProcess) -> None:
    """An unexpected exception is reported by its kind and its frames."""
    reply = process.run(Message({"task": "measure"}, b"")).header
    assert reply["defect"] == "KeyError"
    assert "child.py" in reply["frames"]
