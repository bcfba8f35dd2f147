"""A scan whose content changed: its result takes the place of the old one, and no other file's."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from pathlib import Path
from typing import Any, NoReturn

import pytest
from PIL import Image

from ocr_wrapper.batch.journal import JOURNAL
from ocr_wrapper.cli.output import writer
from ocr_wrapper.files import atomic
from ocr_wrapper.images import pages
from tests.wrapper.cli.conftest import FakeCloud, Hwocr
from tests.wrapper.cli.folder import SAVE, visible
from tests.wrapper.cli.saving.test_other_files import TABLE

RESUME = (*SAVE, "--resume")
DEAD = "00" * 8


@pytest.fixture(autouse=True)
def _numbered(cloud: FakeCloud) -> None:
    """Each call has a result of its own, with its number."""
    for operation in ("recognize_passport", "recognize_general_text"):
        cloud.responses[operation] = lambda count: {"result": {"surname": f"CALL{count}"}}


@pytest.fixture
def results(tmp_path: Path) -> Path:
    return tmp_path / "results"


def surnames(folder: Path) -> dict[str, str]:
    """Return what each result says, by its name."""
    return {
        path.relative_to(folder).as_posix(): json.loads(path.read_text())["result"]["surname"]
        for path in sorted(folder.rglob("*.json"))
    }


def draw(path: Path, number: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("L", (40, 30), number).save(path)
    return path


@pytest.mark.parametrize("options", [SAVE, RESUME])
def test_new_content_replaces_the_result_of_the_old(
    hwocr: Hwocr, tmp_path: Path, results: Path, options: tuple[str, ...]
) -> None:
    """Who reads the folder finds one result of the scan, and it is the current one."""
    for number in range(1, 4):
        draw(tmp_path / "scan.png", number)
        assert hwocr("passport", "scan.png", *options).code == 0
        assert surnames(results) == {"scan.json": f"CALL{number}"}


def test_old_content_that_comes_back_is_called_again(
    hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path, results: Path
) -> None:
    """Its result was replaced: what has its name is not taken for it."""
    for number in (1, 2, 1):
        draw(tmp_path / "scan.png", number)
        assert hwocr("passport", "scan.png", *RESUME).code == 0
    assert (len(cloud.calls), surnames(results)) == (3, {"scan.json": "CALL3"})


@pytest.mark.parametrize("options", [SAVE, RESUME])
@pytest.mark.parametrize("content", [1, 2])
def test_edited_result_is_kept(
    hwocr: Hwocr, tmp_path: Path, results: Path, options: tuple[str, ...], content: int
) -> None:
    """What somebody corrected is not lost, and a line says where the new result is."""
    draw(tmp_path / "scan.png", 1)
    hwocr("passport", "scan.png", *options)
    (results / "scan.json").write_text('{"result": {"surname": "CORRECTED"}}')
    draw(tmp_path / "scan.png", content)
    outcome = hwocr("passport", "scan.png", *options)
    assert outcome.code == 0
    if options == RESUME and content == 1:
        assert surnames(results) == {"scan.json": "CORRECTED"}
        return
    assert surnames(results) == {"scan.json": "CORRECTED", "scan-2.json": "CALL2"}
    assert "scan.json was edited since and is kept; the result is in scan-2.json." in outcome.err
    draw(tmp_path / "scan.png", 3)
    hwocr("passport", "scan.png", *options)
    assert surnames(results) == {"scan.json": "CORRECTED", "scan-2.json": "CALL3"}


@pytest.mark.parametrize("names", [("a.png", "a.jpg"), ("sub1/a.png", "sub2/a.png")])
def test_inputs_of_equal_names_keep_their_results_apart(
    hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path, results: Path, names: tuple[str, str]
) -> None:
    """A changed one replaces its own result, in whichever order and number they are named."""
    first, second = (draw(tmp_path / name, number) for number, name in enumerate(names))
    hwocr("passport", first, second, *RESUME)
    assert surnames(results) == {"a.json": "CALL1", "a-2.json": "CALL2"}
    draw(second, 20)
    hwocr("passport", second, *RESUME)
    assert surnames(results) == {"a.json": "CALL1", "a-2.json": "CALL3"}
    draw(first, 10)
    hwocr("passport", second, first, *RESUME)
    assert surnames(results) == {"a.json": "CALL4", "a-2.json": "CALL3"}
    assert len(cloud.calls) == 4


def test_copies_of_equal_names_stay_apart_when_one_changes(
    hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path, results: Path
) -> None:
    """The result of the other copy is neither replaced nor paid for again."""
    first, second = (draw(tmp_path / name, 1) for name in ("sub1/a.png", "sub2/a.png"))
    hwocr("passport", first, second, *RESUME)
    draw(first, 2)
    for inputs in ((second, first), (first, second), (second,)):
        assert hwocr("passport", *inputs, *RESUME).code == 0
    assert surnames(results) == {"a.json": "CALL3", "a-2.json": "CALL2"}
    assert len(cloud.calls) == 3


def test_folders_in_a_folder(hwocr: Hwocr, tmp_path: Path, results: Path) -> None:
    """A result below the folder is replaced in its place."""
    draw(tmp_path / "in" / "a.png", 1)
    deep = draw(tmp_path / "in" / "sub" / "a.png", 2)
    for number in (2, 3):
        draw(deep, number)
        assert hwocr("passport", "in", "--recursive", *RESUME).code == 0
    assert surnames(results) == {"a.json": "CALL1", "sub/a.json": "CALL3"}


def test_pages_of_a_document(hwocr: Hwocr, tmp_path: Path, results: Path) -> None:
    """Each page replaces its own result."""
    for shade in (1, 2):
        sheets = [Image.new("L", (40, 30), shade + number) for number in range(2)]
        sheets[0].save(tmp_path / "scan.tiff", save_all=True, append_images=sheets[1:])
        assert pages.page_count((tmp_path / "scan.tiff").read_bytes(), "scan.tiff") == 2
        assert hwocr("passport", "scan.tiff", "--pages", "all", *RESUME).code == 0
    assert surnames(results) == {"scan.page-1.json": "CALL3", "scan.page-2.json": "CALL4"}


def test_other_options_have_a_result_of_their_own(
    hwocr: Hwocr, tmp_path: Path, results: Path
) -> None:
    """Only the content may differ: a result of other options is one of something else."""
    draw(tmp_path / "scan.png", 1)
    hwocr("passport", "scan.png", *RESUME)
    draw(tmp_path / "scan.png", 2)
    hwocr("passport", "scan.png", "--country-code", "GENERAL", *RESUME)
    assert surnames(results) == {"scan.json": "CALL1", "scan-2.json": "CALL2"}


def test_annotated_image_and_spreadsheet_follow(
    hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path, results: Path
) -> None:
    """What belongs to a result is replaced with it, and kept if it was edited."""
    sheets = iter(("Zmlyc3Q=", "c2Vjb25k", "dGhpcmQ="))
    cloud.responses["recognize_general_table"] = lambda _: {
        "result": {**TABLE["result"], "excel": next(sheets)}
    }
    for number in (1, 2):
        draw(tmp_path / "scan.png", number)
        assert hwocr("general-table", "scan.png", *RESUME).code == 0
    assert visible(results) == ["scan.json", "scan.xlsx"]
    assert (results / "scan.xlsx").read_bytes() == b"second"
    (results / "scan.xlsx").write_text("edited")
    draw(tmp_path / "scan.png", 3)
    assert hwocr("general-table", "scan.png", *RESUME).code == 0
    assert (results / "scan.xlsx").read_text() == "edited"
    assert (results / "scan-2.xlsx").read_bytes() == b"third"


@pytest.mark.parametrize("edited", [False, True])
def test_nothing_of_the_old_content_stays_beside_the_new_result(
    hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path, results: Path, edited: bool
) -> None:
    """A new result without a spreadsheet leaves none of the old one, unless it was edited."""
    draw(tmp_path / "scan.png", 1)
    cloud.responses["recognize_general_table"] = TABLE
    assert hwocr("general-table", "scan.png", *RESUME).code == 0
    assert visible(results) == ["scan.json", "scan.xlsx"]
    if edited:
        (results / "scan.xlsx").write_text("edited")
    cloud.responses["recognize_general_table"] = {"result": {"words_region_list": []}}
    draw(tmp_path / "scan.png", 2)
    assert hwocr("general-table", "scan.png", *RESUME).code == 0
    assert visible(results) == ["scan.json", *(["scan.xlsx"] if edited else [])]


def test_annotated_image_of_the_old_content_goes(
    hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path, results: Path
) -> None:
    """A new result without positions leaves no image with the boxes of the old one."""
    block = {"words": "a", "location": [[1, 1], [9, 1], [9, 9], [1, 9]]}
    for number, blocks in enumerate(([block], [])):
        cloud.responses["recognize_general_text"] = {"result": {"words_block_list": blocks}}
        draw(tmp_path / "scan.png", number)
        options = (*RESUME, "--annotate", "results")
        assert hwocr("general-text", "scan.png", *options).code == 0
        assert ("scan.annotated.png" in visible(results)) is bool(blocks)


def test_name_that_another_input_took_over(
    hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path, results: Path
) -> None:
    """The result of one input is never taken for that of another, which had the name before."""
    first, second = draw(tmp_path / "a.png", 1), draw(tmp_path / "a.jpg", 2)
    hwocr("passport", first, *RESUME)
    (results / "a.json").unlink()
    hwocr("passport", second, *RESUME)
    assert hwocr("passport", first, *RESUME).code == 0
    assert surnames(results) == {"a.json": "CALL2", "a-2.json": "CALL3"}


class Killed(BaseException):
    """The end of a process, which no handler of an error sees."""


@pytest.mark.usefixtures("journals_of_killed_runs")
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("then", [1, 2, 3])
def test_run_that_is_killed_while_it_replaces(
    hwocr: Hwocr,
    cloud: FakeCloud,
    tmp_path: Path,
    results: Path,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
    then: int,
) -> None:
    """The next run finds each result where it is, whatever the content of the scan is then.

    Killed before or after the file got its name; then the scan has its old content again, the one
    that was called, or a third one. What was paid for is there, and one file has the result.
    """
    rename = atomic.rename

    def killed(*paths: Any) -> NoReturn:
        if moment == "after":
            rename(*paths)
        raise Killed

    draw(tmp_path / "scan.png", 1)
    hwocr("passport", "scan.png", *RESUME)
    draw(tmp_path / "scan.png", 2)
    with monkeypatch.context() as patch:
        patch.setattr(writer, "rename", killed)
        patch.setattr(writer, "remove", lambda _: None)
        with pytest.raises(Killed):
            hwocr("passport", "scan.png", *RESUME)
    with contextlib.closing(sqlite3.connect(results / JOURNAL)) as database:
        database.execute("UPDATE calls SET run=?", (DEAD,))
        database.commit()
    draw(tmp_path / "scan.png", then)
    assert hwocr("passport", "scan.png", *RESUME).code == 0
    called_again = then == 3 or (then, moment) == (1, "after")
    expected = {1: "CALL1", 2: "CALL2"}.get(then, "CALL3")
    assert surnames(results) == {"scan.json": "CALL3" if called_again else expected}
    assert len(cloud.calls) == 2 + called_again


def test_result_that_is_edited_during_the_call_is_kept(
    hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path, results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it was edited is looked at when the new result gets its name."""
    draw(tmp_path / "scan.png", 1)
    hwocr("passport", "scan.png", *RESUME)
    draw(tmp_path / "scan.png", 2)
    saving = writer.OutputFolder._replace

    def edited(*arguments: Any) -> bool:
        (results / "scan.json").write_text('{"result": {"surname": "CORRECTED"}}')
        return saving(*arguments)

    monkeypatch.setattr(writer.OutputFolder, "_replace", edited)
    assert "edited since" in hwocr("passport", "scan.png", *RESUME).err
    assert surnames(results) == {"scan.json": "CORRECTED", "scan-2.json": "CALL2"}


