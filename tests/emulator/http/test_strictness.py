"""Strictness and bounds of what comes from outside: headers, scripts, clocks, admin bodies."""

from __future__ import annotations

import http.client
import json
import math
import select
import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest

from ocr_emulator.emulator import Emulator
from ocr_emulator.scripting.journal import Entry, Watch
from tests.emulator.conftest import call, encoded
from tests.emulator.http.test_admin import admin
from tests.emulator.signer import send, signed, stamp

PASSPORT = "recognize_passport"


@pytest.mark.parametrize("code", ["²", "٢٠٠", "2000", "99", "-1", "200.0", "¼"])
def test_prefer_accepts_three_ascii_digits_only(emu: Emulator, code: str) -> None:
    """Other digits are an invalid parameter, never a defect of the emulator."""
    url = f"{emu.url}/v2/{emu.projects['ap-southeast-1']}/ocr/passport"
    body = json.dumps({"image": encoded()}).encode()
    headers = signed("POST", url, body, emu.ak, emu.sk, stamp(emu.clock.now()))
    headers["prefer"] = f"code={code}".encode().decode("latin-1")
    response = send("POST", url, headers, body)
    assert (response.status, response.code) == (400, "AIS.0101")
    assert response.violation["pointer"] == "header:Prefer"


@pytest.mark.parametrize(
    ("prefer", "status", "words"),
    [
        ("respond-async", 200, ""),
        ("code=418", 400, "a status of the contract"),
        ("code=AIS.9999", 400, "an error code of the contract"),
        ("example=chinesse", 400, "chinese"),
    ],
)
def test_prefer_of_something_unknown_is_explained(
    emu: Emulator, prefer: str, status: int, words: str
) -> None:
    """Preferences of other servers are ignored, as HTTP wants it (RFC 7240)."""
    answer = call(emu, extra={"prefer": prefer})
    assert answer.status == status
    assert words in answer.headers.get("x-emulator-violation", "")


def test_prefer_may_come_in_several_headers(emu: Emulator) -> None:
    """A proxy or a library adds preferences of its own; they are one list (RFC 9110, 5.3)."""
    url = f"{emu.url}/v2/{emu.projects['ap-southeast-1']}/ocr/passport"
    body = json.dumps({"image": encoded()}).encode()
    connection = http.client.HTTPConnection("127.0.0.1", emu.port, timeout=60)
    connection.putrequest("POST", url.removeprefix(emu.url), skip_host=True)
    headers = signed("POST", url, body, emu.ak, emu.sk, stamp(emu.clock.now()))
    for name, value in (*headers.items(), ("prefer", "respond-async"), ("prefer", "code=429")):
        connection.putheader(name, value)
    connection.putheader("content-length", str(len(body)))
    connection.endheaders(body)
    assert connection.getresponse().status == 429
    connection.close()


@pytest.mark.parametrize(("more", "recorded"), [(300, True), (2000, False)])
def test_request_with_hundreds_of_headers_is_refused(
    emu: Emulator, more: int, recorded: bool
) -> None:
    """Each of them would be kept in memory; the refusal is in the form of all others."""
    answer = call(emu, extra={f"x-{number}": "a" for number in range(more)})
    assert (answer.status, answer.code) == (431, "EMULATOR")
    assert [entry.status for entry in emu.journal] == [431] * recorded
    assert call(emu).status == 200


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"SECRET\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: SECRET\r\n\r\n", 400),
        (b"POST /%s HTTP/1.1\r\nHost: a\r\n\r\n" % (b"SECRET" * 2000), 431),
        (b"POST / HTTP/1.1\r\nHost: a\r\nX-Auth-Token: %s\r\n\r\n" % (b"SECRET" * 2000), 431),
    ],
)
def test_what_is_no_request_gets_an_error_in_json(emu: Emulator, head: bytes, status: int) -> None:
    """A client reads it like every error, and nothing that it sent is repeated."""
    with socket.create_connection(("127.0.0.1", emu.port), timeout=60) as connection:
        connection.sendall(head)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        body = answer.read()
        assert connection.recv(1) == b""
    assert (answer.status, json.loads(body)["error_code"]) == (status, "EMULATOR")
    assert answer.headers["server"] == "ocr-emulator"
    assert b"SECRET" not in body


