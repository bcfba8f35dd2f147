"""Every block of Python in README and documentation runs as it stands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ocr_emulator.emulator import Emulator
from ocr_wrapper import OcrClient
from tests.docs.snippets import Block, blocks, missing

PREPARED = """\
from pathlib import Path
import pydantic, pytest
from ocr_emulator import Fault
from ocr_wrapper import AkSk, OcrClient

def my_code(url, ak="", sk="", projects=None):
    if ak:
        with OcrClient(region="ap-southeast-1", endpoint=url, credentials=AkSk(ak, sk)) as client:
            client.recognize_passport("scan.png")

def expected(name, result):
    return None
"""
"""What fragments of a page may use beside `emu`, `client` and `r`."""


NOT_RUN = {
    # It asks about earlier requests; tests/emulator/test_page.py makes them and runs it.
    "emu.journal.count(operation=": "docs/reference/emulator.md",
    # They need the engines: tests/cluster/test_guide.py runs them.
    "import ray": "docs/guides/clusters.md",
    "from pyspark": "docs/guides/clusters.md",
}
"""Beginnings of the blocks that are not run here, with their page."""

BLOCKS = [
    block
    for block in blocks("python")
    if not any(block.code.startswith(start) and block.page == NOT_RUN[start] for start in NOT_RUN)
]
PROGRAMS = [block for block in BLOCKS if "def test_" not in block.code]
TESTS = [block for block in BLOCKS if "def test_" in block.code]


def _cases(found: list[Block]) -> list[object]:
    """Return a case for each block; one that reads images is marked as slow."""
    return [
        pytest.param(
            block,
            id=block.name,
            marks=[pytest.mark.engine] if "Emulator()" in block.code else [],
        )
        for block in found
    ]


@pytest.mark.usefixtures("shared_engine")
@pytest.mark.parametrize("block", _cases(PROGRAMS))
def test_program_runs(
    block: Block, folder: Path, cloud: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    """A program ends without an exception and prints what the page shows below it."""
    names: dict[str, object] = {"__name__": "page", "emu": cloud, "ak": cloud.ak, "sk": cloud.sk}
    exec(PREPARED, names)
    with OcrClient() as client:
        names |= {"client": client, "r": client.recognize_passport("scan.png")}
        exec(compile(block.code, block.name, "exec"), names)
    assert missing(block.output, capsys.readouterr().out) == []


@pytest.mark.parametrize("block", _cases(TESTS))
def test_test_runs(block: Block, folder: Path) -> None:
    """A test of a page passes in a run of pytest."""
    (folder / "test_page.py").write_text(PREPARED + block.code, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_page.py"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == 0, done.stdout


def test_list_of_blocks_that_are_not_run_is_exact() -> None:
    """Every exception names a block that exists."""
    found = blocks("python")
    assert [
        start
        for start, page in NOT_RUN.items()
        if not any(block.page == page and block.code.startswith(start) for block in found)
    ] == []
