"""Every block of the guide to testing runs: as tests, as commands, as steps of a CI job.

Its blocks are `py` and `bash`, because they run together here, and not one by one as those of the
other pages (`tests/docs`).
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from ocr_emulator import Emulator
from ocr_wrapper.cli.commands.emulator import emulator as command
from tests.paths import ROOT

PAGE = (ROOT / "docs" / "guides" / "testing-your-application.md").read_text(encoding="utf-8")
WITHOUT = ["-p", "no:schemathesis", "-p", "no:asyncio", "-p", "no:cacheprovider"]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="the commands are for POSIX systems")


def blocks(language: str) -> list[str]:
    """Return the code blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def test_python_blocks_pass_as_tests(tmp_path: Path) -> None:
    """Each block is a test module, and the block for conftest.py is one; pytest runs them all."""
    shutil.copytree(ROOT / "examples" / "images", tmp_path / "examples" / "images")
    modules = 0
    for number, block in enumerate(blocks("py")):
        shared = "def test_" not in block
        name = "conftest.py" if shared else f"test_block_{number}.py"
        assert not (tmp_path / name).exists(), "two blocks without a test"
        (tmp_path / name).write_text(block, encoding="utf-8")
        modules += not shared
    (tmp_path / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", *WITHOUT],
        check=False,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    passed = set(re.findall(r"^(test_block_\d+\.py)::\S+ PASSED", done.stdout, re.MULTILINE))
    assert len(passed) == modules
    assert modules > 10


@POSIX
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_commands_script_the_emulator(tmp_path: Path) -> None:
    """The lines of the page are accepted and do what their comments say."""
    (script,) = [block for block in blocks("bash") if "curl" in block]
    with Emulator(engine=None) as emulator:
        done = subprocess.run(
            ["sh", "-e"],
            check=True,
            input=script.replace("curl", "curl --silent --fail"),
            env={"HWOCR_ENDPOINT": emulator.url, "PATH": os.environ["PATH"]},  # noqa: TID251
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )
        documents = json.loads("[" + re.sub(r"\}\s*\{", "},{", done.stdout.strip()) + "]")
    assert documents[0]["answer"] == {"result": {"surname": "SMITH"}}
    assert (documents[1]["fault"]["code"], documents[1]["times"]) == ("APIG.0308", 2)
    assert documents[3]["count"] == 0


def _jobs() -> list[list[str]]:
    """Return the lines that start the emulator in each CI job of the page."""
    github, gitlab = (yaml.safe_load(block) for block in blocks("yaml"))
    steps = {step.get("name"): step for step in github["jobs"]["test"]["steps"]}
    return [
        steps["Start the emulator"]["run"].splitlines(),
        [line for line in gitlab["test"]["before_script"] if not line.startswith("pip")],
    ]


@POSIX
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("job", _jobs(), ids=["GitHub", "GitLab"])
def test_ci_job_starts_the_emulator(job: list[str], tmp_path: Path) -> None:
    """The lines start the emulator, wait for it, and pass its variables to the next step."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    launcher = tmp_path / "hwocr"
    launcher.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ocr_wrapper.cli "$@"\n')
    launcher.chmod(0o700)
    show = f'{shlex.quote(sys.executable)} -c "import os; print(dict(os.environ))"'
    script = "\n".join(["trap 'kill $!; wait' EXIT", *job, show]).replace("8787", port)
    exports = tmp_path / "github.env"
    done = subprocess.run(
        ["sh", "-e"],
        check=True,
        input=script,
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "GITHUB_ENV": str(exports)},  # noqa: TID251
        capture_output=True,
        text=True,
    )
    text = exports.read_text(encoding="utf-8") if exports.exists() else done.stdout
    for name in ("HWOCR_ENDPOINT", "HWOCR_REGION", "HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK"):
        assert name in text
    assert f"http://127.0.0.1:{port}" in text


def test_options_of_the_emulator_exist() -> None:
    """Every option that the page gives to `hwocr emulator` is one."""
    known: set[Any] = {name for option in command.params for name in option.opts}
    lines = re.findall(r"hwocr emulator .*", PAGE)
    used = {word for line in lines for word in line.split() if word.startswith("--")}
    assert used - {"--silent"} <= known
    assert {"--record", "--replay", "--env"} <= used
