"""The command line with the emulator: signed requests, validated against the contract."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from huawei_ocr_api.catalog import OPERATIONS, Operation
from PIL import Image

from ocr_emulator import Emulator
from ocr_emulator.contract.unread import Unread
from ocr_emulator.recognizers.base import Recognized
from ocr_wrapper.cli import session
from ocr_wrapper.cli.app import run
from tests.emulator.engine.fakes import FakeEngine
from tests.paths import IMAGES


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(engine=None) as emulator:
        yield emulator


@pytest.fixture
def environment(emulator: Emulator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Set the vendor's variables to the emulator's keys, as a user would."""
    emulator.reset()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HUAWEICLOUD_SDK_AK", emulator.ak)
    monkeypatch.setenv("HUAWEICLOUD_SDK_SK", emulator.sk)
    monkeypatch.setenv("HUAWEICLOUD_SDK_IAM_ENDPOINT", emulator.url)
    monkeypatch.setenv("HWOCR_ENDPOINT", emulator.url)
    monkeypatch.setenv("HWOCR_REGION", ",".join(emulator.projects))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("HUAWEICLOUD_SDK_PROJECT_ID", raising=False)


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda item: item.slug)
def test_every_operation(
    emulator: Emulator, scan: Path, capsys: pytest.CaptureFixture[str], operation: Operation
) -> None:
    """Each command is signed, routed to its region, accepted and decoded."""
    sources = [str(scan)] if operation.input_field else []
    code = run([operation.slug, *sources, "--format", "json", "--allow-examples"])
    captured = capsys.readouterr()
    assert (code, captured.out.count("\n")) == (0, 1), captured.err
    entry = emulator.journal.last
    response = json.loads(captured.out)
    assert (entry.operation, entry.status, entry.region) == (
        operation.name,
        200,
        operation.regions[0],
    )
    assert response["request_id"] == entry.request_id
    assert response["operation"] == operation.name


