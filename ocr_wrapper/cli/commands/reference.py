"""Commands `hwocr errors`, `operations` and `regions`: the catalog, without a network."""

from __future__ import annotations

import difflib
import fnmatch
import json
from collections.abc import Collection
from dataclasses import asdict

import click
from huawei_ocr_api.catalog import ERRORS, FAMILIES, OPERATIONS, REGIONS, ErrorCode, Operation
from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from ocr_wrapper.cli.output.terminal import Screen

_MEBIBYTE = 1024 * 1024

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")


@click.command("errors")
@click.argument("code", required=False)
@_JSON
def errors(code: str | None, as_json: bool) -> int:
    """Explain one error CODE of the service, such as AIS.0103, or list all of them."""
    if code is None:
        if as_json:
            _print_json([asdict(error) for error in ERRORS.values()])
        else:
            _list_errors()
        return 0
    error = _find(code)
    if as_json:
        _print_json(asdict(error))
    else:
        _explain(error)
    return 0


@click.command("operations")
@_JSON
def operations(as_json: bool) -> int:
    """List the operations with regions, formats and limits.

    Those marked "local" are recognized by the emulator with its OCR engine (extra [local]); for
    the others it has only examples.
    """
    local = _recognized_locally()
    if as_json:
        items = [
            {**asdict(operation), "local": name in local} for name, operation in OPERATIONS.items()
        ]
        _print_json(items)
        return 0
    console = Screen(highlight=False)
    wide = console.width >= 120
    table = _table(
        "Command", *(["Recognizes"] if wide else []), "Regions", "Formats", "Pixels per side"
    )
    for column in table.columns[:1] + table.columns[-3:]:
        column.no_wrap = column.header != "Formats"
    for operation in OPERATIONS.values():
        summary = operation.summary.rstrip(".")
        name = Text(operation.slug, "cyan")
        if operation.name in local:
            name.append("\nlocal", "green")
        if operation.withdrawn:
            name.append(f"\nwithdrawn {operation.withdrawn}", "yellow")
        table.add_row(
            name,
            *([summary] if wide else []),
            "\n".join(operation.regions),
            " ".join(_formats(operation)),
            _limits(operation),
        )
    console.print(table)
    console.print(Text(_size_limits(), "dim"), soft_wrap=True)
    return 0


@click.command("regions")
@_JSON
def regions(as_json: bool) -> int:
    """List the regions with their hosts and operations."""
    served = {
        region: [item.slug for item in OPERATIONS.values() if region in item.regions]
        for region in REGIONS
    }
    if as_json:
        _print_json(
            [{**asdict(region), "operations": served[region.id]} for region in REGIONS.values()]
        )
        return 0
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column()
    for region in REGIONS.values():
        commands = ", ".join(served[region.id]) or "no operation of the contract"
        grid.add_row(
            Text(region.id, "bold cyan"),
            Group(region.name, Text(", ".join(region.hosts), "dim"), commands, ""),
        )
    Screen(highlight=False).print(grid)
    return 0


def _recognized_locally() -> Collection[str]:
    """Return the operations that the emulator recognizes; none if it is not installed."""
    try:
        from ocr_emulator.recognizers import RECOGNIZERS
    except ModuleNotFoundError:
        return ()
    return RECOGNIZERS.keys()


def _find(code: str) -> ErrorCode:
    """Return the catalog entry of a code, or of the family that it belongs to."""
    known = {name.lower(): error for name, error in ERRORS.items()}
    if code.lower() in known:
        return known[code.lower()]
    families = [p for p in FAMILIES if fnmatch.fnmatchcase(code.lower(), p.lower())]
    near = difflib.get_close_matches(code.lower(), known, 3, 0.7)
    if families and not (near and code.lower() in near[0]):
        return FAMILIES[max(families, key=len)]
    hint = ", ".join(known[name].code for name in near)
    raise click.UsageError(
        f"The catalog has no error {code}: "
        + (f"similar codes are {hint}." if hint else "hwocr errors lists all.")
    )


def _explain(error: ErrorCode) -> None:
    console = Screen(highlight=False)
    console.print(Text(error.code, "bold"), Text(f"({error.category.replace('_', ' ')})", "dim"))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="cyan", no_wrap=True)
    grid.add_column(overflow="fold")
    bullet = "• " if len(error.messages) > 1 else ""
    messages = Table.grid()
    for message in error.messages:
        messages.add_row(bullet, message)
    if error.messages:
        grid.add_row("Message", messages)
    grid.add_row("Meaning", error.meaning)
    grid.add_row("Remedy", error.remedy)
    grid.add_row("Retried", "yes, after a delay" if error.retryable else "no, it would not help")
    if error.statuses:
        grid.add_row("HTTP status", ", ".join(map(str, error.statuses)))
    console.print(grid)


def _list_errors() -> None:
    table = _table("Code", "Category", "Retried", "Meaning")
    table.columns[0].no_wrap = True
    for error in ERRORS.values():
        table.add_row(
            Text(error.code, "cyan"),
            error.category.replace("_", " "),
            "yes" if error.retryable else "no",
            error.meaning,
        )
    Screen(highlight=False).print(table)


def _table(*columns: str) -> Table:
    table = Table(
        *columns, box=box.SIMPLE_HEAD, header_style="bold", border_style="dim", pad_edge=False
    )
    for column in table.columns:
        column.overflow = "fold"
    return table


def _formats(operation: Operation) -> list[str]:
    """Return the formats without the second spelling of JPEG."""
    names = [name for name in operation.formats if name != "JPG" or "JPEG" not in operation.formats]
    return names + (["PDF"] if operation.pdf and "PDF" not in names else [])


def _limits(operation: Operation) -> str:
    if operation.input_field is None:
        return "no image"
    limits = f"{operation.min_side}–{operation.max_side:,}"
    if operation.max_pixels:
        limits += f"\n≤ {operation.max_pixels // 1_000_000} M in total"
    return limits


def _size_limits() -> str:
    """Return the limit on the encoded size, of which most operations have the same."""
    sizes = sorted({item.max_encoded_bytes for item in OPERATIONS.values() if item.input_field})
    megabytes = " or ".join(str(size // _MEBIBYTE) for size in sizes)
    files = " or ".join(str(size * 3 // 4 // _MEBIBYTE) for size in sizes)
    return f"All operations accept at most {megabytes} MB as Base64, about {files} MB as a file."


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))
