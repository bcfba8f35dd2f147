"""Calls of a run in the journal of its output folder: which are done, which are in doubt.

Without an output folder there is no journal, and every input is called.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import threading
from collections.abc import Iterable

from ocr_wrapper.batch.errors import JournalError, in_doubt, in_progress
from ocr_wrapper.batch.inputs import STANDARD_INPUT
from ocr_wrapper.batch.journal import Entry, State
from ocr_wrapper.cli.exit_codes import OutputError
from ocr_wrapper.cli.options import RunOptions
from ocr_wrapper.cli.output.combined import CombinedFile
from ocr_wrapper.cli.output.formats import SUFFIXES
from ocr_wrapper.cli.output.writer import OutputFolder
from ocr_wrapper.cli.workers import Outcome, is_address
from ocr_wrapper.environment import Environment
from ocr_wrapper.errors import InputError
from ocr_wrapper.images.urls import is_url
from ocr_wrapper.redaction import printable_line

_KEY_LENGTH = 32


class CallLog:
    """Notes the calls of one run; safe to share between threads."""

    def __init__(
        self,
        options: RunOptions,
        suffix: str,
        folder: OutputFolder,
        combined: CombinedFile | None = None,
    ) -> None:
        self._options, self._suffix, self._folder = options, suffix, folder
        self._combined = combined
        self._journal = folder.journal
        self._service = _service(options)
        self._lock = threading.Lock()
        self._duplicates = _duplicates(source.stem for source in options.sources)
        self._inputs: dict[str, str] = {}
        """Path of the input by key, for names that several inputs have."""

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
        outcome.input_key = input_key(self._options, outcome)
        number, times = self._number(first, outcome.input_key), 1
        while True:
            key = _numbered(first, number)
            if not self._is_own(key, outcome):
                # Another file has the same content and name: each has a result.
                number += 1
                continue
            entry = self._journal.find(key)
            if entry is not None and entry.in_doubt:
                entry = self._settle(key, entry)
            own = entry is not None and entry.run == self._journal.run
            if entry is not None and resume and self._is_saved(key, entry):
                outcome.key = key
                return False
            if not own:
                break
            # The same image is named twice: it has two results.
            number, times = number + 1, times + 1
            outcome.input_key = input_key(self._options, outcome, times)
        if self._combined is not None:
            self._combined.check_call(key, outcome.input_key, resume=resume)
        outcome.key, outcome.known = key, entry
        if entry is not None and entry.in_doubt and not self._options.connection.local:
            outcome.billed_before = True
            if resume and not self._options.retry_unknown:
                raise in_doubt(entry.request_id, "--resume --retry-unknown")
            outcome.note = "an earlier run got no result for it, and may have been billed"
        return True

    def _number(self, first: str, known: str | None) -> int:
        """Return the number of the key that an earlier run has used for the same path."""
        calls = frozenset[str]() if known is None else self._journal.calls_of(known)
        for number in itertools.count(1) if calls else ():
            key = _numbered(first, number)
            if key in calls:
                return number
            if self._journal.find(key) is None:
                break
        return 1

    def _is_own(self, key: str, outcome: Outcome) -> bool:
        """Return whether no other file of the run has this key."""
        origin = outcome.origin
        assert origin is not None
        if origin.stem not in self._duplicates:
            return True
        path = origin.name if is_url(origin.name) else _absolute(origin.name)
        with self._lock:
            return self._inputs.setdefault(key, path) == path

    def _is_saved(self, key: str, entry: Entry) -> bool:
        """Return whether there is the result of a call.

        Raises:
            InputError: It is there in another format than that of the run.
        """
        path = self._folder.result_of(key, entry)
        if path is not None and not path.name.endswith(self._suffix):
            raise InputError(
                f"An earlier run could not save the result as *{self._suffix}, and it is in "
                f"{printable_line(str(path))}, which hwocr show can read: nothing was sent."
            )
        return path is not None or (self._combined is not None and self._combined.has(key, entry))

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
            InputError: A file has the name of the folder of its result; nothing was sent.
            OutputError: The journal or a folder cannot be written; nothing was sent.
        """
        try:
            self._folder.make_folder(outcome.stem)
            while not self._journal.start(outcome.key, outcome.known, outcome.input_key):
                # Another thread or process has begun it meanwhile: look again.
                if not self._claim(outcome):
                    raise in_progress()
        except NotADirectoryError as error:
            raise InputError(
                f"The result cannot be saved ({printable_line(str(error))}): nothing was sent. "
                "Rename the folder of the input, or save it with another --output."
            ) from None
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
        return _digest(
            [
                *(options.operation.name, dict(options.request), self._service, self._suffix),
                *(outcome.stem, content, outcome.page, options.fit),
                _takes_examples(options),
            ]
        )


def input_key(options: RunOptions, outcome: Outcome, times: int = 1) -> str | None:
    """Return a digest of all that determines a result except the content of the input.

    It tells the new content of a file from another file of the same name, by the path. None if
    the input is an address or standard input: what comes from there next is another input.

    Args:
        options: Of the run.
        outcome: What is asked for.
        times: How many times the run has named the input, this one included.
    """
    origin = outcome.origin
    assert origin is not None
    if outcome.content is None or origin.name == STANDARD_INPUT:
        return None
    suffix = SUFFIXES[options.format]
    request = [options.operation.name, dict(options.request), _service(options), suffix]
    file = [origin.stem, os.fsencode(_absolute(origin.name)).hex(), outcome.page, times]
    return _digest([*request, *file, options.fit, _takes_examples(options)])


def _takes_examples(options: RunOptions) -> bool:
    """Return whether a result may be an example: it counts only where examples are accepted."""
    connection = options.connection
    return options.allow_examples and (connection.local or connection.endpoint is not None)


def _absolute(name: str) -> str:
    # Links are other names; on Windows large and small letters are the same.
    return os.path.normcase(os.path.abspath(name))  # noqa: PTH100


def _numbered(first: str, number: int) -> str:
    """Return the key of one of several inputs with the same content and name."""
    return first if number == 1 else _digest([first, number])


def _duplicates(stems: Iterable[str]) -> frozenset[str]:
    """Return what is there more than once."""
    seen, found = set[str](), set[str]()
    for stem in stems:
        (found if stem in seen else seen).add(stem)
    return frozenset(found)


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
