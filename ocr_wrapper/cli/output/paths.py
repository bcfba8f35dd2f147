"""Output paths of results and annotated images, which never overwrite an input."""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
import threading
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from ocr_wrapper.batch.contents import CombinedJournal, FileJournal
from ocr_wrapper.batch.inputs import STANDARD_INPUT
from ocr_wrapper.batch.journal import JOURNAL
from ocr_wrapper.cli.exit_codes import OutputError
from ocr_wrapper.cli.options import RunOptions
from ocr_wrapper.cli.output import combined
from ocr_wrapper.cli.output.calls import CallLog, input_key
from ocr_wrapper.cli.output.combined import CombinedFile
from ocr_wrapper.cli.output.formats import SUFFIXES
from ocr_wrapper.cli.output.writer import OutputFolder, probe
from ocr_wrapper.cli.workers import Outcome
from ocr_wrapper.errors import InputError
from ocr_wrapper.files.atomic import replacing
from ocr_wrapper.images.urls import is_url
from ocr_wrapper.redaction import printable_line

DEFAULT_FOLDER = Path("out")
"""Folder of annotated images if none was named."""

_IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg"})

_Identity: TypeAlias = tuple[int, int] | str
"""Device and inode of a file, or its path."""


class Output:
    """The output files of one run."""

    def __init__(self, options: RunOptions) -> None:
        self._options = options
        self._folders: dict[Path, OutputFolder] = {}
        self._lock = threading.Lock()
        self._calls: CallLog | None = None
        self.combined: CombinedFile | None = None
        """The one file for all inputs, if that was requested."""

    def prepare(self) -> None:
        """Create the folders and check that files can be written, before anything is billed.

        Raises:
            InputError: An output path cannot be used.
        """
        options = self._options
        if options.combined is not None and self._is_input(options.combined.path):
            shown = printable_line(str(options.combined.path))
            raise InputError(f"--output {shown} would overwrite the input: name another file.")
        if options.dry_run:
            self._prepare_dry_run()
            return
        if options.combined is not None:
            combined.check(options.combined, several=options.several)
        if options.output is not None:
            self._open(options.output)
        if options.draw and options.annotate is not None:
            if _is_image_path(options.annotate):
                self._check_annotated_file(options.annotate)
            else:
                self._folder(options.annotate)

    def _prepare_dry_run(self) -> None:
        """Open the journal of an earlier run, if there is one; nothing is written."""
        output = self._options.output
        if self._options.combined is not None:
            combined.check_name(self._options.combined)
        if output is not None and self._journal_path(output).is_file():
            self._open(output)

    def _open(self, path: Path) -> None:
        """Open the folder of the results with its journal."""
        options = self._options
        folder = self._folder(path)
        if options.combined is not None:
            self.combined = CombinedFile(options.combined, folder)
            try:
                self.combined.prepare()
            except InputError:
                with contextlib.suppress(OSError):  # not empty, or a dry run
                    path.rmdir()
                raise
        self._calls = CallLog(options, SUFFIXES[options.format], folder, self.combined)

    def _journal_path(self, folder: Path) -> Path:
        options = self._options
        if options.combined is not None and folder == options.output:
            return combined.journal_path(options.combined)
        return folder / JOURNAL

    def close(self) -> None:
        """Close the journals."""
        for folder in self._folders.values():
            folder.journal.close()

    def claim(self, outcome: Outcome) -> bool:
        """Set the key of an outcome and return whether a call is needed; see `CallLog.claim`."""
        if self._calls is None:
            outcome.key = secrets.token_hex(16)
            return True
        return self._calls.claim(outcome)

    def start(self, outcome: Outcome) -> None:
        """Note that a call is about to be made; see `CallLog.start`."""
        if self._calls is not None:
            self._calls.start(outcome)

    def fail(self, outcome: Outcome, *, may_be_billed: bool) -> None:
        """Note that a call has no result; see `CallLog.fail`."""
        if self._calls is not None:
            self._calls.fail(outcome, may_be_billed=may_be_billed)

    def forget(self, outcome: Outcome) -> None:
        """Note that a call was not made; see `CallLog.forget`."""
        if self._calls is not None:
            self._calls.forget(outcome)

    def save_result(
        self,
        outcome: Outcome,
        content: bytes,
        suffix: str,
        save_others: Callable[[], None] | None = None,
    ) -> Path | None:
        """Save a result and return its path; None if results are not saved.

        Args:
            outcome: What the result is of.
            content: Of the file.
            suffix: Of the file.
            save_others: Saves what belongs to the result, before it counts as done.

        Raises:
            OutputError: The file cannot be written.
        """
        output = self._options.output
        if output is None:
            if save_others is not None:
                save_others()
            return None
        folder, name = self._folder(output), f"{outcome.stem}{suffix}"
        try:
            path, edited = folder.save_result(
                outcome.key, outcome.stem, suffix, content, save_others
            )
        except OSError as error:
            raise _write_error(output / name, error) from None
        if edited is not None:
            note = f"{edited.name} was edited since and is kept; the result is in {path.name}"
            outcome.note = f"{outcome.note}. {note}" if outcome.note else note
        return path

    def save_spreadsheet(self, outcome: Outcome, number: int, content: bytes) -> Path | None:
        """Save a spreadsheet of a result and return its path; None if results are not saved."""
        output = self._options.output
        if output is None:
            return None
        key = _spreadsheet_key(outcome, number)
        return self._save(output, key, outcome.stem, ".xlsx", content)

    def discard_others(self, outcome: Outcome, sheets: int, *, annotated: bool) -> None:
        """Remove what an earlier result of the input had and the new one has not.

        Args:
            outcome: With the new result, which is saved.
            sheets: How many spreadsheets it has.
            annotated: Whether it has an annotated image, or none was asked for.
        """
        output = self._options.output
        with contextlib.suppress(OSError):
            number = sheets + 1
            while output and self._folder(output).discard(_spreadsheet_key(outcome, number)):
                number += 1
            annotate = self._options.annotate or output
            if not annotated and annotate is not None and not _is_image_path(annotate):
                self._folder(annotate).discard(f"{self._annotated_key(outcome)}:annotated")

    def save_annotated_image(self, outcome: Outcome, content: bytes) -> Path:
        """Save an annotated image and return its path.

        Raises:
            OutputError: The file cannot be written.
        """
        options = self._options
        if options.annotate is not None and _is_image_path(options.annotate):
            try:
                with replacing(options.annotate) as file:
                    file.write(content)
            except OSError as error:
                raise _write_error(options.annotate, error) from None
            return options.annotate
        folder = options.annotate or options.output or DEFAULT_FOLDER
        key, name = f"{self._annotated_key(outcome)}:annotated", f"{outcome.stem}.annotated"
        return self._save(folder, key, name, ".png", content)

    @property
    def annotated_suffix(self) -> str:
        """Suffix of annotated images, which determines their format."""
        annotate = self._options.annotate
        return annotate.suffix if annotate is not None and _is_image_path(annotate) else ".png"

    def _annotated_key(self, outcome: Outcome) -> str:
        """Return a key of the image, so that a later run replaces its own annotated image."""
        if self._calls is not None:
            return outcome.input_key or outcome.key
        key = input_key(self._options, outcome)
        if key is not None:
            return key
        content = outcome.content.data if outcome.content is not None else b""
        parts = [self._options.operation.name, outcome.stem, hashlib.sha256(content).hexdigest()]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]

    def _folder(self, path: Path) -> OutputFolder:
        with self._lock:
            if path not in self._folders:
                kind = (
                    CombinedJournal if self._journal_path(path) != path / JOURNAL else FileJournal
                )
                journal = kind(self._journal_path(path))
                folder = OutputFolder(path, self._is_input, journal)
                try:
                    folder.prepare(write=not self._options.dry_run)
                except OSError as error:
                    raise InputError(
                        f"The folder {printable_line(str(path))} cannot be written "
                        f"({_reason(error)}): choose another one."
                    ) from None
                self._folders[path] = folder
            return self._folders[path]

    def _save(self, folder: Path, key: str, name: str, suffix: str, content: bytes) -> Path:
        try:
            return self._folder(folder).save(key, name, suffix, content)
        except OSError as error:
            raise _write_error(folder / f"{name}{suffix}", error) from None
        except InputError as error:  # the default folder is prepared when it is first used
            raise OutputError(error.message) from None

    def _check_annotated_file(self, path: Path) -> None:
        shown = printable_line(str(path))
        if self._options.several:
            count = len(self._options.sources)
            inputs = "several pages" if count == 1 else f"{count} inputs"
            raise InputError(f"--annotate {shown} is one file for {inputs}: name a directory.")
        if self._is_input(path):
            raise InputError(f"--annotate {shown} would overwrite the input: name another file.")
        if path.is_dir():
            raise InputError(f"--annotate {shown} is a folder: name a file in it.")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            probe(path.parent)
        except OSError as error:
            raise InputError(
                f"--annotate {shown} cannot be written ({_reason(error)}): choose another folder."
            ) from None

    def _is_input(self, path: Path) -> bool:
        found = _identity(path)
        return found is not None and found in self._inputs

    @cached_property
    def _inputs(self) -> set[_Identity]:
        """Device and inode of each input, so that links and other spellings are recognized.

        Computed once, because a run may have a million inputs.
        """
        names = (source.name for source in self._options.sources)
        paths = (Path(name) for name in names if not is_url(name) and name != STANDARD_INPUT)
        return {found for path in paths if (found := _identity(path)) is not None}


def _spreadsheet_key(outcome: Outcome, number: int) -> str:
    return f"{outcome.input_key or outcome.key}:xlsx{number}"


def _write_error(path: Path, error: OSError) -> OutputError:
    shown = printable_line(str(path))
    return OutputError(f"{shown} cannot be written ({_reason(error)}): choose another folder.")


def _reason(error: OSError) -> str:
    return (error.strerror or str(error) or type(error).__name__).lower()


def _identity(path: Path) -> _Identity | None:
    try:
        status = path.stat()
        # Some network drives of Windows give no numbers.
        return (status.st_dev, status.st_ino) if status.st_ino else str(path.resolve())
    except (OSError, ValueError):
        return None


def _is_image_path(path: Path) -> bool:
    """Return whether `--annotate` names a file and not a folder."""
    return path.suffix.lower() in _IMAGE_SUFFIXES
