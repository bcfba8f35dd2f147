"""Journals of the files of a run: whose result each is, and which results are in one file for all.

A file is known by its digest, so that a file of somebody else, or one that was edited since, is
never taken for that of the run. What a combined file contains is noted before it gets its name, and
two files may be known for a moment: a run can be killed between any two steps.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ocr_wrapper.batch.journal import Journal, State, decoded, encoded, find_call

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


_SAME_INPUT = "SELECT key FROM inputs WHERE input=(SELECT input FROM inputs WHERE key=?)"
_CALL_OF_ANOTHER = """
SELECT 1 FROM calls WHERE name=? AND key<>?
AND key NOT IN (SELECT key FROM inputs WHERE input=(SELECT input FROM inputs WHERE key=?)) LIMIT 1
"""
_FILE_OF_ANOTHER = "SELECT 1 FROM files WHERE name=? AND key<>? LIMIT 1"
_RESULTS_OF = """
SELECT name, digest FROM calls
WHERE (key=? OR key IN (SELECT key FROM inputs WHERE input=(SELECT input FROM inputs WHERE key=?)))
AND name IS NOT NULL ORDER BY changed DESC
"""


class FileJournal(Journal):
    """Journal that knows which file belongs to which call."""

    def name_of(self, key: str) -> str | None:
        """Return the file that belongs to a key."""
        with self._reading() as database:
            row = database.execute("SELECT name FROM files WHERE key=?", (key,)).fetchone()
            return None if row is None else decoded(row[0])

    def digest_of(self, name: str) -> str | None:
        """Return the digest of a file that belongs to a key, as it was written."""
        query = "SELECT digest FROM digests WHERE name=?"
        with self._reading() as database:
            row = database.execute(query, (encoded(name),)).fetchone()
            return None if row is None else str(row[0])

    def is_of_another(self, key: str, name: str) -> bool:
        """Return whether a file belongs to another key, and not to a call of the same input."""
        file = encoded(name)
        with self._reading() as database:
            return any(
                database.execute(query, values).fetchone()
                for query, values in (
                    (_CALL_OF_ANOTHER, (file, key, key)),
                    (_FILE_OF_ANOTHER, (file, key)),
                )
            )

    def saving_as(self, key: str, name: str) -> list[str]:
        """Return the digests of results that other calls were about to give this name."""
        query = "SELECT digest FROM calls WHERE name=? AND key<>? AND state=?"
        values = (encoded(name), key, State.SAVING)
        with self._reading() as database:
            return [digest for (digest,) in database.execute(query, values)]

    def results_of(self, key: str) -> list[tuple[str, str | None]]:
        """Return name and digest of each result of a call's input, the newest first.

        Those of earlier contents of the input are among them.
        """
        with self._reading() as database:
            rows = database.execute(_RESULTS_OF, (key, key)).fetchall()
        return [(os.fsdecode(name), digest) for name, digest in rows]

    def calls_like(self, key: str) -> frozenset[str]:
        """Return the keys of the calls with the input of a call, whatever its content was."""
        with self._reading() as database:
            return frozenset(key for (key,) in database.execute(_SAME_INPUT, (key,)))

    def calls_of(self, input: str) -> frozenset[str]:
        """Return the keys of the calls of an input."""
        query = "SELECT key FROM inputs WHERE input=?"
        with self._reading() as database:
            return frozenset(key for (key,) in database.execute(query, (input,)))

    def set_name(self, key: str, name: str, digest: str | None = None) -> None:
        """Note the file that belongs to a key, and the digest of what was written."""
        with self._transaction() as database:
            file = encoded(name)
            database.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", (key, file))
            if digest is not None:
                database.execute("INSERT OR REPLACE INTO digests VALUES (?, ?)", (file, digest))


class CombinedJournal(FileJournal):
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
