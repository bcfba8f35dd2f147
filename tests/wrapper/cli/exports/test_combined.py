"""`--output results.xlsx` makes one file of all inputs; a folder gets one file for each."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import pandas
import pypdfium2
import pytest

from ocr_wrapper import errors, exports
from ocr_wrapper.batch.journal import JOURNAL
from tests.wrapper.cli.conftest import FakeCloud, Hwocr
from tests.wrapper.cli.folder import visible
from tests.wrapper.exports.pdf.page import block, picture

PLACE = (200, 200, 400, 40)
COMBINED = [name for name, form in exports.FORMATS.items() if form.combines]


@pytest.fixture
def scans(cloud: FakeCloud, tmp_path: Path) -> list[str]:
    """Return three images with different text, which the service finds in them."""
    names = [f"scan{number}.jpg" for number in range(3)]
    for number, name in enumerate(names):
        (tmp_path / name).write_bytes(picture(quality=90 + number))
    blocks = [block(f"word{number}", PLACE) for number in range(3)]
    cloud.responses["recognize_general_text"] = lambda count: {
        "result": {"words_block_list": [blocks[(count - 1) % 3]]}
    }
    return names


def texts(path: Path) -> list[str]:
    """Return the texts of the results in a file, in their order."""
    if path.suffix == ".pdf":
        with pypdfium2.PdfDocument(path) as document:
            return [page.get_textpage().get_text_range().strip() for page in document]
    if path.suffix == ".xlsx":
        return list(pandas.read_excel(path, sheet_name="Lines")["text"])
    if path.suffix == ".parquet":
        return list(pandas.read_parquet(path)["text"])
    content = path.read_text("utf-8")
    return list(dict.fromkeys(re.findall(r"\bword\d\b", content)))


@pytest.mark.parametrize("name", COMBINED)
def test_all_inputs_are_in_one_file(
    hwocr: Hwocr, cloud: FakeCloud, scans: list[str], tmp_path: Path, name: str
) -> None:
    """The suffix chooses the format, and the results of single inputs are removed at the end."""
    path = tmp_path / f"all{exports.by_name(name).suffix}"
    outcome = hwocr("general-text", *scans, "--output", path)
    assert (outcome.code, outcome.out) == (0, "")
    assert len(cloud.calls) == 3
    assert path.stat().st_size > 0
    assert not (tmp_path / f"{path.name}.parts").exists()


@pytest.mark.parametrize("suffix", [".xlsx", ".parquet", ".pdf", ".jsonl", ".csv", ".hocr"])
def test_results_have_the_order_of_the_inputs(
    hwocr: Hwocr, scans: list[str], tmp_path: Path, suffix: str
) -> None:
    """Each result is in the file once, in the order of the command line."""
    path = tmp_path / f"all{suffix}"
    assert hwocr("general-text", *scans, "--output", path).code == 0
    assert texts(path) == ["word0", "word1", "word2"]


def test_pages_of_hocr_have_the_size_of_their_images(
    hwocr: Hwocr, scans: list[str], tmp_path: Path
) -> None:
    """The size is kept with the single results, which are saved without their images."""
    assert hwocr("general-text", *scans, "--output", "all.hocr").code == 0
    assert (tmp_path / "all.hocr").read_text("utf-8").count("bbox 0 0 1000 700; ppageno") == 3


def test_output_that_is_an_input_is_refused(
    hwocr: Hwocr, cloud: FakeCloud, scans: list[str], tmp_path: Path
) -> None:
    """The searchable PDF of a scan does not replace the scan."""
    (tmp_path / "scan.pdf").write_bytes(picture())
    outcome = hwocr("general-text", "scan.pdf", "--output", "scan.pdf")
    assert outcome.code == 2
    assert "would overwrite the input" in outcome.err
    assert cloud.calls == []


@pytest.mark.parametrize("name", exports.FORMATS)
def test_folder_gets_one_file_for_each_input(
    hwocr: Hwocr, scans: list[str], tmp_path: Path, name: str
) -> None:
    """Every format can be saved for each input too."""
    outcome = hwocr("general-text", *scans, "--format", name, "--output", "results")
    suffix = exports.by_name(name).suffix
    assert outcome.code == 0
    assert visible(tmp_path / "results") == [f"scan{number}{suffix}" for number in range(3)]
    assert texts(tmp_path / "results" / f"scan1{suffix}") == ["word1"]


@pytest.mark.parametrize("suffix", [".xlsx", ".pdf"])
def test_stopped_run_is_continued(
    hwocr: Hwocr, cloud: FakeCloud, scans: list[str], tmp_path: Path, suffix: str
) -> None:
    """A failure leaves a file of the rest and the parts; `--resume` calls only what is missing."""
    path, answer = tmp_path / f"all{suffix}", cloud.responses["recognize_general_text"]
    refusal = errors.ImageRejectedError(
        "The service refused the image.", status=400, retry_safe=False
    )
    cloud.responses["recognize_general_text"] = lambda count: (
        refusal if count == 2 else answer(count)
    )
    outcome = hwocr("general-text", *scans, "--output", path)
    assert outcome.code == 9
    assert "--resume continues" in outcome.err
    assert texts(path) == ["word0", "word2"]
    cloud.responses["recognize_general_text"] = lambda _: answer(2)
    assert hwocr("general-text", *scans, "--output", path, "--resume").code == 0
    assert len(cloud.calls) == 4
    assert texts(path) == ["word0", "word1", "word2"]
    assert not (tmp_path / f"{path.name}.parts").exists()


def test_interrupted_run_says_where_its_results_are(
    hwocr: Hwocr, cloud: FakeCloud, scans: list[str], tmp_path: Path
) -> None:
    """The file is not written, and what was paid is kept for `--resume`."""
    path, answer = tmp_path / "all.xlsx", cloud.responses["recognize_general_text"]

    def interrupted(count: int) -> Any:
        if count == 2:
            raise KeyboardInterrupt
        return answer(count)

    cloud.responses["recognize_general_text"] = interrupted
    outcome = hwocr("general-text", *scans, "--output", path, "--jobs", 1)
    assert (outcome.code, path.exists()) == (130, False)
    assert f"the results so far are in {path}.parts" in " ".join(outcome.err.split())
    parts = tmp_path / "all.xlsx.parts"
    assert [Path(name).stem for name in visible(parts)] == ["scan0"]
    # No call goes on in another thread, so that the journal is closed and its lock is released.
    found = [item.name for item in (*tmp_path.glob(".*"), *parts.glob(".*"))]
    assert found == [f".all.xlsx{JOURNAL}"]


def test_failure_of_all_inputs_keeps_the_existing_file(
    hwocr: Hwocr, cloud: FakeCloud, scans: list[str], tmp_path: Path
) -> None:
    """A file of an earlier run is not replaced by an empty one."""
    path = tmp_path / "all.xlsx"
    assert hwocr("general-text", *scans, "--output", path).code == 0
    before = path.read_bytes()
    cloud.responses["recognize_general_text"] = errors.ImageRejectedError(
        "No.", status=400, retry_safe=False
    )
    outcome = hwocr("general-text", *scans, "--output", path)
    assert outcome.code == 4
    assert path.read_bytes() == before


def test_file_that_cannot_be_written_costs_no_result(
    hwocr: Hwocr, cloud: FakeCloud, scans: list[str], tmp_path: Path
) -> None:
    """What was billed is in the folder of the parts, and the error names it."""
    path = tmp_path / "all.xlsx"
    answer = cloud.responses["recognize_general_text"]

    def blocking(count: int) -> object:
        path.mkdir(exist_ok=True)  # the name is taken while the run goes on
        return answer(count)

    cloud.responses["recognize_general_text"] = blocking
    outcome = hwocr("general-text", *scans, "--output", path)
    assert outcome.code == 8
    assert "all.xlsx.parts" in outcome.err
    assert len(visible(tmp_path / "all.xlsx.parts")) == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "xlsx"], "add --output"),
        (["--format", "csv", "--output", "a.xlsx"], "contradict"),
        (["--format", "table", "--output", "a.xlsx"], "contradict"),
        (["--format", "alto", "--output", "a.xml"], "name a folder"),
        (["--output", "scan0.jpg/a.xlsx"], "cannot be written"),
        (["--output", "scan0.jpg"], "is a file"),
    ],
)
def test_output_that_cannot_be_made_is_refused_before_any_call(
    hwocr: Hwocr, cloud: FakeCloud, scans: list[str], arguments: list[str], message: str
) -> None:
    """Nothing is billed for a file that cannot be written."""
    outcome = hwocr("general-text", *scans, *arguments)
    assert outcome.code == 2
    assert message in outcome.err
    assert cloud.calls == []


@pytest.mark.parametrize("output", ["results", "all.xlsx"])
def test_missing_library_is_reported_before_any_call(
    hwocr: Hwocr,
    cloud: FakeCloud,
    scans: list[str],
    output: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The message says what to install."""
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name, *rest: None if name == "openpyxl" else find(name, *rest),
    )
    outcome = hwocr("general-text", *scans, "--format", "xlsx", "--output", output)
    assert outcome.code == 3
    assert 'pip install "ocr-wrapper[xlsx]"' in outcome.err
    assert cloud.calls == []


