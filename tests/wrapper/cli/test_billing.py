"""Nothing that was billed is lost, and nothing is billed twice."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import sys
import threading
from pathlib import Path

import pytest
from PIL import Image

from ocr_wrapper import errors
from ocr_wrapper.cli.app import run
from ocr_wrapper.cli.output import writer
from ocr_wrapper.results.recognition import Recognition


def visible(folder: Path) -> list[str]:
    """Return the names in a folder, without the index of the results."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


@pytest.fixture
def scans(tmp_path: Path) -> list[Path]:
    """Nine images in the same folder."""
    paths = [tmp_path / f"page{number}.png" for number in range(9)]
    for number, path in enumerate(paths):
        Image.new("L", (40, 30), number).save(path)
    return paths


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch):
    """Let every write of a result fail, after the folders were probed."""

    def fail(descriptor: int, content: bytes) -> None:
        if content:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writer, "_write_all", fail)
    monkeypatch.setattr(writer, "probe", lambda _: None)


# --- output that cannot be written ---------------------------------------------


@pytest.mark.parametrize("form", ["table", "json", "text", "markdown", "csv"])
@pytest.mark.usefixtures("full_disk")
def test_first_failed_write_stops_the_run(hwocr, cloud, scans, form: str):
    """After the first failure no further request is sent, and the result is printed."""
    outcome = hwocr("passport", *scans, "--output", "results", "--format", form)
    assert (outcome.code, len(cloud.calls)) == (8, 1)
    assert "LINDQVIST" in outcome.out
    assert "no space left on device" in outcome.err
    assert "8 not tried" in outcome.err


@pytest.mark.usefixtures("full_disk")
def test_results_in_progress_are_printed(hwocr, cloud, scans):
    """Requests that are in progress at the first failure are printed as well."""
    barrier = threading.Barrier(4)

    def respond(number: int) -> dict:
        if number <= 4:
            barrier.wait(20)
        return {"result": {"surname": f"NUMBER{number}"}}

    cloud.responses["recognize_passport"] = respond
    outcome = hwocr("passport", *scans, "--output", "results", "--format", "json", "--jobs", "4")
    printed = [json.loads(line)["result"]["surname"] for line in outcome.out.splitlines()]
    assert outcome.code == 8
    assert len(printed) == len(cloud.calls) < 9
    assert set(printed) == {f"NUMBER{number + 1}" for number in range(len(cloud.calls))}


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs permissions of POSIX")
def test_output_is_probed_before_the_first_request(hwocr, cloud, scan, tmp_path, monkeypatch):
    """A folder that is not writable is refused before anything is sent."""

    def refuse(path: object, flags: int, *rest: object, **more: object) -> int:
        if flags & os.O_CREAT:
            raise PermissionError(errno.EACCES, "Permission denied")
        return original(path, flags, *rest, **more)  # type: ignore[arg-type]

    original = os.open
    monkeypatch.setattr(os, "open", refuse)
    for option in ("--output", "--annotate"):
        outcome = hwocr("general-text", scan, option, "results")
        assert (outcome.code, cloud.calls) == (2, [])
        assert "permission denied" in outcome.err
    outcome = hwocr("general-text", scan, "--annotate", tmp_path / "boxes.png")
    assert (outcome.code, cloud.calls) == (2, [])


def test_annotated_image_cannot_be_a_folder(hwocr, cloud, scan, tmp_path):
    """An existing folder with the name of an image is refused before anything is sent."""
    (tmp_path / "boxes.png").mkdir()
    outcome = hwocr("general-text", scan, "--annotate", "boxes.png")
    assert (outcome.code, cloud.calls) == (2, [])


def test_existing_files_of_others_are_kept(hwocr, scan, tmp_path):
    """A file or folder that is not a result of the same input is not overwritten."""
    results = tmp_path / "results"
    (results / "scan.json").mkdir(parents=True)
    (results / "scan-2.json").write_text("mine")
    outcome = hwocr("passport", scan, "--output", "results", "--format", "json")
    assert outcome.code == 0
    assert (results / "scan-2.json").read_text() == "mine"
    assert "LINDQVIST" in (results / "scan-3.json").read_text("utf-8")


