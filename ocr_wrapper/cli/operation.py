"""Subcommand of each operation in the catalog, with an option for each of its request options."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

import click
from click.core import ParameterSource
from huawei_ocr_api import catalog

from ocr_wrapper.batch.inputs import (
    InputFinder,
    Shard,
    Source,
    check_standard_input,
    read_list,
    stem,
)
from ocr_wrapper.cli import parameters
from ocr_wrapper.cli.help import Option, SectionedCommand, describe, withdrawn
from ocr_wrapper.cli.options import ConnectionOptions, RunOptions
from ocr_wrapper.cli.session import Connect
from ocr_wrapper.errors import InputError, OptionError
from ocr_wrapper.images.pages import PageSelection

_PREFIX = "request__"
"""Separates the names of request options from those of the command."""

_MAX_LISTED_VALUES = 4
"""Most allowed values that the help lists; a longer list is shown as CODE."""

_MEBIBYTE = 1024 * 1024

_WITHOUT_IMAGE: Mapping[str, Any] = {
    "sources": (),
    "url": None,
    "files_from": None,
    "recursive": False,
    "pages": None,
    "shard": None,
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
    inputs = parameters.input_options() if takes_image else []
    output = parameters.output_options() + (parameters.annotation_options() if takes_image else [])
    output, service = [*output, parameters.verbose_option()], parameters.service_options()
    batch = [
        option for option in parameters.batch_options() if takes_image or option.name != "jobs"
    ]
    _rename_duplicates(request, [*inputs, *output, *batch, *service])

    def callback(**values: Any) -> int:
        # Here, so that the help of a command loads neither the exports nor the journal.
        from ocr_wrapper.cli.run import run_operation

        return run_operation(_run_options(operation, {**_WITHOUT_IMAGE, **values}), connect)

    return SectionedCommand(
        operation.slug,
        params=[
            *([_sources()] if takes_image else []),
            *(*request, *inputs, *output, *batch, *service),
        ],
        callback=callback,
        help=_help(operation),
        short_help=describe(operation.summary),
        deprecated=withdrawn(operation),
        sections={
            "Request": _names(request),
            "Input": _names(inputs),
            "Output": _names(output),
            "Many inputs": _names(batch),
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


def _sources() -> click.Argument:
    """Return the argument for inputs; its type makes shells complete file names."""
    return click.Argument(
        ["sources"], nargs=-1, metavar="FILE_OR_URL…", type=click.Path(allow_dash=True)
    )


def _run_options(operation: catalog.Operation, values: Mapping[str, Any]) -> RunOptions:
    """Check the parsed values against each other and return them as plain options."""
    _check_conflicts(values)
    values = {**values, **_output(values)}
    # The image is annotated by default only on a terminal with the local engine. A copy of a
    # passport must not be left on the disk without a request.
    by_default = values["local"] and values["form"] == "table"
    draw = values["annotate"] is not None or (by_default and not values["no_annotate"])
    return RunOptions(
        operation=operation,
        sources=_all_sources(operation, values, draw=draw),
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
        combined=values["combined"],
        annotate=values["annotate"],
        draw=draw,
        pages=_pages(values["pages"]),
        resume=values["resume"] or values["skip_existing"],
        retry_unknown=values["retry_unknown"] or values["skip_existing"],
        max_calls=values["max_calls"],
        dry_run=values["dry_run"],
        progress=values["progress"],
        allow_examples=values["allow_examples"],
        jobs=values["jobs"],
        verbose=values["verbose"],
    )


def _check_conflicts(values: Mapping[str, Any]) -> None:
    if values["url"] is not None and (values["sources"] or values["files_from"]):
        raise click.UsageError("Files and --url are both given: give one of them.")
    for flag in ("resume", "skip_existing"):
        if values[flag] and values["output"] is None:
            name = flag.replace("_", "-")
            raise click.UsageError(f"--{name} needs --output: name the folder of the results.")
    if values["retry_unknown"] and not values["resume"]:
        raise click.UsageError("--retry-unknown is for a run that is continued: add --resume.")
    if values["pages"] is not None and values.get(f"{_PREFIX}pdf_page_number") is not None:
        raise click.UsageError("--pages and --pdf-page-number are both given: give one of them.")
    if values["local"] and values["endpoint"]:
        raise click.UsageError("--local and --endpoint are both given: give one of them.")
    if values["annotate"] is not None and values["no_annotate"]:
        raise click.UsageError("--annotate and --no-annotate are both given: give one of them.")


def _output(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return format, folder and combined file of the output."""
    from ocr_wrapper.cli.output.combined import choose

    source = click.get_current_context().get_parameter_source("form")
    given = None if source is ParameterSource.DEFAULT else values["form"]
    try:
        form, combined = choose(given, values["output"])
    except InputError as error:
        raise click.UsageError(error.message) from None
    if combined is None:
        return {"form": form, "output": values["output"], "combined": None}
    return {"form": combined.part_format, "output": combined.parts, "combined": combined}


