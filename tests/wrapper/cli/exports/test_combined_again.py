"""A run into a file that exists calls nothing that is in it, and takes no result away from it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ocr_wrapper import errors
from ocr_wrapper.cli.output import combined
from ocr_wrapper.files.atomic import remove, rename
from tests.wrapper.cli.conftest import FakeCloud, Hwocr
from tests.wrapper.cli.folder import counts, visible

OTHER_RUN = "00" * 8
pytestmark = pytest.mark.usefixtures("journals_of_killed_runs")


@pytest.fixture(autouse=True)
def _numbered(cloud: FakeCloud) -> None:
    """Let each call return its own number."""
    cloud.responses["recognize_passport"] = lambda count: {"result": {"surname": f"CALL{count}"}}


def folder(tmp_path: Path, name: str, count: int) -> Path:
    """Make a folder of different images."""
    path = tmp_path / name
    path.mkdir(exist_ok=True)
    for number in range(count):
        Image.new("L", (40, 30), len(name) * 10 + number).save(path / f"{name}{number}.png")
    return path


def names(path: Path) -> list[str]:
    """Return which call each line is from."""
    return [json.loads(line)["result"]["surname"] for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("suffix", [".jsonl", ".xlsx", ".csv"])
@pytest.mark.parametrize("limit", [[], ["--max-calls", "1"]])
def test_complete_file_is_skipped(
    hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path, suffix: str, limit: list[str]
) -> None:
    """`--resume` pays for nothing that is in the file, and leaves the file as it is."""
    scans, path = folder(tmp_path, "a", 3), tmp_path / f"all{suffix}"
    assert hwocr("passport", scans, "--output", path).code == 0
    before = path.read_bytes()
    outcome = hwocr("passport", scans, "--output", path, "--resume", *limit)
    assert (outcome.code, len(cloud.calls)) == (0, 3)
    assert counts(outcome.err) == "hwocr: 0 of 3 processed, 3 skipped\n"
    assert path.read_bytes() == before
    assert not (tmp_path / f"all{suffix}.parts").exists()


def test_new_inputs_are_added_to_json_lines(hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path) -> None:
    """A folder may grow: the lines that were paid for are read from the file, in their order."""
    scans, path = folder(tmp_path, "a", 2), tmp_path / "all.jsonl"
    hwocr("passport", scans, "--output", path)
    Image.new("L", (50, 40)).save(scans / "0.png")
    hwocr("passport", scans, "--output", path, "--resume")
    assert len(cloud.calls) == 3
    assert names(path) == ["CALL3", "CALL1", "CALL2"]


def test_new_inputs_of_another_format_are_refused_before_a_call(
    hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path
) -> None:
    """A spreadsheet cannot be read back, so that nothing is paid that could not be added."""
    path = tmp_path / "all.xlsx"
    hwocr("passport", folder(tmp_path, "a", 2), "--output", path)
    before = path.read_bytes()
    outcome = hwocr("passport", folder(tmp_path, "a", 3), "--output", path, "--resume")
    assert (outcome.code, len(cloud.calls)) == (8, 2)
    assert "nothing was sent" in outcome.err
    assert path.read_bytes() == before


@pytest.mark.parametrize("suffix", [".jsonl", ".xlsx"])
def test_other_inputs_do_not_replace_a_complete_file(
    hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path, suffix: str
) -> None:
    """Without `--resume` too: the results in the file were paid for and are nowhere else."""
    path = tmp_path / f"all{suffix}"
    hwocr("passport", folder(tmp_path, "a", 2), "--output", path)
    before = path.read_bytes()
    outcome = hwocr("passport", folder(tmp_path, "bb", 2), "--output", path)
    assert (outcome.code, len(cloud.calls)) == (8, 2)
    assert "name another file" in outcome.err
    assert path.read_bytes() == before


def test_results_of_other_inputs_stay_in_json_lines(
    hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path
) -> None:
    """With `--resume` the results of other inputs are added before those that the file has."""
    path = tmp_path / "all.jsonl"
    hwocr("passport", folder(tmp_path, "a", 2), "--output", path)
    assert hwocr("passport", folder(tmp_path, "bb", 1), "--output", path, "--resume").code == 0
    assert names(path) == ["CALL3", "CALL1", "CALL2"]
    assert not (tmp_path / "all.jsonl.parts").exists()


def test_repeated_run_replaces_its_results(hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path) -> None:
    """Without `--resume` the same inputs are called again, and the file has the new results."""
    scans, path = folder(tmp_path, "a", 2), tmp_path / "all.jsonl"
    for _ in range(2):
        assert hwocr("passport", scans, "--output", path).code == 0
    assert (len(cloud.calls), names(path)) == (4, ["CALL3", "CALL4"])


def test_stopped_repetition_keeps_the_complete_file(
    hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path
) -> None:
    """A spreadsheet with fewer results does not replace it; the new ones are in the folder."""
    scans, path = folder(tmp_path, "a", 3), tmp_path / "all.xlsx"
    hwocr("passport", scans, "--output", path)
    before = path.read_bytes()
    outcome = hwocr("passport", scans, "--output", path, "--max-calls", 1)
    assert outcome.code == 8
    assert "all.xlsx is kept" in outcome.err
    assert path.read_bytes() == before
    assert len(visible(tmp_path / "all.xlsx.parts")) == 1


@pytest.mark.parametrize("option", [[], ["--resume"], ["--dry-run"]])
@pytest.mark.parametrize("edited", [True, False])
def test_file_of_somebody_else_is_refused_before_a_call(
    hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path, option: list[str], edited: bool
) -> None:
    """A file that no run wrote, or that was edited since, is neither replaced nor added to."""
    scans, path = folder(tmp_path, "a", 1), tmp_path / "all.csv"
    if edited:
        hwocr("passport", scans, "--output", path)
    path.write_text("mine")
    calls, before = len(cloud.calls), visible(tmp_path)
    outcome = hwocr("passport", scans, "--output", path, *option)
    assert (outcome.code, len(cloud.calls)) == (2, calls)
    assert "name another file, or remove it" in outcome.err
    assert path.read_text() == "mine"
    assert visible(tmp_path) == before


def test_removed_file_is_made_again(hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path) -> None:
    """As with single results: what somebody has removed is called again."""
    scans, path = folder(tmp_path, "a", 2), tmp_path / "all.jsonl"
    hwocr("passport", scans, "--output", path)
    path.unlink()
    assert hwocr("passport", scans, "--output", path, "--resume").code == 0
    assert names(path) == ["CALL3", "CALL4"]


def test_dry_run_knows_the_file(hwocr: Hwocr, tmp_path: Path) -> None:
    """What is in the file is not counted as a call, and no folder is made."""
    scans, path = folder(tmp_path, "a", 2), tmp_path / "all.xlsx"
    hwocr("passport", scans, "--output", path)
    outcome = hwocr("passport", scans, "--output", path, "--resume", "--dry-run")
    assert "0 billable calls, 2 skipped" in outcome.err
    assert not (tmp_path / "all.xlsx.parts").exists()


class Killed(BaseException):
    """The end of a process, which no handler of an error sees."""


@pytest.mark.parametrize("suffix", [".jsonl", ".xlsx"])
@pytest.mark.parametrize("moment", ["before the name", "after the name", "while parts are removed"])
def test_killed_run_is_finished_without_a_call(
    hwocr: Hwocr,
    cloud: FakeCloud,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    suffix: str,
    moment: str,
) -> None:
    """At whatever moment of the end a run is killed, the next one pays for nothing again."""
    scans, path = folder(tmp_path, "a", 3), tmp_path / f"all{suffix}"

    def renaming(source: Path, target: Path) -> None:
        if moment == "after the name":
            rename(source, target)
        raise Killed

    def removing(part: Path) -> None:
        remove(part)
        if part.suffix == ".json":
            raise Killed

    with monkeypatch.context() as patch:
        if moment == "while parts are removed":
            patch.setattr(combined, "remove", removing)
        else:
            patch.setattr(combined, "rename", renaming)
        with pytest.raises(Killed):
            hwocr("passport", scans, "--output", path)
    with closing(sqlite3.connect(tmp_path / f".all{suffix}.hwocr-journal.sqlite")) as database:
        database.execute("UPDATE calls SET run=?", (OTHER_RUN,))
        database.commit()
    assert hwocr("passport", scans, "--output", path, "--resume").code == 0
    assert len(cloud.calls) == 3
    assert not (tmp_path / f"all{suffix}.parts").exists()
    if suffix == ".jsonl":
        assert names(path) == ["CALL1", "CALL2", "CALL3"]


def test_results_are_kept_while_another_run_is_alive(
    hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path
) -> None:
    """Another run with this file still needs the journal and the single results."""
    scans, path = folder(tmp_path, "a", 2), tmp_path / "all.xlsx"
    refusal = errors.ImageRejectedError("No.", status=400, retry_safe=True)
    respond: Any = cloud.responses["recognize_passport"]
    cloud.responses["recognize_passport"] = lambda count: refusal if count == 2 else respond(count)
    hwocr("passport", scans, "--output", path)
    with closing(sqlite3.connect(tmp_path / ".all.xlsx.hwocr-journal.sqlite")) as database:
        database.execute("UPDATE calls SET run=? WHERE state='done'", (OTHER_RUN,))
        database.commit()
    with closing(sqlite3.connect(tmp_path / f".hwocr-run-{OTHER_RUN}.lock")) as lock:
        lock.isolation_level = None
        lock.execute("BEGIN EXCLUSIVE")
        assert hwocr("passport", scans, "--output", path, "--resume").code == 0
        assert len(visible(tmp_path / "all.xlsx.parts")) == 2
    assert hwocr("passport", scans, "--output", path, "--resume").code == 0
    assert not (tmp_path / "all.xlsx.parts").exists()
    assert len(cloud.calls) == 3


def test_file_of_a_run_that_ends_meanwhile_keeps_its_results(
    hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two runs write the file at the same moment: the second looks again, and has all results."""
    path, scans = tmp_path / "all.jsonl", [folder(tmp_path, name, 2) for name in ("a", "bb")]
    original, waiting = combined.CombinedFile._items, [scans[1]]

    def late(self: Any, *arguments: Any) -> Any:
        items = original(self, *arguments)
        if waiting:
            assert hwocr("passport", waiting.pop(), "--output", path).code == 0
        return items

    monkeypatch.setattr(combined.CombinedFile, "_items", late)
    assert hwocr("passport", scans[0], "--output", path).code == 0
    assert names(path) == ["CALL1", "CALL2", "CALL3", "CALL4"]
