"""A journal or file system that fails during a run costs neither a result nor a second bill."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from ocr_wrapper import errors
from ocr_wrapper.batch.errors import JournalError
from ocr_wrapper.batch.journal import Entry, Journal
from tests.wrapper.cli.conftest import FakeCloud, Hwocr
from tests.wrapper.cli.folder import SAVE, visible


def broken(*_: object, **__: object) -> Any:
    """Fail as a method of a journal on a full disk."""
    raise JournalError("the journal cannot be used (disk full).")


@pytest.mark.parametrize("method", ["find", "start"])
def test_broken_journal_stops_the_run_before_a_request(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    """A call that could not be noted is not made: the next run would pay for it again."""
    monkeypatch.setattr(Journal, method, broken)
    outcome = hwocr("passport", scan, *SAVE)
    assert (outcome.code, cloud.calls) == (8, [])
    assert "disk full" in outcome.err
    assert "othing was sent" in outcome.err


def test_broken_journal_does_not_hide_the_error_of_a_call(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are reported: why there is no result, and that this could not be noted."""
    cloud.responses["recognize_passport"] = errors.ConnectError("No connection.")
    for method in ("failed", "unknown"):
        monkeypatch.setattr(Journal, method, broken)
    outcome = hwocr("passport", scan, *SAVE)
    assert (outcome.code, len(cloud.calls)) == (8, 1)
    assert "disk full" in outcome.err
    assert "No connection." in outcome.err


def test_result_is_printed_if_the_journal_breaks_after_the_call(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was billed, so that it must not be lost with the journal."""
    monkeypatch.setattr(Journal, "saving", broken)
    outcome = hwocr("passport", scan, *SAVE)
    assert (outcome.code, len(cloud.calls)) == (8, 1)
    assert "LINDQVIST" in outcome.out


def test_input_that_another_run_begins_meanwhile_is_not_called_twice(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look into the journal and the start, another run took the input and ended."""
    assert hwocr("passport", scan, *SAVE).code == 0
    find, keys = Journal.find, list[str]()

    def find_late(journal: Journal, key: str) -> Entry | None:
        keys.append(key)
        return None if len(keys) == 1 else find(journal, key)

    monkeypatch.setattr(Journal, "find", find_late)
    outcome = hwocr("passport", scan, *SAVE, "--resume")
    assert "nothing was sent" in outcome.err
    assert len(cloud.calls) == 1


@pytest.mark.parametrize("links", [True, False])
def test_name_that_another_program_takes_at_the_same_moment_is_kept(
    hwocr: Hwocr, scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    """Between looking and naming lies a moment; the result gets the next name."""
    link, path = os.link, tmp_path / "results" / "scan.json"

    def late(source: Path, target: Path, **options: bool) -> None:
        if not path.exists():
            path.write_text("mine")
        if not links:
            raise PermissionError(errno.EPERM, "Operation not permitted")
        link(source, target, **options)

    monkeypatch.setattr(os, "link", late)
    assert hwocr("passport", scan, *SAVE).code == 0
    assert visible(tmp_path / "results") == ["scan-2.json", "scan.json"]
    assert path.read_text() == "mine"


def test_file_system_without_hard_links(
    hwocr: Hwocr, scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on FAT: results get their names by a move, and none replaces another."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    (tmp_path / "other").mkdir()
    twin = tmp_path / "other" / scan.name
    twin.write_bytes(scan.read_bytes())
    assert hwocr("passport", scan, twin, *SAVE).code == 0
    assert visible(tmp_path / "results") == ["scan-2.json", "scan.json"]
    assert list((tmp_path / "results").glob("*.part")) == []
