"""Runs of the command line killed at any moment: nothing half-written, nothing billed twice."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from ocr_emulator import Emulator
from tests.hostile.depth import FULL

KILLS = 50 if FULL else 2
IMAGES = 12
JOBS = 3
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


def started(emu: Emulator, paths: list[Path], output: Path) -> subprocess.Popen[bytes]:
    """Start the command on all images, several at once, with the results of earlier runs."""
    command = [
        *(sys.executable, "-m", "ocr_wrapper.cli", "general-text", *map(str, paths)),
        *("--endpoint", emu.url, "--region", "ap-southeast-1", "--output", str(output)),
        *("--jobs", str(JOBS), "--skip-existing"),
    ]
    variables = {"HUAWEICLOUD_SDK_AK": emu.ak, "HUAWEICLOUD_SDK_SK": emu.sk, "PATH": ""}
    return subprocess.Popen(
        command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


@pytest.mark.parametrize("seed", range(KILLS))
def test_killed_run_continues_without_billing_what_was_saved(seed: int, tmp_path: Path) -> None:
    """After a kill every saved file is whole; the next run calls for the others alone."""
    rng = random.Random(seed)
    paths, output = scans(tmp_path / "scans"), tmp_path / "out"
    with Emulator(engine=None) as emu:
        emu.faults.add({"kind": "latency", "delay": 0.01}, operation="recognize_general_text")
        emu.answers.set("recognize_general_text", RESULT)
        process = started(emu, paths, output)
        emu.journal.wait_for(
            rng.randrange(1, IMAGES), operation="recognize_general_text", timeout=30
        )
        process.kill()
        process.wait(30)
        saved = list(output.glob("*.json"))
        for path in saved:
            assert "result" in json.loads(path.read_text("utf-8"))
        assert started(emu, paths, output).wait(60) == 0
        # A file that was written and not yet noted in the index is written again beside it.
        assert IMAGES <= len(list(output.glob("*.json"))) <= IMAGES + JOBS
        billed = emu.journal.count(operation="recognize_general_text", status=200)
        # What was in flight at the kill may have got its response, which could not be saved.
        assert billed <= IMAGES + JOBS, (billed, len(saved))
