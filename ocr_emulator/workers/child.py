"""Main loop of a worker process: take a task from the pipe, carry it out, send the result.

Everything that the process prints is discarded: libraries may quote what they decode, which is the
content of identity documents.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO, TypeGuard

from ocr_emulator.contract.errors import ImageError
from ocr_emulator.images.inspect import EmulatorLimitError
from ocr_emulator.workers.limits import (
    limit_memory,
    release_memory,
    resident_bytes,
)
from ocr_emulator.workers.protocol import Message, receive, send

if TYPE_CHECKING:
    from ocr_emulator.engine.base import Engine
    from ocr_emulator.recognizers.base import RecognitionError


class Worker:
    """Carry out tasks: `measure` and `draw` pages of PDFs, `preview`, `load`, `recognize`."""

    def __init__(self, report_stage: Callable[[str], None]) -> None:
        self._report_stage = report_stage
        self._engine: Engine | None = None
        self._engine_name: str | None = None

    def run(self, task: Message) -> Message:
        """Return the result of a task; raises what the task raises."""
        self._report_stage("decode")
        name = task.header["task"]
        memory = task.header["memory_bytes"]
        if name == "load":
            engine = self._load(task)
            return Message({"engine": None if engine is None else engine.name})
        if name == "measure":
            from ocr_emulator.images import pdf

            limit_memory(memory)
            return Message({"size": pdf.page_size(task.blob, task.header["page"])})
        if name == "draw":
            from ocr_emulator.images import pdf

            limit_memory(memory)
            image = pdf.draw(task.blob, task.header["page"])
            return Message({"size": image.size}, image.tobytes())
        if name == "preview":
            from ocr_emulator.images.inspect import ImageInfo
            from ocr_emulator.images.preview import preview

            limit_memory(memory)
            found = preview(task.blob, ImageInfo(**task.header["info"]))
            return Message({"pages": found.pages}, found.png)
        return self._recognize(task)

    def _recognize(self, task: Message) -> Message:
        from ocr_emulator.images.decode import decode
        from ocr_emulator.images.inspect import ImageInfo
        from ocr_emulator.recognizers import RECOGNIZERS
        from ocr_emulator.recognizers.base import recognized

        # The engine first: its models are no part of what one image may take.
        engine = self._load(task)
        if engine is None:
            raise RuntimeError("a task needs an engine that is not installed")
        limit_memory(task.header["memory_bytes"])
        self._report_stage("decode")
        recognizer = RECOGNIZERS[task.header["operation"]]
        with decode(task.blob, ImageInfo(**task.header["info"])) as image:
            self._report_stage("recognize")
            found = recognized(recognizer(image, task.header["options"], engine))
        unread = [part.to_dict() for part in found.unread]
        return Message({"result": found.result, "unread": unread})

    def _load(self, task: Message) -> Engine | None:
        """Return the engine of a task with its number of threads; models are loaded once."""
        from ocr_emulator.engine.base import Threaded, load_engine

        name = task.header["engine"]
        self._report_stage("load")
        if self._engine is None or self._engine_name != name:
            self._engine = load_engine(None if name == "auto" else name)
            self._engine_name = name
        if isinstance(self._engine, Threaded):
            self._engine.use_threads(task.header["threads"])
        return self._engine


def answer(worker: Worker, task: Message) -> Message:
    """Carry out a task; errors become messages."""
    from ocr_emulator.engine.base import EngineUnavailableError

    try:
        return worker.run(task)
    except ImageError as error:
        violation = error.violation
        message = error.message if isinstance(error, EmulatorLimitError) else ""
        return _refusal(error.code, violation.expected, violation.got, message)
    except EngineUnavailableError as error:
        return Message({"unavailable": str(error)})
    except MemoryError:
        return Message({"exhausted": "memory"})
    except Exception as error:
        if _is_recognition_error(error):
            return _refusal(error.code, "what this operation reads", error.detail)
        # Frames and the kind alone: the text of an exception may quote the image.
        frames = "".join(traceback.format_tb(error.__traceback__))
        return Message({"defect": type(error).__name__, "frames": frames})


def _is_recognition_error(error: Exception) -> TypeGuard[RecognitionError]:
    from ocr_emulator.recognizers.base import RecognitionError

    return isinstance(error, RecognitionError)


def _refusal(code: str, expected: str, got: str, message: str = "") -> Message:
    return Message({"code": code, "expected": expected, "got": got, "message": message})


def main() -> None:
    """Serve tasks until the emulator closes the pipe."""
    source, sink = _private_pipes()
    # A Ctrl-C in the terminal reaches the whole group; the emulator decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tasks: queue.SimpleQueue[Message] = queue.SimpleQueue()

    def take_tasks() -> None:
        # A thread, so that a process that is busy for ever still ends with the emulator.
        try:
            while True:
                tasks.put(receive(source))
        except (EOFError, OSError, ValueError):
            os._exit(0)

    threading.Thread(target=take_tasks, daemon=True).start()
    worker = Worker(lambda stage: send(sink, Message({"stage": stage})))
    send(sink, Message({"stage": "ready"}))
    while True:
        task = tasks.get()
        reply = answer(worker, task)
        release_memory()
        retiring = resident_bytes() > task.header["retire_bytes"]
        send(sink, Message({**reply.header, "retiring": retiring}, reply.blob))


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return the pipes to the emulator; what libraries print goes nowhere."""
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    return source, sink


if __name__ == "__main__":
    main()
