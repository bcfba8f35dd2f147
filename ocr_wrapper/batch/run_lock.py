"""Process lock of a run, which shows whether the run is alive.

The system releases it when the process ends, in whatever way. So a call that was begun by a run
that is dead is told from one that is under way.
"""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from ocr_wrapper.batch.errors import JournalError

_RUN_PREFIX = ".hwocr-run-"

_LOCK_TIMEOUT = 0.05
"""Seconds to wait for the lock of a run, which another process may look at for an instant."""


class RunLock:
    """SQLite's lock on a file of its own, which works alike on every system."""

    def __init__(self, run: str, path: Path, database: sqlite3.Connection) -> None:
        self.id = run
        self._path, self._database = path, database

    @classmethod
    def acquire(cls, folder: Path) -> RunLock:
        """Take the lock of a new run.

        Raises:
            JournalError: The folder cannot be written.
        """
        while True:
            run = secrets.token_hex(8)
            path = _lock_path(folder, run)
            database = _connect_lock(path)
            try:
                database.execute("BEGIN EXCLUSIVE")
            except sqlite3.Error as error:
                database.close()
                if not _is_busy(error):
                    raise unusable(path, error) from None
            else:
                # Another run may have removed the file before it was locked.
                if path.exists():
                    return cls(run, path, database)
                database.close()

    @staticmethod
    def remove_dead(folder: Path) -> None:
        """Remove the files of runs that are dead."""
        for left in folder.glob(f"{_RUN_PREFIX}*.lock"):
            _remove_unlocked(left)

    @classmethod
    def is_held(cls, folder: Path, run: str) -> bool:
        """Return whether the process of a run is alive."""
        path = _lock_path(folder, run)
        if not path.exists():
            return False
        try:
            with closing(_connect_lock(path)) as database:
                # A shared lock: several processes may look at the same time.
                database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.Error:
            return path.exists()
        return False

    def release(self) -> None:
        """Release the lock and remove its file."""
        self._database.close()
        _remove(self._path)


def _remove_unlocked(path: Path) -> None:
    try:
        with closing(_connect_lock(path)) as database:
            database.execute("BEGIN EXCLUSIVE")
            _remove(path)
    except sqlite3.Error:
        return
    _remove(path)  # Windows does not remove a file that is open


def _is_busy(error: sqlite3.Error) -> bool:
    return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)


def _connect_lock(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        path, timeout=_LOCK_TIMEOUT, isolation_level=None, check_same_thread=False
    )


def _lock_path(folder: Path, run: str) -> Path:
    return folder / f"{_RUN_PREFIX}{run}.lock"


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def unusable(path: Path, error: sqlite3.Error) -> JournalError:
    """Return the error for a file that SQLite cannot use."""
    reason = " ".join(str(error).split())[:200] or type(error).__name__
    return JournalError(f"{path.name} cannot be used ({reason}).")
