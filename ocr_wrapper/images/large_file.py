"""Large files: the beginning is checked, and the rest is read in pieces while it is encoded.

Otherwise a file of 7 MiB and its Base64 of 9.3 MiB would be in memory side by side.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from ocr_wrapper.errors import InvalidImageError
from ocr_wrapper.images.read import describe_path

_HEADS = (1 << 18, 1 << 21)
"""Bytes in which most headers end, and those with colour profiles and previews."""

_State: TypeAlias = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class LargeFile:
    """A regular file that is read when its pieces are taken."""

    path: str
    size: int
    operation: str
    """The operation, for errors."""

    state: _State
    """Device, number, size and time of change when the beginning was checked."""

    def heads(self) -> Iterator[bytes]:
        """Yield longer and longer beginnings, the last of which is the whole file.

        Raises:
            InvalidImageError: The file was changed or removed.
        """
        for size in (*(head for head in _HEADS if head < self.size), self.size):
            with contextlib.closing(self.pieces(size)) as pieces:
                yield next(pieces)

    def pieces(self, size: int) -> Generator[bytes]:
        """Yield the content in pieces of `size` bytes, of which the last may be shorter.

        Raises:
            InvalidImageError: The file was changed or removed since the beginning was checked.
        """
        try:
            with Path(self.path).open("rb") as file:
                left = self.size if _state(os.fstat(file.fileno())) == self.state else -1
                while left > 0:
                    piece = file.read(min(size, left))
                    left = left - len(piece) if piece else -1
                    if piece:
                        yield piece
                if left == 0 and _state(os.fstat(file.fileno())) == self.state:
                    return
        except OSError:
            pass
        raise InvalidImageError(
            f"The file {describe_path(self.path)} was changed or removed while it was read, and "
            "nothing was sent: try again when it is complete.",
            operation=self.operation,
        )


def open_large_file(path: str, operation: str) -> LargeFile | None:
    """Return the file that a path names; None if it is no regular one or cannot be found."""
    try:
        found = os.stat(path)  # noqa: PTH116 - text as the user gave it
    except (OSError, ValueError):
        return None
    regular = stat.S_ISREG(found.st_mode)
    return LargeFile(path, found.st_size, operation, _state(found)) if regular else None


def _state(found: os.stat_result) -> _State:
    """Return what changes with the content of a file."""
    # On Windows a file cannot be replaced while it is open, and its numbers by path and by handle
    # need not be the same.
    number = (0, 0) if sys.platform == "win32" else (found.st_dev, found.st_ino)
    return *number, found.st_size, found.st_mtime_ns
