"""Runs over many inputs: folders, pages, shards, limits, dry runs and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from ocr_wrapper import errors
from ocr_wrapper.cli import progress
from tests.wrapper.cli.conftest import FakeCloud, Hwocr
from tests.wrapper.cli.folder import SAVE, counts, visible


def tree(tmp_path: Path) -> Path:
    """Equal names with different content in different folders."""
    for number, name in enumerate(("1/page.png", "2/page.png", "page.png", "2/.x/page.png")):
        path = tmp_path / "scans" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("L", (40, 30), number).save(path)
    return tmp_path / "scans"


def results(tmp_path: Path) -> dict[str, str]:
    """Return the input of each result by the result's place in the folder."""
    folder = tmp_path / "results"
    return {
        path.relative_to(folder).as_posix(): json.loads(path.read_text("utf-8"))["file"]
        for path in folder.rglob("*.json")
    }


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    """A PDF of three pages."""
    path = tmp_path / "file.pdf"
    pages = [Image.new("L", (40, 30), number) for number in range(3)]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    return path


def test_folder_is_mirrored(hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path) -> None:
    """Results of a folder keep its structure, so that equal names do not meet."""
    scans = tree(tmp_path)
    assert hwocr("passport", scans, "--recursive", *SAVE).code == 0
    assert results(tmp_path) == {
        f"{name}.json": str(scans / f"{name}.png") for name in ("1/page", "2/page", "page")
    }
    moved = scans.rename(tmp_path / "moved")
    assert hwocr("passport", moved, "--recursive", *SAVE, "--resume").code == 0
    assert len(cloud.calls) == 3


def test_link_in_the_output_folder_is_not_followed(
    hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path
) -> None:
    """A link in place of a folder of results is refused before a call."""
    scans = tree(tmp_path)
    (tmp_path / "results").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "results" / "1").symlink_to(tmp_path / "elsewhere")
    outcome = hwocr("passport", scans / "1", scans, "--recursive", *SAVE)
    assert outcome.code == 8
    assert "nothing was sent" in outcome.err
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("jobs", [1, 4])
def test_every_page_is_an_input(
    hwocr: Hwocr, cloud: FakeCloud, pdf: Path, tmp_path: Path, jobs: int
) -> None:
    """Each page is one call with one result of its own; a second run makes none of them again."""
    options = ("--pages", "all", *SAVE, "--jobs", jobs)
    outcome = hwocr("general-text", pdf, *options)
    assert (outcome.code, counts(outcome.err)) == (0, "hwocr: 3 of 3 processed\n")
    assert sorted(call[2]["pdf_page_number"] for call in cloud.calls) == [1, 2, 3]
    assert results(tmp_path) == {
        f"file.page-{page}.json": f"{pdf}#page={page}" for page in (1, 2, 3)
    }
    assert "3 skipped" in hwocr("general-text", pdf, *options, "--resume").err
    assert len(cloud.calls) == 3


def test_pages_of_an_operation_without_pages(hwocr: Hwocr, cloud: FakeCloud, pdf: Path) -> None:
    """Where the operation reads no PDF, each page is sent as an image."""
    outcome = hwocr("passport", pdf, "--pages", "2-", "--format", "json")
    assert outcome.code == 0
    assert [(image or b"")[:4] for _, image, _ in cloud.calls] == [b"\x89PNG"] * 2
    assert [json.loads(line)["file"] for line in outcome.out.splitlines()] == [
        f"{pdf}#page={page}" for page in (2, 3)
    ]


def test_image_among_documents(
    hwocr: Hwocr, cloud: FakeCloud, pdf: Path, scan: Path, tmp_path: Path
) -> None:
    """With --pages all an image is one input, whose result counts without --pages as well."""
    hwocr("general-text", pdf, scan, "--pages", "all", *SAVE)
    assert "scan.json" in results(tmp_path)
    hwocr("general-text", scan, *SAVE, "--resume")
    assert len(cloud.calls) == 4


def test_pages_that_cannot_be_had(hwocr: Hwocr, cloud: FakeCloud, pdf: Path) -> None:
    """A page that does not exist, or all pages of an address, are errors before any call."""
    outcome = hwocr("general-text", pdf, "--pages", "2,9")
    assert (outcome.code, len(cloud.calls)) == (9, 1)
    assert "Page 9 is out of range: the PDF has 3 pages" in outcome.err
    assert hwocr("general-text", "https://host/a.pdf", "--pages", "all").code == 2
    assert hwocr("passport", "https://host/a.pdf", "--pages", "1").code == 2
    assert hwocr("general-text", pdf, "--pages", "x").code == 2
    assert hwocr("general-text", pdf, "--pages", "1", "--pdf-page-number", 1).code == 2
    assert len(cloud.calls) == 1


