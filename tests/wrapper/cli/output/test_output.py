"""Results are written in the requested format, to standard output or to files; inputs are kept."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from PIL import Image

from ocr_wrapper import errors
from ocr_wrapper.images.headers import Format, sniff
from ocr_wrapper.results.escaping import escape_line
from ocr_wrapper.results.recognition import Recognition


def visible(folder: Path) -> list[str]:
    """Return the names in a folder, without the index of the results."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def test_table(hwocr, scan):
    """By default fields are shown with confidences, and with the request id."""
    out = hwocr("passport", scan).out
    assert "surname" in out
    assert "LINDQVIST" in out
    assert "97.3%" in out
    assert "req-1" in out


def test_table_of_text_and_tables(hwocr, scan):
    """Text is shown row by row, and text of a table only in the table."""
    out = hwocr("general-table", scan).out
    assert out.count("Shelf") == 1
    assert "Delivery note" in out


def test_nothing_recognized(hwocr, cloud, scan):
    """An empty result is reported as such."""
    cloud.responses["recognize_general_text"] = {"result": {"words_block_list": []}}
    assert "Nothing was recognized" in hwocr("general-text", scan).out


def test_json_lines(hwocr, scan):
    """JSON has one line per input, can be loaded, and contains the response as result."""
    outcome = hwocr("passport", scan, "https://host/a.png", "--format", "json")
    lines = [json.loads(line) for line in outcome.out.splitlines()]
    assert [line["file"] for line in lines] == [str(scan), "https://host/a.png"]
    assert lines[0]["result"]["surname"] == "LINDQVIST"
    again = Recognition.from_json(outcome.out.splitlines()[0])
    assert (again.operation, again.request_id) == ("recognize_passport", "req-1")


def test_text(hwocr, scan):
    """Text contains only the text, with tabs; several inputs have a heading each."""
    one = hwocr("general-text", scan, "--format", "text").out
    two = hwocr("general-text", scan, scan, "--format", "text").out
    assert one == "CORNER BAKERY\nRye bread\t4.20\n谢谢惠顾\n"
    assert two == f"==> {scan} <==\n{one}" * 2


def test_markdown(hwocr, scan):
    """Markdown is a document."""
    assert hwocr("passport", scan, "--format", "markdown").out.startswith("| Field | Value |")
    assert (
        hwocr("passport", scan, scan, "--format", "markdown").out.count(
            f"# {escape_line(str(scan))}\n"
        )
        == 2
    )


def test_csv(hwocr, scan):
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
def test_output_folder(hwocr, scan, tmp_path, form: str, suffix: str, printed: bool):
    """With --output each result is a separate file, and a table is printed as well."""
    outcome = hwocr("passport", scan, "--format", form, "--output", "made/results")
    saved = tmp_path / "made" / "results" / f"scan{suffix}"
    assert "LINDQVIST" in saved.read_text("utf-8")
    assert bool(outcome.out) is printed
    assert visible(saved.parent) == [saved.name]


def test_equal_input_names(hwocr, scan, tmp_path):
    """Two inputs of the same name have two results."""
    other = tmp_path / "other" / "scan.png"
    other.parent.mkdir()
    other.write_bytes(scan.read_bytes())
    hwocr("passport", scan, other, "--output", "results")
    assert visible(tmp_path / "results") == [
        "scan-2.json",
        "scan.json",
    ]


def test_names_from_urls_stay_in_the_folder(hwocr, tmp_path):
    """The name in a URL cannot leave the folder."""
    hwocr("passport", "https://host/a/..%2F..%2Fetc%2F.passwd", "--output", "results")
    assert visible(tmp_path / "results") == ["passwd.json"]


@pytest.mark.parametrize("option", ["--output", "--annotate"])
def test_unusable_folder(hwocr, cloud, scan, tmp_path, option: str):
    """A folder that cannot be created is refused before anything is sent."""
    (tmp_path / "results").write_text("a file")
    outcome = hwocr("passport", scan, option, "results/inner")
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1
    assert cloud.calls == []


def test_failed_text_recognition_is_not_an_error(hwocr, cloud, scan, tmp_path):
    """If the text cannot be recognized for the positions, the fields are still shown."""
    cloud.responses["recognize_general_text"] = errors.RateLimitError("later")
    outcome = hwocr("passport", scan, "--local")
    assert outcome.code == 0
    assert "LINDQVIST" in outcome.out
    assert "positions failed" in outcome.out


# --- annotated images ----------------------------------------------------------


def test_annotated_by_default_with_local_engine(hwocr, scan, tmp_path):
    """With --local and a table the annotated image is written to ./out and its path is shown."""
    outcome = hwocr("general-text", scan, "--local")
    with Image.open(tmp_path / "out" / "scan.annotated.png") as image:
        drawn = image.convert("RGB")
    assert "scan.annotated.png" in outcome.out
    assert drawn.size == (400, 300)
    assert drawn.convert("L").getextrema()[0] < 200


