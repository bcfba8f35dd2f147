"""What the tests of batches share: the place of a journal."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a journal is kept."""
    return tmp_path / "journal.sqlite"
