"""Every command of README and documentation runs, or is listed here with the reason."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ocr_emulator.emulator import Emulator
from tests.docs.snippets import blocks, missing

NOT_RUN = {
    r"pip install .*": "changes the machine; the tests of the release install the package",
    r"python3 -m venv .*|\. \.venv/bin/activate": "changes the machine",
    r"make .*": "the targets that a newcomer runs are what the build server runs",
    r"export .*": "sets a variable for the commands below it",
    r"hwocr emulator (?!.*--help).*": "serves until it is interrupted; tests/emulator runs it",
    r".* \| hwocr configure": "replaces the reader's profile; tests/wrapper/cli/setup runs it",
    r"python expiring\.py": "test_python runs the file and compares what it prints",
    r"hwocr .* \| (jq|tee) .*|pdftoppm .*|.* > page\.csv": "needs other programs and other files",
    r"hwocr general-text file\.pdf .*": "needs a PDF, and the cloud",
    r"curl .*": "test_curl runs these against a port of its own",
}
"""Commands that are not run here, as patterns, with the reason."""


@dataclass(frozen=True)
class Command:
    """One command of a page with the output that the page shows."""

    name: str
    line: str
    output: str


def commands() -> Iterator[Command]:
    """Yield the commands of all pages; a block of `sh` has no prompts and no output."""
    for block in blocks("console", "sh"):
        if block.language == "sh":
            lines = [line.partition(" #")[0].strip() for line in block.code.splitlines()]
            yield from (Command(block.name, line, "") for line in lines if line)
            continue
        for part in re.split(r"^\$ ", block.code, flags=re.MULTILINE)[1:]:
            line, _, output = part.partition("\n")
            yield Command(block.name, line.partition("  #")[0].strip(), output)


def _reason(command: Command) -> str | None:
    return next((why for start, why in NOT_RUN.items() if re.fullmatch(start, command.line)), None)


def _once(found: Iterable[Command]) -> list[Command]:
    """Return each command once: the same line with the same output is the same test."""
    return list({(command.line, command.output): command for command in found}.values())


COMMANDS = _once(command for command in commands() if _reason(command) is None)
CURLS = _once(command for command in commands() if command.line.startswith("curl "))


def _run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a shell does, with this environment's programs first."""
    paths = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))  # noqa: TID251
    environment = {**os.environ, "PATH": paths, "COLUMNS": "100"}  # noqa: TID251
    return subprocess.run(
        line,
        shell=True,
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env=environment,
        encoding="utf-8",
    )


@pytest.mark.engine
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: f"{command.name}:{command.line}")
def test_command_runs(command: Command, folder: Path, reading_cloud: Emulator) -> None:
    """A command ends with exit code 0 and prints what the page shows below it."""
    done = _run(command.line, folder)
    assert done.returncode == 0, done.stderr
    assert missing(command.output, done.stdout) == []


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("command", CURLS, ids=lambda command: f"{command.name}:{command.line}")
def test_curl_runs(command: Command, folder: Path, cloud: Emulator) -> None:
    """A request that a page makes with curl gets a response that is not an error."""
    line = re.sub(r"http://127\.0\.0\.1:\d+|\$URL", cloud.url, command.line)
    done = _run(line.replace("curl ", "curl --fail --silent --show-error ", 1), folder)
    assert done.returncode == 0, done.stderr
    assert missing(command.output, done.stdout) == []


def test_list_of_commands_that_are_not_run_is_exact() -> None:
    """Every pattern of the list stands for a command of some page."""
    lines = [command.line for command in commands()]
    assert [start for start in NOT_RUN if not any(re.fullmatch(start, x) for x in lines)] == []
