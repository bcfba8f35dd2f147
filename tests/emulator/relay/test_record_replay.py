"""Record and replay, shown between two emulators: one plays the live service."""

from __future__ import annotations

import http.server
import io
import json
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from ocr_emulator.cli import main
from ocr_emulator.emulator import Emulator
from tests.emulator.conftest import call, encoded, image_bytes
from tests.emulator.http.test_admin import admin

PASSPORT = "recognize_passport"


@pytest.fixture
def live() -> Iterator[Emulator]:
    """Return the emulator in the role of the live service."""
    with Emulator(engine=None) as emulator:
        yield emulator


def recorder(live: Emulator, **options: Any) -> Emulator:
    return Emulator(
        engine=None,
        projects=live.projects,
        record=live.url,
        upstream_ak=live.ak,
        upstream_sk=live.sk,
        **options,
    )


def test_request_is_passed_on_with_the_users_key(live: Emulator) -> None:
    """The local key never leaves, the service's response comes back unchanged."""
    live.answers.set(PASSPORT, {"surname": "SMITH"})
    with recorder(live) as emu:
        response = call(emu, extra={"enterprise-project-id": "0"})
        assert response.json == {"result": {"surname": "SMITH"}}
        assert response.headers["x-emulator-answer"] == "recorded"
        assert call(emu, sk="wrong").status == 401
        assert emu.differences == []
    entry = live.journal.last
    assert (len(live.journal), entry.credential, entry.status) == (1, "aksk", 200)
    assert entry.headers["enterprise-project-id"] == "0"
    assert live.ak not in repr(emu)


def test_error_of_the_service_comes_back(live: Emulator) -> None:
    """Status, body and Retry-After are the service's; nothing is sent twice."""
    live.faults.throttle(7, operation=PASSPORT)
    with recorder(live) as emu:
        response = call(emu)
        assert (response.status, response.code) == (429, "APIG.0308")
        assert response.headers["retry-after"] == "7"
    assert len(live.journal) == 1


def test_differences_from_the_contract_are_reported(live: Emulator) -> None:
    """Both directions are checked; a request that the contract forbids is sent all the same."""
    live.answers.set(PASSPORT, {"surname": 5, "new_field": "SECRET"}, strict=False)
    live.faults.add({"kind": "error", "code": "AIS.9999", "status": 418}, times=1)
    with recorder(live) as emu:
        assert call(emu).status == 418
        assert call(emu).status == 200
        call(emu, body={"image": encoded(), "colour": "SECRET"})
        found = {(d.direction, d.pointer) for d in emu.differences}
        assert found == {
            ("response", "/error_code"),
            ("response", "/result/surname"),
            ("response", "/result/new_field"),
            ("request", "/colour"),
        }
        listed = admin(emu, "GET", "differences")
        assert len(listed.json["differences"]) == 4
        assert "SECRET" not in listed.body.decode()
    assert len(live.journal) == 3


@pytest.mark.parametrize("kind", ["reset-after", "empty", "truncate", "bad-json", "html"])
def test_broken_response_of_the_service_is_not_sent_again(live: Emulator, kind: str) -> None:
    """The request may have been billed: it is sent once, and the response says so."""
    live.faults.add(kind, times=1)
    with recorder(live) as emu:
        response = call(emu)
        assert response.status in (502, 200)
        if kind in ("reset-after", "empty", "truncate"):
            assert response.json["error_code"] == "EMULATOR"
            assert "may have" in response.json["error_msg"]
        assert len(live.journal) == 1


def test_header_that_no_recording_has_is_damage(live: Emulator, tmp_path: Path) -> None:
    """A file that was edited could otherwise set cookies or split a response."""
    file = tmp_path / "recording.jsonl"
    with recorder(live, record_to=str(file)) as emu:
        call(emu)
    entry = json.loads(file.read_text())
    for headers in ({"set-cookie": "a=b"}, {"content-type": "a\r\nb: c"}):
        file.write_text(json.dumps({**entry, "headers": headers}) + "\n")
        with pytest.raises(ValueError, match="damaged in line 1"):
            Emulator(engine=None, replay=str(file))


def test_result_that_is_an_array_has_no_unknown_fields(live: Emulator) -> None:
    """Its items are compared with the schema."""
    plate = "recognize_thailand_license_plate"
    live.answers.set(plate, [])
    with recorder(live) as emu:
        assert call(emu, plate).json == {"result": []}
        assert emu.differences == []


def test_status_that_a_code_does_not_have_is_a_difference(live: Emulator) -> None:
    """A client decides by either of them."""
    live.faults.add({"kind": "error", "code": "AIS.0101", "status": 503})
    with recorder(live) as emu:
        assert call(emu).status == 503
        (found,) = emu.differences
        assert (found.direction, found.pointer, found.got) == ("response", "status", "503")


