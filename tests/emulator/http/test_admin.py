"""The admin API over HTTP."""

from __future__ import annotations

import json
import socket
import threading
from typing import Any

import pytest

from ocr_emulator.emulator import Emulator
from tests.emulator.conftest import call, image_bytes
from tests.emulator.signer import Response, send

PASSPORT = "recognize_passport"


def admin(emu: Emulator, method: str, path: str, body: Any = None, **headers: str) -> Response:
    payload = b"" if body is None else json.dumps(body).encode()
    names = {key.replace("_", "-"): value for key, value in headers.items()}
    return send(method, f"{emu.url}/_emulator/{path}", names, payload)


def test_health_lists_operations_regions_and_namespaces(emu: Emulator) -> None:
    """Operations and regions of the contract, namespaces of the server."""
    status = admin(emu, "GET", "health").json
    assert (status["status"], len(status["operations"])) == ("ok", len(emu.contract.operations))
    assert status["namespaces"] == ["default"]
    assert status["answers"] == "examples"


def test_health_does_not_load_the_engine() -> None:
    """An engine is loaded for the first image, not for a health check."""
    with Emulator(engine="rapidocr") as emu:
        assert admin(emu, "GET", "health").json["answers"] == "engine rapidocr, not loaded yet"


def test_contract_is_served(emu: Emulator) -> None:
    """The response is the OpenAPI bundle."""
    assert admin(emu, "GET", "openapi.json").json == emu.contract.document


def test_api_reference_is_served_without_scripts(emu: Emulator) -> None:
    """The page comes with a policy that allows no script and no foreign content."""
    answer = admin(emu, "GET", "docs")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert b"recognize_passport" in answer.body
    assert b"<script" not in answer.body
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_faults_are_scripted_over_http(emu: Emulator) -> None:
    """Rules are added, listed, applied and removed."""
    rule = admin(emu, "POST", "faults", {"fault": "AIS.0105", "operation": PASSPORT, "times": 1})
    assert rule.json["fault"] == {"kind": "error", "code": "AIS.0105"}
    assert call(emu).code == "AIS.0105"
    assert admin(emu, "GET", "faults").json["rules"][0]["hits"] == 1
    assert admin(emu, "DELETE", f"faults/{rule.json['id']}").json["rules"] == []
    assert admin(emu, "DELETE", "faults/99").status == 404


def test_sequences_are_scripted_and_reported_over_http(emu: Emulator) -> None:
    """The report has gaps and a verdict."""
    steps = [{"kind": "error", "status": 429, "retry_after": 60}, "ok"]
    made = admin(emu, "POST", "sequences", {"steps": steps, "operation": PASSPORT}).json
    call(emu)
    call(emu)
    report = admin(emu, "GET", f"sequences/{made['id']}").json
    assert (report["verdict"], len(report["gaps"])) == ("early", 1)


def test_clock_and_quotas_are_set_over_http(emu: Emulator) -> None:
    """Both return their state."""
    assert admin(emu, "POST", "clock", {"freeze": True, "advance": 100}).json["frozen"] is True
    assert emu.clock.frozen
    emu.clock.reset()
    assert admin(emu, "PUT", "quotas", {"per_minute": 0}).json["per_minute"] == {"*": 0}
    assert call(emu).status == 429
    assert admin(emu, "DELETE", "quotas").json["per_minute"] == {}


def test_accounts_are_managed_over_http(emu: Emulator) -> None:
    """A new account gets keys; standing, subscriptions and keys can be changed."""
    made = admin(emu, "POST", "accounts", {"name": "second"}).json
    options: dict[str, Any] = {
        "ak": made["ak"], "sk": made["sk"], "project": made["projects"]["ap-southeast-1"],
    }  # fmt: skip
    assert call(emu, **options).status == 200
    admin(emu, "PATCH", "accounts/second", {"frozen": True})
    assert call(emu, **options).code == "ModelArts.6201"
    change = {"frozen": False, "unsubscribe": [{"operation": PASSPORT, "region": None}]}
    admin(emu, "PATCH", "accounts/second", change)
    assert call(emu, **options).code == "ModelArts.4204"
    key = admin(emu, "POST", "accounts/second/keys").json
    admin(emu, "DELETE", f"accounts/second/keys/{made['ak']}")
    assert call(emu, **options).code == "APIG.0301"
    assert call(emu, **{**options, **key}).code == "ModelArts.4204"
    listed = admin(emu, "GET", "accounts")
    assert key["sk"] not in listed.body.decode()
    temporary = admin(emu, "POST", "accounts/second/temporary-keys", {"seconds": 60}).json
    assert set(temporary) == {"ak", "sk", "security_token"}


