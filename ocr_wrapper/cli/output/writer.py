"""File writer: whole files under names of their own, with a journal of what they are results of.

A result was billed, so that it must neither be lost nor overwrite the result of another input. The
journal makes it possible to recognize the result of an input in a later run.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import secrets
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from ocr_wrapper.batch.errors import JournalError
from ocr_wrapper.batch.journal import Entry, Journal, State
from ocr_wrapper.files.atomic import creating, remove, rename

_PART_PREFIX = ".hwocr-part-"
"""Beginning of the names of temporary files; the id of the run follows, and a random text, so that
no link can have been prepared for the name."""

_DEFAULT_NAME_MAX = 255
"""Longest file name in bytes, if the system does not state a limit."""

_NUMBER_BYTES = 12
"""Bytes of a name that are kept free for the number of a duplicate."""


class OutputFolder:
    """The files of one output folder; safe to share between threads and processes."""

    def __init__(self, path: Path, is_input: Callable[[Path], bool], journal: Journal) -> None:
        self._path = path
        self._is_input = is_input
        self._last_number: dict[str, int] = {}
        self._lock = threading.Lock()
        self.journal = journal

    def prepare(self, *, write: bool) -> None:
        """Create the folder, check that files can be written, and open the journal.

        Args:
            write: False to open the journal alone.

        Raises:
            OSError: The folder cannot be used.
        """
        if write:
            self._path.mkdir(parents=True, exist_ok=True)
            probe(self._path)
        try:
            self.journal.open()
            if write:
                self._remove_parts()
        except JournalError as error:
            raise OSError(str(error)) from None

    def _remove_parts(self) -> None:
        """Remove temporary files of dead runs that no result needs: they hold data of documents."""
        for part in self._path.glob(f"{_PART_PREFIX}*.part"):
            run = part.name.removeprefix(_PART_PREFIX).partition("-")[0]
            if run and not self.journal.is_alive(run) and not self.journal.has_part(part.name):
                remove(part)

    def make_folder(self, stem: str) -> None:
        """Create the folder of a name like `folder/page`.

        Raises:
            NotADirectoryError: A file has its name.
            OSError: It cannot be created, or is a link, which could lead out of this folder.
        """
        folder = self._path
        for part in PurePosixPath(stem).parts[:-1]:
            folder = folder / part
            with contextlib.suppress(FileExistsError):
                folder.mkdir()
            mode = folder.lstat().st_mode
            if stat.S_ISREG(mode):
                raise NotADirectoryError(f"{part} is a file and not a folder")
            if not stat.S_ISDIR(mode):
                raise OSError(f"{part} is not a folder")

    def result_of(self, entry: Entry) -> Path | None:
        """Return the existing result of a call that is done."""
        if entry.state is not State.DONE or entry.name is None:
            return None
        return self.existing(entry.name)

    def existing(self, name: str) -> Path | None:
        """Return the path of a result; None if there is none of this name."""
        path = self._path / name
        return path if _is_inside(name) and _has_content(path) else None

    def temporary(self) -> Path:
        """Return the path of a new temporary file, which a later run removes if this one is killed.

        Raises:
            OSError: The folder or the lock of the run cannot be written.
        """
        with _journal_errors():
            run = self.journal.begin_run()
        # Another run may have removed the folder at its end.
        self._path.mkdir(parents=True, exist_ok=True)
        return self._path / f"{_PART_PREFIX}{run}-{secrets.token_hex(8)}.part"

    def _write_temporary(self, content: bytes) -> Path:
        path = self.temporary()
        with creating(path) as file:
            file.write(content)
        return path

    def save(self, key: str, stem: str, suffix: str, content: bytes) -> Path:
        """Write a file that belongs to a result, completely, and return its path.

        An existing file of the same key is replaced, any other file is kept.

        Raises:
            OSError: The file cannot be written.
        """
        part = self._write_temporary(content)
        with self._lock, _removing(part), _journal_errors():
            name = self._replaceable(key, self.journal.name_of(key))
            if name is not None:
                rename(part, self._path / name)
            else:
                name = self._give_name(part, stem, suffix, lambda _: None)
                self.journal.set_name(key, name)
            return self._path / name

    def save_result(
        self,
        key: str,
        stem: str,
        suffix: str,
        content: bytes,
        save_others: Callable[[], None] | None = None,
    ) -> Path:
        """Write the result of a call that was started, and note it as done.

        The result is complete in a temporary file before the journal knows its name. Killed at
        any moment after that, the next run finishes the work (`recover`).

        Args:
            key: Of the call.
            stem: The name without suffix, with `/` between folders.
            suffix: Such as `.json`.
            content: Of the file.
            save_others: Saves what else the call returned. If it raises, the call is not done.

        Raises:
            OSError: The file cannot be written.
        """
        part = self._write_temporary(content)
        digest = hashlib.sha256(content).hexdigest()
        try:
            with self._lock, _journal_errors():
                entry = self.journal.find(key)
                earlier = entry.name if entry else None
                if save_others is not None:
                    planned = earlier or self._free_name(stem, suffix)
                    self.journal.saving(key, planned, part.name, digest)
            if save_others is not None:
                save_others()
            with self._lock, _journal_errors():
                name = self._replaceable(key, earlier)
                if name is not None and name.endswith(suffix):
                    self.journal.saving(key, name, part.name, digest)
                    rename(part, self._path / name)
                else:
                    name = self._give_name(
                        part,
                        stem,
                        suffix,
                        lambda name: self.journal.saving(key, name, part.name, digest),
                    )
                self.journal.done(key)
                return self._path / name
        finally:
            remove(part)

    def recover(self, key: str, entry: Entry) -> bool:
        """Finish saving a result that a killed run had received; False if it is lost.

        Raises:
            OSError: The file cannot be written.
        """
        if entry.state is not State.SAVING or entry.name is None or not _is_inside(entry.name):
            return False
        path = self._path / entry.name
        part = None if entry.part is None or "/" in entry.part else self._path / entry.part
        with self._lock, _journal_errors():
            if _has_digest(path, entry.digest):
                if part is not None:
                    remove(part)
                self.journal.done(key)
                return True
            if part is None or not _has_digest(part, entry.digest):
                return False
            # What has the name now may be somebody else's, so that nothing is replaced.
            stem = entry.name.removesuffix(path.suffix)
            name = self._give_name(part, stem, path.suffix, lambda _: None)
            remove(part)
            self.journal.saving(key, name, part.name, entry.digest or "")
            self.journal.done(key)
            return True

    def _replaceable(self, key: str, name: str | None) -> str | None:
        """Return the name of an earlier result of the same key; None if it must not be replaced."""
        if name is None or not _is_inside(name) or self.journal.is_of_another(key, name):
            return None
        path = self._path / name
        return name if _has_content(path) and not self._is_input(path) else None

    def _give_name(self, part: Path, stem: str, suffix: str, note: Callable[[str], None]) -> str:
        """Move a file to the first free name: `stem`, `stem-2`, `stem-3` and so on.

        Args:
            part: The temporary file.
            stem: The name without number and suffix, with `/` between folders.
            suffix: Such as `.json`.
            note: Called with each name before it is tried.
        """
        self.make_folder(stem)
        parent, _, base = stem.rpartition("/")
        base = _shortened(base, self._name_max() - _NUMBER_BYTES - len(os.fsencode(suffix)))
        stem = f"{parent}/{base}" if parent else base
        while True:
            # Continues from the last number, because a run may have many equal names.
            number = self._last_number.get(stem + suffix, 0) + 1
            self._last_number[stem + suffix] = number
            name = f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}"
            if os.path.lexists(self._path / name):
                continue
            note(name)
            if _move_if_free(part, self._path / name):
                return name

    def _free_name(self, stem: str, suffix: str) -> str:
        """Return a name that no file has now; it may be taken before it is used."""
        names = (f"{stem}-{number}{suffix}" for number in itertools.count(2))
        return next(
            name
            for name in itertools.chain([f"{stem}{suffix}"], names)
            if not os.path.lexists(self._path / name)
        )

    def _name_max(self) -> int:
        if sys.platform != "win32":
            with contextlib.suppress(OSError, ValueError):
                return os.pathconf(self._path, "PC_NAME_MAX")
        return _DEFAULT_NAME_MAX


@contextlib.contextmanager
def _removing(part: Path) -> Iterator[None]:
    """Remove a temporary file at the end, if it still has that name."""
    try:
        yield
    finally:
        remove(part)


@contextlib.contextmanager
def _journal_errors() -> Iterator[None]:
    """Treat a journal that cannot be written like a file that cannot be written."""
    try:
        yield
    except JournalError as error:
        raise OSError(str(error)) from None


def probe(folder: Path) -> None:
    """Check that a file can be created, written and removed.

    Raises:
        OSError: It cannot.
    """
    path = folder / f"{_PART_PREFIX}-{secrets.token_hex(8)}.part"
    with creating(path) as file:
        file.write(b"probe")
    path.unlink()


def _move_if_free(temporary: Path, path: Path) -> bool:
    """Give a file its name unless the name is taken, also by another process meanwhile."""
    try:
        os.link(temporary, path, follow_symlinks=False)
    except FileExistsError:
        return False
    except (OSError, NotImplementedError):  # a file system without links
        if os.path.lexists(path):
            return False
        rename(temporary, path)
    return True


def _has_content(path: Path) -> bool:
    """Whether there is a regular file that is not empty; an emptied result is none."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size > 0


def digest_of(path: Path) -> str | None:
    """Return the digest of a regular file; None if there is none."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def _has_digest(path: Path, digest: str | None) -> bool:
    """Whether a regular file is complete."""
    try:
        return digest is not None and digest_of(path) == digest
    except OSError:
        return False


def _is_inside(name: str) -> bool:
    """Return whether a name stays in its folder."""
    parts = name.split("/")
    foreign = {"\0", "\\", ":"} if os.name == "nt" else {"\0"}
    return not {"", ".", ".."}.intersection(parts) and not foreign.intersection(name)


def _shortened(stem: str, size: int) -> str:
    """Return the longest beginning of a name with at most `size` bytes."""
    while len(os.fsencode(stem)) > size:
        stem = stem[:-1]
    return stem
