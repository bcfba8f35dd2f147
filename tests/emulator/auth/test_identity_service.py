"""Tokens and projects of the identity service."""

from __future__ import annotations

import http.client
import json
from typing import Any

import pytest

from ocr_emulator.emulator import Emulator
from tests.emulator.conftest import encoded
from tests.emulator.signer import Response, send, signed, stamp


def login(emu: Emulator, project: str = "ap-southeast-1", **changes: str) -> Response:
    return post(emu, request(emu, project, **changes))


def request(emu: Emulator, project: str = "ap-southeast-1", **changes: str) -> dict[str, Any]:
    user = {**emu.user, **changes}
    return {
        "auth": {
            "identity": {
                "methods": ["password"],
                "password": {
                    "user": {
                        "name": user["name"],
                        "password": user["password"],
                        "domain": {"name": user["domain"]},
                    }
                },
            },
            "scope": {"project": {"name": project}},
        }
    }


def post(emu: Emulator, body: Any) -> Response:
    headers = {"content-type": "application/json"}
    return send("POST", f"{emu.url}/v3/auth/tokens", headers, json.dumps(body).encode())


def recognize(emu: Emulator, token: str, region: str = "ap-southeast-1") -> Response:
    url = f"{emu.url}/v2/{emu.projects[region]}/ocr/passport"
    headers = {"content-type": "application/json", "x-auth-token": token}
    return send("POST", url, headers, json.dumps({"image": encoded()}).encode())


def test_password_gets_a_token_for_its_project(emu: Emulator) -> None:
    """201 with X-Subject-Token; the token works for the project it is scoped to."""
    answer = login(emu)
    assert answer.status == 201
    assert answer.json["token"]["project"]["id"] == emu.projects["ap-southeast-1"]
    token = answer.headers["x-subject-token"]
    assert recognize(emu, token).status == 200
    other = recognize(emu, token, "ap-southeast-2")
    assert (other.status, other.code) == (403, "ModelArts.4203")


def test_token_expires_after_24_hours(emu: Emulator) -> None:
    """It works one second before its end, then it is refused with the gateway's reason."""
    emu.clock.freeze()
    token = login(emu).headers["x-subject-token"]
    emu.clock.advance(24 * 3600 - 1)
    assert recognize(emu, token).status == 200
    emu.clock.advance(1)
    late = recognize(emu, token)
    assert (late.status, late.code) == (401, "APIG.0301")
    assert late.json["error_msg"].endswith("token expires")


def test_unknown_token_is_refused(emu: Emulator) -> None:
    """An unknown token gets the gateway's reason."""
    assert recognize(emu, "MIIabc").json["error_msg"].endswith("decrypt token fail")


@pytest.mark.parametrize("field", ["name", "password", "domain"])
def test_failed_login_does_not_reveal_the_reason(emu: Emulator, field: str) -> None:
    """A wrong user, password and account get the same message, without the values."""
    answer = login(emu, **{field: "made-up-value"})
    assert answer.status == 401
    assert answer.json["error"]["message"] == "The username or password is wrong."
    assert "made-up-value" not in repr(emu.journal.last)


def test_unknown_project_is_not_found(emu: Emulator) -> None:
    """The scope must name a region in which the account has a project."""
    answer = login(emu, "ap-nowhere-1")
    assert (answer.status, answer.code) == (404, "IAM.0004")


def test_login_that_violates_the_contract_is_refused(emu: Emulator) -> None:
    """A missing field is named; the password is not shown."""
    answer = post(emu, {"auth": {"identity": {"methods": ["password"]}}})
    assert (answer.status, answer.code) == (400, "IAM.0072")
    odd = post(
        emu,
        {
            "auth": {
                "identity": {
                    "methods": ["password"],
                    "password": {
                        "user": {"name": "n", "password": 12345678, "domain": {"name": "d"}}
                    },
                },
                "scope": {"project": {"name": "p"}},
            }
        },
    )
    assert (odd.status, odd.code) == (400, "IAM.0007")
    assert odd.violation["pointer"] == "/auth/identity/password/user/password"
    assert "12345678" not in odd.headers["x-emulator-violation"]


def test_projects_are_listed_for_a_signed_request(emu: Emulator) -> None:
    """The name filter finds the id of one region; without it all are listed."""
    url = f"{emu.url}/v3/projects?name=ap-southeast-3"
    headers = signed("GET", url, b"", emu.ak, emu.sk, stamp(emu.clock.now()))
    found = send("GET", url, headers).json["projects"]
    assert [(p["name"], p["id"]) for p in found] == [
        ("ap-southeast-3", emu.projects["ap-southeast-3"])
    ]
    url = f"{emu.url}/v3/projects"
    headers = signed("GET", url, b"", emu.ak, emu.sk, stamp(emu.clock.now()))
    assert len(send("GET", url, headers).json["projects"]) == len(emu.projects)


