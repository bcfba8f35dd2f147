"""Programs before and after a migration send the same request and return the same response."""

from __future__ import annotations

import http.server
import json
import re
import runpy
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from huawei_ocr_api.catalog import OPERATIONS, REGIONS

from ocr_emulator import Emulator
from tests.paths import IMAGES, ROOT

PAIRS = ROOT / "examples" / "migration"
PROJECTS = {"ap-southeast-1": "your-project-id"}
TOPICS = sorted(folder.name for folder in (PAIRS / "topics").iterdir() if folder.is_dir())

pytestmark = pytest.mark.filterwarnings("ignore:::huaweicloudsdk")


@pytest.fixture(scope="module")
def _server() -> Iterator[Emulator]:
    with Emulator(
        engine=None,
        keep_bodies=True,
        ak="your-access-key",
        sk="your-secret-key",
        projects=PROJECTS,
    ) as emulator:
        yield emulator


@pytest.fixture
def cloud(_server: Emulator, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """An emulator that both libraries find through the vendor's own variables."""
    pytest.importorskip("tests.vendor.sdk", reason="the vendor's SDK is not installed")
    _server.reset()
    monkeypatch.setenv("HUAWEICLOUD_SDK_AK", _server.ak)
    monkeypatch.setenv("HUAWEICLOUD_SDK_SK", _server.sk)
    monkeypatch.setenv("HUAWEICLOUD_SDK_IAM_ENDPOINT", _server.url)
    for region in REGIONS:
        name = region.upper().replace("-", "_")
        monkeypatch.setenv(f"HUAWEICLOUD_SDK_REGION_OCR_{name}", _server.url)
    image = (IMAGES / "passport.png").read_bytes()
    for name in ("scan.png", "second.png"):
        Path(name).write_bytes(image)
    _server.files.put("scan.png", image, url="https://bucket.example.com/scan.png")
    return _server


def run(path: Path, cloud: Emulator) -> dict[str, Any]:
    """Run a program of the guide and return its variables; only the port is changed."""
    text = path.read_text(encoding="utf-8").replace("http://127.0.0.1:8787", cloud.url)
    copy = Path(path.name)
    copy.write_text(text, encoding="utf-8")
    found = runpy.run_path(str(copy))
    if path.stem == "before":
        found["client"].close()
    return found


def requests(cloud: Emulator) -> list[dict[str, Any]]:
    """Return what was sent to the service since the last call of this function."""
    entries = [entry for entry in cloud.journal if entry.operation in OPERATIONS]
    cloud.journal.clear()
    return [
        {
            "operation": entry.operation,
            "path": entry.path,
            "enterprise": entry.headers.get("enterprise-project-id"),
            "body": json.loads(entry.body or b""),
        }
        for entry in entries
    ]


def compare(folder: Path, cloud: Emulator) -> list[Any]:
    """Run both programs of a pair, and return the responses that they agree on."""
    before = run(folder / "before.py", cloud)
    sent_before = requests(cloud)
    after = run(folder / "after.py", cloud)
    sent_after = requests(cloud)
    assert sent_before == sent_after
    theirs = before.get("responses") or [before["response"]]
    ours = after.get("results") or [after["r"]]
    bodies = [response.to_json_object() for response in theirs]
    assert bodies == [recognition.raw for recognition in ours]
    return bodies


def test_every_operation_has_a_pair() -> None:
    """The guide shows all operations of the contract and no other."""
    assert set(OPERATIONS) == {folder.name for folder in (PAIRS / "operations").iterdir()}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_operation_before_and_after(operation: str, cloud: Emulator) -> None:
    """Both programs send the same body to the same path and get the same JSON."""
    bodies = compare(PAIRS / "operations" / operation, cloud)
    assert [cloud.contract.operations[operation].examples["default"]] == bodies


@pytest.mark.parametrize("topic", ["credentials", "endpoint", "settings", "image_url"])
def test_topic_before_and_after(topic: str, cloud: Emulator) -> None:
    """Key in code, address, settings and image URL have the same effect in both programs."""
    compare(PAIRS / "topics" / topic, cloud)


def test_both_take_the_key_from_the_profile_file(
    cloud: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`~/.huaweicloud/credentials` is enough for both."""
    monkeypatch.delenv("HUAWEICLOUD_SDK_AK")
    monkeypatch.delenv("HUAWEICLOUD_SDK_SK")
    profile = Path(".huaweicloud", "credentials")
    profile.parent.mkdir(exist_ok=True)
    profile.write_text(f"[basic]\nak = {cloud.ak}\nsk = {cloud.sk}\n", encoding="utf-8")
    compare(PAIRS / "topics" / "profile_file", cloud)


def test_both_retry_a_refusal_of_an_overloaded_service(
    cloud: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A 503 with a code of the vendor is followed by a second request in both programs."""
    monkeypatch.setattr("random.random", lambda: 0.0)  # the pause of our retry
    folder = PAIRS / "topics" / "retries"
    for name in ("before.py", "after.py"):
        sequence = cloud.sequence("ModelArts.4403", "ok", operation="recognize_passport")
        run(folder / name, cloud)
        assert (sequence.report().verdict, len(requests(cloud))) == ("ok", 2)


def test_both_read_several_images_at_once(cloud: Emulator) -> None:
    """Threads with futures and tasks of asyncio give the same results in the same order."""
    assert len(compare(PAIRS / "topics" / "asynchronous", cloud)) == 2


def test_both_print_and_save_the_same_values(
    cloud: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    """A field, its confidence and the line that the vendor's class lacks are the same."""
    folder = PAIRS / "topics" / "response"
    run(folder / "before.py", cloud)
    printed, saved = capsys.readouterr().out, json.loads(Path("passport.json").read_bytes())
    run(folder / "after.py", cloud)
    assert printed == capsys.readouterr().out
    assert saved["result"] == json.loads(Path("passport.json").read_bytes())["result"]
    assert saved["result"]["machine_code2"] in printed


@pytest.mark.parametrize(
    ("fault", "printed"),
    [("AIS.0105", r"Nothing found in the image \S+"), ("AIS.0101", r"Refused: 400 AIS\.0101 .+")],
)
def test_both_tell_errors_apart(
    fault: str, printed: str, cloud: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same branch of both programs handles a refusal."""
    cloud.faults.error(fault)
    for name in ("before.py", "after.py"):
        run(PAIRS / "topics" / "errors" / name, cloud)
        assert re.fullmatch(printed, capsys.readouterr().out.strip())


class _Service(http.server.BaseHTTPRequestHandler):
    """A service with an operation that the contract does not have; keeps the bodies it got."""

    bodies: ClassVar[list[tuple[str, Any]]] = []

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.bodies.append((self.path.rstrip("/"), json.loads(content)))
        reply = b'{"result": {"bank_name": "EXAMPLE BANK", "card_number": "1234"}}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the output of the tests clean."""


@pytest.fixture
def other_service(cloud: Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[_Service]]:
    """Serve one more operation in cn-north-4; the emulator stays the identity service."""
    _Service.bodies.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Service) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}"
        monkeypatch.setenv("HUAWEICLOUD_SDK_REGION_OCR_CN_NORTH_4", address)
        yield _Service
        server.shutdown()
        thread.join()


def test_operation_outside_the_contract_before_and_after(
    cloud: Emulator, other_service: type[_Service]
) -> None:
    """`client.request` sends what the vendor's method for another operation sends."""
    before = run(PAIRS / "topics" / "other_operations" / "before.py", cloud)
    after = run(PAIRS / "topics" / "other_operations" / "after.py", cloud)
    first, second = other_service.bodies
    assert first == second
    assert f"/v2/{cloud.projects['cn-north-4']}/ocr/bankcard" == first[0]
    assert before["response"].to_json_object() == after["r"].raw


def test_every_topic_is_run() -> None:
    """No pair is shown without a test above."""
    text = Path(__file__).read_text(encoding="utf-8")
    assert [topic for topic in TOPICS if f'"{topic}"' not in text] == []
