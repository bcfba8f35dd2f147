"""Help layout: descriptions of operations, options in sections, suggestions for typing errors."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from typing import Any

import click
from huawei_ocr_api.catalog import OPERATIONS, Operation

WIDTH = 100
"""Widest help text, in characters, that is easy to read."""

_LEDGER_REFERENCE = re.compile(r" \(D-\d+\)")
"""References to the ledger of deviations, which only readers of the contract need."""


def describe(text: str) -> str:
    """Return a description of the contract without Markdown and references."""
    return " ".join(_LEDGER_REFERENCE.sub("", text).replace("`", "").split())


def withdrawn(operation: Operation) -> str | bool:
    """Return when an operation was withdrawn and its replacement; False if it is available."""
    if operation.withdrawn is None:
        return False
    other = OPERATIONS.get(operation.replaced_by or "")
    return f"withdrawn on {operation.withdrawn}" + (f"; use {other.slug}" if other else "")


class Option(click.Option):
    """An option that shows a yes-no pair as one flag: `--[no-]fit`."""

    def __init__(self, *args: Any, range_in_help: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._range_in_help = range_in_help

    def get_help_extra(self, ctx: click.Context) -> Any:
        """Return click's additions to the text, without the range if the text contains it."""
        extra = super().get_help_extra(ctx)
        if self._range_in_help:
            extra.pop("range", None)
        return extra

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return flag and text for the help."""
        record = super().get_help_record(ctx)
        if record is None:
            return None
        flags, text = record
        if self.secondary_opts:
            flags = f"--[no-]{self.opts[0].removeprefix('--')}"
        return flags, text


class SectionedCommand(click.Command):
    """A command that lists its options in sections."""

    def __init__(self, *args: Any, sections: Mapping[str, Collection[str]], **kwargs: Any) -> None:
        kwargs.setdefault("context_settings", {"max_content_width": WIDTH})
        super().__init__(*args, **kwargs)
        self._sections = sections

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each section; options without a section come last."""
        rest = [p for p in self.get_params(ctx) if isinstance(p, click.Option)]
        for title, names in self._sections.items():
            rows = [p.get_help_record(ctx) for p in rest if p.name in names]
            rest = [p for p in rest if p.name not in names]
            _write_section(formatter, title, rows)
        _write_section(formatter, "Other", [p.get_help_record(ctx) for p in rest])


class SuggestingGroup(click.Group):
    """A group that suggests the most similar command for an unknown one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or fail with a suggestion."""
        known = self.list_commands(ctx)
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            near = difflib.get_close_matches(name.replace("_", "-"), known, 1)
            hint = f"did you mean {near[0]}?" if near else "hwocr --help lists them."
            raise click.UsageError(f"There is no command {name}: {hint}", ctx)
        return super().resolve_command(ctx, args)


def _write_section(
    formatter: click.HelpFormatter, title: str, rows: list[tuple[str, str] | None]
) -> None:
    visible = [row for row in rows if row is not None]
    if visible:
        with formatter.section(title):
            formatter.write_dl(visible, col_max=28)
