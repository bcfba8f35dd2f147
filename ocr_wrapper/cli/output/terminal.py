"""Show a recognition on a terminal: fields with confidences, text, tables, what was written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ocr_wrapper.cli.exit_codes import printable
from ocr_wrapper.cli.output.columns import aligned
from ocr_wrapper.results import lines as line_module
from ocr_wrapper.results.annotate import grade
from ocr_wrapper.results.fields import Field
from ocr_wrapper.results.lines import Line
from ocr_wrapper.results.recognition import Recognition
from ocr_wrapper.results.tables import Table as Grid

_STYLES = {"good": "green", "fair": "yellow", "poor": "red"}
_BAR = 5
_PLAIN = str.maketrans({"━": "=", "–": "-", "·": "-"})
"""What stands for the drawn characters where there is no Unicode."""

_MARGIN = 26
"""Cells of a row that are not text: margins, number, confidence."""


def show(
    console: Console,
    source: str,
    recognition: Recognition[Any],
    *,
    command: str,
    local: bool,
    example: bool,
    written: Iterable[tuple[str, str]],
) -> None:
    """Print one result; ``written`` are pairs of what was written and where."""
    parts: list[RenderableType] = [_headline(source, recognition, command, local)]
    if example:
        parts.append(Text("  An example, NOT what stands in the picture", "bold yellow"))
    fields = [field for field in recognition.fields.values() if field.text or field.confidence]
    if fields:
        parts.append(_fields(fields, console.width))
    for number, grid in enumerate(recognition.tables, 1):
        parts.append(_grid(number, grid))
    if any(not line.in_table for line in recognition.lines):
        parts.append(_lines(recognition.lines, console.width - _MARGIN))
    if len(parts) == 1 + example:
        parts.append(Padding(Text("Nothing was recognized in this picture.", "yellow"), (0, 2)))
    notes = Table.grid(padding=(0, 2))
    for what, where in written:
        notes.add_row(Text(what, "dim"), Text(where, "cyan", overflow="fold"))
    if recognition.request_id:
        notes.add_row(Text("Request", "dim"), Text(recognition.request_id, "dim"))
    if notes.row_count:
        parts.append(Padding(notes, (0, 2)))
    _print(console, Group(*_spaced(parts)))


def _print(console: Console, what: RenderableType) -> None:
    """Print to a terminal, or plainly to a file or pipe: no blanks at the ends of lines."""
    if console.is_terminal:
        console.print(what)
        return
    with console.capture() as capture:
        console.print(what)
    text = "\n".join(line.rstrip() for line in capture.get().split("\n"))
    if not console.encoding.startswith("utf"):
        text = text.translate(_PLAIN)
    console.file.write(text)
    console.file.flush()


def _spaced(parts: list[RenderableType]) -> Iterable[RenderableType]:
    for part in parts:
        yield part
        yield Text("")


def _headline(
    source: str, recognition: Recognition[Any], command: str, local: bool
) -> RenderableType:
    facts = [
        command,
        "local emulator" if local else recognition.region or "own endpoint",
        f"{recognition.elapsed:.1f} s",
    ]
    if recognition.attempts > 1:
        facts.append(f"{recognition.attempts} attempts")
    title = Text(printable(source), "bold", overflow="fold")
    return Group(title, Text("  " + " · ".join(facts), "dim", overflow="fold"))


def _fields(fields: list[Field], width: int) -> RenderableType:
    table = _table()
    table.add_column("Field", style="cyan", overflow="fold", max_width=max(16, width // 3))
    table.add_column("Value", overflow="fold")
    table.add_column("Confidence", no_wrap=True)
    for field in fields:
        value = _picture_size(field) if field.is_picture else Text(printable(field.text))
        table.add_row(Text(printable(field.name)), value, _confidence(field.confidence))
    return Padding(table, (0, 2))


def _lines(lines: tuple[Line, ...], width: int) -> RenderableType:
    table = _table()
    table.add_column("#", justify="right", style="dim", no_wrap=True)
    table.add_column("Text", overflow="fold")
    table.add_column("Confidence", no_wrap=True)
    # Numbered as drawn on the picture; what stands in a table is shown there.
    rows = [
        (number, row)
        for number, row in enumerate(line_module.rows(lines), 1)
        if not all(block.in_table for block in row)
    ]
    texts = aligned([row for _, row in rows], width)
    for (number, row), text in zip(rows, texts, strict=True):
        known = [block.confidence for block in row if block.confidence is not None]
        table.add_row(
            str(number), Text(printable(text)), _confidence(min(known) if known else None)
        )
    return Padding(table, (0, 2))


def _grid(number: int, grid: Grid) -> RenderableType:
    rows = grid.to_rows()
    table = Table(
        title=f"{grid.kind.capitalize()} {number}",
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
    """Draw a confidence as a number and a bar, green, amber or red."""
    if value is None:
        return Text("–", "dim")
    style = _STYLES[grade(value)]
    full = round(max(0.0, min(1.0, value)) * _BAR)
    return Text.assemble(
        (f"{value:6.1%} ", style), ("━" * full, style), ("━" * (_BAR - full), "dim")
    )


def _picture_size(field: Field) -> Text:
    size = len(field.value) * 3 // 4
    return Text(f"(picture, {size / 1024:.1f} kB; in --format json)", "dim")