# Digits that no float has room for.
MANY = "1" + "0" * 400
RAW_BODIES = [
    ("PUT", "clock", f'{{"advance": {MANY}}}'),
    ("PUT", "clock", f'{{"set": {MANY}}}'),
    ("PUT", "quotas", f'{{"per_minute": {MANY}}}'),
    ("POST", "faults", f'{{"fault": 503, "expires_in": {MANY}}}'),
    ("POST", "faults", f'{{"fault": {{"kind": "latency", "delay": {MANY}}}}}'),
    ("POST", "accounts/default/temporary-keys", f'{{"seconds": {MANY}}}'),
    ("PUT", "clock", '{"set": NaN}'),
    ("PUT", "clock", '{"set": 1e400}'),
    ("PUT", "clock", '{"advance": 1e300}'),
    ("PUT", "clock", '{"advance": -1e300}'),
    ("PUT", "clock", '{"set": -1}'),
    ("PUT", "clock", '{"set": "1"}'),
    ("PUT", "clock", '{"set": true}'),
    ("PUT", "clock", '{"freeze": 1}'),
    ("PUT", "clock", '{"advance": 60, "set": "later"}'),
    ("PUT", "clock", '{"advance": 60, "freeze": "yes"}'),
    ("PUT", "clock", '{"advance": null}'),
    ("PUT", "quotas", '{"per_minute": "10"}'),
    ("PUT", "quotas", '{"per_minute": 1.5}'),
    ("PUT", "quotas", '{"per_minute": true}'),
    ("PUT", "quotas", '{"per_minute": 5, "concurrency": -1}'),
    ("PUT", "quotas", '{"per_minute": 5, "typo": 1}'),
    ("PUT", "quotas", '{"per_minute": 5, "operation": 7}'),
    ("PUT", "quotas", '{"per_minute": 5, "operation": "recognize_pasport"}'),
    ("POST", "faults", '{"fault": 503, "times": "2"}'),
    ("POST", "faults", '{"fault": 503, "times": 1.5}'),
    ("POST", "faults", '{"fault": 503, "times": true}'),
    ("POST", "faults", '{"fault": 503, "probability": "0.5"}'),
    ("POST", "faults", '{"fault": 503, "seed": "x"}'),
    ("POST", "faults", '{"fault": 503, "expires_in": "soon"}'),
    ("POST", "faults", '{"fault": 503, "expires_in": 1e300}'),
    ("POST", "faults", '{"fault": 503, "operation": 5}'),
    ("POST", "faults", '{"fault": 503, "operation": "recognize_pasport"}'),
    ("POST", "faults", '{"fault": 503, "account": []}'),
    ("POST", "faults", '{"fault": [503]}'),
    ("POST", "faults", '{"fault": 503.0}'),
    ("POST", "faults", '{"fault": true}'),
    ("POST", "faults", '{"fault": "trunkate"}'),
    ("POST", "faults", '{"fault": {"kind": "latency", "delay": "1"}}'),
    ("POST", "faults", '{"fault": {"kind": "latency", "delay": -1}}'),
    ("POST", "faults", '{"fault": {"kind": "latency", "delay": 1e300}}'),
    ("POST", "faults", '{"fault": {"kind": "latency", "jitter": [1]}}'),
    ("POST", "faults", '{"fault": {"kind": "clock", "delay": 1e300}}'),
    ("POST", "faults", '{"fault": {"kind": "truncate", "size": "7"}}'),
    ("POST", "faults", '{"fault": {"kind": "truncate", "size": -1}}'),
    ("POST", "faults", '{"fault": {"kind": "error", "code": 5}}'),
    ("POST", "faults", '{"fault": {"kind": "error", "code": "a\\r\\nX: y"}}'),
    ("POST", "faults", '{"fault": {"kind": "error", "status": "503"}}'),
    ("POST", "faults", '{"fault": {"kind": "error", "status": true}}'),
    ("POST", "faults", '{"fault": {"kind": "error", "status": 503, "message": 5}}'),
    ("POST", "faults", '{"fault": {"kind": "error", "status": 503, "retry_after": "9"}}'),
    ("POST", "faults", '{"fault": {"kind": "error", "status": 503, "retry_after": 1e300}}'),
    ("POST", "faults", '{"fault": {"kind": "error", "status": 503, "retry_form": []}}'),
    ("POST", "faults", '{"fault": {"kind": 5}}'),
    ("POST", "sequences", '{"steps": [{}]}'),
    ("POST", "sequences", '{"steps": [503, null]}'),
    ("POST", "sequences", '{"steps": ["okay"]}'),
    ("POST", "sequences", '{"steps": ["ok"], "operation": "recognize_pasport"}'),
    ("POST", "accounts", '{"name": 5}'),
    ("POST", "accounts", '{"name": ""}'),
    ("POST", "accounts", '{"ak": "x"}'),
    ("POST", "accounts", '{"name": "x", "ak": 5}'),
    ("POST", "accounts", '{"name": "x", "projects": ["a"]}'),
    ("POST", "accounts", '{"name": "x", "projects": {"nowhere-1": "a"}}'),
    ("POST", "accounts", '{"name": "x", "namespace": "y"}'),
    ("PATCH", "accounts/default", '{"frozen": "no"}'),
    ("PATCH", "accounts/default", '{"frozen": true, "typo": 1}'),
    ("PATCH", "accounts/default", '{"frozen": true, "unsubscribe": "all"}'),
    ("PATCH", "accounts/default", '{"frozen": true, "unsubscribe": [{"operation": "x"}]}'),
    ("PATCH", "accounts/default", '{"unsubscribe": [{"operation": "recognize_pasport"}]}'),
    ("POST", "accounts/default/temporary-keys", '{"seconds": "60"}'),
    ("POST", "accounts/default/temporary-keys", '{"seconds": 1e300}'),
    ("POST", "accounts/default/temporary-keys", '{"seconds": -5}'),
    ("POST", "accounts/default/temporary-keys", '{"second": 5}'),
    ("POST", "namespaces", '{"name": 5}'),
    ("POST", "namespaces", '{}'),
    ("POST", "namespaces", '{"name": "%s"}' % ("n" * 200)),
    ("DELETE", "faults/x", ""),
    ("GET", "sequences/²", ""),
    ("GET", "journal?status=x", ""),
    ("GET", "journal/wait?timeout=nan", ""),
    ("GET", "journal/wait?timeout=inf", ""),
    ("GET", "journal/wait?count=x", ""),
    ("GET", "journal/wait?count=-1", ""),
    ("GET", "journal/count?operation=recognize_pasport", ""),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body"), RAW_BODIES)
def test_invalid_admin_request_changes_nothing(
    emu: Emulator, method: str, path: str, body: str
) -> None:
    """The response is 400 with an explanation, and the state is as before."""
    before = state(emu)
    path = path.replace("²", "%C2%B2")
    response = send(method, f"{emu.url}/_emulator/{path}", {}, body.encode())
    assert (response.status, bool(response.json["error"])) == (400, True), response.body
    assert state(emu) == before
    assert call(emu).status == 200


def state(emu: Emulator) -> Any:
    """Return everything that an admin request could change."""
    return json.dumps(
        [
            [rule.to_dict() for rule in emu.faults.rules()],
            repr(emu.sequences),
            emu.quotas.to_dict(),
            round(emu.clock.shift),
            emu.clock.frozen,
            list(emu.default.accounts),
            [(a.frozen, sorted(a.unsubscribed), len(a.temporary)) for a in accounts(emu)],
            list(emu._registry.namespaces),
        ]
    )


def accounts(emu: Emulator) -> Any:
    return emu.default.accounts.values()


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e18, -1.0])
def test_clock_refuses_moments_that_are_not_dates(emu: Emulator, value: float) -> None:
    """A moment outside the years 1970 to 9000 is an error, and the clock does not move."""
    with pytest.raises(ValueError, match="between"):
        emu.clock.set(value)
    with pytest.raises(ValueError, match="between"):
        emu.clock.advance(value - emu.clock.now())
    assert abs(emu.clock.shift) < 1
    assert call(emu).status == 200


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ({"fault": "trunkate"}, "truncate"),
        ({"fault": {"kind": "dribbel"}}, "dribble"),
        ({"fault": "APIG.308"}, "APIG.0308"),
        ({"fault": 503, "operation": "recognise_passport"}, "recognize_passport"),
        ({"fault": {"kind": "latency", "dely": 1}}, "delay"),
        ({"fault": 503, "probabilty": 1}, "probability"),
    ],
)
def test_typo_in_a_fault_is_an_error_with_a_hint(
    emu: Emulator, wrong: dict[str, Any], hint: str
) -> None:
    """The error names what was probably meant, in Python as over HTTP."""
    response = admin(emu, "POST", "faults", wrong)
    assert (response.status, f"did you mean {hint!r}?" in response.json["error"]) == (400, True)
    if "probabilty" not in wrong:
        with pytest.raises(ValueError, match="did you mean"):
            emu.faults.add(**wrong)


