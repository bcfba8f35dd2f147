"""`hwocr doctor`: each check finds its fault, names the cure, and costs nothing."""

from __future__ import annotations

import json
import socket
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from huawei_ocr_api.catalog import OPERATIONS

from ocr_emulator import Emulator
from ocr_wrapper.auth.chain import Found
from ocr_wrapper.auth.credentials import EcsAgency
from ocr_wrapper.call import CallPipeline
from ocr_wrapper.cli.setup import account
from ocr_wrapper.cli.setup.account import masked
from ocr_wrapper.cli.setup.finding import Finding
from ocr_wrapper.cli.setup.network import _compare_clocks
from ocr_wrapper.config import ClientConfig
from ocr_wrapper.environment import Environment
from ocr_wrapper.transport.sync import SyncSession
from tests.wrapper.cli.conftest import Hwocr, Outcome
from tests.wrapper.hand import projects, refusal, response
from tests.wrapper.transport.raw_server import serving

REGION = "ap-southeast-1"


def checks(outcome: Outcome) -> dict[str, dict[str, Any]]:
    """Return the checks of `--json` by the first word of their name."""
    found = json.loads(outcome.out)
    assert found["exit_code"] == outcome.code
    return {check["name"].split()[0].rstrip(","): check for check in found["checks"]}


@pytest.mark.usefixtures("keys_in_environment")
def test_everything_in_order_is_exit_code_0_and_sends_no_call(
    hwocr: Hwocr, emulator: Emulator
) -> None:
    """The key is checked with a free request to the identity service."""
    done = hwocr("doctor", "--endpoint", emulator.url)
    assert done.code == 0
    assert "ok       key and project: accepted" in done.out
    assert done.out.splitlines()[-1] == "hwocr: 8 ok, 1 skipped"
    assert emulator.journal.count(service="ocr") == 0
    assert emulator.sk not in done.out
    assert emulator.ak not in done.out


@pytest.mark.usefixtures("keys_in_environment")
def test_call_is_made_only_on_request(hwocr: Hwocr, emulator: Emulator) -> None:
    """It shows the subscription, which nothing else does."""
    done = hwocr("doctor", "--endpoint", emulator.url, "--call", "general-text", "--json")
    assert checks(done)["call"]["status"] == "ok"
    assert emulator.journal.count(service="ocr") == 1


@pytest.mark.usefixtures("keys_in_environment")
@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        ("ModelArts.4204", "failed", "Subscribe to the operation"),
        ("AIS.0105", "ok", ""),
        ("AIS.0501", "failed", ""),
    ],
)
def test_call_that_is_refused_shows_whether_the_operation_is_subscribed(
    hwocr: Hwocr, emulator: Emulator, code: str, status: str, words: str
) -> None:
    """A refusal of the drawn image comes from an operation that is subscribed."""
    emulator.faults.error(code, operation="recognize_passport")
    done = hwocr("doctor", "--endpoint", emulator.url, "--call", "passport", "--json")
    found = checks(done)["call"]
    assert found["status"] == status
    assert words in found["cure"]
    assert done.code == (4 if status == "failed" else 0)


def test_missing_credentials_and_region_are_configuration_errors(hwocr: Hwocr) -> None:
    """Both are reported at once, each with what to do."""
    done = hwocr("doctor", "--json")
    found = checks(done)
    assert done.code == 3
    assert "hwocr configure" in found["credentials"]["cure"]
    assert "HWOCR_REGION" in found["region"]["cure"]


def test_network_is_checked_without_credentials(hwocr: Hwocr, emulator: Emulator) -> None:
    """Nothing is signed with the keys that are not there."""
    found = checks(hwocr("doctor", "--endpoint", emulator.url, "--json"))
    assert found["credentials"]["status"] == "failed"
    assert found["response"]["status"] == "ok"
    assert found["key"]["status"] == "skipped"
    assert [entry.path for entry in emulator.journal if entry.path != "/"] == []


