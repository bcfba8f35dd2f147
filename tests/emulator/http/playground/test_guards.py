"""Who may call what: token, host name, origin; on loopback and elsewhere."""

from __future__ import annotations

import pytest

from ocr_emulator.emulator import Emulator
from ocr_emulator.http.playground.access import PageToken, is_loopback
from tests.emulator.http.playground.calls import page_call, token_of
from tests.emulator.signer import send

GUARDED = (
    "playground/session",
    "playground/reading",
    "playground/snippets",
    "playground/preview",
    "playground/bodies/1",
    "exports/xlsx",
)


@pytest.mark.parametrize("path", GUARDED)
@pytest.mark.parametrize("given", [None, "", "wrong", "ü"])
def test_calls_of_the_page_need_its_token(emu: Emulator, path: str, given: str | None) -> None:
    """Without it there is no key, no image and no file."""
    headers = {} if given is None else {"X-Playground-Token": given.encode().decode("latin-1")}
    answer = send("POST", f"{emu.url}/_emulator/{path}", headers, b"{}")
    assert answer.status == 401
    assert "token" in answer.json["error"]


def test_session_has_a_key_of_its_own(emu: Emulator) -> None:
    """Calls of the page are another account's than those of the program under test."""
    session = page_call(emu, "playground/session").json
    assert session["account"] == "playground"
    assert session["ak"] != emu.ak
    assert emu.sk not in str(session)
    assert set(session["projects"]) == set(emu.projects)
    again = page_call(emu, "playground/session").json
    assert (again["ak"], again["sk"]) == (session["ak"], session["sk"])


def test_session_works_after_its_key_was_removed(emu: Emulator) -> None:
    """Whoever rotates all keys does not lock the page out."""
    first = page_call(emu, "playground/session").json["ak"]
    emu.default.accounts["playground"].remove_key(first)
    assert page_call(emu, "playground/session").json["ak"] != first


@pytest.mark.parametrize("path", ["/", "/_emulator/playground/main.js"])
def test_foreign_host_name_gets_no_page(emu: Emulator, path: str) -> None:
    """A name that an attacker points at 127.0.0.1 does not reach the token."""
    answer = send("GET", emu.url + path, {"Host": f"attacker.example:{emu.port}"})
    assert answer.status == 403
    assert token_of(emu).encode() not in answer.body


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://attacker.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_page_of_another_origin_gets_no_session(emu: Emulator, headers: dict[str, str]) -> None:
    """Not even with the right token."""
    answer = page_call(emu, "playground/session", **headers)
    assert answer.status == 403
    assert "access-control-allow-origin" not in answer.headers


def test_preflight_of_another_origin_is_refused(emu: Emulator) -> None:
    """The header with the token cannot be sent from elsewhere."""
    headers = {
        "Origin": "http://attacker.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "x-playground-token",
    }
    answer = send("OPTIONS", f"{emu.url}/_emulator/playground/session", headers)
    assert answer.status == 403
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_link_of_another_site_opens_the_page(emu: Emulator) -> None:
    """A link in documentation works; what it opens, the other site cannot read."""
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert send("GET", emu.url + "/", headers).status == 200


def test_page_on_another_host_does_not_contain_the_token() -> None:
    """It is in the printed address, after the `#`, and the page has to be given it."""
    with Emulator(engine=None, host="0.0.0.0") as emu:
        assert token_of(emu) == ""
        address, _, token = emu.playground_url.partition("#token=")
        assert address == emu.url + "/"
        session = f"{emu.url}/_emulator/playground/session"
        assert send("POST", session, {"X-Playground-Token": token}).status == 200
        assert send("POST", session, {"X-Playground-Token": ""}).status == 401


def test_address_on_loopback_has_no_token(emu: Emulator) -> None:
    """Nothing to copy where nobody else can come."""
    assert emu.playground_url == emu.url + "/"


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.7", False),
        ("emulator", False),
    ],
)
def test_loopback_is_recognized(host: str, expected: bool) -> None:
    """Only addresses that no other machine can reach count."""
    assert is_loopback(host) is expected


def test_token_is_not_in_the_repr() -> None:
    """A log of the object shows no secret."""
    token = PageToken("127.0.0.1")
    assert token.in_page not in repr(token)