def test_pages_of_an_address(hwocr: Hwocr, cloud: FakeCloud) -> None:
    """Named pages of an address are selected by the service."""
    assert hwocr("general-text", "https://host/a.pdf", "--pages", "2-3").code == 0
    assert [call[2]["pdf_page_number"] for call in cloud.calls] == [2, 3]


@pytest.mark.parametrize("jobs", [1, 4])
def test_max_calls(
    hwocr: Hwocr, cloud: FakeCloud, scans: list[Path], tmp_path: Path, jobs: int
) -> None:
    """A run makes no more calls than allowed, and the next ones continue to the end."""
    for expected in (4, 8, 9):
        outcome = hwocr("passport", *scans, *SAVE, "--resume", "--max-calls", 4, "--jobs", jobs)
        assert len(cloud.calls) == expected
        assert outcome.code == (0 if expected == 9 else 9)
    assert len(visible(tmp_path / "results")) == 9


def test_invalid_inputs_are_no_calls(
    hwocr: Hwocr, cloud: FakeCloud, scans: list[Path], tmp_path: Path
) -> None:
    """An input that is refused here does not count as one of the calls."""
    (tmp_path / "bad.png").write_text("no image")
    outcome = hwocr("passport", tmp_path / "bad.png", *scans, "--max-calls", 9, "--format", "json")
    assert len(cloud.calls) == 9
    assert "9 calls in" in outcome.err


def test_dry_run(hwocr: Hwocr, cloud: FakeCloud, scans: list[Path], tmp_path: Path) -> None:
    """A dry run lists what would be sent, counts the calls, sends and writes nothing."""
    (tmp_path / "bad.png").write_text("no image")
    outcome = hwocr("passport", *scans, tmp_path / "bad.png", *SAVE, "--dry-run")
    assert [json.loads(line)["file"] for line in outcome.out.splitlines()] == [*map(str, scans)]
    assert "dry run: 9 billable calls, 1 that cannot be sent; nothing was sent" in outcome.err
    assert (cloud.calls, cloud.connections) == ([], [])
    assert not (tmp_path / "results").exists()


def test_dry_run_is_readable_without_a_format(hwocr: Hwocr, scan: Path) -> None:
    """Each input is a line with its size, and one without a known size has none."""
    outcome = hwocr("passport", scan, "https://host/a.png", "--output", "results", "--dry-run")
    size = f"{scan.stat().st_size:,} bytes"
    assert outcome.out.splitlines() == [f"call  {scan}  {size}", "call  https://host/a.png"]


def test_dry_run_of_a_run_that_is_continued(
    hwocr: Hwocr, cloud: FakeCloud, scans: list[Path], tmp_path: Path
) -> None:
    """A dry run knows what is done, and changes nothing."""
    hwocr("passport", *scans[:2], *SAVE)
    before = sorted((path.name, path.stat().st_size) for path in (tmp_path / "results").iterdir())
    outcome = hwocr("passport", *scans, *SAVE, "--resume", "--dry-run", "--max-calls", 3)
    assert "7 billable calls, of which a run makes 3, 2 skipped" in outcome.err
    after = sorted((path.name, path.stat().st_size) for path in (tmp_path / "results").iterdir())
    assert (len(cloud.calls), after) == (2, before)


def test_shards_share_the_inputs(hwocr: Hwocr, cloud: FakeCloud, scans: list[Path]) -> None:
    """All shards together process every input once; an empty shard is no error."""
    codes = {hwocr("passport", *scans, "--shard", f"{n}/20").code for n in range(1, 21)}
    assert codes == {0}
    assert sorted(image or b"" for _, image, _ in cloud.calls) == sorted(
        p.read_bytes() for p in scans
    )
    assert hwocr("passport", *scans, "--shard", "21/20").code == 2


