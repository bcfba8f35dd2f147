"""Examples of use: container, Compose and Node."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from typing import Any

import pytest
import yaml

from ocr_emulator.connection import environment, main_region
from ocr_emulator.emulator import Emulator
from ocr_wrapper.cli.commands.emulator import emulator as command
from tests.paths import ROOT

CONTAINER = ROOT / "examples" / "container"


def environment_names() -> set[str]:
    """Return the environment variables that `hwocr emulator` reads."""
    return {str(option.envvar) for option in command.params if getattr(option, "envvar", None)}


def test_container_sets_variables_that_the_command_reads() -> None:
    """Every variable in the Containerfile and in Compose exists, and there is a health check."""
    text = (CONTAINER / "Containerfile").read_text()
    used = set(re.findall(r"HWOCR_EMULATOR_\w+", text))
    compose = yaml.safe_load((CONTAINER / "compose.yaml").read_text())
    used |= set(compose["services"]["ocr"]["environment"])
    assert used <= environment_names()
    assert "HEALTHCHECK" in text
    assert "/_emulator/health" in text


def test_health_check_of_the_container_passes_and_fails(
    emu: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command in the Containerfile succeeds with a server and fails without one."""
    text = (CONTAINER / "Containerfile").read_text()
    found = re.search(r'CMD \["python", "-c", "(.*)"\]', text)
    assert found is not None
    command = [sys.executable, "-c", found[1]]
    codes = []
    for port in (emu.port, 1):
        monkeypatch.setenv("HWOCR_EMULATOR_PORT", str(port))
        done = subprocess.run(command, stderr=subprocess.DEVNULL, check=False)
        codes.append(done.returncode)
    assert (codes[0], codes[1] != 0) == (0, True)


def test_compose_gives_the_application_what_a_client_reads(emu: Emulator) -> None:
    """Keys and project of both services agree, and the names are those of `--env`."""
    services: dict[str, Any] = yaml.safe_load((CONTAINER / "compose.yaml").read_text())["services"]
    server, client = services["ocr"]["environment"], services["app"]["environment"]
    names = environment(emu.connection_info(), main_region(emu.contract))
    assert set(client) == set(names)
    assert client["HUAWEICLOUD_SDK_AK"] == server["HWOCR_EMULATOR_AK"]
    assert client["HUAWEICLOUD_SDK_SK"] == server["HWOCR_EMULATOR_SK"]
    region, _, project = server["HWOCR_EMULATOR_PROJECTS"].partition("=")
    assert (client["HWOCR_REGION"], client["HUAWEICLOUD_SDK_PROJECT_ID"]) == (region, project)
    assert server["HWOCR_EMULATOR_ALLOWED_HOSTS"] in client["HWOCR_ENDPOINT"]


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
def test_node_example_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """`node --test` passes with the emulator of this checkout."""
    monkeypatch.setenv("HWOCR", f"{sys.executable} -m ocr_wrapper.cli")
    done = subprocess.run(
        ["node", "--test", str(ROOT / "examples" / "node" / "passport.test.mjs")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_command_reads_keys_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """`HWOCR_EMULATOR_…` variables are the options of `hwocr emulator`."""
    variables = {
        "HWOCR_EMULATOR_AK": "A1",
        "HWOCR_EMULATOR_SK": "S1",
        "HWOCR_EMULATOR_PORT": "0",
        "HWOCR_EMULATOR_ENGINE": "none",
        "HWOCR_EMULATOR_PROJECTS": "ap-southeast-1=p1 ap-southeast-2=p2",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with subprocess.Popen(
        [sys.executable, "-m", "ocr_wrapper.cli", "emulator"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        info = json.loads(process.stdout.readline())
        process.terminate()
        assert process.wait(10) == 0
    assert (info["ak"], info["sk"]) == ("A1", "S1")
    assert (info["projects"]["ap-southeast-1"], info["projects"]["ap-southeast-2"]) == ("p1", "p2")
