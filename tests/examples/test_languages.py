"""Programs in other languages pass their tests against the emulator."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.paths import ROOT


@dataclass(frozen=True, slots=True)
class Program:
    """How to run the tests in one language, as the program itself says."""

    command: list[str]
    tools: tuple[str, ...]
    folder: Path = ROOT


PROGRAMS = {
    "shell": Program(["sh", "examples/shell/passport.sh"], ("sh", "curl", "jq", "mkfifo")),
    "java": Program(["java", "examples/java/PassportTest.java"], ("java",)),
    "go": Program(["go", "test"], ("go",), ROOT / "examples" / "go"),
}


def run(program: Program, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a program with the emulator of this checkout; skip the test without its tools."""
    for tool in program.tools:
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    environment = {
        "PATH": os.environ["PATH"],  # noqa: TID251 - where the tools are
        "HOME": str(home),
        "HWOCR": f"{sys.executable} -m ocr_wrapper.cli",
        "GOCACHE": str(ROOT / ".cache" / "go-build"),
        "GOPROXY": "off",
    }
    return subprocess.run(
        program.command,
        check=False,
        cwd=program.folder,
        env=environment,
        capture_output=True,
        text=True,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are for POSIX systems")
@pytest.mark.parametrize("language", PROGRAMS)
def test_program_passes(language: str, tmp_path: Path) -> None:
    """The program starts the emulator, scripts it and checks what comes back."""
    done = run(PROGRAMS[language], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are for POSIX systems")
def test_shell_program_notices_a_wrong_result(tmp_path: Path) -> None:
    """Another expected name ends with an error."""
    folder = tmp_path / "examples"
    shutil.copytree(ROOT / "examples" / "images", folder / "images")
    script = folder / "shell" / "passport.sh"
    script.parent.mkdir()
    text = (ROOT / "examples" / "shell" / "passport.sh").read_text(encoding="utf-8")
    script.write_text(text.replace('"its surname" SMITH', '"its surname" JONES'), encoding="utf-8")
    done = run(Program(["sh", str(script)], PROGRAMS["shell"].tools), tmp_path)
    assert done.returncode != 0
    assert "its surname: expected JONES, got SMITH" in done.stderr
