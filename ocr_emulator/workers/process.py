"""One worker process: started when it is first needed, killed when a task exceeds a limit.

It is a plain subprocess and not one of `multiprocessing`, which would import the user's main
module again and so run a script twice that has no guard.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import suppress
from typing import BinaryIO

from ocr_emulator.workers.limits import Limits
from ocr_emulator.workers.protocol import Message, receive, send
from ocr_emulator.workers.watchdog import (
    ThreadSeconds,
    TimerFactory,
    Watchdog,
    WorkerError,
    thread_seconds,
    thread_timer,
)

_LEAVING_SECONDS = 2.0
"""Seconds that an idle process may take to leave; it needs milliseconds."""

# The path is handed over before anything is imported: the child finds what the parent finds.
_BOOTSTRAP = (
    "import sys; sys.path[:] = sys.argv[1:]; from ocr_emulator.workers.child import main; main()"
)


class WorkerProcess:
    """A process that carries out one task at a time; `run` blocks and needs a thread."""

    def __init__(self, limits: Limits, timer: TimerFactory = thread_timer) -> None:
        self._limits = limits
        self._timer = timer
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._closed = False
        self._running = threading.Lock()

    @property
    def pid(self) -> int | None:
        """Process id; None while no process runs."""
        process = self._process
        return None if process is None else process.pid

    def run(self, task: Message, abandoned: threading.Event | None = None) -> Message:
        """Carry out a task and return its result.

        Args:
            task: The task; limits are added to it.
            abandoned: Set, before `kill` is called, when no caller waits for the result.

        Raises:
            TimeLimitError: When a stage exceeds its limit.
            WorkerError: When the process ends for another reason: memory, a crash of a
                decoder, `kill`.
        """
        with self._running:
            return self._run(task, abandoned or threading.Event())

    def _run(self, task: Message, abandoned: threading.Event) -> Message:
        limits = {
            "memory_bytes": self._limits.memory_bytes,
            "retire_bytes": self._limits.retire_bytes,
        }
        with Watchdog(self._limits, self, self._timer) as watchdog:
            try:
                source, sink = self._pipes(watchdog)
                if abandoned.is_set():
                    raise EOFError("no caller waits for the result")
                watchdog.begin("decode")
                send(sink, Message({**task.header, **limits}, task.blob))
                while "stage" in (reply := receive(source)).header:
                    watchdog.begin(reply.header["stage"])
            except (EOFError, OSError, ValueError) as error:
                self._reap()
                if watchdog.expired is not None:
                    raise watchdog.expired from None
                raise WorkerError("the worker process ended") from error
        if reply.header.get("retiring"):
            self._dismiss()
        return reply

    def kill(self) -> None:
        """End the process now; a task that runs in it fails with `WorkerError`."""
        process = self._process
        if process is not None:
            process.kill()

    def thread_seconds(self) -> ThreadSeconds | None:
        """Return the CPU seconds of its threads; None without a process, or if nobody tells."""
        process = self._process
        return None if process is None else thread_seconds(process.pid)

    def close(self) -> None:
        """End the process for good; `run` starts no new one."""
        with self._lock:
            self._closed = True
        if self._running.acquire(blocking=False):
            try:
                self._dismiss()
            finally:
                self._running.release()
        else:
            # The thread that runs a task reads the end of the pipe and reaps the process itself.
            self.kill()

    def _pipes(self, watchdog: Watchdog) -> tuple[BinaryIO, BinaryIO]:
        """Return the pipes of the process, starting it when none runs."""
        if self._process is not None and self._process.poll() is not None:
            self._reap()
        if self._process is None:
            watchdog.begin("start")
            source, sink = _streams(self._spawn())
            receive(source)
            return source, sink
        return _streams(self._process)

    def _spawn(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise EOFError("the pool is closed")
            self._process = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
                [sys.executable, "-c", _BOOTSTRAP, *sys.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            return self._process

    def _dismiss(self) -> None:
        """End a process without a task: it leaves when its pipe is closed, else it is killed."""
        process = self._process
        if process is not None and process.stdin is not None:
            with suppress(OSError):
                process.stdin.close()
            with suppress(subprocess.TimeoutExpired):
                process.wait(_LEAVING_SECONDS)
        self._reap()

    def _reap(self) -> None:
        """Forget the process; it is killed if it still runs."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    # What was not written can no longer be.
                    continue


def _streams(process: subprocess.Popen[bytes]) -> tuple[BinaryIO, BinaryIO]:
    if process.stdin is None or process.stdout is None:
        raise EOFError("the process has no pipes")
    return process.stdout, process.stdin  # type: ignore[return-value]
