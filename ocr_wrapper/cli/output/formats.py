"""Output formats of the command line: those of the exports, and a table for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ocr_wrapper.exports import text
from ocr_wrapper.exports.exporter import Entry
from ocr_wrapper.exports.formats import FORMATS as EXPORTS

if TYPE_CHECKING:
    from ocr_wrapper.results.recognition import Recognition

PRINTED = ("json", "jsonl", "text", "markdown", "csv")
"""Formats that are printed result by result."""

FORMATS = ("table", *EXPORTS)
"""Values of `--format`; `table` is drawn by `ocr_wrapper.cli.output.terminal`."""

SUFFIXES = {"table": ".json", **{name: form.suffix for name, form in EXPORTS.items()}}
"""Suffix of a saved result by format; a table is for display, so that JSON is saved instead."""

EXAMPLE = text.EXAMPLE
"""Mark of a result that is an example of an emulator; JSON has a field for it."""


def render(form: str, entry: Entry, *, several: bool) -> str:
    """Return one result in a printed format, with a line break at the end.

    The results of several inputs can be concatenated: JSON has one line each, text and Markdown
    have a heading, and CSV has a first column with the name of the input.
    """
    if form in {"json", "jsonl"}:
        return text.as_json(entry) + "\n"
    if form == "csv":
        return text.as_csv(entry, several=several)
    if form == "text":
        return text.as_text(entry, several=several)
    return text.as_markdown(entry, several=several)


def as_json(source: str, recognition: Recognition[Any], *, ascii_only: bool = False) -> str:
    """Return everything on one line (JSON Lines); `Recognition.from_json` can load it."""
    return text.as_json(Entry(recognition, source), ascii_only=ascii_only)
