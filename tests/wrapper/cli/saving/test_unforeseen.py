"""A library that fails in a way that nobody foresaw costs no result."""

from __future__ import annotations

import errno
import json
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from ocr_wrapper.exports.spreadsheet import Spreadsheet
from ocr_wrapper.results import annotate
from tests.wrapper.cli.conftest import FakeCloud, Hwocr
from tests.wrapper.cli.folder import visible

XLSX = ("--output", "results", "--format", "xlsx")


def let_fail(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let the spreadsheet of a result fail, and not the one that is tried before the first call."""

    def fail(*_: object) -> NoReturn:
        raise error

    monkeypatch.setattr(Spreadsheet, "add", fail)


def test_result_is_kept_as_json(
    hwocr: Hwocr,
    cloud: FakeCloud,
    scans: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The error names the file, and not what the library says, which may be of the document."""
    let_fail(monkeypatch, ValueError("LINDQVIST cannot be used in worksheets"))
    outcome = hwocr("passport", *scans[:2], *XLSX)
    assert outcome.code == 2
    assert visible(tmp_path / "results") == ["page0.json", "page1.json"]
    assert "results/page0.json" in outcome.err
    assert "ValueError" in outcome.err
    assert "LINDQVIST" not in outcome.err
    assert hwocr("show", "results/page0.json", "--format", "csv").code == 0
    assert len(cloud.calls) == 2


def test_result_that_was_kept_as_json_is_not_paid_for_again(
    hwocr: Hwocr,
    cloud: FakeCloud,
    scan: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`--resume` says where it is; a run without it saves the format and keeps the JSON."""
    with monkeypatch.context() as patch:
        let_fail(patch, ValueError())
        hwocr("passport", scan, *XLSX)
    outcome = hwocr("passport", scan, *XLSX, "--resume")
    assert (outcome.code, len(cloud.calls)) == (2, 1)
    assert "scan.json" in outcome.err
    assert hwocr("passport", scan, *XLSX).code == 0
    assert visible(tmp_path / "results") == ["scan.json", "scan.xlsx"]


def test_full_disk_of_a_library_ends_the_run(
    hwocr: Hwocr,
    cloud: FakeCloud,
    scans: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The next result would have the same error; the first is kept and printed."""
    let_fail(monkeypatch, OSError(errno.ENOSPC, "No space left on device"))
    outcome = hwocr("passport", *scans, *XLSX)
    assert (outcome.code, len(cloud.calls)) == (8, 1)
    assert json.loads(outcome.out)["result"]["surname"] == "LINDQVIST"
    assert visible(tmp_path / "results") == ["page0.json"]


def test_result_whose_drawing_fails_unforeseen_is_saved(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error of the drawing is that of the input, and the result is there."""

    def fail(*_: object) -> NoReturn:
        raise ValueError

    monkeypatch.setattr(annotate, "marks", fail)
    outcome = hwocr(
        "general-text", scan, "--output", "results", "--format", "json", "--annotate", "results"
    )
    assert outcome.code != 0
    assert visible(tmp_path / "results") == ["scan.json"]


@pytest.mark.parametrize("output", ["results", "all.xlsx"])
def test_broken_library_is_reported_before_a_call(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, monkeypatch: pytest.MonkeyPatch, output: str
) -> None:
    """It is installed and cannot be loaded: that is found out without paying."""
    monkeypatch.setitem(sys.modules, "ocr_wrapper.exports.spreadsheet", None)
    outcome = hwocr("passport", scan, "--format", "xlsx", "--output", output)
    assert (outcome.code, cloud.calls) == (3, [])
    assert 'pip install "ocr-wrapper[xlsx]"' in outcome.err
