"""Shell completion: the scripts, and what they complete."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.wrapper.cli.conftest import Hwocr

SHELLS = ("bash", "zsh", "fish")


def complete(shell: str, words: str, last: str) -> str:
    """Return what the command says to the shell's script for a command line."""
    # fish gives the word that is typed, the others its number.
    number = last if shell == "fish" else str(len(words.split()) - 1)
    environment = {
        **os.environ,  # noqa: TID251 - of this process
        "_HWOCR_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": number,
    }
    done = subprocess.run(
        [sys.executable, "-m", "ocr_wrapper.cli"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize("shell", SHELLS)
def test_commands_options_and_values_are_completed(shell: str) -> None:
    """Each shell's script gets the same words."""
    assert "passport" in complete(shell, "hwocr passp", "passp")
    assert "--country-code" in complete(shell, "hwocr passport --country", "--country")
    assert "markdown" in complete(shell, "hwocr passport --format mark", "mark")
    assert "zsh" in complete(shell, "hwocr completion z", "z")


@pytest.mark.parametrize("shell", SHELLS)
def test_image_is_completed_as_a_file(shell: str) -> None:
    """The shell itself lists the files."""
    assert "file" in complete(shell, "hwocr passport sca", "sca")


@pytest.mark.parametrize("shell", SHELLS)
def test_script_is_printed_and_the_shell_accepts_it(hwocr: Hwocr, shell: str) -> None:
    """Checked by the shell where it is installed."""
    done = hwocr("completion", shell)
    assert done.code == 0
    assert "_HWOCR_COMPLETE" in done.out
    found = shutil.which(shell)
    if found is not None:
        subprocess.run([found, "-n"], input=done.out, text=True, check=True)


def test_bash_completes_with_the_script(hwocr: Hwocr, tmp_path: Path) -> None:
    """The function that the script defines fills the list of the Tab key."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("bash is not installed")
    command = tmp_path / "hwocr"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m ocr_wrapper.cli "$@"\n')
    command.chmod(0o755)
    script = hwocr("completion", "bash").out + (
        f"\nCOMP_WORDS=({command} pass); COMP_CWORD=1\n"
        f'_hwocr_completion {command}; echo "found: ${{COMPREPLY[*]}}"\n'
    )
    done = subprocess.run(
        [bash], input=script, capture_output=True, text=True, check=True, cwd=Path(__file__).parent
    )
    assert done.stdout.splitlines()[-1] == "found: passport"


def test_help_has_the_lines_to_copy(hwocr: Hwocr) -> None:
    """They stand each on a line of its own, as they are typed."""
    lines = [line.strip() for line in hwocr("completion", "--help").out.splitlines()]
    assert 'eval "$(hwocr completion bash)"' in lines
    assert "hwocr completion fish > ~/.config/fish/completions/hwocr.fish" in lines
