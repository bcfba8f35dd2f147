"""Make a subcommand of each operation in the catalog, with an option for each of its options."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

import click
from huawei_ocr_api import catalog

from ocr_wrapper.cli.help import Option, SectionedCommand
from ocr_wrapper.cli.job import run
from ocr_wrapper.cli.output import formats
from ocr_wrapper.cli.session import Connect
from ocr_wrapper.cli.settings import Connection, Job

_PREFIX = "option__"
"""Keeps the names of request options apart from those of this command."""

_REFERENCE = re.compile(r" \(D-\d+\)")
"""References to the ledger of deviations, which is for those who read the contract."""


def command(operation: catalog.Operation, connect: Connect) -> click.Command:
    """Return the subcommand of an operation."""
    own = [_option(option) for option in operation.options]
    shared = _shared()
    taken = {flag for parameter in shared for flag in parameter.opts + parameter.secondary_opts}
    for parameter in own:
        if taken.intersection(parameter.opts + parameter.secondary_opts):
            parameter.opts = [f"--request-{flag.lstrip('-')}" for flag in parameter.opts]
            parameter.secondary_opts = [
                f"--no-request-{flag.removeprefix('--no-')}" for flag in parameter.secondary_opts
            ]

    def callback(**values: Any) -> int:
        return run(_job(operation, values), connect)

    return SectionedCommand(
        operation.slug,
        params=[_sources(), *own, *shared],
        callback=callback,
        help=_help(operation),
        short_help=_short_help(operation),
        deprecated=_withdrawn(operation),
        sections={
            "Request": [parameter.name or "" for parameter in own],
            "LoadedImage": ["files_from", "url", "fit", "jobs"],
            "Output": ["form", "output", "skip_existing", "annotate", "no_annotate", "verbose"],
            "Service": [
                "local",
                "region",
                "endpoint",
                "timeout",
                "enterprise_project_id",
            ],
        },
    )


def _withdrawn(operation: catalog.Operation) -> str | bool:
    """Say when an operation was withdrawn, and what the vendor names in its stead."""
    if operation.withdrawn is None:
        return False
    other = catalog.OPERATIONS.get(operation.replaced_by or "")
    return f"withdrawn on {operation.withdrawn}" + (f"; use {other.slug}" if other else "")


def _sources() -> click.Argument:
    """Return the argument for inputs; as a path, so that shells complete file names."""
    return click.Argument(
        ["sources"], nargs=-1, metavar="FILE_OR_URL…", type=click.Path(allow_dash=True)
    )


def _job(operation: catalog.Operation, values: dict[str, Any]) -> Job:
    options: dict[str, object] = {}
    for name, value in values.items():
        if name.startswith(_PREFIX) and value is not None and value != ():
            options[name.removeprefix(_PREFIX)] = list(value) if isinstance(value, tuple) else value
    sources = tuple(values["sources"])
    url = values["url"]
    if url is not None and (sources or values["files_from"]):
        raise click.UsageError("Files and --url are both given: give one of them.")
    if url is not None:
        sources = (url,)
    if values["files_from"] is not None:
        sources += _listed(values["files_from"])
    if not sources:
        raise click.UsageError("Neither a file nor an address is given: name at least one.")
    if values["skip_existing"] and values["output"] is None:
        raise click.UsageError("--skip-existing looks into --output: name that folder.")
    if values["local"] and values["endpoint"]:
        raise click.UsageError("--local and --endpoint are both given: give one of them.")
    # The picture is annotated without asking where somebody tries things out: on the terminal,
    # with the local engine. A copy of somebody's passport is not left behind otherwise.
    by_default = values["local"] and values["form"] == "table"
    draw = values["annotate"] is not None or (by_default and not values["no_annotate"])
    if values["annotate"] is not None and values["no_annotate"]:
        raise click.UsageError("--annotate and --no-annotate are both given: give one of them.")
    return Job(
        operation=operation,
        sources=sources,
        address=url is not None,
        options=options,
        connection=Connection(
            local=values["local"],
            regions=_regions(values["region"]),
            endpoint=values["endpoint"],
            timeout=values["timeout"],
            enterprise_project_id=values["enterprise_project_id"],
        ),
        fit=values["fit"],
        format=values["form"],
        output=values["output"],
        annotate=values["annotate"],
        draw=draw,
        skip_existing=values["skip_existing"],
        jobs=values["jobs"],
        verbose=values["verbose"],
    )


def _listed(file: TextIO) -> tuple[str, ...]:
    """Read one source a line; blank lines are passed over."""
    return tuple(line.rstrip("\r\n") for line in file if line.strip())


def _regions(values: Sequence[str]) -> tuple[str, ...]:
    """Split lists at commas and keep the order, which is the order of preference."""
    names = [name.strip() for value in values for name in value.split(",")]
    return tuple(dict.fromkeys(name for name in names if name))


def _option(option: catalog.Option) -> Option:
    """Turn an option of the catalog into one of the command line."""
    flag = option.name.replace("_", "-")
    name = _PREFIX + option.name
    text = _plain(option.summary)
    if option.requires and not any(needed in option.summary for needed in option.requires):
        needed = ", ".join(f"--{other.replace('_', '-')}" for other in option.requires)
        text = f"{text} Needs {needed}."
    if option.type == "boolean":
        return Option([f"--{flag}/--no-{flag}", name], default=None, help=text)
    if option.type == "array":
        return Option(
            [f"--{flag}", name],
            multiple=True,
            type=click.Choice(option.item_enum) if option.item_enum else str,
            metavar=_metavar(option.item_enum, option.type),
            help=f"{text} May be repeated.",
        )
    return Option(
        [f"--{flag}", name],
        type=_type(option),
        metavar=_metavar(option.enum, option.type),
        help=text,
    )


def _type(option: catalog.Option) -> click.ParamType[Any]:
    if option.type == "integer":
        low = None if option.minimum is None else int(option.minimum)
        high = None if option.maximum is None else int(option.maximum)
        return click.IntRange(low, high)
    if option.type == "number":
        return click.FloatRange(option.minimum, option.maximum)
    if option.enum:
        # An empty text means the same as leaving the option out.
        return click.Choice([value for value in option.enum if value])
    return click.STRING


def _metavar(values: Sequence[str] | None, kind: str) -> str | None:
    """Return what stands for the value in the help; None lists the few allowed values."""
    if values is None:
        return "N" if kind in {"integer", "number"} else "TEXT"
    return None if len(values) <= 4 else "CODE"


def _shared() -> list[Option]:
    """Return the options that every operation has."""
    return [
        Option(["--url"], metavar="URL", help="Address of one picture, in place of files."),
        Option(
            ["--files-from"],
            type=click.File("r", encoding="utf-8"),
            metavar="FILE",
            help="Read the names of more inputs from a file, one a line; - is standard input.",
        ),
        Option(
            ["--fit"],
            is_flag=True,
            help="Scale or re-encode a picture that is over the operation's limits.",
        ),
        Option(
            ["--format", "form"],
            type=click.Choice(formats.FORMATS),
            default="table",
            show_default=True,
            help="What to print. json is one line an input; csv has tables, else fields, "
            "else lines.",
        ),
        Option(
            ["--output"],
            type=click.Path(file_okay=False, path_type=Path),
            metavar="DIR",
            help="Save each result here as a file of its own (a table as JSON), and annotated "
            "pictures too.",
        ),
        Option(
            ["--skip-existing"],
            is_flag=True,
            help="Pass over inputs whose result is in --output already: go on where a run ended.",
        ),
        Option(
            ["--annotate"],
            type=click.Path(path_type=Path),
            metavar="PATH",
            help="Draw boxes around what was found on a copy of the picture: a .png or .jpg, or a "
            "directory. With --local and a table this happens by itself, into --output or ./out.",
        ),
        Option(["--no-annotate"], is_flag=True, help="Draw no picture."),
        Option(
            ["--local"],
            is_flag=True,
            help="Ask the emulator, started in this process, in place of the cloud: real "
            "recognition, no account, no network, no bill.",
        ),
        Option(
            ["--region"],
            multiple=True,
            metavar="ID",
            help="Region that may be asked; repeat it or use commas to allow several, the first "
            "that serves the operation is taken. Default: the environment (HWOCR_REGION).",
        ),
        Option(["--endpoint"], metavar="URL", help="Ask this host. Default: HWOCR_ENDPOINT."),
        Option(
            ["--timeout"],
            type=click.FloatRange(min=0, min_open=True),
            metavar="SECONDS",
            tells_range=True,
            help="Time over everything, for each input, retries included.",
        ),
        Option(
            ["--enterprise-project-id"],
            metavar="ID",
            help="Enterprise project that the fee is booked to.",
        ),
        Option(
            ["--jobs", "-j"],
            type=click.IntRange(1, 64),
            default=1,
            metavar="N",
            tells_range=True,
            help="How many inputs to read at the same time, 1 to 64; results keep their order. "
            "Default: 1.",
        ),
        Option(
            ["--verbose", "-v"],
            count=True,
            help="Show the library's log on standard error; twice for more.",
        ),
    ]


def _help(operation: catalog.Operation) -> str:
    formats = ", ".join(operation.formats)
    limits = f"{operation.min_side} to {operation.max_side:,} pixels a side"
    if operation.max_pixels:
        limits += f", {operation.max_pixels:,} in all"
    megabytes = operation.max_encoded_bytes // (1024 * 1024)
    return (
        f"{_plain(operation.summary)}\n\n"
        f"FILE_OR_URL is a picture ({formats}), - for standard input, or a public http(s) or OBS "
        f"address that the service fetches. Limits: {limits}, {megabytes} MB as Base64 (about "
        f"{megabytes * 3 // 4} MB of file). Served in {', '.join(operation.regions)}."
    )


def _short_help(operation: catalog.Operation) -> str:
    return _plain(operation.summary)


def _plain(text: str) -> str:
    """Drop from the contract's descriptions what a terminal does not draw or look up."""
    return " ".join(_REFERENCE.sub("", text).replace("`", "").split())
