"""The vendor's SDK meets each refusal of the emulator as an exception of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from huawei_ocr_api.catalog import ERRORS

from ocr_emulator import Emulator
from tests.vendor import sdk
from tests.vendor.calls import call, example

PASSPORT = example("recognize_passport", "request-image")
EXPIRED = 16 * 60


def _refused(
    client: Any, body: dict[str, Any] = PASSPORT, operation: str = "recognize_passport"
) -> Any:
    with pytest.raises(sdk.exceptions.ServiceResponseException) as caught:
        call(client, operation, body)
    return caught.value


# --- refusals that a request earns by itself ----------------------------------


def test_a_wrong_secret(cloud: Emulator, vendor: Callable[..., Any]) -> None:
    """The gateway shows its canonical request, so that both sides can be laid together."""
    error = _refused(vendor(sk="not-the-secret", project=cloud.projects["ap-southeast-1"]))
    assert (error.status_code, error.error_code) == (401, "APIG.0301")
    assert "verify aksk signature fail" in error.error_msg
    assert f"POST|/v2/{cloud.projects['ap-southeast-1']}/ocr/passport/|" in error.error_msg


def test_an_unknown_key(cloud: Emulator, vendor: Callable[..., Any]) -> None:
    """A key that no account has."""
    error = _refused(vendor(ak="NOSUCHKEY", project=cloud.projects["ap-southeast-1"]))
    assert (error.status_code, error.error_code) == (401, "APIG.0301")


def test_a_stale_signature(cloud: Emulator, vendor: Callable[..., Any]) -> None:
    """More than 15 minutes between the clocks; the answer tells both of them."""
    client = vendor()
    cloud.clock.advance(EXPIRED)
    error = _refused(client)
    assert (error.status_code, error.error_code) == (401, "APIG.0301")
    assert "signature expired" in error.error_msg
    assert "server time" in error.error_msg


def test_the_pair_is_locked_after_six_failures(cloud: Emulator, vendor: Callable[..., Any]) -> None:
    """More than five failures in a row lock out the right secret too, for five minutes."""
    account = cloud.add_account("locked")
    project = account.projects["ap-southeast-1"]
    wrong = vendor(ak=account.ak, sk="not-the-secret", project=project)
    for _ in range(6):
        _refused(wrong)
    right = vendor(ak=account.ak, sk=account.sk, project=project)
    assert "reach the limit" in _refused(right).error_msg
    cloud.clock.advance(301)
    assert call(right, "recognize_passport", PASSPORT).status_code == 200


def test_a_region_that_does_not_serve_the_operation(
    cloud: Emulator, vendor: Callable[..., Any]
) -> None:
    """The project's region decides."""
    error = _refused(vendor("ap-southeast-3"))
    assert (error.status_code, error.error_code) == (404, "APIG.0101")


def test_a_project_of_someone_else(cloud: Emulator, vendor: Callable[..., Any]) -> None:
    """Another account's project is not ours to use."""
    other = cloud.add_account("someone-else")
    error = _refused(vendor(project=other.projects["ap-southeast-1"]))
    assert (error.status_code, error.error_code) == (403, "ModelArts.4203")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda account: account.unsubscribe("recognize_passport"), "ModelArts.4204"),
        (lambda account: setattr(account, "frozen", True), "ModelArts.6201"),
        (lambda account: setattr(account, "restricted", True), "ModelArts.4106"),
        (lambda account: setattr(account, "permitted", False), "ModelArts.4203"),
    ],
    ids=["not subscribed", "frozen", "restricted", "no permission"],
)
def test_an_account_that_may_not(
    change: Callable[[Any], None], code: str, cloud: Emulator, vendor: Callable[..., Any]
) -> None:
    """Subscription, standing and permission are each refused with their own code."""
    client = vendor()
    change(cloud.account)
    error = _refused(client)
    assert (403, code) == (error.status_code, error.error_code)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "AIS.0101"),
        ({**PASSPORT, "url": "https://files.invalid/a.png"}, "AIS.0101"),
        ({**PASSPORT, "country_code": 7}, "AIS.0101"),
        ({"image": "data:image/png;base64," + PASSPORT["image"]}, "AIS.0102"),
        ({"image": "bm8gcGljdHVyZSBhdCBhbGw="}, "AIS.0102"),
    ],
    ids=["no source", "two sources", "a wrong type", "a data: prefix", "no picture"],
)
def test_a_request_that_is_wrong(
    body: dict[str, Any], code: str, cloud: Emulator, vendor: Callable[..., Any]
) -> None:
    """The SDK checks nothing before it sends; the emulator does, with the vendor's codes."""
    error = _refused(vendor(), body)
    assert (400, code) == (error.status_code, error.error_code)
    assert cloud.journal.last.violation is not None


