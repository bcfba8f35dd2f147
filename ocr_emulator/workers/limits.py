"""Resource limits of a worker process: seconds of each stage, and bytes of memory.

A file may make a decoder work for ever or take gigabytes; only a process can be stopped then.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

_MB = 1024 * 1024
_GROWN = 320 * _MB
"""Resident memory of a worker from which freed memory is returned."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one worker process.

    The seconds are those in which the process computes, chosen at about five times what the slowest
    ordinary input took on two busy cores. Where other programs take the cores, a stage may last
    `patience` times as long by the clock. Only Linux tells how long another process computed;
    elsewhere the seconds are those of the clock.
    """

    start_seconds: float = 30.0
    """Start of the interpreter until it takes a task."""
    decode_seconds: float = 15.0
    """Decoding an image, or measuring or rendering a page of a PDF."""
    load_seconds: float = 60.0
    """Loading the models of an engine."""
    recognize_seconds: float = 45.0
    """Detection and recognition of one image."""
    patience: float = 4.0
    """Times the seconds of a stage that it may last by the clock."""
    memory_bytes: int = 2048 * _MB
    """Address space beyond that of the idle process with its engine loaded."""
    retire_bytes: int = 1100 * _MB
    """Resident memory after a task from which the process is replaced by a fresh one."""

    def seconds(self, stage: str) -> float:
        """Return the seconds of a stage: `start`, `decode`, `load` or `recognize`."""
        found: float = getattr(self, f"{stage}_seconds")
        return found


def limit_memory(extra_bytes: int) -> None:
    """Limit the address space of this process to its present size and so many bytes more.

    Does nothing where the system has no such limit.
    """
    used = _memory_pages(0)
    if used is None or sys.platform != "linux":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = used + extra_bytes
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def release_memory() -> None:
    """Return freed memory to the system if this process has grown; takes some milliseconds.

    The GNU allocator keeps what an image took, in pieces that the next image may not fit into, so
    that a process would grow to twice its size. Not after each small image: memory that is used
    again costs CPU time when the system has to give it anew.
    """
    if sys.platform != "linux" or resident_bytes() < _GROWN:
        return
    import ctypes

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def resident_bytes() -> int:
    """Return the resident memory of this process, 0 where it is unknown."""
    return _memory_pages(1) or 0


def _memory_pages(column: int) -> int | None:
    """Return a column of `/proc/self/statm` (total, resident) in bytes; None without it."""
    if sys.platform != "linux":
        return None
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[column])
    except (OSError, ValueError, IndexError):
        return None
    import resource

    return pages * resource.getpagesize()