@pytest.mark.parametrize(
    ("failures", "code"),
    [
        ([], 0),
        ([errors.ImageRejectedError("No.", retry_safe=False)], 9),
        ([errors.ImageRejectedError("No.", retry_safe=False)] * 9, 4),
        (
            [
                errors.ImageRejectedError("No.", retry_safe=False),
                errors.ConnectError("No.", retry_safe=True),
            ]
            * 5,
            5,
        ),
        ([ZeroDivisionError()], 1),
        ([errors.CredentialsError("No.")], 3),
        ([errors.PermissionDeniedError("Not subscribed.")], 4),
    ],
)
def test_exit_codes(
    hwocr: Hwocr, cloud: FakeCloud, scans: list[Path], failures: list[Exception], code: int
) -> None:
    """Some failures have a code of their own; all failures have that of the worst."""

    def respond(number: int) -> object:
        return failures[number - 1] if number <= len(failures) else {"result": {}}

    cloud.responses["recognize_passport"] = respond
    assert hwocr("passport", *scans, "--format", "json").code == code


def test_summary_names_the_classes(hwocr: Hwocr, cloud: FakeCloud, scans: list[Path]) -> None:
    """The summary counts failures by class, calls that may be billed, and all calls."""
    failures = {
        1: errors.ImageRejectedError("No.", attempts=1, retry_safe=False),
        2: errors.ImageRejectedError("No.", attempts=1, retry_safe=False),
        3: errors.ResponseLostError("Lost.", attempts=1),
    }
    cloud.responses["recognize_passport"] = lambda number: failures.get(number) or {"result": {}}
    outcome = hwocr("passport", *scans, *SAVE)
    *_, listed, last = outcome.err.splitlines()
    assert listed == (
        "hwocr: 1 call was without a result and may have been billed: --resume --retry-unknown "
        "makes them again. Each is named above."
    )
    assert counts(last) == (
        "hwocr: 6 of 9 processed, 2 failed (2 ImageRejectedError), 1 may have been billed"
    )
    assert "; 9 calls in" in last


def test_lost_response_is_not_called_again_without_consent(
    hwocr: Hwocr, cloud: FakeCloud, scans: list[Path]
) -> None:
    """A continued run lists what may have been billed; --retry-unknown calls it again."""
    lost = errors.ResponseLostError("Lost.")
    cloud.responses["recognize_passport"] = lambda number: lost if number == 1 else {"result": {}}
    hwocr("passport", *scans, *SAVE)
    outcome = hwocr("passport", *scans, *SAVE, "--resume")
    assert (outcome.code, len(cloud.calls)) == (9, 9)
    assert "8 skipped, 1 may have been billed" in outcome.err
    outcome = hwocr("passport", *scans, *SAVE, "--resume", "--retry-unknown")
    assert (outcome.code, len(cloud.calls)) == (0, 10)
    assert "1 call was made again that an earlier run may have been billed for" in outcome.err
    assert f"{scans[0]}: an earlier run got no result for it" in outcome.err


def test_refused_calls_are_made_again(hwocr: Hwocr, cloud: FakeCloud, scans: list[Path]) -> None:
    """A refusal was not billed: a continued run calls again."""
    refused = errors.ImageRejectedError("No.", retry_safe=False)
    cloud.responses["recognize_passport"] = lambda number: refused if number < 3 else {"result": {}}
    assert hwocr("passport", *scans, *SAVE).code == 9
    assert hwocr("passport", *scans, *SAVE, "--resume").code == 0
    assert len(cloud.calls) == 11


def test_progress_lines(
    hwocr: Hwocr, cloud: FakeCloud, scans: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Elsewhere than on a terminal progress is JSON on standard error, not more often than set."""
    monkeypatch.setattr(progress, "INTERVAL", 0.0)
    outcome = hwocr("passport", *scans, "--progress")
    lines = [json.loads(line) for line in outcome.err.splitlines() if line.startswith("{")]
    assert [line["event"] for line in lines] == [*["progress"] * 10, "end"]
    assert [line["done"] for line in lines] == [*range(10), 9]
    assert {line["total"] for line in lines} == {9}
    monkeypatch.setattr(progress, "INTERVAL", 1e9)
    outcome = hwocr("passport", *scans, "--progress")
    assert outcome.err.count('{"event"') == 2
    assert "{" not in hwocr("passport", *scans).err
    assert "{" not in hwocr("passport", *scans, "--no-progress").err


def test_flags_that_need_another(hwocr: Hwocr, scan: Path) -> None:
    """A flag that would do nothing is refused."""
    assert hwocr("passport", scan, "--resume").code == 2
    assert hwocr("passport", scan, *SAVE, "--retry-unknown").code == 2
    assert "twice" in hwocr("passport", "-", "-").err
