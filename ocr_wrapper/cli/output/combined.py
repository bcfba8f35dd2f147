"""One output file for all inputs of a run, made at the end from the saved result of each.

Each result is saved in a folder beside the file as soon as it arrives. So nothing that was billed
is lost if the run is stopped, and `--resume` continues it. The folder is removed when all inputs
are in the file. The journal stays beside the file, and knows which results are in it: `--resume`
calls none of them again, and a new file never has fewer.
"""

from __future__ import annotations

import contextlib
import os
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Self

from ocr_wrapper.batch.contents import CombinedJournal, Contained
from ocr_wrapper.batch.journal import JOURNAL, Entry, State
from ocr_wrapper.cli.exit_codes import OutputError
from ocr_wrapper.cli.options import CombinedOutput
from ocr_wrapper.cli.output import saved
from ocr_wrapper.cli.output.formats import PRINTED
from ocr_wrapper.cli.output.writer import OutputFolder, probe
from ocr_wrapper.errors import InputError, OcrError
from ocr_wrapper.exports import files
from ocr_wrapper.exports.exporter import Entry as ExportEntry
from ocr_wrapper.exports.formats import FORMATS, by_suffix
from ocr_wrapper.files.atomic import creating, remove, rename
from ocr_wrapper.files.digest import digest_of
from ocr_wrapper.redaction import printable_line


def choose(form: str | None, output: Path | None) -> tuple[str, CombinedOutput | None]:
    """Return the format of a run, and the combined file if `--output` names one.

    A name with the suffix of a format is one file for all inputs, unless it is an existing folder.

    Raises:
        InputError: Format and output do not fit together.
    """
    known = None if output is None or output.is_dir() else by_suffix(output)
    if output is None or known is None:
        form = form or "table"
        if output is None and form not in {"table", *PRINTED}:
            raise InputError(f"--format {form} makes files: add --output with a file or a folder.")
        if output is not None and output.exists() and not output.is_dir():
            raise InputError(f"--output {_shown(output)} is a file: name a folder.")
        return form, None
    chosen = known if form is None else FORMATS.get(form)
    if chosen is None or (chosen.module, chosen.opener) != (known.module, known.opener):
        raise InputError(
            f"--format {form} and --output {_shown(output)} contradict each other: "
            "name a folder, or a file with the suffix of the format."
        )
    return chosen.name, CombinedOutput(output, chosen)


def check(output: CombinedOutput, *, several: bool) -> None:
    """Check that the file can be written, before anything is billed.

    Raises:
        InputError: It cannot.
    """
    if several and not output.form.combines:
        raise InputError(
            f"--format {output.form.name} makes one file for each input: name a folder for them "
            "with --output."
        )
    check_name(output)
    try:
        output.path.parent.mkdir(parents=True, exist_ok=True)
        probe(output.path.parent)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise InputError(
            f"--output {_shown(output.path)} cannot be written ({why}): choose another folder."
        ) from None


def check_name(output: CombinedOutput) -> None:
    """Refuse the name of a file that no run has written.

    Raises:
        InputError: There is such a file.
    """
    if os.path.lexists(output.path) and not journal_path(output).is_file():
        raise _foreign(output.path)


