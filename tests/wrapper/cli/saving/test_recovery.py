"""A run that was killed between two steps of saving a result is finished by the next one."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from pathlib import Path

import pytest

from ocr_wrapper.batch.journal import JOURNAL
from tests.wrapper.cli.conftest import FakeCloud, Hwocr
from tests.wrapper.cli.folder import SAVE, visible

DEAD = "00" * 8
"""Id of a run whose process is dead."""

PART = f".hwocr-part-{DEAD}-0123456789abcdef.part"


@pytest.fixture
def saved(hwocr: Hwocr, scan: Path, tmp_path: Path) -> Path:
    """The folder of a run that saved one result."""
    assert hwocr("passport", scan, *SAVE).code == 0
    return tmp_path / "results"


def rewind(folder: Path, state: str, *, part: bool = False) -> None:
    """Set the journal back to what a killed run leaves in the middle of saving."""
    digest = hashlib.sha256((folder / "scan.json").read_bytes()).hexdigest()
    with contextlib.closing(sqlite3.connect(folder / JOURNAL)) as database:
        database.execute(
            "UPDATE calls SET state=?, run=?, digest=?, part=?",
            (state, DEAD, digest, PART if part else None),
        )
        database.commit()


def resumed(hwocr: Hwocr, cloud: FakeCloud, scan: Path, *options: str) -> tuple[int, int]:
    """Return exit code and number of calls of the next run."""
    before = len(cloud.calls)
    code = hwocr("passport", scan, *SAVE, "--resume", *options).code
    return code, len(cloud.calls) - before


def test_killed_after_the_file_had_its_name(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, saved: Path
) -> None:
    """The result is complete in its place: it counts, and its temporary file is removed."""
    rewind(saved, "saving", part=True)
    (saved / PART).hardlink_to(saved / "scan.json")
    assert resumed(hwocr, cloud, scan) == (0, 0)
    assert (visible(saved), list(saved.glob(".*.part"))) == (["scan.json"], [])


def test_killed_before_the_journal_knew_that_the_result_is_saved(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, saved: Path
) -> None:
    """The result is complete in its place, and there is no temporary file any more."""
    rewind(saved, "saving")
    assert resumed(hwocr, cloud, scan) == (0, 0)
    assert visible(saved) == ["scan.json"]


@pytest.mark.parametrize("taken", [None, "folder", "file"])
def test_killed_before_the_file_had_its_name(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, saved: Path, taken: str | None
) -> None:
    """The result is complete in its temporary file: it gets a name without a call.

    What has the name meanwhile is somebody else's and stays.
    """
    rewind(saved, "saving", part=True)
    content = (saved / "scan.json").rename(saved / PART).read_bytes()
    if taken == "folder":
        (saved / "scan.json").mkdir()
    elif taken == "file":
        (saved / "scan.json").write_text("mine")
    assert resumed(hwocr, cloud, scan) == (0, 0)
    result = saved / ("scan-2.json" if taken else "scan.json")
    assert result.read_bytes() == content
    if taken == "file":
        assert (saved / "scan.json").read_text() == "mine"
    assert list(saved.glob(".*.part")) == []
    assert resumed(hwocr, cloud, scan) == (0, 0)


def test_result_that_is_not_complete_does_not_count(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, saved: Path
) -> None:
    """A file of another content is not taken for the result."""
    rewind(saved, "saving", part=True)
    (saved / "scan.json").write_text("mine")
    (saved / PART).write_text('{"half": ')
    assert resumed(hwocr, cloud, scan) == (9, 0)
    assert (saved / "scan.json").read_text() == "mine"
    assert resumed(hwocr, cloud, scan, "--retry-unknown") == (0, 1)


@pytest.mark.parametrize("state", ["started", "unknown"])
def test_killed_during_the_call(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, saved: Path, state: str
) -> None:
    """A call without a result is reported, and made again only with consent."""
    rewind(saved, state)
    (saved / "scan.json").unlink()
    assert resumed(hwocr, cloud, scan) == (9, 0)
    assert resumed(hwocr, cloud, scan, "--retry-unknown") == (0, 1)
    assert resumed(hwocr, cloud, scan) == (0, 0)


def test_local_calls_are_made_again(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, tmp_path: Path
) -> None:
    """The emulator of this machine bills nothing, so that nothing is in doubt."""
    options = (*SAVE, "--local", "--no-annotate")
    assert hwocr("passport", scan, *options).code == 0
    rewind(tmp_path / "results", "started")
    assert hwocr("passport", scan, *options, "--resume").code == 0
    assert len(cloud.calls) == 2


@pytest.mark.parametrize("name", [PART, ".hwocr-part--0123456789abcdef.part"])
def test_parts_of_dead_runs_are_removed(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, saved: Path, name: str
) -> None:
    """A temporary file that no result needs does not stay: it holds data of a document.

    Nor does one that a run wrote to find out whether it can, and was killed.
    """
    (saved / name).write_text("surname")
    hwocr("passport", scan, *SAVE, "--resume")
    assert list(saved.glob(".*.part")) == []


def test_locks_of_dead_runs_are_removed(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, saved: Path
) -> None:
    """The lock file of a killed run goes with the next run, also if that makes no call."""
    (saved / f".hwocr-run-{DEAD}.lock").touch()
    assert resumed(hwocr, cloud, scan) == (0, 0)
    assert list(saved.glob(".*.lock")) == []


def test_other_run_that_is_alive(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, saved: Path, tmp_path: Path
) -> None:
    """An input of a run that is alive is left to it."""
    rewind(saved, "started")
    with contextlib.closing(sqlite3.connect(saved / f".hwocr-run-{DEAD}.lock")) as database:
        database.isolation_level = None
        database.execute("BEGIN EXCLUSIVE")
        outcome = hwocr("passport", scan, *SAVE, "--resume")
        assert (outcome.code, len(cloud.calls)) == (9, 1)
        assert "Another run is working on this input" in outcome.err
    assert resumed(hwocr, cloud, scan, "--retry-unknown") == (0, 1)
