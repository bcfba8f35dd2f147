"""Runs of the accuracy benchmark: what is saved, what is continued, what an estimate says."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("rapidocr")

from benchmarks.accuracy import __main__ as command
from benchmarks.accuracy.runs.display import Display
from benchmarks.accuracy.runs.parts import load, part_modules
from benchmarks.accuracy.runs.processes import Ended, Step
from benchmarks.accuracy.runs.report import Report
from benchmarks.accuracy.runs.settings import Settings

PARTS = ("text", "order", "tables")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings((7,), tmp_path, 0.5)


@pytest.fixture
def report(tmp_path: Path) -> Report:
    return Report(tmp_path, PARTS)


def test_report_grows_in_the_order_of_the_parts(report: Report, settings: Settings) -> None:
    """A part that ends is in the report at once, whichever part ends first."""
    report.save("tables", str(settings), 60, "cells")
    assert "cells" in report.path.read_text(encoding="utf-8")
    report.save("text", str(settings), 120, "lines")
    text = report.path.read_text(encoding="utf-8")
    assert text.index("## Text") < text.index("lines") < text.index("## Tables")
    assert "Seed 7, 50% of the images; 2.0 minutes." in text


def test_only_parts_with_the_same_settings_are_kept(report: Report, tmp_path: Path) -> None:
    """A quick run is no part of a full one, and another seed is another set."""
    quick, full = Settings((7,), tmp_path, 0.1), Settings((7,), tmp_path)
    report.save("text", str(quick), 60, "lines")
    assert report.has("text", str(quick))
    assert not report.has("text", str(full))
    assert not report.has("text", str(Settings((77,), tmp_path, 0.1)))
    assert not report.has("order", str(quick))


def test_failed_part_stops_no_other(
    report: Report,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A part that fails is named with its error and not saved; the others are."""

    def run_parts(
        names: Sequence[str], settings: Settings, jobs: int
    ) -> Generator[Step | Ended, None, None]:
        assert (set(names), settings.seeds, jobs) == (set(PARTS), (7,), 2)
        yield Step("text", "letters", 1, 2)
        yield Ended("order", 3.0, "", "no font")
        yield Ended("text", 5.0, "lines")
        yield Ended("tables", 6.0, "cells")

    monkeypatch.setattr(command, "run_parts", run_parts)
    monkeypatch.setattr(command, "slowness", lambda: 1.0)
    assert command.measure(list(PARTS), settings, report, 2) == ["order"]
    assert [report.has(name, str(settings)) for name in PARTS] == [True, False, True]
    shown = capsys.readouterr().err
    assert "3 parts, about" in shown
    assert "no font" in shown


def test_estimate_learns_from_parts_that_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the first part took twice its time, so will the others."""
    display = Display({"text": 100.0, "order": 60.0, "tables": 40.0}, 1)
    assert display.left() == pytest.approx(200.0)
    display.show(Ended("text", 200.0, ""))
    assert display.left() == pytest.approx(200.0)


def test_longest_part_bounds_what_more_cores_save() -> None:
    """Two cores do not halve a run of which one part is most."""
    assert Display({"text": 100.0, "order": 20.0}, 2).left() == pytest.approx(100.0)


def test_progress_in_a_file_is_a_line_a_minute(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A log of a run of hours tells how far it is, without a line for each image."""
    seconds = iter(range(0, 10_000, 2))
    clock = SimpleNamespace(monotonic=lambda: next(seconds))
    monkeypatch.setattr("benchmarks.accuracy.runs.display.time", clock)
    display = Display({"text": 100.0}, 1)
    for done in range(1, 101):
        display.show(Step("text", "plain", done, 100))
    lines = capsys.readouterr().err.splitlines()
    assert 3 <= len(lines) <= 20
    assert lines[0].startswith("text: plain ")


@pytest.mark.parametrize("name", part_modules())
def test_each_part_says_what_it_costs(name: str) -> None:
    """The estimate counts every part."""
    assert load(name).CPU_SECONDS > 0