def test_clock_and_quotas_can_be_set_one_by_one(emu: Emulator) -> None:
    """What a request does not name stays as it is."""
    assert admin(emu, "PUT", "clock", {"freeze": True}).json["frozen"] is True
    assert admin(emu, "PUT", "clock", {"set": 2_000_000_000}).json["time"] == 2_000_000_000
    assert admin(emu, "PUT", "clock", {"advance": 60}).json["time"] == 2_000_000_060
    assert admin(emu, "PUT", "clock", {"freeze": True}).json["time"] == 2_000_000_060
    assert admin(emu, "PUT", "clock", {"freeze": False}).json["frozen"] is False
    assert admin(emu, "PUT", "clock", {"freeze": False}).json["frozen"] is False
    admin(emu, "PUT", "quotas", {"per_minute": 7})
    found = admin(emu, "PUT", "quotas", {"concurrency": 3, "operation": PASSPORT}).json
    assert found == {"per_minute": {"*": 7}, "concurrency": {PASSPORT: 3}}


def test_subscription_in_one_region_is_no_other_one(emu: Emulator) -> None:
    """An account without a subscription gets it where it was made, and nowhere else."""
    here, there = emu.contract.operations[PASSPORT].regions[:2]
    change = {"unsubscribe": [{"operation": PASSPORT, "region": None}]}
    admin(emu, "PATCH", "accounts/default", change)
    change = {"subscribe": [{"operation": PASSPORT, "region": here}]}
    assert admin(emu, "PATCH", "accounts/default", change).status == 200
    assert call(emu, region=here).status == 200
    assert call(emu, region=there).code == "ModelArts.4204"
    admin(emu, "PATCH", "accounts/default", {"unsubscribe": change["subscribe"]})
    assert call(emu, region=here).code == "ModelArts.4204"


def test_journal_is_read_and_cleared_over_http(emu: Emulator) -> None:
    """Filters are query parameters."""
    call(emu)
    call(emu, sk="wrong")
    assert admin(emu, "GET", "journal/count?status=401").json == {"count": 1}
    assert len(admin(emu, "GET", "journal?account=default").json["entries"]) == 2
    admin(emu, "DELETE", "journal")
    assert len(emu.journal) == 0


def test_numbers_of_the_journal_are_filtered_over_http(emu: Emulator) -> None:
    """A number in the query is compared as a number."""
    emu.clock.freeze()
    call(emu)
    entry = emu.journal.last
    emu.clock.advance(60)
    call(emu)
    for query in ("number=1", f"at={entry.at}", "gap=60"):
        assert admin(emu, "GET", f"journal/count?{query}").json == {"count": 1}, query
    size = admin(emu, "GET", f"journal/count?body_size={entry.body_size}")
    assert size.json == {"count": 2}


@pytest.mark.parametrize(
    "query",
    ["early_by=", "number=one", "at=nan", "gap=1e999", "seconds=x", "body=x", "headers=x",
     "notes=x", "unread=x", "violation=x"],
)  # fmt: skip
def test_filter_that_no_entry_can_match_is_refused(emu: Emulator, query: str) -> None:
    """A count of 0 would make a test pass for the wrong reason."""
    refused = admin(emu, "GET", f"journal/count?{query}")
    assert refused.status == 400
    assert query.partition("=")[0] in refused.json["error"]


@pytest.mark.parametrize(("size", "status"), [(5, b"100"), (17 * 1024 * 1024, b"413")])
def test_client_that_asks_before_its_body_gets_a_response(
    emu: Emulator, size: int, status: bytes
) -> None:
    """`Expect: 100-continue` is granted, or refused for a body that is too large."""
    head = (
        "PUT /_emulator/files/a.png HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Expect: 100-continue\r\nContent-Length: {size}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", emu.port), timeout=60) as client:
        client.sendall(head.encode())
        assert client.recv(12) == b"HTTP/1.1 " + status


def test_files_are_stored_over_http(emu: Emulator) -> None:
    """A stored file can be named in a request, read and removed."""
    url = send("PUT", f"{emu.url}/_emulator/files/default/a.png", {}, image_bytes()).json["url"]
    assert call(emu, body={"url": url}).status == 200
    assert admin(emu, "GET", "files").json["files"] == [{"name": "a.png", "url": url}]
    assert send("GET", url).headers["x-content-type-options"] == "nosniff"
    assert send("DELETE", url).status == 200
    assert send("GET", url).status == 404


def test_stored_files_replace_obs_objects_over_http(emu: Emulator) -> None:
    """`url` and `private` in the query do what they do in Python."""
    obs = "https://scans.obs.ap-southeast-1.myhuaweicloud.com/a.png"
    put = f"{emu.url}/_emulator/files/default/a.png?url={obs}"
    assert send("PUT", put, {}, image_bytes()).json == {"url": obs}
    assert call(emu, body={"url": obs}).status == 200
    send("PUT", put + "&private=1", {}, image_bytes())
    assert call(emu, body={"url": obs}).code == "ModelArts.4704"


def test_files_of_a_namespace_over_http(emu: Emulator) -> None:
    """`?namespace=` applies to files too; a namespace in the path decides before it."""
    space = emu.namespace("mine")
    url = send("PUT", f"{emu.url}/_emulator/files/a.png?namespace=mine", {}, image_bytes()).json
    assert call(space, server=emu, body=url).status == 200
    assert admin(emu, "GET", "files?namespace=mine").json == {"files": [{"name": "a.png", **url}]}
    assert admin(emu, "GET", "files").json == {"files": []}
    assert admin(emu, "GET", "files/mine/a.png?namespace=default").status == 200
    assert admin(emu, "GET", "files?namespace=none").status == 404
    assert admin(emu, "DELETE", "files/a.png?namespace=mine").status == 200
    assert len(space.files) == 0