def test_pdf_of_a_url_is_refused_before_the_call(
    hwocr: Hwocr, cloud: FakeCloud, scans: list[str], tmp_path: Path
) -> None:
    """The image behind a URL is not here, so that its PDF could not be made."""
    outcome = hwocr("general-text", scans[0], "https://host/a.png", "--output", "all.pdf")
    assert outcome.code == 9
    assert "not available here: nothing was sent" in outcome.err
    assert len(cloud.calls) == 1
    assert texts(tmp_path / "all.pdf") == ["word0"]


def test_pdf_of_an_example_is_saved_as_json(
    hwocr: Hwocr, cloud: FakeCloud, scans: list[str], tmp_path: Path
) -> None:
    """A result that cannot become a PDF is not lost, because it was billed."""
    cloud.examples.add("recognize_general_text")
    outcome = hwocr(
        "general-text", scans[0], "--format", "pdf", "--output", "results", "--allow-examples"
    )
    assert outcome.code == 2
    assert visible(tmp_path / "results") == ["scan0.json"]
    assert "scan0.json" in outcome.err


def test_pdf_in_the_folder_of_its_images_is_no_input(
    hwocr: Hwocr, cloud: FakeCloud, scans: list[str], tmp_path: Path
) -> None:
    """A second run into the same file takes the images alone."""
    for _ in range(2):
        assert hwocr("general-text", tmp_path, "--output", tmp_path / "all.pdf").code == 0
    assert len(cloud.calls) == 6


def test_dry_run_writes_nothing(
    hwocr: Hwocr, cloud: FakeCloud, scans: list[str], tmp_path: Path
) -> None:
    """A dry run lists what would be sent, and makes neither file nor folder."""
    before = visible(tmp_path)
    outcome = hwocr("general-text", *scans, "--output", "all.xlsx", "--dry-run")
    assert outcome.code == 0
    assert "3 billable calls" in outcome.err
    assert cloud.calls == []
    assert visible(tmp_path) == before


def test_spreadsheet_of_the_service_is_kept(
    hwocr: Hwocr, cloud: FakeCloud, scans: list[str], tmp_path: Path
) -> None:
    """What the service returned beside the result stays in the folder of the parts."""
    example = json.loads(
        json.dumps(
            {
                "result": {
                    "words_region_list": [
                        {
                            "type": "table",
                            "words_block_list": [{"words": "a", "rows": [0], "columns": [0]}],
                        }
                    ],
                    "excel": "UEsDBA==",
                }
            }
        )
    )
    cloud.responses["recognize_general_table"] = example
    assert hwocr("general-table", scans[0], "--output", "all.csv").code == 0
    assert visible(tmp_path / "all.csv.parts") == ["scan0.xlsx"]
