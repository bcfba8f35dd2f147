"""Progress on a terminal: a bar with counts, rate, failures and time left."""

from __future__ import annotations

import io
from pathlib import Path

from huawei_ocr_api.catalog import OPERATIONS
from rich.console import Console

from ocr_wrapper.batch.inputs import Source
from ocr_wrapper.batch.summary import Summary
from ocr_wrapper.cli.options import RunOptions
from ocr_wrapper.cli.progress import report


def run_options(**more: object) -> RunOptions:
    """Return the options of a run over ten inputs."""
    sources = tuple(Source(f"{number}.png", f"{number}") for number in range(10))
    operation = OPERATIONS["recognize_passport"]
    return RunOptions(operation=operation, sources=sources, output=Path("out"), **more)  # type: ignore[arg-type]


def shown(options: RunOptions) -> str:
    """Return what a terminal gets in a run of which four inputs are done after two seconds."""
    now = 0.0
    summary = Summary(10, lambda: now)
    target = io.StringIO()
    console = Console(file=target, force_terminal=True, width=100, color_system=None)
    with report(options, summary, console) as advance:
        now, summary.done = 2.0, 3
        summary.failed["ServerError"] = 1
        advance()
    return target.getvalue()


def test_bar_shows_counts_rate_and_failures() -> None:
    """The bar has the inputs that are done, those in all, the rate and the failures."""
    text = shown(run_options())
    assert "passport" in text
    assert "4/10" in text
    assert "2.0/s · 1 failed" in text


def test_bar_can_be_turned_off() -> None:
    """With --no-progress a terminal gets no bar."""
    assert shown(run_options(progress=False)) == ""


def test_time_left_is_estimated_without_what_was_skipped() -> None:
    """Inputs that are skipped take no time, so that they do not count in the rate."""
    now = 0.0
    summary = Summary(100, lambda: now)
    assert summary.seconds_left is None
    now, summary.skipped, summary.done = 10.0, 50, 5
    assert (summary.rate, summary.not_tried) == (0.5, 45)
    assert summary.to_dict()["seconds_left"] == 90
