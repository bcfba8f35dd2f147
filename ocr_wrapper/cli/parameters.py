"""Parameters of the operation commands that do not depend on the operation."""

from __future__ import annotations

from pathlib import Path

import click

from ocr_wrapper.cli.help import Option
from ocr_wrapper.cli.output import formats


def input_options() -> list[Option]:
    """Return the options that name inputs and parts of them."""
    return [
        Option(["--url"], metavar="URL", help="URL of one image, instead of files."),
        Option(
            ["--files-from"],
            # A name that is not UTF-8 is the same text as in a list of the folder.
            type=click.File("r", encoding="utf-8", errors="surrogateescape"),
            metavar="FILE",
            help="Read the names of more inputs from a file, one per line; - is standard input.",
        ),
        Option(
            ["--recursive", "-r"],
            is_flag=True,
            help="Search the folders in a folder as well. Hidden files are left out.",
        ),
        Option(
            ["--pages"],
            metavar="PAGES",
            help="Process these pages of each PDF and TIFF, one call a page: 1-3,7 or 5- or all.",
        ),
        Option(
            ["--shard"],
            metavar="I/N",
            help="Process only part I of N of the inputs, chosen by name: 3/10 on the third of ten "
            "machines.",
        ),
        Option(
            ["--fit"],
            is_flag=True,
            help="Scale or re-encode an image that exceeds the limits of the operation.",
        ),
    ]


def output_options() -> list[Option]:
    """Return the options of formats and files."""
    return [
        Option(
            ["--format", "form"],
            type=click.Choice(formats.FORMATS),
            default="table",
            help="Output format. json has one line per input; csv contains tables, else fields, "
            "else lines; pdf is the image with invisible text. Default: that of the suffix of "
            "--output, else table.",
        ),
        Option(
            ["--output"],
            type=click.Path(path_type=Path),
            metavar="DIR_OR_FILE",
            help="Save each result as a file in this folder (a table as JSON), and annotated "
            "images too; or save all results as one file, such as results.xlsx.",
        ),
    ]


def batch_options() -> list[Option]:
    """Return the options of runs over many inputs."""
    return [
        Option(
            ["--jobs", "-j"],
            type=click.IntRange(1, 64),
            default=1,
            metavar="N",
            range_in_help=True,
            help="Number of inputs to process at the same time, 1 to 64; results keep the order "
            "of the inputs. Default: 1.",
        ),
        Option(
            ["--resume"],
            is_flag=True,
            help="Continue an earlier run into the same --output: skip what is done, and make no "
            "call again that was in flight when the run was killed. Those are listed.",
        ),
        Option(
            ["--retry-unknown"],
            is_flag=True,
            help="With --resume: make calls again that may have been billed.",
        ),
        Option(
            ["--skip-existing"],
            is_flag=True,
            help="The same as --resume --retry-unknown.",
        ),
        Option(
            ["--max-calls"],
            type=click.IntRange(min=0),
            metavar="N",
            range_in_help=True,
            help="Make at most N calls, then stop; --resume continues.",
        ),
        Option(
            ["--dry-run"],
            is_flag=True,
            help="List what would be sent and count the billable calls; send and write nothing.",
        ),
        Option(
            ["--progress/--no-progress"],
            default=None,
            help="Report progress: a bar on a terminal, else lines of JSON on standard error. "
            "Default: on a terminal, and elsewhere in a run of some seconds.",
        ),
    ]


def annotation_options() -> list[Option]:
    """Return the options of annotated images."""
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


def verbose_option() -> Option:
    """Return the option of the log."""
    return Option(
        ["--verbose", "-v"],
        count=True,
        help="Show the log of the library on standard error; twice for more.",
    )


def service_options() -> list[Option]:
    """Return the options of the service and its limits."""
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