@pytest.mark.parametrize("suffix", [".png", ".annotated.png"])
def test_long_file_names(hwocr, tmp_path, suffix: str):
    """Names close to the limit of the file system are shortened, and stay different."""
    long = "n" * (255 - len(suffix))
    for name in (long, "ä" * 120):
        Image.new("L", (40, 30)).save(tmp_path / f"{name}{suffix}", "PNG")
    paths = sorted(tmp_path.glob(f"*{suffix}"))
    outcome = hwocr(
        "general-text", *paths, "--output", "results", "--annotate", "results", "--format", "json"
    )
    assert (outcome.code, outcome.err) == (0, "hwocr: 2 of 2 processed\n")
    names = visible(tmp_path / "results")
    assert len(names) == 4
    assert max(len(os.fsencode(name)) for name in names) <= 255


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_pipes_and_links_in_the_output_folder(hwocr, scan, tmp_path):
    """A named pipe or a link in the output folder is neither opened nor followed."""
    results, target = tmp_path / "results", tmp_path / "target"
    results.mkdir()
    target.write_text("mine")
    os.mkfifo(results / ".scan.json.part")
    os.mkfifo(results / "scan.json")
    (results / "scan-2.json").symlink_to(target)
    (results / "scan.annotated.png").symlink_to(target)
    outcome = hwocr(
        "general-text", scan, "--output", "results", "--annotate", "results", "--format", "json"
    )
    assert outcome.code == 0
    assert target.read_text() == "mine"
    assert "CORNER BAKERY" in (results / "scan-3.json").read_text("utf-8")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
@pytest.mark.parametrize("kind", ["pipe", "link", "folder"])
def test_index_that_is_not_a_file(hwocr, cloud, scan, tmp_path, kind: str):
    """A pipe, link or folder in place of the index is refused before anything is sent."""
    results, target = tmp_path / "results", tmp_path / "target"
    results.mkdir()
    path = results / writer.INDEX
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to(target)
    else:
        path.mkdir()
    outcome = hwocr("general-text", scan, "--output", "results", "--format", "json")
    assert (outcome.code, cloud.calls) == (2, [])
    assert not target.exists()


class FullStream:
    """Standard output on a full disk."""

    encoding = "utf-8"

    def write(self, text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def fileno(self) -> int:
        raise io.UnsupportedOperation("fileno")

    def isatty(self) -> bool:
        return False


@pytest.mark.parametrize("form", ["table", "json"])
def test_full_standard_output(hwocr, cloud, scans, monkeypatch, form: str):
    """If standard output cannot be written, the result goes to standard error and the run ends."""
    monkeypatch.setattr(sys, "stdout", FullStream())
    outcome = hwocr("passport", *scans, "--format", form)
    assert (outcome.code, len(cloud.calls)) == (8, 1)
    assert "LINDQVIST" in outcome.err


@pytest.mark.parametrize("form", ["table", "json"])
def test_closed_standard_output(hwocr, cloud, scan, monkeypatch, form: str):
    """Without a standard output nothing is sent, unless the result is saved."""
    monkeypatch.setattr(sys, "stdout", None)
    assert hwocr("passport", scan, "--format", form).code == 2
    assert cloud.calls == []
    monkeypatch.setattr(sys, "stdout", None)
    assert hwocr("passport", scan, "--format", "json", "--output", "results").code == 0


def test_closed_standard_input(hwocr, cloud, monkeypatch):
    """Without a standard input a dash is refused."""
    monkeypatch.setattr(sys, "stdin", None)
    outcome = hwocr("passport", "-")
    assert (outcome.code, cloud.calls) == (2, [])
    assert "Standard input is closed" in outcome.err


class BrokenPipe(FullStream):
    """Standard output whose reader has exited."""

    def write(self, text: str) -> int:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    def flush(self) -> None:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    def close(self) -> None:
        pass


def test_broken_pipe_does_not_stop_saving(hwocr, cloud, scans, tmp_path, monkeypatch):
    """If the reader of the output exits, the results are still saved."""
    monkeypatch.setattr(sys, "stdout", BrokenPipe())
    assert hwocr("passport", *scans, "--output", "results").code == 0
    assert len(visible(tmp_path / "results")) == len(scans)


# --- text that is hard to write --------------------------------------------------


@pytest.mark.parametrize("form", ["table", "json", "text", "markdown", "csv"])
@pytest.mark.parametrize("output", [[], ["--output", "results"]])
def test_invalid_unicode_can_be_written(hwocr, cloud, scan, form: str, output: list[str]):
    """A response with lone surrogates is printed and saved, and the run goes on."""
    cloud.responses["recognize_passport"] = {"result": {"surname": "A\ud800B", "sex\udfff": "F"}}
    cloud.responses["recognize_general_table"] = {
        "result": {
            "words_region_list": [
                {
                    "type": "table",
                    "words_block_list": [{"words": "A\ud800B", "rows": [0], "columns": [0]}],
                }
            ]
        }
    }
    for operation in ("passport", "general-table"):
        outcome = hwocr(operation, scan, scan, "--format", form, *output)
        assert (outcome.code, outcome.err) == (0, "hwocr: 2 of 2 processed\n")
        outcome.out.encode()


def test_json_on_an_output_without_unicode(hwocr, cloud, scan, monkeypatch):
    """JSON for an output in another encoding is valid JSON with all values."""
    cloud.responses["recognize_passport"] = {"result": {"surname": "示例"}}
    output = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(output, encoding="ascii"))
    assert hwocr("passport", scan, "--format", "json").code == 0
    assert json.loads(output.getvalue())["result"]["surname"] == "示例"


