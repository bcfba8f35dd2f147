"""Lay out ``--help``: a command's own options first, then those that all commands share."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from typing import Any

import click

WIDTH = 100
"""Widest help that still reads well."""


class Option(click.Option):
    """Be an option whose yes and no are shown as one: ``--[no-]fit``."""

    def __init__(self, *args: Any, tells_range: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._tells_range = tells_range

    def get_help_extra(self, ctx: click.Context) -> Any:
        """Return what click adds to the text, without the range if the text tells it."""
        extra = super().get_help_extra(ctx)
        if self._tells_range:
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
    """Be a command whose options are listed under headings."""

    def __init__(self, *args: Any, sections: Mapping[str, Collection[str]], **kwargs: Any) -> None:
        kwargs.setdefault("context_settings", {"max_content_width": WIDTH})
        super().__init__(*args, **kwargs)
        self._sections = sections

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each section; what belongs to none comes last."""
        rest = [p for p in self.get_params(ctx) if isinstance(p, click.Option)]
        for title, names in self._sections.items():
            rows = [p.get_help_record(ctx) for p in rest if p.name in names]
            rest = [p for p in rest if p.name not in names]
            _section(formatter, title, rows)
        _section(formatter, "Other", [p.get_help_record(ctx) for p in rest])


class SuggestingGroup(click.Group):
    """Be a group that offers the nearest command for one that it does not have."""

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


def _section(
    formatter: click.HelpFormatter, title: str, rows: list[tuple[str, str] | None]
) -> None:
    shown = [row for row in rows if row is not None]
    if shown:
        with formatter.section(title):
            formatter.write_dl(shown, col_max=28)
