"""Write a page for each command of `hwocr` from the commands themselves.

Options, defaults and texts are those of `--help`, so a page cannot be older than the program.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click

from ocr_wrapper.cli import exit_codes
from ocr_wrapper.cli.app import build

_FOLDER = "reference/commands"


def pages() -> dict[str, str]:
    """Return the pages by their path in the site."""
    group = build()
    context = click.Context(group, info_name="hwocr")
    return {
        f"{_FOLDER}/{name}.md": "\n".join(_page(command, context)) + "\n"
        for name, command in _commands(group, context).items()
    }


def table() -> str:
    """Return the list of all commands with links to their pages."""
    group = build()
    context = click.Context(group, info_name="hwocr")
    commands = _commands(group, context)
    rows = ["| Command | What it does |", "|---|---|"]
    for name, command in commands.items():
        about = _cell(command.get_short_help_str(limit=200))
        rows.append(f"| [`hwocr {name}`](commands/{name}.md) | {about} |")
    entries = "\n".join(f"commands/{name}" for name in commands)
    return "\n".join([*rows, "", f"```{{toctree}}\n:hidden:\n\n{entries}\n```"])


def exit_code_table() -> str:
    """Return the table of exit codes."""
    rows = ["| Exit code | Meaning |", "|---|---|"]
    rows += [f"| {code} | {_cell(text)} |" for code, text in exit_codes.MEANINGS.items()]
    return "\n".join(rows)


def _commands(group: click.Group, context: click.Context) -> dict[str, click.Command]:
    found = {name: group.get_command(context, name) for name in group.list_commands(context)}
    return {name: command for name, command in found.items() if command and not command.hidden}


class _Recorder(click.HelpFormatter):
    """Takes the options of a command under the headings that `--help` prints."""

    def __init__(self) -> None:
        super().__init__()
        self.sections: dict[str, list[tuple[str, str]]] = {}
        self._title = "Options"

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        """Take what follows under a heading."""
        before, self._title = self._title, name
        yield
        self._title = before

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Take a list of options; its widths are those of a terminal."""
        del col_max, col_spacing
        self.sections.setdefault(self._title, []).extend(rows)


def _page(command: click.Command, parent: click.Context) -> Iterator[str]:
    context = click.Context(command, info_name=command.name, parent=parent)
    yield f"# hwocr {command.name}\n"
    if isinstance(command.deprecated, str):
        yield f":::{{warning}}\n{command.deprecated.capitalize()}.\n:::\n"
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"```text\nhwocr {command.name} {usage}\n```\n"
    yield _text(command.help or "") + "\n"
    recorder = _Recorder()
    command.format_options(context, recorder)
    for title, options in recorder.sections.items():
        yield f"## {title}\n\n| Option | Meaning |\n|---|---|"
        yield from (f"| `{_flags(flags)}` | {_cell(text)} |" for flags, text in options)
        yield ""


def _flags(flags: str) -> str:
    return flags.replace("|", "\\|")


def _text(help_text: str) -> str:
    r"""Return a help text as Markdown: `\b` marks a paragraph whose lines are kept."""
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", help_text.strip()):
        lines = paragraph.strip().splitlines()
        if lines and lines[0].strip() == "\b":
            paragraphs.append("```text\n" + "\n".join(lines[1:]) + "\n```")
        else:
            paragraphs.append(_escape(" ".join(line.strip() for line in lines)))
    return "\n\n".join(paragraphs)


def _cell(text: str) -> str:
    return _escape(" ".join(text.split())).replace("|", "\\|")


def _escape(text: str) -> str:
    return text.replace("<", "&lt;").replace("*", "\\*")
