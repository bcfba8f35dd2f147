"""A run that is continued skips what was saved, and keeps the results of other inputs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from ocr_wrapper.cli.output import writer
from tests.wrapper.cli.conftest import FakeCloud, Hwocr
from tests.wrapper.cli.folder import SAVE, visible


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


def test_emptied_result_is_recognized_again(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, tmp_path: Path
) -> None:
    """A file without content is no result, whatever the index says of it."""
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
    assert outcome.err == "hwocr: 0 of 2 processed, 2 skipped\n"
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


@pytest.mark.parametrize(
    "line", ["", "{}", "[]", "null", "{", '{"key": 1, "name": 2}', '{"key": "k", "name": "../x"}']
)
def test_damaged_index_is_tolerated(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, tmp_path: Path, line: str
) -> None:
    """A damaged line of the index is ignored, the others are used."""
    hwocr("passport", scan, *SAVE)
    path = tmp_path / "results" / writer.INDEX
    path.write_bytes(b"\xff\xfe\n" + line.encode() + b"\n" + path.read_bytes() + b'{"key": "cut')
    hwocr("passport", scan, *SAVE, "--skip-existing")
    assert len(cloud.calls) == 1


def test_index_cannot_lead_out_of_the_folder(hwocr: Hwocr, scan: Path, tmp_path: Path) -> None:
    """A name in the index that is a path is ignored, and the file there is kept."""
    hwocr("passport", scan, *SAVE)
    outside, index = tmp_path / "outside.json", tmp_path / "results" / writer.INDEX
    outside.write_text("mine")
    index.write_text(index.read_text().replace("scan.json", "../outside.json"))
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


def test_index_contains_no_input(hwocr: Hwocr, tmp_path: Path) -> None:
    """The index contains neither a URL nor an option."""
    hwocr("passport", "https://host/a.png?Signature=secret", *SAVE)
    text = (tmp_path / "results" / writer.INDEX).read_text()
    assert "secret" not in text
    assert "host" not in text