def test_projects_are_not_listed_without_authentication(emu: Emulator) -> None:
    """The identity service requires credentials."""
    assert send("GET", f"{emu.url}/v3/projects").status == 401


def test_projects_are_listed_for_a_token(emu: Emulator) -> None:
    """A token is accepted as well."""
    token = login(emu).headers["x-subject-token"]
    answer = send("GET", f"{emu.url}/v3/projects", {"x-auth-token": token})
    assert answer.status == 200


def test_tokens_can_be_revoked(emu: Emulator) -> None:
    """A revoked token is refused."""
    token = login(emu).headers["x-subject-token"]
    assert emu.default.tokens.revoke() == 1
    assert recognize(emu, token).status == 401


def test_frozen_account_gets_no_token(emu: Emulator) -> None:
    """The identity service refuses the login with its own error."""
    emu.account.frozen = True
    answer = login(emu)
    assert (answer.status, answer.code) == (403, "IAM.0002")


def test_login_that_is_not_json_is_refused(emu: Emulator) -> None:
    """The body is parsed as strictly as any other."""
    headers = {"content-type": "application/json"}
    answer = send("POST", f"{emu.url}/v3/auth/tokens", headers, b"{")
    assert (answer.status, answer.code) == (400, "IAM.0011")


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"content-type": "application/json;charset=utf8"}, 201),
     ({"content-type": "Application/JSON; charset=UTF-8"}, 201),
     ({"content-type": "application/json", "content-encoding": "gzip"}, 400),
     ({"content-type": "application/json; charset=gbk"}, 400),
     ({"content-type": "application/x-www-form-urlencoded"}, 400), ({}, 400)],
)  # fmt: skip
def test_login_says_that_it_is_json(emu: Emulator, headers: dict[str, str], status: int) -> None:
    """The header is mandatory (API Reference 3.2), as for every other request with a body."""
    answer = send("POST", f"{emu.url}/v3/auth/tokens", headers, json.dumps(request(emu)).encode())
    assert answer.status == status
    if status == 400:
        assert answer.code == "IAM.0011"
        assert answer.violation["pointer"].startswith("header:Content-")


def test_oversized_login_without_a_length_is_refused(emu: Emulator) -> None:
    """A body in chunks is counted while it is read."""
    connection = http.client.HTTPConnection("127.0.0.1", emu.port, timeout=60)
    pieces = (b" " * 8192 for _ in range(9))
    headers = {"content-type": "application/json"}
    connection.request("POST", "/v3/auth/tokens", pieces, headers, encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()


def test_oversized_login_is_refused(emu: Emulator) -> None:
    """64 kB are enough for a user and a password."""
    answer = send("POST", f"{emu.url}/v3/auth/tokens", {}, b" " * 70_000)
    assert answer.status == 413


def listed(emu: Emulator, query: str) -> Response:
    url = f"{emu.url}/v3/projects?{query}"
    return send("GET", url, signed("GET", url, b"", emu.ak, emu.sk, stamp(emu.clock.now())))


@pytest.mark.parametrize(
    ("query", "got"),
    [("name=", "string of 0 characters"), ("name=" + "x" * 65, "string of 65 characters"),
     ("name=a&name=b", "2")],
)  # fmt: skip
def test_invalid_project_name_is_refused(emu: Emulator, query: str, got: str) -> None:
    """The query is validated like a body."""
    answer = listed(emu, query)
    assert (answer.status, answer.code) == (400, "IAM.0007")
    assert answer.violation["got"] == got


def test_unknown_project_name_gives_an_empty_list(emu: Emulator) -> None:
    """A valid name without a project gives an empty list."""
    assert listed(emu, "name=ap-nowhere-1").json["projects"] == []


@pytest.mark.parametrize(("method", "path"), [("DELETE", "projects"), ("GET", "auth/tokens")])
def test_wrong_method_names_the_allowed_one(emu: Emulator, method: str, path: str) -> None:
    """405 with Allow, in the identity service's own form."""
    answer = send(method, f"{emu.url}/v3/{path}")
    assert (answer.status, answer.json["error"]["title"]) == (405, "Method Not Allowed")
    assert answer.headers["allow"] == ("GET" if path == "projects" else "POST")


def test_response_that_violates_the_contract_is_not_sent(emu: Emulator) -> None:
    """Responses of the identity service are validated too."""
    emu.account.projects["ap-southeast-1"] = 7  # type: ignore[assignment]
    answer = listed(emu, "")
    assert answer.status == 500
    assert "response/projects/" in answer.headers["x-emulator-violation"]