def test_calls_per_minute(cloud: Emulator, vendor: Callable[..., Any]) -> None:
    """The quota is refused with 429 and the limit in the message."""
    cloud.quotas.per_minute(2)
    client = vendor()
    for _ in range(2):
        assert call(client, "recognize_passport", PASSPORT).status_code == 200
    error = _refused(client)
    assert (error.status_code, error.error_code) == (429, "APIG.0308")
    assert "limit:2,time:1 minute" in error.error_msg


def test_a_private_file(cloud: Emulator, vendor: Callable[..., Any]) -> None:
    """An object that the service may not read is refused as the vendor refuses it."""
    address = cloud.files.put("secret.png", b"", private=True)
    error = _refused(vendor(), {"url": address})
    assert error.status_code == 400
    assert ERRORS[error.error_code].category == "source"


# --- every code of the table --------------------------------------------------


@pytest.mark.parametrize("code", ERRORS)
def test_every_code_of_the_table(code: str, cloud: Emulator, vendor: Callable[..., Any]) -> None:
    """A code arrives with its status, a message and the request id, below 500 and from it on."""
    client = vendor()
    cloud.faults.error(code, operation="recognize_passport", times=1)
    error = _refused(client)
    status = ERRORS[code].statuses[0]
    expected = "ClientRequestException" if status < 500 else "ServerResponseException"
    assert (expected, status, code) == (type(error).__name__, error.status_code, error.error_code)
    assert error.error_msg
    assert cloud.journal.last.request_id == error.request_id
    assert call(client, "recognize_passport", PASSPORT).status_code == 200


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_gateway_page(status: int, cloud: Emulator, vendor: Callable[..., Any]) -> None:
    """HTML in place of JSON is the server's fault, and the SDK says so."""
    client = vendor()
    cloud.faults.html(status, times=1)
    error = _refused(client)
    assert ("ServerResponseException", status) == (type(error).__name__, error.status_code)


# --- no answer at all ---------------------------------------------------------


@pytest.mark.parametrize("fault", ["reset-before", "reset-after", "empty"])
def test_a_lost_connection(fault: str, cloud: Emulator, vendor: Callable[..., Any]) -> None:
    """A connection that ends without an answer is the SDK's ConnectionException."""
    client = vendor()
    cloud.faults.add(fault, times=1)
    with pytest.raises(sdk.exceptions.ConnectionException):
        call(client, "recognize_passport", PASSPORT)


def test_nobody_listens(cloud: Emulator, vendor: Callable[..., Any]) -> None:
    """A port that nothing listens on refuses the connection."""
    client = vendor(project=cloud.projects["ap-southeast-1"], url="http://127.0.0.1:1")
    with pytest.raises(sdk.exceptions.ConnectionException):
        call(client, "recognize_passport", PASSPORT)


def test_a_certificate_that_is_not_trusted(vendor: Callable[..., Any]) -> None:
    """Over HTTPS the SDK refuses the throw-away CA until it is given it."""
    with Emulator(engine=None, tls=True) as safe:
        given = {"ak": safe.ak, "sk": safe.sk, "url": safe.url}
        given["project"] = safe.projects["ap-southeast-1"]
        with pytest.raises(sdk.exceptions.SslHandShakeException):
            call(vendor(**given), "recognize_passport", PASSPORT)
        trusting = vendor(**given, ssl_ca_cert=safe.ca_file)
        assert call(trusting, "recognize_passport", PASSPORT).status_code == 200
        trusting.close()


# --- what the vendor's SDK takes for success ----------------------------------


def test_a_broken_answer_is_success_to_the_vendor(
    cloud: Emulator, vendor: Callable[..., Any]
) -> None:
    """The emulator can send what the SDK does not notice: a 200 whose JSON is cut."""
    client = vendor()
    cloud.faults.bad_json(times=1)
    answer = call(client, "recognize_passport", PASSPORT)
    assert (answer.status_code, answer.result) == (200, None)
