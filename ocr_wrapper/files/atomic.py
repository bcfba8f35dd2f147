"""Atomic file writes: a file is complete under its name, or not there at all.

Results are billed and profiles hold keys, so that neither a crash nor a full disk may leave half of
one. What is written waits under a random name in the same folder and is renamed when it is on the
disk.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

PRIVATE = 0o600
"""Mode of a file for its owner alone."""

_SHARED = 0o666
"""Mode of a file for everyone whom the umask allows."""

_CREATE = (
    os.O_RDWR
    | os.O_CREAT
    # Neither a file nor a link nor a pipe that someone has prepared under this name is opened.
    | os.O_EXCL
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_BINARY", 0)
)

_RENAME_PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0) if sys.platform == "win32" else ()
"""Seconds between attempts to rename a file on Windows, which refuses it while a virus scanner or
an indexer has one of the two files open; they look at a new file for some milliseconds."""


@contextlib.contextmanager
def creating(path: Path, mode: int = _SHARED) -> Iterator[BinaryIO]:
    """Open a file that does not exist; complete on the disk after the block, absent after an error.

    Raises:
        OSError: There is something under this name, or the file cannot be written.
    """
    descriptor = os.open(path, _CREATE, mode)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            # Or a power cut could keep the new name and lose the content.
            os.fsync(descriptor)
    except BaseException:
        remove(path)
        raise


@contextlib.contextmanager
def replacing(path: Path, mode: int = _SHARED) -> Iterator[BinaryIO]:
    """Open a new file that replaces `path` when the block ends without an error.

    A link under that name is replaced and not followed. After an error `path` is as it was.

    Raises:
        OSError: The file cannot be written.
    """
    # Readers of Parquet folders, and most listings, ignore names that begin with a dot.
    waiting = path.with_name(f".hwocr-{secrets.token_hex(8)}.part")
    with creating(waiting, mode) as file:
        yield file
    try:
        rename(waiting, path)
    except BaseException:
        remove(waiting)
        raise


def rename(source: Path, target: Path) -> None:
    """Rename a file, replacing the file of that name.

    Raises:
        OSError: It cannot be renamed; both files are as they were.
    """
    for pause in _RENAME_PAUSES:
        try:
            source.replace(target)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    source.replace(target)


def remove(path: Path) -> None:
    """Remove a file that is of no use, if the system allows it."""
    # An error on the way says more than one of the cleaning up.
    with contextlib.suppress(OSError):
        path.unlink()
