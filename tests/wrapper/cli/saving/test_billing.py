"""Nothing that was billed is lost: output that cannot be written is refused before a request."""

from __future__ import annotations

import errno
import json
import os
import threading
from pathlib import Path
from typing import Any, NoReturn

import pytest
from PIL import Image

from ocr_wrapper.batch.journal import JOURNAL
from ocr_wrapper.cli.output import paths, writer
from tests.wrapper.cli.conftest import FakeCloud, Hwocr
from tests.wrapper.cli.folder import counts, visible


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every write of a result fail, after the folders were probed."""

    def fail(path: Path) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(writer, "creating", fail)
    for module in (paths, writer):
        monkeypatch.setattr(module, "probe", lambda _: None)


@pytest.mark.parametrize("form", ["table", "json", "text", "markdown", "csv"])
@pytest.mark.usefixtures("full_disk")
def test_first_failed_write_stops_the_run(
    hwocr: Hwocr, cloud: FakeCloud, scans: list[Path], form: str
) -> None:
    """After the first failure no further request is sent, and the result is printed."""
    outcome = hwocr("passport", *scans, "--output", "results", "--format", form)
    assert (outcome.code, len(cloud.calls)) == (8, 1)
    assert "LINDQVIST" in outcome.out
    assert "no space left on device" in outcome.err
    assert "8 not tried" in outcome.err


@pytest.mark.parametrize("form", ["table", "csv", "text", "markdown", "xlsx", "hocr"])
@pytest.mark.usefixtures("full_disk")
def test_result_that_cannot_be_saved_is_printed_completely(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, form: str
) -> None:
    """As JSON, because every other format leaves something of the result out."""
    cloud.responses["recognize_passport"] = {"result": {"portrait_image": "QUJD" * 9000}}
    outcome = hwocr("passport", scan, "--output", "results", "--format", form)
    assert outcome.code == 8
    assert json.loads(outcome.out)["result"] == {"portrait_image": "QUJD" * 9000}


@pytest.mark.usefixtures("full_disk")
def test_results_in_progress_are_printed(hwocr: Hwocr, cloud: FakeCloud, scans: list[Path]) -> None:
    """Requests that are in progress at the first failure are printed as well."""
    barrier = threading.Barrier(4)

    def respond(number: int) -> dict[str, Any]:
        if number <= 4:
            barrier.wait(20)
        return {"result": {"surname": f"NUMBER{number}"}}

    cloud.responses["recognize_passport"] = respond
    outcome = hwocr("passport", *scans, "--output", "results", "--format", "json", "--jobs", "4")
    printed = [json.loads(line)["result"]["surname"] for line in outcome.out.splitlines()]
    assert outcome.code == 8
    assert len(printed) == len(cloud.calls) < 9
    assert set(printed) == {f"NUMBER{number + 1}" for number in range(len(cloud.calls))}


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs permissions of POSIX")
def test_output_is_probed_before_the_first_request(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that is not writable is refused before anything is sent."""

    def refuse(path: object, flags: int, *rest: object, **more: object) -> int:
        if flags & os.O_CREAT:
            raise PermissionError(errno.EACCES, "Permission denied")
        return original(path, flags, *rest, **more)  # type: ignore[arg-type]

    original = os.open
    monkeypatch.setattr(os, "open", refuse)
    for option in ("--output", "--annotate"):
        outcome = hwocr("general-text", scan, option, "results")
        assert (outcome.code, cloud.calls) == (2, [])
        assert "permission denied" in outcome.err
    outcome = hwocr("general-text", scan, "--annotate", tmp_path / "boxes.png")
    assert (outcome.code, cloud.calls) == (2, [])


def test_annotated_image_cannot_be_a_folder(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, tmp_path: Path
) -> None:
    """An existing folder with the name of an image is refused before anything is sent."""
    (tmp_path / "boxes.png").mkdir()
    outcome = hwocr("general-text", scan, "--annotate", "boxes.png")
    assert (outcome.code, cloud.calls) == (2, [])


def test_existing_files_of_others_are_kept(hwocr: Hwocr, scan: Path, tmp_path: Path) -> None:
    """A file or folder that is not a result of the same input is not overwritten."""
    results = tmp_path / "results"
    (results / "scan.json").mkdir(parents=True)
    (results / "scan-2.json").write_text("mine")
    outcome = hwocr("passport", scan, "--output", "results", "--format", "json")
    assert outcome.code == 0
    assert (results / "scan-2.json").read_text() == "mine"
    assert "LINDQVIST" in (results / "scan-3.json").read_text("utf-8")


@pytest.mark.parametrize("suffix", [".png", ".annotated.png"])
def test_long_file_names(hwocr: Hwocr, tmp_path: Path, suffix: str) -> None:
    """Names close to the limit of the file system are shortened, and stay different."""
    long = "n" * (255 - len(suffix))
    for name in (long, "ä" * 120):
        Image.new("L", (40, 30)).save(tmp_path / f"{name}{suffix}", "PNG")
    paths = sorted(tmp_path.glob(f"*{suffix}"))
    outcome = hwocr(
        "general-text", *paths, "--output", "results", "--annotate", "results", "--format", "json"
    )
    assert (outcome.code, counts(outcome.err)) == (0, "hwocr: 2 of 2 processed\n")
    names = visible(tmp_path / "results")
    assert len(names) == 4
    assert max(len(os.fsencode(name)) for name in names) <= 255


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_pipes_and_links_in_the_output_folder(hwocr: Hwocr, scan: Path, tmp_path: Path) -> None:
    """A named pipe or a link in the output folder is neither opened nor followed."""
    results, target = tmp_path / "results", tmp_path / "target"
    results.mkdir()
    target.write_text("mine")
    os.mkfifo(results / ".scan.json.part")
    os.mkfifo(results / "scan.json")
    (results / "scan-2.json").symlink_to(target)
    (results / "scan.annotated.png").symlink_to(target)
    outcome = hwocr(
        "general-text", scan, "--output", "results", "--annotate", "results", "--format", "json"
    )
    assert outcome.code == 0
    assert target.read_text() == "mine"
    assert "CORNER BAKERY" in (results / "scan-3.json").read_text("utf-8")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
@pytest.mark.parametrize("kind", ["pipe", "link", "folder"])
def test_journal_that_is_not_a_file(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, tmp_path: Path, kind: str
) -> None:
    """A pipe, link or folder in place of the journal is refused before anything is sent."""
    results, target = tmp_path / "results", tmp_path / "target"
    results.mkdir()
    path = results / JOURNAL
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to(target)
    else:
        path.mkdir()
    outcome = hwocr("general-text", scan, "--output", "results", "--format", "json")
    assert (outcome.code, cloud.calls) == (2, [])
    assert not target.exists()
