"""Atomic export: results become one complete file, or no file.

An interruption never leaves half a spreadsheet under the name of a whole one.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from ocr_wrapper.errors import InputError
from ocr_wrapper.exports.exporter import Entry
from ocr_wrapper.exports.formats import Format, by_name, by_suffix
from ocr_wrapper.files.atomic import replacing
from ocr_wrapper.results.recognition import Recognition


def save(
    results: Recognition[Any] | Entry | Iterable[Recognition[Any] | Entry],
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
) -> Path:
    """Write results to one file, completely or not at all.

    Args:
        results: One result or any number, also a generator: they are not kept in memory. An
            `Entry` adds the name of the input, and the image for formats that need it.
        path: The file; an existing one is replaced.
        format: Name of the format; None for that of the suffix of `path`.

    Returns:
        The path.

    Raises:
        InputError: The suffix or name is that of no format, or a result cannot be written in it.
        ConfigurationError: A library is missing; the message says what to install.
        OSError: The file cannot be written.
    """
    target = Path(path)
    form = by_suffix(target) if format is None else by_name(format)
    if form is None:
        raise InputError(f"{target.name!r} has the suffix of no format: give format=.")
    form.check()
    with replacing(target) as file:
        write(results, file, form)
    return target


def write(
    results: Recognition[Any] | Entry | Iterable[Recognition[Any] | Entry],
    file: BinaryIO,
    form: Format,
) -> None:
    """Write results to an open binary file in one format; the file stays open."""
    one = isinstance(results, Recognition | Entry)
    with form.open(file, several=not one) as exporter:
        for item in [results] if isinstance(results, Recognition | Entry) else results:
            exporter.add(item if isinstance(item, Entry) else Entry(item))


def render(entry: Entry, form: Format) -> bytes:
    """Return one result as the content of a file."""
    buffer = io.BytesIO()
    write(entry, buffer, form)
    return buffer.getvalue()
