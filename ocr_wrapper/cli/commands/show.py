"""Command `hwocr show`: print saved results in any format, without a network."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any, TextIO

import click
from huawei_ocr_api.catalog import OPERATIONS
from rich.console import Console

from ocr_wrapper.cli.output import formats, terminal
from ocr_wrapper.errors import InputError
from ocr_wrapper.results.recognition import Recognition


@click.command("show", short_help="Print saved results in any format.")
@click.argument("files", nargs=-1, required=True, type=click.File("r", encoding="utf-8"))
@click.option(
    "--format",
    "form",
    type=click.Choice(formats.FORMATS),
    default="table",
    show_default=True,
    help="Output format.",
)
@click.option(
    "--operation",
    metavar="NAME",
    help="Operation of bare response bodies, which do not name it.",
)
def show(files: tuple[TextIO, ...], form: str, operation: str | None) -> int:
    """Print results that were saved as JSON, one or one per line, in any format.

    FILES were written by --output or --format json, or are bare response bodies of the service; -
    is standard input. Nothing is sent.
    """
    console = Console(highlight=False)
    slugs = {item.slug: item.name for item in OPERATIONS.values()}
    saved = [item for file in files for item in _load(file, slugs.get(operation or "", operation))]
    for number, (source, recognition) in enumerate(saved):
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
            sys.stdout.write(formats.as_csv(source, recognition, header=number == 0))
        else:
            several = len(saved) > 1
            sys.stdout.write(formats.render(form, source, recognition, several=several))
    return 0


def _load(file: TextIO, operation: str | None) -> Iterator[tuple[str, Recognition[Any]]]:
    """Read one result, or one per line, each with the name of its input."""
    try:
        content = file.read()
    except UnicodeDecodeError:
        raise InputError(f"{file.name} is not a saved result: it is not text.") from None
    texts = [content]
    if not _is_json(content):
        texts = [line for line in content.splitlines() if line.strip()]
    if not texts:
        raise InputError(f"{file.name} is empty: it contains no result.")
    for text in texts:
        try:
            recognition = Recognition.from_json(text, operation=operation)
        except ValueError as error:
            reason = str(error).replace("operation=", "--operation")
            raise InputError(f"{file.name}: {reason}") from None
        name = json.loads(text).get("file")
        yield (name if isinstance(name, str) else file.name), recognition


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
