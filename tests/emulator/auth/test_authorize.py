"""Authorization: signatures, tokens, projects, regions, subscriptions, standing."""

from __future__ import annotations

import http.client
import json

import pytest

from ocr_emulator.emulator import Emulator
from tests.emulator.conftest import call, encoded
from tests.emulator.signer import send, signed, stamp

PASSPORT = "recognize_passport"


def test_signed_request_gets_the_example(emu: Emulator) -> None:
    """A valid request gets the default example of the contract, marked as an example."""
    answer = call(emu)
    assert answer.status == 200
    assert answer.json == emu.contract.operations[PASSPORT].examples["default"]
    assert answer.headers["x-emulator-answer"] == "example default"
    assert answer.headers["x-request-id"] == emu.journal.last.request_id


@pytest.mark.parametrize("name", sorted(Emulator(engine=None).contract.operations))
def test_every_operation_is_served_in_each_of_its_regions(emu: Emulator, name: str) -> None:
    """All operations are served for the projects of all their regions at one address."""
    from tests.emulator.conftest import image_bytes

    operation = emu.contract.operations[name]
    field = operation.input_field
    body = {field: encoded(image_bytes(128, 128))} if field else {}
    statuses = {r: call(emu, name, body, region=r).status for r in operation.regions}
    assert statuses == dict.fromkeys(operation.regions, 200)


def test_changed_body_breaks_the_signature(emu: Emulator) -> None:
    """The signature covers the body that was received."""
    url = f"{emu.url}/v2/{emu.projects['ap-southeast-1']}/ocr/passport"
    body = json.dumps({"image": encoded()}).encode()
    headers = signed("POST", url, body, emu.ak, emu.sk, stamp(emu.clock.now()))
    answer = send("POST", url, headers, body.replace(b"image", b"url  "))
    assert (answer.status, answer.code) == (401, "APIG.0301")
    assert "verify aksk signature fail" in answer.json["error_msg"]


def test_signature_error_shows_the_canonical_request(emu: Emulator) -> None:
    """The server's canonical request is shown with | for newlines, without secrets."""
    answer = call(emu, sk="wrong")
    message = answer.json["error_msg"]
    path = f"/v2/{emu.projects['ap-southeast-1']}/ocr/passport/"
    assert f"POST|{path}||content-type:application/json|host:" in message
    assert emu.sk not in message


def test_signature_error_does_not_show_the_session_token(emu: Emulator) -> None:
    """It is a secret, and the refusal of a wrong signature quotes every other header."""
    key = emu.temporary_key()
    extra = {"x-security-token": str(key.security_token)}
    answer = call(emu, ak=key.ak, sk="wrong", extra=extra)
    assert (answer.status, answer.code) == (401, "APIG.0301")
    assert str(key.security_token) not in answer.body.decode()
    assert "x-security-token:***|" in answer.json["error_msg"]


def test_two_signatures_are_refused(emu: Emulator) -> None:
    """A proxy might have checked the other one."""
    url = f"{emu.url}/v2/{emu.projects['ap-southeast-1']}/ocr/passport"
    body = json.dumps({"image": encoded()}).encode()
    headers = signed("POST", url, body, emu.ak, emu.sk, stamp(emu.clock.now()))
    connection = http.client.HTTPConnection("127.0.0.1", emu.port, timeout=60)
    connection.putrequest("POST", url.removeprefix(emu.url), skip_host=True)
    for name, value in (*headers.items(), ("authorization", headers["authorization"])):
        connection.putheader(name, value)
    connection.putheader("content-length", str(len(body)))
    connection.endheaders(body)
    answer = json.loads(connection.getresponse().read())
    connection.close()
    assert "authorization header is not unique" in answer["error_msg"]


def test_unknown_key_is_refused(emu: Emulator) -> None:
    """An unknown access key gets the gateway's message."""
    answer = call(emu, ak="NOBODY", sk="x")
    assert answer.json["error_msg"].endswith("ak NOBODY not exist")