def test_wrong_key_is_exit_code_4(
    hwocr: Hwocr, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One request is enough: more than five refusals lock a key."""
    monkeypatch.setenv("HUAWEICLOUD_SDK_AK", emulator.ak)
    monkeypatch.setenv("HUAWEICLOUD_SDK_SK", "a-wrong-secret-key")
    done = hwocr("doctor", "--endpoint", emulator.url, "--call", "passport", "--json")
    found = checks(done)
    assert done.code == 4
    assert "Copy access key and secret key again" in found["key"]["cure"]
    assert found["call"]["status"] == "skipped"
    assert emulator.journal.count(service="iam") == 1
    assert emulator.journal.count(service="ocr") == 0
    assert "a-wrong-secret-key" not in done.out


@pytest.mark.usefixtures("keys_in_environment")
def test_project_id_of_something_else_is_a_warning(
    hwocr: Hwocr, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Calls would be refused, or billed to another project."""
    monkeypatch.setenv("HUAWEICLOUD_SDK_PROJECT_ID", "another-project")
    done = hwocr("doctor", "--endpoint", emulator.url, "--region", REGION, "--json")
    assert done.code == 0
    assert checks(done)["key"]["status"] == "warning"
    assert emulator.projects[REGION] in checks(done)["key"]["detail"]


@pytest.mark.usefixtures("keys_in_environment")
@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (403, "warning", "may not list projects"),
        (404, "warning", "has no identity service"),
        (500, "failed", ""),
    ],
)
def test_project_that_cannot_be_looked_up_is_explained(
    hwocr: Hwocr, emulator: Emulator, fault: int, status: str, words: str
) -> None:
    """Where only the look-up is missing, the cure is the variable of the project id."""
    emulator.faults.add(fault, operation="iam")
    found = checks(hwocr("doctor", "--endpoint", emulator.url, "--json"))["key"]
    assert (found["status"], words in found["detail"]) == (status, True)
    assert ("HUAWEICLOUD_SDK_PROJECT_ID" in found["cure"]) == (status == "warning")