def test_typo_in_an_operation_is_an_error_everywhere(emu: Emulator) -> None:
    """Sequences, expectations, quotas, subscriptions and the journal know the operations."""
    typo = "recognize_pasport"
    attempts: list[Callable[[], object]] = [
        lambda: emu.sequence(503, operation=typo),
        lambda: emu.expect(typo),
        lambda: emu.quotas.per_minute(5, typo),
        lambda: emu.account.unsubscribe(typo),
        lambda: emu.account.subscribe(typo, "ap-southeast-1"),
        lambda: emu.journal.count(operation=typo),
        lambda: emu.journal.wait_for(1, timeout=0, operation=typo),
    ]
    for attempt in attempts:
        with pytest.raises(ValueError, match="did you mean 'recognize_passport'"):
            attempt()


def test_typo_in_an_example_name_is_explained(emu: Emulator) -> None:
    """`Prefer` with an unknown example names the nearest one."""
    response = call(emu, extra={"prefer": "example=nothing-fond"})
    assert response.code == "AIS.0101"
    assert "did you mean 'nothing-found'?" in response.violation["expected"]


def test_admin_body_has_a_timeout() -> None:
    """A client that stops in the middle of an admin body gets 408."""
    with Emulator(engine=None, body_timeout=0.2) as emu:
        head = "POST /_emulator/faults HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{"
        with socket.create_connection(("127.0.0.1", emu.port), timeout=60) as sock:
            sock.sendall(head.encode())
            assert sock.recv(100).startswith(b"HTTP/1.1 408 ")


