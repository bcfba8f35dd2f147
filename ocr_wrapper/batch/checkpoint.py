"""Checkpoint of `recognize_many`: continue a run of a program with the journal.

The program says how a result is saved. A call is noted before it is sent, and as done when its
result was saved.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from ocr_wrapper.batch.errors import in_doubt, in_progress, may_be_billed
from ocr_wrapper.batch.journal import Entry, Journal, State
from ocr_wrapper.parallel.items import BatchItem, ResultNotSavedError


class JournalCheckpoint:
    """Skips calls that a journal knows as done, and saves results before it notes them.

    Use it in a `with` block. Several threads and processes may share the journal.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        save: Callable[[BatchItem[Any]], object],
        *,
        retry_unknown: bool = False,
    ) -> None:
        """Set the journal and the way in which results are saved; nothing is opened.

        Args:
            path: The file of the journal, in a folder that exists.
            save: Called with each item that has a result, in the thread that received it. What it
                raises ends the batch: its item has the result and a `ResultNotSavedError`.
            retry_unknown: Whether calls that may have been billed are made again.
        """
        self._journal = Journal(Path(path))
        self._save = save
        self._retry_unknown = retry_unknown

    def begin(self, item: BatchItem[Any]) -> bool:
        """Note the call of an item; False if its result was saved.

        Raises:
            InDoubtError: The call may have been billed by an earlier run.
            InProgressError: Another run is working on it.
            JournalError: The journal cannot be written; nothing was sent.
        """
        assert item.key is not None
        first, number = item.key, 1
        while True:
            entry = self._journal.find(item.key)
            if entry is not None and entry.run == self._journal.run:
                # An equal image in the same run: it has a result of its own.
                number += 1
                item.key = hashlib.sha256(f"{first} {number}".encode()).hexdigest()
                continue
            if entry is not None and not self._is_needed(entry):
                return False
            if self._journal.start(item.key, entry):
                return True
            # Another thread or process has begun it meanwhile: look again.

    def _is_needed(self, entry: Entry) -> bool:
        """Return whether a call that an earlier run has begun is to be made."""
        if entry.in_doubt:
            if entry.state is not State.UNKNOWN and self._journal.is_alive(entry.run):
                raise in_progress()
            if not self._retry_unknown:
                raise in_doubt(entry.request_id, "retry_unknown=True")
        return entry.state is not State.DONE

    def end(self, item: BatchItem[Any]) -> None:
        """Save a result and note it as done, or note why there is none."""
        key, error = item.key, item.error
        assert key is not None
        if item.result is not None:
            try:
                self._save(item)
            except Exception as failure:
                self._journal.unknown(key, type(failure).__name__, item.result.request_id)
                raise ResultNotSavedError(
                    f"The result cannot be saved ({type(failure).__name__}): it was billed, and is "
                    "in the item. No further call is made.",
                    request_id=item.result.request_id,
                ) from failure
            self._journal.done(key, item.result.request_id)
        elif error is None:
            self._journal.forget(key)
        elif may_be_billed(error):
            self._journal.unknown(key, type(error).__name__, getattr(error, "request_id", None))
        else:
            self._journal.failed(key, type(error).__name__, getattr(error, "request_id", None))

    def __enter__(self) -> Self:
        self._journal.open()
        return self

    def __exit__(self, *exception: object) -> None:
        self._journal.close()
