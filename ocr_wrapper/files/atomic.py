"""Atomic file writes: a file is complete under its name, or not there at all.

Results are billed and profiles hold keys, so that neither a crash nor a full disk may leave half of
one. What is written waits under a random name in the same folder and is renamed when it is on the
disk.
"""

from __future__ import annotations

import contextlib
import os
import secrets
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
        _remove(path)
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
        waiting.replace(path)
    except BaseException:
        _remove(waiting)
        raise


def _remove(path: Path) -> None:
    # The error on the way says more than one of the cleaning up.
    with contextlib.suppress(OSError):
        path.unlink()
