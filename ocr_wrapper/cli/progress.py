"""Progress report: a bar on a terminal, JSON lines on standard error elsewhere."""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from ocr_wrapper.batch.summary import Summary
from ocr_wrapper.cli.options import RunOptions

INTERVAL = 5.0
"""Seconds between two JSON lines; a log must not grow with the number of inputs."""


class _Counts(ProgressColumn):
    """Results a second, and inputs that failed."""

    def __init__(self, summary: Summary) -> None:
        super().__init__()
        self._summary = summary

    def render(self, task: Task) -> Text:  # noqa: ARG002
        """Return the counts as text."""
        failed = self._summary.failed.total() + self._summary.in_doubt
        text = Text(f"{self._summary.rate:.1f}/s")
        if failed:
            text.append(f" · {failed} failed", style="red")
        return text


@contextlib.contextmanager
def report(options: RunOptions, summary: Summary, console: Console) -> Iterator[Callable[[], None]]:
    """Yield a function to call after each input.

    A spinner for one input and a bar for several on a terminal. Elsewhere JSON lines: with
    `--progress` from the start, else in a run that takes longer than a few seconds.
    """
    if options.progress is False or options.dry_run:
        yield lambda: None
    elif not console.is_terminal:
        lines = _JsonLines(summary, from_the_start=bool(options.progress))
        yield lines.update
        lines.end()
    elif not options.several:
        engine = " with the local engine" if options.connection.local else ""
        with console.status(f"processing{engine} …") as status:
            yield status.stop
    else:
        with Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Counts(summary),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        ) as progress:
            task = progress.add_task(options.operation.slug, total=summary.total)
            yield lambda: progress.update(task, completed=summary.tried, total=summary.total)


class _JsonLines:
    """Writes the counts as one line of JSON, not more often than every few seconds."""

    def __init__(self, summary: Summary, *, from_the_start: bool) -> None:
        self._summary = summary
        self._always = from_the_start
        self._last = time.monotonic()
        if from_the_start:
            self._write("progress")

    def update(self) -> None:
        """Write a line if the last one is some seconds old."""
        now = time.monotonic()
        if now - self._last >= INTERVAL:
            self._last = now
            self._always = True
            self._write("progress")

    def end(self) -> None:
        """Write the last counts, if there were lines before."""
        if self._always:
            self._write("end")

    def _write(self, event: str) -> None:
        if sys.stderr is not None:
            with contextlib.suppress(OSError, ValueError):
                line = json.dumps({"event": event, **self._summary.to_dict()})
                sys.stderr.write(line + "\n")
                sys.stderr.flush()
