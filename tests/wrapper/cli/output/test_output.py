"""Results are written in the requested format, to standard output or to files."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from ocr_wrapper.results.escaping import escape_line
from ocr_wrapper.results.recognition import Recognition
from tests.wrapper.cli.conftest import FakeCloud, Hwocr
from tests.wrapper.cli.folder import visible


def test_table(hwocr: Hwocr, scan: Path) -> None:
    """By default fields are shown with confidences, and with the request id."""
    out = hwocr("passport", scan).out
    assert "surname" in out
    assert "LINDQVIST" in out
    assert "97.3%" in out
    assert "req-1" in out


def test_table_of_text_and_tables(hwocr: Hwocr, scan: Path) -> None:
    """Text is shown row by row, and text of a table only in the table."""
    out = hwocr("general-table", scan).out
    assert out.count("Shelf") == 1
    assert "Delivery note" in out


def test_nothing_recognized(hwocr: Hwocr, cloud: FakeCloud, scan: Path) -> None:
    """An empty result is reported as such."""
    cloud.responses["recognize_general_text"] = {"result": {"words_block_list": []}}
    assert "Nothing was recognized" in hwocr("general-text", scan).out


def test_json_lines(hwocr: Hwocr, scan: Path) -> None:
    """JSON has one line per input, can be loaded, and contains the response as result."""
    outcome = hwocr("passport", scan, "https://host/a.png", "--format", "json")
    lines = [json.loads(line) for line in outcome.out.splitlines()]
    assert [line["file"] for line in lines] == [str(scan), "https://host/a.png"]
    assert lines[0]["result"]["surname"] == "LINDQVIST"
    again = Recognition.from_json(outcome.out.splitlines()[0])
    assert (again.operation, again.request_id) == ("recognize_passport", "req-1")


def test_text(hwocr: Hwocr, scan: Path) -> None:
    """Text contains only the text, with tabs; several inputs have a heading each."""
    one = hwocr("general-text", scan, "--format", "text").out
    two = hwocr("general-text", scan, scan, "--format", "text").out
    assert one == "CORNER BAKERY\nRye bread\t4.20\n谢谢惠顾\n"
    assert two == f"==> {scan} <==\n{one}" * 2


def test_markdown(hwocr: Hwocr, scan: Path) -> None:
    """Markdown is a document."""
    assert hwocr("passport", scan, "--format", "markdown").out.startswith("| Field | Value |")
    assert (
        hwocr("passport", scan, scan, "--format", "markdown").out.count(
            f"# {escape_line(str(scan))}\n"
        )
        == 2
    )


def test_csv(hwocr: Hwocr, scan: Path) -> None:
    """CSV has one header for all inputs, and tables unchanged."""
    outcome = hwocr("passport", scan, scan, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(outcome.out)))
    assert len([row for row in rows if row["field"] == "surname"]) == 2
    assert rows[1] == {
        "file": str(scan),
        "field": "surname",
        "value": "LINDQVIST",
        "confidence": "0.9727",
    }
    assert hwocr("general-table", scan, "--format", "csv").out.splitlines()[0] == (
        "Item,Quantity,Price"
    )
    head = hwocr("general-text", scan, "--format", "csv").out.splitlines()[0]
    assert head == "file,text,confidence,x1,y1,x2,y2,x3,y3,x4,y4"


@pytest.mark.parametrize(
    ("form", "suffix", "printed"),
    [
        ("table", ".json", True),
        ("json", ".json", False),
        ("text", ".txt", False),
        ("markdown", ".md", False),
        ("csv", ".csv", False),
    ],
)
def test_output_folder(
    hwocr: Hwocr, scan: Path, tmp_path: Path, form: str, suffix: str, printed: bool
) -> None:
    """With --output each result is a separate file, and a table is printed as well."""
    outcome = hwocr("passport", scan, "--format", form, "--output", "made/results")
    saved = tmp_path / "made" / "results" / f"scan{suffix}"
    assert "LINDQVIST" in saved.read_text("utf-8")
    assert bool(outcome.out) is printed
    assert visible(saved.parent) == [saved.name]


def test_equal_input_names(hwocr: Hwocr, scan: Path, tmp_path: Path) -> None:
    """Two inputs of the same name have two results."""
    other = tmp_path / "other" / "scan.png"
    other.parent.mkdir()
    other.write_bytes(scan.read_bytes())
    hwocr("passport", scan, other, "--output", "results")
    assert visible(tmp_path / "results") == [
        "scan-2.json",
        "scan.json",
    ]


def test_names_from_urls_stay_in_the_folder(hwocr: Hwocr, tmp_path: Path) -> None:
    """The name in a URL cannot leave the folder."""
    hwocr("passport", "https://host/a/..%2F..%2Fetc%2F.passwd", "--output", "results")
    assert visible(tmp_path / "results") == ["passwd.json"]


@pytest.mark.parametrize("option", ["--output", "--annotate"])
def test_unusable_folder(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, tmp_path: Path, option: str
) -> None:
    """A folder that cannot be created is refused before anything is sent."""
    (tmp_path / "results").write_text("a file")
    outcome = hwocr("passport", scan, option, "results/inner")
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1
    assert cloud.calls == []


def test_spreadsheets_are_saved(hwocr: Hwocr, cloud: FakeCloud, scan: Path, tmp_path: Path) -> None:
    """The service's spreadsheet is saved with the result, once for all tables of an image."""
    region = {
        "type": "table",
        "words_block_list": [{"words": "a", "rows": [0], "columns": [0]}],
    }
    cloud.responses["recognize_general_table"] = {
        "result": {"words_region_list": [region, region], "excel": "UEsD"}
    }
    outcome = hwocr("general-table", scan, "--return-excel", "--output", "results")
    assert (tmp_path / "results" / "scan.xlsx").read_bytes() == b"PK\x03"
    assert len(visible(tmp_path / "results")) == 2
    assert "scan.xlsx" in outcome.out
