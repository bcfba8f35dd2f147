"""Calls of a run in the journal of its output folder: which are done, which are in doubt.

Without an output folder there is no journal, and every input is called.
"""

from __future__ import annotations

import hashlib
import json

from ocr_wrapper.batch.errors import JournalError, in_doubt, in_progress
from ocr_wrapper.batch.journal import Entry, State
from ocr_wrapper.cli.exit_codes import OutputError
from ocr_wrapper.cli.options import RunOptions
from ocr_wrapper.cli.output.writer import OutputFolder
from ocr_wrapper.cli.workers import Outcome, is_address
from ocr_wrapper.environment import Environment

_KEY_LENGTH = 32


class CallLog:
    """Notes the calls of one run; safe to share between threads."""

    def __init__(self, options: RunOptions, suffix: str, folder: OutputFolder) -> None:
        self._options, self._suffix, self._folder = options, suffix, folder
        self._journal = folder.journal
        self._service = _service(options)

    def claim(self, outcome: Outcome) -> bool:
        """Set the key of an outcome, and return whether a call is needed.

        Raises:
            InDoubtError: A call of an earlier run may have been billed, and is not to be repeated.
            InProgressError: Another run is working on the input.
            OutputError: The journal cannot be used.
        """
        try:
            return self._claim(outcome)
        except JournalError as error:
            raise OutputError(f"{error} Nothing was sent.") from None
        except OSError as error:
            reason = (error.strerror or type(error).__name__).lower()
            raise OutputError(f"A result cannot be saved ({reason}); nothing was sent.") from None

    def _claim(self, outcome: Outcome) -> bool:
        resume, first = self._options.resume, self._key(outcome)
        number, key = 1, first
        while True:
            entry = self._journal.find(key)
            if entry is not None and entry.in_doubt:
                entry = self._settle(key, entry)
            own = entry is not None and entry.run == self._journal.run
            if entry is not None and resume and self._folder.result_of(entry) is not None:
                outcome.key = key
                return False
            if not own:
                break
            # The same image is named twice: it has two results.
            number += 1
            key = _digest([first, number])
        outcome.key, outcome.known = key, entry
        if entry is not None and entry.in_doubt and not self._options.connection.local:
            outcome.billed_before = True
            if resume and not self._options.retry_unknown:
                raise in_doubt(entry.request_id, "--resume --retry-unknown")
            outcome.note = "an earlier run got no result for it, and may have been billed"
        return True

    def _settle(self, key: str, entry: Entry) -> Entry | None:
        """Return what is known of a call that was begun and has not ended.

        Raises:
            InProgressError: Its run is alive.
        """
        if entry.state is State.UNKNOWN or entry.run == self._journal.run:
            return entry
        if self._journal.is_alive(entry.run):
            raise in_progress()
        # Its run may have ended meanwhile.
        entry = self._journal.find(key) or entry
        return self._journal.find(key) if self._folder.recover(key, entry) else entry

    def start(self, outcome: Outcome) -> None:
        """Note that the call is about to be made, and make the folder of its result.

        Raises:
            InProgressError: Another run has begun it meanwhile.
            OutputError: The journal or a folder cannot be written; nothing was sent.
        """
        try:
            self._folder.make_folder(outcome.stem)
            while not self._journal.start(outcome.key, outcome.known):
                # Another thread or process has begun it meanwhile: look again.
                if not self._claim(outcome):
                    raise in_progress()
        except (JournalError, OSError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise OutputError(f"A result cannot be saved ({reason}); nothing was sent.") from None

    def fail(self, outcome: Outcome, *, may_be_billed: bool) -> None:
        """Note that the call has no result.

        Raises:
            OutputError: The journal cannot be written.
        """
        error = outcome.error
        note = self._journal.unknown if may_be_billed else self._journal.failed
        request_id = getattr(error, "request_id", None)
        try:
            note(outcome.key, type(error).__name__, request_id)
        except JournalError as broken:
            raise OutputError(f"{broken} The call failed as well: {error}") from None

    def forget(self, outcome: Outcome) -> None:
        """Note that the call was not made."""
        self._journal.forget(outcome.key)

    def _key(self, outcome: Outcome) -> str:
        """Return a digest of everything that determines a result.

        It contains content, name and page of the input, operation, request options, service and
        format; none of these can be read from it. The name is that below the folder that was
        given, so that a folder can be moved.
        """
        options, origin = self._options, outcome.origin
        assert origin is not None
        if outcome.content is not None:
            content = hashlib.sha256(outcome.content.data).hexdigest()
        else:
            content = origin.name if is_address(options, origin) else ""
        connection = options.connection
        return _digest(
            [
                *(options.operation.name, dict(options.request), self._service, self._suffix),
                *(outcome.stem, content, outcome.page, options.fit),
                # An example counts only where examples are accepted.
                options.allow_examples and (connection.local or connection.endpoint is not None),
            ]
        )


def _service(options: RunOptions) -> str:
    """Return what is called, so that a result of an emulator does not count for the cloud."""
    connection = options.connection
    if connection.local:
        return "local"
    environment = Environment.read()
    regions = ",".join(connection.regions) or environment.region or ""
    return f"{connection.endpoint or environment.endpoint or 'cloud'} {regions}"


def _digest(parts: list[object]) -> str:
    text = json.dumps(parts, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_KEY_LENGTH]