@pytest.mark.usefixtures("environment")
def test_options_reach_the_service(
    emulator: Emulator, scan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Options are sent with the types of the contract."""
    emulator.journal.keep_bodies = True
    arguments = ["--detect-direction", "--no-quick-mode", "--pdf-page-number", "2"]
    assert run(["general-text", str(scan), *arguments, "--allow-examples"]) == 0
    body = json.loads(emulator.journal.last.body or b"")
    del body["image"]
    assert body == {"detect_direction": True, "quick_mode": False, "pdf_page_number": 2}
    capsys.readouterr()


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize(
    ("change", "code", "needles"),
    [
        ({"HUAWEICLOUD_SDK_SK": "wrong"}, 4, ["signature"]),
        ({"HUAWEICLOUD_SDK_AK": ""}, 3, ["HUAWEICLOUD_SDK_AK"]),
        ({"HWOCR_REGION": "", "HWOCR_ENDPOINT": ""}, 3, ["HWOCR_REGION", "--region"]),
        ({"HWOCR_REGION": "mars-1"}, 3, ["mars-1", "ap-southeast-1"]),
        ({"HWOCR_REGION": "la-south-2"}, 3, ["not served in la-south-2", "cn-north-4"]),
        ({"HWOCR_ENDPOINT": "http://127.0.0.1:9"}, 5, ["127.0.0.1:9"]),
        ({"HWOCR_ENDPOINT": "http://ocr.example"}, 3, ["http"]),
    ],
)
def test_configuration_errors(
    scan: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, str],
    code: int,
    needles: list[str],
) -> None:
    """A wrong key, missing key, wrong region or unreachable host is one line each."""
    for name, value in change.items():
        monkeypatch.setenv(name, value)
    assert run(["passport", str(scan), "--timeout", "5"]) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    for needle in needles:
        assert needle in captured.err


@pytest.mark.usefixtures("environment")
def test_invalid_input_is_not_sent(
    emulator: Emulator, tmp_path: Path, scan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Invalid inputs are not sent to the service."""
    (tmp_path / "letter.png").write_text("Dear Sir or Madam,\n")
    Image.new("RGB", (10, 10)).save(tmp_path / "dot.png")
    data = scan.read_bytes()
    (tmp_path / "heavy.png").write_bytes(data + bytes(11 * 1024 * 1024 - len(data)))
    (tmp_path / "empty").mkdir()
    bad = ["letter.png", "dot.png", "heavy.png", "empty", "nowhere.png", "obs://b/o.png"]
    assert run(["passport", *bad]) == 2
    assert run(["passport"]) == 2
    assert run(["passport", str(scan), "--url", "https://host/a.png"]) == 2
    assert len(emulator.journal) == 0
    assert len(capsys.readouterr().err.splitlines()) == len(bad) + 3


@pytest.mark.usefixtures("environment")
def test_refusals_are_explained(
    emulator: Emulator, scan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A refusal contains its error code, and the code is in the catalog."""
    emulator.faults.error("AIS.0104", operation="recognize_passport", times=1)
    assert run(["passport", str(scan)]) == 4
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert err.startswith(f"hwocr: [{emulator.journal.last.request_id}]")
    assert "AIS.0104" in err
    assert run(["errors", "AIS.0104"]) == 0
    capsys.readouterr()


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("operation", ["passport", "thailand-id-card"])
def test_examples_of_an_emulator_are_refused(
    scan: Path, capsys: pytest.CaptureFixture[str], operation: str
) -> None:
    """An emulator at a custom endpoint cannot pass its examples for recognitions."""
    assert run([operation, str(scan), "--format", "json"]) == 7
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "NOT the content of the image" in captured.err
    assert run([operation, str(scan), "--format", "json", "--allow-examples"]) == 0
    assert json.loads(capsys.readouterr().out)["example"] is True


@pytest.mark.usefixtures("environment")
def test_malformed_response(
    emulator: Emulator, scan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A malformed response has its own exit code."""
    emulator.faults.add({"kind": "bad-json"}, operation="recognize_passport", times=1)
    assert run(["passport", str(scan)]) == 6
    assert capsys.readouterr().err.count("\n") == 1


def test_emulator_command(tmp_path: Path) -> None:
    """The first line of `hwocr emulator` contains everything that another program needs."""
    command = [
        sys.executable,
        "-m",
        "ocr_wrapper.cli",
        "emulator",
        "--port",
        "0",
        "--engine",
        "none",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as it:
        try:
            assert it.stdout is not None
            connection_info = json.loads(it.stdout.readline())
            assert {"url", "ak", "sk", "projects", "user"} <= connection_info.keys()
            assert connection_info["url"].startswith("http://127.0.0.1:")
        finally:
            it.terminate()
            it.communicate(timeout=20)


@pytest.mark.engine
def test_local_recognizes_images(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With --local a passport is recognized, without account and environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HWOCR_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("HUAWEICLOUD_SDK_AK", raising=False)
    assert run(["passport", str(IMAGES / "passport.png"), "--local", "--output", "results"]) == 0
    captured = capsys.readouterr()
    saved = json.loads((tmp_path / "results" / "passport.json").read_text("utf-8"))
    code = saved["result"]["machine_code2"]
    assert saved["result"]["passport_number"] == code[:9].rstrip("<")
    assert saved["result"]["surname"] in captured.out
    assert (tmp_path / "results" / "passport.annotated.png").exists()
    assert "NOT" not in captured.err


def test_local_prints_unread_parts(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the emulator could not read is on standard error, a line a part, with the cure."""
    parts = (Unread("formula_result", "no formulas"), Unread("layout", "no model", "a-model"))

    def recognize(*_: object) -> Recognized:
        result = {"words_block_count": 0, "words_block_list": [], "direction": -1}
        return Recognized(result, parts)

    recognizers = {"recognize_general_text": recognize}
    emulator = Emulator(engine=FakeEngine(), recognizers=recognizers)
    monkeypatch.setattr(session, "_emulator", lambda: emulator)
    image = str(IMAGES / "receipt.png")
    assert run(["general-text", image, "--local"]) == 0
    assert capsys.readouterr().err.splitlines()[-2:] == [
        f"hwocr: {image}: formula_result was not read: no formulas",
        f"hwocr: {image}: layout was not read: no model; run pip install 'a-model'",
    ]
