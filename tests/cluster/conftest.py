"""Fixtures of the cluster tests, which run real engines: `make test-cluster`.

Ray and Spark are heavy, so they have an environment of their own. In any other, this folder has no
tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from ocr_emulator import Emulator

collect_ignore_glob = [] if find_spec("ray") and find_spec("pyspark") else ["test_*.py"]


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """Run the service, with a journal that holds every call of a test."""
    with Emulator(engine=None, journal_size=10_000) as running:
        # Long enough that a worker is killed while it has calls in progress.
        running.faults.latency(0.05)
        yield running


@pytest.fixture
def workers(tmp_path: Path) -> Path:
    """Return a folder in which each worker leaves a file with its process id as the name."""
    folder = tmp_path / "workers"
    folder.mkdir()
    return folder
