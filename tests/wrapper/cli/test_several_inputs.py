"""Several inputs: order, exit codes, failures of some, inputs from a file."""

from __future__ import annotations

import io
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ocr_wrapper import errors
from ocr_wrapper.cli.output.printer import Printer
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


@pytest.mark.parametrize("jobs", [1, 2])
def test_calls_are_not_made_in_the_thread_that_ctrl_c_interrupts(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, jobs: int
) -> None:
    """So a call in flight has the time to end, and its result is saved."""
    threads: list[threading.Thread] = []

    def respond(_: int) -> dict[str, object]:
        threads.append(threading.current_thread())
        return {"result": {}}

    cloud.responses["recognize_passport"] = respond
    assert hwocr("passport", scan, "--jobs", jobs).code == 0
    assert threads != [threading.main_thread()]


@pytest.mark.parametrize("broken", [BrokenPipeError(), OSError(28, "No space left on device")])
def test_messages_that_nobody_can_read_end_no_run(
    hwocr: Hwocr,
    cloud: FakeCloud,
    scans: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    broken: OSError,
) -> None:
    """Every result is saved, and the exit code says that an input failed."""

    class Closed(io.StringIO):
        def write(self, _text: str) -> int:
            raise broken

    bad = tmp_path / "page0b.png"
    bad.write_text("not an image")
    monkeypatch.setattr(sys, "stderr", Closed())
    outcome = hwocr("passport", *scans[:1], bad, *scans[1:], "--output", "out", "--jobs", 3)
    assert outcome.code == 9
    assert len(list((tmp_path / "out").glob("*.json"))) == len(scans) == len(cloud.calls)


def test_error_that_ends_the_run_leaves_no_call_behind(
    hwocr: Hwocr, cloud: FakeCloud, scans: list[Path], tmp_path: Path, monkeypatch: Any
) -> None:
    """The calls in flight are paid for: their results are saved first."""
    second, shown = threading.Event(), threading.Event()

    def respond(count: int) -> dict[str, object]:
        if count > 1:
            second.set()
            assert shown.wait(30)
        return {"result": {}}

    def show(*_: object) -> None:
        assert second.wait(30)
        shown.set()
        raise ZeroDivisionError

    cloud.responses["recognize_passport"] = respond
    monkeypatch.setattr(Printer, "show", show)
    assert hwocr("passport", *scans, "--output", "out", "--jobs", 2).code == 1
    assert len(list((tmp_path / "out").glob("*.json"))) == len(cloud.calls)


def test_folder_named_out_is_an_input(hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path) -> None:
    """Only what the run itself writes is left out."""
    for name in ("a.png", "out/b.png", "results/c.png"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        Image.new("L", (40, 30)).save(path)
    assert hwocr("passport", ".", "-r", "--output", "results").code == 0
    assert len(cloud.calls) == 2


def test_annotated_images_in_the_default_folder_are_no_inputs(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path
) -> None:
    """A second run over the folder finds the same inputs as the first."""
    for calls in (1, 2):
        assert hwocr("general-text", ".", "-r", "--local", "--format", "table").code == 0
        assert len(cloud.calls) == calls


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux alone")
def test_listed_name_need_not_be_utf_8(hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path) -> None:
    """The file is found by the same bytes as in its folder."""
    name = os.fsencode(tmp_path) + b"/caf\xe9.png"
    Image.new("L", (40, 30)).save(tmp_path / "plain.png")
    os.rename(tmp_path / "plain.png", name)  # noqa: PTH104 - not every name is a text
    (tmp_path / "names.txt").write_bytes(name + b"\n")
    assert hwocr("passport", "--files-from", "names.txt").code == 0
    assert len(cloud.calls) == 1


@pytest.mark.skipif(os.name == "nt", reason="needs a named pipe")
def test_input_that_does_not_come_in_time_ends_no_run_over_pages(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, tmp_path: Path
) -> None:
    """It fails alone, with pages as without."""
    os.mkfifo(tmp_path / "pipe.png")
    outcome = hwocr("passport", "pipe.png", scan, "--pages", "all", "--timeout", "0.01")
    assert outcome.code == 9
    assert "pipe.png" in outcome.err
    assert len(cloud.calls) == 1


def test_saved_result_says_by_how_much_fit_scaled(hwocr: Hwocr, tmp_path: Path) -> None:
    """Its positions are those of the image that was sent."""
    Image.new("L", (9000, 100)).save(tmp_path / "wide.png")
    assert hwocr("passport", "wide.png", "--fit", "--output", "out").code == 0
    saved = json.loads((tmp_path / "out" / "wide.json").read_text("utf-8"))
    width, height = saved["sent_size"]
    assert width <= 8192
    assert width / height == pytest.approx(90, rel=0.02)
