"""Subcommand of each operation in the catalog, with an option for each of its request options."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

import click
from huawei_ocr_api import catalog

from ocr_wrapper.cli.help import Option, SectionedCommand
from ocr_wrapper.cli.options import ConnectionOptions, RunOptions
from ocr_wrapper.cli.output import formats
from ocr_wrapper.cli.run import run_operation
from ocr_wrapper.cli.session import Connect

_PREFIX = "request__"
"""Separates the names of request options from those of the command."""

_LEDGER_REFERENCE = re.compile(r" \(D-\d+\)")
"""References to the ledger of deviations, which only readers of the contract need."""

_MAX_LISTED_VALUES = 4
"""Most allowed values that the help lists; a longer list is shown as CODE."""

_MEBIBYTE = 1024 * 1024

_WITHOUT_IMAGE: Mapping[str, Any] = {
    "sources": (),
    "url": None,
    "files_from": None,
    "fit": False,
    "jobs": 1,
    "annotate": None,
    "no_annotate": True,
}
"""Values of the parameters that the command of an operation without an image does not have."""


def command(operation: catalog.Operation, connect: Connect) -> click.Command:
    """Return the subcommand of an operation."""
    request = [_request_option(option) for option in operation.options]
    takes_image = operation.input_field is not None
    inputs = _input_options() if takes_image else []
    output = _output_options() + (_annotation_options() if takes_image else [])
    output, service = [*output, _verbose_option()], _service_options()
    _rename_duplicates(request, [*inputs, *output, *service])

    def callback(**values: Any) -> int:
        return run_operation(_run_options(operation, {**_WITHOUT_IMAGE, **values}), connect)

    return SectionedCommand(
        operation.slug,
        params=[*([_sources()] if takes_image else []), *request, *inputs, *output, *service],
        callback=callback,
        help=_help(operation),
        short_help=_plain(operation.summary),
        deprecated=_withdrawn(operation),
        sections={
            "Request": _names(request),
            "Input": _names(inputs),
            "Output": _names(output),
            "Service": _names(service),
        },
    )


def _names(options: Sequence[Option]) -> list[str]:
    return [option.name or "" for option in options]


def _rename_duplicates(request: Sequence[Option], others: Sequence[Option]) -> None:
    """Give a request option the prefix `--request-` if the command has an option of its name."""
    taken = {flag for option in others for flag in option.opts + option.secondary_opts}
    for option in request:
        if taken.intersection(option.opts + option.secondary_opts):
            option.opts = [f"--request-{flag.lstrip('-')}" for flag in option.opts]
            option.secondary_opts = [
                f"--no-request-{flag.removeprefix('--no-')}" for flag in option.secondary_opts
            ]


def _withdrawn(operation: catalog.Operation) -> str | bool:
    """Return when an operation was withdrawn and its replacement; False if it is available."""
    if operation.withdrawn is None:
        return False
    other = catalog.OPERATIONS.get(operation.replaced_by or "")
    return f"withdrawn on {operation.withdrawn}" + (f"; use {other.slug}" if other else "")


def _sources() -> click.Argument:
    """Return the argument for inputs; its type makes shells complete file names."""
    return click.Argument(
        ["sources"], nargs=-1, metavar="FILE_OR_URL…", type=click.Path(allow_dash=True)
    )


def _run_options(operation: catalog.Operation, values: Mapping[str, Any]) -> RunOptions:
    """Check the parsed values against each other and return them as plain options."""
    _check_conflicts(values)
    # The image is annotated by default only on a terminal with the local engine. A copy of a
    # passport must not be left on the disk without a request.
    by_default = values["local"] and values["form"] == "table"
    draw = values["annotate"] is not None or (by_default and not values["no_annotate"])
    return RunOptions(
        operation=operation,
        sources=_all_sources(operation, values),
        source_is_url=values["url"] is not None,
        request=_request(values),
        connection=ConnectionOptions(
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
        allow_examples=values["allow_examples"],
        jobs=values["jobs"],
        verbose=values["verbose"],
    )


def _check_conflicts(values: Mapping[str, Any]) -> None:
    if values["url"] is not None and (values["sources"] or values["files_from"]):
        raise click.UsageError("Files and --url are both given: give one of them.")
    if values["skip_existing"] and values["output"] is None:
        raise click.UsageError("--skip-existing needs --output: name the folder of the results.")
    if values["local"] and values["endpoint"]:
        raise click.UsageError("--local and --endpoint are both given: give one of them.")
    if values["annotate"] is not None and values["no_annotate"]:
        raise click.UsageError("--annotate and --no-annotate are both given: give one of them.")


def _all_sources(operation: catalog.Operation, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the inputs of the command line and of `--files-from`, in this order.

    The only input of an operation without an image is the command itself, whose name is that of
    its result.
    """
    if operation.input_field is None:
        return (operation.slug,)
    sources: tuple[str, ...] = tuple(values["sources"])
    if values["url"] is not None:
        sources = (values["url"],)
    if values["files_from"] is not None:
        sources += _read_list(values["files_from"])
    if not sources:
        raise click.UsageError("No file and no URL is given: name at least one.")
    return sources


def _read_list(file: TextIO) -> tuple[str, ...]:
    """Read one input per line; blank lines are ignored."""
    return tuple(line.rstrip("\r\n") for line in file if line.strip())