class CombinedFile:
    """The file, what it contains, and the single results that are not in it yet."""

    def __init__(self, output: CombinedOutput, folder: OutputFolder) -> None:
        self._output, self._folder = output, folder
        assert isinstance(folder.journal, CombinedJournal)
        self._journal = folder.journal
        self._only_copies = False
        """Whether the file has results that are nowhere else, because it was complete."""

    def prepare(self) -> None:
        """Look what the file contains.

        Raises:
            InputError: It is not the unchanged file of an earlier run.
        """
        try:
            file = self._current()
        except OSError as error:
            why = (error.strerror or type(error).__name__).lower()
            raise InputError(
                f"--output {_shown(self._output.path)} cannot be read ({why}): name another file."
            ) from None
        contents = () if file is None else self._journal.contents(file)
        self._only_copies = any(self._part(item) is None for item in contents)

    def has(self, key: str, entry: Entry) -> bool:
        """Return whether the result of a call is in the file."""
        if entry.state is not State.DONE:
            return False
        found = self._journal.find_in_file(key)
        return found is not None and found.digest == entry.digest

    def check_call(self, key: str, known: str | None, *, resume: bool) -> None:
        """Refuse a call whose result could not be added to the file.

        Args:
            key: Of the call.
            known: Digest of its input without the content, as in the journal.
            resume: Whether inputs in the file are not called again.

        Raises:
            OutputError: The file would lose the results of other inputs.
        """
        if not self._only_copies or (resume and self._output.form.loads):
            return
        # Its result replaces that of an earlier content; with --resume the others would be missing.
        earlier = self._journal.calls_of(known) if known and not resume else ()
        if any(self._journal.find_in_file(one) is not None for one in (key, *earlier)):
            return
        cure = "add --resume, or " if self._output.form.loads else ""
        raise OutputError(
            f"{_shown(self._output.path)} is complete and has no result of this input, and a new "
            f"file would lose those of others: nothing was sent. To keep both, {cure}name another "
            "file; otherwise remove it."
        )

    def write(self, collected: Sequence[tuple[str, str]], *, complete: bool) -> Path | None:
        """Write the file from the single results, in the order of the inputs.

        Results of other inputs that the file has stay in it, after those of the run.

        Args:
            collected: Name and key of each input with a result.
            complete: Whether no input is missing: then the single results are removed.

        Returns:
            The path; None if there is no result.

        Raises:
            OutputError: It cannot be written; the results are still where they were.
        """
        try:
            file = self._update(collected)
            if complete and file is not None:
                self._remove_parts(file)
        except Exception as error:
            raise self._failure(error) from None
        return None if file is None else self._output.path

    def _update(self, collected: Sequence[tuple[str, str]]) -> str | None:
        """Write the file, unless it has all results already, and return its digest."""
        while True:
            file = self._current()
            items = self._items(file, collected)
            if all(item.position is not None for item in items):
                return file
            written = self._replace(file, items)
            if written is not None:
                return written
            # Another run has replaced the file meanwhile.

    def _current(self) -> str | None:
        """Return the digest of the file; None if there is none.

        Raises:
            InputError: It is not the unchanged file of a run with this journal.
        """
        while True:
            known, found = self._journal.current(), digest_of(self._output.path)
            if found is None and os.path.lexists(self._output.path):
                raise _foreign(self._output.path)
            if found == known:
                return found
            if found is not None and not self._journal.knows(found):
                raise _foreign(self._output.path)
            # A run was killed in the middle, or the file was removed.
            if self._journal.switch(known, found):
                return found

    def _part(self, item: Contained) -> Path | None:
        """Return the single result of a call that is in the file, if there still is one."""
        return None if item.name is None else self._folder.existing(item.name)

    def _items(self, file: str | None, collected: Sequence[tuple[str, str]]) -> list[_Item]:
        """Return what the file is to contain: the results of the run, then others that it has."""
        items: list[_Item] = []
        for title, key in collected:
            entry, found = self._journal.find(key), self._journal.find_in_file(key)
            part = None if entry is None else self._folder.result_of(key, entry)
            if part is not None or found is not None:
                items.append(_item(title, key, found, entry.digest if entry else None, part))
        if file is not None:
            taken = {key for _, key in collected}
            items.extend(
                _item(found.name or "", found.key, found, found.last, self._part(found))
                for found in self._journal.contents(file)
                # The result of an earlier content of an input gives way to that of the new one.
                if found.key not in taken and taken.isdisjoint(self._journal.calls_like(found.key))
            )
        return items

    def _replace(self, file: str | None, items: Sequence[_Item]) -> str | None:
        """Write the file and return its digest; None if another run has replaced it meanwhile.

        Raises:
            OSError: It cannot be written.
        """
        path = self._output.path
        if not self._output.form.loads and any(item.part is None for item in items):
            raise OutputError(
                f"{_shown(path)} is kept: it has results of other inputs, which a new file would "
                f"lose. The results of this run are in {_shown(self._output.parts)}."
            )
        waiting = self._folder.temporary()
        try:
            with creating(waiting) as target:
                self._write(items, target)
            digest = digest_of(waiting)
            assert digest is not None
            self._journal.announce(digest, [(item.key, item.digest) for item in items])
            replaced = self._journal.switch(file, digest, partial(rename, waiting, path))
        finally:
            remove(waiting)
        return digest if replaced else None

    def _write(self, items: Sequence[_Item], file: BinaryIO) -> None:
        if self._output.form.needs_image:
            from ocr_wrapper.exports.pdf import merge

            parts = [(item.title, item.part) for item in items if item.part is not None]
            merge.merge(parts, file)
        else:
            with _Lines(self._output.path) as lines:
                files.write((item.entry(lines) for item in items), file, self._output.form)

    def _remove_parts(self, file: str) -> None:
        """Remove the single results that are in the file; others, such as spreadsheets, are kept.

        Another run may still need them, and removes them at its own end.
        """
        if self._journal.others_are_alive():
            return
        folders = {self._output.parts}
        for item in self._journal.contents(file):
            part = self._part(item)
            if part is not None and item.digest == item.last:
                self._journal.unless_called_again(item.key, item.digest, partial(remove, part))
                folders.update(one for one in part.parents if self._output.parts in one.parents)
        for folder in sorted(folders, key=lambda one: len(one.parts), reverse=True):
            with contextlib.suppress(OSError):  # not empty
                folder.rmdir()

    def _failure(self, error: Exception) -> OutputError:
        if isinstance(error, OutputError):
            return error
        if isinstance(error, OSError):
            why = (error.strerror or type(error).__name__).lower()
        elif isinstance(error, OcrError):
            why = error.message
        else:  # not its text, which may be a part of a document
            why = type(error).__name__
        return OutputError(
            f"{_shown(self._output.path)} cannot be written ({why}): the results are in "
            f"{_shown(self._output.parts)}."
        )


