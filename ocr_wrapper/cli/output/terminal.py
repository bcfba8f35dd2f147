"""Terminal output of a result: fields with confidences, text, tables and written files."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterable
from typing import Any, NoReturn

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ocr_wrapper.cli.exit_codes import describe_source
from ocr_wrapper.cli.output.columns import aligned
from ocr_wrapper.cli.output.formats import EXAMPLE
from ocr_wrapper.redaction import printable, printable_line
from ocr_wrapper.results import lines as line_module
from ocr_wrapper.results.annotate import grade
from ocr_wrapper.results.fields import Field
from ocr_wrapper.results.lines import Line
from ocr_wrapper.results.recognition import Recognition
from ocr_wrapper.results.tables import Table as Grid

_STYLES = {"good": "green", "fair": "yellow", "poor": "red"}
_BAR_CELLS = 5
_ASCII = str.maketrans({"━": "=", "–": "-", "·": "-"})
"""Replacements of drawing characters for an output without Unicode."""

_MAX_ROWS = 1000
"""Most rows of fields or text that are shown; drawing more takes minutes."""

_MAX_COLUMNS, _MAX_CELLS = 60, 5000
"""Largest table that is drawn; a larger one takes minutes and is not readable."""

_MAX_REQUEST_ID = 100

_MARGIN = 26
"""Terminal cells of a row that are not text: margins, number, confidence."""


class Screen(Console):
    """Console on one stream, which leaves the other alone when its reader has gone.

    Rich would end the process, and let standard output lead to nowhere whichever stream it was:
    the results of the calls that follow would be lost.
    """

    def on_broken_pipe(self) -> NoReturn:
        """Write nothing more.

        Raises:
            BrokenPipeError: Always.
        """
        self.quiet = True
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


def show(
    console: Console,
    source: str,
    recognition: Recognition[Any],
    *,
    command: str,
    local: bool,
    written: Iterable[tuple[str, str]],
) -> None:
    """Print one result; `written` are pairs of kind and path of the written files."""
    parts: list[RenderableType] = [_headline(source, recognition, command, local)]
    if recognition.is_example:
        parts.append(Text(f"  {EXAMPLE}", "bold yellow"))
    fields = [field for field in recognition.fields.values() if field.text or field.confidence]
    if fields:
        parts.append(_fields(fields, console.width))
    for number, grid in enumerate(recognition.tables, 1):
        parts.append(_grid(number, grid))
    if any(not line.in_table for line in recognition.lines):
        parts.append(_lines(recognition.lines, console.width - _MARGIN))
    if len(parts) == 1 + recognition.is_example:
        parts.append(Padding(Text("Nothing was recognized in this image.", "yellow"), (0, 2)))
    notes = Table.grid(padding=(0, 2))
    for kind, path in written:
        shown = Text(printable_line(path), "cyan", overflow="fold")
        notes.add_row(Text(kind, "dim"), shown)
    if recognition.request_id:
        shown = Text(printable_line(recognition.request_id[:_MAX_REQUEST_ID]), "dim")
        notes.add_row(Text("Request", "dim"), shown)
    if notes.row_count:
        parts.append(Padding(notes, (0, 2)))
    _print(console, Group(*_spaced(parts)))


class _Buffer(io.StringIO):
    """Text in memory that is drawn with the characters of an encoding."""

    encoding = ""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self.encoding = encoding


def _print(console: Console, content: RenderableType) -> None:
    """Print to a terminal, or as plain text to a file or pipe, without trailing spaces."""
    if console.is_terminal:
        console.print(content)
        return
    # Not by the console itself, which exits the process if the reader of a pipe has gone.
    buffer = _Buffer(console.encoding)
    Console(file=buffer, width=console.width, highlight=False, color_system=None).print(content)
    text = "\n".join(line.rstrip() for line in buffer.getvalue().split("\n"))
    if not console.encoding.startswith("utf"):
        text = text.translate(_ASCII)
    console.file.write(text)
    console.file.flush()


def _spaced(parts: list[RenderableType]) -> Iterable[RenderableType]:
    for part in parts:
        yield part
        yield Text("")


def _headline(
    source: str, recognition: Recognition[Any], command: str, local: bool
) -> RenderableType:
    region = printable_line(recognition.region or "custom endpoint")
    facts = [
        printable_line(command),
        "local emulator" if local else region,
        f"{recognition.elapsed:.1f} s",
    ]
    if recognition.attempts > 1:
        facts.append(f"{recognition.attempts} attempts")
    title = Text(describe_source(source), "bold", overflow="fold")
    return Group(title, Text("  " + " · ".join(facts), "dim", overflow="fold"))


def _fields(fields: list[Field[Any]], width: int) -> RenderableType:
    table = _table()
    table.add_column("Field", style="cyan", overflow="fold", max_width=max(16, width // 3))
    table.add_column("Value", overflow="fold")
    table.add_column("Confidence", no_wrap=True)
    for field in fields[:_MAX_ROWS]:
        value = _image_size(field) if field.is_image else Text(printable(field.text))
        table.add_row(Text(printable_line(field.name)), value, _confidence(field.confidence))
    return _with_rest(table, len(fields) - _MAX_ROWS)


def _lines(lines: tuple[Line, ...], width: int) -> RenderableType:
    table = _table()
    table.add_column("#", justify="right", style="dim", no_wrap=True)
    table.add_column("Text", overflow="fold")
    table.add_column("Confidence", no_wrap=True)
    # Numbered as on the annotated image; text of a table is shown in the table.
    rows = [
        (number, row)
        for number, row in enumerate(line_module.rows(lines), 1)
        if not all(block.in_table for block in row)
    ]
    shown = rows[:_MAX_ROWS]
    texts = aligned([row for _, row in shown], width)
    for (number, row), text in zip(shown, texts, strict=True):
        known = [block.confidence for block in row if block.confidence is not None]
        table.add_row(
            str(number), Text(printable(text)), _confidence(min(known) if known else None)
        )
    return _with_rest(table, len(rows) - _MAX_ROWS)


def _with_rest(table: Table, rest: int) -> RenderableType:
    """Return a table, with a note if it shows only the first rows."""
    if rest <= 0:
        return Padding(table, (0, 2))
    note = Text(f"… and {rest:,} more rows; see --format json", "yellow")
    return Padding(Group(table, note), (0, 2))


def _grid(number: int, grid: Grid) -> RenderableType:
    title = f"{grid.kind.capitalize()} {number}"
    height, width = grid.shape
    if width > _MAX_COLUMNS or height * width > _MAX_CELLS:
        note = f"{title} has {height:,} rows and {width:,} columns; see --format csv"
        return Padding(Text(note, "yellow"), (0, 2))
    rows = grid.to_rows()
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.ROUNDED,
        show_lines=True,
        show_header=False,
        border_style="dim",
    )
    for row in rows:
        table.add_row(*(Text(printable(cell), overflow="fold") for cell in row))
    return Padding(table, (0, 2))


def _table() -> Table:
    return Table(
        box=box.SIMPLE_HEAD,
        header_style="bold",
        border_style="dim",
        padding=(0, 1, 0, 0),
        show_edge=False,
    )


def _confidence(value: float | None) -> Text:
    """Return a confidence as a number and a bar, in green, amber or red."""
    if value is None:
        return Text("–", "dim")
    style = _STYLES[grade(value)]
    full = round(max(0.0, min(1.0, value)) * _BAR_CELLS)
    return Text.assemble(
        (f"{value:6.1%} ", style), ("━" * full, style), ("━" * (_BAR_CELLS - full), "dim")
    )


def _image_size(field: Field[Any]) -> Text:
    size = len(field.value) * 3 // 4
    return Text(f"(image, {size / 1024:.1f} kB; see --format json)", "dim")