@pytest.mark.parametrize(("seconds", "status"), [(899, 200), (901, 401), (-899, 200), (-901, 401)])
def test_fifteen_minutes_of_skew_are_allowed(emu: Emulator, seconds: int, status: int) -> None:
    """A date up to 15 minutes off is accepted, one beyond is refused with both times."""
    now = emu.clock.freeze()
    answer = call(emu, date=stamp(int(now) + seconds))
    assert answer.status == status
    if status == 401:
        assert (
            f"signature expired, signature time:{stamp(int(now) + seconds)},server time:"
            in answer.json["error_msg"]
        )


def test_request_without_credentials_is_refused(emu: Emulator) -> None:
    """Authentication is always required."""
    url = f"{emu.url}/v2/{emu.projects['ap-southeast-1']}/ocr/passport"
    answer = send("POST", url, {"content-type": "application/json"}, b"{}")
    assert (answer.status, answer.code) == (401, "APIG.0301")
    assert answer.json["error_msg"].endswith("x-auth-token not found")


@pytest.mark.parametrize("header", ["host", "x-sdk-date"])
def test_host_and_date_must_be_signed(emu: Emulator, header: str) -> None:
    """A signature that leaves these out could be replayed elsewhere or later."""
    url = f"{emu.url}/v2/{emu.projects['ap-southeast-1']}/ocr/passport"
    headers = signed("POST", url, b"{}", emu.ak, emu.sk, stamp(emu.clock.now()))
    names = headers["authorization"]
    headers["authorization"] = names.replace(f"{header};", "").replace(f";{header},", ",")
    answer = send("POST", url, headers, b"{}")
    assert answer.json["error_msg"].endswith(f"{header} is not signed")


def test_sixth_failure_in_a_row_locks_the_key_for_five_minutes(emu: Emulator) -> None:
    """After more than five failures the right secret is refused too, for 300 s of emulator time."""
    emu.clock.freeze()
    for _ in range(6):
        assert call(emu, sk="wrong").status == 401
    locked = call(emu)
    assert "AK access failed to reach the limit" in locked.json["error_msg"]
    emu.clock.advance(299)
    assert call(emu).status == 401
    emu.clock.advance(1)
    assert call(emu).status == 200


def test_success_resets_the_failure_count(emu: Emulator) -> None:
    """Only consecutive failures count."""
    for _ in range(3):
        for _ in range(5):
            call(emu, sk="wrong")
        assert call(emu).status == 200


def test_second_key_works_during_rotation(emu: Emulator) -> None:
    """The second key works beside the first; a removed key stops working."""
    old_ak, old_sk = emu.ak, emu.sk
    new = emu.account.add_key()
    assert call(emu, ak=old_ak, sk=old_sk).status == 200
    assert call(emu, ak=new.ak, sk=new.sk).status == 200
    emu.account.remove_key(old_ak)
    assert call(emu, ak=old_ak, sk=old_sk).status == 401
    assert call(emu, ak=new.ak, sk=new.sk).status == 200


def test_third_key_is_refused(emu: Emulator) -> None:
    """An account has at most two keys."""
    emu.account.add_key()
    with pytest.raises(ValueError, match="2 keys already"):
        emu.account.add_key()


def test_temporary_keys_need_their_token_and_expire(emu: Emulator) -> None:
    """A temporary key works with its signed security token until it expires."""
    emu.clock.freeze()
    key = emu.temporary_key(60)
    token = {"X-Security-Token": str(key.security_token)}
    assert call(emu, ak=key.ak, sk=key.sk, extra=token).status == 200
    without = call(emu, ak=key.ak, sk=key.sk)
    assert "x-security-token not found" in without.json["error_msg"]
    wrong = call(emu, ak=key.ak, sk=key.sk, extra={"X-Security-Token": "other"})
    assert "x-security-token is wrong" in wrong.json["error_msg"]
    emu.clock.advance(61)
    late = call(emu, ak=key.ak, sk=key.sk, extra=token)
    assert "security token expires" in late.json["error_msg"]


