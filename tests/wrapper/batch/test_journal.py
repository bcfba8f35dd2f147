"""The journal of calls: what is known of a call outlives the run, and no two runs make it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ocr_wrapper.batch.contents import FileJournal
from ocr_wrapper.batch.errors import JournalError
from ocr_wrapper.batch.journal import Entry, Journal, State

NAME = "page \udcff.json"
"""A name of a file that is not Unicode, as Linux allows it."""


@pytest.fixture
def journal(path: Path) -> Iterator[FileJournal]:
    with FileJournal(path) as found:
        yield found


def execute(path: Path, statement: str) -> None:
    """Change the file of a journal without the journal."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(statement)


def test_call_goes_from_start_to_a_result(journal: Journal) -> None:
    """Each step is known, with the file of the result and the request id."""
    assert journal.find("key") is None
    assert journal.start("key", None)
    started = journal.find("key")
    assert started == Entry(State.STARTED, journal.run or "")
    journal.saving("key", NAME, "part", "digest")
    assert journal.has_part("part")
    journal.done("key", "request")
    found = journal.find("key")
    assert found == Entry(State.DONE, journal.run or "", NAME, "digest", None, request_id="request")
    assert not found.in_doubt
    assert not journal.has_part("part")


def test_only_one_of_two_runs_makes_a_call(path: Path, journal: Journal) -> None:
    """A run that looked before the other one began does not begin as well."""
    with Journal(path) as other:
        seen = other.find("key")
        assert journal.start("key", None)
        assert not other.start("key", seen)
        started = other.find("key")
        assert started is not None
        assert started.run == journal.run


def test_run_is_alive_until_its_journal_is_closed(path: Path, journal: Journal) -> None:
    """The other run sees the difference between a call under way and one of a dead run."""
    other = Journal(path)
    other.open()
    assert other.start("key", None)
    run = other.run
    assert run is not None
    assert other.is_alive(run)
    assert journal.is_alive(run)
    other.close()
    assert not journal.is_alive(run)
    entry = journal.find("key")
    assert entry is not None
    assert entry.in_doubt


@pytest.mark.parametrize(
    ("end", "state", "in_doubt"),
    [("failed", State.FAILED, False), ("unknown", State.UNKNOWN, True)],
)
def test_end_without_a_result_is_kept(
    path: Path, journal: Journal, end: str, state: State, in_doubt: bool
) -> None:
    """A call that may have been billed is in doubt, also in the next run; a refused one is not."""
    journal.start("key", None)
    getattr(journal, end)("key", "ResponseLostError", "request")
    journal.close()
    with Journal(path) as later:
        entry = later.find("key")
    assert entry is not None
    assert (entry.state, entry.error, entry.request_id) == (state, "ResponseLostError", "request")
    assert entry.in_doubt is in_doubt


def test_call_that_was_not_sent_is_forgotten(journal: Journal) -> None:
    """It may be made by the next run; a call that was sent is not forgotten."""
    journal.start("key", None)
    journal.forget("key")
    assert journal.find("key") is None
    journal.start("key", None)
    journal.unknown("key", "ResponseLostError")
    journal.forget("key")
    assert journal.find("key") is not None


def test_call_of_another_run_is_not_forgotten(path: Path, journal: Journal) -> None:
    """Each run removes its own calls alone."""
    with Journal(path) as other:
        other.start("key", None)
        journal.forget("key")
        assert journal.find("key") is not None


def test_unknown_state_is_in_doubt(path: Path, journal: Journal) -> None:
    """A call of which nothing is known may have been billed, and is not made again."""
    journal.start("key", None)
    execute(path, "UPDATE calls SET state='other'")
    entry = journal.find("key")
    assert entry is not None
    assert entry.in_doubt


def test_file_belongs_to_one_key(journal: FileJournal) -> None:
    """A result never gets the name of another one's file, annotated images included."""
    journal.start("key", None)
    journal.saving("key", NAME, "part", "digest")
    journal.set_name("image of key", "image.png")
    assert journal.name_of("image of key") == "image.png"
    assert journal.name_of("key") is None
    assert journal.is_of_another("other", NAME)
    assert journal.is_of_another("other", "image.png")
    assert not journal.is_of_another("key", NAME)


def test_results_of_one_input_are_found_by_any_of_its_calls(journal: FileJournal) -> None:
    """The content of an input may have changed since; other inputs are not among them."""
    for key, input, name in (("old", "scan", NAME), ("new", "scan", None), ("b", "other", "b")):
        journal.start(key, None, input)
        if name is not None:
            journal.saving(key, name, "part", "digest")
            journal.done(key)
    assert journal.results_of("new") == journal.results_of("old") == [(NAME, "digest")]
    assert journal.calls_of("scan") == journal.calls_like("new") == {"old", "new"}
    assert not journal.is_of_another("new", NAME)
    assert journal.is_of_another("b", NAME)


def test_name_is_that_of_the_last_result(journal: FileJournal) -> None:
    """A call whose result was removed or replaced has no file any more."""
    for key in ("first", "second"):
        journal.start(key, None)
        journal.saving(key, NAME, "part", "digest")
        journal.done(key)
    first = journal.find("first")
    assert first == Entry(State.DONE, journal.run or "", None, "digest")


def test_call_that_was_not_made_leaves_the_earlier_result(path: Path) -> None:
    """A run that stops before it sends anything does not forget what was paid for before."""
    with Journal(path) as journal:
        journal.start("key", None)
        journal.saving("key", NAME, "part", "digest")
        journal.done("key", "request")
        before = journal.find("key")
    with Journal(path) as journal:
        journal.start("key", before)
        journal.forget("key")
        assert journal.find("key") == before


def test_failed_write_changes_nothing(path: Path, journal: Journal) -> None:
    """A statement that the file refuses is an error in our words, and the entry is as before."""
    journal.start("key", None)
    execute(
        path,
        "CREATE TRIGGER full BEFORE UPDATE ON calls BEGIN SELECT RAISE(ABORT, 'disk full'); END",
    )
    with pytest.raises(JournalError, match="disk full"):
        journal.done("key")
    entry = journal.find("key")
    assert entry is not None
    assert entry.state is State.STARTED


def test_closed_journal_is_an_error(journal: Journal) -> None:
    """A thread that comes late does not open it again."""
    journal.close()
    with pytest.raises(JournalError, match="is closed"):
        journal.find("key")


def test_journal_of_another_version_is_refused(path: Path) -> None:
    """What a later version noted is not misread."""
    execute(path, "PRAGMA user_version=99")
    with pytest.raises(JournalError, match="another folder"):
        Journal(path).open()


def test_file_that_is_no_database_is_refused(path: Path) -> None:
    """It is not overwritten: it may be a file of the user."""
    path.write_bytes(b"notes of mine\n" * 100)
    with pytest.raises(JournalError, match="cannot be used"):
        Journal(path).open()
    assert path.read_bytes() == b"notes of mine\n" * 100


def test_folder_in_place_of_the_journal_is_refused(path: Path) -> None:
    """The message names what is in the way."""
    path.mkdir()
    with pytest.raises(JournalError, match="not a regular file"):
        Journal(path).open()
