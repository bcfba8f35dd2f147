"""Inputs that are read slowly: the deadline of a call covers them, in threads and tasks."""

from __future__ import annotations

import asyncio
import io
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from ocr_wrapper import AkSk, AsyncOcrClient, DeadlineExceededError, OcrClient
from ocr_wrapper.images.read import may_block
from tests.wrapper.conftest import NOWHERE


class Stuck(io.RawIOBase):
    """A file object whose `read` waits until the test is over."""

    def __init__(self, released: threading.Event) -> None:
        self._released = released

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        self._released.wait(600)
        return b""


@pytest.fixture
def stuck() -> Iterator[Any]:
    """Return a function that makes file objects, which all end with the test."""
    released = threading.Event()
    yield lambda: Stuck(released)
    released.set()


def respond(_request: httpx.Request) -> httpx.Response:
    """Respond with a result."""
    return httpx.Response(200, json={"result": {}})


SETTINGS: dict[str, Any] = {
    "region": "ap-southeast-1",
    "credentials": AkSk("KEY", "secret"),
    "project_id": "p1",
    "endpoint": "https://ocr.example.com",
    "environment": NOWHERE,
}


def test_deadline_covers_reading_in_threads(stuck: Any) -> None:
    """The error says that nothing was sent, and which operation it was."""
    with (
        OcrClient(transport=httpx.MockTransport(respond), **SETTINGS) as ocr,
        pytest.raises(DeadlineExceededError, match="nothing was sent") as caught,
    ):
        ocr.recognize_passport(stuck(), timeout=0.05)
    error = caught.value
    assert (error.operation, error.attempts, error.retry_safe) == ("recognize_passport", 0, True)


async def test_many_stuck_inputs_hold_up_no_other_task(stuck: Any, tmp_path: Path) -> None:
    """Images that can be read are sent meanwhile, and each of the others ends at its deadline."""
    from PIL import Image

    path = tmp_path / "image.png"
    Image.effect_noise((300, 300), 50).save(path)
    async with AsyncOcrClient(transport=httpx.MockTransport(respond), **SETTINGS) as ocr:
        held = [
            asyncio.ensure_future(ocr.recognize_passport(stuck(), timeout=600)) for _ in range(100)
        ]
        good = [ocr.recognize_passport(path) for _ in range(5)]
        assert {found.attempts for found in await asyncio.gather(*good)} == {1}
        assert not any(task.done() for task in held)
        slow = [ocr.recognize_passport(stuck(), timeout=0.05) for _ in range(100)]
        ends = await asyncio.gather(*slow, return_exceptions=True)
        assert not any(task.done() for task in held)
        for task in held:
            task.cancel()
        await asyncio.gather(*held, return_exceptions=True)
    assert {type(end) for end in ends} == {DeadlineExceededError}
    assert {end.operation for end in ends if isinstance(end, DeadlineExceededError)} == {
        "recognize_passport"
    }


async def test_cancelled_task_does_not_wait_for_a_stuck_input(stuck: Any) -> None:
    """The task ends at once, also without a deadline."""
    async with AsyncOcrClient(transport=httpx.MockTransport(respond), **SETTINGS) as ocr:
        task = asyncio.ensure_future(ocr.call("recognize_passport", stuck(), timeout=None))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_sources_that_may_block(tmp_path: Path, stuck: Any) -> None:
    """Pipes and unknown file objects; files on disk, buffers, Base64 and missing files do not."""
    pipe, file = tmp_path / "pipe", tmp_path / "file"
    os.mkfifo(pipe)
    file.write_bytes(b"x")
    with file.open("rb") as opened:
        quick = [None, b"x", str(file), file, opened, io.BytesIO(b"x"), "a" * 5000, "missing.png"]
        assert not any(may_block(source) for source in quick)
    assert all(may_block(source) for source in (str(pipe), pipe, stuck()))
