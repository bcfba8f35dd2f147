"""Runs of the command line killed at any moment: nothing half-written, nothing billed twice."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from ocr_emulator import Emulator
from tests.hostile.depth import FULL

KILLS = 50 if FULL else 2
IMAGES = 12
JOBS = 3
OPERATION, CALLED = "general-text", "recognize_general_text"
RUN_SECONDS = 30
RESULT = {"result": {"words_block_count": 0, "words_block_list": []}}
"""A scripted response: an example would not count as the result of an image."""


def scans(folder: Path) -> list[Path]:
    """Write images of different content."""
    folder.mkdir()
    paths = []
    for number in range(IMAGES):
        buffer = io.BytesIO()
        Image.new("L", (120, 120), number).save(buffer, "PNG")
        path = folder / f"scan{number}.png"
        path.write_bytes(buffer.getvalue())
        paths.append(path)
    return paths


def started(
    emu: Emulator, paths: list[Path], output: Path, *options: str
) -> subprocess.Popen[bytes]:
    """Start the command on all images, several at once, with the results of earlier runs."""
    command = [
        *(sys.executable, "-m", "ocr_wrapper.cli", OPERATION, *map(str, paths)),
        *("--endpoint", emu.url, "--region", "ap-southeast-1", "--output", str(output)),
        *("--jobs", str(JOBS), *options),
    ]
    variables = {"HUAWEICLOUD_SDK_AK": emu.ak, "HUAWEICLOUD_SDK_SK": emu.sk, "PATH": ""}
    return subprocess.Popen(
        command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def finished(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    """Return exit code and standard error of a run that ends by itself."""
    _, err = process.communicate(timeout=120)
    return process.returncode, err.decode()


@pytest.fixture
def emu() -> Iterator[Emulator]:
    """An emulator that takes a moment for each call, so that some are in flight at a kill."""
    with Emulator(engine=None) as emu:
        emu.faults.add({"kind": "latency", "delay": 0.01}, operation=CALLED)
        emu.answers.set(CALLED, RESULT)
        yield emu


def check_results(paths: list[Path], output: Path) -> None:
    """Assert that every input has exactly one result, which is complete."""
    found = [json.loads(path.read_text("utf-8"))["file"] for path in output.glob("*.json")]
    assert sorted(found) == sorted(map(str, paths))
    assert list(output.glob(".*.part")) == []
    assert list(output.glob(".*.lock")) == []


@pytest.mark.parametrize("seed", range(KILLS))
def test_killed_run_makes_no_call_twice(seed: int, emu: Emulator, tmp_path: Path) -> None:
    """A run that is killed again and again calls for each input once, but for those in flight.

    A call in flight is reported and not made again; `--retry-unknown` makes exactly those again.
    """
    rng = random.Random(seed)
    paths, output = scans(tmp_path / "scans"), tmp_path / "out"
    for _ in range(rng.randrange(1, 4)):
        seen = emu.journal.count(operation=CALLED)
        process = started(emu, paths, output, "--resume")
        with suppress(TimeoutError):  # fewer calls were left
            wanted = rng.randrange(seen + 1, seen + IMAGES // 2)
            emu.journal.wait_for(min(wanted, IMAGES), operation=CALLED, timeout=RUN_SECONDS)
        process.kill()
        process.communicate()
    code, err = finished(started(emu, paths, output, "--resume"))
    in_doubt = [path for path in paths if f"{path}: An earlier run sent this input" in err]
    sent = [entry.body_sha256 for entry in emu.journal if entry.operation == CALLED]
    assert len(sent) == len(set(sent)) <= IMAGES
    assert len(list(output.glob("*.json"))) == IMAGES - len(in_doubt), err
    assert code == (9 if in_doubt else 0), err
    assert (f"{len(in_doubt)} may have been billed" in err) == bool(in_doubt)
    code, err = finished(started(emu, paths, output, "--resume", "--retry-unknown"))
    assert code == 0, err
    sent = [entry.body_sha256 for entry in emu.journal if entry.operation == CALLED]
    assert len(sent) <= IMAGES + len(in_doubt)
    assert len(set(sent)) == IMAGES
    check_results(paths, output)


@pytest.mark.parametrize("seed", range(KILLS))
def test_killed_run_continues_without_billing_what_was_saved(
    seed: int, emu: Emulator, tmp_path: Path
) -> None:
    """After a kill every saved file is whole; `--skip-existing` calls for the others alone."""
    rng = random.Random(seed)
    paths, output = scans(tmp_path / "scans"), tmp_path / "out"
    process = started(emu, paths, output)
    emu.journal.wait_for(rng.randrange(1, IMAGES), operation=CALLED, timeout=RUN_SECONDS)
    process.kill()
    process.communicate()
    for path in output.glob("*.json"):
        assert "result" in json.loads(path.read_text("utf-8"))
    code, err = finished(started(emu, paths, output, "--skip-existing"))
    assert code == 0, err
    check_results(paths, output)
    # What was in flight at the kill may have got its response, which could not be saved.
    assert emu.journal.count(operation=CALLED, status=200) <= IMAGES + JOBS, err


def test_two_runs_at_once_share_the_work(emu: Emulator, tmp_path: Path) -> None:
    """Two processes on one journal call for each input once, and each result is saved once."""
    paths, output = scans(tmp_path / "scans"), tmp_path / "out"
    both = [started(emu, paths, output, "--resume") for _ in range(2)]
    ends = [finished(process) for process in both]
    assert {code for code, _ in ends} <= {0, 9}, ends
    sent = [entry.body_sha256 for entry in emu.journal if entry.operation == CALLED]
    assert len(sent) == len(set(sent)) == IMAGES
    check_results(paths, output)
