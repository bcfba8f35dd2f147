"""Write-ahead journal of calls in SQLite: what was started, saved and done.

A call is noted before it is sent, and its result is written before the call is noted as done. So
a run that is killed at any moment can be continued: what is done is not sent again, and what was
in flight is known. The journal holds digests, names of result files and error classes, never
content of a document.

It is opened in WAL mode with `synchronous=FULL`: a commit is on the disk when it returns, also
if the power fails. That costs a few milliseconds a call, and a call that was billed and forgotten
would cost more.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

from ocr_wrapper.batch.errors import JournalError
from ocr_wrapper.batch.run_lock import RunLock, unusable

JOURNAL = ".hwocr-journal.sqlite"
"""Name of the journal in a folder of results."""

_BUSY_TIMEOUT = 30.0
"""Seconds to wait for another process that writes; each of its transactions takes milliseconds."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS calls (
  key TEXT PRIMARY KEY,       -- digest of content, operation, options, service
  state TEXT NOT NULL,
  run TEXT NOT NULL,          -- the run that made the last call
  name BLOB,                  -- file of the result, relative to the folder
  digest TEXT,                -- of the file's content
  part TEXT,                  -- temporary file of the result, while it gets its name
  error TEXT,                 -- class of the error
  request_id TEXT,
  changed REAL NOT NULL       -- seconds since 1970
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (key TEXT PRIMARY KEY, name BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS digests (name BLOB PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS inputs (
  key TEXT PRIMARY KEY,       -- of the call
  input TEXT NOT NULL         -- digest of what stays when the content of the input changes
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS inputs_input ON inputs (input);
CREATE INDEX IF NOT EXISTS calls_name ON calls (name);
CREATE INDEX IF NOT EXISTS files_name ON files (name);
"""

_VERSION = 1
"""Of the schema; a journal of another version is refused."""


def _use_wal(database: sqlite3.Connection) -> None:
    """Switch to WAL mode; a network drive may keep its own.

    While another process does the same, SQLite refuses at once, whatever time limit it was given.
    """
    end = time.monotonic() + _BUSY_TIMEOUT
    while True:
        try:
            database.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= end:
                raise
            time.sleep(0.01)
        else:
            return


class State(StrEnum):
    """What is known of a call."""

    STARTED = "started"
    """Noted before it was sent; of a run that is dead: the outcome is unknown."""

    SAVING = "saving"
    """The result was received and is complete in a temporary file."""

    DONE = "done"
    """The result is in its file."""

    FAILED = "failed"
    """Refused, or never sent: it may be made again."""

    UNKNOWN = "unknown"
    """No response came: it may have been billed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One call in the journal."""

    state: State
    run: str
    name: str | None = None
    digest: str | None = None
    part: str | None = None
    error: str | None = None
    request_id: str | None = None

    @property
    def in_doubt(self) -> bool:
        """Whether the call was sent and its result was not saved."""
        return self.state in {State.STARTED, State.SAVING, State.UNKNOWN}


class Journal:
    """Calls of all runs that share a folder; safe to share between threads and processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._dead: set[str] = set()
        self._before: dict[str, Entry] = {}
        """What was known of the calls in flight, by key."""
        self._run: RunLock | None = None
        self._database: sqlite3.Connection | None = None

    @property
    def run(self) -> str | None:
        """Id of this run; None before its first call."""
        return None if self._run is None else self._run.id

    def begin_run(self) -> str:
        """Return the id of this run, whose lock is taken with the first call."""
        with self._lock:
            if self._run is None:
                self._run = RunLock.acquire(self._path.parent)
            return self._run.id

    def open(self) -> None:
        """Open or create the journal.

        Raises:
            JournalError: The file is no journal of this version, or cannot be written.
        """
        _check_regular(self._path)
        try:
            # Autocommit: transactions are begun explicitly.
            database = sqlite3.connect(
                self._path, timeout=_BUSY_TIMEOUT, isolation_level=None, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise unusable(self._path, error) from None
        try:
            self._prepare(database)
        except BaseException as error:
            # An open file could not be moved away on Windows.
            database.close()
            if isinstance(error, sqlite3.Error):
                raise unusable(self._path, error) from None
            raise
        self._database = database
        RunLock.remove_dead(self._path.parent)

    def _prepare(self, database: sqlite3.Connection) -> None:
        """Set how it writes, and create the tables of a new journal."""
        _use_wal(database)
        database.execute("PRAGMA synchronous=FULL")
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version not in {0, _VERSION}:
            raise JournalError(
                f"{self._path.name} is of another version ({version}): use another folder."
            )
        database.executescript(f"{_SCHEMA} PRAGMA user_version={_VERSION};")

    def close(self) -> None:
        """Close the journal and end the run."""
        with self._lock:
            if self._database is not None:
                self._database.close()
                self._database = None
            if self._run is not None:
                self._run.release()
                self._run = None

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._database is None:
                raise JournalError(f"{self._path.name} is closed.")
            try:
                yield self._database
            except sqlite3.Error as error:
                raise unusable(self._path, error) from None

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._reading() as database:
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
                database.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    database.execute("ROLLBACK")
                raise

    # --- calls --------------------------------------------------------------

    def find(self, key: str) -> Entry | None:
        """Return what is known of a call."""
        with self._reading() as database:
            return find_call(database, key)

    def start(self, key: str, expected: Entry | None, input: str | None = None) -> bool:
        """Note that a call is about to be sent.

        Args:
            key: Of the call.
            expected: What `find` returned.
            input: Digest of what stays when the content of the input changes; None if that is not
                known.

        Returns:
            False if another run or thread has changed the entry meanwhile.
        """
        run = self.begin_run()
        with self._transaction() as database:
            if find_call(database, key) != expected:
                return False
            database.execute(
                "INSERT OR REPLACE INTO calls (key, state, run, name, digest, changed) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (
                    key,
                    State.STARTED,
                    run,
                    encoded(expected.name if expected else None),
                    expected.digest if expected else None,
                    time.time(),
                ),
            )
            if input is not None:
                database.execute("INSERT OR REPLACE INTO inputs VALUES (?, ?)", (key, input))
        if expected is not None:
            self._before[key] = expected
        return True

    def saving(self, key: str, name: str, part: str, digest: str) -> None:
        """Note that the result is complete in the file `part` and is about to be named `name`."""
        with self._transaction() as database:
            database.execute(
                "UPDATE calls SET state=?, name=?, part=?, digest=?, changed=? WHERE key=?",
                (State.SAVING, encoded(name), part, digest, time.time(), key),
            )

    def done(
        self,
        key: str,
        request_id: str | None = None,
        rename: Callable[[], bool] | None = None,
    ) -> bool:
        """Note that the result is in its file, which is that of no other call any more.

        Args:
            key: Of the call.
            request_id: Of its response.
            rename: Gives the file its name, or returns False if it must not; no other run
                writes to the journal meanwhile.

        Returns:
            False if `rename` did; nothing was noted.
        """
        with self._transaction() as database:
            if rename is not None and not rename():
                return False
            database.execute(
                "UPDATE calls SET name=NULL WHERE key<>? AND state<>? "
                "AND name=(SELECT name FROM calls WHERE key=?)",
                (key, State.SAVING, key),
            )
            _end(database, key, State.DONE, None, request_id)
        self._before.pop(key, None)
        return True

    def failed(self, key: str, error: str, request_id: str | None = None) -> None:
        """Note that a call has no result and may be made again."""
        self._end(key, State.FAILED, error, request_id)

    def unknown(self, key: str, error: str, request_id: str | None = None) -> None:
        """Note that a call was sent, has no result, and may have been billed."""
        self._end(key, State.UNKNOWN, error, request_id)

    def forget(self, key: str) -> None:
        """Remove a call that was started and never sent: what was known before is so again."""
        before = self._before.pop(key, None)
        with self._transaction() as database:
            changed = database.execute(
                "DELETE FROM calls WHERE key=? AND state=? AND run=?",
                (key, State.STARTED, self.run),
            ).rowcount
            if changed and before is not None:
                state, run, name, *rest = astuple(before)
                database.execute(
                    "INSERT INTO calls VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (key, state, run, encoded(name), *rest, time.time()),
                )

    def _end(self, key: str, state: State, error: str | None, request_id: str | None) -> None:
        with self._transaction() as database:
            _end(database, key, state, error, request_id)
        self._before.pop(key, None)

    def has_part(self, part: str) -> bool:
        """Return whether a temporary file holds the result of a call that is not done."""
        query = "SELECT 1 FROM calls WHERE part=? AND state=? LIMIT 1"
        with self._reading() as database:
            return database.execute(query, (part, State.SAVING)).fetchone() is not None

    # --- runs ---------------------------------------------------------------

    def is_alive(self, run: str) -> bool:
        """Return whether a run of this or another process has not ended."""
        if run == self.run:
            return True
        if run in self._dead:
            return False
        if RunLock.is_held(self._path.parent, run):
            return True
        self._dead.add(run)
        return False


def find_call(database: sqlite3.Connection, key: str) -> Entry | None:
    """Return what the tables of a journal say of a call."""
    row = database.execute(
        "SELECT state, run, name, digest, part, error, request_id FROM calls WHERE key=?", (key,)
    ).fetchone()
    if row is None:
        return None
    try:
        state = State(row[0])
    except ValueError:
        # What is not known of a call must not lead to a second bill.
        state = State.UNKNOWN
    run, name, *rest = row[1:]
    return Entry(state, run, decoded(name), *rest)


def _end(
    database: sqlite3.Connection, key: str, state: State, error: str | None, request_id: str | None
) -> None:
    database.execute(
        "UPDATE calls SET state=?, error=?, request_id=?, part=NULL, changed=? WHERE key=?",
        (state, error, request_id, time.time(), key),
    )


def encoded(name: str | None) -> bytes | None:
    """Return a file name as bytes: not every name is Unicode."""
    return None if name is None else os.fsencode(name)


def decoded(name: bytes | str | None) -> str | None:
    """Return a file name of the tables of a journal."""
    return None if name is None else os.fsdecode(name)


def _check_regular(path: Path) -> None:
    """Refuse a pipe, a link or a folder in the place of the journal."""
    try:
        found = path.lstat()
    except OSError:
        return
    if not stat.S_ISREG(found.st_mode):
        raise JournalError(f"{path.name} is not a regular file.")
