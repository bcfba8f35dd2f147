"""Code of a call: it runs as it is copied, whatever the file is called."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ocr_emulator.emulator import Emulator
from tests.emulator.conftest import image_bytes
from tests.emulator.http.playground.calls import page_call
from tests.paths import ROOT

NAMES = ["scan.png", 'it\'s $(touch pwned) "x".png', "-rf.png", "naïve 文.png", "a`id`$HOME\\n.png"]


def snippets(emu: Emulator, **call: Any) -> dict[str, str]:
    body = {
        "operation": "recognize_general_text",
        "region": "ap-southeast-1",
        "options": {},
        "file": "scan.png",
        **call,
    }
    answer = page_call(emu, "playground/snippets", body)
    assert answer.status == 200, answer.json
    found: dict[str, str] = answer.json
    return found


def run(command: list[str], folder: Path) -> str:
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    environment = {"PATH": path, "PYTHONPATH": f"{ROOT}:{ROOT}/generated", "LANG": "C.UTF-8"}
    done = subprocess.run(
        command,
        check=False,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", NAMES)
def test_python_runs_as_copied(emu: Emulator, tmp_path: Path, name: str) -> None:
    """The call is made with the key of the page and prints the text."""
    (tmp_path / name).write_bytes(image_bytes())
    code = snippets(emu, file=name, options={"detect_direction": True, "language": "zh"})["Python"]
    assert "CORNER BAKERY" in run([sys.executable, "-c", code], tmp_path)
    assert (emu.journal.last.account, emu.journal.last.status) == ("playground", 200)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_python_prints_fields_of_a_document(emu: Emulator, tmp_path: Path) -> None:
    """An operation without text shows its fields."""
    (tmp_path / "scan.png").write_bytes(image_bytes())
    code = snippets(emu, operation="recognize_passport", options={"country_code": "GENERAL"})[
        "Python"
    ]
    assert "surname LINDQVIST" in run([sys.executable, "-c", code], tmp_path)


def test_python_fetches_a_sample(emu: Emulator, tmp_path: Path) -> None:
    """Nobody has the sample as a file."""
    sample = f"{emu.url}/_emulator/playground/samples/receipt.png"
    code = snippets(emu, file="receipt.png", sample=sample)["Python"]
    assert "CORNER BAKERY" in run([sys.executable, "-c", code], tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_curl_runs_as_copied(emu: Emulator, tmp_path: Path, name: str) -> None:
    """It logs in, sends the image from standard input and runs nothing of the file's name."""
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    (tmp_path / name).write_bytes(image_bytes())
    options = {"kv": True, "kv_map": '{"a": "$HOME `id` \\" it\'s"}'}
    code = snippets(emu, operation="recognize_smart_document", file=name, options=options)["curl"]
    assert "Delivery note" in run(["sh", "-c", code], tmp_path)
    assert (emu.journal.last.credential, emu.journal.last.status) == ("token", 200)
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", NAMES)
def test_command_runs_as_copied(emu: Emulator, tmp_path: Path, name: str) -> None:
    """`hwocr` gets address, key and options from what was copied."""
    (tmp_path / name).write_bytes(image_bytes())
    code = snippets(emu, file=name, options={"quick_mode": False, "language": "zh"})["hwocr"]
    # An example of the contract is refused unless the user accepts it.
    run(["sh", "-c", code.rstrip("\n") + " --allow-examples --format text"], tmp_path)
    assert (emu.journal.last.account, emu.journal.last.status) == ("playground", 200)


def test_address_takes_the_place_of_the_file(emu: Emulator) -> None:
    """The image of a URL is not read by the caller."""
    found = snippets(emu, file="", url="https://example.com/a b.png")
    assert "recognize_general_text('https://example.com/a b.png')" in found["Python"]
    assert "--url 'https://example.com/a b.png'" in found["hwocr"]
    assert '"url": "https://example.com/a b.png"' in found["curl"]


@pytest.mark.parametrize(
    "call",
    [
        {"operation": "recognize_nothing"},
        {"region": "mars"},
        {"options": {"image": 1, "no": 2}},
        {"x": 1},
    ],
)
def test_unknown_names_are_refused(emu: Emulator, call: dict[str, Any]) -> None:
    """Code with a typo in it is of no use."""
    body = {"operation": "recognize_general_text", "region": "ap-southeast-1", "options": {}} | call
    assert page_call(emu, "playground/snippets", body).status == 400