def _request(values: Mapping[str, Any]) -> dict[str, object]:
    """Return the request options that were given."""
    options: dict[str, object] = {}
    for name, value in values.items():
        if name.startswith(_PREFIX) and value is not None and value != ():
            options[name.removeprefix(_PREFIX)] = list(value) if isinstance(value, tuple) else value
    return options


def _regions(values: Sequence[str]) -> tuple[str, ...]:
    """Split lists at commas and keep the order, which is the order of preference."""
    names = [name.strip() for value in values for name in value.split(",")]
    return tuple(dict.fromkeys(name for name in names if name))


def _request_option(option: catalog.Option) -> Option:
    """Return the command-line option for a request option of the catalog."""
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
        # An empty text means the same as omitting the option.
        return click.Choice([value for value in option.enum if value])
    return click.STRING


def _metavar(values: Sequence[str] | None, kind: str) -> str | None:
    """Return the placeholder of the value in the help; None lists the few allowed values."""
    if values is None:
        return "N" if kind in {"integer", "number"} else "TEXT"
    return None if len(values) <= _MAX_LISTED_VALUES else "CODE"


def _input_options() -> list[Option]:
    return [
        Option(["--url"], metavar="URL", help="URL of one image, instead of files."),
        Option(
            ["--files-from"],
            type=click.File("r", encoding="utf-8"),
            metavar="FILE",
            help="Read the names of more inputs from a file, one per line; - is standard input.",
        ),
        Option(
            ["--fit"],
            is_flag=True,
            help="Scale or re-encode an image that exceeds the limits of the operation.",
        ),
        Option(
            ["--jobs", "-j"],
            type=click.IntRange(1, 64),
            default=1,
            metavar="N",
            range_in_help=True,
            help="Number of inputs to process at the same time, 1 to 64; results keep the order "
            "of the inputs. Default: 1.",
        ),
    ]


def _output_options() -> list[Option]:
    return [
        Option(
            ["--format", "form"],
            type=click.Choice(formats.FORMATS),
            default="table",
            show_default=True,
            help="Output format. json has one line per input; csv contains tables, else fields, "
            "else lines.",
        ),
        Option(
            ["--output"],
            type=click.Path(file_okay=False, path_type=Path),
            metavar="DIR",
            help="Save each result as a file in this folder (a table as JSON), and annotated "
            "images too.",
        ),
        Option(
            ["--skip-existing"],
            is_flag=True,
            help="Skip inputs whose result for the same operation and options exists in --output, "
            "to continue an interrupted run.",
        ),
    ]


def _annotation_options() -> list[Option]:
    return [
        Option(
            ["--annotate"],
            type=click.Path(path_type=Path),
            metavar="PATH",
            help="Draw boxes around recognized text on a copy of the image: a .png or .jpg file, "
            "or a folder. With --local and --format table this is the default, into --output or "
            "./out.",
        ),
        Option(["--no-annotate"], is_flag=True, help="Write no annotated image."),
    ]


def _verbose_option() -> Option:
    return Option(
        ["--verbose", "-v"],
        count=True,
        help="Show the log of the library on standard error; twice for more.",
    )


def _service_options() -> list[Option]:
    return [
        Option(
            ["--local"],
            is_flag=True,
            help="Start an emulator in this process and call it instead of the cloud: no account, "
            "no network, no cost. hwocr operations shows what it recognizes.",
        ),
        Option(
            ["--allow-examples"],
            is_flag=True,
            help="Accept the examples of the contract, which an emulator returns for operations "
            "that it cannot recognize. They are NOT the content of the image.",
        ),
        Option(
            ["--region"],
            multiple=True,
            metavar="ID",
            help="Allowed region; repeat it or use commas for several, of which the first that "
            "serves the operation is used. Default: the environment (HWOCR_REGION).",
        ),
        Option(["--endpoint"], metavar="URL", help="Host to call. Default: HWOCR_ENDPOINT."),
        Option(
            ["--timeout"],
            type=click.FloatRange(min=0, min_open=True),
            metavar="SECONDS",
            range_in_help=True,
            help="Time limit for each input, retries included.",
        ),
        Option(
            ["--enterprise-project-id"],
            metavar="ID",
            help="Enterprise project that is billed.",
        ),
    ]


def _help(operation: catalog.Operation) -> str:
    regions = f"Available in {', '.join(operation.regions)}."
    if operation.input_field is None:
        return f"{_plain(operation.summary)}\n\nTakes no image. {regions}"
    formats = ", ".join(operation.formats)
    limits = f"{operation.min_side} to {operation.max_side:,} pixels per side"
    if operation.max_pixels:
        limits += f", {operation.max_pixels:,} in total"
    megabytes = operation.max_encoded_bytes // _MEBIBYTE
    return (
        f"{_plain(operation.summary)}\n\n"
        f"FILE_OR_URL is an image ({formats}), - for standard input, or a public http(s) or OBS "
        f"URL that the service downloads. Limits: {limits}, {megabytes} MB as Base64 (about "
        f"{megabytes * 3 // 4} MB as a file). {regions}"
    )


def _plain(text: str) -> str:
    """Remove Markdown and references from a description of the contract."""
    return " ".join(_LEDGER_REFERENCE.sub("", text).replace("`", "").split())
