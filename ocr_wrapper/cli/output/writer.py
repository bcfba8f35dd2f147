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

from ocr_wrapper.batch.contents import FileJournal
from ocr_wrapper.batch.errors import JournalError
from ocr_wrapper.batch.journal import Entry, State
from ocr_wrapper.files.atomic import creating, remove, rename
from ocr_wrapper.files.digest import has_digest

_PART_PREFIX = ".hwocr-part-"
"""Beginning of the names of temporary files; the id of the run follows, and a random text, so that
no link can have been prepared for the name."""

_DEFAULT_NAME_MAX = 255
"""Longest file name in bytes, if the system does not state a limit."""

_NUMBER_BYTES = 12
"""Bytes of a name that are kept free for the number of a duplicate."""


class OutputFolder:
    """The files of one output folder; safe to share between threads and processes."""

    def __init__(self, path: Path, is_input: Callable[[Path], bool], journal: FileJournal) -> None:
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
            # Without a run it is a probe.
            if not run or not (self.journal.is_alive(run) or self.journal.has_part(part.name)):
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

    def result_of(self, key: str, entry: Entry) -> Path | None:
        """Return the existing result of a call that is done."""
        if entry.state is not State.DONE or entry.name is None:
            return None
        path = self.existing(entry.name)
        if path is None:
            return None
        # A run that goes on, or was killed in the middle, may have replaced it.
        others = self.journal.saving_as(key, entry.name)
        return None if any(has_digest(path, digest) for digest in others) else path

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

        An existing file of the same key is replaced unless it was edited; any other file is kept.

        Raises:
            OSError: The file cannot be written.
        """
        part = self._write_temporary(content)
        with self._lock, _removing(part), _journal_errors():
            name = self.journal.name_of(key)
            known = None if name is None else self.journal.digest_of(name)
            if (
                name is not None
                and self._is_own(key, name)
                and has_digest(self._path / name, known)
            ):
                rename(part, self._path / name)
            else:
                name = self._give_name(part, stem, suffix, lambda _: None)
            self.journal.set_name(key, name, hashlib.sha256(content).hexdigest())
            return self._path / name

    def discard(self, key: str) -> bool:
        """Remove the file of an earlier content of an input; False if there never was one.

        A file that was edited is kept.

        Raises:
            OSError: The journal cannot be read.
        """
        with self._lock, _journal_errors():
            name = self.journal.name_of(key)
            if name is None:
                return False
            path = self._path / name
            if self._is_own(key, name) and has_digest(path, self.journal.digest_of(name)):
                remove(path)
            return True

    def save_result(
        self,
        key: str,
        stem: str,
        suffix: str,
        content: bytes,
        save_others: Callable[[], None] | None = None,
    ) -> tuple[Path, Path | None]:
        """Write the result of a call that was started, and note it as done.

        It replaces an earlier result of the input, unless somebody has edited that. Killed at any
        moment after it is complete in a temporary file, the next run finishes the work (`recover`).

        Args:
            key: Of the call.
            stem: The name without suffix, with `/` between folders.
            suffix: Such as `.json`.
            content: Of the file.
            save_others: Saves what else the call returned. If it raises, the call is not done.

        Returns:
            The path, and that of an earlier result of the input that was edited and is kept.

        Raises:
            OSError: The file cannot be written.
        """
        part = self._write_temporary(content)
        digest = hashlib.sha256(content).hexdigest()

        def note(name: str) -> None:
            self.journal.saving(key, name, part.name, digest)

        try:
            with self._lock, _journal_errors():
                earlier, edited = self._earlier(key, suffix)
                if save_others is not None:
                    note(earlier[0] if earlier else self._free_name(stem, suffix))
            if save_others is not None:
                save_others()
            with self._lock, _journal_errors():
                if earlier is not None:
                    edited = self._path / earlier[0]
                    note(earlier[0])
                    if self._replace(key, part, earlier):
                        return edited, None
                name = self._give_name(part, stem, suffix, note)
                self.journal.done(key)
                return self._path / name, edited
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
            if has_digest(path, entry.digest):
                if part is not None:
                    remove(part)
                self.journal.done(key)
                return True
            if part is None or not has_digest(part, entry.digest):
                return False
            earlier, _ = self._earlier(key, path.suffix)
            if earlier and earlier[0] == entry.name and self._replace(key, part, earlier):
                return True
            # What has the name now may be somebody else's, so that nothing is replaced.
            stem = entry.name.removesuffix(path.suffix)
            name = self._give_name(part, stem, path.suffix, lambda _: None)
            remove(part)
            self.journal.saving(key, name, part.name, entry.digest or "")
            self.journal.done(key)
            return True

    def _earlier(self, key: str, suffix: str) -> tuple[tuple[str, str] | None, Path | None]:
        """Return name and digest of the result that a new one of the same input replaces.

        Nothing of another input is replaced, and nothing that was edited since: without a result
        that can be replaced, the second value is the path of one that was edited.
        """
        edited: Path | None = None
        for name, digest in self.journal.results_of(key):
            path = self._path / name
            if not name.endswith(suffix) or not self._is_own(key, name) or not _has_content(path):
                continue
            if digest is not None and has_digest(path, digest):
                return (name, digest), None
            edited = edited or path
        return None, edited

    def _replace(self, key: str, part: Path, earlier: tuple[str, str]) -> bool:
        """Replace a result, unless it has been changed, also by another run, meanwhile."""
        name, digest = earlier
        path = self._path / name

        def replace() -> bool:
            if not has_digest(path, digest):
                return False
            rename(part, path)
            return True

        return self.journal.done(key, rename=replace)

    def _is_own(self, key: str, name: str) -> bool:
        """Return whether a file is that of a key or of an earlier content, and no input itself."""
        return (
            _is_inside(name)
            and not self.journal.is_of_another(key, name)
            and not self._is_input(self._path / name)
        )

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
        # Continues from the last number, because a run may have many equal names.
        for number in itertools.count(self._last_number.get(stem + suffix, 0) + 1):
            if number > 1:  # a run may have a million names that are there once
                self._last_number[stem + suffix] = number
            name = f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}"
            if os.path.lexists(self._path / name):
                continue
            note(name)
            if _move_if_free(part, self._path / name):
                return name
        raise AssertionError  # numbers do not end

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
    path.unlink(missing_ok=True)  # another run may have removed it


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
