"""Command `hwocr show`: saved results in any format, without a network."""

from __future__ import annotations

import io
import itertools
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

import click
from huawei_ocr_api.catalog import OPERATIONS

from ocr_wrapper import exports
from ocr_wrapper.cli.exit_codes import OutputError, describe_source
from ocr_wrapper.cli.output import formats, saved, terminal
from ocr_wrapper.errors import InputError
from ocr_wrapper.exports.exporter import Entry
from ocr_wrapper.exports.formats import Format
from ocr_wrapper.exports.text import Csv
from ocr_wrapper.images.urls import is_url
from ocr_wrapper.redaction import printable_line


@click.command("show")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, readable=True, allow_dash=True),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(formats.FORMATS),
    help="Output format. Default: that of the suffix of --output, else table.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Save all results as this one file, such as results.xlsx.",
)
@click.option(
    "--images",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    metavar="DIR",
    help="Folder of the images, for --format pdf. Default: where they were.",
)
@click.option(
    "--operation",
    metavar="NAME",
    help="Operation of bare response bodies, which do not name it.",
)
def show(
    files: tuple[str, ...],
    form: str | None,
    output: Path | None,
    images: Path | None,
    operation: str | None,
) -> int:
    """Print results that were saved as JSON, one or one per line, in any format.

    FILES were written by --output or --format json, or are bare response bodies of the service; -
    is standard input. Nothing is sent.
    """
    name = form or _suffix_format(output)
    known = None if name == "table" else exports.by_name(name)
    if known is not None:
        known.check()
    slugs = {item.slug: item.name for item in OPERATIONS.values()}
    default = slugs.get(operation or "", operation)
    entries: Iterator[Entry] = itertools.chain.from_iterable(_load(file, default) for file in files)
    if known is not None and known.needs_image:
        entries = (_with_image(entry, images) for entry in entries)
    first = list(itertools.islice(entries, 2))
    several, entries = len(first) > 1, itertools.chain(first, entries)
    if known is not None and several and not known.combines:
        raise click.UsageError(f"--format {name} is one file for each result: show them singly.")
    if output is not None:
        _save(entries if several else first[0], output, known)
    elif known is None or name in formats.PRINTED:
        _print(entries, name, several=several)
    else:
        _write(entries if several else first[0], known)
    return 0


def _suffix_format(output: Path | None) -> str:
    """Return the format of the output file; a table on the terminal without one."""
    if output is None:
        return "table"
    found = exports.by_suffix(output)
    if found is None:
        raise click.UsageError(
            f"--output {printable_line(output.name)} has the suffix of no format: add --format."
        )
    return found.name


def _print(entries: Iterable[Entry], form: str, *, several: bool) -> None:
    """Print results one after another."""
    csv = Csv(io.BytesIO(), several=several)
    console = terminal.Screen(highlight=False)
    for entry in entries:
        source, recognition = entry.source, entry.recognition
        if form == "table":
            known = OPERATIONS.get(recognition.operation)
            terminal.show(
                console,
                source,
                recognition,
                command=known.slug if known else recognition.operation,
                local=False,
                written=(),
            )
        elif form == "csv":
            sys.stdout.write(csv.render(entry))
        else:
            sys.stdout.write(formats.render(form, entry, several=several))


def _save(entries: Entry | Iterable[Entry], output: Path, form: Format | None) -> None:
    if form is None:
        raise click.UsageError("--format table is for the terminal: choose another one to save.")
    try:
        exports.save(entries, output, format=form.name)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise OutputError(f"{printable_line(str(output))} cannot be written ({why}).") from None


def _write(entries: Entry | Iterable[Entry], form: Format) -> None:
    """Write one file to standard output."""
    if not form.text and sys.stdout.isatty():
        raise click.UsageError(f"--format {form.name} is no text: save it with --output FILE.")
    exports.write(entries, sys.stdout.buffer, form)
    sys.stdout.buffer.flush()


def _with_image(entry: Entry, folder: Path | None) -> Entry:
    """Return a result with the image that it was recognized in."""
    source = entry.source
    if is_url(source) or source == "-":
        raise InputError(
            f"{describe_source(source)} was not a file, so that its image is not available here."
        )
    path = Path(source) if folder is None else folder / Path(source).name
    try:
        return replace(entry, image=path.read_bytes())
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise InputError(
            f"The image {describe_source(str(path))} cannot be read ({why}): "
            "--images names its folder."
        ) from None


def _load(name: str, operation: str | None) -> Iterator[Entry]:
    """Read one result, or one per line, each with the name of its input.

    The file is opened when its turn comes: there may be more than a process can have open.
    """
    shown, empty = describe_source("<stdin>" if name == "-" else name), True
    try:
        with click.open_file(name, encoding="utf-8") as file:
            for text in _texts(file):
                empty = False
                yield saved.entry(text, shown, operation)
    except UnicodeDecodeError:
        raise InputError(f"{shown} is not a saved result: it is not text.") from None
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise InputError(f"{shown} cannot be read ({why}).") from None
    if empty:
        raise InputError(f"{shown} is empty: it contains no result.")


def _texts(file: IO[str]) -> Iterator[str]:
    """Yield the lines of a file, or the whole file if its first line is not complete."""
    lines = (line for line in file if line.strip())
    first = next(lines, None)
    if first is None:
        return
    if not _is_json(first):
        whole = first + file.read()
        if _is_json(whole):
            yield whole
            return
        lines = (line for line in whole.splitlines() if line.strip())
        first = next(lines)
    yield first
    yield from lines


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
