"""File digest: whether a file is still what was written.

A result that somebody has edited, or that another program has put in its place, is told from the
one that a run wrote.
"""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path


def digest_of(path: Path) -> str | None:
    """Return the SHA-256 digest of a regular file; None if there is none.

    Raises:
        OSError: It cannot be read.
    """
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def has_digest(path: Path, digest: str | None) -> bool:
    """Return whether there is a regular file with this digest."""
    try:
        return digest is not None and digest_of(path) == digest
    except OSError:
        return False
