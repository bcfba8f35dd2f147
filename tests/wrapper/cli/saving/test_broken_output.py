"""Standard streams that are full, closed or of another encoding lose no result."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.wrapper.cli.conftest import FakeCloud, Hwocr
from tests.wrapper.cli.folder import counts, visible


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
def test_full_standard_output(
    hwocr: Hwocr, cloud: FakeCloud, scans: list[Path], monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """If standard output cannot be written, the result goes to standard error and the run ends."""
    monkeypatch.setattr(sys, "stdout", FullStream())
    outcome = hwocr("passport", *scans, "--format", form)
    assert (outcome.code, len(cloud.calls)) == (8, 1)
    assert "LINDQVIST" in outcome.err


@pytest.mark.parametrize("form", ["table", "json"])
def test_closed_standard_output(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """Without a standard output nothing is sent, unless the result is saved."""
    monkeypatch.setattr(sys, "stdout", None)
    assert hwocr("passport", scan, "--format", form).code == 2
    assert cloud.calls == []
    monkeypatch.setattr(sys, "stdout", None)
    assert hwocr("passport", scan, "--format", "json", "--output", "results").code == 0


def test_closed_standard_input(
    hwocr: Hwocr, cloud: FakeCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
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


def test_broken_pipe_does_not_stop_saving(
    hwocr: Hwocr,
    cloud: FakeCloud,
    scans: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """If the reader of the output exits, the results are still saved."""
    monkeypatch.setattr(sys, "stdout", BrokenPipe())
    assert hwocr("passport", *scans, "--output", "results").code == 0
    assert len(visible(tmp_path / "results")) == len(scans)


@pytest.mark.parametrize("form", ["table", "json", "text", "markdown", "csv"])
@pytest.mark.parametrize("output", [[], ["--output", "results"]])
def test_invalid_unicode_can_be_written(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, form: str, output: list[str]
) -> None:
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
        assert (outcome.code, counts(outcome.err)) == (0, "hwocr: 2 of 2 processed\n")
        outcome.out.encode()


def test_json_on_an_output_without_unicode(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """JSON for an output in another encoding is valid JSON with all values."""
    cloud.responses["recognize_passport"] = {"result": {"surname": "示例"}}
    output = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(output, encoding="ascii"))
    assert hwocr("passport", scan, "--format", "json").code == 0
    assert json.loads(output.getvalue())["result"]["surname"] == "示例"


@pytest.mark.parametrize("form", ["table", "json", "text", "markdown", "csv"])
def test_input_names_that_are_not_utf_8(hwocr: Hwocr, tmp_path: Path, form: str) -> None:
    """The result for a file whose name is not UTF-8 is printed and saved."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/scan\xff.png"))
    Image.new("L", (40, 30)).save(path, "PNG")
    for output in ([], ["--output", "results"]):
        outcome = hwocr("passport", path, path, "--format", form, *output)
        assert outcome.code == 0
        outcome.out.encode()
        outcome.err.encode()
    assert len(visible(tmp_path / "results")) == 2
