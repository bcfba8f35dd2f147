"""Limits of a worker process."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ocr_emulator.workers.limits import Limits, resident_bytes

PROGRAM = """
from ocr_emulator.workers.limits import limit_memory
limit_memory(64 * 1024 * 1024)
small = bytearray(16 * 1024 * 1024)
try:
    bytearray(256 * 1024 * 1024)
except MemoryError:
    print("refused")
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")
def test_memory_beyond_present_size_is_limited() -> None:
    """What the process has already does not count, what it asks for does."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert done.stdout == "refused\n"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")
def test_resident_memory_is_measured() -> None:
    """This process takes some megabytes."""
    assert resident_bytes() > 8 * 1024 * 1024


@pytest.mark.parametrize("stage", ["start", "decode", "load", "recognize"])
def test_each_stage_has_a_limit(stage: str) -> None:
    """No stage may take for ever."""
    assert 0 < Limits().seconds(stage) <= 60


RELEASE = """
from ocr_emulator.workers.limits import release_memory, resident_bytes
blocks = [b"x" * 60_000 for _ in range(6_000)]
kept = blocks[::200]
full = resident_bytes()
blocks = None
release_memory()
print(full - resident_bytes() > 200_000_000)
"""


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="needs /proc and the GNU C library"
)
def test_freed_memory_goes_back_to_the_system() -> None:
    """Free space between blocks that stay is returned."""
    done = subprocess.run(
        [sys.executable, "-c", RELEASE], capture_output=True, text=True, check=True
    )
    assert done.stdout == "True\n"
