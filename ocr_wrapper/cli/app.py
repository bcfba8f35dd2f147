"""Application: the command group, and the translation of errors to one line and an exit code.

A command is imported when it is run or asked for its help, and not to be listed: `hwocr --help`
loads none of them.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import sys
from collections.abc import Mapping
from types import MappingProxyType
from typing import TextIO

import click
from huawei_ocr_api.catalog import OPERATIONS

from ocr_wrapper.cli import exit_codes
from ocr_wrapper.cli.help import WIDTH, SuggestingGroup, describe, withdrawn
from ocr_wrapper.cli.session import Connect, connect
from ocr_wrapper.redaction import printable, printable_line
from ocr_wrapper.version import __version__

_HELP = """Recognize text, fields and tables in images with Huawei Cloud OCR.

Each operation is a command; hwocr COMMAND --help shows its options. With --local an emulator with
its own OCR engine is used: no account, no network, no cost. For the cloud, keys come from
HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK or ~/.huaweicloud/credentials, the region from --region
or HWOCR_REGION."""

_COMMANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "completion": ("completion", "Print the completion script for a shell."),
        "configure": ("configure", "Write your access key into the profile file."),
        "doctor": ("doctor", "Check credentials, region, network, clock and key."),
        "emulator": ("emulator", "Start the emulator and print its address and keys."),
        "errors": ("reference", "Explain the error codes of the service."),
        "operations": ("reference", "List operations with their regions and limits."),
        "regions": ("reference", "List regions with their hosts and operations."),
        "show": ("show", "Print saved results in any format, or save them as one file."),
    }
)
"""Module in `ocr_wrapper.cli.commands` and line of the list of commands, by name of the command.

The module has the command under the same name.
"""


class _Application(SuggestingGroup):
    """The command group; it imports and builds a subcommand only on demand."""

    def __init__(self, connect: Connect) -> None:
        super().__init__(
            "hwocr",
            help=_HELP,
            context_settings={"max_content_width": WIDTH},
        )
        self._connect = connect
        self._operations = {operation.slug: operation for operation in OPERATIONS.values()}
        # The names of the contract work as well, with underscores or dashes.
        self._names = {
            spelling: operation.slug
            for operation in OPERATIONS.values()
            for spelling in (operation.name, operation.name.replace("_", "-"))
        }

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return [*sorted(self._operations), *sorted(_COMMANDS)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        operation = self._operations.get(self._names.get(cmd_name, cmd_name))
        if operation is not None:
            from ocr_wrapper.cli.operation import command

            return command(operation, self._connect)
        if cmd_name not in _COMMANDS:
            return None
        module, short_help = _COMMANDS[cmd_name]
        found = getattr(importlib.import_module(f"ocr_wrapper.cli.commands.{module}"), cmd_name)
        assert isinstance(found, click.Command)
        found.short_help = short_help
        return found

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002
        formatter: click.HelpFormatter,
    ) -> None:
        listed = [
            click.Command(name, short_help=describe(found.summary), deprecated=withdrawn(found))
            for name, found in sorted(self._operations.items())
        ]
        others = [
            click.Command(name, short_help=short_help)
            for name, (_, short_help) in sorted(_COMMANDS.items())
        ]
        for title, commands in (("Operations", listed), ("Other commands", others)):
            with formatter.section(title):
                formatter.write_dl(
                    [(str(found.name), found.get_short_help_str(limit=80)) for found in commands]
                )

    def format_epilog(
        self,
        ctx: click.Context,  # noqa: ARG002
        formatter: click.HelpFormatter,
    ) -> None:
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(code), text) for code, text in exit_codes.MEANINGS.items()])
            formatter.write_text(
                "For several inputs: 1, 8 or 3 if it occurred, 9 if only some were processed, else "
                "the highest code."
            )


def build(connect: Connect = connect) -> click.Group:
    """Return the command group; `connect` opens the client of a run."""
    application = _Application(connect)
    return click.version_option(__version__, prog_name="hwocr")(application)


def run(arguments: list[str], connect: Connect = connect) -> int:
    """Run the command and return its exit code; an error is one line on standard error."""
    streams = sys.stdout, sys.stderr
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            # A terminal without Unicode shows escape sequences instead of failing.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = build(connect).main(arguments, prog_name="hwocr", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return exit_codes.USAGE
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "hwocr"
        _print_error(f"{path}: {error.format_message()} (see {path} --help)")
        return exit_codes.USAGE
    except click.ClickException as error:
        _print_error(f"hwocr: {error.format_message()}")
        return exit_codes.USAGE
    except (click.Abort, KeyboardInterrupt) as error:
        _print_error("hwocr: interrupted")
        # click raises Abort in place of the interruption.
        cause = error.__cause__ if isinstance(error.__cause__, KeyboardInterrupt) else None
        return exit_codes.exit_code(cause or KeyboardInterrupt())
    except (BrokenPipeError, SystemExit) as error:
        return _exited(error, streams)
    except Exception as error:
        _print_error(f"hwocr: {exit_codes.error_line(error)}")
        if "-v" in arguments or "--verbose" in arguments:
            import traceback

            with contextlib.suppress(OSError):
                click.echo(printable(traceback.format_exc()), err=True)
        return exit_codes.exit_code(error)


def _exited(error: BrokenPipeError | SystemExit, streams: tuple[TextIO, TextIO]) -> int:
    """Return the exit code for an output that nobody reads, or for a shell that completes.

    The reader of a pipe has exited, as `head` does. click replaces the streams then, and reports it
    as SystemExit.
    """
    if isinstance(error, SystemExit) and sys.stdout is streams[0]:
        return error.code if isinstance(error.code, int) else 0
    sys.stdout, sys.stderr = streams
    with contextlib.suppress(OSError):  # writing the rest would only cause more errors
        sys.stdout.close()
    return exit_codes.READER_EXITED


def _print_error(text: str) -> None:
    # The exit code tells those who do not read it.
    with contextlib.suppress(OSError):
        click.echo(printable_line(" ".join(text.split())), err=True)
