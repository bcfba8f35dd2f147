"""Journal of a run with one file for all inputs: which results are in the file.

The file is known by its digest, so that a file of somebody else, or one that was edited since, is
never taken for that of the run. What a new file contains is noted before it gets its name, and
two files may be known for a moment: a run can be killed between any two steps.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ocr_wrapper.batch.journal import Journal, State, decoded, find_call

_SCHEMA = """
CREATE TABLE IF NOT EXISTS combined_files (
  digest TEXT PRIMARY KEY,    -- of the file's content
  current INTEGER NOT NULL    -- whether it is the file that has the name
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS combined (
  file TEXT NOT NULL,         -- its digest
  position INTEGER NOT NULL,  -- of the result in the file, from 0
  key TEXT NOT NULL,          -- of the call
  digest TEXT,                -- of the result when it was added
  PRIMARY KEY (file, position)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS combined_key ON combined (key);
"""

_PAGE = 1000
"""Rows that are read at a time: another thread or run may write between two pages."""


@dataclass(frozen=True, slots=True)
class Contained:
    """One result in a combined file."""

    position: int
    """In the file, from 0."""

    key: str
    digest: str | None
    """Of the result when it was added."""

    name: str | None = None
    """File of the single result, if the last call of the key is done."""

    last: str | None = None
    """Digest of the result of the last call, if that is done."""


class CombinedJournal(Journal):
    """Journal that knows the contents of the combined file."""

    def _prepare(self, database: sqlite3.Connection) -> None:
        super()._prepare(database)
        database.executescript(_SCHEMA)

    def current(self) -> str | None:
        """Return the digest of the file that has the name; None if there is none."""
        with self._reading() as database:
            return _current(database)

    def knows(self, file: str) -> bool:
        """Return whether a file of this digest was written by a run of this journal."""
        query = "SELECT 1 FROM combined_files WHERE digest=?"
        with self._reading() as database:
            return database.execute(query, (file,)).fetchone() is not None

    def announce(self, file: str, results: Iterable[tuple[str, str | None]]) -> None:
        """Note what a file contains that is about to get its name.

        Args:
            file: Its digest.
            results: Key and digest of each result, in their order.
        """
        with self._transaction() as database:
            database.execute("INSERT OR IGNORE INTO combined_files VALUES (?, 0)", (file,))
            database.execute("DELETE FROM combined WHERE file=?", (file,))
            database.executemany(
                "INSERT INTO combined VALUES (?, ?, ?, ?)",
                ((file, number, *result) for number, result in enumerate(results)),
            )

    def switch(
        self, before: str | None, after: str | None, rename: Callable[[], object] | None = None
    ) -> bool:
        """Note which file has the name from now on, and give it the name.

        Args:
            before: What `current` returned.
            after: Digest of the file that was announced; None if the file has gone.
            rename: Gives the file its name.

        Returns:
            False if another run has replaced the file meanwhile; nothing was done.

        Raises:
            OSError: `rename` failed; nothing is changed.
        """
        with self._transaction() as database:
            if _current(database) != before:
                return False
            if rename is not None:
                rename()
            database.execute("UPDATE combined_files SET current=(digest IS ?)", (after,))
            if after is not None:
                database.execute("DELETE FROM combined WHERE file<>?", (after,))
                database.execute("DELETE FROM combined_files WHERE digest<>?", (after,))
        return True

    def find_in_file(self, key: str) -> Contained | None:
        """Return the result of a key in the file that has the name; None if it is not in it."""
        query = (
            "SELECT position, key, combined.digest FROM combined "
            "JOIN combined_files ON combined_files.digest=file AND current WHERE key=? LIMIT 1"
        )
        with self._reading() as database:
            row = database.execute(query, (key,)).fetchone()
        return None if row is None else Contained(*row)

    def contents(self, file: str) -> Iterator[Contained]:
        """Yield the results in a file, in their order."""
        position = -1
        while rows := self._page(file, position):
            yield from rows
            position = rows[-1].position

    def _page(self, file: str, position: int) -> list[Contained]:
        query = (
            "SELECT position, combined.key, combined.digest, name, state=?, calls.digest "
            "FROM combined LEFT JOIN calls ON calls.key=combined.key "
            "WHERE file=? AND position>? ORDER BY position LIMIT ?"
        )
        with self._reading() as database:
            rows = database.execute(query, (State.DONE, file, position, _PAGE)).fetchall()
        return [
            Contained(number, key, digest, *((decoded(name), last) if done else ()))
            for number, key, digest, name, done, last in rows
        ]

    def unless_called_again(self, key: str, digest: str | None, action: Callable[[], None]) -> None:
        """Do something with the result of a call, unless the call was made again since.

        No run can begin the call before `action` ends.
        """
        with self._transaction() as database:
            entry = find_call(database, key)
            if entry is not None and entry.state is State.DONE and entry.digest == digest:
                action()

    def others_are_alive(self) -> bool:
        """Return whether another run, with a call in this journal, has not ended."""
        with self._reading() as database:
            runs = [run for (run,) in database.execute("SELECT DISTINCT run FROM calls")]
        return any(run != self.run and self.is_alive(run) for run in runs)


def _current(database: sqlite3.Connection) -> str | None:
    row = database.execute("SELECT digest FROM combined_files WHERE current").fetchone()
    return None if row is None else str(row[0])
