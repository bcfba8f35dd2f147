"""Explain errors, operations and regions out of the catalog, without a network."""

from __future__ import annotations

import difflib
import fnmatch
import json
from dataclasses import asdict
from typing import Any

import click
from huawei_ocr_api.catalog import ERRORS, FAMILIES, OPERATIONS, REGIONS, ErrorCode, Operation
from rich import box
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON in place of a table.")


@click.command("errors", short_help="Explain the service's error codes.")
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


@click.command("operations", short_help="List operations with their regions and limits.")
@_JSON
def operations(as_json: bool) -> int:
    """List the operations with regions, formats and limits."""
    if as_json:
        _print_json([asdict(operation) for operation in OPERATIONS.values()])
        return 0
    console = Console(highlight=False)
    wide = console.width >= 120
    table = _table("Command", *(["Reads"] if wide else []), "Regions", "Formats", "Pixels a side")
    for column in table.columns[:1] + table.columns[-3:]:
        column.no_wrap = column.header != "Formats"
    for operation in OPERATIONS.values():
        summary = operation.summary.rstrip(".")
        name = Text(operation.slug, "cyan")
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
    console.print(
        Text("All take at most 10 MB as Base64, about 7 MB of file.", "dim"), soft_wrap=True
    )
    return 0


@click.command("regions", short_help="List regions with their hosts and operations.")
@_JSON
def regions(as_json: bool) -> int:
    """List the regions, their hosts, and what each of them serves."""
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
        commands = ", ".join(served[region.id]) or "nothing of what is described here"
        grid.add_row(
            Text(region.id, "bold cyan"),
            Group(region.name, Text(", ".join(region.hosts), "dim"), commands, ""),
        )
    Console(highlight=False).print(grid)
    return 0


def _find(code: str) -> ErrorCode:
    """Return what the catalog says of a code, or of the family that it belongs to."""
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
        + (f"near it are {hint}." if hint else "hwocr errors lists all.")
    )


def _explain(error: ErrorCode) -> None:
    console = Console(highlight=False)
    console.print(Text(error.code, "bold"), Text(f"({error.category.replace('_', ' ')})", "dim"))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="cyan", no_wrap=True)
    grid.add_column(overflow="fold")
    bullet = "• " if len(error.messages) > 1 else ""
    says = Table.grid()
    for message in error.messages:
        says.add_row(bullet, message)
    if error.messages:
        grid.add_row("Says", says)
    grid.add_row("Means", error.meaning)
    grid.add_row("Do", error.remedy)
    grid.add_row("Retried", "yes, after a while" if error.retryable else "no, it would not help")
    if error.statuses:
        grid.add_row("HTTP status", ", ".join(map(str, error.statuses)))
    console.print(grid)


def _list_errors() -> None:
    table = _table("Code", "Class", "Retried", "Means")
    table.columns[0].no_wrap = True
    for error in ERRORS.values():
        table.add_row(
            Text(error.code, "cyan"),
            error.category.replace("_", " "),
            "yes" if error.retryable else "no",
            error.meaning,
        )
    Console(highlight=False).print(table)


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
    limits = f"{operation.min_side}–{operation.max_side:,}"
    if operation.max_pixels:
        limits += f"\n≤ {operation.max_pixels // 1_000_000} M in all"
    return limits


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))