def test_project_of_another_account_is_refused(emu: Emulator) -> None:
    """Keys of one account do not reach another's projects."""
    other = emu.add_account("other")
    answer = call(emu, project=other.projects["ap-southeast-1"])
    assert (answer.status, answer.code) == (403, "ModelArts.4203")


def test_operation_is_not_found_in_another_region(emu: Emulator) -> None:
    """The region of the project decides which operations exist, as at the vendor."""
    answer = call(emu, PASSPORT, region="ap-southeast-3")
    assert (answer.status, answer.code) == (404, "APIG.0101")
    assert answer.violation["got"] == "one in ap-southeast-3"


@pytest.mark.parametrize(
    ("setting", "status", "code"),
    [
        ("frozen", 403, "ModelArts.6201"),
        ("restricted", 403, "ModelArts.4106"),
        ("permitted", 403, "ModelArts.4203"),
    ],
)
def test_account_standing_is_checked(emu: Emulator, setting: str, status: int, code: str) -> None:
    """Frozen, restricted and unpermitted accounts get codes of their own."""
    setattr(emu.account, setting, setting != "permitted")
    answer = call(emu)
    assert (answer.status, answer.code) == (status, code)


def test_unsubscribed_operation_is_refused_in_that_region_only(emu: Emulator) -> None:
    """A subscription is for an operation and a region."""
    emu.account.unsubscribe(PASSPORT, "ap-southeast-1")
    refused = call(emu, PASSPORT, region="ap-southeast-1")
    assert (refused.status, refused.code) == (403, "ModelArts.4204")
    assert call(emu, PASSPORT, region="ap-southeast-2").status == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v2/{p}/ocr/passports"),
        ("GET", "/v2/{p}/ocr/passport"),
        ("POST", "/"),
        ("POST", "/v1/{p}/ocr/passport"),
    ],
)
def test_wrong_paths_and_methods_are_not_found(emu: Emulator, method: str, path: str) -> None:
    """An unserved path is reported before the credentials are checked."""
    answer = send(method, emu.url + path.format(p=emu.projects["ap-southeast-1"]))
    assert (answer.status, answer.code) == (404, "APIG.0101")


def test_rotation_replaces_the_oldest_key(emu: Emulator) -> None:
    """The second key stays while the first is replaced; the newest is the account's own."""
    first = emu.ak
    second = emu.account.rotate()
    third = emu.account.rotate()
    assert list(emu.account.keys) == [second.ak, third.ak]
    assert (emu.ak, first in emu.account.keys) == (third.ak, False)
    with pytest.raises(KeyError, match="no key"):
        emu.account.remove_key(first)


def test_account_without_keys_is_reported(emu: Emulator) -> None:
    """Reading the key of an account without keys is an error that names the remedy."""
    emu.account.remove_key(emu.ak)
    with pytest.raises(ValueError, match="add one"):
        _ = emu.ak


def test_disabled_key_is_refused(emu: Emulator) -> None:
    """A key can be disabled without being removed."""
    emu.account.keys[emu.ak].active = False
    assert call(emu).json["error_msg"].endswith("access key is disabled")


def test_subscriptions_can_be_limited_to_some_operations(emu: Emulator) -> None:
    """subscribe_only leaves the named pairs, subscribe adds one."""
    emu.account.subscribe_only([(PASSPORT, "ap-southeast-1")])
    text = "recognize_general_text"
    assert (call(emu).status, call(emu, text).code) == (200, "ModelArts.4204")
    emu.account.subscribe(text, "ap-southeast-1")
    assert call(emu, text).status == 200
    emu.account.unsubscribe(text)
    assert "general-text is not subscribed" in call(emu, text).json["error_msg"]


