"""Pool of worker processes with a bounded queue, used from the event loop.

A task whose caller leaves is ended at once, so that abandoned requests occupy neither a
process nor a place in the queue.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

from ocr_emulator.contract.errors import ImageError
from ocr_emulator.contract.unread import Unread
from ocr_emulator.engine.base import EngineUnavailableError
from ocr_emulator.images.inspect import EmulatorLimitError, ImageInfo
from ocr_emulator.images.preview import Preview
from ocr_emulator.recognizers.base import Recognized
from ocr_emulator.workers.limits import Limits
from ocr_emulator.workers.process import WorkerProcess
from ocr_emulator.workers.protocol import Message
from ocr_emulator.workers.threads import in_thread
from ocr_emulator.workers.watchdog import TimeLimitError, WorkerError

_log = logging.getLogger("ocr_emulator")
_MB = 1024 * 1024
_THREADS_ALONE = 2  # more were not measured; an engine takes no more than there are cores
Result = TypeVar("Result")


class QueueFullError(Exception):
    """Raised when as many tasks wait as the queue holds."""


class DefectError(Exception):
    """Raised when code in a worker process failed unexpectedly; the log has the frames."""


class WorkerPool:
    """Run tasks in at most `size` processes; `queue` more may wait.

    Processes start with the first task and are reused. The pool belongs to one event loop,
    and is not used after it was closed.
    """

    def __init__(self, size: int, queue: int, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._size = size
        self._capacity = size + queue
        self._waiting = 0
        self._idle: list[WorkerProcess] = []
        self._all: list[WorkerProcess] = []
        self._slots: asyncio.Semaphore | None = None

    async def in_thread(self, work: Callable[[], Result]) -> Result:
        """Run blocking work of the user's in a thread; raises `QueueFullError`.

        A thread cannot be ended: it keeps its place until the work is done, also when the
        caller left.
        """
        await self._enter()
        task = asyncio.ensure_future(in_thread(work))

        def leave(done: asyncio.Task[Result]) -> None:
            self._leave()
            if not done.cancelled():
                done.exception()

        task.add_done_callback(leave)
        return await asyncio.shield(task)

    async def page_size(self, data: bytes, page: int) -> tuple[int, int] | None:
        """Measure a page of a PDF; None when no PDF reader is installed."""
        reply = await self._run(Message({"task": "measure", "page": page}, data))
        size = reply.header["size"]
        return None if size is None else (size[0], size[1])

    async def draw(self, data: bytes, page: int) -> tuple[tuple[int, int], bytes]:
        """Render a page of a PDF; returns its size and the bytes of its RGB pixels."""
        reply = await self._run(Message({"task": "draw", "page": page}, data))
        width, height = reply.header["size"]
        return (width, height), reply.blob

    async def preview(self, data: bytes, info: ImageInfo) -> Preview:
        """Return a PNG of an image that browsers may not show."""
        reply = await self._run(Message({"task": "preview", "info": asdict(info)}, data))
        return Preview(reply.blob, info.width, info.height, int(reply.header["pages"]))

    async def recognize(
        self,
        operation: str,
        data: bytes,
        info: ImageInfo,
        options: Mapping[str, Any],
        engine: str,
    ) -> Recognized:
        """Decode an image and recognize it; returns the result of the operation."""
        header = {
            "task": "recognize",
            "operation": operation,
            "info": asdict(info),
            "options": dict(options),
            "engine": engine,
            "threads": self._threads(),
        }
        found = (await self._run(Message(header, data))).header
        return Recognized(found["result"], tuple(Unread(**part) for part in found["unread"]))

    async def load_engine(self, name: str) -> str | None:
        """Load an engine in a process; returns its name, None when none is installed.

        Raises `EngineUnavailableError` for a name that no installed engine has.
        """
        found: str | None = (await self._run(_load_task(name))).header["engine"]
        return found

    def load_engine_blocking(self, name: str) -> str | None:
        """Load an engine as `load_engine` does, for a caller without an event loop."""
        process = self._take()
        try:
            found: str | None = _checked(process.run(_load_task(name))).header["engine"]
        except WorkerError as error:
            raise EngineUnavailableError(f"the engine could not be loaded: {error}") from None
        finally:
            self._idle.append(process)
        return found

    def _threads(self) -> int:
        """Return how many threads the next image gets: more than one if it is alone."""
        return 1 if self._waiting else _THREADS_ALONE

    def close(self) -> None:
        """End all processes, also busy ones."""
        for process in self._all:
            process.close()

    async def _run(self, task: Message) -> Message:
        await self._enter()
        process = self._take()
        abandoned = threading.Event()
        expected = f"an image that decodes within {self.limits.memory_bytes // _MB} MB of memory"
        try:
            reply = await in_thread(lambda: process.run(task, abandoned))
        except asyncio.CancelledError:
            abandoned.set()
            process.kill()
            raise
        except TimeLimitError as error:
            expected = f"an image that takes at most {error.seconds:g} s to {_verb(error)}"
            raise _limit_error(expected, "more") from None
        except WorkerError:
            raise _limit_error(expected, "a decoder that ended") from None
        finally:
            self._idle.append(process)
            self._leave()
        if reply.header.get("exhausted"):
            raise _limit_error(expected, "more")
        return _checked(reply)

    async def _enter(self) -> None:
        if self._waiting >= self._capacity:
            raise QueueFullError
        if self._slots is None:
            self._slots = asyncio.Semaphore(self._size)
        self._waiting += 1
        try:
            await self._slots.acquire()
        except asyncio.CancelledError:
            self._waiting -= 1
            raise

    def _leave(self) -> None:
        self._waiting -= 1
        if self._slots is not None:
            self._slots.release()

    def _take(self) -> WorkerProcess:
        # The last one used first: its models are loaded.
        if self._idle:
            return self._idle.pop()
        process = WorkerProcess(self.limits)
        self._all.append(process)
        return process


def _load_task(name: str) -> Message:
    return Message({"task": "load", "engine": name, "threads": _THREADS_ALONE})


def _verb(error: TimeLimitError) -> str:
    return "recognize" if error.stage == "recognize" else "decode"


def _limit_error(expected: str, got: str) -> ImageError:
    message = f"The emulator stopped reading this image: its own limit is {expected}."
    return EmulatorLimitError("AIS.0104", f"{expected} (emulator's limit)", got, message)


def _checked(reply: Message) -> Message:
    """Return a reply with a result; raise the error that a reply contains."""
    header = reply.header
    if "code" in header:
        reason = header["code"], header["expected"], header["got"]
        if header["message"]:
            raise EmulatorLimitError(*reason, header["message"])
        raise ImageError(*reason)
    if "unavailable" in header:
        raise EngineUnavailableError(header["unavailable"])
    if "defect" in header:
        _log.error("a worker process failed: %s\n%s", header["defect"], header["frames"])
        raise DefectError(header["defect"])
    return reply
