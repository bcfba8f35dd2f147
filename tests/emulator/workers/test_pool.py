"""The pool of worker processes: queue, abandoned tasks, limits in the response, shutdown."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from ocr_emulator.contract.errors import ImageError
from ocr_emulator.engine.base import EngineUnavailableError
from ocr_emulator.images.inspect import EmulatorLimitError, ImageInfo
from ocr_emulator.workers import pool as pool_module
from ocr_emulator.workers.limits import Limits
from ocr_emulator.workers.pool import DefectError, QueueFullError, WorkerPool
from ocr_emulator.workers.process import WorkerProcess
from ocr_emulator.workers.protocol import Message
from tests.emulator.images.hostile import nested_forms
from tests.emulator.images.test_pdf import pages
from tests.emulator.workers.timers import Timers

DECODE = 7.0


@pytest.fixture
def timers(monkeypatch: pytest.MonkeyPatch) -> Timers:
    made = Timers()
    monkeypatch.setattr(pool_module, "WorkerProcess", lambda limits: WorkerProcess(limits, made))
    return made


@pytest.fixture
async def pool(timers: Timers) -> AsyncIterator[WorkerPool]:
    made = WorkerPool(1, 8, Limits(decode_seconds=DECODE, patience=1.0))
    yield made
    made.close()


async def begun(timers: Timers) -> None:
    """Wait until the worker reports that a task began."""
    await asyncio.to_thread(timers.of, DECODE)
    await asyncio.to_thread(timers.of, DECODE)


async def test_abandoned_tasks_free_pool(pool: WorkerPool, timers: Timers) -> None:
    """Nine callers that leave hostile files behind do not delay the tenth."""
    first = asyncio.ensure_future(pool.draw(nested_forms(), 1))
    await begun(timers)
    others = [asyncio.ensure_future(pool.draw(nested_forms(), 1)) for _ in range(8)]
    await asyncio.sleep(0)
    with pytest.raises(QueueFullError):
        await pool.page_size(pages("red"), 1)
    for task in (first, *others):
        task.cancel()
    await asyncio.gather(first, *others, return_exceptions=True)
    assert await pool.page_size(pages("red"), 1) == (300, 150)


async def test_time_limit_is_reported_as_emulators_own(pool: WorkerPool, timers: Timers) -> None:
    """The response has the service's code, the limit, and whose limit it is."""
    task = asyncio.ensure_future(pool.draw(nested_forms(), 1))
    await asyncio.to_thread(timers.of, DECODE)
    timer = await asyncio.to_thread(timers.of, DECODE)
    timer.expire()
    with pytest.raises(EmulatorLimitError, match="7 s to decode") as caught:
        await task
    assert caught.value.code == "AIS.0104"
    assert "emulator's limit" in caught.value.violation.expected


async def test_errors_of_task_are_raised(pool: WorkerPool) -> None:
    """A damaged file is the image's fault, an unknown engine the user's."""
    with pytest.raises(ImageError) as caught:
        await pool.page_size(b"%PDF-1.7\n", 1)
    assert caught.value.code == "AIS.0102"
    with pytest.raises(EngineUnavailableError, match="no-such-engine"):
        await pool.load_engine("no-such-engine")


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        ({"exhausted": "memory"}, EmulatorLimitError, "2048 MB of memory"),
        (
            {"code": "AIS.0103", "expected": "less", "got": "more", "message": "Too many pages."},
            EmulatorLimitError,
            "Too many pages",
        ),
        ({"code": "AIS.0103", "expected": "less", "got": "more", "message": ""}, ImageError, ""),
        ({"unavailable": "pip install it"}, EngineUnavailableError, "pip install it"),
        ({"defect": "KeyError", "frames": "child.py"}, DefectError, "KeyError"),
    ],
)
async def test_what_a_worker_reports_is_raised(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    reply: dict[str, str],
    kind: type[Exception],
    words: str,
) -> None:
    """The frames of a defect go to the log of the emulator and not to the client."""
    monkeypatch.setattr(WorkerProcess, "run", lambda *_: Message(reply))
    made = WorkerPool(1, 8)
    with pytest.raises(kind) as caught:
        await made.page_size(b"", 1)
    assert words in str(getattr(caught.value, "message", "") or caught.value)
    assert ("child.py" in caplog.text) is (kind is DefectError)
    made.close()


async def test_page_is_rendered_to_rgb_bytes(pool: WorkerPool) -> None:
    """Size and pixels of the page come back from the process."""
    size, pixels = await pool.draw(pages("red"), 1)
    assert (size, len(pixels)) == ((300, 150), 300 * 150 * 3)


async def test_close_ends_running_task(pool: WorkerPool, timers: Timers) -> None:
    """A task that never ends does not outlive its pool."""
    task = asyncio.ensure_future(pool.draw(nested_forms(), 1))
    await begun(timers)
    pool.close()
    with pytest.raises(ImageError):
        await task


async def test_only_an_image_alone_gets_two_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Images that are read at the same time get one thread of the engine each."""
    headers: list[Mapping[str, Any]] = []
    release = threading.Event()

    def run(_self: WorkerProcess, task: Message, _abandoned: threading.Event) -> Message:
        headers.append(task.header)
        release.wait()
        return Message({"result": {}, "unread": []})

    monkeypatch.setattr(WorkerProcess, "run", run)
    pool = WorkerPool(2, 8)
    info = ImageInfo("PNG", 100, 100, 30_000)
    reads = [
        asyncio.ensure_future(pool.recognize("recognize_general_text", b"", info, {}, "auto"))
        for _ in range(2)
    ]
    await asyncio.sleep(0)
    release.set()
    await asyncio.gather(*reads)
    await pool.recognize("recognize_general_text", b"", info, {}, "auto")
    assert [header["threads"] for header in headers] == [2, 1, 2]
