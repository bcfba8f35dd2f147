"""A run that is continued skips what was saved, and keeps the results of other inputs."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path

import pytest
from PIL import Image

from ocr_wrapper.batch.journal import JOURNAL
from tests.wrapper.cli.conftest import FakeCloud, Hwocr
from tests.wrapper.cli.folder import SAVE, counts, visible


def twins(tmp_path: Path) -> tuple[Path, Path]:
    """Two different images with the same name in two folders."""
    paths = tmp_path / "sub1" / "page1.png", tmp_path / "sub2" / "page1.png"
    for number, path in enumerate(paths):
        path.parent.mkdir()
        Image.new("L", (40, 30), number).save(path)
    return paths


def test_equal_names_of_two_runs_do_not_collide(
    hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path
) -> None:
    """A result of an earlier run is neither overwritten nor taken for that of another input."""
    first, second = twins(tmp_path)
    hwocr("passport", second, *SAVE)
    outcome = hwocr("passport", first, *SAVE, "--skip-existing")
    assert (outcome.code, len(cloud.calls)) == (0, 2)
    saved = [
        json.loads((tmp_path / "results" / name).read_text("utf-8"))["file"]
        for name in ("page1.json", "page1-2.json")
    ]
    assert saved == [str(second), str(first)]
    hwocr("passport", first, second, *SAVE, "--skip-existing")
    assert len(cloud.calls) == 2


def test_equal_images_of_equal_names_are_continued_apart(
    hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path
) -> None:
    """Each of two files has a result of its own, also if a run ends between them."""
    first, second = twins(tmp_path)
    second.write_bytes(first.read_bytes())
    hwocr("passport", first, second, *SAVE, "--max-calls", 1)
    for calls in (2, 2):
        assert hwocr("passport", first, second, *SAVE, "--resume").code == 0
        assert len(cloud.calls) == calls
    saved = [json.loads(path.read_text()) for path in (tmp_path / "results").glob("*.json")]
    assert {result["file"] for result in saved} == {str(first), str(second)}


def test_file_with_the_name_of_a_folder_is_an_error_of_its_input_alone(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, tmp_path: Path
) -> None:
    """The other inputs are processed; nothing is sent for the one without a place."""
    (tmp_path / "scan.json").mkdir()
    scan.with_name("other.png").write_bytes(scan.read_bytes())
    Image.new("L", (40, 30)).save(tmp_path / "scan.json" / "page.png")
    outcome = hwocr("passport", scan, tmp_path / "scan.json" / "..", "--recursive", *SAVE)
    assert outcome.code == 9
    assert "scan.json is a file and not a folder" in outcome.err
    assert "not tried" not in outcome.err
    assert len(cloud.calls) == 3


def test_emptied_result_is_recognized_again(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, tmp_path: Path
) -> None:
    """A file without content is no result, whatever the journal says of it."""
    hwocr("passport", scan, *SAVE)
    (saved,) = visible(tmp_path / "results")
    (tmp_path / "results" / saved).write_bytes(b"")
    assert hwocr("passport", scan, *SAVE, "--skip-existing").code == 0
    assert len(cloud.calls) == 2


@pytest.mark.parametrize(
    "change",
    [
        ["general-text"],
        ["passport", "--country-code", "GENERAL"],
        ["passport", "--local", "--no-annotate"],
        ["passport", "--endpoint", "https://gateway.example"],
        ["passport", "--format", "text"],
    ],
)
def test_other_options_are_not_skipped(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, change: list[str]
) -> None:
    """A result for another operation, option, service or format does not count."""
    hwocr("passport", scan, *SAVE)
    operation, *options = change
    assert hwocr(operation, scan, *SAVE, *options, "--skip-existing").code == 0
    assert len(cloud.calls) == 2


def test_changed_content_is_not_skipped(hwocr: Hwocr, cloud: FakeCloud, scan: Path) -> None:
    """A file that has changed since is processed again, and its result replaced."""
    hwocr("passport", scan, *SAVE)
    Image.new("L", (50, 40), 7).save(scan)
    hwocr("passport", scan, *SAVE, "--skip-existing")
    assert len(cloud.calls) == 2


def test_same_input_by_another_spelling_is_skipped(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path
) -> None:
    """The spelling of a path does not matter."""
    hwocr("passport", scan, *SAVE)
    outcome = hwocr("passport", "./scan.png", "scan.png", *SAVE, "--skip-existing")
    assert counts(outcome.err) == "hwocr: 0 of 2 processed, 2 skipped\n"
    assert len(cloud.calls) == 1


def test_deleted_results_are_not_skipped(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, tmp_path: Path
) -> None:
    """An input whose result was deleted is processed again."""
    hwocr("passport", scan, *SAVE)
    (tmp_path / "results" / "scan.json").unlink()
    hwocr("passport", scan, *SAVE, "--skip-existing")
    assert len(cloud.calls) == 2
    assert visible(tmp_path / "results") == ["scan.json"]


def test_repeated_run_replaces_its_results(hwocr: Hwocr, scan: Path, tmp_path: Path) -> None:
    """Without --skip-existing the same input is processed again and its result replaced."""
    for _ in range(2):
        hwocr("general-text", scan, *SAVE, "--annotate", "results")
    assert visible(tmp_path / "results") == ["scan.annotated.png", "scan.json"]


@pytest.mark.parametrize("content", [b"not a database", b"SQLite format 3\0" + bytes(200)])
def test_damaged_journal_is_refused(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, tmp_path: Path, content: bytes
) -> None:
    """A journal that cannot be read is reported before anything is sent, and kept."""
    hwocr("passport", scan, *SAVE)
    path = tmp_path / "results" / JOURNAL
    path.write_bytes(content)
    outcome = hwocr("passport", scan, *SAVE, "--skip-existing")
    assert (outcome.code, len(cloud.calls)) == (2, 1)
    assert JOURNAL in outcome.err
    assert path.read_bytes() == content


def test_journal_of_a_later_version_is_refused(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, tmp_path: Path
) -> None:
    """A journal of a version that this one does not know is neither used nor changed."""
    (tmp_path / "results").mkdir()
    with contextlib.closing(sqlite3.connect(tmp_path / "results" / JOURNAL)) as database:
        database.execute("PRAGMA user_version=99")
    outcome = hwocr("passport", scan, *SAVE)
    assert (outcome.code, cloud.calls) == (2, [])
    assert "another version" in outcome.err


def test_journal_cannot_lead_out_of_the_folder(hwocr: Hwocr, scan: Path, tmp_path: Path) -> None:
    """A name in the journal that is a path elsewhere is ignored, and the file there is kept."""
    hwocr("passport", scan, *SAVE)
    outside = tmp_path / "outside.json"
    outside.write_text("mine")
    with contextlib.closing(sqlite3.connect(tmp_path / "results" / JOURNAL)) as database:
        database.execute("UPDATE calls SET name=?", (b"../outside.json",))
        database.commit()
    hwocr("passport", scan, *SAVE)
    assert outside.read_text() == "mine"


def test_earlier_output_that_is_now_an_input_is_kept(
    hwocr: Hwocr, scan: Path, tmp_path: Path
) -> None:
    """An annotated image of an earlier run is not replaced while it is an input itself."""
    hwocr("general-text", scan, "--annotate", tmp_path)
    annotated = tmp_path / "scan.annotated.png"
    before = annotated.read_bytes()
    hwocr("passport", scan, *SAVE)
    Image.new("RGB", (400, 300), "black").save(tmp_path / "other.png")
    assert hwocr("general-text", scan, annotated, "--annotate", tmp_path).code == 0
    assert annotated.read_bytes() == before


def test_equal_content_of_two_files(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, tmp_path: Path
) -> None:
    """Two copies of an image are two inputs with a result each."""
    copy = tmp_path / "copy.png"
    copy.write_bytes(scan.read_bytes())
    hwocr("passport", scan, *SAVE)
    hwocr("passport", copy, *SAVE, "--skip-existing")
    assert visible(tmp_path / "results") == ["copy.json", "scan.json"]


def test_journal_contains_no_input(hwocr: Hwocr, scan: Path, tmp_path: Path) -> None:
    """The journal contains neither an address, nor an option, nor anything that was recognized."""
    hwocr("passport", "https://host/a.png?Signature=secret", "--country-code", "GENERAL", *SAVE)
    hwocr("passport", scan, *SAVE)
    found = (tmp_path / "results").glob(f"{JOURNAL}*")
    content = b"".join(path.read_bytes() for path in found)
    for word in (b"secret", b"host", b"GENERAL", b"LINDQVIST"):
        assert word not in content
