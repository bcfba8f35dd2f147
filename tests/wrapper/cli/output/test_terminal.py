"""A terminal shows colour and progress, a pipe shows neither."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ocr_wrapper import errors
from tests.wrapper.cli.conftest import FakeCloud, Hwocr


@pytest.fixture
def terminal(hwocr: Hwocr, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have both streams taken for a terminal."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.mark.usefixtures("terminal")
def test_colour_and_progress(hwocr: Hwocr, scan: Path) -> None:
    """Several inputs show a progress bar; confidences are coloured."""
    outcome = hwocr("passport", scan, scan, scan)
    assert outcome.code == 0
    assert "\x1b[" in outcome.out
    assert "3/3" in outcome.out
    assert outcome.out.count("LINDQVIST") >= 3


@pytest.mark.usefixtures("terminal")
def test_spinner_for_one_input(hwocr: Hwocr, scan: Path) -> None:
    """One input shows a spinner, which disappears."""
    outcome = hwocr("passport", scan, "--local", "--no-annotate")
    assert "processing with the local engine" in outcome.out
    assert outcome.out.rstrip().endswith("\x1b[2K")


@pytest.mark.usefixtures("terminal")
def test_json_is_indented_on_a_terminal(hwocr: Hwocr, scan: Path) -> None:
    """On a terminal JSON is indented; it is still the same JSON."""
    out = hwocr("passport", scan, "--format", "json").out
    body = out[out.index("{") : out.rindex("}") + 1]
    assert body.count("\n") > 10
    assert json.loads(body)["operation"] == "recognize_passport"


@pytest.mark.usefixtures("terminal")
def test_errors_above_a_progress_bar(hwocr: Hwocr, cloud: FakeCloud, scan: Path) -> None:
    """An error above the progress bar is one line and not mixed into it."""
    cloud.responses["recognize_passport"] = errors.RateLimitError("later", request_id="req-9")
    outcome = hwocr("passport", scan, scan)
    assert outcome.code == 4
    assert f"hwocr: [req-9] {scan}: later\n" in outcome.out + outcome.err


@pytest.mark.parametrize("form", ["table", "json", "text", "markdown", "csv"])
def test_pipes_are_plain(hwocr: Hwocr, scan: Path, form: str) -> None:
    """A pipe gets no escape sequences and no trailing spaces."""
    out = hwocr("passport", scan, "--format", form).out
    assert "\x1b" not in out
    assert not any(line.endswith(" ") for line in out.splitlines())


def test_terminals_without_unicode(
    hwocr: Hwocr, scan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without Unicode the table is drawn with ASCII."""
    monkeypatch.setattr("rich.console.Console.encoding", "ascii")
    out = hwocr("passport", scan).out
    assert "97.3% =====" in out
    assert "━" not in out