def test_project_header_must_match_the_path(emu: Emulator) -> None:
    """X-Project-Id is what the vendor's SDK sends; another project in it is refused."""
    project = emu.projects["ap-southeast-1"]
    assert call(emu, extra={"X-Project-Id": project}).status == 200
    other = {"X-Project-Id": emu.projects["ap-southeast-2"]}
    answer = call(emu, extra=other)
    assert (answer.code, answer.violation["pointer"]) == (
        "ModelArts.4203",
        "header:X-Project-Id",
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("Basic abc", "is not SDK-HMAC-SHA256"),
        ("SDK-HMAC-SHA256 nonsense", "malformed"),
        ("SDK-HMAC-SHA256 Access=a, Access=b", "malformed"),
        ("SDK-HMAC-SHA256 Access=a, SignedHeaders=host", "needs Access, SignedHeaders"),
        ("SDK-HMAC-SHA256 Access=, SignedHeaders=host, Signature=0", "needs Access"),
        ("SDK-HMAC-SHA256 Access={ak}, SignedHeaders=Host, Signature=0", "not in lower case"),
        ("SDK-HMAC-SHA256 Access={ak}, SignedHeaders=host, Signature=0", "x-sdk-date not found"),
        (
            "SDK-HMAC-SHA256 Access={ak}, SignedHeaders=host;x-sdk-date;x-none, Signature=0",
            "x-sdk-date not found",
        ),
    ],
)
def test_malformed_authorization_is_explained(emu: Emulator, value: str, words: str) -> None:
    """Each mistake in the header has its own message."""
    url = f"{emu.url}/v2/{emu.projects['ap-southeast-1']}/ocr/passport"
    answer = send("POST", url, {"authorization": value.format(ak=emu.ak)}, b"{}")
    assert (answer.status, words in answer.json["error_msg"]) == (401, True)


@pytest.mark.parametrize(
    ("date", "signed_headers", "words"),
    [
        ("yesterday", "host;x-sdk-date", "not yyyyMMddTHHmmssZ"),
        ("20300230T000000Z", "host;x-sdk-date", "not yyyyMMddTHHmmssZ"),
        (None, "host;x-none;x-sdk-date", "signed header x-none is missing"),
    ],
)
def test_malformed_dates_and_header_lists_are_explained(
    emu: Emulator, date: str | None, signed_headers: str, words: str
) -> None:
    """An invalid date and a signed header that was not sent are refused."""
    url = f"{emu.url}/v2/{emu.projects['ap-southeast-1']}/ocr/passport"
    headers = {
        "x-sdk-date": date or stamp(emu.clock.now()),
        "authorization": f"SDK-HMAC-SHA256 Access={emu.ak}, SignedHeaders={signed_headers}, "
        "Signature=0",
    }
    answer = send("POST", url, headers, b"{}")
    assert words in answer.json["error_msg"]


def test_tolerated_oddities_are_noted(emu: Emulator) -> None:
    """A malformed enterprise project and a withdrawn operation are served with a note."""
    odd = call(emu, extra={"Enterprise-Project-Id": "no such*id"})
    assert (odd.status, "billed under default" in odd.headers["x-emulator-note"]) == (200, True)
    from tests.emulator.conftest import image_bytes

    old = call(emu, "recognize_id_document", {"image": encoded(image_bytes(128, 128))})
    assert (old.status, "2025-11-04" in old.headers["x-emulator-note"]) == (200, True)
    assert "x-emulator-note" not in call(emu, extra={"Enterprise-Project-Id": "abc-1"}).headers


def test_stale_date_does_not_count_for_the_lock(emu: Emulator) -> None:
    """A clock that is off says nothing about the key, so the key is not locked (D-214)."""
    emu.clock.freeze()
    stale = stamp(emu.clock.now() - 3600)
    for _ in range(10):
        assert "signature expired" in call(emu, date=stale).json["error_msg"]
    assert call(emu).status == 200


def test_namespace_that_is_being_removed_has_no_keys(emu: Emulator) -> None:
    """A request in that moment gets the error of an unknown key, not a failure of the emulator."""
    space = emu.namespace("mine")
    assert call(space, server=emu).status == 200
    # What another thread finds in the middle of `remove`.
    del emu._registry.namespaces["mine"]
    answer = call(space, server=emu)
    assert (answer.status, answer.code) == (401, "APIG.0301")