@pytest.mark.parametrize(
    "arguments",
    [
        ["--local", "--no-annotate"],
        ["--local", "--format", "json"],
        [],
    ],
)
def test_not_annotated_otherwise(hwocr, scan, tmp_path, arguments: list[str]):
    """No copy of an image is written for the cloud, in a pipe, or if it is not wanted."""
    hwocr("general-text", scan, *arguments)
    assert not (tmp_path / "out").exists()


def test_annotated_at_requested_path(hwocr, scan, tmp_path):
    """A file name or a folder can be given."""
    hwocr("general-text", scan, "--annotate", "boxes.jpg")
    hwocr("general-text", scan, "--annotate", "folder")
    made = [tmp_path / "boxes.jpg", tmp_path / "folder" / "scan.annotated.png"]
    assert [sniff(path.read_bytes()) for path in made] == [
        Format("JPEG", (400, 300)),
        Format("PNG", (400, 300)),
    ]


def test_input_is_not_overwritten(hwocr, cloud, scan, tmp_path):
    """The input is kept, for any name of the output."""
    before = scan.read_bytes()
    outcome = hwocr("general-text", scan, "--annotate", "./scan.png")
    assert outcome.code == 2
    assert "would overwrite" in outcome.err
    twin = tmp_path / "x.annotated.png"
    twin.write_bytes(before)
    (tmp_path / "x.png").write_bytes(before)
    assert hwocr("general-text", "x.png", twin, "--annotate", ".").code == 0
    assert (scan.read_bytes(), twin.read_bytes()) == (before, before)
    assert (tmp_path / "x.annotated-2.png").exists()


def test_input_is_not_overwritten_through_a_link(hwocr, scan, tmp_path):
    """A link to the input is recognized as the input."""
    before = scan.read_bytes()
    (tmp_path / "link.png").symlink_to(scan)
    (tmp_path / "hard.png").hardlink_to(scan)
    for name in ("link.png", "hard.png"):
        assert hwocr("general-text", scan, "--annotate", name).code == 2
    assert scan.read_bytes() == before


def test_one_annotated_file_for_several_inputs(hwocr, scan):
    """Several inputs need a folder."""
    outcome = hwocr("general-text", scan, scan, "--annotate", "one.png")
    assert outcome.code == 2
    assert "name a directory" in outcome.err


def test_fields_are_located_in_the_text(hwocr, cloud, scan, tmp_path):
    """A passport has no coordinates; the local engine recognizes its text to find them."""
    cloud.responses["recognize_general_text"] = {
        "result": {
            "words_block_list": [
                {"words": "LINDQVIST", "location": [[50, 50], [200, 50], [200, 80], [50, 80]]}
            ]
        }
    }
    outcome = hwocr("passport", scan, "--local")
    assert [call[0] for call in cloud.calls] == ["recognize_passport", "recognize_general_text"]
    assert "scan.annotated.png" in outcome.out
    with Image.open(tmp_path / "out" / "scan.annotated.png") as image:
        drawn = image.convert("RGB")
    red, green, blue = drawn.getpixel((50, 65))
    assert green > red + 50 > blue


def test_no_second_request_is_billed(hwocr, cloud, scan, tmp_path):
    """In the cloud no second request is sent, and the output explains the missing image."""
    outcome = hwocr("passport", scan, "--annotate", "boxes.png")
    assert [call[0] for call in cloud.calls] == ["recognize_passport"]
    assert "no coordinates" in outcome.out
    assert not (tmp_path / "boxes.png").exists()


def test_urls_and_pdfs_are_not_annotated(hwocr, tmp_path):
    """An input that is not an image on this machine is not annotated, which is not an error."""
    (tmp_path / "page.pdf").write_bytes(b"%PDF-1.7\n")
    outcome = hwocr("general-text", "https://host/a.png", "page.pdf", "--annotate", "out")
    assert outcome.code == 0
    assert "given as a URL" in outcome.out
    assert "PDF cannot be annotated" in " ".join(outcome.out.split())


# --- several inputs -----------------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 3])
def test_failed_input_does_not_stop_the_others(hwocr, cloud, scan, tmp_path, jobs: int):
    """One invalid file does not affect the others; the worst exit code is returned."""
    bad = tmp_path / "bad.png"
    bad.write_text("not an image")
    outcome = hwocr("passport", scan, bad, scan, "--format", "json", "--jobs", jobs)
    assert outcome.code == 2
    assert [json.loads(line)["file"] for line in outcome.out.splitlines()] == [str(scan)] * 2
    assert outcome.err.splitlines()[-1] == "hwocr: 2 of 3 processed, 1 failed"
    assert len(cloud.calls) == 2


def test_worst_exit_code(hwocr, cloud, scan):
    """A refusal by the service is worse than invalid input, and an internal error is worst."""
    cloud.responses["recognize_passport"] = errors.RateLimitError("later")
    assert hwocr("passport", scan, "nowhere.png").code == 4
    cloud.responses["recognize_passport"] = ZeroDivisionError("oops")
    assert hwocr("passport", scan, "nowhere.png").code == 1


