"""Raw engine loop: a process for each core decodes an image and reads it, again and again."""

from __future__ import annotations

import io
import multiprocessing
import resource
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ocr_emulator.engine.base import Engine

_engine: Engine | None = None
_image = b""


def _prepare(image: bytes, threads: int | None) -> None:
    """Load the engine in a process of the pool, and read the image once."""
    from ocr_emulator.engine.base import load_engine

    global _engine, _image  # noqa: PLW0603 - what a process of a pool keeps
    _engine = load_engine(None, **({} if threads is None else {"threads": threads}))
    _image = image
    _read(0)


def _read(_number: int) -> int:
    from PIL import Image

    assert _engine is not None
    with Image.open(io.BytesIO(_image)) as image:
        return len(_engine.read(image.convert("RGB"), orient=False).lines)


def images_a_second(
    image: bytes, count: int, processes: int, threads: int | None
) -> tuple[float, float]:
    """Return images a second, and seconds of CPU an image.

    Args:
        image: A file.
        count: How often it is read.
        processes: Processes that read it at the same time.
        threads: Threads of each engine; None is the engine's default.
    """
    context = multiprocessing.get_context("spawn")
    before = _cpu_of_children()
    with context.Pool(processes, _prepare, (image, threads)) as pool:
        # Until every process is ready: the first results come when the engines are loaded.
        pool.map(_read, range(4 * processes), chunksize=1)
        started = time.perf_counter()
        pool.map(_read, range(count), chunksize=1)
        elapsed = time.perf_counter() - started
        pool.close()
        pool.join()
    # The CPU of loading and of the first readings is that of a few images more.
    return count / elapsed, (_cpu_of_children() - before) / count


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
