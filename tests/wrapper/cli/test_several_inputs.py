"""Several inputs: order, exit codes, failures of some, inputs from a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from ocr_wrapper import errors
from tests.wrapper.cli.conftest import FakeCloud, Hwocr
from tests.wrapper.cli.folder import counts


@pytest.mark.parametrize("jobs", [1, 3])
def test_failed_input_does_not_stop_the_others(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, tmp_path: Path, jobs: int
) -> None:
    """One invalid file does not affect the others; the exit code says that some failed."""
    bad = tmp_path / "bad.png"
    bad.write_text("not an image")
    outcome = hwocr("passport", scan, bad, scan, "--format", "json", "--jobs", jobs)
    assert outcome.code == 9
    assert [json.loads(line)["file"] for line in outcome.out.splitlines()] == [str(scan)] * 2
    assert counts(outcome.err).splitlines()[-1] == (
        "hwocr: 2 of 3 processed, 1 failed (1 InvalidImageError)"
    )
    assert len(cloud.calls) == 2


def test_worst_exit_code(hwocr: Hwocr, cloud: FakeCloud, scan: Path) -> None:
    """A refusal by the service is worse than invalid input, and an internal error is worst."""
    cloud.responses["recognize_passport"] = errors.RateLimitError("later")
    assert hwocr("passport", scan, "nowhere.png").code == 4
    cloud.responses["recognize_passport"] = ZeroDivisionError("oops")
    assert hwocr("passport", scan, "nowhere.png").code == 1


def test_order_is_kept(hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path) -> None:
    """Results of concurrent requests keep the order of the command line."""
    names = []
    for number in range(9):
        path = tmp_path / f"{number}.png"
        Image.new("L", (20, 20), number).save(path)
        names.append(str(path))
    outcome = hwocr("passport", *names, "-j", 4, "--format", "json")
    assert [json.loads(line)["file"] for line in outcome.out.splitlines()] == names
    assert (len(cloud.connections), cloud.closed) == (1, 1)


def test_interrupt(hwocr: Hwocr, cloud: FakeCloud, scan: Path) -> None:
    """Ctrl-C ends with exit code 130 and one line, and closes the client."""

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    cloud.responses["recognize_passport"] = interrupt
    outcome = hwocr("passport", scan)
    assert (outcome.code, outcome.err.strip()) == (130, "hwocr: interrupted")
    assert cloud.closed == 1


def test_skip_existing(hwocr: Hwocr, cloud: FakeCloud, scan: Path, tmp_path: Path) -> None:
    """With --skip-existing only inputs without a result are processed."""
    other = tmp_path / "other.png"
    other.write_bytes(scan.read_bytes())
    hwocr("passport", scan, "--output", "results", "--format", "json")
    outcome = hwocr(
        *("passport", scan, other, "--output", "results", "--format", "json", "--skip-existing")
    )
    assert (outcome.code, counts(outcome.err)) == (0, "hwocr: 1 of 2 processed, 1 skipped\n")
    assert len(cloud.calls) == 2
    assert hwocr("passport", scan, "--skip-existing").code == 2


def test_inputs_from_a_file(hwocr: Hwocr, cloud: FakeCloud, scan: Path, tmp_path: Path) -> None:
    """The names of inputs can be read from a file."""
    names = tmp_path / "names.txt"
    names.write_text(f"{scan}\n\nhttps://host/a.png\r\n", "utf-8")
    outcome = hwocr("passport", "--files-from", names, "--format", "json")
    assert [json.loads(line)["file"] for line in outcome.out.splitlines()] == [
        str(scan),
        "https://host/a.png",
    ]
    assert hwocr("passport", "--files-from", "nowhere.txt").code == 2


def test_empty_list_of_inputs_is_an_error(hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path) -> None:
    """A script whose search found nothing would otherwise report success."""
    (tmp_path / "names.txt").write_text("\n\n", "utf-8")
    outcome = hwocr("passport", "--files-from", "names.txt")
    assert (outcome.code, cloud.connections) == (2, [])
    assert "The list of files is empty" in outcome.err
