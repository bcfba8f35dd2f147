"""Daemon threads for blocking work, awaited from the event loop.

A `ThreadPoolExecutor` is not used: the interpreter waits for its threads when it exits, so one
call that never returns would keep the program alive.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


async def in_thread(work: Callable[[], Result], name: str = "ocr-emulator-worker") -> Result:
    """Run blocking work in a thread of its own and return its result.

    When the caller is cancelled the thread goes on and its result is dropped.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()

    def settle(result: Result | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result: Result | None = None
        failure: BaseException | None = None
        try:
            result = work()
        except BaseException as error:
            failure = error
        try:
            loop.call_soon_threadsafe(settle, result, failure)
        except RuntimeError:
            # The loop was closed meanwhile: no caller waits.
            return

    threading.Thread(target=run, name=name, daemon=True).start()
    return await future
