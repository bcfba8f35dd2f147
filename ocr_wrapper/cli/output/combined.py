"""One output file for all inputs of a run, made at the end from the saved result of each.

Each result is saved in a folder beside the file as soon as it arrives, with the journal of the run.
So nothing that was billed is lost if the run is stopped, and `--resume` continues it. The folder is
removed when all inputs are in the file.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from ocr_wrapper.batch.journal import JOURNAL
from ocr_wrapper.cli.exit_codes import OutputError
from ocr_wrapper.cli.options import CombinedOutput
from ocr_wrapper.cli.output import saved
from ocr_wrapper.cli.output.formats import PRINTED
from ocr_wrapper.cli.output.writer import probe
from ocr_wrapper.errors import InputError
from ocr_wrapper.exports import files
from ocr_wrapper.exports.exporter import Entry
from ocr_wrapper.exports.formats import FORMATS, by_suffix
from ocr_wrapper.files.atomic import replacing
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
    try:
        output.path.parent.mkdir(parents=True, exist_ok=True)
        probe(output.path.parent)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise InputError(
            f"--output {_shown(output.path)} cannot be written ({why}): choose another folder."
        ) from None


def write(output: CombinedOutput, parts: Sequence[tuple[str, Path]]) -> None:
    """Write the file from its parts, in their order.

    Args:
        output: The file.
        parts: Name of the input and path of its saved result.

    Raises:
        OutputError: It cannot be written; the parts are still there.
    """
    try:
        with replacing(output.path) as file:
            if output.form.needs_image:
                from ocr_wrapper.exports.pdf import merge

                merge.merge(parts, file)
            else:
                files.write(_entries(parts), file, output.form)
    except (OSError, InputError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise OutputError(
            f"{_shown(output.path)} cannot be written ({why}): the results are in "
            f"{_shown(output.parts)}."
        ) from None


def remove_parts(output: CombinedOutput, parts: Sequence[tuple[str, Path]]) -> None:
    """Remove the parts and their journal; other files, such as spreadsheets, are kept."""
    folders = {output.parts}
    for _, path in parts:
        folders.update(folder for folder in path.parents if output.parts in folder.parents)
        path.unlink(missing_ok=True)
    for path in output.parts.glob(f"{JOURNAL}*"):
        path.unlink(missing_ok=True)
    for folder in sorted(folders, key=lambda item: len(item.parts), reverse=True):
        with contextlib.suppress(OSError):  # not empty
            folder.rmdir()


def _entries(parts: Sequence[tuple[str, Path]]) -> Iterator[Entry]:
    for name, path in parts:
        yield saved.entry(path.read_text(encoding="utf-8"), name)


def _shown(path: Path) -> str:
    return printable_line(str(path))