def _all_sources(
    operation: catalog.Operation, values: Mapping[str, Any], *, draw: bool
) -> tuple[Source, ...]:
    """Return the inputs of the command line and of `--files-from`, in this order.

    The only input of an operation without an image is the command itself, whose name is that of
    its result.
    """
    if operation.input_field is None:
        return (Source(operation.slug, operation.slug),)
    arguments, listed = tuple(values["sources"]), values["files_from"]
    if values["url"] is None and not arguments and listed is None:
        raise click.UsageError("No file and no URL is given: name at least one.")
    from ocr_wrapper.cli.output.paths import DEFAULT_FOLDER

    outputs = [folder for folder in (values["output"], values["annotate"]) if folder is not None]
    if draw and not outputs:
        outputs = [DEFAULT_FOLDER]
    finder = InputFinder(recursive=values["recursive"], excluded=outputs)
    names = () if listed is None else tuple(read_list(listed))
    try:
        check_standard_input(
            [*arguments, *names], list_from_standard_input=listed is not None and _is_stdin(listed)
        )
        shard = None if values["shard"] is None else Shard.parse(values["shard"])
    except InputError as error:
        raise click.UsageError(error.message) from None
    sources = [*finder.find(arguments), *finder.find(names, globs=False)]
    if values["combined"] is not None:  # a searchable PDF in the folder of its images
        own = values["combined"].path.absolute()
        named = {*arguments, *names}
        sources = [
            item for item in sources if item.name in named or Path(item.name).absolute() != own
        ]
    if values["url"] is not None:
        sources.append(Source(values["url"], stem(values["url"])))
    if not sources:
        raise click.UsageError("The list of files is empty: name at least one.")
    return tuple(source for source in sources if shard is None or shard.contains(source))


def _is_stdin(file: TextIO) -> bool:
    return sys.stdin is not None and file.name == sys.stdin.name


def _pages(text: str | None) -> PageSelection | None:
    try:
        return None if text is None else PageSelection.parse(text)
    except OptionError as error:
        raise click.UsageError(f"--{error.message}") from None


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
    text = describe(option.summary)
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


def _help(operation: catalog.Operation) -> str:
    regions = f"Available in {', '.join(operation.regions)}."
    if operation.input_field is None:
        return f"{describe(operation.summary)}\n\nTakes no image. {regions}"
    formats = ", ".join(operation.formats)
    limits = f"{operation.min_side} to {operation.max_side:,} pixels per side"
    if operation.max_pixels:
        limits += f", {operation.max_pixels:,} in total"
    megabytes = operation.max_encoded_bytes // _MEBIBYTE
    return (
        f"{describe(operation.summary)}\n\n"
        f"FILE_OR_URL is an image ({formats}), a folder of images, - for standard input, or "
        f"a public http(s) or OBS URL that the service downloads. Limits: {limits}, {megabytes} MB "
        f"as Base64 (about {megabytes * 3 // 4} MB as a file). {regions}"
    )
