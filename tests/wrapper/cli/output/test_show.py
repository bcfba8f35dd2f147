"""A saved result is shown in any format, without a network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO, Any

import click
import pytest

from ocr_wrapper import exports
from ocr_wrapper.exports.exporter import Entry
from ocr_wrapper.results.recognition import Recognition
from tests.wrapper.cli.conftest import FakeCloud, Hwocr


@pytest.mark.parametrize("form", ["table", "json", "text", "markdown", "csv"])
def test_saved_results_are_shown_like_new_ones(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, form: str
) -> None:
    """A saved result is printed like the original one, in every format."""
    first = hwocr("passport", scan, "--format", form).out
    hwocr("passport", scan, "--output", "results", "--format", "json")
    again = hwocr("show", "results/scan.json", "--format", form)
    assert (again.code, again.out) == (0, first)
    assert len(cloud.calls) == 2


def test_json_lines(hwocr: Hwocr, scan: Path, tmp_path: Path) -> None:
    """JSON Lines, as printed by --format json, are shown one after the other."""
    lines = hwocr("passport", scan, "https://host/a.png", "--format", "json").out
    (tmp_path / "all.jsonl").write_text(lines, "utf-8")
    outcome = hwocr("show", "all.jsonl", "--format", "csv")
    assert outcome.out.count("surname") == 2
    assert outcome.out.count("file,field") == 1
    assert "https://host/a.png,surname,LINDQVIST" in outcome.out


def test_bare_responses(hwocr: Hwocr, tmp_path: Path) -> None:
    """A bare response body is shown if its operation is given, by either of its names."""
    (tmp_path / "a.json").write_text(json.dumps({"result": {"surname": "A"}}))
    for name in ("passport", "recognize_passport"):
        assert "surname: A" in hwocr("show", "a.json", "--operation", name, "--format", "text").out
    outcome = hwocr("show", "a.json")
    assert (outcome.code, outcome.err.count("\n")) == (2, 1)
    assert "give --operation" in outcome.err


def test_result_over_several_lines(hwocr: Hwocr, scan: Path, tmp_path: Path) -> None:
    """JSON that an editor has indented is one result."""
    saved = json.loads(hwocr("passport", scan, "--format", "json").out)
    (tmp_path / "a.json").write_text(json.dumps(saved, indent=2), "utf-8")
    outcome = hwocr("show", "a.json", "--format", "text")
    assert (outcome.code, "surname: LINDQVIST" in outcome.out) == (0, True)


def test_image_of_an_address_is_not_fetched(hwocr: Hwocr, tmp_path: Path) -> None:
    """A PDF needs the image, and showing a result sends nothing."""
    lines = hwocr("general-text", "https://host/a.png", "--format", "json").out
    (tmp_path / "all.jsonl").write_text(lines, "utf-8")
    outcome = hwocr("show", "all.jsonl", "--output", "a.pdf")
    assert outcome.code == 2
    assert "its image is not available here" in outcome.err
    assert not (tmp_path / "a.pdf").exists()


def test_files_are_opened_one_after_another(
    hwocr: Hwocr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder has more results than a process can have open."""
    opened: list[IO[str]] = []
    original = click.open_file

    def noted(*arguments: Any, **options: Any) -> IO[str]:
        assert all(file.closed for file in opened)
        opened.append(original(*arguments, **options))
        return opened[-1]

    monkeypatch.setattr(click, "open_file", noted)
    for number in range(4):
        (tmp_path / f"{number}.json").write_text(json.dumps({"operation": "x", "result": {}}))
    names = [f"{number}.json" for number in range(4)]
    assert hwocr("show", *names, "--output", "all.jsonl").code == 0
    assert len(opened) == 4


def test_each_kind_of_rows_has_its_header(hwocr: Hwocr, scan: Path) -> None:
    """Rows of fields after a table have the names of their columns, printed or saved."""
    hwocr("general-table", scan, "--output", "tables", "--format", "json")
    hwocr("passport", scan, "--output", "fields", "--format", "json")
    results = ("tables/scan.json", "fields/scan.json", "fields/scan.json")
    lines = hwocr("show", *results, "--format", "csv").out.splitlines()
    assert lines.count("file,field,value,confidence") == 1
    assert hwocr("show", *results, "--output", "all.csv").code == 0
    assert (scan.parent / "all.csv").read_text("utf-8").splitlines() == lines


def test_page_and_size_are_kept(hwocr: Hwocr, tmp_path: Path) -> None:
    """JSON that is made from JSON says the same."""
    entry = Entry(Recognition("recognize_passport", {"result": {}}), "a.tif", page=2, size=(4, 3))
    path = exports.save(entry, tmp_path / "a.json")
    assert hwocr("show", "a.json", "--format", "json").out == path.read_text("utf-8")


@pytest.mark.parametrize("content", [b"", b"hello\n", b"[1, 2]", b"{}", b"\xff\xfe\x00"])
def test_other_files_are_refused(hwocr: Hwocr, tmp_path: Path, content: bytes) -> None:
    """Any other file is refused in one line with its name."""
    (tmp_path / "a.json").write_bytes(content)
    outcome = hwocr("show", "a.json")
    assert (outcome.code, outcome.err.count("\n")) == (2, 1)
    assert "a.json" in outcome.err
