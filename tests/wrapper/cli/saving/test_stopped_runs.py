"""A run that is stopped keeps the results of requests that have finished."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ocr_wrapper import errors
from ocr_wrapper.cli.app import run
from ocr_wrapper.results.recognition import Recognition
from tests.wrapper.cli.conftest import FakeCloud, Hwocr
from tests.wrapper.cli.folder import SAVE, visible

pytestmark = pytest.mark.usefixtures("journals_of_killed_runs")


def test_configuration_error_keeps_results_in_progress(
    hwocr: Hwocr, cloud: FakeCloud, scans: list[Path], tmp_path: Path
) -> None:
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


def test_interrupt_does_not_wait_for_the_client(
    cloud: FakeCloud, scan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A client that takes long to close does not delay the end after Ctrl-C."""
    release, closed = threading.Event(), threading.Event()

    @contextlib.contextmanager
    def connect(_: object) -> Iterator[FakeCloud]:
        try:
            yield cloud
        finally:
            release.wait(20)
            closed.set()

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    cloud.responses["recognize_passport"] = interrupt
    assert run(["passport", str(scan)], connect) == 130
    assert not closed.is_set()
    release.set()
    assert closed.wait(20)


def test_interrupt_keeps_finished_results(
    hwocr: Hwocr,
    cloud: FakeCloud,
    scans: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ctrl-C ends a run with concurrent requests soon, and saves those that have finished."""
    finished, waiting, release = threading.Event(), threading.Event(), threading.Event()
    contents = [path.read_bytes() for path in scans]

    def call(_: str, image: bytes, **__: object) -> Recognition[Any]:
        number = contents.index(image)
        if number == 0:
            finished.wait(20)
            waiting.wait(20)
            raise KeyboardInterrupt
        if number > 1:
            waiting.set()
            release.wait(20)
        result: Recognition[Any] = Recognition(
            "recognize_passport", {"result": {"surname": "SAVED"}}
        )
        finished.set()
        return result

    monkeypatch.setattr(cloud, "call", call)
    try:
        outcome = hwocr("passport", *scans, *SAVE, "--jobs", "4")
        assert visible(tmp_path / "results") == ["page1.json"]
        # The others may still be saved, so that the run is not over.
        assert list((tmp_path / "results").glob(".hwocr-run-*.lock"))
    finally:
        release.set()
    told, *_, last = outcome.err.splitlines()
    assert (outcome.code, last) == (130, "hwocr: interrupted")
    assert re.match(
        r"hwocr: [1-4] calls? (was|were) in flight and may have been billed: .*page0", told
    )