def test_recording_is_replayed(live: Emulator, tmp_path: Path) -> None:
    """The same requests get the same responses without the service, in the same order."""
    file = tmp_path / "recording.jsonl"
    live.sequence({"answer": {"surname": "ONE"}}, 503, operation=PASSPORT)
    other = {"image": encoded(image_bytes(80, 40))}
    with recorder(live, record_to=str(file)) as emu:
        recorded = [call(emu), call(emu), call(emu, body=other)]
        sent = len(live.journal)
    text = file.read_text()
    assert live.sk not in text
    assert encoded() not in text
    with Emulator(engine=None, projects=live.projects, replay=str(file)) as emu:
        replayed = [call(emu), call(emu), call(emu, body=other), call(emu)]
        assert [r.body for r in replayed] == [*(r.body for r in recorded), recorded[1].body]
        assert [r.status for r in replayed] == [200, 503, 200, 503]
        assert replayed[0].headers["x-emulator-answer"] == "replayed"
        unknown = call(emu, body={"image": encoded(), "country_code": "CHN"})
        assert (unknown.status, unknown.json["error_code"]) == (501, "EMULATOR")
        assert call(emu, sk="wrong").status == 401
    assert len(live.journal) == sent


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_recording_is_for_its_owner_alone(live: Emulator, tmp_path: Path) -> None:
    """It has what the documents say."""
    file = tmp_path / "recording.jsonl"
    with recorder(live, record_to=str(file)) as emu:
        call(emu)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_scrubbed_recording_has_no_values(live: Emulator, tmp_path: Path) -> None:
    """Letters and digits are replaced, names of fields, lengths and confidences stay."""
    file = tmp_path / "recording.jsonl"
    live.answers.set(PASSPORT, {"surname": "Smith-Öz", "passport_number": "X 12",
                                "confidence": {"surname": 0.5}})  # fmt: skip
    with recorder(live, record_to=str(file), scrub=True) as emu:
        assert call(emu).json["result"]["surname"] == "Smith-Öz"
    assert "Smith" not in file.read_text()
    with Emulator(engine=None, projects=live.projects, replay=str(file)) as emu:
        result = call(emu).json["result"]
    assert result == {
        "surname": "Xxxxx-Xx", "passport_number": "X 00", "confidence": {"surname": 0.5},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "words"),
    [({"record": "https://x.example"}, "upstream"),
     ({"record": "http://x.example", "upstream_ak": "a", "upstream_sk": "b"}, "https"),
     ({"record": "ftp://x", "upstream_ak": "a", "upstream_sk": "b"}, "https"),
     ({"record": "https://u:p@x.example", "upstream_ak": "a", "upstream_sk": "b"}, "https"),
     ({"record": "https://x.example/path", "upstream_ak": "a", "upstream_sk": "b"}, "https"),
     ({"replay": "/nonexistent/file"}, "cannot be read"),
     ({"record": "https://x.example", "upstream_ak": "a", "upstream_sk": "b", "scrub": True},
      "scrub needs record_to"),
     ({"record_to": "x"}, "record"), ({"scrub": True}, "record"),
     ({"record": "https://x.example", "upstream_ak": "a", "upstream_sk": "b", "replay": "x"},
      "both")],
)  # fmt: skip
def test_invalid_recording_options_are_an_error_at_once(
    options: dict[str, Any], words: str
) -> None:
    """Identity documents go to no address that was not meant."""
    with pytest.raises(ValueError, match=words):
        Emulator(engine=None, **options)


def test_existing_recording_is_not_overwritten(live: Emulator, tmp_path: Path) -> None:
    """A file that exists is an error before anything is sent."""
    file = tmp_path / "recording.jsonl"
    file.write_text("precious")
    with pytest.raises(ValueError, match="exists"):
        recorder(live, record_to=str(file))
    assert file.read_text() == "precious"


@pytest.mark.parametrize("line", ["{", "[]", '{"operation": "x"}', '{"operation": 5}'])
def test_damaged_recording_is_an_error_with_its_line(tmp_path: Path, line: str) -> None:
    """The error names the line and shows nothing of it."""
    file = tmp_path / "recording.jsonl"
    file.write_text(line + "\n")
    with pytest.raises(ValueError, match="line 1"):
        Emulator(engine=None, replay=str(file))


def test_command_line_records_and_prints_the_report(live: Emulator, tmp_path: Path) -> None:
    """At the end every difference is printed once."""
    file = tmp_path / "recording.jsonl"
    live.answers.set(PASSPORT, {"surname": 5}, strict=False)
    out, err, stop = io.StringIO(), io.StringIO(), threading.Event()
    arguments = ["--port", "0", "--engine", "none", "--record", live.url, "--record-to", str(file),
                 "--upstream-ak", live.ak, "--upstream-sk", live.sk]  # fmt: skip
    for region, project in live.projects.items():
        arguments += ["--project", f"{region}={project}"]
    streams = {"stdout": out, "stderr": err, "stop": stop}
    thread = threading.Thread(target=main, args=(arguments,), kwargs=streams)
    thread.start()
    try:
        while not out.getvalue().endswith("\n"):
            stop.wait(0.01)
        info = json.loads(out.getvalue())
        region = live.contract.operations[PASSPORT].regions[0]
        response = call(
            live, ak=info["ak"], sk=info["sk"], project=info["projects"][region],
            url=f"{info['url']}/v2/{info['projects'][region]}/ocr/passport",
        )  # fmt: skip
        assert response.status == 200
    finally:
        stop.set()
        thread.join()
    report = [line for line in err.getvalue().splitlines() if "/result/surname" in line]
    assert len(report) == 1
    assert report[0].startswith(f"{PASSPORT} response /result/surname: expected ")


class Redirect(http.server.BaseHTTPRequestHandler):
    """A service that answers every request with a redirect to itself."""

    seen: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.seen.append(self.path)
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(307)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Print nothing."""


def test_redirect_of_the_service_is_not_followed(live: Emulator) -> None:
    """A document goes to the address that was given and to no other."""
    Redirect.seen.clear()
    server = http.server.HTTPServer(("127.0.0.1", 0), Redirect)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_address[1]}"
        with Emulator(engine=None, record=url, upstream_ak="a", upstream_sk="b") as emu:
            assert call(emu).status == 307
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert [path.rpartition("/")[2] for path in Redirect.seen] == ["passport"]