@dataclass(frozen=True, slots=True)
class _Item:
    """One result that the file is to contain."""

    title: str
    key: str
    digest: str | None
    part: Path | None
    """The single result, if there is one."""

    position: int | None
    """In the file, if it is there and not outdated."""

    def entry(self, lines: _Lines) -> ExportEntry:
        """Read the result."""
        if self.part is not None:
            return saved.entry(self.part.read_text(encoding="utf-8"), self.title)
        assert self.position is not None
        return saved.entry(lines.read(self.position), self.title)


def _item(
    title: str, key: str, found: Contained | None, digest: str | None, part: Path | None
) -> _Item:
    """Return a result from its own file if there is one, else from the combined file."""
    if part is None:
        assert found is not None
        return _Item(title, key, found.digest, None, found.position)
    is_same = found is not None and found.digest == digest
    return _Item(title, key, digest, part, found.position if found and is_same else None)


class _Lines:
    """The lines of the file as it is, which are read when the first one is needed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self._starts = array("q")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._file is not None:
            self._file.close()

    def read(self, number: int) -> str:
        """Return one line, by its number from 0."""
        if self._file is None:
            self._file = self._path.open("rb")
            start = 0
            for line in self._file:
                self._starts.append(start)
                start += len(line)
        self._file.seek(self._starts[number])
        return self._file.readline().decode()


def journal_path(output: CombinedOutput) -> Path:
    """Return the journal of a file: beside it, because it is needed as long as the file is."""
    return output.path.with_name(f".{output.path.name}{JOURNAL}")


def _foreign(path: Path) -> InputError:
    return InputError(
        f"--output {_shown(path)} exists and is not the unchanged file of an earlier run: name "
        "another file, or remove it."
    )


def _shown(path: Path) -> str:
    return printable_line(str(path))
