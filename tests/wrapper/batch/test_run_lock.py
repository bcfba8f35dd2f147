"""Lock of a run: what happens when runs begin and end at the same moment."""

from __future__ import annotations

import secrets
import sqlite3
from pathlib import Path

import pytest

from ocr_wrapper.batch import run_lock
from ocr_wrapper.batch.errors import JournalError
from ocr_wrapper.batch.run_lock import RunLock


def ids(monkeypatch: pytest.MonkeyPatch, *given: str) -> None:
    """Give new runs these ids."""
    left = iter(given)
    monkeypatch.setattr(secrets, "token_hex", lambda _size: next(left))


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_run_shows_that_it_is_alive_until_it_is_released(tmp_path: Path) -> None:
    """Its file goes with it."""
    lock = RunLock.acquire(tmp_path)
    assert RunLock.is_held(tmp_path, lock.id)
    lock.release()
    assert not RunLock.is_held(tmp_path, lock.id)
    assert files(tmp_path) == []


def test_id_that_a_living_run_has_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two runs with one lock would each take the other's calls for their own."""
    ids(monkeypatch, "one", "one", "two")
    first, second = RunLock.acquire(tmp_path), RunLock.acquire(tmp_path)
    assert (first.id, second.id) == ("one", "two")
    second.release()
    assert RunLock.is_held(tmp_path, "one")
    first.release()


def test_lock_whose_file_another_run_removed_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between creating and locking it looks like that of a dead run, and nobody could see it."""
    connect = run_lock._connect_lock

    class Removed(sqlite3.Connection):
        """Lock the file after another run has removed it."""

        def execute(self, *statement: str) -> sqlite3.Cursor:  # type: ignore[override]
            done = super().execute(*statement)
            (tmp_path / ".hwocr-run-one.lock").unlink()
            return done

    def opened(path: Path) -> sqlite3.Connection:
        if path.name == ".hwocr-run-one.lock":
            return sqlite3.connect(path, isolation_level=None, factory=Removed)
        return connect(path)

    monkeypatch.setattr(run_lock, "_connect_lock", opened)
    ids(monkeypatch, "one", "two")
    lock = RunLock.acquire(tmp_path)
    assert lock.id == "two"
    assert RunLock.is_held(tmp_path, "two")
    lock.release()
    assert files(tmp_path) == []


def test_dead_run_is_cleared_away_and_a_living_one_is_not(tmp_path: Path) -> None:
    """A process that was killed leaves its file; a lock that is held stays."""
    alive = RunLock.acquire(tmp_path)
    for name in (".hwocr-run-dead.lock", ".hwocr-run-dead.lock-journal"):
        (tmp_path / name).touch()
    RunLock.remove_dead(tmp_path)
    assert RunLock.is_held(tmp_path, alive.id)
    alive.release()
    assert files(tmp_path) == []


def test_folder_that_cannot_hold_a_lock_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a lock, a later run could not tell what this one has in flight."""
    ids(monkeypatch, "one")
    (tmp_path / ".hwocr-run-one.lock").write_bytes(b"not a database" * 100)
    with pytest.raises(JournalError, match=r"^\.hwocr-run-one\.lock cannot be used \(.*database"):
        RunLock.acquire(tmp_path)