@pytest.mark.usefixtures("keys_in_environment")
def test_project_id_that_is_set_needs_no_look_up(
    hwocr: Hwocr, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user without the right to list projects sets the id."""
    monkeypatch.setenv("HUAWEICLOUD_SDK_PROJECT_ID", emulator.projects[REGION])
    emulator.faults.status(404, operation="iam")
    found = checks(hwocr("doctor", "--endpoint", emulator.url, "--json"))["key"]
    assert found["status"] == "skipped"
    assert emulator.projects[REGION] in found["detail"]


@pytest.mark.usefixtures("keys_in_environment")
def test_call_without_a_response_is_a_failure(hwocr: Hwocr, emulator: Emulator) -> None:
    """The message says that it may have been billed."""
    emulator.faults.reset(operation="recognize_passport")
    done = hwocr("doctor", "--endpoint", emulator.url, "--call", "passport", "--json")
    found = checks(done)["call"]
    assert (done.code, found["status"]) == (5, "failed")
    assert "billed" in found["detail"]


def test_agency_of_a_cloud_server_is_named() -> None:
    """No request is made for it: the metadata service is asked at the first call."""
    finding, found = account.check_credentials(Environment(cloud_server=True))
    assert found is not None
    assert (finding.status, finding.detail) == (
        "ok",
        "temporary keys of this cloud server's agency",
    )


@pytest.mark.parametrize("status", [200, 401])
def test_keys_of_an_agency_are_tried_although_a_project_id_is_set(status: int) -> None:
    """To fetch them shows nothing about whether the service accepts them."""
    reply = projects((REGION, "p1")) if status == 200 else refusal("APIGW.0301", status)
    keys = {"credential": {"access": "K", "secret": "S", "securitytoken": "T"}}
    replies = iter([response(404), response(200, keys), reply])
    session = cast("SyncSession", SimpleNamespace(send=lambda *_: next(replies)))
    found = Found(EcsAgency(), "ECS", "p1")
    config = ClientConfig(REGION, EcsAgency(), project_id="p1", environment=Environment())
    pipeline = CallPipeline(config)
    route = pipeline.router.route(OPERATIONS["recognize_passport"])
    finding = account.check_key(pipeline, session, route, found, timeout=5)
    assert next(replies, None) is None
    assert finding.status == ("ok" if status == 200 else "failed")


def _open_profile(emulator: Emulator, home: Path) -> Path:
    """Write a profile with the emulator's keys that others may read."""
    profile = home / ".huaweicloud" / "credentials"
    profile.parent.mkdir()
    profile.write_text(f"[basic]\nak = {emulator.ak}\nsk = {emulator.sk}\n", encoding="utf-8")
    profile.chmod(0o644)
    return profile


def test_mode_of_a_profile_says_nothing_on_windows(
    hwocr: Hwocr, emulator: Emulator, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There every file has the mode 0666, and chmod changes nothing about who can read it."""
    _open_profile(emulator, home)
    monkeypatch.setattr(account, "sys", SimpleNamespace(platform="win32"))
    found = checks(hwocr("doctor", "--endpoint", emulator.url, "--json"))["credentials"]
    assert found["status"] == "ok"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_profile_is_named_and_an_open_one_is_a_warning(
    hwocr: Hwocr, emulator: Emulator, home: Path
) -> None:
    """A profile that others can read gives the account away."""
    profile = _open_profile(emulator, home)
    found = checks(hwocr("doctor", "--endpoint", emulator.url, "--json"))["credentials"]
    assert found["status"] == "warning"
    assert str(profile) in found["detail"]
    assert found["cure"] == f"chmod 600 {profile}"


def test_name_without_an_address_is_exit_code_5(
    hwocr: Hwocr, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What depends on it is skipped, not tried."""

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    monkeypatch.setenv("HUAWEICLOUD_SDK_AK", "ak-of-nobody")
    monkeypatch.setenv("HUAWEICLOUD_SDK_SK", "sk-of-nobody")
    done = hwocr("doctor", "--region", REGION, "--json")
    found = checks(done)
    assert done.code == 5
    assert "DNS" in found["name"]["cure"]
    statuses = {name: found[name]["status"] for name in ("connection", "TLS", "response", "key")}
    assert set(statuses.values()) == {"skipped"}


@pytest.mark.usefixtures("keys_in_environment")
def test_port_without_a_server_is_exit_code_5(hwocr: Hwocr) -> None:
    """The connection is refused, so nothing else is tried."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    done = hwocr("doctor", "--endpoint", f"http://127.0.0.1:{port}", "--json")
    assert done.code == 5
    assert checks(done)["connection"]["status"] == "failed"
    assert checks(done)["key"]["status"] == "skipped"


def test_certificate_of_an_unknown_authority_is_found_and_cured(
    hwocr: Hwocr, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SSL_CERT_FILE is the cure that the check names."""
    with Emulator(engine=None, tls=True) as emulator:
        monkeypatch.setenv("HUAWEICLOUD_SDK_AK", emulator.ak)
        monkeypatch.setenv("HUAWEICLOUD_SDK_SK", emulator.sk)
        done = hwocr("doctor", "--endpoint", emulator.url, "--json")
        assert done.code == 5
        assert checks(done)["TLS"]["status"] == "failed"
        assert "SSL_CERT_FILE" in checks(done)["TLS"]["cure"]
        monkeypatch.setenv("SSL_CERT_FILE", str(emulator.ca_file))
        done = hwocr("doctor", "--endpoint", emulator.url, "--json")
        assert done.code == 0
        assert checks(done)["TLS"]["detail"].startswith("TLSv1.")


def test_proxy_is_used_and_its_password_is_not_shown(
    hwocr: Hwocr, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is resolved and connected to is the proxy."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:proxy-password@127.0.0.1:{port}")
    done = hwocr("doctor", "--region", REGION, "--json")
    found = checks(done)
    assert f"proxy http://127.0.0.1:{port}" in found["proxy"]["detail"]
    assert found["connection"]["name"] == f"connection to 127.0.0.1 port {port}"
    assert found["connection"]["status"] == "failed"
    assert "proxy-password" not in done.out


def test_proxy_that_cannot_be_used_ends_the_checks_of_the_network(
    hwocr: Hwocr, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is tried around it, and its address, which may hold a password, is not shown."""
    monkeypatch.setenv("HTTPS_PROXY", "gopher://someone:hunter2@127.0.0.1:9")
    done = hwocr("doctor", "--region", REGION, "--json")
    found = checks(done)
    assert (done.code, found["proxy"]["status"]) == (3, "failed")
    assert {found[name]["status"] for name in ("name", "connection", "TLS", "response")} == {
        "skipped"
    }
    assert "hunter2" not in done.out + done.err


def test_proxy_that_wants_a_password_is_told_from_a_broken_one(
    hwocr: Hwocr, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It refuses the tunnel, so that its status is not that of a response."""
    wanted = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
    with serving(lambda _number: wanted) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        found = checks(hwocr("doctor", "--region", REGION, "--json"))
    assert "the proxy wants a user and a password" in found["response"]["detail"]
    assert "http://user:password@host:port" in found["response"]["cure"]


@pytest.mark.parametrize(
    ("ahead", "status", "words"),
    [(0.0, "ok", "equal"), (-30.0, "ok", "28 s ahead of"), (600.0, "warning", "598 s behind")],
)
def test_clock_is_compared_with_the_date_of_the_server(
    monkeypatch: pytest.MonkeyPatch, ahead: float, status: str, words: str
) -> None:
    """A second for the date, and the time that the response took, are no difference."""
    server = 1_767_225_600.0  # 2026-01-01T00:00:00Z
    monkeypatch.setattr(time, "time", lambda: server - ahead)
    finding = Finding("clock")
    _compare_clocks(finding, "Thu, 01 Jan 2026 00:00:00 GMT", travel=1.0)
    assert finding.status == status
    assert words in finding.detail


@pytest.mark.parametrize(
    ("key", "shown"), [("ABCDEFGHIJKLMNOP", "ABCD…MNOP"), ("short", "(hidden)")]
)
def test_access_key_shows_its_ends_alone(key: str, shown: str) -> None:
    """Enough to recognize one's own key."""
    assert masked(key) == shown
