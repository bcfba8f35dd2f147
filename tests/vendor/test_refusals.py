"""The vendor's SDK raises its own exception for each error of the emulator."""

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


def test_wrong_secret_is_401_with_the_canonical_request(
    cloud: Emulator, vendor: Callable[..., Any]
) -> None:
    """The error contains the canonical request of the server, for comparison."""
    error = _refused(vendor(sk="not-the-secret", project=cloud.projects["ap-southeast-1"]))
    assert (error.status_code, error.error_code) == (401, "APIG.0301")
    assert "verify aksk signature fail" in error.error_msg
    assert f"POST|/v2/{cloud.projects['ap-southeast-1']}/ocr/passport/|" in error.error_msg


def test_unknown_key_is_401(cloud: Emulator, vendor: Callable[..., Any]) -> None:
    """A key of no account is refused."""
    error = _refused(vendor(ak="NOSUCHKEY", project=cloud.projects["ap-southeast-1"]))
    assert (error.status_code, error.error_code) == (401, "APIG.0301")


def test_stale_signature_is_401_with_both_times(
    cloud: Emulator, vendor: Callable[..., Any]
) -> None:
    """A difference of more than 15 minutes is refused; the error contains both times."""
    client = vendor()
    cloud.clock.advance(EXPIRED)
    error = _refused(client)
    assert (error.status_code, error.error_code) == (401, "APIG.0301")
    assert "signature expired" in error.error_msg
    assert "server time" in error.error_msg


def test_key_pair_is_locked_after_six_failures(cloud: Emulator, vendor: Callable[..., Any]) -> None:
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


def test_region_without_the_operation_is_404(cloud: Emulator, vendor: Callable[..., Any]) -> None:
    """The region of the project decides which operations are served."""
    error = _refused(vendor("ap-southeast-3"))
    assert (error.status_code, error.error_code) == (404, "APIG.0101")


def test_project_of_another_account_is_refused(cloud: Emulator, vendor: Callable[..., Any]) -> None:
    """A project of another account cannot be used."""
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
def test_account_restriction_has_its_own_code(
    change: Callable[[Any], None], code: str, cloud: Emulator, vendor: Callable[..., Any]
) -> None:
    """Missing subscription, arrears and missing permission have their own codes."""
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
    ids=["no source", "two sources", "a wrong type", "a data: prefix", "no image"],
)
def test_invalid_request_has_the_vendors_code(
    body: dict[str, Any], code: str, cloud: Emulator, vendor: Callable[..., Any]
) -> None:
    """The emulator checks what the SDK sends unchecked, with the vendor's codes."""
    error = _refused(vendor(), body)
    assert (400, code) == (error.status_code, error.error_code)
    assert cloud.journal.last.violation is not None


def test_quota_is_429_with_the_limit(cloud: Emulator, vendor: Callable[..., Any]) -> None:
    """The quota is refused with 429 and the limit in the message."""
    cloud.quotas.per_minute(2)
    client = vendor()
    for _ in range(2):
        assert call(client, "recognize_passport", PASSPORT).status_code == 200
    error = _refused(client)
    assert (error.status_code, error.error_code) == (429, "APIG.0308")
    assert "limit:2,time:1 minute" in error.error_msg


def test_private_file_is_refused(cloud: Emulator, vendor: Callable[..., Any]) -> None:
    """An object that the service may not read is refused as the vendor refuses it."""
    address = cloud.files.put("secret.png", b"", private=True)
    error = _refused(vendor(), {"url": address})
    assert error.status_code == 400
    assert ERRORS[error.error_code].category == "source"


# --- every code of the table --------------------------------------------------


@pytest.mark.parametrize("code", ERRORS)
def test_every_error_code_reaches_the_vendor_sdk(
    code: str, cloud: Emulator, vendor: Callable[..., Any]
) -> None:
    """The SDK raises with the status, message and request id of each code."""
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
def test_html_error_page_is_a_server_error(
    status: int, cloud: Emulator, vendor: Callable[..., Any]
) -> None:
    """HTML instead of JSON is a server error to the SDK."""
    client = vendor()
    cloud.faults.html(status, times=1)
    error = _refused(client)
    assert ("ServerResponseException", status) == (type(error).__name__, error.status_code)


# --- no response at all ---------------------------------------------------------


@pytest.mark.parametrize("fault", ["reset-before", "reset-after", "empty"])
def test_lost_connection_is_a_connection_exception(
    fault: str, cloud: Emulator, vendor: Callable[..., Any]
) -> None:
    """A connection that ends without a response is the SDK's ConnectionException."""
    client = vendor()
    cloud.faults.add(fault, times=1)
    with pytest.raises(sdk.exceptions.ConnectionException):
        call(client, "recognize_passport", PASSPORT)


def test_closed_port_is_a_connection_exception(cloud: Emulator, vendor: Callable[..., Any]) -> None:
    """A closed port refuses the connection."""
    client = vendor(project=cloud.projects["ap-southeast-1"], url="http://127.0.0.1:1")
    with pytest.raises(sdk.exceptions.ConnectionException):
        call(client, "recognize_passport", PASSPORT)


def test_untrusted_certificate_is_refused(vendor: Callable[..., Any]) -> None:
    """Over HTTPS the SDK refuses the temporary CA until it is configured."""
    with Emulator(engine=None, tls=True) as safe:
        given = {"ak": safe.ak, "sk": safe.sk, "url": safe.url}
        given["project"] = safe.projects["ap-southeast-1"]
        with pytest.raises(sdk.exceptions.SslHandShakeException):
            call(vendor(**given), "recognize_passport", PASSPORT)
        trusting = vendor(**given, ssl_ca_cert=safe.ca_file)
        assert call(trusting, "recognize_passport", PASSPORT).status_code == 200
        trusting.close()


# --- what the vendor's SDK takes for success ----------------------------------


def test_vendor_sdk_accepts_a_truncated_response(
    cloud: Emulator, vendor: Callable[..., Any]
) -> None:
    """The SDK reports success for a 200 with truncated JSON."""
    client = vendor()
    cloud.faults.bad_json(times=1)
    response = call(client, "recognize_passport", PASSPORT)
    assert (response.status_code, response.result) == (200, None)