@pytest.mark.parametrize("form", ["table", "json", "text", "markdown", "csv"])
def test_input_names_that_are_not_utf_8(hwocr, tmp_path, form: str):
    """The result for a file whose name is not UTF-8 is printed and saved."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/scan\xff.png"))
    Image.new("L", (40, 30)).save(path, "PNG")
    for output in ([], ["--output", "results"]):
        outcome = hwocr("passport", path, path, "--format", form, *output)
        assert outcome.code == 0
        outcome.out.encode()
        outcome.err.encode()
    assert len(visible(tmp_path / "results")) == 2


# --- skipping and naming ---------------------------------------------------------


def twins(tmp_path: Path) -> tuple[Path, Path]:
    """Two different images with the same name in two folders."""
    paths = tmp_path / "sub1" / "page1.png", tmp_path / "sub2" / "page1.png"
    for number, path in enumerate(paths):
        path.parent.mkdir()
        Image.new("L", (40, 30), number).save(path)
    return paths


SAVE = ("--output", "results", "--format", "json")


def test_equal_names_of_two_runs_do_not_collide(hwocr, cloud, tmp_path):
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
def test_other_options_are_not_skipped(hwocr, cloud, scan, change: list[str]):
    """A result for another operation, option, service or format does not count."""
    hwocr("passport", scan, *SAVE)
    operation, *options = change
    assert hwocr(operation, scan, *SAVE, *options, "--skip-existing").code == 0
    assert len(cloud.calls) == 2


def test_changed_content_is_not_skipped(hwocr, cloud, scan):
    """A file that has changed since is processed again, and its result replaced."""
    hwocr("passport", scan, *SAVE)
    Image.new("L", (50, 40), 7).save(scan)
    hwocr("passport", scan, *SAVE, "--skip-existing")
    assert len(cloud.calls) == 2


def test_same_input_by_another_spelling_is_skipped(hwocr, cloud, scan):
    """The spelling of a path does not matter."""
    hwocr("passport", scan, *SAVE)
    outcome = hwocr("passport", "./scan.png", "scan.png", *SAVE, "--skip-existing")
    assert outcome.err == "hwocr: 0 of 2 processed, 2 skipped\n"
    assert len(cloud.calls) == 1


def test_deleted_results_are_not_skipped(hwocr, cloud, scan, tmp_path):
    """An input whose result was deleted is processed again."""
    hwocr("passport", scan, *SAVE)
    (tmp_path / "results" / "scan.json").unlink()
    hwocr("passport", scan, *SAVE, "--skip-existing")
    assert len(cloud.calls) == 2
    assert visible(tmp_path / "results") == ["scan.json"]


def test_repeated_run_replaces_its_results(hwocr, scan, tmp_path):
    """Without --skip-existing the same input is processed again and its result replaced."""
    for _ in range(2):
        hwocr("general-text", scan, *SAVE, "--annotate", "results")
    assert visible(tmp_path / "results") == ["scan.annotated.png", "scan.json"]


@pytest.mark.parametrize(
    "line", ["", "{}", "[]", "null", "{", '{"key": 1, "name": 2}', '{"key": "k", "name": "../x"}']
)
def test_damaged_index_is_tolerated(hwocr, cloud, scan, tmp_path, line: str):
    """A damaged line of the index is ignored, the others are used."""
    hwocr("passport", scan, *SAVE)
    path = tmp_path / "results" / writer.INDEX
    path.write_bytes(b"\xff\xfe\n" + line.encode() + b"\n" + path.read_bytes() + b'{"key": "cut')
    hwocr("passport", scan, *SAVE, "--skip-existing")
    assert len(cloud.calls) == 1


def test_index_cannot_lead_out_of_the_folder(hwocr, scan, tmp_path):
    """A name in the index that is a path is ignored, and the file there is kept."""
    hwocr("passport", scan, *SAVE)
    outside, index = tmp_path / "outside.json", tmp_path / "results" / writer.INDEX
    outside.write_text("mine")
    index.write_text(index.read_text().replace("scan.json", "../outside.json"))
    hwocr("passport", scan, *SAVE)
    assert outside.read_text() == "mine"


def test_earlier_output_that_is_now_an_input_is_kept(hwocr, scan, tmp_path):
    """An annotated image of an earlier run is not replaced while it is an input itself."""
    hwocr("general-text", scan, "--annotate", tmp_path)
    annotated = tmp_path / "scan.annotated.png"
    before = annotated.read_bytes()
    hwocr("passport", scan, *SAVE)
    Image.new("RGB", (400, 300), "black").save(tmp_path / "other.png")
    assert hwocr("general-text", scan, annotated, "--annotate", tmp_path).code == 0
    assert annotated.read_bytes() == before


def test_equal_content_of_two_files(hwocr, cloud, scan, tmp_path):
    """Two copies of an image are two inputs with a result each."""
    copy = tmp_path / "copy.png"
    copy.write_bytes(scan.read_bytes())
    hwocr("passport", scan, *SAVE)
    hwocr("passport", copy, *SAVE, "--skip-existing")
    assert visible(tmp_path / "results") == ["copy.json", "scan.json"]


def test_index_contains_no_input(hwocr, tmp_path):
    """The index contains neither a URL nor an option."""
    hwocr("passport", "https://host/a.png?Signature=secret", *SAVE)
    text = (tmp_path / "results" / writer.INDEX).read_text()
    assert "secret" not in text
    assert "host" not in text


def test_configuration_error_keeps_results_in_progress(hwocr, cloud, scans, tmp_path):
    """Requests in progress are saved when another input ends the run."""
    barrier = threading.Barrier(2)

    def respond(number: int) -> object:
        barrier.wait(20)
        if number == 1:
            return errors.CredentialsError("The key file has gone.")
        return {"result": {"surname": "SAVED"}}

    cloud.responses["recognize_passport"] = respond
    outcome = hwocr("passport", *scans[:2], *SAVE, "--jobs", "2")
    assert outcome.code == 3
    assert len(visible(tmp_path / "results")) == 1


def test_interrupt_does_not_wait_for_the_client(cloud, scan, capsys):
    """A client that takes long to close does not delay the end after Ctrl-C."""
    release, closed = threading.Event(), threading.Event()

    @contextlib.contextmanager
    def connect(_: object):
        try:
            yield cloud
        finally:
            release.wait(20)
            closed.set()

    def interrupt(_: int):
        raise KeyboardInterrupt

    cloud.responses["recognize_passport"] = interrupt
    assert run(["passport", str(scan)], connect) == 130
    assert not closed.is_set()
    release.set()
    assert closed.wait(20)


def test_interrupt_keeps_finished_results(hwocr, cloud, scans, tmp_path, monkeypatch):
    """Ctrl-C ends a run with concurrent requests soon, and saves those that have finished."""
    finished, release = threading.Event(), threading.Event()
    contents = [path.read_bytes() for path in scans]

    def call(_: str, image: bytes, **__: object) -> Recognition:
        number = contents.index(image)
        if number == 0:
            finished.wait(20)
            raise KeyboardInterrupt
        if number > 1:
            release.wait(20)
        result = Recognition("recognize_passport", {"result": {"surname": "SAVED"}})
        finished.set()
        return result

    monkeypatch.setattr(cloud, "call", call)
    try:
        outcome = hwocr("passport", *scans, *SAVE, "--jobs", "4")
        assert visible(tmp_path / "results") == ["page1.json"]
    finally:
        release.set()
    assert (outcome.code, outcome.err.strip()) == (130, "hwocr: interrupted")