def test_order_is_kept(hwocr, cloud, tmp_path):
    """Results of concurrent requests keep the order of the command line."""
    names = []
    for number in range(9):
        path = tmp_path / f"{number}.png"
        Image.new("L", (20, 20), number).save(path)
        names.append(str(path))
    outcome = hwocr("passport", *names, "-j", 4, "--format", "json")
    assert [json.loads(line)["file"] for line in outcome.out.splitlines()] == names
    assert (len(cloud.connections), cloud.closed) == (1, 1)


def test_interrupt(hwocr, cloud, scan):
    """Ctrl-C ends with exit code 130 and one line, and closes the client."""

    def interrupt(_: int):
        raise KeyboardInterrupt

    cloud.responses["recognize_passport"] = interrupt
    outcome = hwocr("passport", scan)
    assert (outcome.code, outcome.err.strip()) == (130, "hwocr: interrupted")
    assert cloud.closed == 1


# --- many inputs ----------------------------------------------------------------


def test_skip_existing(hwocr, cloud, scan, tmp_path):
    """With --skip-existing only inputs without a result are processed."""
    other = tmp_path / "other.png"
    other.write_bytes(scan.read_bytes())
    hwocr("passport", scan, "--output", "results", "--format", "json")
    outcome = hwocr(
        *("passport", scan, other, "--output", "results", "--format", "json", "--skip-existing")
    )
    assert (outcome.code, outcome.err) == (0, "hwocr: 1 of 2 processed, 1 skipped\n")
    assert len(cloud.calls) == 2
    assert hwocr("passport", scan, "--skip-existing").code == 2


def test_inputs_from_a_file(hwocr, cloud, scan, tmp_path):
    """The names of inputs can be read from a file."""
    names = tmp_path / "names.txt"
    names.write_text(f"{scan}\n\nhttps://host/a.png\r\n", "utf-8")
    outcome = hwocr("passport", "--files-from", names, "--format", "json")
    assert [json.loads(line)["file"] for line in outcome.out.splitlines()] == [
        str(scan),
        "https://host/a.png",
    ]
    assert hwocr("passport", "--files-from", "nowhere.txt").code == 2


def test_spreadsheets_are_saved(hwocr, cloud, scan, tmp_path):
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


OPERATIONS_WITH_FORMATS = [
    (operation, form)
    for operation in ("passport", "general-text", "general-table")
    for form in ("table", "json", "text", "markdown", "csv")
]


@pytest.mark.parametrize(("operation", "form"), OPERATIONS_WITH_FORMATS)
@pytest.mark.parametrize("service", [["--local"], ["--endpoint", "http://127.0.0.1:9"]])
def test_examples_are_refused(hwocr, cloud, scan, tmp_path, operation, form, service):
    """An example of an emulator has an exit code of its own and is neither printed nor saved."""
    cloud.examples.add(f"recognize_{operation.replace('-', '_')}")
    outcome = hwocr(operation, scan, "--format", form, "--output", "results", *service)
    assert (outcome.code, outcome.out) == (7, "")
    assert "NOT the content of the image" in outcome.err
    assert "--allow-examples" in outcome.err
    assert visible(tmp_path / "results") == []


@pytest.mark.parametrize(("operation", "form"), OPERATIONS_WITH_FORMATS)
def test_allowed_examples_are_marked(hwocr, cloud, scan, tmp_path, operation, form):
    """With --allow-examples every format marks an example, printed, saved and shown again."""
    cloud.examples.add(f"recognize_{operation.replace('-', '_')}")
    options = ["--local", "--no-annotate", "--allow-examples", "--format", form]
    printed = hwocr(operation, scan, *options)
    assert printed.code == 0
    hwocr(operation, scan, *options, "--output", "results")
    (path,) = (tmp_path / "results").glob("scan*")
    hwocr(operation, scan, *options[:-1], "json", "--output", "json")
    shown = hwocr("show", "json/scan.json", "--format", form).out
    assert "NOT the content of the image" in printed.err
    for text in (printed.out, path.read_text("utf-8"), shown):
        if text.startswith("{"):
            assert json.loads(text)["example"] is True
        else:
            assert "EXAMPLE, not the content of the image" in text


def test_examples_do_not_count_as_results(hwocr, cloud, scan):
    """An example is not taken for the result of an input when a run is continued."""
    cloud.examples.add("recognize_passport")
    options = ["--output", "results", "--format", "json", "--endpoint", "http://127.0.0.1:9"]
    hwocr("passport", scan, *options, "--allow-examples")
    cloud.examples.clear()
    hwocr("passport", scan, *options, "--skip-existing")
    assert len(cloud.calls) == 2


@pytest.mark.parametrize(
    ("operation", "needles"),
    [
        ("passport", ["no OCR engine is installed", "ocr-wrapper[local]"]),
        ("thailand-id-card", ["recognizes only", "general-text", "passport"]),
    ],
)
def test_reason_of_an_example(hwocr, cloud, scan, operation: str, needles: list[str]):
    """The advice to install the engine is given only if that would help."""
    cloud.examples.add(f"recognize_{operation.replace('-', '_')}")
    err = hwocr(operation, scan, "--local").err
    assert all(needle in err for needle in needles)
    assert ("pip install" in err) == (operation == "passport")
    assert "pip install" not in hwocr(operation, scan, "--endpoint", "http://127.0.0.1:9").err
