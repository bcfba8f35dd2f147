"""Checkpoint of a program's run: what a later run makes of each outcome of a call."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ocr_wrapper import (
    ConnectError,
    ImageRejectedError,
    InvalidResponseError,
    RateLimitError,
    ResponseLostError,
    ServerError,
)
from ocr_wrapper.batch.checkpoint import JournalCheckpoint
from ocr_wrapper.batch.errors import InDoubtError, InProgressError
from ocr_wrapper.batch.journal import Entry, Journal
from ocr_wrapper.parallel.items import BatchItem
from ocr_wrapper.results.recognition import Recognition

KEY = "digest-of-the-call"


@pytest.fixture
def running(path: Path) -> Iterator[JournalCheckpoint]:
    """Return the checkpoint of another run, which has not ended."""
    with JournalCheckpoint(path, lambda item: None) as checkpoint:
        yield checkpoint


def item(error: Exception | None = None, *, ok: bool = False) -> BatchItem[Any]:
    """Return the item of a call with its outcome."""
    result = Recognition[Any]("recognize_passport", {"result": {}}) if ok else None
    return BatchItem(0, b"", key=KEY, result=result, error=error)


def ended(path: Path, outcome: BatchItem[Any]) -> None:
    """Make the call in a run of its own, which ends."""
    with JournalCheckpoint(path, lambda item: None) as checkpoint:
        assert checkpoint.begin(outcome)
        checkpoint.end(outcome)


def begins(path: Path, *, retry_unknown: bool = False) -> bool:
    """Return whether a later run makes the call."""
    with JournalCheckpoint(path, lambda item: None, retry_unknown=retry_unknown) as checkpoint:
        return checkpoint.begin(item())


@pytest.mark.parametrize(
    "error",
    [
        ImageRejectedError("No text.", status=400, retry_safe=False),
        RateLimitError("Too many.", status=429, retry_safe=True),
        ConnectError("Nothing was sent.", retry_safe=True),
    ],
)
def test_refused_call_is_made_again(path: Path, error: Exception) -> None:
    """Nothing was billed, and the next run may have better luck."""
    ended(path, item(error))
    assert begins(path)


@pytest.mark.parametrize(
    "error",
    [
        ResponseLostError("It broke off."),
        InvalidResponseError("It is no JSON.", status=200),
        ServerError("Bad gateway.", status=502),
        ZeroDivisionError("a hook of the program"),
    ],
)
def test_call_without_a_known_outcome_is_not_made_again(path: Path, error: Exception) -> None:
    """It may have been billed, so that a person decides."""
    ended(path, item(error))
    with pytest.raises(InDoubtError, match="retry_unknown=True makes it again"):
        begins(path)
    assert begins(path, retry_unknown=True)


def test_call_that_was_never_sent_leaves_no_trace(path: Path) -> None:
    """A batch that was stopped has begun calls without an outcome."""
    ended(path, item())
    assert begins(path)


def test_saved_result_is_not_fetched_again(path: Path) -> None:
    """Not even where calls in doubt are made again."""
    ended(path, item(ok=True))
    assert not begins(path)
    assert not begins(path, retry_unknown=True)


def test_call_of_a_run_that_was_killed_is_in_doubt(path: Path) -> None:
    """Its lock is free, and what became of the call is unknown."""
    with Journal(path) as journal:
        assert journal.start(KEY, None)
    with pytest.raises(InDoubtError):
        begins(path)
    assert begins(path, retry_unknown=True)


@pytest.mark.parametrize("retry_unknown", [False, True])
def test_call_under_way_in_another_run_is_not_made(
    path: Path, running: JournalCheckpoint, retry_unknown: bool
) -> None:
    """It will have a result soon, whatever this run may do about lost ones."""
    assert running.begin(item())
    with pytest.raises(InProgressError, match="nothing was sent"):
        begins(path, retry_unknown=retry_unknown)


def test_call_that_another_run_begins_at_the_same_moment_is_not_made(
    path: Path, running: JournalCheckpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between looking and noting lies a moment, in which both runs see an unknown call."""
    start = Journal.start

    def late(journal: Journal, key: str, expected: Entry | None) -> bool:
        monkeypatch.setattr(Journal, "start", start)
        assert running.begin(item())
        return start(journal, key, expected)

    monkeypatch.setattr(Journal, "start", late)
    with pytest.raises(InProgressError):
        begins(path)
