"""File writer: whole files under names of their own, with an index of what they are results of.

A result was billed, so that it must neither be lost nor overwrite the result of another input. The
index makes it possible to recognize the result of an input in a later run.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

INDEX = ".hwocr-index.jsonl"
"""File in each output folder with one line per result: the key of the input and the file name."""

_CREATE = (
    os.O_WRONLY
    | os.O_CREAT
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a named pipe in place of the index must not block
)

_DEFAULT_NAME_MAX = 255
"""Longest file name in bytes, if the system does not state a limit."""

_NUMBER_BYTES = 12
"""Bytes of a name that are kept free for the number of a duplicate."""


class OutputFolder:
    """The files of one output folder; safe to share between threads."""

    def __init__(self, path: Path, is_input: Callable[[Path], bool]) -> None:
        self._path = path
        self._is_input = is_input
        self._names: dict[str, str] = {}
        self._taken: set[str] = set()
        self._last_number: dict[str, int] = {}
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Create the folder, check that files can be written, and read the index.

        Raises:
            OSError: The folder cannot be used.
        """
        self._path.mkdir(parents=True, exist_ok=True)
        probe(self._path)
        self._add_to_index("")
        self._names = dict(_read_index(self._path / INDEX))

    def find(self, key: str) -> Path | None:
        """Return the existing result for a key, from this or an earlier run."""
        name = self._names.get(key)
        path = None if name is None else self._path / name
        return path if path is not None and _has_content(path) else None

    def save(self, key: str, stem: str, suffix: str, content: bytes) -> Path:
        """Write one file completely and return its path.

        An existing result for the same key is replaced, any other file is kept.

        Raises:
            OSError: The file cannot be written.
        """
        with self._lock:
            return self._save(key, stem, suffix, content)

    def _save(self, key: str, stem: str, suffix: str, content: bytes) -> Path:
        known = self.find(key)
        if known is not None and known.name not in self._taken and not self._is_input(known):
            replace(known, content)
        else:
            known = self._create(stem, suffix, content)
            self._names[key] = known.name
            self._add_to_index(json.dumps({"key": key, "name": known.name}) + "\n")
        self._taken.add(known.name)
        return known

    def _create(self, stem: str, suffix: str, content: bytes) -> Path:
        """Write under the first free name: `stem`, `stem-2`, `stem-3` and so on."""
        stem = _shortened(stem, self._name_max() - _NUMBER_BYTES - len(os.fsencode(suffix)))
        temporary = _write_temporary(self._path, content)
        try:
            while True:
                # Continues from the last number, because a run may have many equal names.
                number = self._last_number.get(stem + suffix, 0) + 1
                self._last_number[stem + suffix] = number
                name = f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}"
                if name not in self._taken and _move_if_free(temporary, self._path / name):
                    return self._path / name
        finally:
            temporary.unlink(missing_ok=True)

    def _name_max(self) -> int:
        if sys.platform != "win32":
            with contextlib.suppress(OSError, ValueError):
                return os.pathconf(self._path, "PC_NAME_MAX")
        return _DEFAULT_NAME_MAX

    def _add_to_index(self, line: str) -> None:
        descriptor = os.open(self._path / INDEX, _CREATE | os.O_APPEND, 0o666)
        with os.fdopen(descriptor, "ab") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise FileExistsError(f"{INDEX} is not a regular file")
            _write_all(file.fileno(), line.encode())


def probe(folder: Path) -> None:
    """Check that a file can be created, written and removed.

    Raises:
        OSError: It cannot.
    """
    _write_temporary(folder, b"probe").unlink()


def replace(path: Path, content: bytes) -> None:
    """Write a file completely or not at all, and replace an existing one.

    Raises:
        OSError: The file cannot be written.
    """
    temporary = _write_temporary(path.parent, content)
    try:
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _write_temporary(folder: Path, content: bytes) -> Path:
    """Write a new file with a random name, so that no link can have been prepared for it."""
    path = folder / f".hwocr-{secrets.token_hex(8)}.part"
    descriptor = os.open(path, _CREATE | os.O_EXCL, 0o666)
    try:
        try:
            _write_all(descriptor, content)
        finally:
            os.close(descriptor)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _write_all(descriptor: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _move_if_free(temporary: Path, path: Path) -> bool:
    """Give a file its name unless the name is taken, also by another process meanwhile."""
    try:
        os.link(temporary, path, follow_symlinks=False)
    except FileExistsError:
        return False
    except (OSError, NotImplementedError):  # a file system without links
        if os.path.lexists(path):
            return False
        temporary.replace(path)
    return True


def _has_content(path: Path) -> bool:
    """Whether there is a regular file that is not empty; an emptied result is none."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size > 0


def _read_index(path: Path) -> Iterator[tuple[str, str]]:
    """Yield key and name of each line; damaged lines are ignored."""
    with path.open("rb") as file:
        for line in file:
            try:
                entry = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if not isinstance(entry, dict):
                continue
            key, name = entry.get("key"), entry.get("name")
            if isinstance(key, str) and isinstance(name, str) and _is_plain(name):
                yield key, name


def _is_plain(name: str) -> bool:
    """Return whether a name stays in its folder."""
    return name not in {"", ".", ".."} and not {"/", "\\", "\0"}.intersection(name)


def _shortened(stem: str, size: int) -> str:
    """Return the longest beginning of a name with at most `size` bytes."""
    while len(os.fsencode(stem)) > size:
        stem = stem[:-1]
    return stem