def test_combined_file_has_the_new_result_alone(
    hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path
) -> None:
    """A line of the old content does not follow that of the new one; others stay."""
    draw(tmp_path / "a.png", 1)
    draw(tmp_path / "b.png", 2)
    assert hwocr("passport", "a.png", "b.png", "--output", "all.jsonl", "--resume").code == 0
    draw(tmp_path / "a.png", 3)
    for _ in range(2):
        assert hwocr("passport", "a.png", "--output", "all.jsonl", "--resume").code == 0
        lines = (tmp_path / "all.jsonl").read_text().splitlines()
        found = [json.loads(line)["result"]["surname"] for line in lines]
        assert found == ["CALL3", "CALL2"]
    assert len(cloud.calls) == 3


def test_combined_file_that_is_made_anew(hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path) -> None:
    """A format to which nothing can be added is written again, once all inputs were called."""
    names = [draw(tmp_path / name, number) for number, name in enumerate(("a.png", "b.png"))]
    assert hwocr("passport", *names, "--output", "all.csv").code == 0
    draw(tmp_path / "b.png", 3)
    outcome = hwocr("passport", *names, "--output", "all.csv", "--resume")
    assert (outcome.code, len(cloud.calls)) == (8, 2)
    assert hwocr("passport", *names, "--output", "all.csv").code == 0
    text = (tmp_path / "all.csv").read_text()
    assert [f"CALL{number}" in text for number in (1, 2, 3, 4)] == [False, False, True, True]


@pytest.mark.skipif(os.name == "nt", reason="a name that is not Unicode")
def test_changed_input_whose_name_is_not_unicode(
    hwocr: Hwocr, tmp_path: Path, results: Path
) -> None:
    """It is recognized by its bytes."""
    name = os.fsdecode(b"scan \xff.png")
    for number in (1, 2):
        draw(tmp_path / name, number)
        assert hwocr("passport", name, *RESUME).code == 0
    assert len(visible(results)) == 1