def test_journal_wait_over_http(emu: Emulator) -> None:
    """The response comes when there are enough entries, or is 408 after the timeout."""
    thread = threading.Thread(target=call, args=(emu,))
    thread.start()
    found = admin(emu, "GET", f"journal/wait?count=1&timeout=10&operation={PASSPORT}").json
    thread.join()
    assert [entry["status"] for entry in found["entries"]] == [200]
    late = admin(emu, "GET", "journal/wait?count=9&timeout=0.01")
    assert (late.status, "1 of 9 requests" in late.json["error"]) == (408, True)


def test_namespaces_are_created_and_removed_over_http(emu: Emulator) -> None:
    """A namespace comes with keys; its faults are its own."""
    made = admin(emu, "POST", "namespaces", {"name": "mine"})
    assert made.status == 201
    admin(emu, "POST", "faults?namespace=mine", {"fault": 503})
    options = {"ak": made.json["ak"], "sk": made.json["sk"]}
    project = made.json["projects"]["ap-southeast-1"]
    assert call(emu, project=project, **options).status == 503
    assert call(emu).status == 200
    admin(emu, "POST", "reset?namespace=mine")
    assert call(emu, project=project, **options).status == 200
    admin(emu, "DELETE", "namespaces/mine")
    assert call(emu, project=project, **options).status == 401
    assert admin(emu, "GET", "journal?namespace=mine").status == 404


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "reset?namespce=mine", None), ("POST", "reset?namespace=", None),
        ("POST", "reset", {"namespace": "mine"}), ("POST", "faults?namespace", {"fault": 503}),
        ("POST", "faults?namepace=mine", {"fault": 503}), ("DELETE", "faults?operation=x", None),
        ("GET", "clock?x=1", None), ("PUT", "files/a.png?private=yes", None),
    ],
)  # fmt: skip
def test_misspelt_parameter_changes_nothing(
    emu: Emulator, method: str, path: str, body: dict[str, Any] | None
) -> None:
    """What was meant for one namespace would be done to another test's."""
    emu.namespace("mine")
    emu.faults.status(500)
    answer = admin(emu, method, path, body)
    assert answer.status in (400, 404)
    assert (len(emu.faults), len(emu.files)) == (1, 0)
    if "namep" in path or "namespc" in path:
        assert "did you mean 'namespace'?" in answer.json["error"]


def test_reset_over_http(emu: Emulator) -> None:
    """One request resets all namespaces."""
    emu.faults.status(503)
    assert admin(emu, "POST", "reset").json == {"reset": ["default"]}
    assert call(emu).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "attacker.example"},
        {"Host": "127.0.0.1.attacker.example"},
        {"Host": ""},
        {"Origin": "http://attacker.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec_Fetch_Site": "cross-site"},
    ],
)
def test_foreign_hosts_and_origins_are_refused(emu: Emulator, headers: dict[str, str]) -> None:
    """A rebound name or a page of another origin cannot script the emulator."""
    answer = admin(emu, "POST", "reset", **headers)
    assert (answer.status, "error" in answer.json) == (403, True)


def test_own_origin_is_served(emu: Emulator) -> None:
    """The same origin is accepted under every name of this machine."""
    assert admin(emu, "GET", "health", Origin=emu.url).status == 200
    local = f"localhost:{emu.port}"
    assert admin(emu, "GET", "health", Host=local, Origin=f"http://{local}").status == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "nothing", None, 404), ("PUT", "faults", {}, 405), ("POST", "faults", {}, 400),
        ("POST", "faults", [], 400), ("POST", "faults", {"fault": "x", "odd": 1}, 400),
        ("POST", "sequences", {"steps": []}, 400), ("PUT", "clock", {"stop": 1}, 400),
        ("GET", "journal?colour=red", None, 400), ("GET", "journal?namespace=none", None, 404),
        ("DELETE", "namespaces/default", None, 400), ("PUT", "files/default/..", None, 400),
        ("POST", "accounts", {"name": "default"}, 400), ("PATCH", "accounts/none", {}, 404),
        ("POST", "sequences", {"steps": 503}, 400), ("GET", "sequences/9", None, 404),
        ("POST", "sequences", {"steps": [503], "account": 7}, 400),
        ("PATCH", "accounts/default", {"subscribe": {}}, 400),
        ("PATCH", "accounts/default", {"subscribe": ["recognize_passport"]}, 400),
        ("PATCH", "accounts/default", {"subscribe": [{"operation": PASSPORT}]}, 400),
        ("POST", "accounts", {"name": "x" * 2_000_000}, 413),
    ],
)  # fmt: skip
def test_invalid_admin_requests_are_explained(
    emu: Emulator, method: str, path: str, body: Any, status: int
) -> None:
    """An invalid admin request gets a status and an explanation."""
    answer = admin(emu, method, path, body)
    assert (answer.status, bool(answer.json["error"])) == (status, True)