def test_waiting_admin_clients_do_not_hold_up_health(
    emu: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of 100 waiting clients goes through the journal once, and none is polled for."""
    for _ in range(300):
        send("GET", f"{emu.url}/x")
    expected = 100 * len(emu.journal)
    offered: list[Entry] = []
    offer, waiting = Watch.offer, threading.Event()

    def counted(watch: Watch, entry: Entry) -> None:
        offer(watch, entry)
        offered.append(entry)
        if len(offered) == expected:
            waiting.set()

    monkeypatch.setattr(Watch, "offer", counted)
    socks = []
    try:
        for _ in range(100):
            sock = socket.create_connection(("127.0.0.1", emu.port), timeout=60)
            target = "/_emulator/journal/wait?count=1000&timeout=60"
            sock.sendall(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            socks.append(sock)
        assert waiting.wait(60)
        for _ in range(10):
            assert admin(emu, "GET", "health").status == 200
        assert len(offered) == expected
        assert select.select(socks, [], [], 0)[0] == []
    finally:
        for sock in socks:
            sock.close()


def test_journal_wait_returns_when_the_last_request_comes(emu: Emulator) -> None:
    """Requests before and during the wait count, those of other operations do not."""
    call(emu)
    results: list[Any] = []
    path = f"journal/wait?count=2&timeout=60&operation={PASSPORT}"
    waiter = threading.Thread(target=lambda: results.append(admin(emu, "GET", path)))
    waiter.start()
    call(emu, "recognize_general_text")
    call(emu)
    waiter.join()
    assert [entry["operation"] for entry in results[0].json["entries"]] == [PASSPORT, PASSPORT]


@pytest.mark.parametrize(
    "options",
    [{"port": -1}, {"port": 65536}, {"port": "80"}, {"port": True}, {"host": ""},
     {"host": "a b"}, {"host": "http://x"}, {"idle_timeout": 0.0}, {"body_timeout": math.nan},
     {"workers": 0}, {"queue": -1}],
)  # fmt: skip
def test_invalid_address_is_an_error_at_once(options: dict[str, Any]) -> None:
    """Port, host and timeouts are checked when the emulator is created."""
    with pytest.raises(ValueError, match=f"^{next(iter(options))}"):
        Emulator(engine=None, **options)
